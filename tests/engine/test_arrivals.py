"""Candidates are points of a Poisson process of their own key: more expected adds some and moves none."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from sim.engine.arrivals import draw_arrivals
from tests.engine.stations import KINDS, Floats, room_for

Keys = NDArray[np.uint64]


def keys_of(posts: int, seed: int = 1) -> Keys:
    return np.random.default_rng(seed).integers(0, 2**63, posts, dtype=np.uint64)


def people(hour: int, expected: Floats, keys: Keys) -> list[list[tuple[float, int, int]]]:
    """Everybody who comes in the hour, by checkpoint."""
    arrivals = room_for(keys.size, int(expected.sum() * 2) + 100)
    count = draw_arrivals(hour, expected, keys, arrivals)
    assert count == arrivals.bounds[-1] <= arrivals.people.size
    assert (arrivals.next == arrivals.bounds[:-1]).all()
    return [arrivals.people[arrivals.bounds[post] : arrivals.bounds[post + 1]].tolist() for post in range(keys.size)]


levels = st.lists(st.floats(0.0, 60.0), min_size=2 * KINDS, max_size=2 * KINDS)


@given(levels, st.floats(1.0, 4.0), st.integers(0, 743), st.integers(0, 2**32))
@settings(max_examples=100)
def test_more_expected_adds_and_moves_and_renumbers_none(low: list[float], more: float, hour: int, seed: int) -> None:
    expected = np.array(low).reshape(2, KINDS)
    keys = keys_of(2, seed)
    fewer, others = people(hour, expected, keys), people(hour, expected * more, keys)
    for before, after in zip(fewer, others, strict=True):
        assert set(before) <= set(after)


@given(levels, st.integers(0, 743), st.integers(0, 2**32))
@settings(max_examples=100)
def test_everybody_comes_within_the_hour_in_order_and_is_numbered(low: list[float], hour: int, seed: int) -> None:
    for post in people(hour, np.array(low).reshape(2, KINDS), keys_of(2, seed)):
        times = [came for came, _, _ in post]
        assert times == sorted(times)
        assert all(hour < time < hour + 1 for time in times)
        for kind in range(KINDS):
            numbers = sorted(code >> 2 for _, _, code in post if code & 3 == kind)
            assert numbers == list(range(len(numbers)))
        assert len({key for _, key, _ in post}) == len(post)


def test_one_checkpoint_knows_nothing_of_another_nor_one_kind_of_another() -> None:
    keys = keys_of(3)
    expected = np.full((3, KINDS), 20.0)
    all_three = people(5, expected, keys)
    assert people(5, expected[1:2], keys[1:2])[0] == all_three[1]
    vehicles = expected.copy()
    vehicles[:, [0, 2]] = 0.0
    assert people(5, vehicles, keys)[2] == [person for person in all_three[2] if person[2] & 3 == 1]


def test_nobody_comes_where_nobody_is_expected() -> None:
    expected = np.zeros((3, KINDS))
    expected[1, 2] = 30.0
    counts = [len(post) for post in people(0, expected, keys_of(3))]
    assert counts[0] == counts[2] == 0
    assert counts[1] > 0


def test_too_little_room_is_told_and_nothing_is_written_beyond_it() -> None:
    keys, expected = keys_of(4), np.full((4, KINDS), 25.0)
    small = room_for(4, 50)
    count = draw_arrivals(0, expected, keys, small)
    exact = room_for(4, count)
    assert draw_arrivals(0, expected, keys, exact) == count > 50
    assert [len(post) for post in people(0, expected, keys)] == np.diff(exact.bounds).tolist()
    assert (exact.people["key"] != 0).all()


def test_counts_are_poisson_and_times_uniform() -> None:
    """Each p-value below 10^-5 for a right kernel with one set of keys in 10^5."""
    posts, mean = 400, 12.0
    counts, times = [], []
    for hour in range(25):
        for post in people(hour, np.full((posts, KINDS), [mean, 0.0, 0.0]), keys_of(posts)):
            counts.append(len(post))
            times += [came - hour for came, _, _ in post]
    size = len(counts)
    z = (np.mean(counts) - mean) / np.sqrt(mean / size)
    assert abs(z) < 4.4
    dispersion = np.var(counts, ddof=1) / np.mean(counts) * (size - 1)
    assert 2.0 * min(stats.chi2.cdf(dispersion, size - 1), stats.chi2.sf(dispersion, size - 1)) > 1e-5
    top = 25
    seen = np.bincount(np.minimum(counts, top), minlength=top + 1)
    share = np.append(stats.poisson.pmf(np.arange(top), mean), stats.poisson.sf(top - 1, mean))
    wanted = np.append(share[3:].copy(), share[:3].sum()) * size
    assert stats.chisquare(np.append(seen[3:], seen[:3].sum()), wanted).pvalue > 1e-5
    assert stats.kstest(times, "uniform").pvalue > 1e-5


def test_counts_of_checkpoints_hours_and_kinds_are_independent() -> None:
    """Correlations of many pairs: |z| < 4.4 fails with one set of keys in 10^5 each."""
    posts = 2000
    keys, expected = keys_of(posts), np.full((posts, KINDS), 9.0)
    this, following = people(0, expected, keys), people(1, expected, keys)
    persons, vehicles = ([sum(code & 3 == kind for _, _, code in post) for post in this] for kind in (0, 1))
    later = [sum(code & 3 == 0 for _, _, code in post) for post in following]
    for other in (vehicles, later, persons[1:] + persons[:1]):
        assert abs(np.corrcoef(persons, other)[0, 1]) * np.sqrt(posts) < 4.4
