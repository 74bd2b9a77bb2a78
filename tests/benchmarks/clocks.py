"""Measuring: medians of repeated calls, time spent inside a function, and what a command needs as a process."""

from __future__ import annotations

import math
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from time import perf_counter, process_time
from typing import Any


def median_s(work: Callable[[], object], times: int = 5) -> float:
    """Median processor seconds of a call, after one that does not count."""
    work()
    spent = []
    for _ in range(times):
        begin = process_time()
        work()
        spent.append(process_time() - begin)
    return statistics.median(spent)


class Inside:
    """Processor seconds spent inside a function of a module or class, and calls, while this is in use."""

    def __init__(self, place: Any, name: str) -> None:
        self.place, self.name = place, name
        self.seconds, self.calls, self.best_s = 0.0, 0, math.inf

    def restart(self) -> None:
        """Begin to count again."""
        self.seconds, self.calls = 0.0, 0

    def keep(self) -> None:
        """Keep the seconds since the last restart if there were never fewer."""
        self.best_s = min(self.best_s, self.seconds)

    def __enter__(self) -> Inside:
        self.inner = getattr(self.place, self.name)
        setattr(self.place, self.name, lambda *args, **kwargs: self._timed(*args, **kwargs))
        return self

    def __exit__(self, *_: object) -> None:
        setattr(self.place, self.name, self.inner)

    def _timed(self, *args: Any, **kwargs: Any) -> Any:
        begin = process_time()
        try:
            return self.inner(*args, **kwargs)
        finally:
            self.seconds += process_time() - begin
            self.calls += 1


def command(arguments: list[str], folder: Path, environment: Mapping[str, str] | None = None) -> tuple[float, float]:
    """Seconds on the wall and peak megabytes of `jadsim` with these arguments, in a new process."""
    begin = perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "sim.cli", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "", **(environment or {})},  # or each start reads all sources
        stdout=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"jadsim {' '.join(arguments)} ended with {process.returncode}")
    kilobyte = 1024.0 if sys.platform == "darwin" else 1.0
    return perf_counter() - begin, usage.ru_maxrss / kilobyte / 1024.0
