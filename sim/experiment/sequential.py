"""Runs until a difference is known as well as was asked: looks at more and more runs, each with its share of the error.

The first look is at 40 pairs of runs, each later one at half as many more. Every look has its own share of the 5 %
that may go wrong (`sim.experiment.ranking.spent`), so that the intervals between plans hold at 95 % however often was
looked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.outcome.measure import Smallest
from sim.outcome.measures import MEASURES

FIRST = 40
"""Pairs of runs at the first look: fewer than `sim.outcome.intervals.LEAST_RUNS` tell nothing of single actions."""
GROWTH = 1.5
"""Pairs at a look for each at the one before: nine steps take 40 to 1,500, and none goes more than half too far."""
MOST = 1000
"""Pairs of runs after which no further look is taken, unless a number is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """How well the differences between plans are to be known, and how often was looked.

    Attributes
    ----------
    measure : str
        Of which measure.
    size : Smallest
        Half the width of the interval, in its unit or as a share of the mean of the base.
    looks : int
        Looks that were taken.
    """

    measure: str
    size: Smallest
    looks: int = 0

    @classmethod
    def read(cls, text: str) -> Precision:
        """Read ``2%``, which is of arrests, or ``wait_mean_min=0.5``.

        Raises
        ------
        ValueError
            If it is no precision, or there is no such measure, or none of which more is better or less.
        """
        name, _, size = text.rpartition("=")
        name = name.strip() or "arrests"
        if name not in MEASURES:
            raise ValueError(f"there is no measure {name!r}")
        if not MEASURES[name].direction:
            raise ValueError(f"{name} ranks no plans: more of it is neither better nor worse")
        read = Smallest.read(size)
        if not read.amount:
            raise ValueError("no number of runs makes an interval without width")
        return cls(measure=name, size=read)

    @classmethod
    def known(cls, manifest: Mapping[str, Any]) -> Precision | None:
        """What a manifest says of it."""
        kept = manifest.get("precision")
        if kept is None:
            return None
        return cls(measure=kept["measure"], size=Smallest.read(kept["size"]), looks=kept["looks"])

    @property
    def document(self) -> dict[str, Any]:
        """The same in plain values."""
        return {"measure": self.measure, "size": str(self.size), "looks": self.looks}


def looks(most: int) -> Iterator[int]:
    """Yield how many pairs of runs there are at each look; the last is at the most that there may be."""
    runs = FIRST
    while runs < most:
        yield runs
        runs = round(GROWTH * runs)
    yield most


def until[T](look: Callable[[int, int], T], most: int, precise: Callable[[T], bool]) -> T:
    """Look at more and more runs until they are precise, or the most; `look` is given its number and that of runs."""
    for at, runs in enumerate(looks(most), start=1):
        found = look(at, runs)
        if precise(found):
            break
    return found
