"""Pairs of runs: Student's test where many differ, an exact one where few do, and intervals that agree with both."""

import itertools
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.experiment.pairs import ALPHA, FLIPPED, Paired, flips, holm

FEW = st.lists(st.floats(-1e3, 1e3).filter(lambda change: abs(change) > 1e-3), min_size=1, max_size=9)


def paired(changes: Any, **more: Any) -> Paired:
    right = np.asarray(changes, dtype=float)
    return Paired.of(np.zeros(len(right)), right, **more)


def same_sign(unequal: int, pairs: int) -> np.ndarray[Any, Any]:
    return np.concatenate([np.ones(unequal), np.zeros(pairs - unequal)])


@given(st.lists(st.tuples(st.floats(0, 1e4), st.floats(0, 1e4)), min_size=FLIPPED + 2, max_size=40))
def test_where_many_pairs_differ_the_test_is_the_paired_t_test(pairs: list[tuple[float, float]]) -> None:
    left, right = (np.array(side) for side in zip(*pairs, strict=True))
    one = Paired.of(left, right)
    if one.error > 1e-6 and one.unequal == len(pairs):
        expected = stats.ttest_rel(right, left)
        interval = expected.confidence_interval()
        assert one.p == pytest.approx(expected.pvalue, rel=1e-6, abs=1e-12)
        assert one.ends == pytest.approx((interval.low, interval.high), rel=1e-6, abs=1e-6)


@given(FEW)
def test_where_few_pairs_differ_every_swap_is_tried(changes: list[float]) -> None:
    swapped = [abs(sum(map(math.prod, zip(signs, changes, strict=True)))) for signs in
               itertools.product((-1, 1), repeat=len(changes))]  # fmt: skip
    expected = np.mean(np.array(swapped) >= abs(sum(changes)) * (1 - 1e-9))
    assert flips(np.array(changes)) == pytest.approx(expected)
    one = paired([*changes, *[0.0] * 200])
    assert one.p >= expected


@pytest.mark.parametrize(("unequal", "p"), [(1, 1.0), (2, 0.5), (4, 0.125), (5, 0.0625), (6, 0.03125), (8, 0.0078125)])
def test_four_unequal_pairs_of_two_hundred_tell_nothing_and_eight_do(unequal: int, p: float) -> None:
    one = paired(same_sign(unequal, 200))
    assert p - 1e-9 <= one.p <= p + 0.02
    assert (one.ends[0] > 0) == (one.p < ALPHA) == (p < ALPHA)
    assert stats.ttest_1samp(same_sign(4, 200), 0).pvalue < ALPHA  # what Student's test would say


@pytest.mark.parametrize("pairs", [2, 3, 5])
def test_equal_differences_in_few_pairs_tell_nothing_and_have_a_width(pairs: int) -> None:
    one = paired(np.ones(pairs))
    assert one.p == pytest.approx(2.0 ** (1 - pairs))
    assert one.ends[0] < 0 < 1 < one.ends[1]


@pytest.mark.parametrize("pairs", [20, 200])
def test_equal_differences_in_many_pairs_tell_and_have_a_width(pairs: int) -> None:
    one = paired(np.ones(pairs))
    assert one.p < 1e-4
    assert 0 < one.ends[0] < 1 < one.ends[1]


@given(st.lists(st.integers(-3, 3), min_size=2, max_size=60))
def test_the_interval_excludes_no_difference_where_the_test_tells_one(changes: list[int]) -> None:
    one = paired(changes)
    if one.unequal:
        low, high = one.ends
        assert (one.p < ALPHA) == (not low <= 0 <= high)
        assert low < high


@pytest.mark.parametrize("runs", [40, 100, 200, 400])
@pytest.mark.parametrize(
    ("more", "fewer"), [(0.01, 0.0), (0.02, 0.0), (0.05, 0.0), (0.3, 0.0), (0.02, 0.02), (0.1, 0.05), (1.0, 0.5)]
)
def test_the_interval_holds_differences_of_counts_however_rare(more: float, fewer: float, runs: int) -> None:
    random = np.random.default_rng(8)
    held = []
    for _ in range(1_000):
        one = paired(random.poisson(more, runs) - random.poisson(fewer, runs))
        if one.unequal:
            held.append(one.ends[0] <= more - fewer <= one.ends[1])
    assert np.mean(held) >= 0.93


@pytest.mark.parametrize("runs", [40, 100, 400])
def test_the_interval_holds_continuous_differences_95_times_of_100(runs: int) -> None:
    random = np.random.default_rng(9)
    held = [low <= 1 <= high for low, high in (paired(random.normal(1, 2, runs)).ends for _ in range(2_000))]
    assert np.mean(held) == pytest.approx(0.95, abs=0.02)


def test_pairs_that_share_parameters_count_once() -> None:
    random = np.random.default_rng(10)
    sets = np.arange(400) % 50
    held = []
    for _ in range(1_000):
        drawn = random.normal(1, 2, 50)[sets] + random.normal(0, 1, 400)
        one = paired(drawn, sets=sets)
        held.append(one.ends[0] <= 1 <= one.ends[1])
    assert one.independent == 50 and one.pairs == 400
    assert np.mean(held) == pytest.approx(0.95, abs=0.02)


def test_rounding_is_no_difference() -> None:
    assert Paired.of(np.array([0.1 + 0.2, 1.0]), np.array([0.3, 1.0])).unequal == 0


def test_undefined_pairs_are_dropped_and_counted() -> None:
    one = Paired.of(np.array([1, math.nan, 3, 4]), np.array([2, 3, math.nan, 6]))
    assert (one.pairs, one.dropped, one.base, one.variant) == (2, 2, 2.5, 4.0)


def test_a_time_that_was_not_reached_counts_as_the_whole_action_and_is_counted() -> None:
    one = Paired.of(np.array([4.0, 6.0, math.inf]), np.array([5.0, math.inf, math.inf]), most=48.0)
    assert one.late == (1, 2)
    assert [one.base, one.variant] == pytest.approx([58 / 3, 101 / 3])
    assert one.ends[0] >= -48 and one.ends[1] <= 48


def test_times_after_the_end_of_the_shorter_action_are_not_reached_in_either() -> None:
    short, long = np.array([10.0, 40.0, 20.0, math.inf]), np.array([90.0, 110.0, math.inf, 60.0])
    one = Paired.of(short, long, most=48.0)
    assert one.late == (1, 4)
    assert one.variant == 48.0 and one.base == pytest.approx(29.5)
    assert -48.0 <= one.ends[0] < one.ends[1] <= 48.0


def test_pairing_gains_what_the_luck_in_common_was() -> None:
    luck = np.random.default_rng(3).normal(0, 10, 4000)
    own = np.random.default_rng(4).normal(0, 1, (2, 4000))
    one = Paired.of(luck + own[0], luck + own[1] + 1)
    assert one.reduction == pytest.approx((101 + 101) / 2, rel=0.1)


def test_as_many_runs_as_are_needed_mostly_tell() -> None:
    random = np.random.default_rng(11)
    needed = paired(random.normal(0.3, 1, 50)).needed(ALPHA)
    assert needed is not None
    size = paired(random.normal(0.3, 1, 50)).difference
    told = [paired(random.normal(size, 1, needed)).p < ALPHA for _ in range(400)]
    assert np.mean(told) > 0.6


def test_rare_differences_need_enough_pairs_that_differ() -> None:
    needed = paired(same_sign(3, 200)).needed(ALPHA)
    assert needed is not None and needed >= 200 / 3 * 6


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_holm_lies_between_bonferroni_and_no_adjustment(p: list[float]) -> None:
    tests = holm(p)
    for value, (clear, level) in zip(p, tests, strict=True):
        assert clear or value >= ALPHA / len(p)
        assert not clear or value < ALPHA
        assert ALPHA / len(p) <= level <= ALPHA
    assert sum(clear for clear, _ in tests) == sum(_holm_by_definition(p))


def _holm_by_definition(p: list[float]) -> list[bool]:
    ordered = sorted(p)
    return [
        all(before < ALPHA / (len(p) - rank) for rank, before in enumerate(ordered[: at + 1])) for at in range(len(p))
    ]
