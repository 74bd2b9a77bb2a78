"""Who knows what: nothing ahead of its time, nothing of others, no name of the model; the same after a replay."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from sim.joint_action import JointAction
from sim.words import AGENCIES, CONTROLLER
from sim.world.seats.notices import Notice
from sim.world.seats.picture import Picture
from tests.theatre import SEED, event, small

PLAN = small({"days": "1", **event("{kind: crisis, at: 5 h, country: RS, units: 9, lasts: 4 h}")})
OWNERS = (*PLAN.countries, *AGENCIES)
STOPS = (0.0, 3.0, 7.5, 12.25, 12.4, 23.9)
FORBIDDEN = re.compile(r"\bN\d+\b|\S/\S|movement|operation-")
"""Names of networks, and the parts from which the model makes names; a post may have a name in two languages."""


@cache
def looked() -> dict[float, dict[str, tuple[tuple[Notice, ...], Picture]]]:
    """What each owner was told and sees at each stop; the desk of the centre is held."""
    action = JointAction(PLAN, SEED, 0)
    action.begin()
    action.order({"kind": "take_seat", "owner": "centre"})
    seen = {}
    for stop in STOPS:
        action.advance(stop)
        seen[stop] = {owner: (action.notices(owner), action.picture(owner)) for owner in OWNERS}
    return seen


def rows_of(picture: Picture) -> Iterator[Any]:
    for name in ("posts", "desks", "requests", "own_requests", "held", "packages", "operations", "pairs"):
        yield from getattr(picture, name)


def texts(row: Any) -> Iterator[str]:
    for value in row:
        if isinstance(value, str):
            yield value
        elif isinstance(value, tuple):
            yield from value


def test_there_is_something_to_know() -> None:
    notices, picture = looked()[23.9]["RS"]
    assert {"found", "held", "asked", "sent", "arrest", "release", "report", "package"} <= {row.kind for row in notices}
    assert picture.posts and picture.desks and picture.requests and picture.own_requests
    assert any(looked()[stop]["RS"][1].held for stop in STOPS)
    assert any(looked()[stop]["centre"][1].operations for stop in STOPS)
    assert looked()[23.9]["europol"][1].packages


@pytest.mark.parametrize("stop", STOPS)
def test_nothing_is_told_ahead_and_no_name_of_the_model(stop: float) -> None:
    for notices, picture in looked()[stop].values():
        assert all(row.time_h <= stop for row in notices)
        assert [row.time_h for row in notices] == sorted(row.time_h for row in notices)
        for row in (*notices, *rows_of(picture)):
            assert all(getattr(row, name, 0.0) <= stop for name in ("time_h", "since_h"))
            found = [text for text in texts(row) if FORBIDDEN.search(text)]
            assert not found, row


@pytest.mark.parametrize("stop", STOPS)
def test_a_country_sees_its_own(stop: float) -> None:
    for code in PLAN.countries:
        notices, picture = looked()[stop][code]
        assert all(row.subject.startswith(f"{code}-") for row in notices if row.subject)
        assert {row.country for row in picture.posts} == {code}
        parts: tuple[tuple[Any, ...], ...] = (picture.desks, picture.requests, picture.own_requests, picture.held)
        assert {row.owner for part in parts for row in part} <= {code}
        assert not picture.pairs and not picture.operations


def test_notices_come_one_after_another_and_can_be_read_on() -> None:
    early, late = looked()[7.5]["BG"][0], looked()[23.9]["BG"][0]
    assert late[: len(early)] == early
    assert [row.number for row in late] == list(range(1, len(late) + 1))
    action = JointAction(PLAN, SEED, 0)
    action.begin()
    action.advance(12.0)
    told = action.notices("BG")
    assert action.notices("BG", after=5) == told[5:]


def test_looking_changes_nothing_and_a_replay_gives_the_same_numbers() -> None:
    action = JointAction(PLAN, SEED, 0)
    action.begin()
    action.order({"kind": "take_seat", "owner": "centre"})
    action.advance(23.9)
    for owner in OWNERS:
        assert repr((action.notices(owner), action.picture(owner))) == repr(looked()[23.9][owner])


def test_numbers_lead_back_to_the_model_on_the_side_of_the_server() -> None:
    action = JointAction(PLAN, SEED, 0)
    action.begin()
    action.advance(12.0)
    request = action.picture("RS").requests[0]
    assert action.identity("RS", request.number).endswith("-RS")
    with pytest.raises(KeyError):
        action.identity("BG", request.number)
    with pytest.raises(KeyError):
        action.picture("nobody")


def test_the_controller_sees_what_all_see_and_the_centre_sees_counts() -> None:
    action = JointAction(PLAN, SEED, 0)
    action.begin()
    action.advance(12.25)
    whole = action.picture(CONTROLLER)
    for part in ("requests", "own_requests", "held", "packages"):
        apart = [row for owner in OWNERS for row in getattr(action.picture(owner), part)]
        assert sorted(map(repr, getattr(whole, part))) == sorted(map(repr, apart)), part
    centre = action.picture("centre")
    assert not centre.requests and not centre.held
    assert sum(pair.open for pair in centre.pairs) == sum(row.state == "open" for row in whole.own_requests)
    assert centre.totals["held"] == len(whole.held)
    assert len(centre.posts) == len(action.env.theatre.checkpoints)


def test_posts_tell_the_last_full_hours() -> None:
    (calm, later) = (looked()[stop]["BG"][1].posts for stop in (0.0, 12.4))
    assert all(row.checks == 0 and math.isnan(row.wait_min) for row in calm)
    at_noon = {row.id: row for row in looked()[12.25]["BG"][1].posts}
    assert sum(row.checks for row in later) > 0
    assert all((row.checks, row.referrals) == (at_noon[row.id].checks, at_noon[row.id].referrals) for row in later)
    assert any("mobile_office" in row.teams for row in later if row.id == "kalotina-gradina")
    assert {row.id for row in looked()[12.4]["europol"][1].posts} == {"kalotina-gradina"}
