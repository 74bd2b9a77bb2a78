"""The three shifts of a day, and who serves when."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from sim.scenario.shifts import ALL_SHIFTS, DAY_H, SHIFTS, hours_of, length_of

SHIFT_H = 8.0
"""Hours of each of the three shifts."""
DAY, EVENING, NIGHT = range(3)
INSTANT_H = 1e-6
"""Less than anything lasts: what rounding leaves of an hour of the day."""


def shift_of(hour_of_day: float) -> int:
    """The shift of an hour of the day: `DAY`, `EVENING` or `NIGHT`."""
    if SHIFTS[0] <= hour_of_day < SHIFTS[1]:
        return DAY
    return EVENING if SHIFTS[1] <= hour_of_day < SHIFTS[2] else NIGHT


@lru_cache(maxsize=4_096)
def on_shift(shifts: tuple[str, ...], hour_of_day: float) -> bool:
    """Whether somebody who serves on these shifts, or at these hours, is on duty at an hour."""
    return any(_covers(shift, hour_of_day) for shift in shifts)


def until_change(changes: Iterable[float], hour_of_day: float) -> float:
    """Hours until the first of some hours of the day comes."""
    ways = ((change - hour_of_day) % DAY_H for change in changes)
    return min(way if way > INSTANT_H else way + DAY_H for way in ways)


def _covers(shift: str, hour_of_day: float) -> bool:
    if shift in ALL_SHIFTS:
        return ALL_SHIFTS[shift_of(hour_of_day)] == shift
    return (hour_of_day - hours_of(shift)[0] + INSTANT_H) % DAY_H < length_of(shift)
