"""Decisions of people: each does what it says where it should, and nothing elsewhere."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.errors import ScenarioError
from sim.joint_action import JointAction
from sim.outcome.outcome import Outcome
from sim.scenario.recorded import ordered
from tests.theatre import SEED, Row, changed_tables, operate, outcome, rows, small

PLAN = small({"days": "2"})
Orders = tuple[tuple[float, Mapping[str, Any]], ...]


def begun(hour: float, orders: Orders = ()) -> JointAction:
    """An action that was given orders, each at its hour, and has gone on to an hour."""
    action = JointAction(PLAN, SEED, 0)
    action.begin()
    for at, order in orders:
        action.advance(at)
        action.order(order)
    action.advance(hour)
    return action


def played(*orders: tuple[float, Mapping[str, Any]]) -> Outcome:
    action = begun(PLAN.hours, orders)
    return action.finish()


def take(owner: str) -> dict[str, Any]:
    return {"kind": "take_seat", "owner": owner}


def standing(owner: str, answer: str, requests: str = "all") -> dict[str, Any]:
    return {"kind": "standing_order", "owner": owner, "requests": requests, "answer": answer}


def asked(run: Outcome, receiver: str, since: float = 0.0) -> dict[str, Row]:
    """Requests to a country, by name."""
    chosen = rows(run, "messages", lambda row: row["receiver"] == receiver and row["kind"] == "request")
    return {row["message"]: row for row in chosen if row["time_h"] >= since}


@cache
def new_request() -> tuple[str, float]:
    """A request that by itself is answered, by the model's name; and the second after it came to the desk of RS."""
    action = begun(20.0)
    answered = asked(outcome(PLAN), "RS")
    for notice in action.notices("RS"):
        name = action.identity("RS", notice.subject)
        if notice.kind == "asked" and notice.time_h > 8.0 and answered[name]["status"] == "answered":
            return name, math.ceil(notice.time_h * 3600.0 + 1.0) / 3600.0
    raise AssertionError("nobody asks RS")


# Requests ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("give", ["answered", "refused"])
def test_people_answer_a_request_as_soon_as_the_files_are_found(give: str) -> None:
    message, now_h = new_request()
    order = {"kind": "answer", "owner": "RS", "message": message, "give": give}
    action = begun(now_h)
    leaves_h = action.acts_at(order)
    assert leaves_h > now_h
    action.order(order)
    action.advance(leaves_h - 0.001)
    assert action.env.seats.at_work(message)
    action.advance(leaves_h + 0.001)
    assert not action.env.seats.at_work(message)
    action.advance(PLAN.hours)
    row, before = asked(action.finish(), "RS")[message], asked(outcome(PLAN), "RS")[message]
    assert row["status"] == give
    if give == "answered":
        assert leaves_h - 1e-9 <= row["answered_h"] < before["answered_h"]


def test_an_answer_that_names_what_never_came_up_does_nothing() -> None:
    run = played((10.0, {"kind": "answer", "owner": "RS", "message": "nothing", "give": "refused"}))
    assert changed_tables(outcome(PLAN), run) == ["timeline"]


def test_nobody_answers_for_another_desk_nor_twice() -> None:
    message, now_h = new_request()
    run = played((now_h, {"kind": "answer", "owner": "BG", "message": message, "give": "refused"}))
    assert changed_tables(outcome(PLAN), run) == ["timeline"]
    first = {"kind": "answer", "owner": "RS", "message": message, "give": "answered"}
    once, twice = played((now_h, first)), played((now_h, first), (now_h, {**first, "give": "refused"}))
    assert changed_tables(once, twice) == ["timeline"]


def test_a_desk_that_answers_at_once_answers_all_and_sooner() -> None:
    before, after = (asked(run, "RS", 10.0) for run in (outcome(PLAN), played((10.0, standing("RS", "at_once")))))
    ended = [row for row in after.values() if row["status"] not in ("open", "lost")]
    assert ended and all(row["status"] == "answered" for row in ended)
    assert any(row["status"] == "refused" for row in before.values())
    both = [name for name, row in before.items() if row["status"] == "answered" == after.get(name, row)["status"]]
    saved = [before[name]["response_h"] - after[name]["response_h"] for name in both if name in after]
    assert len(saved) > 5 and np.mean(saved) > 0.0


def test_a_desk_that_never_answers_by_itself_waits_for_people() -> None:
    never = (10.0, standing("RS", "never"))
    run = played(never)
    assert not [row for row in asked(run, "RS").values() if row["answered_h"] > 16.0]
    assert [row for row in asked(outcome(PLAN), "RS").values() if row["answered_h"] > 16.0]
    assert [row for row in asked(run, "BG").values() if row["answered_h"] > 16.0], "others go on"
    assert len([*begun(40.0, (never,)).env.seats.waiting("RS")]) > len([*begun(40.0).env.seats.waiting("RS")])
    freed = played(never, (30.0, {"kind": "leave_seat", "owner": "RS"}))
    late = [row for row in asked(freed, "RS").values() if row["answered_h"] > 30.0]
    assert late and not [row for row in asked(freed, "RS").values() if 16.0 < row["answered_h"] < 30.0]


def test_an_order_for_a_class_leaves_other_requests_alone() -> None:
    code = max(PLAN.countries, key=lambda code: len(ended_others(outcome(PLAN), code)))
    action = begun(PLAN.hours, ((0.0, standing(code, "never", "held")),))
    told = action.notices(code)
    held = {notice.subject for notice in told if notice.kind == "asked" and notice.detail == "held"}
    others = {notice.subject for notice in told if notice.kind == "asked" and notice.detail != "held"}
    assert held and others
    stuck = {action.env.notices.number(code, work.request.message) for work in action.env.seats.waiting(code)}
    assert stuck & held
    calm, usual = (ended_others(run, code) for run in (action.finish(), outcome(PLAN)))
    assert calm == usual and calm, "what is about nobody held goes on as without the order"


def ended_others(run: Outcome, code: str) -> dict[str, str]:
    """What became of the requests to a country that are not urgent, and are not open at the end."""
    rows = asked(run, code).items()
    return {name: row["status"] for name, row in rows if row["priority"] == "other" and row["status"] != "open"}


def test_a_wider_order_takes_the_place_of_narrower_ones() -> None:
    assert changed_tables(
        played((0.0, standing("RS", "never", "held")), (0.0, standing("RS", "by_itself", "all"))), outcome(PLAN)
    ) == ["timeline"]


@pytest.mark.parametrize("owner", ["RS", "frontex"])
def test_to_take_a_seat_changes_nothing_by_itself(owner: str) -> None:
    assert changed_tables(outcome(PLAN), played((3.0, take(owner)))) == ["timeline"]


# Asking once more ----------------------------------------------------------------------------------------------------


@cache
def unanswered() -> tuple[str, str, str, float]:
    """Who is let go when the longest lawful time is over: country, name, who was asked, a second while held."""
    action = begun(PLAN.hours)
    found = []
    for code in PLAN.countries:
        told = action.notices(code)
        ended = {one.subject: one.time_h for one in told if one.kind == "release" and one.detail == "no_answer"}
        found += [
            (one.until_h - one.time_h, code, action.identity(code, one.subject), one.other, one.time_h)
            for one in told
            if one.kind == "held" and ended.get(one.subject, 0.0) >= one.until_h and one.other in PLAN.countries
        ]
    _, code, name, other, time_h = max(found)
    return code, name, other, math.ceil(time_h * 3600 + 60) / 3600


def test_a_country_asked_again_may_answer_in_time() -> None:
    """Here it answers at once, by its standing order."""
    code, case, other, now_h = unanswered()
    ask = {"kind": "ask", "country": code, "case": case, "of": other}
    run = played((now_h, standing(other, "at_once")), (now_h, ask), (now_h, ask))
    asked_for = [row for row in run["messages"].rows() if row["case"] == case and row["kind"] == "request"]
    assert len(asked_for) >= 3
    assert all(row["receiver"] == other for row in asked_for[:3])
    assert not rows(run, "releases", lambda row: row["case"] == case and row["reason"] == "no_answer")


def test_who_knows_nothing_cannot_help() -> None:
    code, case, other, now_h = unanswered()
    elsewhere = next(one for one in PLAN.countries if one not in (code, other))
    run = played(
        (now_h, standing(elsewhere, "at_once")),
        (now_h, {"kind": "ask", "country": code, "case": case, "of": elsewhere}),
    )
    assert rows(run, "messages", lambda row: row["case"] == case and row["receiver"] == elsewhere)
    assert rows(run, "releases", lambda row: row["case"] == case and row["reason"] == "no_answer")


def test_for_nobody_who_is_held_nothing_is_asked() -> None:
    run = played((10.0, {"kind": "ask", "country": "RS", "case": "nobody", "of": "HU"}))
    assert changed_tables(outcome(PLAN), run) == ["timeline"]


# Operations ----------------------------------------------------------------------------------------------------------


def delays(run: Outcome) -> list[float]:
    return [row["delay_h"] for row in run["operations"].rows()]


def test_operations_wait_for_the_word_of_people_for_a_day_at_most() -> None:
    seated = (0.0, take("centre"))
    by_itself, waited = outcome(PLAN), played(seated)
    assert len(delays(by_itself)) > 3
    assert min(delays(waited)) > 24.0
    action = begun(12.0, (seated,))
    operations = [notice for notice in action.notices("centre") if notice.kind == "operation"]
    assert operations
    launched = [action.identity("centre", notice.subject) for notice in operations]
    for name in launched:
        action.order({"kind": "launch", "operation": name})
    action.advance(PLAN.hours)
    struck = {row["operation"]: row["delay_h"] for row in action.finish()["operations"].rows()}
    assert set(launched) <= struck.keys()
    assert max(struck[name] for name in launched) < 24.0


def test_a_country_that_is_left_out_does_not_strike() -> None:
    seated = (0.0, take("europol"))
    action = begun(12.0, (seated,))
    notice = next(one for one in action.notices("europol") if one.kind == "operation" and " " in one.detail)
    first, *others = notice.detail.split()
    name = action.identity("europol", notice.subject)
    action.order({"kind": "launch", "operation": name, "without": [first]})
    action.advance(PLAN.hours)
    (row,) = rows(action.finish(), "operations", lambda row: row["operation"] == name)
    assert row["countries"].split() == others


# Joint teams ---------------------------------------------------------------------------------------------------------

PROPOSED = {"kind": "jit_proposed", "countries": ["RO", "GR", "HU"]}


@pytest.mark.parametrize(("give", "signed"), [("answered", True), ("refused", False)])
def test_a_partner_at_a_seat_answers_a_proposed_team(give: str, signed: bool) -> None:
    action = begun(1.0, ((0.0, take("GR")), (0.0, PROPOSED)))
    (notice,) = [one for one in action.notices("GR") if one.kind == "jit_proposed"]
    assert (notice.other, notice.detail) == ("RO", "RO GR HU")
    message = action.identity("GR", notice.subject)
    action.order({"kind": "answer", "owner": "GR", "message": message, "give": give})
    action.advance(2.0)
    team = {"RO", "GR", "HU"}
    assert bool([one for one in action.notices("HU") if one.kind == "jit_refused"]) is not signed
    action.advance(PLAN.hours)
    assert notice.until_h > 2.0
    teams = [set(one.members) for one in action.world.exchange.teams]
    assert (team in teams) == (signed and notice.until_h <= PLAN.hours)


# Posts and effects ---------------------------------------------------------------------------------------------------

CLOSED = {"kind": "close_post", "id": "2.1", "post": "kalotina-gradina", "lasts": "20 h"}


def lanes(action: JointAction, post: str) -> Any:
    return action.world.checkpoints.lanes_by_hour[action.env.theatre.points_of([post])]


def test_what_is_lifted_ends() -> None:
    action = begun(PLAN.hours, ((6.0, CLOSED), (10.0, {"kind": "lift", "event": "2.1"})))
    assert (lanes(action, "kalotina-gradina")[:, 6:10] == 0.0).all()
    after = lanes(action, "kalotina-gradina")[:, 10:]
    assert (after[:, 0] > 0.0).all() and (after.mean(axis=1) > 0.5).all()


def test_what_is_lifted_before_it_comes_does_not_come() -> None:
    events = [
        ordered(PLAN, (), {**CLOSED, "at": "6 h"}, 6.0),
    ]
    lift = ordered(PLAN, events, {"kind": "lift", "event": "2.1", "at": "3 h"}, 3.0)
    _, run = operate(PLAN, events=(*events, lift))
    assert changed_tables(outcome(PLAN), run) == ["timeline"]
    assert [(row["event"], row["time_h"] == 3.0) for row in run["timeline"].rows()] == [
        ("lift", True),
        ("close_post", False),
    ]


def test_lanes_go_back_to_ordinary_control_at_one_side_of_a_post() -> None:
    order = {"kind": "lanes", "country": "BG", "post": "kalotina-gradina", "share": 0.5}
    action, base = begun(PLAN.hours, ((6.0, order),)), begun(PLAN.hours)
    here = action.env.theatre.index["BG/kalotina-gradina"]
    both = [one.world.checkpoints.lanes_by_hour for one in (base, action)]
    np.testing.assert_array_equal(both[0][:, :6], both[1][:, :6])
    assert (both[1][here, 6:] <= np.ceil(0.5 * both[0][here, 6:])).all()
    np.testing.assert_array_equal(np.delete(both[0], here, axis=0), np.delete(both[1], here, axis=0))
    back = begun(PLAN.hours, ((6.0, order), (6.0, {**order, "share": 1.0})))
    assert changed_tables(base.finish(), back.finish()) == ["timeline"]


def test_a_reserve_stands_by_until_it_is_committed() -> None:
    keep = {"kind": "reserve", "country": "BG", "post": "kalotina-gradina", "officers": 20}
    send = {"kind": "commit", "country": "BG", "from": "kalotina-gradina", "to": "sofia-airport", "officers": 50}
    base, kept = begun(PLAN.hours), begun(PLAN.hours, ((6.0, keep),))
    here, there = (base.env.theatre.index[f"BG/{post}"] for post in ("kalotina-gradina", "sofia-airport"))
    sent = begun(PLAN.hours, ((6.0, keep), (12.0, send)))
    lanes_of = [one.world.checkpoints.lanes_by_hour for one in (base, kept, sent)]
    assert (lanes_of[1][here, 6:] < lanes_of[0][here, 6:]).all()
    np.testing.assert_array_equal(np.delete(lanes_of[0], here, axis=0), np.delete(lanes_of[1], here, axis=0))
    moved = sent.world.checkpoints.events.moved
    assert moved[there] == -moved[here] > 0.0, "all who stood by, and no more"
    assert (lanes_of[2][there, 20:] > lanes_of[0][there, 20:]).all()
    back = begun(PLAN.hours, ((6.0, keep), (6.0, {**send, "to": "kalotina-gradina"})))
    assert (back.world.checkpoints.lanes_by_hour[here, 7:] == lanes_of[0][here, 7:]).all()


# When they act -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("order", "hours"),
    [
        (CLOSED, 10.2),
        ({"kind": "lanes", "country": "BG", "post": "kalotina-gradina", "share": 0.5}, 10.5),
        ({"kind": "surge", "posts": ["merdare"], "traffic": 2, "lasts": "2 h"}, 11.0),
        ({"kind": "reinforce", "country": "BG", "post": "sofia-airport", "officers": 3}, 10.5),
        ({"kind": "system_down", "system": "sis", "lasts": "2 h"}, 10.5),
        (take("RS"), 10.2),
    ],
)
def test_each_says_when_it_will_act(order: Mapping[str, Any], hours: float) -> None:
    action = begun(36720 / 3600)
    assert action.acts_at(order) == pytest.approx(hours)
    assert action.recorded == ()


@pytest.mark.parametrize(
    ("order", "key", "found"),
    [
        ({"kind": "take_seat", "owner": "selec"}, "owner", "no owner of a seat"),
        ({"kind": "take_seat", "owner": "SI"}, "owner", "takes no part"),
        ({"kind": "standing_order", "owner": "centre", "requests": "all", "answer": "never"}, "owner", "nobody asks"),
        ({"kind": "standing_order", "owner": "RS", "requests": "all", "answer": "now"}, "answer", "not known here"),
        ({"kind": "launch", "operation": "N1/operation", "without": ["SI"]}, "without.0", "takes no part"),
        ({"kind": "lift", "event": "2.1"}, "event", "no event is called"),
        ({"kind": "ask", "country": "RS", "case": "somebody", "of": "RS"}, "of", "does not ask itself"),
        ({"kind": "lanes", "country": "BG", "post": "merdare", "share": 0.5}, "country", "no side"),
        ({"kind": "lanes", "country": "BG", "post": "kalotina-gradina", "share": 2}, "share", "not between 0 and 1"),
        ({"kind": "take_seat", "owner": "RS", "id": "a b"}, "id", "not written as it should be"),
    ],
)
def test_decisions_that_cannot_be_are_refused(order: Mapping[str, Any], key: str, found: str) -> None:
    with pytest.raises(ScenarioError, match=found) as refused:
        begun(0.0).order(order)
    assert [fault.key for fault in refused.value.faults] == [key]


def test_names_of_events_are_given_once_and_what_is_lifted_lasts() -> None:
    action = begun(1.0, ((0.0, CLOSED), (0.0, {**take("RS"), "id": "2.2"})))
    with pytest.raises(ScenarioError, match=r"another event is called '2\.1'"):
        action.order(CLOSED)
    with pytest.raises(ScenarioError, match="nothing that lasts"):
        action.order({"kind": "lift", "event": "2.2"})
