"""Draws inside kernels: quantiles, uniforms, and no draw that knows of another."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.engine.keys import mix, normal_quantile, uniform
from tests.engine.stations import Floats

KEY = np.uint64(0x0123456789ABCDEF)


def draws(keys: range, numbers: range) -> Floats:
    """Uniforms by key and number, of keys that are neighbours: the least favourable case."""
    return np.array([[uniform(np.uint64(key), number) for number in numbers] for key in keys])


def test_mix_is_the_finalizer_of_splitmix64() -> None:
    """The first outputs of splitmix64 from the state 1234567, as its author's program prints them."""
    gamma = 0x9E3779B97F4A7C15
    states = [np.uint64((1234567 + gamma * (n + 1)) % 2**64) for n in range(3)]
    assert [int(mix(state)) for state in states] == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
    ]
    assert uniform(np.uint64(1234567), 1) == ((3203168211198807973 >> 12) + 0.5) / 2**52


def test_quantiles_of_the_normal_are_scipys() -> None:
    u = np.concatenate([np.linspace(1e-6, 1.0 - 1e-6, 20_001), 10.0 ** -np.arange(3.0, 17.0), [2.0**-53, 0.02425]])
    ours = np.array([normal_quantile(float(x)) for x in u])
    np.testing.assert_allclose(ours, stats.norm.ppf(u), rtol=2e-9, atol=1e-8)


@given(st.floats(2.0**-20, 0.5))
def test_quantiles_of_the_normal_are_symmetric(u: float) -> None:
    assert normal_quantile(1.0 - u) == pytest.approx(-normal_quantile(u), abs=1e-8)


def key_of(word: int) -> np.uint64:
    """The key whose first draw mixes to this word: the finalizer of splitmix64 backwards."""
    for shift, factor in ((31, 0x94D049BB133111EB), (27, 0xBF58476D1CE4E5B9), (30, 1)):
        whole = word
        for _ in range(64 // shift + 1):
            whole = word ^ (whole >> shift)
        word = whole * pow(factor, -1, 2**64) % 2**64
    return np.uint64((word - 0x9E3779B97F4A7C15) % 2**64)


@pytest.mark.parametrize("word", [0, 1, 2**63, 2**64 - 2**12, 2**64 - 1])
def test_the_extremes_of_a_uniform_are_inside_the_open_interval(word: int) -> None:
    u = uniform(key_of(word), 0)
    assert 0.0 < u < 1.0
    assert u == pytest.approx(word / 2**64, abs=2.0**-52)
    assert math.isfinite(normal_quantile(u))


@given(st.integers(0, 2**64 - 1), st.integers(0, 40))
def test_a_uniform_is_inside_the_open_interval(key: int, number: int) -> None:
    assert 0.0 < uniform(np.uint64(key), number) < 1.0


@pytest.mark.parametrize("number", [0, 1, 5, 20])
def test_uniforms_of_neighbouring_keys_are_spread_evenly(number: int) -> None:
    """Fails for a good mixer with one choice of keys in 10^5."""
    sample = draws(range(20_000), range(number, number + 1))[:, 0]
    assert stats.chisquare(np.histogram(sample, bins=200, range=(0.0, 1.0))[0]).pvalue > 1e-5
    low = (sample * 2.0**30) % 1.0
    assert stats.chisquare(np.histogram(low, bins=200, range=(0.0, 1.0))[0]).pvalue > 1e-5


def test_draws_of_one_key_and_of_neighbouring_keys_are_not_correlated() -> None:
    """|z| < 5.2 for each of 153 pairs: fails with one choice of keys in 30,000."""
    sample = draws(range(5000), range(12))
    beside = draws(range(1, 5001), range(6))
    correlation = np.atleast_2d(np.corrcoef(np.hstack([sample, beside]).T))
    pairs = correlation[np.triu_indices(18, 1)]
    assert pairs.size == 153
    assert np.abs(pairs).max() * math.sqrt(5000) < 5.2


def test_pairs_of_draws_fill_the_square() -> None:
    """Fails for a good mixer with one choice of keys in 10^5."""
    sample = draws(range(20_000), range(3, 5))
    cells = np.histogram2d(sample[:, 0], sample[:, 1], bins=16, range=[(0.0, 1.0)] * 2)[0]
    assert stats.chisquare(cells.ravel()).pvalue > 1e-5
