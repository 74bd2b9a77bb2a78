"""On which terms countries answer each other, and what a plan says of it."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.behaviour import Behaviour
from sim.scenario.levels import GROUPS, PLACES, SHARES, TIMES, place
from sim.words import EUROPOL, Level
from sim.world.theatre.cooperation import CooperationTerms, Ladder, Terms
from sim.world.theatre.theatre import theatre_of
from tests.theatre import full_scale, small


def terms(level: float) -> Terms:
    """What a level means unless a plan says otherwise."""
    return Ladder(Behaviour()).at(level)


@pytest.mark.parametrize("level", GROUPS)
def test_named_levels_mean_what_the_behaviour_says(level: Level) -> None:
    meaning, meant = getattr(Behaviour(), GROUPS[level]), terms(PLACES[level])
    assert [getattr(meant, name) for name in SHARES] == [getattr(meaning, name) for name in SHARES]
    assert [getattr(meant, f"{name}_h") for name in TIMES] == [getattr(meaning, name) for name in TIMES]


def test_whatever_is_drawn_within_the_ranges_a_closer_level_is_never_worse() -> None:
    for far, close in pairwise(GROUPS.values()):
        below, above = (type(getattr(Behaviour(), group)).model_fields for group in (far, close))
        for name in SHARES:
            assert below[name].json_schema_extra["high"] <= above[name].json_schema_extra["low"]
        for name in TIMES:
            assert below[name].json_schema_extra["low"] >= above[name].json_schema_extra["high"]


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


@given(st.floats(0.0, 1.0))
def test_terms_are_shares_and_times(level: float) -> None:
    meant = terms(level)
    assert all(0.0 <= getattr(meant, name) <= 1.0 for name in ("answered", "content", "reported"))


def test_frameworks_pairs_and_standings() -> None:
    plan = full_scale()
    between = CooperationTerms(plan).between
    frameworks = plan.cooperation.frameworks
    assert between("BG", "RO").level == place(frameworks["eu"])
    assert between("AL", "RS").level == place(frameworks["western_balkans"])
    assert between("BG", EUROPOL).level == place(plan.cooperation.europol["member"])
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
        ({"cooperation.frameworks": "{}", "cooperation.baseline": "minimal"}, "BG", "RO", 0.25),
        ({"cooperation.frameworks": "{eu: minimal, selec: close}"}, "BG", "RO", 0.75),
        ({"cooperation.europol": "{}", "cooperation.baseline": "minimal"}, "BG", EUROPOL, 0.25),
        ({"cooperation.scale": "0"}, "BG", EUROPOL, 0.0),
        ({"cooperation.pairs": "{RS-XK: 0.6}"}, "XK", "RS", 0.6),
        ({"cooperation.pairs": "{RS-XK: 0}"}, "XK", "RS", 0.0),
        ({"cooperation.pairs": "{RS-XK: 0}"}, "RS", "XK", 0.0),
        ({"cooperation.frameworks": "{eu: 30 %, selec: minimal}"}, "BG", "RO", 0.3),
        ({"cooperation.europol": "{}", "cooperation.baseline": "0.1"}, "BG", EUROPOL, 0.1),
    ],
)
def test_what_a_plan_says_of_cooperation(change: dict[str, str], here: str, there: str, level: float) -> None:
    assert CooperationTerms(small(change)).between(here, there).level == pytest.approx(level)


def test_a_plan_may_say_what_a_level_means() -> None:
    plan = small({"cooperation.pairs": "{RS-XK: close}", "behaviour.close_cooperation.answered": "0.9"})
    assert CooperationTerms(plan).between("XK", "RS").answered == 0.9


def test_other_behaviour_gives_levels_another_meaning() -> None:
    plan = small({"cooperation.pairs": "{RS-XK: close}"})
    close = plan.behaviour.close_cooperation.model_copy(update={"answered": 0.9})
    other = theatre_of(plan).under(plan.behaviour.model_copy(update={"close_cooperation": close}))
    assert other.cooperation.between("XK", "RS").answered == 0.9
    assert theatre_of(plan).cooperation.between("XK", "RS").answered == 0.85
