"""Plans against each other: what is said to hold at 95 % does, whatever the plans share and whoever looks."""

import math
from typing import Any

import numpy as np
import pytest

from sim.experiment.ranking import rank, spent
from sim.outcome.measures import MEASURES

ARRESTS, WAIT = MEASURES["arrests"], MEASURES["wait_mean_min"]
MANY = pytest.param(1000, marks=pytest.mark.slow)
RUNS = 30
TRUE = np.array([100.0, 100.0, 103.0, 106.0])
type Array = np.ndarray[Any, np.dtype[np.float64]]


def shared_luck(chance: np.random.Generator, runs: int = RUNS, true: Array = TRUE) -> Array:
    """Skewed values of plans of which some share more of their luck than others, shape (runs, plans)."""
    common = chance.gamma(4.0, 3.0, (runs, 1)) - 12.0
    own = (chance.gamma(4.0, 1.0, (runs, len(true))) - 4.0) * np.linspace(0.5, 3.0, len(true))
    values: Array = true + common + own
    return values


@pytest.mark.parametrize("experiments", [250, MANY])
def test_intervals_of_all_pairs_hold_together(experiments: int) -> None:
    chance = np.random.default_rng(1)
    kept = 0
    for _ in range(experiments):
        found = rank(ARRESTS, shared_luck(chance))
        assert found is not None
        kept += all(one.ci_low <= TRUE[one.variant] - TRUE[one.base] <= one.ci_high for one in found.pairs)
    slack = 0 if experiments == 1000 else 0.02
    assert (0.93 - slack) * experiments <= kept <= (0.97 + slack) * experiments


@pytest.mark.parametrize("true", [TRUE, np.full(6, 50.0), np.array([1.0, 1.0, 0.5])], ids=["apart", "alike", "near"])
@pytest.mark.parametrize("experiments", [150, MANY])
def test_the_best_is_seldom_ruled_out(true: Array, experiments: int) -> None:
    chance = np.random.default_rng(2)
    kept = 0
    for _ in range(experiments):
        found = rank(ARRESTS, shared_luck(chance, true=true))
        assert found is not None
        kept += true.argmax() in found.best
    assert kept >= 0.93 * experiments


def test_whoever_looks_often_is_wrong_no_more_often() -> None:
    chance = np.random.default_rng(3)
    wrong = 0
    for _ in range(100):
        values = shared_luck(chance, 135, np.full(3, 10.0))
        looks = (rank(ARRESTS, values[:runs], alpha=spent(at)) for at, runs in enumerate((40, 60, 90, 135), start=1))
        wrong += any(one.told for found in looks if found is not None for one in found.pairs)
    assert wrong <= 0.1 * 100


def test_all_looks_together_spend_what_is_allowed() -> None:
    assert sum(spent(look) for look in range(1, 100_000)) == pytest.approx(0.05, rel=1e-4)


def test_plans_are_ranked_by_what_is_better() -> None:
    values = np.random.default_rng(4).normal(0, 1, (50, 1)) + np.array([10.0, 30.0, 20.0]) + np.eye(50, 3)
    more, less = rank(ARRESTS, values), rank(WAIT, values)
    assert more is not None and less is not None
    assert more.order == (1, 2, 0) and more.best == (1,) and more.ruled_out == (2, 0)
    assert less.order == (0, 2, 1) and less.best == (0,)
    first = more.pairs[0]
    assert (first.base, first.variant, first.better, first.worse, first.equal) == (0, 1, 1.0, 0.0, 0.0)
    assert (less.pairs[0].better, less.pairs[0].worse) == (0.0, 1.0)


def test_plans_that_never_differ_are_told_apart_from_nobody() -> None:
    values = np.repeat(np.random.default_rng(5).normal(10, 1, (20, 1)), 3, axis=1)
    found = rank(ARRESTS, values)
    assert found is not None
    assert found.best == (0, 1, 2)
    assert all((one.ci_low, one.difference, one.ci_high, one.equal) == (0, 0, 0, 1) for one in found.pairs)


def test_plans_that_always_differ_alike_are_ranked() -> None:
    values = np.random.default_rng(10).normal(10, 1, (20, 1)) + np.array([0.0, 1.0, 1.0])
    found = rank(ARRESTS, values)
    assert found is not None
    assert found.best == (1, 2) and found.ruled_out == (0,)


def test_one_pair_has_the_interval_of_a_single_difference() -> None:
    from sim.experiment.pairs import Paired

    values = shared_luck(np.random.default_rng(6))[:, :2]
    found = rank(ARRESTS, values)
    assert found is not None
    assert (found.pairs[0].ci_low, found.pairs[0].ci_high) == pytest.approx(Paired.of(*values.T).ends)


def test_runs_that_share_parameters_count_once() -> None:
    values, sets = shared_luck(np.random.default_rng(7)), np.arange(RUNS) // 3
    alone, shared = rank(ARRESTS, values[::3]), rank(ARRESTS, np.repeat(values[::3], 3, axis=0), sets)
    assert alone is not None and shared is not None
    assert [one.ci_low for one in shared.pairs] == pytest.approx([one.ci_low for one in alone.pairs])


def test_what_is_undefined_is_left_out_and_too_little_ranks_nobody() -> None:
    values = shared_luck(np.random.default_rng(8))
    values[3, 1] = math.nan
    found = rank(ARRESTS, values)
    assert found is not None and found.runs == RUNS - 1
    values[1:, 0] = math.nan
    assert rank(ARRESTS, values) is None
    assert rank(ARRESTS, shared_luck(np.random.default_rng(9)), np.zeros(RUNS, dtype=np.int64)) is None
