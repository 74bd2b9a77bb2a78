"""Prosecutors, Eurojust, joint investigation teams: how each acts, and that it is off unless named."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from sim.institutions.justice.agents import EurojustDesks, Prosecutors
from sim.outcome.measures import measure
from sim.outcome.outcome import Outcome
from sim.world.theatre.theatre import theatre_of
from tests.institutions.paired import Lever, Trial
from tests.institutions.scenes import SEARCHES, decided, delays, mean
from tests.theatre import APART, COUNTRIES, changed_tables, event, operate, outcome, rows, small, without

RUNS = 16
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
SUSPECTS = {
    "days": "2",
    "cooperation.baseline": "minimal",
    "networks.count": "0",
    "behaviour.cases.address": "0.000001",
    "behaviour.prevalence.person.suspect": "0.015",
    "behaviour.justice.keeps": "0.6",
}
"""Slow answers about suspects, and neither searches nor operations."""
DOWN = event("{kind: siena_down, at: 0, lasts: 30 h}")
SOON = {"behaviour.justice.setting_up": "12 h", "preparation.jits": "[]"}
PROPOSED = "{kind: jit_proposed, at: 6 h, countries: [BG, RO]"

LEVERS = {
    "prosecutors enough": Lever(
        PROSECUTORS, on={"behaviour.justice.staff": "0.03"}, lowers=("delay of searches at home",)
    ),
    "Eurojust": Lever(EUROJUST, on=PROSECUTORS, raises=("operations", "arrests_network_operation")),
    "joint team": Lever(team(), on=PROSECUTORS, lowers=("delay of searches abroad", "delay of operations")),
    "Eurojust in the team": Lever(
        team(", eurojust: true"), on=PROSECUTORS | EUROJUST | team(), lowers=("delay of operations",)
    ),
    "Europol in the team": Lever(
        team(", europol: true"), on={**team(), **DOWN}, raises=("packages",), lowers=("hours of a trace",)
    ),
    "OLAF in the team": Lever(
        team(", olaf: true"), on=GOODS | team(), raises=("content of answers", "arrests_needing_abroad")
    ),
}


def figures(run: Outcome) -> dict[str, float]:
    """What is asked of a run."""
    traces = rows(run, "messages", lambda row: row["receiver"] == "EUROPOL" and row["status"] == "delivered")
    answers = rows(run, "messages", lambda row: row["status"] == "answered")
    return {
        **measure(run).total,
        **delays(run),
        "hours of a trace": mean([row["response_h"] for row in traces]),
        "content of answers": mean([row["content"] for row in answers]),
    }


TRIAL = Trial(figures, RUNS, always=SEARCHES)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", LEVERS)
def test_direction(name: str) -> None:
    TRIAL.assert_direction(LEVERS[name])


# What is off does nothing ---------------------------------------------------------------------------------------------

OFF = {
    "justice.eurojust": "{open: false, desks: 9}",
    "preparation.jits": "[{members: [BG, RS], olaf: false}]",
    "behaviour.justice.warrant": "6 h",
    "behaviour.justice.letter": "7 d",
    "behaviour.justice.initiated": "0.5",
    "behaviour.justice.team_agrees": "0.2",
}


def test_what_is_off_changes_nothing() -> None:
    assert changed_tables(outcome(small()), outcome(small(OFF))) == []


def test_nobody_of_the_kind_is_there_unless_named() -> None:
    action, _ = operate(small())
    assert not action.env.of_kind(Prosecutors)
    assert not action.env.of_kind(EurojustDesks)


@pytest.mark.parametrize(("kind", "change"), [(Prosecutors, PROSECUTORS), (EurojustDesks, EUROJUST)])
def test_without_its_agents_it_does_nothing(kind: type[Prosecutors | EurojustDesks], change: Mapping[str, str]) -> None:
    _, bare = operate(small({**change, "behaviour.justice.initiated": "0.5"}), before=without(kind))
    assert changed_tables(outcome(small()), bare) == []


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


def test_whom_prosecutors_have_held_on_is_arrested_if_the_answer_comes_in_the_longer_time() -> None:
    """At least a hundredth more arrests on hits and answers from abroad; none where nobody answers."""
    without_them, with_them = (
        TRIAL.measured(small({**SUSPECTS, **change}), RUNS // 2)["arrests_database_hit"] for change in ({}, PROSECUTORS)
    )
    assert np.all(with_them >= without_them), "nobody else is lost"
    assert with_them.sum() > 1.01 * without_them.sum()
    silent = {**SUSPECTS, **APART}
    assert set(changed_tables(outcome(small(silent)), outcome(small({**silent, **PROSECUTORS})))) <= {
        *("decisions", "desks", "releases")
    }


def test_nobody_is_held_on_without_the_word_of_prosecutors_nor_beyond_the_limit_of_the_country() -> None:
    run = outcome(small({**SUSPECTS, **PROSECUTORS}))
    kept = {row["subject"] for row in decided(run, "custody") if row["detail"] == "to be held on"}
    limits = {code: small().facts[code].detention_limit_h for code in COUNTRIES}
    since = {row["case"]: row for row in run["cases"].rows() if row["mark"] != "wanted_abroad"}
    freed = rows(run, "releases", lambda row: row["case"] in since and row["reason"] != "held")
    police_h = small().behaviour.cases.hold_unarrested + 1e-9
    longer = [row for row in freed if row["time_h"] - since[row["case"]]["time_h"] > police_h]
    assert longer and {row["case"] for row in longer} <= kept
    assert all(row["time_h"] - since[row["case"]]["time_h"] <= limits[row["country"]] + 1e-9 for row in longer)


# Joint teams ----------------------------------------------------------------------------------------------------------


def test_a_team_with_europol_reaches_the_analysts_past_siena() -> None:
    run = outcome(small({"preparation.jits": "[{members: [BG, RS], europol: true}]"}))
    for row in rows(run, "messages", lambda row: row["receiver"] == "EUROPOL" and row["kind"] == "report"):
        assert row["channel"] == ("jit" if row["sender"] in ("BG", "RS") else "siena")


def test_olaf_adds_to_answers_about_goods_and_to_no_others() -> None:
    run = outcome(small({**team(", olaf: true"), "preparation.trained": "0"}))
    area = {row["case"]: row["crime_area"] for row in run["cases"].rows()}
    between = theatre_of(small()).cooperation.between
    answered = rows(run, "messages", lambda row: row["channel"] == "jit" and row["status"] == "answered")
    more = {row["case"] for row in answered if row["content"] > between(row["sender"], row["receiver"]).content}
    assert len(more) > 5
    assert {area[case] for case in more & area.keys()} == {"property_crime"}


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
