"""The one place where runs become intervals, and where it is said what so few runs cannot carry.

Two intervals, for values that are never negative. The confidence of the mean takes the variance of a mean as
proportional to the mean, as it is for counts (the score interval, with the dispersion that the runs show): with many
runs it is Student's interval, with few it keeps its coverage for rare things and never reaches below zero. The
predictive interval lies between order statistics: of n runs, the ends at rank 0.025 (n + 1) from below and from above
hold the next run 95 times of 100, which takes 39 runs at the least (Wilks 1941). Both count sets of parameters where
several runs share one.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.outcome.scopes import Floats

type Integers = np.ndarray[Any, np.dtype[np.int64]]

CONFIDENCE = 0.95
LEAST_RUNS = 39
"""Fewest runs whose lowest and highest value hold a further run 95 times of 100."""

_TAIL = (1 - CONFIDENCE) / 2
_ROUNDING = 1e-12


class Mean(NamedTuple):
    """The mean of some runs and its confidence interval; arrays of one shape, nan where undefined.

    `runs` are those in which the value was defined, `independent` those of them that share no set of parameters.
    """

    runs: Floats
    independent: Floats
    mean: Floats
    low: Floats
    high: Floats


class Error(NamedTuple):
    """The mean of some runs and its standard error; nan where undefined, otherwise as `Mean`."""

    runs: Floats
    independent: Floats
    mean: Floats
    error: Floats


def confidence(values: Floats, sets: Integers | None = None, most: Floats | float = np.inf) -> Mean:
    """The mean and its 95 % confidence interval.

    Parameters
    ----------
    values : array, shape (replications, ...)
        Not negative; undefined values are nan and left out.
    sets : array, shape (replications,), optional
        Number of the set of parameters of each replication; without it, each has its own.
    most : float or array
        What the values cannot exceed: 1 for a share.

    Returns
    -------
    Mean
        No interval where fewer than two replications are independent, or where all are equal: nothing then shows how
        far the mean may lie.
    """
    known = mean_error(values, sets)
    error = np.where(known.error > _ROUNDING * known.mean, known.error, np.nan)
    shift = divide((t_quantile(known.independent) * error) ** 2, 2.0 * known.mean)
    half = np.sqrt(2.0 * known.mean * shift + shift**2)
    middle = known.mean + shift
    return Mean(known.runs, known.independent, known.mean, middle - half, np.minimum(middle + half, most))


def mean_error(values: Floats, sets: Integers | None = None) -> Error:
    """The mean and its standard error, which counts sets of parameters; arguments as for `confidence`, of any sign."""
    defined = ~np.isnan(values)
    runs = defined.sum(axis=0).astype(np.float64)
    mean = divide(np.where(defined, values, 0.0).sum(axis=0), runs)
    independent = (by_set(defined.astype(np.float64), sets) > 0).sum(axis=0).astype(np.float64)
    squares = (by_set(np.where(defined, values - mean, 0.0), sets) ** 2).sum(axis=0)
    error = np.sqrt(divide(squares * independent, independent - 1.0)) / np.maximum(runs, 1.0)
    return Error(runs, independent, mean, error)


def predictive(values: Floats, sets: Integers | None = None) -> tuple[Floats, Floats]:
    """Where 95 of 100 single actions would fall.

    Parameters
    ----------
    values, sets
        As for `confidence`; a value may be infinite.

    Returns
    -------
    low, high : arrays, shape (...)
        Observed values, or between two of them; of whole numbers always observed ones, outwards. nan where fewer than
        `LEAST_RUNS` replications are independent, or all are equal.
    """
    defined = ~np.isnan(values)
    runs = defined.sum(axis=0)
    independent = (by_set(defined.astype(np.float64), sets) > 0).sum(axis=0)
    if not len(values):
        return np.full(values.shape[1:], np.nan), np.full(values.shape[1:], np.nan)
    ordered = np.sort(values, axis=0)  # nan last
    rank = np.round(runs * (_TAIL - (0.5 - _TAIL) / np.maximum(independent, 1)) - 0.5, 9)  # from 0
    whole = (~np.isfinite(values) | (values == np.rint(values))).all(axis=0)
    rank = np.where(whole, np.floor(rank), rank)
    low, high = _between(ordered, rank), _between(ordered, runs - 1 - rank)
    least, most = ordered[0], _between(ordered, runs - 1.0)
    low, high = np.where(low < high, low, least), np.where(low < high, high, most)
    known = (independent >= LEAST_RUNS) & (least < most)
    return np.where(known, low, np.nan), np.where(known, high, np.nan)


def no_confidence(runs: float, independent: float) -> str:
    """Why there is no confidence of a mean."""
    return _too_few(runs, independent, 2)


def no_prediction(runs: float, independent: float) -> str:
    """Why there is no range of 95 of 100 actions."""
    return _too_few(runs, independent, LEAST_RUNS)


def by_set(values: Floats, sets: Integers | None) -> Floats:
    """Sums of the values of each set of parameters, shape (sets, ...)."""
    if sets is None:
        return values
    known, place = np.unique(sets, return_inverse=True)
    sums = np.zeros((len(known), *values.shape[1:]))
    np.add.at(sums, place, values)
    return sums


def t_quantile(independent: Floats) -> Floats:
    """Half the width of a 95 % interval in standard errors, by Student's distribution; nan for fewer than two runs."""
    if np.all(independent < 2):
        return np.full(np.shape(independent), np.nan)
    from scipy.special import stdtrit

    quantiles: Floats = stdtrit(np.where(independent < 2, np.nan, independent - 1), 1 - _TAIL)
    return quantiles


def divide(above: Floats, below: Floats) -> Floats:
    """Divide; nan where there is nothing to divide by."""
    quotients: Floats = np.divide(above, below, out=np.full(np.shape(above), np.nan), where=below > 0)
    return quotients


def _too_few(runs: float, independent: float, least: int) -> str:
    if runs == 0:
        return "defined in no run"
    if independent >= least:
        return f"the same in all {runs:,.0f} runs"
    kind = "runs" if independent == runs else "sets of parameters"
    there = f"there is {independent:,.0f}" if independent == 1 else f"there are {independent:,.0f}"
    return f"it takes {least} {kind}; {there}"


def _between(ordered: Floats, rank: Floats) -> Floats:
    """Value at a rank from 0, between the nearest two of the defined values, which come first in `ordered`."""
    at = np.clip(rank, 0, len(ordered) - 1)
    low = np.floor(at).astype(np.intp)
    high = np.ceil(at).astype(np.intp)
    below = np.take_along_axis(ordered, low[None], axis=0)[0]
    above = np.take_along_axis(ordered, high[None], axis=0)[0]
    with np.errstate(invalid="ignore"):  # infinite less infinite, where nothing lies between
        between = below + (at - low) * (above - below)
    value: Floats = np.where((at > low) & (above > below), between, below)
    return value
