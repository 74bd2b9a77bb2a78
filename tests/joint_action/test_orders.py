"""Orders in a running action: a play and its replay are the same, and what cannot be is refused with its key."""

from __future__ import annotations

import math

import pytest

from sim.errors import ModelError, ScenarioError
from sim.joint_action import JointAction
from sim.scenario.events import ClosePost, SienaDown
from sim.scenario.part import Condition
from tests.joint_action.plays import HOUR, KINDS, PLAN, live, play
from tests.joint_action.test_same_bytes import digest
from tests.theatre import SEED, everything, operate, outcome, small
from tests.world.test_timeline import DECISIONS, ONE_OF_EACH

CALM = small()


def begun(hour: float = 0.0) -> JointAction:
    action = JointAction(CALM, SEED, 0)
    action.begin()
    action.advance(hour)
    return action


def same_when_replayed(number: int) -> None:
    events, played = live(PLAN, play(number))
    _, again = operate(PLAN, events=events)
    assert digest(played) == digest(again), number
    assert played.events == again.events == events


def test_all_kinds_are_played() -> None:
    assert set(KINDS) == {*ONE_OF_EACH, *DECISIONS}


@pytest.mark.parametrize("number", range(4))
def test_a_play_and_its_replay_give_the_same_bytes(number: int) -> None:
    same_when_replayed(number)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(4, 100))
def test_any_play_and_its_replay_give_the_same_bytes(number: int) -> None:
    same_when_replayed(number)


@pytest.mark.parametrize("second", [0, 30 * HOUR, 30 * HOUR + 900, 47 * HOUR + 3599])
def test_all_kinds_at_one_moment_give_the_same_bytes_when_replayed(second: int) -> None:
    """The first second, a change of shift with a briefing, a briefing, the last second."""
    orders = [order for number in range(60) for _, order in play(number)]
    kinds = {order["kind"]: order for order in orders}
    assert kinds.keys() == set(KINDS)
    events, played = live(PLAN, [(second, order) for order in kinds.values()])
    assert digest(played) == digest(operate(PLAN, events=events)[1])


def test_an_order_comes_before_all_else_of_its_moment() -> None:
    """At a briefing the posts that it closes have no lanes any more."""
    action = begun(30.0)
    action.order({"kind": "close_post", "post": "kalotina-gradina", "lasts": "2 h"})
    action.advance(31.0)
    posts = action.env.theatre.points_of(["kalotina-gradina"])
    assert (action.world.checkpoints.lanes_by_hour[posts, 30] == 0.0).all()
    assert (action.world.checkpoints.lanes_by_hour[posts, 29] > 0.0).all()


def test_an_order_may_be_an_event() -> None:
    action = begun(1.5)
    event = SienaDown(kind="siena_down", at="90 min", lasts="2 h")  # type: ignore[arg-type]
    assert action.order(event) is event
    assert action.recorded == (event,)
    assert begun(1.5).order({"kind": "siena_down", "lasts": "2 h"}) == event


@pytest.mark.parametrize(
    ("values", "key", "found"),
    [
        ({"kind": "close_post", "post": "kalotina-gradna", "lasts": "2 h"}, "post", "is not a known post"),
        ({"kind": "close_post", "post": "kalotina-gradina", "lasts": "0 h"}, "lasts", "too short|lasts no time"),
        ({"kind": "close_post", "post": "kalotina-gradina"}, "lasts", "missing"),
        ({"kind": "close_post", "post": "kalotina-gradina", "last": "2 h", "lasts": "1 h"}, "last", "unknown key"),
        ({"kind": "close_pots", "post": "kalotina-gradina", "lasts": "2 h"}, "", "no kind of event"),
        ({"kind": "reinforce", "country": "BG", "post": "merdare", "officers": 3}, "country", "no side"),
        ({"kind": "reinforce", "country": "SI", "post": "sofia-airport", "officers": 3}, "country", "takes no part"),
        ({"kind": "surge", "posts": ["merdare", "nowhere"], "traffic": 2, "lasts": "2 h"}, "posts.1", "not a known"),
        ({"kind": "jit_proposed", "countries": ["BG", "BG"]}, "countries", "fewer than two"),
        (
            {"kind": "move_asset", "asset": "canine", "country": "MK", "from": "presevo-tabanovce", "to": "merdare"},
            "from",
            "no canine team of MK",
        ),
        ({"kind": "siena_down", "lasts": "2 h", "at": "7 h"}, "at", "hour 7 is not now"),
        ({"kind": "siena_down", "lasts": "2 h", "when": {"measure": "hits", "at_least": 1}}, "when", "waits for"),
    ],
)
def test_an_order_that_cannot_be_is_refused_with_its_key(values: dict[str, object], key: str, found: str) -> None:
    action = begun(6.5)
    with pytest.raises(ScenarioError, match=found) as refused:
        action.order(values)
    assert key in [fault.key for fault in refused.value.faults]
    assert action.recorded == ()
    action.advance(CALM.hours)
    assert everything(action.finish()) == everything(outcome(CALM)), "nothing of it has happened"


def test_all_faults_of_an_order_are_told_at_once() -> None:
    with pytest.raises(ScenarioError) as refused:
        begun(6.5).order({"kind": "reassign", "country": "SI", "from": "nowhere", "to": "elsewhere", "officers": 3})
    assert {fault.key for fault in refused.value.faults} == {"country", "from", "to"}


def test_a_team_that_was_ordered_may_be_moved() -> None:
    move = {"kind": "move_asset", "asset": "scanner", "country": "MK", "from": "medzitlija-niki", "to": "merdare"}
    move["to"] = "presevo-tabanovce"
    action = begun(6.5)
    with pytest.raises(ScenarioError, match="no scanner team"):
        action.order(move)
    action.order({"kind": "send_asset", "asset": "scanner", "country": "MK", "post": "medzitlija-niki"})
    action.order(move)


def test_an_order_needs_a_moment() -> None:
    with pytest.raises(ModelError, match="before the action has begun"):
        JointAction(CALM, SEED, 0).order({"kind": "siena_down", "lasts": "2 h"})
    with pytest.raises(ScenarioError, match="no whole second"):
        begun(math.nextafter(6.5, 7)).order({"kind": "siena_down", "lasts": "2 h"})
    with pytest.raises(ScenarioError, match="after the end"):
        begun(CALM.hours).order({"kind": "siena_down", "lasts": "2 h"})


def test_recorded_events_pass_the_checks_of_a_file() -> None:
    unknown = ClosePost(kind="close_post", at="6 h", post="nowhere", lasts="2 h")  # type: ignore[arg-type]
    late = SienaDown(kind="siena_down", at="90 h", lasts="2 h")  # type: ignore[arg-type]
    waits = SienaDown(
        kind="siena_down",
        when=Condition(measure="hits", country="SI", at_least=1),
        lasts="2 h",  # type: ignore[arg-type]
    )
    with pytest.raises(ScenarioError) as refused:
        JointAction(CALM, SEED, 0, (unknown, late, waits))
    assert [fault.key for fault in refused.value.faults] == ["1.at", "2.when.country", "0.post"]
