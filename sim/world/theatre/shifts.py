"""The three shifts of a day."""

from __future__ import annotations

from collections.abc import Collection
from typing import get_args

from sim.words import Shift

SHIFTS = (6.0, 14.0, 22.0)
"""Hours of the day (UTC) at which shifts change."""
SHIFT_WORDS: tuple[str, ...] = get_args(Shift)
SHIFT_H = 8.0
"""Hours that an officer serves on a day."""
DAY_H = 24.0
DAY, EVENING, NIGHT = range(3)


def shift_of(hour_of_day: float) -> int:
    """The shift of an hour of the day: `DAY`, `EVENING` or `NIGHT`."""
    if SHIFTS[0] <= hour_of_day < SHIFTS[1]:
        return DAY
    return EVENING if SHIFTS[1] <= hour_of_day < SHIFTS[2] else NIGHT


def on_shift(shifts: Collection[str], hour_of_day: float) -> bool:
    """Whether somebody who serves on these shifts is on duty at an hour."""
    return SHIFT_WORDS[shift_of(hour_of_day)] in shifts
