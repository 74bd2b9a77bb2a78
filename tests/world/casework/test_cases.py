"""What follows from a finding: what is an offence at home, which alert acts at once, who must wait for an answer."""

from __future__ import annotations

import pytest

from sim.outcome.outcome import Outcome
from sim.scenario.schema import Scenario
from sim.words import EUROPOL
from tests.theatre import APART, Row, outcome, rows, small

IN_SIS = {"BG", "GR", "HU", "RO"}
FOUND = {
    "name": "Documents and alerts",
    "days": "1",
    "behaviour.prevalence.person.false_document": "0.01",
    "behaviour.prevalence.person.wanted_abroad": "0.01",
    "behaviour.cases.mistaken": "0.000001",
    "behaviour.cases.document_fraud": "1",
}
FULL = {"cooperation.baseline": "full", "cooperation.frameworks": "{}"}
ALONE = {
    "countries": "{HU: {officers: {police: 120, border_guard: 120}, plan: {officers: 240, person: 6000}}}",
    "posts.traffic": "{}",
    "cooperation": "{baseline: standard}",
    "deployments": "[]",
    "europol.mobile_offices": "[]",
    "preparation": "{}",
    "centre.open": "false",
}


def found(change: dict[str, str]) -> Scenario:
    return small({**FOUND, **change})


def marked(run: Outcome, mark: str) -> list[Row]:
    """Cases of a mark that are old enough for something to have followed."""
    return rows(run, "cases", lambda row: row["mark"] == mark and row["time_h"] < 12.0)


def of_cases(run: Outcome, table: str, cases: list[Row]) -> list[Row]:
    names = {row["case"] for row in cases}
    return rows(run, table, lambda row: row["case"] in names)


@pytest.mark.parametrize("change", [APART, ALONE, {}])
def test_a_false_document_is_an_offence_at_home(change: dict[str, str]) -> None:
    """Whoever shows one is arrested, whether or not anybody abroad answers, or is there; nobody is asked."""
    run = outcome(found(change))
    cases = [row for row in marked(run, "false_document") if row["selection"] != "movement"]
    arrests = of_cases(run, "arrests", cases)
    assert len(cases) > 5
    assert {row["case"] for row in arrests} == {row["case"] for row in cases}
    assert all(row["path"] == "caught_in_the_act" and not row["needs_abroad"] for row in arrests)
    assert not rows(run, "messages", lambda row: row["case"] in {one["case"] for one in cases})


def test_some_who_show_false_documents_are_only_reported() -> None:
    run = outcome(found({**APART, "behaviour.cases.document_fraud": "0.3"}))
    cases = marked(run, "false_document")
    assert 0.1 < len(of_cases(run, "arrests", cases)) / len(cases) < 0.5
    assert not of_cases(run, "releases", cases)


def test_a_false_document_of_a_network_is_a_trace_of_it() -> None:
    crime = {"crime_areas": "{document_fraud: 1}", "behaviour.crime.movements": "12", "behaviour.cases.escape": "0"}
    told = {f"behaviour.{level}_cooperation.reported": "1" for level in ("standard", "close", "full")}
    run = outcome(small({**crime, **told}, name="Forgers"))
    cases = [row for row in marked(run, "false_document") if row["selection"] == "movement"]
    assert len(cases) > 3
    reported = {row["case"] for row in rows(run, "messages", lambda row: row["receiver"] == EUROPOL)}
    assert {row["case"] for row in cases} <= reported


def test_an_alert_for_arrest_acts_at_once_between_countries_of_the_schengen_information_system() -> None:
    """Nobody answers anybody: an alert of a country in SIS is an arrest all the same; the others must be let go."""
    run = outcome(found(APART))
    cases = marked(run, "wanted_abroad")
    arrested = {row["country"] for row in of_cases(run, "arrests", cases)}
    released = {row["country"] for row in of_cases(run, "releases", cases)}
    assert arrested == IN_SIS
    assert released > IN_SIS, "alerts of countries outside SIS need an answer there too"


def test_the_country_of_an_alert_is_told_or_asked() -> None:
    run = outcome(found(FULL))
    messages = of_cases(run, "messages", marked(run, "wanted_abroad"))
    by_kind = {
        kind: {(row["sender"] in IN_SIS, row["receiver"] in IN_SIS) for row in messages if row["kind"] == kind}
        for kind in ("report", "request")
    }
    assert by_kind == {"report": {(True, True)}, "request": {(True, False), (False, True), (False, False)}}
    needing = {row["needs_abroad"] for row in of_cases(run, "arrests", marked(run, "wanted_abroad"))}
    assert needing == {True, False}


def test_networks_of_a_country_that_is_alone_go_nowhere() -> None:
    run = outcome(found(ALONE))
    assert len(run["networks"]) > 5 and not len(run["movements"])
