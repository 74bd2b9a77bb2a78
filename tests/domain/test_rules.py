"""The rules by which decisions are made, case by case."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.domain import rules
from sim.domain.cases import geometric
from sim.domain.cooperation import EUROPOL, Cooperation, terms
from sim.domain.movements import distance_km
from sim.engine.queues import CHANNELS, MARKS
from sim.scenario import reference
from tests.domain.theatre import full_scale, small

SHARES = st.floats(0.0, 1.0)


@pytest.mark.parametrize(
    ("share", "of_the_rest", "result"), [(0.0, 0.4, 0.4), (0.5, 0.4, 0.7), (1.0, 0.9, 1.0), (0.3, 0.0, 0.3)]
)
def test_filled(share: float, of_the_rest: float, result: float) -> None:
    assert rules.filled(share, of_the_rest) == pytest.approx(result)


@pytest.mark.parametrize(
    ("share", "odds", "result"),
    [(0.5, 1.0, 0.5), (0.5, 3.0, 0.75), (0.2, 4.0, 0.5), (0.0, 9.0, 0.0), (1.0, 0.1, 1.0), (0.5, 0.0, 0.0)],
)
def test_by_odds(share: float, odds: float, result: float) -> None:
    assert rules.by_odds(share, odds) == pytest.approx(result)


@given(st.floats(0.001, 0.999), st.floats(0.01, 100.0))
def test_odds_there_and_back(share: float, odds: float) -> None:
    assert rules.by_odds(rules.by_odds(share, odds), 1.0 / odds) == pytest.approx(share, rel=1e-6)


@pytest.mark.parametrize(
    ("shown", "sensitivity", "false_alarm", "result"),
    [(True, 0.35, 0.05, 7.0), (False, 0.35, 0.05, 0.65 / 0.95), (True, 0.2, 0.2, 1.0), (False, 0.2, 0.2, 1.0)],
)
def test_indicator_odds(shown: bool, sensitivity: float, false_alarm: float, result: float) -> None:
    assert rules.indicator_odds(shown, sensitivity, false_alarm) == pytest.approx(result)


@pytest.mark.parametrize(
    ("taken", "traffic", "result"), [(10.0, 100.0, 0.1), (95.0, 100.0, 0.9), (500.0, 100.0, 0.9), (5.0, 0.0, 0.0)]
)
def test_taken_share(taken: float, traffic: float, result: float) -> None:
    assert rules.taken_share(taken, traffic, 0.9) == pytest.approx(result)


@pytest.mark.parametrize(
    ("single", "others", "result"), [(0.3, 0, 0.0), (0.3, 1, 0.3), (0.3, 2, 0.51), (1.0, 3, 1.0), (0.0, 9, 0.0)]
)
def test_link_chance(single: float, others: int, result: float) -> None:
    assert rules.link_chance(single, others) == pytest.approx(result)


@pytest.mark.parametrize(
    ("per_day", "delay", "countries", "result"),
    [
        (0.1, 24.0, 1, 0.1),
        (0.1, 24.0, 2, 0.19),
        (0.1, 48.0, 1, 0.19),
        (0.1, 0.0, 5, 0.0),
        (0.0, 99.0, 9, 0.0),
        (1.0, 9.0, 2, 1.0),
    ],
)
def test_leak_chance(per_day: float, delay: float, countries: int, result: float) -> None:
    assert rules.leak_chance(per_day, delay, countries) == pytest.approx(result)


def test_decayed() -> None:
    assert rules.decayed(2.0, 0.0, 48.0) == 2.0
    assert rules.decayed(2.0, 48.0, 48.0) == pytest.approx(2.0 / math.e)


@pytest.mark.parametrize(
    ("answered", "known", "result"),
    [(0.80, 0.70, (True, True)), (0.80, 0.80, (True, False)), (0.90, 0.0, (False, False))],
)
def test_known_answer(answered: float, known: float, result: tuple[bool, bool]) -> None:
    close = terms(0.75)
    assert (close.answered, close.content) == (0.85, 0.75)
    assert rules.known_answer(close, answered, known) == result


def test_skill_and_fatigue_act_on_people_and_not_on_databases() -> None:
    table = np.full((2, len(CHANNELS), len(MARKS)), 0.5)
    table[:, :, 0] = 0.0
    state = rules.detection_on_shift(table, np.array([0.4, -0.4]), 0.1)
    people = [CHANNELS.index(name) for name in ("officer", "document_expert", "concealment_expert")]
    others = [number for number in range(len(CHANNELS)) if number not in people]
    np.testing.assert_array_equal(state[:, others], table[:, others])
    for row, log_odds in enumerate((0.3, -0.5)):
        np.testing.assert_allclose(state[row][people][:, 1:], 1.0 / (1.0 + math.exp(-log_odds)))
        assert (state[row][people][:, 0] == 0.0).all()
    assert (table[:, :, 1:] == 0.5).all(), "the table that was given stays"


@pytest.mark.parametrize(
    ("members", "edges", "lost", "result"),
    [
        (4, [(0, 1), (1, 2), (2, 3)], set(), 1.0),
        (4, [(0, 1), (1, 2), (2, 3)], {1}, 0.5),
        (4, [(0, 1), (1, 2), (2, 3)], {0}, 0.75),
        (5, [(0, 1), (0, 2), (0, 3), (0, 4)], {0}, 0.2),
        (3, [], set(), 1 / 3),
        (2, [(0, 1)], {0, 1}, 0.0),
    ],
)
def test_largest_part(members: int, edges: list[tuple[int, int]], lost: set[int], result: float) -> None:
    assert rules.largest_part(members, edges, lost) == pytest.approx(result)


@pytest.mark.parametrize(("more", "u", "count"), [(0.5, 0.6, 0), (0.5, 0.4, 1), (0.5, 0.2, 2), (0.0, 0.5, 0)])
def test_geometric(more: float, u: float, count: int) -> None:
    assert geometric(more, u) == count


@given(st.floats(0.01, 0.9))
def test_geometric_has_its_mean(more: float) -> None:
    grid = [(number + 0.5) / 4000 for number in range(4000)]
    assert sum(geometric(more, u) for u in grid) / 4000 == pytest.approx(more / (1.0 - more), rel=0.05, abs=0.01)


@pytest.mark.parametrize(
    ("here", "there", "km"),
    [((42.70, 23.32), (42.70, 23.32), 0.0), ((42.70, 23.32), (44.79, 20.45), 329.0), ((0.0, 0.0), (0.0, 1.0), 111.2)],
)
def test_distance_is_the_great_circle(here: tuple[float, float], there: tuple[float, float], km: float) -> None:
    assert distance_km(here, there) == pytest.approx(km, rel=0.01)
    assert distance_km(there, here) == pytest.approx(distance_km(here, there))


def test_named_levels_mean_what_their_table_says() -> None:
    for row in reference.levels():
        meant = terms(row.c)
        for name in ("answered", "content", "reported", "siena_urgent_h", "siena_other_h", "liaison_h", "europol_h"):
            expected = getattr(row, name)
            if math.isfinite(expected):
                assert getattr(meant, name) == pytest.approx(expected)


def test_between_two_levels_shares_are_linear_and_times_geometric() -> None:
    low, middle, high = terms(0.5), terms(0.625), terms(0.75)
    assert middle.answered == pytest.approx((low.answered + high.answered) / 2.0)
    assert middle.content == pytest.approx((low.content + high.content) / 2.0)
    assert middle.liaison_h == pytest.approx(math.sqrt(low.liaison_h * high.liaison_h))
    assert middle.europol_h == pytest.approx(math.sqrt(low.europol_h * high.europol_h))


def test_closer_is_never_worse() -> None:
    ladder = [terms(level / 200.0) for level in range(1, 201)]
    for worse, better in pairwise(ladder):
        for name in ("answered", "content", "reported"):
            assert getattr(worse, name) < getattr(better, name)
        for name in ("siena_urgent_h", "siena_other_h", "liaison_h", "europol_h"):
            assert getattr(worse, name) >= getattr(better, name) > 0.0
    nothing = terms(0.0)
    assert (nothing.answered, nothing.content, nothing.reported) == (0.0, 0.0, 0.0)


@given(SHARES)
def test_terms_are_shares_and_times(level: float) -> None:
    meant = terms(level)
    assert all(0.0 <= getattr(meant, name) <= 1.0 for name in ("answered", "content", "reported"))


def test_frameworks_pairs_and_standings() -> None:
    plan = full_scale()
    between = Cooperation(plan).between
    named = {row.level: row.c for row in reference.levels()}
    assert between("BG", "RO").level == named[plan.cooperation.frameworks["eu"]]
    assert between("AL", "RS").level == named[plan.cooperation.frameworks["western_balkans"]]
    assert between("BG", EUROPOL).level == named[plan.cooperation.europol["member"]]
    for here in plan.countries:
        for there in plan.countries:
            if here != there:
                assert between(here, there) == between(there, here)


@pytest.mark.parametrize(
    ("change", "here", "there", "level"),
    [
        ({"cooperation.pairs": "{RS-XK: none}"}, "XK", "RS", 0.0),
        ({"cooperation.pairs": "{RS-XK: full}"}, "RS", "XK", 1.0),
        ({"cooperation.scale": "0.5", "cooperation.pairs": "{RS-XK: full}"}, "RS", "XK", 0.5),
        ({"cooperation.scale": "3"}, "BG", "RO", 1.0),
        ({"cooperation.frameworks": "{}", "cooperation.baseline": "minimal"}, "BG", "RO", 0.25),
        ({"cooperation.frameworks": "{eu: minimal, selec: close}"}, "BG", "RO", 0.75),
        ({"cooperation.europol": "{}", "cooperation.baseline": "minimal"}, "BG", EUROPOL, 0.25),
        ({"cooperation.scale": "0"}, "BG", EUROPOL, 0.0),
    ],
)
def test_what_a_plan_says_of_cooperation(change: dict[str, str], here: str, there: str, level: float) -> None:
    assert Cooperation(small(change)).between(here, there).level == pytest.approx(level)
