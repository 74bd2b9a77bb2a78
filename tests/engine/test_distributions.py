"""What is declared of a distribution is what its quantiles integrate to."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from sim.engine.distributions import Exponential, Lognormal, normal, poisson, spread, variation, weighted


def moments(quantile: Callable[[float], float]) -> tuple[float, float, float]:
    """Mean, standard deviation and median by integration over the normal scores of the uniform."""

    def of(power: int) -> float:
        # 1 - cdf is taken from the other side, so that the far tail is not rounded away.
        def integrand(z: float) -> float:
            return quantile(min(float(stats.norm.cdf(z)), 1.0 - 2.0**-53)) ** power * float(stats.norm.pdf(z))

        return float(integrate.quad(integrand, -8.2, 8.2, limit=400)[0])

    mean = of(1)
    return mean, math.sqrt(of(2) - mean**2), quantile(0.5)


@pytest.mark.parametrize(
    "distribution",
    [
        Exponential(0.25),
        Exponential(30.0),
        Lognormal(0.1, 0.08),
        Lognormal(4.0, 2.0),
        Lognormal(1.0, 1.5),
        Lognormal.from_median(2.0, 0.7),
    ],
    ids=str,
)
def test_mean_and_spread_are_those_declared(distribution: Exponential | Lognormal) -> None:
    mean, sd, median = moments(distribution.at)
    assert mean == pytest.approx(distribution.mean, rel=1e-5)
    assert sd == pytest.approx(distribution.sd, rel=1e-4)
    declared = distribution.median if isinstance(distribution, Lognormal) else math.log(2.0) * distribution.mean
    assert median == pytest.approx(declared, rel=1e-12)


def test_a_lognormal_from_its_median_has_that_median() -> None:
    assert Lognormal.from_median(2.0, 0.7).median == pytest.approx(2.0)
    assert Lognormal.from_median(2.0, 0.7).sigma == pytest.approx(0.7)
    assert spread(2.0, 0.7, 0.31) == pytest.approx(Lognormal.from_median(2.0, 0.7).at(0.31))
    assert spread(0.0, 0.7, 0.31) == 0.0


@pytest.mark.parametrize("cv", [0.05, 0.3, 1.0])
def test_variation_has_mean_one(cv: float) -> None:
    mean, sd, _ = moments(lambda u: variation(cv, u))
    assert mean == pytest.approx(1.0, rel=1e-6)
    assert sd == pytest.approx(cv, rel=1e-4)
    assert variation(0.0, 0.9) == 1.0


@given(st.floats(2.0**-32, 1.0 - 2.0**-32))
def test_the_normal_is_scipys(u: float) -> None:
    assert normal(u) == pytest.approx(float(stats.norm.ppf(u)), abs=1e-9)


@given(st.floats(0.0, 90.0), st.floats(1e-6, 1.0 - 1e-6))
def test_poisson_is_the_quantile(mean: float, u: float) -> None:
    count = poisson(mean, u)
    assert stats.poisson.cdf(count, mean) >= u - 1e-9
    assert stats.poisson.cdf(count - 1, mean) <= u + 1e-9


def test_quantiles_rise_with_the_uniform() -> None:
    grid = np.linspace(0.001, 0.999, 500).tolist()
    for quantile in (Exponential(2.0).at, Lognormal(1.0, 0.5).at, lambda u: float(poisson(7.0, u))):
        assert all(below <= above for below, above in pairwise(map(quantile, grid)))


@given(st.lists(st.floats(0.0, 10.0), min_size=1, max_size=8), st.integers(0, 10_000))
def test_items_are_chosen_in_proportion_to_their_weights(weights: list[float], step: int) -> None:
    if sum(weights) < 1e-3:
        weights = [*weights, 1.0]
    u = (step + 0.5) / 10_001
    chosen = weighted(range(len(weights)), weights, u)
    below, above = sum(weights[:chosen]), sum(weights[: chosen + 1])
    assert below - 1e-9 <= u * sum(weights) <= above + 1e-9
    assert weights[chosen] > 0.0
