"""How actions differ: in what there is to find, in how readily investigations are opened, in how weapons are counted.

A past action shows by which factor its arrests differed from their forecast; its investigations and weapons, by which
factor they differed beyond what its arrests explain. In the series to which parameters are calibrated the logarithm of
the factor is an effect of the action, normal with a spread that is estimated from that series alone: its plans stand on
published officers and countries, those of the others on assumed ones, so that how far the others lie off says nothing
of it. In another series it is an effect of the series, normal with spread `tau`, and one of the action, normal with a
spread of the series; these are themselves lognormal about a common one, so that a series of which little is known
borrows from the others. All factors have mean 1, so that no mean moves. A total is about a power of its parameter, from
runs in which that was varied: so a factor on the total becomes one on the parameter, within its range.

Common numbers are integrated over a grid under half-normal priors, spreads of series by Gauss-Hermite quadrature: no
chance is in it, and what is not known of the spreads is in the draws (Gelman 2006).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, roots_hermitenorm

from sim.outcome.intervals import Integers
from sim.outcome.scopes import Floats
from sim.scenario.series import CALIBRATED

PRIORS = {"tau": 1.0, "within": 0.5, "pooling": 0.5}
"""Standard deviations of the half-normal priors of the spread between series, the usual spread within one (and that
within the calibrated series), and of how far the logarithms of spreads within series lie apart (all assumed)."""
RANGES = {"arrests": (0.05, 20.0), "investigations": (0.1, 3.0), "weapons": (0.2, 10.0)}
"""Ranges of the factors behind these totals, those of their parameters."""
STEPS = 40
"""Steps in which factors are brought to mean 1 within their range."""
_OWN = np.geomspace(0.005, 2.0, 121)
_TAU = np.linspace(0.05, 3.05, 31)
_WITHIN = np.geomspace(0.03, 2.0, 25)
_POOLING = np.linspace(0.1, 1.5, 8)
_NODES, _SHARES = roots_hermitenorm(11)
_BINS = np.geomspace(0.01, 10.0, 241)
_LOGS = np.linspace(-12.0, 12.0, 4801)
_STEPS = {"arrests": 0.5 * (math.sqrt(5.0) - 1.0), "investigations": math.sqrt(2.0), "weapons": math.sqrt(3.0)}
"""Steps whose multiples fill the unit interval evenly, each in an order of its own."""


@dataclass(frozen=True, slots=True)
class Differed:
    """A total of a past action beside its forecast.

    Attributes
    ----------
    effect, error
        Logarithm of the factor by which the total differed, and the standard deviation of the forecast.
    elasticity
        By how many per cent it changes in runs with one per cent more of its parameter.
    """

    action: str
    series: str
    measure: str
    effect: float
    error: float
    elasticity: float


@dataclass(frozen=True)
class Spreads:
    """What past actions leave possible of how far actions differ.

    Attributes
    ----------
    measure
        Of which total.
    weights : array, shape (within, pooling, tau)
        Posterior probability of the common numbers of other series.
    own : array, shape (spreads,)
        Posterior probability of the spread within the calibrated series.
    elasticity : tuple of float
        Mean elasticity of actions of other series, and of the calibrated one.
    """

    measure: str
    weights: Floats
    own: Floats
    elasticity: tuple[float, float]

    def spread(self, calibrated: bool) -> tuple[float, float, float]:
        """Median and ends of 95 % of the spread of logarithms of factors, within the series or of another one."""
        spreads, weights = self._of(calibrated)
        order = np.argsort(spreads)
        at = np.searchsorted(np.cumsum(weights[order]), [0.5, 0.025, 0.975])
        middle, low, high = spreads[order][np.minimum(at, len(order) - 1)].tolist()
        return middle, low, high

    def factors(self, count: int, calibrated: bool) -> Floats:
        """Equally likely factors on the parameter in an action to come, ascending, shape (count,).

        The factors on its total that they stand for have mean 1.
        """
        spreads, weights = self._of(calibrated)
        share, _ = np.histogram(np.clip(spreads, _BINS[0], _BINS[-1]), _BINS, weights=weights)
        middle = np.sqrt(_BINS[1:] * _BINS[:-1])[share > 0]
        below = ndtr((_LOGS[:, None] + 0.5 * middle**2) / middle) @ share[share > 0]
        logs = np.interp((np.arange(count) + 0.5) / count, below, _LOGS)
        return _with_mean_1(np.exp(logs), self.elasticity[calibrated], RANGES[self.measure])

    def draws(self, count: int, calibrated: bool) -> Floats:
        """The same in an even order."""
        return self.factors(count, calibrated)[even_order(count, self.measure)]

    def _of(self, calibrated: bool) -> tuple[Floats, Floats]:
        """Spreads and their probabilities."""
        if calibrated:
            return _OWN, self.own
        within = _WITHIN[:, None, None] * np.exp(_POOLING[:, None] * _NODES)
        spreads = np.hypot(within[:, :, None], _TAU[:, None])
        shares = self.weights[..., None] * _SHARES / _SHARES.sum()
        return spreads.ravel(), shares.ravel()


def even_order(count: int, measure: str) -> Integers:
    """Ranks in an order in which the first few are spread evenly as all are: another one for each total."""
    return np.argsort(np.argsort((0.5 + np.arange(count) * _STEPS[measure]) % 1.0))


def estimate(seen: Sequence[Differed], measure: str = "arrests") -> Spreads:
    """Spreads of a total from past actions; with none, those of the priors."""
    known = [one for one in seen if one.measure == measure]
    series = [one for one in known if one.series == CALIBRATED]
    own = _prior("within", _OWN) + np.log(_OWN) + _log_likelihood(series, _OWN, np.zeros(1))
    elasticity = _elasticity(known, False), _elasticity(known, True)
    return Spreads(measure, _shares(_of_others(known)), _shares(own), elasticity)


def _of_others(known: Sequence[Differed]) -> Floats:
    """Logarithm of the posterior of the common numbers of all series but the calibrated one."""
    within = _WITHIN[:, None, None, None] * np.exp(_POOLING[:, None, None] * _NODES)
    logs = (
        (_prior("within", _WITHIN) + np.log(_WITHIN))[:, None, None]
        + _prior("pooling", _POOLING)[:, None]
        + _prior("tau", _TAU)
    )
    for series in dict.fromkeys(one.series for one in known if one.series != CALIBRATED):
        some = [one for one in known if one.series == series]
        each = _log_likelihood(some, within, _TAU[:, None])
        peak = each.max(axis=3, keepdims=True)
        logs = logs + peak[..., 0] + np.log((np.exp(each - peak) * _SHARES / _SHARES.sum()).sum(axis=3))
    return np.asarray(logs)


def _shares(logs: Floats) -> Floats:
    weights = np.exp(logs - logs.max())
    return np.asarray(weights / weights.sum())


def _prior(name: str, values: Floats) -> Floats:
    """Logarithm of a half-normal prior; where values are even in their logarithm, that has to be added."""
    return np.asarray(-0.5 * (values / PRIORS[name]) ** 2)


def _elasticity(seen: Sequence[Differed], calibrated: bool) -> float:
    """Mean over the actions of the calibrated series, or of others; 1 where there are none."""
    some = [one.elasticity for one in seen if (one.series == CALIBRATED) == calibrated]
    return float(np.mean(some)) if some else 1.0


def _log_likelihood(some: Sequence[Differed], within: Floats, between: Floats) -> Floats:
    """Of the actions of one series, shape that of both spreads together (Sherman-Morrison)."""
    whole = within**2 + between**2
    precision, weighted, square, volume = (np.zeros_like(whole) for _ in range(4))
    for one in some:
        variance = within**2 + one.error**2 + 0.0 * between
        away = one.effect + 0.5 * whole
        precision += 1.0 / variance
        weighted += away / variance
        square += away**2 / variance
        volume += np.log(variance)
    common = 1.0 + between**2 * precision
    return np.asarray(-0.5 * (square - between**2 * weighted**2 / common + volume + np.log(common)))


def _with_mean_1(factors: Floats, elasticity: float, ends: tuple[float, float]) -> Floats:
    """Factors on a parameter, within its range, so that those on the total have mean 1."""
    least, most = (end**elasticity for end in ends)
    for _ in range(STEPS):
        factors = np.clip(factors / factors.mean(), least, most)
    return np.asarray(factors ** (1.0 / elasticity))
