"""Officers and experts of Frontex: what they add where they serve."""

from __future__ import annotations

from sim.institutions.deployments.agents import ExpertPool
from sim.outcome.outcome import Outcome
from sim.world.officers.guests import Contingent
from sim.world.officers.units import NationalUnit
from tests.institutions.deployments.posts import AT_BUSY, BUSY, rises, theatre
from tests.institutions.scenes import found_at
from tests.theatre import changed_tables, everything, operate, outcome, rows, without

CORPS = {"frontex.officers": f"[{{post: {BUSY}, country: BG, officers: 60}}]"}


def checked(run: Outcome) -> int:
    """People and vehicles checked at the busy post."""
    return sum(
        int(row["checks_person"] + row["checks_vehicle"])
        for row in rows(run, "posts", lambda row: row["checkpoint"] == AT_BUSY)
    )


def found(run: Outcome, until: float = 1e9) -> int:
    """Number of findings by document experts at the busy post."""
    return found_at(run, AT_BUSY, "document_expert", until=until)


def test_officers_of_frontex_open_lanes_and_cost_hours() -> None:
    scarce = {"behaviour.staffing.officers_per_lane": "8", "behaviour.checks.backlog": "0"}
    base, hosting = theatre(scarce), theatre(scarce, CORPS)
    assert rises(checked, base, hosting)
    [hours] = rows(outcome(hosting), "hours", lambda row: row["service"] == "frontex")
    assert (hours["country"], hours["officers"], hours["officer_hours"]) == ("BG", 60, 60 * 8.0 * 2)
    assert rows(outcome(hosting), "decisions", lambda row: row["agent"] == f"{AT_BUSY}/frontex")
    _, gone = operate(hosting, before=without(Contingent))
    assert everything(gone) == everything(outcome(base))


def test_officers_of_frontex_do_nothing_where_the_host_has_nobody() -> None:
    _, run = operate(theatre(CORPS), before=without(NationalUnit, lambda unit: unit.country == "BG"))
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
    assert found(run, until=13.0) == 0
    assert rises(found, theatre(documents), theatre(called))
    _, gone = operate(theatre(called), before=without(ExpertPool))
    assert found(gone) == 0


def test_people_at_frontex_decide_on_calls_and_what_they_leave_is_granted() -> None:
    decided = (
        "{kind: take_seat, at: 0 h, owner: frontex}",
        *(f"{{kind: call_experts, at: {hour} h, country: BG, post: {BUSY}}}" for hour in (1, 2, 3)),
        "{kind: answer, at: 5 h, owner: frontex, message: experts/1, give: refused}",
        "{kind: answer, at: 5 h, owner: BG, message: experts/2, give: refused}",
        "{kind: answer, at: 6 h, owner: frontex, message: experts/2}",
        "{kind: answer, at: 7 h, owner: frontex, message: experts/2, give: refused}",
        "{kind: leave_seat, at: 9 h, owner: frontex}",
    )
    action, run = operate(theatre({"frontex.pool": "2", "events": f"[{', '.join(decided)}]"}))
    pool = rows(run, "decisions", lambda row: row["agent"] == "FRONTEX/experts")
    assert [(row["time_h"], row["decision"]) for row in pool] == [(5.0, "decline"), (6.0, "deploy"), (9.0, "deploy")]
    told = [(notice.kind, notice.detail) for notice in action.notices("frontex") if notice.kind != "arrived"]
    assert told == [
        *[("experts_called", "")] * 3,
        ("replied", "refused"),
        ("replied", "answered"),
        ("replied", "by_itself"),
    ]
    assert [notice.time_h for notice in action.notices("BG") if notice.kind == "experts_refused"] == [5.0]


def test_experts_of_frontex_are_there_from_the_beginning_where_planned() -> None:
    documents = {"behaviour.prevalence.person.false_document": "0.05"}
    planned = {**documents, "frontex.document_experts": f"[{{post: {BUSY}, country: BG}}]"}
    own = {**documents, "deployments": f"[{{asset: document_expert, post: {BUSY}, country: BG}}]"}
    run = outcome(theatre(planned))
    assert set(changed_tables(run, outcome(theatre(own)))) == {"decisions", "hours"}
    assert [row["officers"] for row in rows(run, "hours", lambda row: row["service"] == "frontex")] == [2]
