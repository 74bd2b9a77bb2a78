"""Several plans against each other: simultaneous intervals of all pairs, a ranking, and which plan could be the best.

**All pairs.** The intervals of all pairs hold together (max-t: the critical value is that of the largest of all paired
t statistics, under a multivariate t distribution with the covariance that the paired runs show; Hothorn, Bretz and
Westfall 2008). Where runs were looked at again and again until they were precise enough, look k has 1 / (k (k + 1)) of
the error that is allowed, so that all looks together have no more than that.

**The best.** A plan is ruled out as the best where another beats it by more than a one-sided paired t interval allows,
at the error divided by the number of its rivals (screening with common random numbers; Nelson, Swann, Goldsman and Song
2001). What remains holds the best plan with the stated confidence.

**A single action.** The chance that one plan beats another is the share of pairs of runs, of one luck each, in which
it does. Below `LEAST_RUNS` pairs it is not told.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Any

import numpy as np
from scipy.special import chdtri, ndtri, stdtrit
from scipy.stats import qmc

from sim.experiment.pairs import ALPHA, Paired
from sim.experiment.summary import number, pair
from sim.outcome.intervals import LEAST_RUNS, Integers, by_set
from sim.outcome.measure import Measure
from sim.outcome.scopes import Floats

POINTS = 12
"""Points by which the largest t is worked out, as a power of 2: quasi-random, and the same each time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPair:
    """One plan, the variant, against another, the base; plans by number, 0 is the base of the comparison.

    Attributes
    ----------
    difference, ci_low, ci_high : float
        Mean difference, and its interval, which holds together with those of all other pairs.
    better, worse, equal : float
        Shares of pairs of runs in which the variant does better than the base, worse, and as well.
    """

    base: int
    variant: int
    difference: float
    ci_low: float
    ci_high: float
    better: float
    worse: float
    equal: float

    @property
    def told(self) -> bool:
        """Whether one of the two is told to be higher."""
        return self.ci_low > 0 or self.ci_high < 0

    def document(self) -> dict[str, Any]:
        """Return it in plain values, ready for JSON."""
        return {
            "base": self.base,
            "variant": self.variant,
            "difference": number(self.difference),
            "simultaneous95": pair(self.ci_low, self.ci_high),
            "pairs_of_runs": {"better": self.better, "worse": self.worse, "equal": self.equal},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """All plans by one measure.

    Attributes
    ----------
    measure : Measure
        By which they are ranked.
    runs : int
        Replications in which it is defined in all plans.
    means : tuple of float
        Mean of each plan over them.
    order : tuple of int
        Plans, the best mean first.
    best : tuple of int
        Those that could be the best, in that order; the others are ruled out.
    pairs : tuple of PlanPair
        Each plan with each later one.
    """

    measure: Measure
    runs: int
    means: tuple[float, ...]
    order: tuple[int, ...]
    best: tuple[int, ...]
    pairs: tuple[PlanPair, ...]

    @property
    def ruled_out(self) -> tuple[int, ...]:
        """Plans that are not the best."""
        return tuple(plan for plan in self.order if plan not in self.best)

    @property
    def of_single_actions(self) -> bool:
        """Whether the pairs of runs are enough to say how single actions would go."""
        return self.runs >= LEAST_RUNS

    @property
    def widest(self) -> float:
        """Half the width of the widest interval; nan where one has none."""
        return max((one.ci_high - one.ci_low) / 2 for one in self.pairs) if self.pairs else math.nan

    def document(self) -> dict[str, Any]:
        """Return it in plain values, ready for JSON; plans by number, 0 is the base."""
        return {
            "measure": self.measure.name,
            "runs": self.runs,
            "of_single_actions": self.of_single_actions,
            "means": [number(mean) for mean in self.means],
            "order": [*self.order],
            "could_be_best": [*self.best],
            "ruled_out": [*self.ruled_out],
            "pairs": [one.document() for one in self.pairs],
        }


def rank(
    measure: Measure, values: Floats, sets: Integers | None = None, *, most: float = math.inf, alpha: float = ALPHA
) -> Ranking | None:
    """Rank plans by a measure.

    Parameters
    ----------
    measure
        One of which more is better, or less.
    values : array, shape (replications, plans)
        The measure in runs with the same luck; undefined values are nan.
    sets : array, shape (replications,), optional
        Which set of parameters each replication had.
    most : float
        What none exceeds, and what a time that was not reached counts as.
    alpha : float
        Error that is allowed: 0.05 for intervals that hold 95 times of 100.

    Returns
    -------
    Ranking or None
        None where fewer than two independent replications have a value in all plans.
    """
    whole = ~np.isnan(values).any(axis=1)
    values, sets = np.minimum(values[whole], most), None if sets is None else sets[whole]
    if len(values) < 2 or (sets is not None and len(np.unique(sets)) < 2):
        return None
    better = measure.direction * values
    means = values.mean(axis=0)
    order = np.argsort(-measure.direction * means, kind="stable")
    between = {(i, j): Paired.of(values[:, i], values[:, j], sets, most) for i, j in combinations(range(len(means)), 2)}
    critical = largest_t(by_set(values - means, sets), between, alpha)
    return Ranking(
        measure=measure,
        runs=len(values),
        means=tuple(map(float, means)),
        order=tuple(map(int, order)),
        best=tuple(int(plan) for plan in order if _could_be_best(plan, measure.direction, between, len(means), alpha)),
        pairs=tuple(_pair(i, j, one, critical, better[:, j] - better[:, i]) for (i, j), one in between.items()),
    )


def spent(look: int) -> float:
    """The error that look number `look`, from 1, has of all that is allowed, however many looks there will be."""
    return ALPHA / (look * (look + 1))


def largest_t(sums: Floats, pairs: Mapping[tuple[int, int], Paired], alpha: float) -> float:
    """What the largest paired t statistic of all pairs exceeds with a probability of `alpha`, where plans are alike.

    Parameters
    ----------
    sums : array, shape (independent replications, plans)
        Deviations from the means, added up over those that share a set of parameters.
    pairs
        The pairs; those that never differ, or always alike, have no statistic.
    """
    open_ = [(i, j) for (i, j), one in pairs.items() if one.unequal and not np.allclose(sums[:, i], sums[:, j])]
    degrees = len(sums) - 1
    if len(open_) < 2:
        return -float(stdtrit(degrees, alpha / 2))
    left, right = (list(side) for side in zip(*open_, strict=True))
    covariance = sums.T @ sums
    scale = np.linalg.norm(sums[:, right] - sums[:, left], axis=0)
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    weights = (root[right] - root[left]).T / scale
    normal, spread = _chance(sums.shape[1], degrees)
    largest = np.abs(normal @ weights).max(axis=1) / spread
    exceeded = float(np.quantile(largest, 1 - alpha))
    return min(exceeded, -float(stdtrit(degrees, alpha / 2 / len(open_))))


@lru_cache(maxsize=16)
def _chance(plans: int, degrees: int) -> tuple[Floats, Floats]:
    """Points of a normal distribution, one number a plan, and of the error by which it is divided."""
    uniform = qmc.Sobol(plans + 1, scramble=True, rng=1).random_base2(POINTS)
    return ndtri(uniform[:, :-1]), np.sqrt(chdtri(degrees, uniform[:, -1]) / degrees)


def _could_be_best(
    plan: int, direction: int, pairs: Mapping[tuple[int, int], Paired], plans: int, alpha: float
) -> bool:
    """Whether no rival beats it by more than chance allows."""
    for (base, variant), one in pairs.items():
        if plan in (base, variant) and one.unequal:
            behind = direction * one.difference * (1 if plan == base else -1)
            if behind > -float(stdtrit(one.independent - 1, alpha / (plans - 1))) * one.error:
                return False
    return True


def _pair(base: int, variant: int, one: Paired, critical: float, gain: Floats) -> PlanPair:
    half = critical * one.error if one.unequal else 0.0
    return PlanPair(
        base=base,
        variant=variant,
        difference=one.difference,
        ci_low=max(one.difference - half, -one.most),
        ci_high=min(one.difference + half, one.most),
        better=float((gain > 0).mean()),
        worse=float((gain < 0).mean()),
        equal=float((gain == 0).mean()),
    )
