"""Special teams: each finds something where and while it is there, and nothing else."""

from __future__ import annotations

import pytest

from sim.institutions.deployments.agents import SpecialTeam
from sim.institutions.deployments.plan import PRACTICE
from sim.outcome.outcome import Outcome
from sim.scenario import reference
from tests.institutions.deployments.posts import AT_BUSY, AT_QUIET, BUSY, QUIET, rises, theatre
from tests.institutions.scenes import decided, found_at
from tests.theatre import changed_tables, event, everything, operate, outcome, rows, without


def scanner(post: str = BUSY, more: str = "") -> dict[str, str]:
    """A team with a scanner at a post of Bulgaria."""
    return {"deployments": f"[{{asset: scanner, post: {post}, country: BG{more}}}]"}


def found(run: Outcome, checkpoint: str, since: float = 0.0, until: float = 1e9) -> int:
    """Number of findings by a scanner at a checkpoint."""
    return found_at(run, checkpoint, "scanner", since, until)


def test_where_a_team_is_sent_matters() -> None:
    """At a post with much hidden traffic a scanner finds more than at a quiet one."""

    def by_scanner(run: Outcome) -> int:
        return found(run, AT_BUSY) + found(run, AT_QUIET)

    assert rises(by_scanner, theatre(scanner(QUIET)), theatre(scanner(BUSY)))


def test_a_team_of_the_country_that_is_always_there_is_as_the_posts_equipment() -> None:
    """Nothing is written down about a team that is the country's own, there from hour 0 on all shifts."""
    run = outcome(theatre(scanner()))
    assert found(run, AT_BUSY)
    assert not rows(run, "decisions", lambda row: "scanner" in row["agent"])
    assert changed_tables(run, outcome(theatre(scanner(more=", shifts: [night, day, evening], arrives: 0 h")))) == []


def test_without_its_agent_a_team_finds_nothing() -> None:
    _, gone = operate(theatre(scanner()), before=without(SpecialTeam))
    assert everything(gone) == everything(outcome(theatre()))


def test_a_team_works_only_on_its_shifts() -> None:
    run = outcome(theatre(scanner(more=", shifts: [night]")))

    def by_night(hour: float) -> bool:
        return hour >= 22.0 or hour < 6.0

    found_by_scanner = rows(run, "cases", lambda row: row["detector"] == "scanner")
    here = [row for row in found_by_scanner if row["checkpoint"] == AT_BUSY]
    assert found(outcome(theatre()), AT_BUSY) == 0 < len(here)
    assert all(by_night(row["time_h"] % 24.0) for row in here)
    assert not all(by_night(row["time_h"] % 24.0) for row in found_by_scanner), "equipment of other posts"
    told = rows(run, "decisions", lambda row: row["agent"] == f"{AT_BUSY}/scanner-1")
    assert [(row["decision"], row["time_h"], row["detail"]) for row in told] == [("deploy", 0.0, "scanner, night")]


def test_hours_of_a_shift_are_that_shift() -> None:
    night = outcome(theatre(scanner(more=", shifts: [night]")))
    hours = outcome(theatre(scanner(more=", shifts: ['22:00-06:00']")))
    assert changed_tables(night, hours) == ["decisions"]
    assert found(outcome(theatre(scanner(more=", shifts: ['00:30-00:45']"))), AT_BUSY) < found(night, AT_BUSY)


def test_more_shifts_find_more() -> None:
    assert rises(lambda run: found(run, AT_BUSY), theatre(scanner(more=", shifts: [evening]")), theatre(scanner()))


def test_a_team_that_arrives_later_finds_nothing_before() -> None:
    run = outcome(theatre(scanner(more=", arrives: 20 h")))
    assert found(run, AT_BUSY, until=20.0) == 0 < found(run, AT_BUSY)


MOVE = event(f"{{kind: move_asset, at: 24 h, asset: scanner, country: BG, from: {BUSY}, to: {QUIET}}}")


def test_a_team_that_moves_stops_finding_at_the_old_post_and_begins_at_the_new() -> None:
    action, run = operate(theatre(scanner(), MOVE))
    index = action.env.theatre.index
    way = action.env.theatre.way_h(index[AT_BUSY], index[AT_QUIET])
    assert 0.0 < way < 12.0
    before = outcome(theatre(scanner()))
    assert found(run, AT_BUSY, until=24.0) == found(before, AT_BUSY, until=24.0) > 0
    assert found(run, AT_BUSY, since=24.0) == 0 < found(before, AT_BUSY, since=24.0)
    assert found(run, AT_QUIET, until=24.0 + way) == 0 < found(run, AT_QUIET, since=24.0 + way)
    moved = decided(run, "move")
    assert [(row["agent"], row["time_h"], row["subject"]) for row in moved] == [
        (f"{AT_BUSY}/scanner-1", 24.0, AT_QUIET)
    ]
    travel = sum(row["travel_h"] for row in rows(run, "hours", lambda row: row["country"] == "BG"))
    assert travel == pytest.approx(way * PRACTICE.of(action.env.plan).team)


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
    action, run = operate(theatre({"deployments": f"[{dogs}]", "events": f"[{moves}]"}))
    teams = action.env.of_kind(SpecialTeam)
    assert len({team.name for team in teams}) == len(teams) == 3
    at = {team.name: AT_BUSY for team in teams}
    free = dict.fromkeys(at, 0.0)
    moved = decided(run, "move")
    assert len(moved) == 4
    for row in moved:
        assert row["detail"] == f"canine from {at[row['agent']].partition('/')[2]}"
        assert row["time_h"] >= free[row["agent"]]
        index = action.env.theatre.index
        free[row["agent"]] = row["time_h"] + action.env.theatre.way_h(index[at[row["agent"]]], index[row["subject"]])
        at[row["agent"]] = row["subject"]
    names = action.env.theatre.checkpoints
    assert {team.name: names[team.point].name for team in teams if team.point is not None} == at
    assert (action.world.checkpoints.lanes_by_hour >= 0.0).all() and (action.world.checkpoints._guests >= 0.0).all()


def test_a_team_that_is_sent_comes_after_a_lead_time_and_then_finds() -> None:
    sent = event(f"{{kind: send_asset, at: 2 h, asset: scanner, country: BG, post: {BUSY}, by: NL}}")
    quick = {**sent, "behaviour.assets.lead": "6 h"}
    run = outcome(theatre(quick))
    [came] = rows(run, "decisions", lambda row: row["agent"] == f"{AT_BUSY}/scanner-sent-h2")
    assert came["time_h"] > 2.0
    assert found(run, AT_BUSY, until=came["time_h"]) == 0 < found(run, AT_BUSY)
    [hours] = rows(run, "hours", lambda row: row["service"] == "guests")
    assert hours["country"] == "BG" and hours["officers"] == 2
    assert hours["officer_hours"] == pytest.approx(2 * (48.0 - came["time_h"]) / 3.0)
    assert rises(lambda run: found(run, AT_BUSY), theatre(), theatre(quick))


def test_plates_are_read_by_a_team_as_by_a_post() -> None:
    assert "anpr" not in reference.posts()[BUSY].equipment
    plates = {"behaviour.prevalence.vehicle.notice": "0.5", "behaviour.prevalence.vehicle.drugs": "0"}
    team = {"deployments": f"[{{asset: anpr, post: {BUSY}, country: BG}}]"}
    assert found_at(outcome(theatre(plates)), AT_BUSY, "anpr") == 0
    assert found_at(outcome(theatre(plates, team)), AT_BUSY, "anpr") > 0
