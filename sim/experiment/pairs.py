"""What pairs of runs tell about a difference: its error, whether it can be told, how many runs that would take."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, stdtrit

from sim.outcome.intervals import Integers, by_set, mean_error, t_quantile
from sim.outcome.scopes import Floats

ALPHA = 0.05
POWER = 0.8
"""Share of experiments that tell a difference, with the number of runs that a verdict asks for."""
FLIPPED = 16
"""Up to so many unequal pairs, the test is exact: every way of swapping base and variant within the pairs is tried."""
RULE_OF_THREE = 3.0
"""Of pairs that show no difference, as many may do so elsewhere (95 %, for one that was never seen)."""
MANY_RUNS = 100_000

_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    """One measure in one scope, over the pairs in which it is defined in both.

    Attributes
    ----------
    pairs, dropped : int
        Pairs compared, and pairs left out because the measure was undefined in one of the two.
    independent : int
        Pairs that share no set of parameters.
    unequal : int
        Independent pairs that differ at all.
    late : tuple of int
        Pairs in which a time was not reached in the base and in the variant.
    base, variant, difference : float
        Means over the pairs.
    error : float
        Standard error of the mean difference; nan where nothing shows it.
    most : float
        What the measure, and so a difference, cannot exceed.
    reduction : float
        Variance of the difference without pairing over its variance with it; nan where every pair differs alike.
    p : float
        Probability of such a difference where there is none.
    """

    pairs: int
    dropped: int
    independent: int = 0
    unequal: int = 0
    late: tuple[int, int] = (0, 0)
    base: float = math.nan
    variant: float = math.nan
    difference: float = math.nan
    error: float = math.nan
    most: float = math.inf
    reduction: float = math.nan
    p: float = 1.0

    @classmethod
    def of(cls, left: Floats, right: Floats, sets: Integers | None = None, most: float = math.inf) -> Paired:
        """Pair values of shape (replications,); `most` is what none exceeds, or hours after which a time is late."""
        defined = ~(np.isnan(left) | np.isnan(right))
        left, right = left[defined], right[defined]
        sets = None if sets is None else sets[defined]
        dropped = int((~defined).sum())
        if not len(left):
            return cls(pairs=0, dropped=dropped)
        late = _late(left, most), _late(right, most)
        left, right = np.minimum(left, most), np.minimum(right, most)
        change = right - left
        change[np.abs(change) <= _ROUNDING * (np.abs(left) + np.abs(right))] = 0.0
        known, sums = mean_error(change, sets), by_set(change, sets)
        difference, plain = float(known.mean), float(known.error)
        if plain <= _ROUNDING * abs(difference):
            plain = 0.0
        error, p = _judged(sums, len(change), difference, plain)
        apart = float(mean_error(left, sets).error) ** 2 + float(mean_error(right, sets).error) ** 2
        return cls(
            pairs=len(left),
            dropped=dropped,
            independent=len(sums),
            unequal=int(np.count_nonzero(sums)),
            late=late,
            base=float(left.mean()),
            variant=float(right.mean()),
            difference=difference,
            error=error,
            most=most,
            reduction=apart / plain**2 if plain > 0 else math.nan,
            p=p,
        )

    @property
    def ends(self) -> tuple[float, float]:
        """Ends of the 95 % confidence interval of the mean difference; nan where there is none."""
        half = self.error * float(t_quantile(np.array(float(self.independent))))
        return max(self.difference - half, -self.most), min(self.difference + half, self.most)

    def needed(self, level: float) -> int | None:
        """Fewest runs, to 5 %, that would mostly tell a difference of this size; None if they are very many."""
        fewest = self.pairs / self.unequal * (1.0 - math.log2(level))
        deviation = self.error * math.sqrt(self.pairs)
        runs = max(self.pairs + 1, math.ceil(fewest))
        while runs <= MANY_RUNS:
            quantiles = stdtrit(runs - 1, 1 - level / 2) + stdtrit(runs - 1, POWER)
            if runs >= (quantiles * deviation / self.difference) ** 2:
                return runs
            runs = math.ceil(1.05 * runs)
        return None


def flips(changes: Floats) -> float:
    """Exact probability that swapping within pairs gives so large a sum of changes, up or down (Fisher 1935)."""
    sums = np.zeros(1)
    for change in np.abs(changes):
        sums = np.concatenate([sums + change, sums - change])
    return float(np.mean(np.abs(sums) >= abs(float(changes.sum())) * (1.0 - 1e-9)))


def holm(p: Sequence[float]) -> list[tuple[bool, float]]:
    """Whether each of several tests tells a difference, and at which level it is made (Holm's step-down)."""
    tests = [(False, ALPHA)] * len(p)
    told = True
    for rank, at in enumerate(sorted(range(len(p)), key=p.__getitem__)):
        level = ALPHA / (len(p) - rank)
        told = told and p[at] < level
        tests[at] = told, level
    return tests


def _late(values: Floats, most: float) -> int:
    """In how many pairs a time was not reached, or only after some hours."""
    return int((np.isposinf(values) | (values > most * (1.0 + _ROUNDING))).sum())


def _judged(sums: Floats, pairs: int, difference: float, plain: float) -> tuple[float, float]:
    """Error of a mean difference, and the probability of it by chance.

    Few pairs that differ, among many that do not, say little of the pairs not seen: to the error of the mean comes what
    three of the equal ones may hold. Where an exact test cannot tell the difference, its interval holds none as well.
    """
    moved = sums[sums != 0]
    if not len(moved) or len(sums) < 2:
        return math.nan, 1.0
    usual = float((moved**2).sum() / np.abs(moved).sum())
    equal = 1.0 - len(moved) / len(sums)
    error = math.hypot(plain, math.sqrt(RULE_OF_THREE) * equal * usual / pairs)
    exact = flips(moved) if len(moved) <= FLIPPED else 2.0 ** (1 - len(moved)) if plain == 0 else 0.0
    degrees = len(sums) - 1
    if (exact >= ALPHA or error == 0) and exact <= 0.5:
        error = max(error, abs(difference) / -float(stdtrit(degrees, exact / 2)))
    return error, max(exact, 2 * float(stdtr(degrees, -abs(difference) / error)))
