import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.experiment.summary import interval, number, pair, summarise

FLOATS = st.floats(-1e6, 1e6)


@given(st.lists(FLOATS, min_size=2, max_size=40))
def test_the_interval_is_students(values: list[float]) -> None:
    runs, mean, half = interval(np.array(values)[:, None])
    assert runs[0] == len(values)
    assert mean[0] == pytest.approx(np.mean(values), abs=1e-6)
    expected = stats.t.ppf(0.975, len(values) - 1) * stats.sem(values)
    assert half[0] == pytest.approx(expected, rel=1e-6, abs=1e-6)


@given(st.lists(FLOATS, min_size=1, max_size=40), st.integers(0, 5))
def test_undefined_values_are_left_out(values: list[float], undefined: int) -> None:
    mixed = np.array(values + [math.nan] * undefined)[:, None]
    whole, clean = summarise(mixed), summarise(np.array(values)[:, None])
    for name in ("runs", "mean", "ci_low", "spread_low", "spread_high"):
        np.testing.assert_allclose(getattr(whole, name), getattr(clean, name), rtol=1e-9, atol=1e-6)


@given(st.lists(FLOATS, min_size=1, max_size=60))
def test_the_spread_is_made_of_quantiles_of_the_runs(values: list[float]) -> None:
    found = summarise(np.array(values)[:, None])
    assert found.spread_low[0] == pytest.approx(np.quantile(values, 0.025), abs=1e-6)
    assert found.spread_high[0] == pytest.approx(np.quantile(values, 0.975), abs=1e-6)


def test_one_run_has_no_confidence_but_a_value() -> None:
    found = summarise(np.array([[7.0]]))
    assert found.mean[0] == found.spread_low[0] == found.spread_high[0] == 7.0
    assert math.isnan(found.ci_low[0])


@pytest.mark.parametrize("shape", [(0, 2, 3), (4, 2, 3)])
def test_what_is_never_defined_stays_undefined(shape: tuple[int, ...]) -> None:
    found = summarise(np.full(shape, math.nan))
    assert (found.runs == 0).all()
    assert all(
        np.isnan(getattr(found, name)).all() for name in ("mean", "ci_low", "ci_high", "spread_low", "spread_high")
    )


def test_confidence_of_the_mean_becomes_narrow_and_the_spread_stays() -> None:
    draws = np.random.default_rng(1).normal(100, 10, 10_000)[:, None]
    few, many = summarise(draws[:100]), summarise(draws)
    assert many.ci_high - many.ci_low < (few.ci_high - few.ci_low) / 5
    assert (many.spread_high - many.spread_low)[0] == pytest.approx(2 * 1.96 * 10, rel=0.05)


def test_undefined_is_null() -> None:
    assert number(math.nan) is None
    assert number(2) == 2.0
    assert pair(math.nan, 1.0) is None
    assert pair(0.0, 1.0) == [0.0, 1.0]
