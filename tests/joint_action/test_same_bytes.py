"""A run is a function of scenario, events, seed and replication, and of nothing else."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import subprocess
import sys

import pytest

from sim.joint_action import JointAction
from sim.outcome.outcome import Outcome
from sim.scenario.schema import Scenario
from tests.theatre import changed_tables, operate, outcome, small

EVENTS = """[
  {kind: surge, at: 6 h, posts: [kalotina-gradina], traffic: 2, lasts: 20 h},
  {kind: reassign, at: 30 h, country: BG, from: kalotina-gradina, to: sofia-airport, officers: 10},
  {kind: intelligence, at: 4 h, country: RS, traces: 5},
  {kind: siena_down, when: {measure: arrests, country: BG, at_least: 3}, lasts: 6 h}]"""
SCENARIO = {"name": "With events", "events": EVENTS}

ELSEWHERE = """
import sys
from tests.joint_action.test_same_bytes import digest
from tests.theatre import operate, small
sys.stdout.write(digest(operate(small(SCENARIO), 3)[1]))
""".replace("SCENARIO", repr(SCENARIO))


def digest(run: Outcome) -> str:
    """A digest of all bytes of all tables."""
    hashed = hashlib.sha256()
    for name, table in run.tables.items():
        for key, column in table.columns.items():
            hashed.update(f"{name}/{key}".encode())
            hashed.update(json.dumps(column).encode() if isinstance(column, list) else column.tobytes())
    return hashed.hexdigest()


def fresh(scenario: Scenario, replication: int, seed: int = 1) -> Outcome:
    return JointAction(scenario, seed, replication).run()


def test_twice_in_one_process_and_after_other_runs() -> None:
    scenario = small(SCENARIO)
    first = fresh(scenario, 3)
    for other in (small(officers_scale="2"), small(cooperation__scale="0")):
        fresh(other, 3)
    second = fresh(scenario, 3)
    assert changed_tables(first, second) == []
    assert digest(first) == digest(second)
    assert pickle.dumps(first) == pickle.dumps(second)


@pytest.mark.parametrize("salt", ["4711", pytest.param("0", marks=pytest.mark.slow)])
def test_in_another_process_whatever_python_salts_its_hashes_with(salt: str) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": salt, "PYTHONPATH": os.pathsep.join(sys.path)}
    told = subprocess.run(
        [sys.executable, "-c", ELSEWHERE], capture_output=True, text=True, check=True, env=environment, timeout=120
    )
    assert told.stdout == digest(outcome(small(SCENARIO), 3))


def test_every_replication_and_seed_has_its_own_luck() -> None:
    scenario = small()
    one, other = outcome(scenario, 0), outcome(scenario, 1)
    digests = {digest(run) for run in (one, other, *(fresh(scenario, at, 2) for at in range(2)))}
    assert len(digests) == 4
    same = {"hours"} | {name for name, table in one.tables.items() if not len(table) and not len(other[name])}
    assert set(one.tables) - set(changed_tables(one, other)) <= same


def test_two_actions_at_once_do_not_disturb_each_other() -> None:
    alone = outcome(small(), 0)
    first, second = JointAction(small(), 1, 0), JointAction(small(), 1, 1)
    second.run()
    assert changed_tables(alone, first.run()) == []


def test_recorded_events_are_as_good_as_planned_ones() -> None:
    planned = small(SCENARIO)
    _, told = operate(small(), 3, events=planned.events)
    assert changed_tables(outcome(planned, 3), told) == []
    assert told.events == planned.events
    assert outcome(planned, 3).events == ()
    assert changed_tables(outcome(small(), 3), told)


def test_keeping_every_check_changes_nothing_else() -> None:
    _, kept = operate(small(), detail="checks")
    assert changed_tables(outcome(small()), kept) == ["checks"]


def test_outcome_survives_pickling() -> None:
    run = outcome(small(SCENARIO), 3)
    again = pickle.loads(pickle.dumps(run))
    assert changed_tables(run, again) == []
    assert (again.scenario_hash, again.seed, again.replication, again.start) == (
        *(run.scenario_hash, run.seed, run.replication, run.start),
    )
