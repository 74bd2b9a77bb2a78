"""The same past, another future: luck that turns at an hour leaves everything before it as it was."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.joint_action import JointAction, Turn
from sim.outcome.outcome import Outcome
from tests.joint_action.test_same_bytes import SCENARIO, digest
from tests.theatre import SEED, changed_tables, outcome, rows, small, written

PLAN = small({**SCENARIO, "days": "2"})
END = PLAN.hours
TABLES = (
    "cases",
    "arrests",
    "releases",
    "seizures",
    "investigations",
    "packages",
    "operations",
    "searches",
    "decisions",
    "timeline",
)


def turned(hour: float, replication: int = 7) -> Outcome:
    return JointAction(PLAN, SEED, 0, turn=Turn(hour, replication)).run()


@pytest.mark.parametrize("hour", [6.0, 30.0, 30.25, 31.7])
def test_nothing_changes_before_the_turn_and_much_after(hour: float) -> None:
    before, after = outcome(PLAN), turned(hour)
    for table in TABLES:
        assert written(rows(before, table, lambda row: row["time_h"] < hour)) == written(
            rows(after, table, lambda row: row["time_h"] < hour)
        ), table
    past = [written(rows(run, "hourly", lambda row: row["hour"] < math.floor(hour))) for run in (before, after)]
    assert past[0] == past[1] and past[0]
    assert {"cases", "arrests", "messages", "hourly", "waits"} <= set(changed_tables(before, after))


def test_travellers_are_others_from_the_next_full_hour() -> None:
    before, after = outcome(PLAN), turned(30.25)
    travellers = [run["hourly"].numbers("travellers").reshape(-1, int(END)) for run in (before, after)]
    np.testing.assert_array_equal(travellers[0][:, :31], travellers[1][:, :31])
    assert (travellers[0][:, 31:] != travellers[1][:, 31:]).all()
    at_once = turned(30.0)["hourly"].numbers("travellers").reshape(-1, int(END))
    assert (travellers[0][:, 30] != at_once[:, 30]).all()


def test_a_turn_at_the_end_or_to_the_same_luck_is_no_turn() -> None:
    assert digest(turned(END)) == digest(outcome(PLAN))
    assert digest(turned(END + 5.0)) == digest(outcome(PLAN))
    assert digest(turned(30.25, 0)) == digest(outcome(PLAN))


def test_steps_make_no_difference_to_a_turn() -> None:
    action = JointAction(PLAN, SEED, 0, turn=Turn(30.25, 7))
    action.begin()
    for hour in (0.0, 30.0, 30.25, 30.25, 30.3, END):
        action.advance(hour)
        assert action.env.time == hour
    assert digest(action.finish()) == digest(turned(30.25))


def test_futures_differ_from_each_other_and_say_which_they_are() -> None:
    runs = [turned(24.0, replication) for replication in (1, 2, 3)]
    assert len({digest(run) for run in runs}) == 3
    assert [run.turn for run in runs] == [(24.0, 1), (24.0, 2), (24.0, 3)]
    assert outcome(PLAN).turn is None
