"""Choices by name: in proportion to weights, and each option with luck of its own."""

from __future__ import annotations

import math
import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.engine.choices import Options, one_of
from sim.engine.streams import Chance

WIDE = 4.5
"""Standard errors that a share may differ by: once in 150,000 cases by chance."""
WEIGHTS = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(0.0, 10.0), min_size=2)
UNIFORMS = st.integers(0, 2**32 - 1).map(lambda word: (word + 0.5) / 2**32)


def draws(subject: str, count: int) -> list[float]:
    """So many uniforms, as a run draws them."""
    return Chance(1, 0).many("case", subject, count)


def test_options_are_chosen_in_proportion_to_their_weights() -> None:
    weights = {"AT": 1.0, "BG": 2.0, "RO": 0.0, "RS": 5.0}
    count = 6000
    chosen = Counter(Options(weights).at(u) for u in draws("proportion", count))
    for option, weight in weights.items():
        p = weight / 8.0
        assert abs(chosen[option] / count - p) <= WIDE * math.sqrt(p * (1.0 - p) / count)


def test_choices_of_near_uniforms_have_nothing_to_do_with_each_other() -> None:
    """Also where a uniform was asked before whether it is small."""
    small = [u for u in draws("small", 6000) if u < 0.1]
    chosen = Counter(one_of("abcd", u) for u in small)
    assert stats.chisquare([chosen[option] for option in "abcd"]).pvalue > 1e-5


@given(WEIGHTS, UNIFORMS, st.randoms(use_true_random=False))
def test_order_does_not_matter(weights: dict[str, float], u: float, chance: random.Random) -> None:
    items = list(weights.items())
    chance.shuffle(items)
    assert Options(dict(items)).at(u) == Options(weights).at(u)
    assert Options(dict(items)).in_turn(u) == Options(weights).in_turn(u)


@given(WEIGHTS, UNIFORMS)
def test_what_is_chosen_comes_first_of_all_in_turn(weights: dict[str, float], u: float) -> None:
    assert Options(weights).at(u) == Options(weights).in_turn(u)[0]


@given(WEIGHTS, st.floats(0.0, 10.0), UNIFORMS)
def test_one_option_more_takes_what_it_wins_and_nothing_else(
    weights: dict[str, float], weight: float, u: float
) -> None:
    weights = {option: 0.1 + other for option, other in weights.items()}
    before, after = Options(weights), Options({"new": weight, **weights})
    assert after.at(u) in ("new", before.at(u))
    assert [option for option in after.in_turn(u) if option != "new"] == before.in_turn(u)


@given(WEIGHTS, st.floats(0.01, 100.0), UNIFORMS)
def test_only_proportions_count(weights: dict[str, float], factor: float, u: float) -> None:
    scaled = {option: weight * factor for option, weight in weights.items()}
    assert Options(scaled).at(u) == Options(weights).at(u)


@given(UNIFORMS)
def test_what_weighs_nothing_is_never_chosen_unless_nothing_weighs_anything(u: float) -> None:
    assert Options({"a": 0.0, "b": 1e-6, "c": 0.0}).at(u) == "b"
    assert Options({"a": 0.0, "b": 0.0}).at(u) == one_of("ab", u)


def test_options_are_drawn_one_after_the_other_from_those_that_are_left() -> None:
    """Chances of a pair of the first two: w1 / W * w2 / (W - w1)."""
    weights = {"a": 1.0, "b": 2.0, "c": 3.0}
    count = 6000
    pairs = Counter(tuple(Options(weights).in_turn(u)[:2]) for u in draws("turn", count))
    for (first, second), number in pairs.items():
        p = weights[first] / 6.0 * weights[second] / (6.0 - weights[first])
        assert abs(number / count - p) <= WIDE * math.sqrt(p * (1.0 - p) / count)
    assert len(pairs) == 6
