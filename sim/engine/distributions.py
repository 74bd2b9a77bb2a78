"""Distributions as inverse functions of one uniform, with their moments declared."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

_NORMAL = NormalDist()


def normal(u: float) -> float:
    """Quantile of the standard normal distribution."""
    return _NORMAL.inv_cdf(u)


@dataclass(frozen=True, slots=True)
class Exponential:
    """Exponential distribution; `mean` in the unit of the quantity."""

    mean: float

    @property
    def sd(self) -> float:
        """Standard deviation."""
        return self.mean

    def at(self, u: float) -> float:
        """Quantile at `u` in (0, 1)."""
        return -self.mean * math.log(1.0 - u)


@dataclass(frozen=True, slots=True)
class Lognormal:
    """Lognormal distribution given by its own mean and standard deviation, not by logs."""

    mean: float
    sd: float

    @property
    def sigma(self) -> float:
        """Standard deviation of the logarithm."""
        return math.sqrt(math.log1p((self.sd / self.mean) ** 2))

    @property
    def mu(self) -> float:
        """Mean of the logarithm."""
        return math.log(self.mean) - 0.5 * self.sigma**2

    @property
    def median(self) -> float:
        """Median."""
        return math.exp(self.mu)

    def at(self, u: float) -> float:
        """Quantile at `u` in (0, 1)."""
        return math.exp(self.mu + self.sigma * normal(u))

    @classmethod
    def from_median(cls, median: float, sigma: float) -> Lognormal:
        """The lognormal with this median and this standard deviation of the logarithm."""
        mean = median * math.exp(0.5 * sigma**2)
        return cls(mean, mean * math.sqrt(math.expm1(sigma**2)))


def spread(median: float, sigma: float, u: float) -> float:
    """Quantile at `u` of the lognormal with this median and log standard deviation; a median of 0 stays 0."""
    return median * math.exp(sigma * _NORMAL.inv_cdf(u))


def variation(cv: float, u: float) -> float:
    """A factor of mean 1 and coefficient of variation `cv` (lognormal)."""
    if cv <= 0.0:
        return 1.0
    sigma2 = math.log1p(cv * cv)
    return math.exp(math.sqrt(sigma2) * _NORMAL.inv_cdf(u) - 0.5 * sigma2)


def poisson(mean: float, u: float) -> int:
    """Quantile at `u` of the Poisson distribution; meant for means below about 100."""
    count, term = 0, math.exp(-mean)
    cumulated = term
    while cumulated < u and count < 10_000:
        count += 1
        term *= mean / count
        cumulated += term
    return count


def weighted[T](items: Sequence[T], weights: Sequence[float], u: float) -> T:
    """One of the items, chosen in proportion to its weight."""
    target = u * sum(weights)
    for item, weight in zip(items, weights, strict=True):
        target -= weight
        if target < 0.0:
            return item
    return items[-1]
