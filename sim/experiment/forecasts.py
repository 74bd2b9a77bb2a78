"""Forecasts of past actions as equally likely numbers of arrests, and how they are scored.

The model's forecast of an action is what it gives for a typical one, and a factor by which this one may differ
(`sim.experiment.effects`), estimated from all other past actions. What the model gives for other factors is a power of
the factor, from runs in which it was varied.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from sim.experiment.effects import Differed
from sim.outcome.scopes import Floats

HALF = 0.5
"""Added to numbers of arrests before their logarithm is taken, so that none is as good a number as one."""
VARIED = 4.0
"""Up to which factor, and down to which part, what there is to find is varied."""
POINTS = 199
"""Equally likely values that stand for a distribution."""
STEPS = 12
"""Steps of Newton's method in a Poisson regression."""
MISS = 2.0 / 0.05
"""What the interval score of a 95 % interval adds for each arrest by which it misses (Gneiting and Raftery 2007)."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the model gives for a past action without an effect of its own, and what was published.

    Attributes
    ----------
    logs
        Logarithms of arrests, equally likely, in a typical action of the calibrated series.
    elasticity
        By how many per cent arrests change with one per cent more to find.
    """

    action: str
    series: str
    published: float
    logs: tuple[float, ...]
    elasticity: float

    @property
    def seen(self) -> Differed:
        """By which factor the action differed from its forecast."""
        away = math.log(self.published + HALF) - float(np.mean(self.logs))
        return Differed(self.action, self.series, away, float(np.std(self.logs, ddof=1)), self.elasticity)

    def forecast(self, factors: Floats) -> Floats:
        """Equally likely arrests under equally likely factors."""
        logs = np.add.outer(np.array(self.logs), self.elasticity * np.log(factors))
        return np.asarray(np.maximum(np.exp(logs.ravel()) - HALF, 0.0))


def evidence(action: str, series: str, published: float, factors: Floats, arrests: Floats) -> Evidence:
    """From runs in which what there is to find was varied, and their arrests; both of shape (runs,)."""
    slope, logs = _power(factors, arrests)
    return Evidence(action, series, published, tuple(logs.tolist()), slope)


def left_out(action: str, series: str, published: float, interval: Floats, slope: float) -> Evidence:
    """Of a year that was forecast from the others: median and ends of 95 % of what was forecast, shape (3,)."""
    low, median, high = np.log(interval + HALF).tolist()
    logs = median + (high - low) / (ndtri(0.975) - ndtri(0.025)) * even()
    return Evidence(action, series, published, tuple(logs.tolist()), slope)


def elasticity(factors: Floats, arrests: Floats) -> float:
    """By how many per cent arrests change with one per cent more to find."""
    return _power(factors, arrests)[0]


def design(runs: int) -> Floats:
    """Factors that are varied evenly in the logarithm, one for each run, in an order that is even as well."""
    order = np.argsort(np.argsort((0.5 + np.arange(runs) * 0.5 * (math.sqrt(5.0) - 1.0)) % 1.0))
    return np.asarray(VARIED ** (2.0 * (order + 0.5) / runs - 1.0))


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


def _power(factors: Floats, arrests: Floats) -> tuple[float, Floats]:
    """Arrests as a power of the factor: the exponent (Poisson regression), and logarithms as if all factors were 1."""
    table = np.column_stack([np.ones(len(factors)), np.log(factors)])
    line = np.array([math.log(arrests.mean() + HALF), 0.0])
    for _ in range(STEPS):
        mean = np.exp(table @ line)
        line = line + np.linalg.solve((table.T * mean) @ table, table.T @ (arrests - mean))
    return float(line[1]), np.asarray(np.log(arrests + HALF) - line[1] * table[:, 1])
