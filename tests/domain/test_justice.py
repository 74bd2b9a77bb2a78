"""Bureaus, prosecutors, Eurojust, joint teams, operational actions: how each acts, and that it is off unless named.

The statements of direction are one-sided paired t tests, as in test_direction.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pytest
from scipy import stats

from sim.domain.agents.coordination import ActionLeader, NationalBureau, TerritorialDivision
from sim.domain.agents.judicial import Eurojust, Prosecutors
from sim.domain.operation import Operation
from sim.domain.practice import crime_weights
from sim.outcome.measures import measure
from sim.outcome.outcome import Outcome
from sim.scenario.schema import Scenario
from tests.domain.theatre import (
    APART,
    COUNTRIES,
    QUIET,
    SEED,
    Floats,
    Row,
    changed_tables,
    event,
    in_parallel,
    operate,
    outcome,
    records_of,
    rows,
    small,
    without,
)

RUNS = 10
FALSE_ALARM = 1e-3

BUREAUS = {"national.bureaus": "all"}
CENTRES = {"national.centres": "all"}
PROSECUTORS = {"justice.prosecutors": "all"}
EUROJUST = {"justice.eurojust.open": "true"}
EVERYBODY = ", ".join(COUNTRIES)


def team(agencies: str = "") -> dict[str, str]:
    """All countries in one joint investigation team, with some agencies."""
    return {"preparation.jits": f"[{{members: [{EVERYBODY}]{agencies}}}]"}


GOODS = {
    "name": "Goods",
    "crime_areas": "{property_crime: 1}",
    "cooperation.baseline": "minimal",
    "cooperation.frameworks": "{}",
    "behaviour.prevalence.person.suspect": "0.015",
    "behaviour.cases.hold_unarrested": "12 h",
}
"""Suspects whose proof is abroad, where little is told, and only goods matter."""
GUNS = {"actions": "[{name: guns, area: firearms, leader: BG, participants: [BG]}]"}
DOWN = {"events": "[{kind: siena_down, at: 0, lasts: 30 h}]"}
SOON = {"behaviour.justice.setting_up": "12 h", "preparation.jits": "[]"}
PROPOSED = "{kind: jit_proposed, at: 6 h, countries: [BG, RO]"

Figure = Callable[[Outcome], float]


def mean(values: list[float]) -> float:
    """Mean, or nan of nothing."""
    return float(np.mean(values)) if values else float("nan")


def search_delay(run: Outcome, abroad: bool) -> float:
    """Hours from a case to the search of an address that it gave, for addresses at home or abroad."""
    cases = {row["case"]: row for row in run["cases"].rows()}
    made = rows(run, "searches", lambda row: row["kind"] == "follow_up")
    return mean(
        [
            row["time_h"] - cases[row["cause"]]["time_h"]
            for row in made
            if (cases[row["cause"]]["country"] != row["country"]) == abroad
        ]
    )


def share_of_firearms(run: Outcome) -> float:
    """Firearms among the finds of firearms and drugs at posts of BG."""
    found = rows(run, "cases", lambda row: row["country"] == "BG" and row["selection"] in ("thorough", "brief"))
    marks = [row["mark"] for row in found if row["mark"] in ("firearms", "drugs")]
    return mean([float(mark == "firearms") for mark in marks])


def trace_h(run: Outcome) -> float:
    """Hours that a trace takes to the analysts."""
    return mean(
        [
            row["response_h"]
            for row in rows(run, "messages", lambda r: r["receiver"] == "EUROPOL" and r["status"] == "delivered")
        ]
    )


def content(run: Outcome) -> float:
    """What answers to urgent requests hold."""
    return mean([r["content"] for r in rows(run, "messages", lambda r: r["status"] == "answered")])


FIGURES: Mapping[str, Figure] = {
    "delay of searches at home": lambda run: search_delay(run, abroad=False),
    "delay of searches abroad": lambda run: search_delay(run, abroad=True),
    "delay of operations": lambda run: mean(list(run["operations"].numbers("delay_h"))),
    "share of firearms in BG": share_of_firearms,
    "hours of a trace": trace_h,
    "content of answers": content,
}


@dataclass(frozen=True)
class Lever:
    """A change of a theatre, and the figures that it must raise and lower."""

    change: Mapping[str, str]
    raises: tuple[str, ...] = ()
    lowers: tuple[str, ...] = ()
    on: Mapping[str, str] = field(default_factory=dict)


LEVERS = {
    "bureaus that sleep at night": Lever(
        BUREAUS,
        raises=("delay of searches at home", "delay of operations"),
        lowers=("arrests_follow_up_search",),
    ),
    "national centres": Lever(
        CENTRES,
        on=BUREAUS,
        raises=("arrests_follow_up_search",),
        lowers=("delay of searches at home", "delay of searches abroad", "delay of operations"),
    ),
    "prosecutors": Lever(
        PROSECUTORS,
        raises=("delay of searches at home", "delay of operations"),
        lowers=("arrests_follow_up_search",),
    ),
    "Eurojust": Lever(EUROJUST, on=PROSECUTORS, raises=("operations", "arrests_network_operation")),
    "joint team": Lever(team(), on=PROSECUTORS, lowers=("delay of searches abroad", "delay of operations")),
    "Eurojust in the team": Lever(
        team(", eurojust: true"), on=PROSECUTORS | EUROJUST | team(), lowers=("delay of operations",)
    ),
    "Europol in the team": Lever(
        team(", europol: true"), on=team() | DOWN, raises=("packages",), lowers=("hours of a trace",)
    ),
    "OLAF in the team": Lever(
        team(", olaf: true"), on=GOODS | team(), raises=("content of answers", "arrests_needing_abroad")
    ),
    "action against firearms": Lever(GUNS, raises=("share of firearms in BG",)),
}


def theatre(*changes: Mapping[str, str]) -> Scenario:
    """Two days of the small theatre with some changes; arrests give many addresses, so that searches are many."""
    merged = {"days": "2", "behaviour.cases.address": "0.6"}
    for change in changes:
        merged |= change
    return small(merged)


def figures(scenario: Scenario) -> Mapping[str, Floats]:
    """What is asked of the first replications of a scenario, by name."""
    made: dict[str, list[float]] = {}
    for replication in range(RUNS):
        run = Operation(scenario, SEED, replication).run()
        asked = {name: figure(run) for name, figure in FIGURES.items()}
        for key, value in {**measure(run).total, **asked}.items():
            made.setdefault(key, []).append(value)
    return {key: np.array(values) for key, values in made.items()}


Runs = Mapping[str, Mapping[str, Floats]]


@pytest.fixture(scope="module")
def runs() -> Runs:
    """Figures of every theatre that is asked for, by the text of its scenario."""
    pairs = [(theatre(lever.on), theatre(lever.on, lever.change)) for lever in LEVERS.values()]
    unique = {scenario.text: scenario for pair in pairs for scenario in pair}
    return dict(zip(unique, in_parallel(figures, [*unique.values()]), strict=True))


@pytest.mark.parametrize(
    ("name", "figure", "sign"),
    [
        (name, figure, sign)
        for name, lever in LEVERS.items()
        for figures, sign in ((lever.raises, 1.0), (lever.lowers, -1.0))
        for figure in figures
    ],
)
def test_direction(name: str, figure: str, sign: float, runs: Runs) -> None:
    lever = LEVERS[name]
    base, changed = (runs[theatre(*change).text][figure] for change in ((lever.on,), (lever.on, lever.change)))
    found = sign * (changed - base)
    found = found[~np.isnan(found)]
    assert len(found) >= RUNS - 2
    chance = stats.ttest_1samp(found, 0.0, alternative="greater").pvalue
    assert chance < FALSE_ALARM, f"{found.mean():+.3g} in the mean, {chance:.2g}"


# What is off does nothing ---------------------------------------------------------------------------------------------

OFF = {
    "national.divisions": "{all: 3, RS: 20}",
    "justice.eurojust": "{open: false, desks: 9}",
    "preparation.jits": "[{members: [BG, RS], olaf: false}]",
    "behaviour.tasking.bureau": "3 h",
    "behaviour.justice.warrant": "6 h",
    "behaviour.justice.letter": "7 d",
    "behaviour.justice.initiated": "0.5",
    "behaviour.justice.team_agrees": "0.2",
    "behaviour.actions.leader": "4",
    "actions": "[]",
}


def test_what_is_off_changes_nothing() -> None:
    assert changed_tables(outcome(small()), outcome(small(OFF))) == []


@pytest.mark.parametrize("kind", [NationalBureau, Prosecutors, Eurojust, ActionLeader])
def test_nobody_of_the_kind_is_there_unless_named(kind: type) -> None:
    operation, _ = operate(small())
    assert not [agent for agent in operation.agents if isinstance(agent, kind)]


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        (NationalBureau, BUREAUS),
        (Prosecutors, PROSECUTORS),
        (Eurojust, EUROJUST),
    ],
)
def test_without_its_agents_an_institution_does_nothing(kind: type, change: Mapping[str, str]) -> None:
    scenario = small({**change, "behaviour.justice.initiated": "0.5"})
    _, bare = operate(scenario, before=without(kind))
    changed = set(changed_tables(outcome(small()), bare))
    assert changed == set()


# Bureaus --------------------------------------------------------------------------------------------------------------


def decided(run: Outcome, decision: str) -> list[Row]:
    return rows(run, "decisions", lambda row: row["decision"] == decision)


def test_a_task_goes_from_the_bureau_to_one_division_that_sends_a_team() -> None:
    run = outcome(small({**BUREAUS, "national.divisions": "{all: 3, RS: 1}"}))
    tasks = {name: [row for row in decided(run, "task") if row["agent"].endswith(name)] for name in ("bureau",)}
    given = {(row["subject"], row["detail"]): row for row in tasks["bureau"]}
    sent = [row for row in decided(run, "task") if "/division-" in row["agent"]]
    assert len(sent) > 50
    for row in sent:
        assert given[row["subject"], f"to {row['agent']}"]["time_h"] <= row["time_h"]
    assert {row["agent"] for row in sent if row["agent"].startswith("RS/")} == {"RS/division-01"}
    assert {row["agent"] for row in sent if row["agent"].startswith("BG/")} == {f"BG/division-0{n}" for n in (1, 2, 3)}
    made = {row["search"] for row in rows(run, "searches", lambda row: row["kind"] == "follow_up")}
    assert made <= {row["subject"] for row in sent}


def test_a_bureau_without_a_national_centre_gives_no_task_in_the_evening() -> None:
    run = outcome(small({**BUREAUS, "national.centres": "[BG]"}))
    hours: dict[str, set[bool]] = {"BG": set(), "RS": set()}
    for row in decided(run, "task"):
        if row["agent"] in ("BG/bureau", "RS/bureau"):
            hours[row["agent"][:2]].add(7.0 <= row["time_h"] % 24.0 <= 14.0)
    assert hours["BG"] == {True, False}
    late = [r["time_h"] % 24.0 for r in decided(run, "task") if r["agent"] == "RS/bureau"]
    assert late and all(6.0 <= hour < 18.0 for hour in late), "what was begun by day is finished"


def test_tasks_of_a_country_without_divisions_go_to_its_teams() -> None:
    _, run = operate(small(BUREAUS), before=without(TerritorialDivision))
    assert not [row for row in decided(run, "task") if "/division-" in row["agent"]]
    assert [row for row in decided(run, "task") if row["detail"] == "to the teams"]
    assert rows(run, "searches", lambda row: row["kind"] == "follow_up")


def test_posts_hear_of_an_alert_when_their_bureau_has_passed_it_on() -> None:
    operation, run = operate(small({"national.bureaus": "[BG]"}))
    network, published = next((row["network"], row["time_h"]) for row in run["packages"].rows())
    passed = [row for row in decided(run, "task") if row["subject"] == f"{network}/alert"]
    assert [row["agent"] for row in passed] == ["BG/bureau"]
    assert operation.bureaus.alerted_from_h(network, "BG") >= passed[0]["time_h"] > published
    assert operation.bureaus.alerted_from_h(network, "RS") == 0.0
    assert operation.bureaus.alerted_from_h("N99", "BG") == float("inf")


# Prosecutors and Eurojust ---------------------------------------------------------------------------------------------


def test_no_search_and_no_operation_without_a_warrant_where_prosecutors_must_agree() -> None:
    run = outcome(small(PROSECUTORS))
    granted = {(row["agent"][:2], row["subject"]): row["time_h"] for row in decided(run, "warrant")}
    searched = rows(run, "searches", lambda row: row["kind"] == "follow_up")
    assert len(searched) > 10
    assert all(granted[row["country"], row["search"]] < row["time_h"] for row in searched)
    struck = run["operations"].rows()
    assert struck
    assert all(granted[code, row["operation"]] < row["time_h"] for row in struck for code in row["countries"].split())


def test_only_countries_with_prosecutors_wait_for_them() -> None:
    run = outcome(small({"justice.prosecutors": "[BG, RS]"}))
    assert {row["agent"] for row in decided(run, "warrant")} == {"BG/prosecutors", "RS/prosecutors"}


def test_a_search_abroad_needs_an_order_in_the_union_and_a_letter_elsewhere_but_none_in_a_joint_team() -> None:
    run = outcome(small(PROSECUTORS | {"cooperation.baseline": "full"}))
    inside = {"BG", "GR", "HU", "RO"}
    seen = set()
    for row in decided(run, "recognise"):
        kind, _, asker = row["detail"].rpartition(" of ")
        here = row["agent"][:2]
        assert kind == ("European Investigation Order" if {here, asker} <= inside else "letter of request")
        assert {here, asker} != {"BG", "RS"}, "they are in a joint team"
        seen.add(kind)
    assert len(seen) == 2


def test_prosecutors_meet_at_eurojust_in_place_of_letters() -> None:
    with_meetings = outcome(small(PROSECUTORS | EUROJUST))
    met = decided(with_meetings, "coordination_meeting")
    assert met and {row["agent"] for row in met} == {"EUROJUST"}
    operations = {row["subject"] for row in met}
    assert not operations & {row["subject"] for row in decided(with_meetings, "recognise")}
    without_them = outcome(small({**PROSECUTORS, "justice.eurojust": "{open: true, coordination_meetings: false}"}))
    assert not decided(without_them, "coordination_meeting")
    assert operations & {row["subject"] for row in decided(without_them, "recognise")}


# Joint teams ----------------------------------------------------------------------------------------------------------


def test_a_team_with_europol_reaches_the_analysts_past_siena() -> None:
    run = outcome(small({"preparation.jits": "[{members: [BG, RS], europol: true}]"}))
    for row in rows(run, "messages", lambda row: row["receiver"] == "EUROPOL" and row["kind"] == "report"):
        assert row["channel"] == ("jit" if row["sender"] in ("BG", "RS") else "siena")


def test_olaf_adds_to_answers_about_goods_and_to_no_others() -> None:
    run = outcome(small(team(", olaf: true")))
    area = {row["case"]: row["crime_area"] for row in run["cases"].rows()}
    between = operate(small())[0].layout.cooperation.between
    answered = rows(run, "messages", lambda row: row["channel"] == "jit" and row["status"] == "answered")
    more = {row["case"] for row in answered if row["content"] > between(row["sender"], row["receiver"]).content}
    assert len(more) > 5
    assert {area[case] for case in more} == {"property_crime"}


@pytest.fixture(scope="module")
def signed() -> dict[str, float]:
    """Hour at which a proposed team is signed, by the help that it gets."""
    hours = {}
    for name, agency, eurojust in (
        ("alone", "", "{open: true}"),
        ("helped", ", eurojust: true", "{open: true, funding: false}"),
        ("funded", ", eurojust: true", "{open: true}"),
    ):
        quiet = {"justice.eurojust": eurojust, "behaviour.justice.initiated": "0"}
        run = outcome(small({**SOON, **quiet, **event(PROPOSED + agency + "}")}))
        assert [row["time_h"] for row in decided(run, "jit_proposed")] == [6.0]
        (signing,) = decided(run, "jit_signed")
        assert signing["subject"] == "jit/BG-RO"
        inside = rows(run, "messages", lambda row: row["channel"] == "jit")
        assert inside and min(row["time_h"] for row in inside) >= signing["time_h"]
        hours[name] = signing["time_h"]
    return hours


def test_a_team_is_signed_sooner_with_eurojust_and_sooner_still_with_its_money(signed: dict[str, float]) -> None:
    assert 6.0 < signed["funded"] < signed["helped"] < signed["alone"]


def test_a_team_that_one_of_its_countries_does_not_want_is_not_signed() -> None:
    run = outcome(small({**SOON, **APART, **event(PROPOSED + "}")}))
    assert [row["agent"] for row in decided(run, "jit_refused")] == ["RO/prosecutors"]
    assert not decided(run, "jit_signed")


def test_eurojust_requests_teams_after_packages() -> None:
    run = outcome(small({**EUROJUST, "behaviour.justice.initiated": "0.5", "preparation.jits": "[]"}))
    proposed = [row for row in decided(run, "jit_proposed") if row["agent"] == "EUROJUST"]
    packages = {(row["time_h"], "jit/" + row["countries"].replace(" ", "-")) for row in run["packages"].rows()}
    assert 0 < len(proposed) < len(packages)
    assert {(row["time_h"], row["subject"]) for row in proposed} <= packages


# Operational actions --------------------------------------------------------------------------------------------------


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
