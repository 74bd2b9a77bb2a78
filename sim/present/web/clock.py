"""The clock on the wall: the only place where an exercise learns how much time has passed."""

import time
from collections.abc import Callable
from typing import Final

type Clock = Callable[[], float]

LONGEST_LAP_MS: Final = 2_000
"""A machine that slept, or stood still, does not hurry the play on when it wakes."""

now: Final[Clock] = time.monotonic
"""Seconds since some moment in the past; they never go back."""


def hour() -> str:
    """The hour on the wall, for reports: ``2026-05-04T09:00:00Z``."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


class Stopwatch:
    """Whole milliseconds between one look and the next; what is less than one is kept for the next."""

    def __init__(self, clock: Clock = now) -> None:
        self._clock = clock
        self._seen_s = clock()

    def lap_ms(self) -> int:
        """Milliseconds since the last look, at most `LONGEST_LAP_MS`."""
        passed = int((self._clock() - self._seen_s) * 1000)
        self._seen_s += passed / 1000
        return min(passed, LONGEST_LAP_MS)
