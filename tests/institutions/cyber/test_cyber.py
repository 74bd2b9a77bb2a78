"""Cyber patrols: more teams find more, languages and prosecutors decide what becomes of it, and off is off."""

from __future__ import annotations

from collections import Counter
from typing import get_args

import numpy as np
import pytest

from sim.institutions.cyber.agents import CyberTeam
from sim.outcome.outcome import Outcome
from sim.scenario import reference
from sim.scenario.languages import LANGUAGES, Language
from sim.scenario.schema import Scenario
from sim.world.officers.units import NationalUnit
from sim.world.theatre.shifts import on_shift
from tests.institutions.paired import FALSE_ALARM, chance, is_higher, measured
from tests.institutions.scenes import CALM, merged
from tests.theatre import COUNTRIES, Row, changed_tables, operate, outcome, records_of, rows, small, without

RUNS = 12
PATROLS = ("BG", "GR", "RO", "RS")
OFFICERS = {f"countries.{code}.officers.cyber": "40" for code in PATROLS}
IDLE = {**CALM, **OFFICERS, "name": "Nobody patrols"}
ONLINE = {**IDLE, "name": "Patrols online", "cyber.patrols": "[BG, GR, RO, RS]", "behaviour.cyber.search": "8 h"}
READ = {"cyber.languages": "{RS: [hu, sq, mk]}"}
ALL_READ = {"cyber.languages": "{BG: [el, ro, hu, sq, mk, bcms], RS: [bg, el, ro, hu, sq, mk]}"}
PROSECUTORS = {"cyber.prosecutors": "true"}


def online(*changes: dict[str, str]) -> Scenario:
    """The theatre with patrols, changed."""
    return small(merged(ONLINE, *changes))


def found(scenario: Scenario) -> list[Outcome]:
    """Outcomes of the first replications."""
    return [outcome(scenario, replication) for replication in range(RUNS)]


def test_every_country_has_languages() -> None:
    assert LANGUAGES.keys() == reference.countries().keys()
    assert {word for words in LANGUAGES.values() for word in words} == set(get_args(Language))


def test_off_leaves_no_rows_and_cyber_officers_find_nothing() -> None:
    run = outcome(small(IDLE))
    assert not rows(run, "leads")
    assert not rows(run, "desks", lambda row: row["desk"] == "cyber_teams")
    assert not rows(run, "decisions", lambda row: row["agent"].endswith("/cyber-teams"))
    switched = small(IDLE, cyber__prosecutors="true", cyber__venues="{dark_web: 1}", behaviour__cyber__search="1 h")
    assert not changed_tables(run, outcome(switched))


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("change", "figure"),
    [
        ({f"countries.{code}.officers.cyber": "80" for code in PATROLS}, "leads"),
        ({f"countries.{code}.officers.cyber": "80" for code in PATROLS}, "targets_identified"),
        (READ, "targets_identified"),
        (PROSECUTORS, "arrests_cyber_lead"),
    ],
)
def test_direction(change: dict[str, str], figure: str) -> None:
    assert is_higher(measured(figure), online(), online(change), runs=RUNS)


def test_fewer_are_identified_where_people_hide_better() -> None:
    hidden = online({"cyber.venues": "{dark_web: 1}"})
    assert is_higher(measured("targets_identified"), hidden, online(), runs=RUNS)


def _times(scenario: Scenario, keep: str) -> dict[tuple[int, str], float]:
    """When finds were worked out, by replication and lead."""
    return {
        (at, row["lead"]): row["read_h"]
        for at, run in enumerate(found(scenario))
        for row in rows(run, "leads", lambda row: not np.isnan(row["read_h"]) and row["language"] == keep)
    }


def test_what_is_passed_on_is_read_later() -> None:
    """RS reads Hungarian here or leaves it to HU: the same finds, with the way from desk to desk on top."""
    both = {
        "cyber.patrols": "[HU, RS]",
        "countries.HU.officers.cyber": "200",
        "countries.RS.officers.cyber": "200",
        "behaviour.cyber.search": "16 h",
        "behaviour.cyber.reading": "30 min",
        "behaviour.cyber.variation": "0.3",
    }
    passed, kept = (_times(online(both, change), "hu") for change in ({}, READ))
    common = [name for name in passed.keys() & kept.keys() if name[1].startswith("RS/")]
    later = np.array([passed[name] - kept[name] for name in common])
    assert len(later) > 30
    assert chance(later) < FALSE_ALARM


def test_prosecutors_make_arrests_faster() -> None:
    def visits(scenario: Scenario) -> dict[tuple[int, str], float]:
        return {
            (at, row["search"]): row["time_h"]
            for at, run in enumerate(found(scenario))
            for row in rows(run, "searches", lambda row: row["kind"] == "lead")
        }

    slow, fast = visits(online()), visits(online(PROSECUTORS))
    earlier = np.array([slow[name] - fast[name] for name in slow.keys() & fast.keys()])
    assert len(earlier) > 50
    assert chance(earlier) < FALSE_ALARM


def test_one_more_team_moves_no_find_of_the_others() -> None:
    few, many = outcome(online()), outcome(online({"countries.RS.officers.cyber": "80"}))
    names = [{row["lead"]: row["time_h"] for row in rows(run, "leads")} for run in (few, many)]
    assert names[0].items() < names[1].items()


@pytest.mark.parametrize("shifts", [{}, {"countries.RS.shifts": "[05:30-17:30, 20:00-08:00]"}])
def test_finds_are_made_on_the_shift_of_the_team_and_by_nobody_else(shifts: dict[str, str]) -> None:
    action, run = operate(online(shifts))
    for row in rows(run, "leads"):
        team, number = row["cause"].rsplit("/", 1)
        [agent] = [agent for agent in action.env.of_kind(CyberTeam) if agent.name == team]
        hour = action.env.clock.hour_of_day(row["time_h"])
        assert on_shift((agent.shifts[int(number)],), hour)
    assert {row["country"] for row in rows(run, "leads")} == set(PATROLS)


@pytest.mark.parametrize("kind", [CyberTeam, NationalUnit])
def test_without_its_agents_a_country_finds_nothing(kind: type[CyberTeam | NationalUnit]) -> None:
    gone = operate(online(), before=without(kind, lambda agent: agent.country == "RS"))[1]
    assert rows(outcome(online()), "leads", lambda row: row["country"] == "RS")
    assert not rows(gone, "leads", lambda row: row["country"] == "RS")
    assert rows(gone, "leads", lambda row: row["country"] == "GR")


def test_without_cooperation_nothing_leaves_the_country_that_found_it() -> None:
    alone = {"cooperation.scale": "0", "networks.scale": "0"}
    before = outcome(online(alone))
    after = outcome(online(alone, {"countries.RS.officers.cyber": "120"}))
    ends = Counter(row["outcome"] for row in rows(before, "leads"))
    assert ends["unread"] and ends["arrested"] and not ends["reported"]
    assert not rows(before, "arrests", lambda row: row["needs_abroad"])
    assert {code for code in COUNTRIES if records_of(before, code) != records_of(after, code)} == {"RS"}


@pytest.fixture(scope="module")
def runs() -> list[Outcome]:
    return found(online(ALL_READ, PROSECUTORS, {"behaviour.cyber.post": "12 h"}))


def test_every_arrest_goes_back_to_a_lead(runs: list[Outcome]) -> None:
    seen = 0
    for run in runs:
        leads = {row["lead"]: row for row in rows(run, "leads")}
        cases = {row["case"]: row for row in rows(run, "cases")}
        told_h: dict[tuple[str, str], float] = {}
        for row in rows(run, "messages", lambda row: row["status"] in ("answered", "delivered")):
            about = row["case"], row["status"]
            told_h[about] = min(told_h.get(about, np.inf), row["answered_h"])
        for arrest in rows(run, "arrests", lambda row: row["path"] == "cyber_lead"):
            lead = leads[cases[arrest["case"]]["cause"]]
            seen += 1
            assert (lead["kind"], lead["outcome"], lead["network"]) == ("target", "arrested", arrest["network"])
            assert lead["time_h"] < lead["read_h"] < arrest["time_h"]
            ways = ((lead["lead"], "delivered"), (arrest["case"], "answered"))
            assert any(told_h.get(way, np.inf) < arrest["time_h"] for way in ways) == arrest["needs_abroad"]
    assert seen > 50


def test_each_kind_of_lead_ends_as_it_can(runs: list[Outcome]) -> None:
    ends: dict[str, set[str]] = {}
    for run in runs:
        for row in rows(run, "leads"):
            ends.setdefault(row["kind"], set()).add(row["outcome"])
    assert ends["target"] >= {"arrested", "gone", "refused", "open"}
    assert ends["trace"] >= {"reported", "kept"}
    assert ends["parcel"] >= {"intercepted", "missed", "open"}
    assert ends["unknown"] >= {"dead_end"}


def test_a_parcel_is_taken_at_a_postal_centre_and_nobody_is_arrested_for_it(runs: list[Outcome]) -> None:
    def tipped(row: Row) -> bool:
        return bool(row["selection"] == "lead" and row["kind"] == "parcel")

    taken = [(run, row) for run in runs for row in rows(run, "cases", tipped)]
    assert taken
    for run, case in taken:
        assert "postal" in case["checkpoint"]
        assert case["mark"] in ("drugs", "firearms", "goods")
        assert not rows(run, "arrests", lambda row, name=case["case"]: row["case"] == name)  # type: ignore[misc]
    assert sum(len(rows(run, "leads", lambda row: row["outcome"] == "intercepted")) for run in runs) == len(taken)
