"""On which terms countries answer each other, and what a plan says of it."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario import reference
from sim.words import EUROPOL
from sim.world.theatre.cooperation import CooperationTerms, terms
from tests.theatre import full_scale, small


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


@given(st.floats(0.0, 1.0))
def test_terms_are_shares_and_times(level: float) -> None:
    meant = terms(level)
    assert all(0.0 <= getattr(meant, name) <= 1.0 for name in ("answered", "content", "reported"))


def test_frameworks_pairs_and_standings() -> None:
    plan = full_scale()
    between = CooperationTerms(plan).between
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
        ({"cooperation.frameworks": "{}", "cooperation.baseline": "minimal"}, "BG", "RO", 0.25),
        ({"cooperation.frameworks": "{eu: minimal, selec: close}"}, "BG", "RO", 0.75),
        ({"cooperation.europol": "{}", "cooperation.baseline": "minimal"}, "BG", EUROPOL, 0.25),
        ({"cooperation.scale": "0"}, "BG", EUROPOL, 0.0),
    ],
)
def test_what_a_plan_says_of_cooperation(change: dict[str, str], here: str, there: str, level: float) -> None:
    assert CooperationTerms(small(change)).between(here, there).level == pytest.approx(level)
