"""An action that is played in steps is the action that is played in one: the same bytes, whatever the steps."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.joint_action import JointAction
from sim.outcome.outcome import Outcome
from sim.outcome.records import TABLES
from sim.scenario.schema import Scenario
from tests.joint_action.test_same_bytes import SCENARIO, digest
from tests.theatre import SEED, event, full_scale, operate, outcome, rows, small, written

PLAN = small({**SCENARIO, "days": "2"})
END = PLAN.hours
REPLICATION = 3
BRIEFINGS = [number * PLAN.behaviour.checks.briefing for number in range(round(END / PLAN.behaviour.checks.briefing))]
SHIFTS = [6.0, 14.0, 22.0, 30.0, 38.0, 46.0]
SECOND = 1.0 / 3600.0
STEPS = {
    "in one": [],
    "hour 0": [0.0],
    "every briefing": BRIEFINGS,
    "every change of shift": SHIFTS,
    "just before and just after a change": [math.nextafter(hour, to) for hour in SHIFTS for to in (0.0, END)],
    "where events come": [4.0, 6.0, 26.0, 30.0],
    "between briefings": [hour + 0.2 for hour in BRIEFINGS],
    "the same hour again": [12.0, 12.0, 12.0],
    "every minute of an hour": [29.5 + minute / 60.0 for minute in range(60)],
    "the last second": [END - SECOND],
    "the end, and again": [END, END],
}
AT_ONCE = ("arrests", "releases", "seizures", "investigations", "packages", "operations", "searches", "decisions")
"""Tables whose rows are written down in the moment that they name."""


@pytest.fixture(scope="module")
def whole() -> tuple[JointAction, Outcome]:
    """The action played in one, by `run`."""
    return operate(PLAN, REPLICATION)


def stopped(plan: Scenario, hours: Iterable[float], replication: int = REPLICATION) -> JointAction:
    """An action that has begun and gone on to some hours, one after the other."""
    action = JointAction(plan, SEED, replication)
    action.begin()
    for hour in hours:
        action.advance(hour)
        assert action.env.time == min(hour, plan.hours)
    return action


def written_down(action: JointAction, table: str, before: float = math.inf) -> list[str]:
    """Rows of a table that stand in the journal, and name an hour before one."""
    return [repr(row) for row in action.env.journal.rows(TABLES[table]) if row.time_h < before]


@pytest.mark.parametrize("steps", STEPS)
def test_steps_give_the_same_bytes_as_one_run(steps: str, whole: tuple[JointAction, Outcome]) -> None:
    action = stopped(PLAN, [*STEPS[steps], END])
    assert digest(action.finish()) == digest(whole[1])
    assert action.legacy() == whole[0].legacy()


@given(st.lists(st.floats(0.0, END), max_size=30).map(sorted))
@settings(max_examples=8)
def test_any_steps_give_the_same_bytes_as_one_run(hours: list[float]) -> None:
    assert digest(stopped(PLAN, [*hours, END]).finish()) == digest(outcome(PLAN, REPLICATION))


def test_steps_of_a_full_scale_action_give_the_same_bytes_as_one_run() -> None:
    """All institutions take part in it."""
    plan = full_scale()
    hours = [0.0, 5.9, 6.0, 30.25, 30.5, 77.7, 142.0, plan.hours - SECOND, plan.hours]
    assert digest(stopped(plan, hours, 0).finish()) == digest(outcome(plan))


def test_the_end_is_the_last_hour_that_can_be_reached(whole: tuple[JointAction, Outcome]) -> None:
    action = stopped(PLAN, [10.0, END + 1.0, END + 1000.0, math.inf])
    assert action.env.time == END
    assert digest(action.finish()) == digest(whole[1])


def test_nothing_happens_at_hour_0_before_time_goes_on() -> None:
    begun = JointAction(PLAN, SEED, REPLICATION)
    begun.begin()
    again = stopped(PLAN, [0.0, 0.0])
    for table in (*AT_ONCE, "cases"):
        assert written_down(begun, table) == written_down(again, table)
    later = stopped(PLAN, [0.0, SECOND])
    assert written_down(begun, "decisions") != written_down(later, "decisions")


@pytest.mark.parametrize("hour", [4.0, 6.0, 30.0, 30.2, 47.75])
def test_at_a_stop_all_before_is_written_down_and_nothing_of_the_moment(
    hour: float, whole: tuple[JointAction, Outcome]
) -> None:
    """But for what ordinary checks find, which is known from one briefing to the next."""
    action = stopped(PLAN, [hour])
    tables = (*AT_ONCE, *(["cases"] if hour in BRIEFINGS else []))
    for table in tables:
        assert written_down(action, table) == written_down(whole[0], table, hour), table
    assert written_down(action, "decisions")


@pytest.mark.parametrize("hour", [6.0, 30.0])
def test_an_event_at_the_hour_of_a_stop_comes_with_the_next_step(hour: float) -> None:
    event = next(event for event in PLAN.events if event.at == hour)
    for until, came in ([hour], False), ([hour, hour + SECOND], True):
        timeline = stopped(PLAN, until).finish()["timeline"].rows()
        assert [row["outcome"] != "never" for row in timeline if row["event"] == event.kind] == [came]


def test_an_action_that_ends_early_keeps_what_was_done(whole: tuple[JointAction, Outcome]) -> None:
    run = stopped(PLAN, [30.0]).finish()
    for table in AT_ONCE:
        assert written(rows(run, table, lambda row: row["time_h"] < 30.0)) == written(
            rows(whole[1], table, lambda row: row["time_h"] < 30.0)
        )
    asked = [written(rows(one, "messages", lambda row: row["answered_h"] < 30.0)) for one in (run, whole[1])]
    assert sorted(asked[0]) == sorted(asked[1]) and asked[0]
    assert rows(run, "messages", lambda row: row["status"] == "open")


def test_actions_that_take_turns_do_not_disturb_each_other(whole: tuple[JointAction, Outcome]) -> None:
    other = small()
    actions = [stopped(PLAN, []), stopped(other, [], 0)]
    for hour in (7.0, 13.1, 30.0, 47.9, 72.0):
        for action in actions:
            action.advance(hour)
    assert digest(actions[1].finish()) == digest(outcome(other))
    assert digest(actions[0].finish()) == digest(whole[1])


@pytest.mark.parametrize("hour", [30.0, 30.25])
def test_an_action_that_ends_early_counts_the_part_played(hour: float, whole: tuple[JointAction, Outcome]) -> None:
    action = stopped(PLAN, [hour])
    run, full = action.finish(), whole[1]
    assert run.hours == hour
    hours = len(run["hourly"]) // len(run.countries)
    assert hours == math.ceil(hour)
    past = [rows(one, "hourly", lambda row: row["hour"] < math.floor(hour)) for one in (run, full)]
    assert written(past[0]) == written(past[1])
    last = [sum(row["travellers"] for row in rows(one, "hourly", lambda row: row["hour"] == 30)) for one in (run, full)]
    assert last[0] == 0.0 if hour == 30.0 else 0.2 * last[1] < last[0] < 0.3 * last[1]
    served = [one["hours"].numbers("officer_hours") - one["hours"].numbers("overtime_h") for one in (run, full)]
    served = [each - one["hours"].numbers("travel_h") for each, one in zip(served, (run, full), strict=True)]
    np.testing.assert_allclose(served[0], served[1] * hour / END)
    checked_h = 30.0 if hour == 30.0 else 30.5
    lanes = action.world.checkpoints.lanes_by_hour.sum(axis=1) / checked_h
    np.testing.assert_allclose(run["posts"].numbers("lanes_mean"), lanes)


def test_who_came_late_is_paid_for_the_part_played() -> None:
    reinforced = event("{kind: reinforce, at: 6 h, country: BG, post: sofia-airport, officers: 30}")
    spent = [
        stopped(plan, [30.0]).finish()["hours"].numbers("officer_hours").sum() for plan in (small(), small(reinforced))
    ]
    assert spent[1] - spent[0] == pytest.approx(30 * (30 - 6) / 24 * 8, rel=0.1)


def test_an_action_may_end_before_anything_happened() -> None:
    run = stopped(PLAN, []).finish()
    assert run.hours == 0.0 and not len(run["hourly"])
