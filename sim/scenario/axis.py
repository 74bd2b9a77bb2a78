"""What of a plan an experiment varies: keys between two ends, and which designs go with them."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from sim.scenario.leaves import leaves
from sim.scenario.tree import dotted
from sim.words import DesignKind

MOST_POINTS = 10_000
RANGE = "Write FROM..TO, or FROM..TO:LEVELS on a grid, such as 0..1:6"

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?"
_RANGE = re.compile(
    rf"(?P<low>{_NUMBER})\s*(?P<unit>[a-z]*|%)\s*\.\.\s*(?P<high>{_NUMBER})\s*(?P=unit)\s*(?::\s*(?P<levels>\d+))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """A key that is varied between two ends; `levels` on a grid, or 0; `unit` of a duration or share."""

    key: str
    low: float
    high: float
    levels: int = 0
    unit: str = ""

    @classmethod
    def read(cls, text: str) -> Axis:
        """Read ``cooperation.scale=0..1:6`` or ``behaviour.fusion.package=1 h..6 h``.

        Raises
        ------
        ValueError
            If it is no such range.
        """
        key, said, between = text.strip().partition("=")
        if not said or not key.strip() or len(key.split()) > 1:
            raise ValueError(f"{text!r} is no range: write KEY=FROM..TO or KEY=FROM..TO:LEVELS")
        return cls.of(key.strip(), between)

    @classmethod
    def of(cls, key: str, between: str) -> Axis:
        """Read the ends, such as ``0..1:6``, ``1 h..6 h`` or ``1 %..15 %``; raises `ValueError` as `read` does."""
        said = _RANGE.fullmatch(between.strip())
        if said is None:
            raise ValueError(f"{between!r} is no range: write KEY=FROM..TO or KEY=FROM..TO:LEVELS")
        low, high, levels = float(said["low"]), float(said["high"]), int(said["levels"] or 0)
        if not low < high < math.inf:
            raise ValueError(f"{between!r} has no width: the first end must be below the second")
        if said["levels"] is not None and levels < 2:
            raise ValueError(f"{between!r} has {levels} levels; 2 are the least")
        return cls(key=key, low=low, high=high, levels=levels, unit=said["unit"])

    @property
    def document(self) -> dict[str, Any]:
        """The same in plain values."""
        return {"key": self.key, "low": self.low, "high": self.high, "levels": self.levels, "unit": self.unit}

    def written(self, value: float) -> object:
        """A value as a plan takes it: a whole number where it is one, a duration or share with its unit."""
        plain: float = int(value) if value == int(value) else float(value)
        return f"{plain!r} {self.unit}" if self.unit else plain


def misfits(
    kind: DesignKind,
    levers: Sequence[Axis],
    points: int | None,
    uncertain: Sequence[Axis] = (),
    draws: int | None = None,
) -> Iterator[tuple[str, str, str]]:
    """What keeps axes from being a design: whose it is (a key that is varied, ``points``, ...), found and wanted."""
    if not levers:
        yield "levers", "nothing is varied", "Name a key to vary"
    for key, times in Counter(axis.key for axis in (*levers, *uncertain)).items():
        if times > 1:
            yield key, "it is varied more than once", "Name each key once"
    yield from _misfits_of_grid(levers, points) if kind == "grid" else _misfits_of_spread(kind, levers, points)
    for axis in uncertain:
        if axis.levels:
            yield axis.key, "levels are of levers", "Write FROM..TO; draws says how many values are tried"
    if draws is not None and not uncertain:
        yield "draws", "nothing is uncertain, of which values could be drawn", "Name uncertainties, or leave it out"
    number = math.prod(axis.levels or 1 for axis in levers) if kind == "grid" else points or 1
    if number * (draws or 1) > MOST_POINTS:
        yield "levers", f"these are more than {MOST_POINTS:,} points, draws included", "Try fewer"


def _misfits_of_grid(levers: Sequence[Axis], points: int | None) -> Iterator[tuple[str, str, str]]:
    if points is not None:
        yield "points", "a grid takes levels and no number of points", "Write FROM..TO:LEVELS of each key"
    for axis in levers:
        if not axis.levels:
            yield axis.key, "a grid takes levels", "Write FROM..TO:LEVELS, such as 0..1:6"


def _misfits_of_spread(kind: DesignKind, levers: Sequence[Axis], points: int | None) -> Iterator[tuple[str, str, str]]:
    if points is None or not 2 <= points <= MOST_POINTS:
        yield "points", f"{kind} takes a number of points", f"Write 2 to {MOST_POINTS:,}"
    elif kind == "sobol" and points & (points - 1):
        power = 1 << (points - 1).bit_length()
        yield "points", "a Sobol sequence is balanced at powers of 2", f"Write such a number, such as {power} points"
    for axis in levers:
        if axis.levels:
            yield axis.key, "levels are of a grid", f"Write FROM..TO; {kind} takes a number of points"


def rounded(base: BaseModel, axes: Sequence[Axis], rows: Iterable[Sequence[float]]) -> Iterator[tuple[float, ...]]:
    """Points without the noise of arithmetic; whole numbers where the plan holds whole numbers."""
    known: Mapping[str, object] = {dotted(leaf.path): leaf.value for leaf in leaves(base)}
    whole = [isinstance(known.get(axis.key), int) for axis in axes]
    for row in rows:
        yield tuple(
            float(round(value)) if counted else float(f"{value:.12g}")
            for value, counted in zip(row, whole, strict=True)
        )
