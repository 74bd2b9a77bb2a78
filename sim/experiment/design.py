"""Which plans an experiment tries: points in the space of some keys of a plan, on a grid or spread over it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, get_args

import numpy as np
from scipy.stats import qmc

from sim.outcome.scopes import Floats
from sim.scenario.leaves import leaves
from sim.scenario.load import vary
from sim.scenario.schema import Scenario
from sim.scenario.tree import dotted
from sim.words import DesignKind

type Kind = DesignKind
KINDS: tuple[Kind, ...] = get_args(DesignKind)
MOST_POINTS = 10_000

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?"
_AXIS = re.compile(
    rf"(?P<key>[^=\s]+)\s*=\s*(?P<low>{_NUMBER})\s*(?P<unit>[a-z]*)\s*\.\.\s*(?P<high>{_NUMBER})\s*(?P=unit)"
    r"\s*(?::\s*(?P<levels>\d+))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """A key that is varied between two ends; `levels` on a grid, 0 where none are given; `unit` of a duration."""

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
        said = _AXIS.fullmatch(text.strip())
        if said is None:
            raise ValueError(f"{text!r} is no range: write KEY=FROM..TO or KEY=FROM..TO:LEVELS")
        low, high, levels = float(said["low"]), float(said["high"]), int(said["levels"] or 0)
        if not low < high:
            raise ValueError(f"{text!r} has no width: the first end must be below the second")
        if said["levels"] is not None and levels < 2:
            raise ValueError(f"{text!r} has {levels} levels; 2 are the least")
        return cls(key=said["key"], low=low, high=high, levels=levels, unit=said["unit"])

    @property
    def document(self) -> dict[str, Any]:
        """The same in plain values."""
        return {"key": self.key, "low": self.low, "high": self.high, "levels": self.levels, "unit": self.unit}

    def written(self, value: float) -> object:
        """A value as a plan takes it: a whole number where it is one, a duration with its unit."""
        plain: float = int(value) if value == int(value) else float(value)
        return f"{plain!r} {self.unit}" if self.unit else plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """Points of an experiment: one row a plan, one column an axis."""

    kind: str
    axes: tuple[Axis, ...]
    points: tuple[tuple[float, ...], ...]

    @property
    def document(self) -> dict[str, Any]:
        """The same in plain values."""
        return {
            "kind": self.kind,
            "axes": [axis.document for axis in self.axes],
            "points": [[*row] for row in self.points],
        }

    @classmethod
    def known(cls, document: Mapping[str, Any]) -> Design:
        """Read `document` back."""
        axes = tuple(Axis(**axis) for axis in document["axes"])
        return cls(kind=document["kind"], axes=axes, points=tuple(map(tuple, document["points"])))

    def overrides(self, point: Sequence[float]) -> dict[str, object]:
        """What a point changes in a plan."""
        return {axis.key: axis.written(value) for axis, value in zip(self.axes, point, strict=True)}

    def plans(self, base: Scenario) -> list[Scenario]:
        """The plan of each point; raises `ScenarioError` where a value has no place in it."""
        return [vary(base, self.overrides(point)) for point in self.points]


def design(
    base: Scenario, axes: Sequence[Axis], kind: Kind = "grid", points: int | None = None, seed: int = 1
) -> Design:
    """Points for some axes.

    Parameters
    ----------
    base
        The plan that is varied; keys that hold whole numbers there are given whole numbers.
    axes
        What is varied; levels are of a grid alone.
    kind
        All combinations of levels (`grid`), a Latin hypercube (`lhs`) or a Sobol sequence (`sobol`).
    points : int, optional
        How many of a Latin hypercube or a Sobol sequence.

    Raises
    ------
    ValueError
        If an axis comes twice, or levels or points are missing, of no use, or too many.
    """
    keys = [axis.key for axis in axes]
    if not keys or len(set(keys)) < len(keys):
        raise ValueError("each key is varied once" if keys else "name a key to vary")
    if kind == "grid":
        return Design(kind=kind, axes=tuple(axes), points=tuple(_rounded(base, axes, _grid(axes, points))))
    if points is None or not 2 <= points <= MOST_POINTS:
        raise ValueError(f"{kind} takes a number of points, 2 to {MOST_POINTS:,}")
    if any(axis.levels for axis in axes):
        raise ValueError(f"levels are of a grid; {kind} takes a number of points")
    sampler = (qmc.LatinHypercube if kind == "lhs" else qmc.Sobol)(len(axes), rng=seed)
    if kind == "sobol" and points & (points - 1):
        raise ValueError(
            f"a Sobol sequence is balanced at powers of 2, such as {1 << (points - 1).bit_length()} points"
        )
    spread = qmc.scale(sampler.random(points), [axis.low for axis in axes], [axis.high for axis in axes])
    return Design(kind=kind, axes=tuple(axes), points=tuple(_rounded(base, axes, spread)))


def of_rows(base: Scenario, kind: str, axes: Sequence[Axis], rows: Floats) -> Design:
    """The design of rows that another library gave."""
    return Design(kind=kind, axes=tuple(axes), points=tuple(_rounded(base, axes, rows)))


def _grid(axes: Sequence[Axis], points: int | None) -> Floats:
    if points is not None:
        raise ValueError("a grid takes levels (KEY=FROM..TO:LEVELS) and no number of points")
    without = [axis.key for axis in axes if not axis.levels]
    if without:
        raise ValueError(f"a grid takes levels: write {without[0]}=FROM..TO:LEVELS")
    if np.prod([float(axis.levels) for axis in axes]) > MOST_POINTS:
        raise ValueError(f"that are more than {MOST_POINTS:,} points")
    return np.array([*product(*(np.linspace(axis.low, axis.high, axis.levels) for axis in axes))])


def _rounded(base: Scenario, axes: Sequence[Axis], rows: Floats) -> Iterator[tuple[float, ...]]:
    """Points without the noise of arithmetic; whole numbers where the plan holds whole numbers."""
    known: Mapping[str, object] = {dotted(leaf.path): leaf.value for leaf in leaves(base)}
    whole = [isinstance(known.get(axis.key), int) for axis in axes]
    for row in rows.tolist():
        yield tuple(
            float(round(value)) if counted else float(f"{value:.12g}")
            for value, counted in zip(row, whole, strict=True)
        )
