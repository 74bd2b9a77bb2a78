"""Special teams, Frontex, Europol in the field: each does something where and while it is there, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest
from scipy import stats

from sim.domain import rules
from sim.domain.agents.field import Contingent, ExpertPool, MobileOffice, SpecialTeam
from sim.domain.operation import Operation
from sim.engine.queues import SUBMITTED
from sim.outcome.outcome import Outcome
from sim.scenario import reference
from sim.scenario.schema import Scenario
from tests.domain.theatre import (
    changed_tables,
    event,
    everything,
    full_scale,
    of_country,
    operate,
    outcome,
    rows,
    small,
    total,
    without,
)

RUNS = 12
FALSE_ALARM = 1e-3
_COUNTRY = (
    "{officers: {police: 120, border_guard: 120, customs: 60}, "
    "plan: {officers: 300, person: 1600, vehicle: 1600, parcel: 20}}"
)
KEPT = (
    *("malko-tarnovo-derekoy", "makaza-nymfaia", "kalotina-gradina", "gyueshevo-deve-bair"),
    *("bajakovo-batrovci", "merdare", "dheu-i-bardhe-konculj"),
)
LEFT_OUT = [
    post.id for post in reference.posts().values() if {"BG", "RS", "XK"} & {*post.sides} and post.id not in KEPT
]
THREE = {
    "days": "2",
    "posts.exclude": f"[{', '.join(LEFT_OUT)}]",
    "countries": f"{{BG: {_COUNTRY}, RS: {_COUNTRY}, XK: {_COUNTRY}}}",
    "posts.traffic": "{makaza-nymfaia: 0.01}",
    "deployments": "[]",
    "preparation": "{}",
    "networks.count": "0",
}
"""Three neighbours with a few posts, without networks and without teams, so that a run is quick."""
GOODS = {
    **THREE,
    "behaviour.prevalence.vehicle.drugs": "0.2",
    "behaviour.selection.referral_offender": "0.9",
}
"""Drugs hidden in vehicles."""
BUSY, QUIET = "malko-tarnovo-derekoy", "makaza-nymfaia"
"""Two posts of Bulgaria without a scanner; the second has little traffic in this theatre."""


def theatre(*changes: Mapping[str, str]) -> Scenario:
    merged: dict[str, str] = dict(GOODS)
    for change in changes:
        merged |= change
    return small(merged)


def scanner(post: str = BUSY, more: str = "") -> dict[str, str]:
    return {"deployments": f"[{{asset: scanner, post: {post}, country: BG{more}}}]"}


def found(run: Outcome, checkpoint: str, channel: str = "scanner", since: float = 0.0, until: float = 1e9) -> int:
    here = rows(run, "cases", lambda row: row["checkpoint"] == checkpoint and row["channel"] == channel)
    return sum(since <= row["time_h"] < until for row in here)


def assert_more(one: Scenario, other: Scenario, figure: Callable[[Outcome], float]) -> None:
    """The second scenario gives more of a figure, in the mean over paired replications."""
    differences = [figure(outcome(other, n)) - figure(outcome(one, n)) for n in range(RUNS)]
    assert np.ptp(differences) == 0.0 < differences[0] or (
        stats.ttest_1samp(differences, 0.0, alternative="greater").pvalue < FALSE_ALARM
    ), differences


# Special teams -------------------------------------------------------------------------------------------------------


def test_where_a_team_is_sent_matters() -> None:
    """At a post with much hidden traffic a scanner finds more than at a quiet one."""

    def by_scanner(run: Outcome) -> int:
        return found(run, f"BG/{BUSY}") + found(run, f"BG/{QUIET}")

    assert_more(theatre(scanner(QUIET)), theatre(scanner(BUSY)), by_scanner)


def test_a_team_of_the_country_that_is_always_there_is_as_the_posts_equipment() -> None:
    """Nothing is written down about a team that is the country's own, there from hour 0 on all shifts."""
    run = outcome(theatre(scanner()))
    assert found(run, f"BG/{BUSY}")
    assert not rows(run, "decisions", lambda row: "scanner" in row["agent"])
    assert changed_tables(run, outcome(theatre(scanner(more=", shifts: [night, day, evening], arrives: 0 h")))) == []


def test_without_its_agent_a_team_finds_nothing() -> None:
    _, gone = operate(theatre(scanner()), before=without(SpecialTeam))
    assert everything(gone) == everything(outcome(theatre()))


def test_a_team_works_only_on_its_shifts() -> None:
    run = outcome(theatre(scanner(more=", shifts: [night]")))
    hours = [row["time_h"] % 24.0 for row in rows(run, "cases", lambda row: row["channel"] == "scanner")]
    night = [hour for hour in hours if hour >= 22.0 or hour < 6.0]
    others = found(outcome(theatre()), f"BG/{BUSY}")
    assert others == 0 and found(run, f"BG/{BUSY}") > 0
    here = rows(run, "cases", lambda row: row["channel"] == "scanner" and row["checkpoint"] == f"BG/{BUSY}")
    assert all(row["time_h"] % 24.0 >= 22.0 or row["time_h"] % 24.0 < 6.0 for row in here)
    assert len(night) < len(hours), "equipment of other posts works on all shifts"
    told = rows(run, "decisions", lambda row: row["agent"] == f"BG/{BUSY}/scanner-1")
    assert [(row["decision"], row["time_h"], row["detail"]) for row in told] == [("deploy", 0.0, "scanner, night")]


def test_more_shifts_find_more() -> None:
    assert_more(theatre(scanner(more=", shifts: [evening]")), theatre(scanner()), lambda run: found(run, f"BG/{BUSY}"))


def test_a_team_that_arrives_later_finds_nothing_before() -> None:
    run = outcome(theatre(scanner(more=", arrives: 20 h")))
    assert found(run, f"BG/{BUSY}", until=20.0) == 0 < found(run, f"BG/{BUSY}")


MOVE = event(f"{{kind: move_asset, at: 24 h, asset: scanner, country: BG, from: {BUSY}, to: {QUIET}}}")


def test_a_team_that_moves_stops_finding_at_the_old_post_and_begins_at_the_new() -> None:
    operation, run = operate(theatre(scanner(), MOVE))
    index = operation.layout.index
    way = operation.way_h(index[f"BG/{BUSY}"], index[f"BG/{QUIET}"])
    assert 0.0 < way < 12.0
    before = outcome(theatre(scanner()))
    assert found(run, f"BG/{BUSY}", until=24.0) == found(before, f"BG/{BUSY}", until=24.0) > 0
    assert found(run, f"BG/{BUSY}", since=24.0) == 0 < found(before, f"BG/{BUSY}", since=24.0)
    assert found(run, f"BG/{QUIET}", until=24.0 + way) == 0 < found(run, f"BG/{QUIET}", since=24.0 + way)
    moved = rows(run, "decisions", lambda row: row["decision"] == "move")
    assert [(row["agent"], row["time_h"], row["subject"]) for row in moved] == [
        (f"BG/{BUSY}/scanner-1", 24.0, f"BG/{QUIET}")
    ]
    travel = sum(row["travel_h"] for row in rows(run, "hours", lambda row: row["country"] == "BG"))
    assert travel == pytest.approx(way * operation.plan.behaviour.assets.team)


def test_of_several_teams_at_a_post_one_moves_and_none_is_at_two() -> None:
    dogs = ", ".join([f"{{asset: canine, post: {BUSY}, country: BG}}"] * 3)
    moves = ", ".join(
        f"{{kind: move_asset, at: {hour} h, asset: canine, country: BG, from: {here}, to: {there}}}"
        for hour, here, there in (
            (3, BUSY, QUIET),
            (3, BUSY, QUIET),
            (20, QUIET, BUSY),
            (21, BUSY, "gyueshevo-deve-bair"),
        )
    )
    operation, run = operate(theatre({"deployments": f"[{dogs}]", "events": f"[{moves}]"}))
    teams = [agent for agent in operation.agents if isinstance(agent, SpecialTeam)]
    assert len({team.name for team in teams}) == len(teams) == 3
    at = {team.name: f"BG/{BUSY}" for team in teams}
    free = dict.fromkeys(at, 0.0)
    moved = rows(run, "decisions", lambda row: row["decision"] == "move")
    assert len(moved) == 4
    for row in moved:
        assert row["detail"] == f"canine from {at[row['agent']].partition('/')[2]}"
        assert row["time_h"] >= free[row["agent"]]
        index = operation.layout.index
        free[row["agent"]] = row["time_h"] + operation.way_h(index[at[row["agent"]]], index[row["subject"]])
        at[row["agent"]] = row["subject"]
    names = operation.layout.checkpoints
    assert {team.name: names[team.point].name for team in teams if team.point is not None} == at
    assert (operation.checkpoints.lanes_by_hour >= 0.0).all() and (operation.checkpoints.guests >= 0.0).all()


def test_a_team_that_is_sent_comes_after_a_lead_time_and_then_finds() -> None:
    sent = event(f"{{kind: send_asset, at: 2 h, asset: scanner, country: BG, post: {BUSY}, by: NL}}")
    quick = {**sent, "behaviour.assets.lead": "6 h"}
    run = outcome(theatre(quick))
    [came] = rows(run, "decisions", lambda row: row["agent"] == f"BG/{BUSY}/scanner-sent-1")
    assert came["time_h"] > 2.0
    assert found(run, f"BG/{BUSY}", until=came["time_h"]) == 0 < found(run, f"BG/{BUSY}")
    [hours] = rows(run, "hours", lambda row: row["service"] == "guests")
    assert hours["country"] == "BG" and hours["officers"] == 2
    assert hours["officer_hours"] == pytest.approx(2 * (48.0 - came["time_h"]) / 3.0)
    assert_more(theatre(), theatre(quick), lambda run: found(run, f"BG/{BUSY}"))


def test_plates_are_read_by_a_team_as_by_a_post() -> None:
    assert "anpr" not in reference.posts()[BUSY].equipment
    plates = {"behaviour.prevalence.vehicle.notice": "0.05"}
    team = {"deployments": f"[{{asset: anpr, post: {BUSY}, country: BG}}]"}
    assert found(outcome(theatre(plates)), f"BG/{BUSY}", "anpr") == 0
    assert found(outcome(theatre(plates, team)), f"BG/{BUSY}", "anpr") > 0


# Frontex --------------------------------------------------------------------------------------------------------------

CORPS = {"frontex.officers": f"[{{post: {BUSY}, country: BG, officers: 60}}]"}


def checked(run: Outcome) -> int:
    return sum(
        int(row["checks_person"] + row["checks_vehicle"])
        for row in rows(run, "posts", lambda row: row["checkpoint"] == f"BG/{BUSY}")
    )


def test_officers_of_frontex_open_lanes_and_cost_hours() -> None:
    scarce = {"behaviour.staffing.officers_per_lane": "8", "behaviour.checks.backlog": "0"}
    base, more = theatre(scarce), theatre(scarce, CORPS)
    assert_more(base, more, checked)
    [hours] = rows(outcome(more), "hours", lambda row: row["service"] == "frontex")
    assert (hours["country"], hours["officers"], hours["officer_hours"]) == ("BG", 60, 60 * 8.0 * 2)
    assert rows(outcome(more), "decisions", lambda row: row["agent"] == f"BG/{BUSY}/frontex")
    _, gone = operate(more, before=without(Contingent))
    assert everything(gone) == everything(outcome(base))


def test_officers_of_frontex_do_nothing_where_the_host_has_nobody() -> None:
    def unmanned(operation: Operation) -> None:
        without(which=lambda agent: getattr(agent, "country", "") == "BG" and hasattr(agent, "searchers"))(operation)

    _, run = operate(theatre(CORPS), before=unmanned)
    assert checked(run) == 0.0


def test_experts_come_when_called_while_the_pool_lasts() -> None:
    calls = ", ".join(f"{{kind: call_experts, at: {hour} h, country: BG, post: {BUSY}}}" for hour in (1, 2, 3))
    documents = {"behaviour.prevalence.person.false_document": "0.05", "behaviour.assets.expert_deployment": "12 h"}
    called = {**documents, "frontex.pool": "2", "events": f"[{calls}]"}
    run = outcome(theatre(called))
    pool = rows(run, "decisions", lambda row: row["agent"] == "FRONTEX/experts")
    assert [row["decision"] for row in pool] == ["deploy", "deploy", "decline"]
    came = rows(run, "decisions", lambda row: "document_expert-sent" in row["agent"])
    assert [row["time_h"] for row in came] == [13.0, 14.0]
    expert = "document_expert"
    assert found(run, f"BG/{BUSY}", expert, until=13.0) == 0
    assert_more(theatre(documents), theatre(called), lambda run: found(run, f"BG/{BUSY}", expert))
    _, gone = operate(theatre(called), before=without(ExpertPool))
    assert found(gone, f"BG/{BUSY}", expert) == 0


def test_experts_of_frontex_are_there_from_the_beginning_where_planned() -> None:
    documents = {"behaviour.prevalence.person.false_document": "0.05"}
    planned = {**documents, "frontex.document_experts": f"[{{post: {BUSY}, country: BG}}]"}
    own = {**documents, "deployments": f"[{{asset: document_expert, post: {BUSY}, country: BG}}]"}
    run = outcome(theatre(planned))
    assert set(changed_tables(run, outcome(theatre(own)))) == {"decisions", "hours"}
    assert [row["officers"] for row in rows(run, "hours", lambda row: row["service"] == "frontex")] == [2]


# Europol in the field -------------------------------------------------------------------------------------------------

ASKING = {
    **THREE,
    "behaviour.prevalence.person.suspect": "0.1",
    "behaviour.prevalence.vehicle.suspect": "0.1",
    "behaviour.selection.referral_offender": "0.9",
    "cooperation.europol": "{member: minimal, operational_agreement: minimal, none: minimal}",
    "behaviour.cases.hold_unarrested": "48 h",
    "behaviour.cases.foreign_evidence": "0.9",
}
"""Much to ask at the mobile office, and little that countries report of themselves."""


def office_wait(run: Outcome) -> float:
    """Mean hours since a cross-check was asked for at a mobile office; open ones as they stand."""
    asked = rows(run, "messages", lambda row: row["channel"] == "mobile_office")
    times = [row["response_h"] if np.isfinite(row["response_h"]) else run.hours - row["time_h"] for row in asked]
    return float(np.mean(times))


def test_few_desks_at_a_mobile_office_make_many_wait() -> None:
    slow = {**ASKING, "behaviour.exchange.mobile_office": "0.5"}
    many, one = small({**slow, "europol.office_desks": "50"}), small({**slow, "europol.office_desks": "1"})
    assert_more(many, one, office_wait)
    free = small(slow)
    assert set(changed_tables(outcome(free), outcome(many))) == {"desks"}, "desks enough are as if there were no queue"
    assert not rows(outcome(free), "desks", lambda row: row["desk"] == "mobile_office")


def test_a_mobile_office_that_moves_is_closed_on_the_way() -> None:
    text = "{kind: move_mobile_office, at: 20 h, from: kalotina-gradina, to: bajakovo-batrovci}"
    operation, run = operate(small({**ASKING, **event(text)}))
    way = operation.way_h(*(int(operation.points_of((post,))[0]) for post in ("kalotina-gradina", "bajakovo-batrovci")))
    asked = rows(run, "messages", lambda row: row["channel"] == "mobile_office")
    assert all("kalotina-gradina" in row["case"] for row in asked if row["time_h"] < 20.0)
    assert all("bajakovo-batrovci" in row["case"] for row in asked if row["time_h"] >= 20.0)
    late = [row["time_h"] for row in asked if row["time_h"] >= 20.0]
    assert len(late) > 0 and min(late) >= 20.0 + way
    moved = rows(run, "decisions", lambda row: row["decision"] == "move")
    assert [(row["agent"], row["subject"]) for row in moved] == [
        ("EUROPOL/office-kalotina-gradina-1", "bajakovo-batrovci")
    ]
    _, gone = operate(small(ASKING), before=without(MobileOffice))
    assert not rows(gone, "messages", lambda row: row["channel"] == "mobile_office")


def guests(officers: int) -> dict[str, str]:
    return {"europol.guest_officers": f"[{{post: merdare, country: XK, officers: {officers}}}]"}


def test_guest_officers_submit_what_the_country_does_not() -> None:
    base, some, many = (small({**ASKING, **guests(n)}) for n in (0, 1, 10))
    assert_more(base, many, lambda run: of_country(run, "XK", "submitted_entities"))
    assert_more(some, many, lambda run: of_country(run, "XK", "submitted_entities"))
    assert_more(base, many, lambda run: of_country(run, "XK", "hits_europol"))
    assert set(changed_tables(outcome(base), outcome(small(ASKING)))) == {"hours", "decisions"}, "nobody does nothing"
    [hours] = rows(outcome(many), "hours", lambda row: row["service"] == "guest_officers")
    assert (hours["country"], hours["officer_hours"]) == ("XK", 160.0)


def test_guest_officers_look_at_documents_again() -> None:
    documents = {**ASKING, "behaviour.prevalence.person.false_document": "0.05"}
    elsewhere = {"europol.guest_officers": "[{post: dheu-i-bardhe-konculj, country: XK, officers: 10}]"}
    assert_more(
        small(documents),
        small({**documents, **elsewhere}),
        lambda run: found(run, "XK/dheu-i-bardhe-konculj", "document_expert"),
    )


def test_guest_officers_submit_nothing_for_a_country_that_does_not_work_with_europol() -> None:
    run = outcome(small({**ASKING, **guests(10), "cooperation.scale": "0"}))
    assert total(run, "submitted_entities") == 0.0


def test_what_guest_officers_can_look_at_is_limited_by_their_time() -> None:
    shares = rules.checked_share(np.array([0.0, 0.5, 4.0]), 0.5, np.array([2.0, 2.0, 2.0]))
    np.testing.assert_allclose(shares, [0.0, 0.5, 1.0])
    operation, _ = operate(small({**ASKING, **guests(1)}))
    at = operation.layout.index["XK/merdare"]
    assert 0.0 < operation.europol.second_look[at] < 1.0
    tally = operation.checkpoints.tally
    assert tally[..., SUBMITTED].sum() > 0.0


# Hit rates by way of selection ----------------------------------------------------------------------------------------


def test_hit_rates_differ_by_orders_of_magnitude_with_the_way_of_selection() -> None:
    """Of all who are checked few are known to a database; of those whom teams submit to Europol many are.

    Published: 2.6e-5 of mass searches and 2.5e-4 of checks at hot spots; 1.3e-2 to 3.6e-2 of entities submitted.
    """
    database, europol = (
        np.mean([total(outcome(full_scale(), n), f"hit_rate_{name}") for n in (0, 1)])
        for name in ("database", "europol")
    )
    assert europol > 10 * database > 0.0
    assert 1.3e-2 / 2 < europol < 3.6e-2 * 2
    assert 2.6e-5 < database < 10 * 2.5e-4


def test_a_hit_rate_without_questions_is_not_defined() -> None:
    run = outcome(small({"cooperation.scale": "0"}))
    assert np.isnan(total(run, "hit_rate_europol")) and total(run, "hit_rate_database") > 0.0
