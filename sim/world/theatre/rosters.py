"""The shifts that officers serve, and who of those posted at checkpoints is on duty when (ODD 7.2)."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.scenario.behaviour import Staffing
from sim.scenario.schema import Scenario
from sim.scenario.shifts import DAY_H, SHIFTS, hours_of, length_of
from sim.world.theatre.places import Checkpoint
from sim.world.theatre.shifts import SHIFT_H, on_shift

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ServedShifts:
    """Shifts by their name or hours, with the share of the officers on each; each officer serves one a day."""

    shares: tuple[tuple[str, float], ...]

    @property
    def hours(self) -> float:
        """Mean hours that an officer serves on a day."""
        return SHIFT_H + sum(share * (length_of(shift) - SHIFT_H) for shift, share in self.shares)

    @property
    def changes(self) -> set[float]:
        """Hours of the day at which shifts begin or end."""
        return {hour % DAY_H for shift, _ in self.shares for hour in hours_of(shift)}

    def on_duty(self, hour_of_day: float) -> float:
        """Share of the officers who are on duty at an hour."""
        return _on_duty(self.shares, hour_of_day)


@lru_cache(maxsize=16_384)
def _on_duty(shares: tuple[tuple[str, float], ...], hour_of_day: float) -> float:
    """Share of those on some shifts who are on duty at an hour: asked for each desk at each change of shift."""
    return sum(share for shift, share in shares if on_shift((shift,), hour_of_day))


def usual(staffing: Staffing) -> ServedShifts:
    """The three shifts of a day, as officers serve them where a plan says nothing else."""
    evening = 1.0 - staffing.day_shift - staffing.night_shift
    return ServedShifts((("day", staffing.day_shift), ("evening", evening), ("night", staffing.night_shift)))


def served_in(scenario: Scenario, country: str) -> ServedShifts:
    """The shifts of a country: its own, else those of the action, else the usual ones."""
    named = scenario.countries[country].shifts or scenario.shifts
    return ServedShifts(tuple(named.items())) if named else usual(scenario.behaviour.staffing)


def served_at(scenario: Scenario, point: Checkpoint) -> ServedShifts:
    """The shifts of a checkpoint: its own, else those of its country."""
    named = scenario.posts.shifts.get(point.post, {}).get(point.country)
    return ServedShifts(tuple(named.items())) if named else served_in(scenario, point.country)


class Duty:
    """Who of those posted at checkpoints is on duty when.

    Parameters
    ----------
    served
        The shifts of each checkpoint.
    profile
        Traffic of each hour of the action against the mean hour.
    start
        Hour of the day at which the action begins.

    Attributes
    ----------
    hours
        Mean hours that an officer serves on a day (checkpoints).
    changes
        Hours of the day at which shifts begin or end, in order.
    levels
        Hours of the action by level of traffic and by the change of shifts before them.
    """

    def __init__(self, served: Sequence[ServedShifts], profile: Floats, start: int) -> None:
        self._different = [*dict.fromkeys(served)]
        self._which = np.array([self._different.index(one) for one in served], dtype=np.int64)
        self.hours = self._of_each([one.hours for one in self._different])
        self.changes = sorted({*SHIFTS}.union(*(one.changes for one in self._different)))
        self.levels: dict[tuple[float, float], float] = defaultdict(float)
        for hour, level in enumerate(profile.tolist()):
            begin = float((hour + start) % 24)
            cuts = [begin, *(change for change in self.changes if begin < change < begin + 1.0), begin + 1.0]
            for first, after in pairwise(cuts):
                change = self.changes[bisect_right(self.changes, first) - 1]
                self.levels[round(level, 9), change] += after - first

    def at(self, hour_of_day: float) -> Floats:
        """Share of those posted who are on duty at an hour of the day (checkpoints)."""
        return self._of_each([one.on_duty(hour_of_day) for one in self._different])

    def _of_each(self, values: Sequence[float]) -> Floats:
        return np.array(values, dtype=float)[self._which]
