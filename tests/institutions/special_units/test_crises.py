"""Crises: units arrive after their way, others help who may and consent, and operations wait meanwhile."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import pytest

from sim.errors import ScenarioError
from sim.institutions.special_units.agents import UnitCommander
from sim.joint_action import JointAction
from sim.outcome.outcome import Outcome
from sim.scenario.recorded import ordered
from sim.scenario.schema import Scenario
from tests.institutions.paired import is_higher, measured
from tests.theatre import COUNTRIES, SEED, Row, changed_tables, event, operate, outcome, rows, small

QUICK = {
    "days": "2",
    "networks.count": "4",
    **{f"countries.{code}.plan": "{officers: 340, person: 60}" for code in COUNTRIES},
}
"""Two days with hardly a check."""


def crisis(units: int, more: str = "", lasts: str = "3 h", at: str = "6 h") -> str:
    return f"{{kind: crisis, at: {at}, country: RS, units: {units}, lasts: {lasts}{more}}}"


def quick(text: str, **more: str) -> Scenario:
    return small({**QUICK, **event(text)}, **more)


def the_crisis(run: Outcome) -> Row:
    (row,) = run["crises"].rows()
    return row


rises = partial(is_higher, runs=16)
"""Whether a figure is higher in the second scenario than in the first."""
response_h = measured("crisis_response_h")
foreign_units = measured("crisis_units_foreign")


def test_without_a_crisis_nobody_is_called() -> None:
    run = outcome(small())
    assert not len(run["crises"])
    assert math.isnan(response_h(run))
    assert foreign_units(run) == 0.0
    changed = outcome(small({"special_units": "{assistance: [], joint_training: true}"}))
    assert changed_tables(run, changed) == []


def test_own_units_suffice_for_a_small_crisis() -> None:
    row = the_crisis(outcome(quick(crisis(2))))
    assert (row["own"], row["foreign"], row["countries"], row["resolved"]) == (2, 0, "", True)
    assert 6.0 < row["complete_h"] < 10.0
    assert row["time_h"] == pytest.approx(row["complete_h"] + 3.0)


def test_others_send_what_the_country_lacks() -> None:
    run = outcome(quick(crisis(5)))
    row = the_crisis(run)
    assert (row["own"], row["own"] + row["foreign"], row["resolved"]) == (2, 5, True)
    asked = rows(run, "messages", lambda message: message["case"] == row["crisis"])
    assert len(asked) == 7
    answered = {message["receiver"]: message["answered_h"] for message in asked if message["status"] == "answered"}
    assert set(row["countries"].split()) <= set(answered)
    assert row["complete_h"] > max(answered[code] for code in row["countries"].split())
    said = rows(run, "decisions", lambda decision: decision["subject"] == row["crisis"])
    deciding = {(decision["agent"], decision["decision"]) for decision in said}
    assert {("RS/special_units", "call_assistance"), ("RS/special_units", "end_crisis")} <= deciding
    assert {(f"{code}/special_units", "send_units") for code in row["countries"].split()} <= deciding


@pytest.mark.parametrize(
    ("change", "helpers"),
    [
        ({"special_units.assistance": "[]"}, set()),
        ({"special_units.assistance": "[HU]"}, {"HU"}),
        ({"cooperation.scale": "0"}, set()),
    ],
)
def test_who_may_not_help_or_does_not_answer_sends_nobody(change: dict[str, str], helpers: set[str]) -> None:
    found = [the_crisis(outcome(small({**QUICK, **event(crisis(5)), **change}), n)) for n in range(4)]
    assert all(set(row["countries"].split()) <= helpers for row in found)
    assert not any(row["resolved"] for row in found)
    assert any(row["foreign"] for row in found) is bool(helpers)


@pytest.mark.parametrize(("situation", "longest"), [("hijacking", 24.0), ("terrorist_incident", 10.0)])
def test_a_crisis_to_which_too_few_come_ends_by_itself(situation: str, longest: float) -> None:
    text = crisis(5, f", situation: {situation}")
    row = the_crisis(outcome(quick(text, special_units__assistance="[]")))
    assert not row["resolved"]
    assert row["time_h"] == pytest.approx(6.0 + longest)
    assert math.isnan(row["complete_h"])


def test_a_crisis_at_the_end_is_written_down() -> None:
    row = the_crisis(outcome(quick(crisis(1, lasts="100 h"))))
    assert (row["time_h"], row["resolved"]) == (48.0, False)


def test_units_are_free_again_afterwards() -> None:
    action, run = operate(quick(crisis(5)))
    assert the_crisis(run)["resolved"]
    assert all(teams.count == 0 for teams in action.world.officers.arrest_teams.values() if not teams.queue)
    commanders = action.env.of_kind(UnitCommander)
    assert len(commanders) > 1
    assert all(commander.pledged == 0 for commander in commanders)


def test_two_crises_do_not_bind_the_same_units() -> None:
    _, run = operate(quick(f"{crisis(2)}, {crisis(2, at='7 h')}", special_units__assistance="[]"))
    first, second = sorted(run["crises"].rows(), key=lambda row: row["begun_h"])
    assert (first["own"], second["own"]) == (2, 0)


def test_assistance_resolves_a_crisis_sooner() -> None:
    alone = quick(crisis(5), special_units__assistance="[]")
    assert rises(response_h, quick(crisis(5)), alone)


def test_cooperation_resolves_a_crisis_sooner() -> None:
    close = quick(crisis(9), cooperation__baseline="full", cooperation__frameworks="{}")
    poor = quick(crisis(9), cooperation__baseline="minimal", cooperation__frameworks="{}")
    assert rises(response_h, close, poor)
    assert rises(foreign_units, poor, close)


def test_joint_training_lets_units_act_together_sooner() -> None:
    assert rises(response_h, quick(crisis(5), special_units__joint_training="true"), quick(crisis(5)))


def test_a_crisis_delays_operations() -> None:
    def struck(run: Outcome) -> float:
        return float(np.sum(run.hours - run["operations"].numbers("time_h")))

    calm = small({"days": "2"})
    tense = small({"days": "2", **event(crisis(16, lasts="30 h", at="1 h"))})
    assert rises(struck, tense, calm)


def test_who_consents_sends_no_more_units_than_were_promised() -> None:
    plan = quick(crisis(9))
    free, sent = outcome(plan), {}
    helper = str(the_crisis(free)["countries"]).split()[0]
    for units in (1, 2):
        action = JointAction(plan, SEED, 0)
        action.begin()
        while not (asked := [row for row in action.picture(helper).requests if row.about == "assistance"]):
            action.advance(round(action.env.time * 3600 + 300) / 3600)
        message = action.identity(helper, asked[0].number)
        action.order({"kind": "answer", "owner": helper, "message": message, "units": units})
        action.advance(plan.hours)
        run = action.finish()
        told = [row["detail"] for row in rows(run, "decisions") if row["agent"] == f"{helper}/special_units"]
        sent[units] = int(told[0].split()[0])
    assert sent == {1: 1, 2: 2}


@pytest.mark.parametrize(("units", "give"), [(0, "answered"), (2, "refused")])
def test_who_sends_no_unit_refuses(units: int, give: str) -> None:
    order = {"kind": "answer", "owner": "RS", "message": "x", "units": units, "give": give, "at": "3 h"}
    with pytest.raises(ScenarioError, match="who sends no unit refuses"):
        ordered(small(), (), order, 3.0)


def test_units_promised_to_nobody_are_told() -> None:
    order = ordered(small(), (), {"kind": "answer", "owner": "RS", "message": "x", "units": 2, "at": "3 h"}, 3.0)
    (row,) = operate(small(), events=(order,))[1]["timeline"].rows()
    assert "nobody asks RS for units by it" in row.values()
