"""Forecasts of totals of past actions as equally likely numbers, and how they are scored.

The model's forecast of an action is what it gives for a typical one, and factors by which this one may differ
(`sim.experiment.effects`), estimated from all other past actions. What the model gives with more or less to find is a
power of the factor, from runs in which that was varied.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtri

from sim.experiment.effects import Differed, even_order
from sim.outcome.scopes import Floats

HALF = 0.5
"""Added to numbers before their logarithm is taken, so that none is as good a number as one."""
VARIED = 4.0
"""Up to which factor, and down to which part, what there is to find is varied."""
POINTS = 199
"""Equally likely values that stand for a distribution."""
STEPS = 12
"""Steps of Newton's method in a Poisson regression."""
MISS = 2.0 / 0.05
"""What the interval score of a 95 % interval adds for each one by which it misses (Gneiting and Raftery 2007)."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the model gives for a total of a past action without effects of its own, and what was published.

    Attributes
    ----------
    logs
        Logarithms of the total, equally likely, in a typical action of the calibrated series.
    to_find
        By how many per cent it changes with one per cent more to find.
    elasticity
        By how many with one per cent more of the parameter behind it; of arrests that is what there is to find.
    arrests
        Of the same action; None if these are they.
    """

    action: str
    series: str
    measure: str
    published: float
    logs: Floats
    to_find: float
    elasticity: float
    arrests: Evidence | None = None

    @property
    def away(self) -> float:
        """Logarithm of the factor by which the total differed from its forecast."""
        return math.log(self.published + HALF) - float(self.logs.mean())

    @property
    def seen(self) -> Differed:
        """How far it differed, beyond what arrests explain."""
        away, logs = self.away, self.logs
        if self.arrests is not None:
            share = self.to_find / self.arrests.to_find
            away, logs = away - share * self.arrests.away, logs - share * self.arrests.logs
        return Differed(self.action, self.series, self.measure, away, float(logs.std(ddof=1)), self.elasticity)

    def forecast(self, found: Floats, own: Floats) -> Floats:
        """Equally likely totals under equally likely factors on what there is to find, and on the own parameter."""
        moved = self.to_find * np.log(found)
        if self.arrests is not None:
            moved = moved + self.elasticity * np.log(own)
        return np.asarray(np.maximum(np.exp(np.add.outer(self.logs, moved).ravel()) - HALF, 0.0))


def evidence(
    action: str,
    series: str,
    published: float,
    runs: Floats,
    measure: str = "arrests",
    elasticity: float | None = None,
) -> Evidence:
    """From totals of runs in which what there is to find was varied as `design` says, shape (runs,)."""
    slope, logs = _power(design(len(runs)), runs)
    return Evidence(action, series, measure, published, logs, slope, slope if elasticity is None else elasticity)


def left_out(like: Evidence, interval: Floats) -> Evidence:
    """Of a year that was forecast from the others: median and ends of 95 % of what was forecast, shape (3,).

    How the total follows from parameters is known from runs.
    """
    low, median, high = np.log(interval + HALF).tolist()
    logs = median + (high - low) / (ndtri(0.975) - ndtri(0.025)) * even()
    return replace(like, logs=logs[even_order(POINTS, like.measure)])


def beside_arrests(known: Mapping[str, Evidence]) -> dict[str, Evidence]:
    """Totals of one action, the others beside its arrests."""
    arrests = known["arrests"]
    return {measure: own if own is arrests else replace(own, arrests=arrests) for measure, own in known.items()}


def design(runs: int) -> Floats:
    """Factors on what there is to find, evenly varied in the logarithm: one for each run, in an even order."""
    return np.asarray(VARIED ** (2.0 * (even_order(runs, "arrests") + 0.5) / runs - 1.0))


def even() -> Floats:
    """Equally likely values of a standard normal."""
    return np.asarray(ndtri((np.arange(POINTS) + 0.5) / POINTS))


def simple(rates: Sequence[float]) -> Floats:
    """Equally likely rates of another action: lognormal, as far apart as each rate from the mean of the others."""
    logs = np.log(rates)
    errors = logs - (logs.sum() - logs) / (len(logs) - 1)
    spread = math.sqrt(float((errors**2).mean()))
    return np.asarray(np.exp(logs.mean() + spread * even()))


def crps(values: Floats, happened: float) -> float:
    """How far a forecast lies from what happened: the continuous ranked probability score of equally likely values."""
    ordered = np.sort(values)
    count = len(ordered)
    weights = 2.0 * np.arange(count) - count + 1.0
    return float(np.abs(ordered - happened).mean() - (weights * ordered).sum() / count**2)


def interval_score(low: float, high: float, happened: float) -> float:
    """Width of a 95 % interval, and what it pays for a miss."""
    return high - low + MISS * (max(low - happened, 0.0) + max(happened - high, 0.0))


def scored(values: Floats, happened: float) -> dict[str, float]:
    """A forecast as one row: median, ends of 95 and of 50 of 100, share of it below what happened, and its scores."""
    low, low50, median, high50, high = np.quantile(values, [0.025, 0.25, 0.5, 0.75, 0.975]).tolist()
    rank = 0.5 * float((values < happened).mean() + (values <= happened).mean())
    scores = {"crps": crps(values, happened), "interval_score": interval_score(low, high, happened)}
    return {"median": median, "low": low, "high": high, "low50": low50, "high50": high50, "rank": rank} | scores


def _power(factors: Floats, totals: Floats) -> tuple[float, Floats]:
    """A total as a power of the factor: the exponent (Poisson regression), and logarithms as if all factors were 1."""
    table = np.column_stack([np.ones(len(factors)), np.log(factors)])
    line = np.array([math.log(totals.mean() + HALF), 0.0])
    for _ in range(STEPS):
        mean = np.exp(table @ line)
        line = line + np.linalg.solve((table.T * mean) @ table, table.T @ (totals - mean))
    return float(line[1]), np.asarray(np.log(totals + HALF) - line[1] * table[:, 1])
