"""What intervals promise they keep: coverage, by simulation with fixed seeds, and silence where runs are too few.

Coverage is worked out exactly for each simulated sample (the chance that a further value falls inside, or that the true
mean lies inside), so that a share over 2,000 samples is known to about half a percentage point.
"""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.outcome.intervals import LEAST_RUNS, confidence, mean_error, no_confidence, no_prediction, predictive

SAMPLES = 2_000
CONTINUOUS: dict[str, Any] = {
    "normal": stats.norm(100, 10),
    "uniform": stats.uniform(0, 1),
    "skewed": stats.lognorm(1),
    "waiting time": stats.expon(),
    "heavy tails": stats.t(3, loc=1000),
}
COUNTS: dict[str, Any] = {
    "rare": stats.poisson(0.05),
    "few": stats.poisson(0.5),
    "some": stats.poisson(3),
    "many": stats.poisson(800),
    "in clumps": stats.nbinom(1, 1 / 21),
}
SIZES = [40, 100, 400]


def samples(distribution: Any, runs: int, seed: int = 1) -> np.ndarray[Any, Any]:
    drawn: np.ndarray[Any, Any] = distribution.rvs((runs, SAMPLES), random_state=np.random.default_rng(seed))
    return drawn.astype(float)


@pytest.mark.parametrize("runs", [LEAST_RUNS, *SIZES])
@pytest.mark.parametrize("name", CONTINUOUS)
def test_the_predictive_interval_holds_a_further_value_95_times_of_100(name: str, runs: int) -> None:
    low, high = predictive(samples(CONTINUOUS[name], runs))
    covered = CONTINUOUS[name].cdf(high) - CONTINUOUS[name].cdf(low)
    assert covered.mean() == pytest.approx(0.95, abs=0.01)


@pytest.mark.parametrize("runs", [LEAST_RUNS, *SIZES])
@pytest.mark.parametrize("name", COUNTS)
def test_the_predictive_interval_of_counts_holds_no_less_and_ends_at_counts(name: str, runs: int) -> None:
    drawn = samples(COUNTS[name], runs)
    low, high = predictive(drawn)
    told = ~np.isnan(low)
    assert told.sum() == (drawn.min(axis=0) < drawn.max(axis=0)).sum()
    low, high = low[told], high[told]
    assert (low == np.rint(low)).all() and (high == np.rint(high)).all()
    assert (low < high).all() and (low >= 0).all()
    assert (COUNTS[name].cdf(high) - COUNTS[name].cdf(low - 1)).mean() >= 0.93


@pytest.mark.parametrize("runs", [12, *SIZES])
@pytest.mark.parametrize("name", ["normal", "uniform", "waiting time", *COUNTS])
def test_the_confidence_of_the_mean_holds_the_mean(name: str, runs: int) -> None:
    distribution = {**CONTINUOUS, **COUNTS}[name]
    drawn = samples(distribution, runs)
    known = confidence(drawn)
    told = ~np.isnan(known.low)
    held = ((known.low <= distribution.mean()) & (distribution.mean() <= known.high))[told]
    assert (known.low[told] >= 0).all()
    least = 0.93 if runs >= 40 else 0.91  # skewed values in a dozen runs
    assert least <= held.mean() and (name in COUNTS or held.mean() <= 0.97)


@pytest.mark.parametrize("runs", SIZES)
@pytest.mark.parametrize("share", [0.01, 0.4, 0.97])
def test_shares_end_between_0_and_1_and_hold_their_mean(share: float, runs: int) -> None:
    drawn = samples(stats.binom(30, share), runs) / 30
    known = confidence(drawn, most=1.0)
    low, high = predictive(drawn)
    told = ~np.isnan(known.low)
    assert (known.low[told] >= 0).all() and (known.high[told] <= 1).all()
    assert (low[told] >= 0).all() and (high[told] <= 1).all()
    assert ((known.low <= share) & (share <= known.high))[told].mean() >= 0.93


def test_with_many_runs_the_confidence_of_the_mean_is_students() -> None:
    drawn = samples(CONTINUOUS["normal"], 400)[:, :20]
    expected = stats.t.interval(0.95, 399, loc=drawn.mean(axis=0), scale=stats.sem(drawn, axis=0))
    known = confidence(drawn)
    np.testing.assert_allclose([known.low, known.high], expected, rtol=1e-3)


@pytest.mark.parametrize("draws", [50, 200])
def test_runs_that_share_parameters_count_once_in_the_confidence_of_the_mean(draws: int) -> None:
    random = np.random.default_rng(5)
    sets = np.arange(1_000) % draws
    means = random.normal(100, 10, (draws, SAMPLES))
    drawn = means[sets] + random.normal(0, 5, (1_000, SAMPLES))
    known, blind = confidence(drawn, sets), confidence(drawn)
    assert (known.independent == draws).all() and (known.runs == 1_000).all()
    assert ((known.low <= 100) & (known.high >= 100)).mean() == pytest.approx(0.95, abs=0.02)
    assert ((blind.low <= 100) & (blind.high >= 100)).mean() < 0.85


@pytest.mark.parametrize("draws", [50, 200])
def test_runs_that_share_parameters_hold_a_further_action_with_others(draws: int) -> None:
    random = np.random.default_rng(6)
    sets = np.arange(1_000) % draws
    drawn = random.normal(100, 10, (draws, SAMPLES))[sets] + random.normal(0, 5, (1_000, SAMPLES))
    low, high = predictive(drawn, sets)
    whole = stats.norm(100, math.hypot(10, 5))
    assert (whole.cdf(high) - whole.cdf(low)).mean() == pytest.approx(0.95, abs=0.02)


def test_without_sharing_sets_change_nothing() -> None:
    drawn = samples(CONTINUOUS["skewed"], 60)[:, :10]
    for found, plain in zip(confidence(drawn, np.arange(60)), confidence(drawn), strict=True):
        np.testing.assert_allclose(found, plain)
    np.testing.assert_array_equal(predictive(drawn, np.arange(60)), predictive(drawn))


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=LEAST_RUNS - 1))
def test_fewer_than_39_runs_have_no_predictive_interval(values: list[float]) -> None:
    low, high = predictive(np.array(values))
    assert np.isnan(low) and np.isnan(high)


def test_39_runs_reach_from_the_lowest_to_the_highest() -> None:
    values = np.linspace(3.0, 41.5, LEAST_RUNS)
    assert [float(end) for end in predictive(values)] == [3.0, 41.5]


@pytest.mark.parametrize("value", [0.0, 7.0, 0.1])
def test_equal_runs_have_no_interval_of_no_width(value: float) -> None:
    drawn = np.full(200, value)
    assert np.isnan([*predictive(drawn), confidence(drawn).low, confidence(drawn).high]).all()
    assert confidence(drawn).mean == pytest.approx(value)


def test_one_run_that_differs_is_inside() -> None:
    drawn = np.zeros(200)
    drawn[17] = 3.0
    assert [float(end) for end in predictive(drawn)] == [0.0, 3.0]


def test_a_time_that_was_not_reached_may_be_an_end() -> None:
    drawn = np.r_[np.linspace(1.5, 9.5, 90), np.full(10, np.inf)]
    low, high = predictive(drawn)
    assert 1.5 <= low < 2.0 and high == np.inf
    assert np.isnan(predictive(np.full(50, np.inf))).all()


@given(st.lists(st.floats(0, 1e6), min_size=2, max_size=60), st.integers(0, 5))
def test_undefined_values_are_left_out(values: list[float], undefined: int) -> None:
    mixed = np.array(values + [math.nan] * undefined)[:, None]
    clean = np.array(values)[:, None]
    for found, plain in zip(confidence(mixed), confidence(clean), strict=True):
        np.testing.assert_allclose(found, plain, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(predictive(mixed), predictive(clean))


@pytest.mark.parametrize("shape", [(0, 2, 3), (4, 2, 3)])
def test_what_is_never_defined_stays_undefined(shape: tuple[int, ...]) -> None:
    nothing = np.full(shape, math.nan)
    known = confidence(nothing)
    assert (known.runs == 0).all() and np.isnan(known.mean).all() and np.isnan(known.low).all()
    assert np.isnan(predictive(nothing)).all()
    assert np.isnan(mean_error(nothing).error).all()


@pytest.mark.parametrize(
    ("runs", "independent", "reasons"),
    [
        (0, 0, ["defined in no run", "defined in no run"]),
        (1, 1, ["it takes 2 runs; there is 1", "it takes 39 runs; there is 1"]),
        (5, 5, ["the same in all 5 runs", "it takes 39 runs; there are 5"]),
        (200, 200, ["the same in all 200 runs", "the same in all 200 runs"]),
        (200, 10, ["the same in all 200 runs", "it takes 39 sets of parameters; there are 10"]),
    ],
)
def test_the_reason_is_said(runs: int, independent: int, reasons: list[str]) -> None:
    assert [no_confidence(runs, independent), no_prediction(runs, independent)] == reasons
