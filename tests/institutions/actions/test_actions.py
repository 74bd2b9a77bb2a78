"""Operational actions: what a country looks for, whom it prepares for, and who leads."""

from __future__ import annotations

import pytest

from sim.institutions.actions.agents import ActionLeader
from sim.outcome.outcome import Outcome
from sim.world.theatre.crime_areas import crime_weights
from tests.institutions.paired import Lever, Trial
from tests.institutions.scenes import SEARCHES, decided, mean
from tests.theatre import COUNTRIES, QUIET, changed_tables, operate, outcome, records_of, rows, small

RUNS = 10
GUNS = {"actions": "[{name: guns, area: firearms, leader: BG, participants: [BG]}]"}
OFF = {"behaviour.actions.leader": "4", "actions": "[]"}
LEVERS = {"action against firearms": Lever(GUNS, raises=("share of firearms in BG",))}


def figures(run: Outcome) -> dict[str, float]:
    """Firearms among the finds of firearms and drugs at posts of BG."""
    found = rows(run, "cases", lambda row: row["country"] == "BG" and row["selection"] in ("thorough", "brief"))
    marks = [row["mark"] for row in found if row["mark"] in ("firearms", "drugs")]
    return {"share of firearms in BG": mean([float(mark == "firearms") for mark in marks])}


TRIAL = Trial(figures, RUNS, always=SEARCHES)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", LEVERS)
def test_direction(name: str) -> None:
    TRIAL.assert_direction(LEVERS[name])


def test_what_is_off_changes_nothing() -> None:
    assert changed_tables(outcome(small()), outcome(small(OFF))) == []


def test_nobody_leads_unless_named() -> None:
    action, _ = operate(small())
    assert not action.env.of_kind(ActionLeader)


def test_weights_of_a_country_are_those_of_its_actions() -> None:
    scenario = small(
        actions="[{name: guns, area: firearms, leader: BG, co_leaders: [RS], participants: [BG, RS, RO], weight: 2}, "
        "{name: routes, area: migrant_smuggling, leader: RO, participants: [RO, BG]}]"
    )
    found = {code: {k: v for k, v in crime_weights(scenario, code).items() if v > 0.0} for code in COUNTRIES}
    assert found["BG"] == {"firearms": 4.0, "migrant_smuggling": 1.0}
    assert found["RS"] == {"firearms": 3.0}
    assert found["RO"] == {"firearms": 2.0, "migrant_smuggling": 2.0}
    assert found["GR"] == scenario.crime_areas


def test_an_action_changes_what_its_countries_find_and_nothing_elsewhere() -> None:
    before, after = outcome(small(QUIET)), outcome(small(QUIET | GUNS))
    assert {code for code in COUNTRIES if records_of(before, code) != records_of(after, code)} == {"BG"}
    written = decided(after, "action")
    assert [(row["time_h"], row["agent"], row["subject"]) for row in written] == [(0.0, "BG/action-leader", "guns")]


def test_targets_that_a_country_prepares_are_of_its_actions() -> None:
    run = outcome(small({**GUNS, "preparation.prepared_targets": "200"}))
    targets = rows(run, "cases", lambda row: row["selection"] == "target" and row["mark"] == "wanted_home")
    areas = {code: {row["crime_area"] for row in targets if row["country"] == code} for code in ("BG", "RS")}
    assert areas["BG"] == {"firearms"}
    assert len(areas["RS"]) > 2


def test_who_leads_the_action_leads_operations_in_its_area() -> None:
    every = ", ".join(f"{{name: {area}, area: {area}, leader: GR, participants: [GR]}}" for area in small().crime_areas)
    base, run = outcome(small()), outcome(small(actions=f"[{every}]"))
    leads = [[row["countries"].split()[0] for row in made["operations"].rows()] for made in (base, run)]
    assert leads[1].count("GR") > leads[0].count("GR")
    assert {row["agent"] for row in decided(run, "lead")} == {"GR/action-leader"}
    assert all("GR" not in row["countries"].split()[1:] for row in run["operations"].rows())
