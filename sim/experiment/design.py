"""Which plans an experiment tries: points in the space of some keys of a plan, on a grid or spread over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from scipy.stats import qmc

from sim.outcome.scopes import Floats
from sim.scenario.axis import Axis, misfits, rounded
from sim.scenario.experiment import USUAL_DRAWS
from sim.scenario.load import vary
from sim.scenario.names import key_name
from sim.scenario.schema import Scenario
from sim.words import DesignKind

type Kind = DesignKind
type Point = tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """Points of an experiment: one row a plan, one column an axis.

    Where something is `uncertain`, each point is tried at each of the same `draws`: one row a draw, one column an axis.
    """

    kind: str
    axes: tuple[Axis, ...]
    points: tuple[Point, ...]
    uncertain: tuple[Axis, ...] = ()
    draws: tuple[Point, ...] = ((),)

    @property
    def document(self) -> dict[str, Any]:
        """The same in plain values."""
        levers = {
            "kind": self.kind,
            "axes": [axis.document for axis in self.axes],
            "points": [[*row] for row in self.points],
        }
        if not self.uncertain:
            return levers
        return levers | {
            "uncertain": [axis.document for axis in self.uncertain],
            "draws": [[*row] for row in self.draws],
        }

    def names(self, base: Scenario) -> dict[str, str]:
        """What each key that is varied means in a few words."""
        return {axis.key: key_name(base, axis.key) for axis in (*self.axes, *self.uncertain)}

    @classmethod
    def known(cls, document: Mapping[str, Any]) -> Design:
        """Read `document` back."""
        axes, uncertain = (tuple(Axis(**axis) for axis in document.get(key, ())) for key in ("axes", "uncertain"))
        points, draws = (tuple(map(tuple, document.get(key, ((),)))) for key in ("points", "draws"))
        return cls(kind=document["kind"], axes=axes, points=points, uncertain=uncertain, draws=draws)

    def overrides(self, point: Sequence[float], draw: Sequence[float] = ()) -> dict[str, object]:
        """What a point, and a draw of what is uncertain, change in a plan."""
        named = [*zip(self.axes if point else (), point, strict=True), *zip(self.uncertain, draw, strict=True)]
        return {axis.key: axis.written(value) for axis, value in named}

    def plans(self, base: Scenario) -> list[Scenario]:
        """The plan of each point, at each draw; raises `ScenarioError` where a value has no place in it."""
        return [vary(base, self.overrides(point, draw)) for point in self.points for draw in self.draws]

    def standing(self, base: Scenario) -> list[Scenario]:
        """The plan with its levers as they stand, at each draw."""
        return [vary(base, self.overrides((), draw)) if draw else base for draw in self.draws]


def design(
    base: Scenario,
    axes: Sequence[Axis],
    kind: Kind = "grid",
    points: int | None = None,
    seed: int = 1,
    *,
    uncertain: Sequence[Axis] = (),
    draws: int | None = None,
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
    uncertain
        What nobody knows: at each point the same values of it are tried.
    draws : int, optional
        How many values of what is uncertain: a Latin hypercube over it.

    Raises
    ------
    ValueError
        If an axis comes twice, or levels or points are missing, of no use, or too many.
    """
    if uncertain and draws is None:
        draws = USUAL_DRAWS
    for whose, found, wanted in misfits(kind, axes, points, uncertain, draws):
        raise ValueError(f"{whose}: {found}. {wanted}")
    rows = _grid(axes) if points is None else _spread(kind, axes, points, seed)
    drawn = _spread("lhs", uncertain, draws, seed) if draws else np.empty((1, 0))
    return Design(
        kind=kind,
        axes=tuple(axes),
        points=tuple(rounded(base, axes, rows.tolist())),
        uncertain=tuple(uncertain),
        draws=tuple(rounded(base, uncertain, drawn.tolist())),
    )


def planned(base: Scenario, seed: int = 1) -> Design:
    """The design of the experiment that a plan names in its section.

    Raises
    ------
    ValueError
        If it names none.
    """
    named = base.experiment
    if named is None:
        raise ValueError("nothing is varied: the plan has no section 'experiment'")
    return design(base, named.axes, named.design, named.points, seed, uncertain=named.uncertain, draws=named.draws)


def of_rows(base: Scenario, kind: str, axes: Sequence[Axis], rows: Floats) -> Design:
    """The design of rows that another library gave."""
    return Design(kind=kind, axes=tuple(axes), points=tuple(rounded(base, axes, rows.tolist())))


def _grid(axes: Sequence[Axis]) -> Floats:
    return np.array([*product(*(np.linspace(axis.low, axis.high, axis.levels) for axis in axes))])


def _spread(kind: Kind, axes: Sequence[Axis], points: int, seed: int) -> Floats:
    """Points of a Latin hypercube or of a Sobol sequence."""
    sampler = (qmc.LatinHypercube if kind == "lhs" else qmc.Sobol)(len(axes), rng=seed)
    rows: Floats = qmc.scale(sampler.random(points), [axis.low for axis in axes], [axis.high for axis in axes])
    return rows
