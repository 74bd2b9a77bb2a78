"""Arithmetic of probabilities, case by case."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.world.odds import by_odds, decayed, either, filled, raise_odds


@pytest.mark.parametrize(
    ("share", "of_the_rest", "result"), [(0.0, 0.4, 0.4), (0.5, 0.4, 0.7), (1.0, 0.9, 1.0), (0.3, 0.0, 0.3)]
)
def test_filled(share: float, of_the_rest: float, result: float) -> None:
    assert filled(share, of_the_rest) == pytest.approx(result)


@pytest.mark.parametrize(
    ("share", "odds", "result"),
    [(0.5, 1.0, 0.5), (0.5, 3.0, 0.75), (0.2, 4.0, 0.5), (0.0, 9.0, 0.0), (1.0, 0.1, 1.0), (0.5, 0.0, 0.0)],
)
def test_by_odds(share: float, odds: float, result: float) -> None:
    assert by_odds(share, odds) == pytest.approx(result)


@given(st.floats(0.001, 0.999), st.floats(0.01, 100.0))
def test_odds_there_and_back(share: float, odds: float) -> None:
    assert by_odds(by_odds(share, odds), 1.0 / odds) == pytest.approx(share, rel=1e-6)


def test_decayed() -> None:
    assert decayed(2.0, 0.0, 48.0) == 2.0
    assert decayed(2.0, 48.0, 48.0) == pytest.approx(2.0 / math.e)


def test_either() -> None:
    one, other = np.array([0.0, 0.5, 0.3, 1.0]), np.array([0.2, 0.5, 0.0, 0.7])
    np.testing.assert_allclose(either(one, other), [0.2, 0.75, 0.3, 1.0])


@given(st.lists(st.floats(0.001, 0.999), min_size=1), st.floats(-3.0, 3.0))
def test_odds_are_raised_in_place_as_one_by_one(shares: list[float], by: float) -> None:
    table = np.array([*shares, 0.0, 1.0])
    raise_odds(table, by)
    np.testing.assert_allclose(table, [by_odds(share, math.exp(by)) for share in (*shares, 0.0, 1.0)])
