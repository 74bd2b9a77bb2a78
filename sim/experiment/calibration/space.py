"""Parameters that are calibrated, and what was held plausible of them before any total was looked at."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal, cast

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, ndtr, ndtri

from sim.scenario.behaviour import Behaviour
from sim.scenario.leaves import leaves
from sim.scenario.tree import dotted

Floats = NDArray[np.float64]
Family = Literal["lognormal", "logitnormal"]


@dataclass(frozen=True, slots=True)
class Prior:
    """A prior, cut at the plausible range that the parameter declares; a coordinate z of it is standard normal."""

    path: str
    family: Family
    median: float
    sd: float
    low: float
    high: float
    source: str = ""

    def value(self, z: Floats) -> Floats:
        """Values of the parameter at coordinates."""
        below, above = self._ends()
        inner = ndtri(np.clip(below + ndtr(z) * (above - below), 1e-15, 1.0 - 1e-15))
        value = self._unlinked(self._linked(self.median) + self.sd * inner)
        return np.clip(value, self.low, self.high)

    def coordinate(self, value: float) -> float:
        """The coordinate of a value."""
        below, above = self._ends()
        share = (ndtr((self._linked(value) - self._linked(self.median)) / self.sd) - below) / (above - below)
        return float(ndtri(np.clip(share, 1e-12, 1.0 - 1e-12)))

    def _ends(self) -> tuple[float, float]:
        middle = self._linked(self.median)
        below, above = ((self._linked(end) - middle) / self.sd for end in (self.low, self.high))
        return float(ndtr(below)), float(ndtr(above))

    def _linked(self, value: float) -> float:
        with np.errstate(divide="ignore"):
            return float(np.log(value) if self.family == "lognormal" else logit(value))

    def _unlinked(self, value: Floats) -> Floats:
        return np.asarray(np.exp(value) if self.family == "lognormal" else expit(value))


@dataclass(frozen=True, slots=True)
class Space:
    """All priors together; independent."""

    priors: tuple[Prior, ...]

    @property
    def paths(self) -> tuple[str, ...]:
        """Parameters by path below ``behaviour``."""
        return tuple(prior.path for prior in self.priors)

    def values(self, z: Floats) -> Floats:
        """Values at coordinates (points, parameters)."""
        return np.stack([prior.value(z[:, at]) for at, prior in enumerate(self.priors)], axis=1)

    def coordinates(self, values: Sequence[float]) -> Floats:
        """Coordinates of one point."""
        return np.array([prior.coordinate(value) for prior, value in zip(self.priors, values, strict=True)])


def priors() -> Space:
    """The priors of ``priors.csv``, cut at the ranges that `sim.scenario.behaviour` declares."""
    declared = {dotted(leaf.path): leaf for leaf in leaves(Behaviour())}
    text = (files("sim.experiment") / "priors.csv").read_text(encoding="utf-8")
    return Space(
        tuple(
            Prior(
                row["parameter"],
                cast(Family, row["family"]),
                float(row["median"]),
                float(row["sd"]),
                cast(float, declared[row["parameter"]].known("low")),
                cast(float, declared[row["parameter"]].known("high")),
                row["source"],
            )
            for row in csv.DictReader(text.splitlines())
        )
    )
