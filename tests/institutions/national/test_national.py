"""National bureaus and their divisions: who gives which task to whom, and when."""

from __future__ import annotations

import pytest

from sim.institutions.national.agents import NationalBureau, TerritorialDivision
from sim.joint_action import JointAction
from sim.outcome.measures import measure
from sim.outcome.outcome import Outcome
from tests.institutions.paired import Lever, Trial, assert_above
from tests.institutions.scenes import SEARCHES, decided, delays
from tests.theatre import SEED, changed_tables, operate, outcome, rows, small, without

RUNS = 10
BUREAUS = {"national.bureaus": "all"}
CENTRES = {**BUREAUS, "national.centres": "all"}
OFF = {"national.divisions": "{all: 3, RS: 20}", "behaviour.tasking.bureau": "3 h"}

LEVERS = {
    "bureaus by day": Lever(BUREAUS, lowers=("delay of searches at home",)),
    "national centres": Lever(
        {"national.centres": "all"},
        on=BUREAUS,
        lowers=("delay of searches at home", "delay of operations"),
    ),
    "bureaus without staff enough": Lever(
        {"behaviour.tasking.bureau_staff": "1", "behaviour.tasking.bureau": "3 h"},
        on=BUREAUS,
        raises=("delay of searches at home",),
    ),
}


def figures(run: Outcome) -> dict[str, float]:
    """What is asked of a run."""
    return {**measure(run).total, **delays(run)}


TRIAL = Trial(figures, RUNS, always=SEARCHES)
WORTH = Trial(figures, 4 * RUNS, always=SEARCHES)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", LEVERS)
def test_direction(name: str) -> None:
    TRIAL.assert_direction(LEVERS[name])


def test_what_is_off_changes_nothing() -> None:
    assert changed_tables(outcome(small()), outcome(small(OFF))) == []


def test_nobody_of_the_kind_is_there_unless_named() -> None:
    action, _ = operate(small())
    assert not action.env.of_kind(NationalBureau)
    assert not action.env.of_kind(TerritorialDivision)


def test_without_bureaus_there_is_no_coordination() -> None:
    _, bare = operate(small(BUREAUS), before=without(NationalBureau))
    assert changed_tables(outcome(small()), bare) == []


def test_a_task_goes_from_the_bureau_to_one_division_that_sends_a_team() -> None:
    run = outcome(small({**CENTRES, "national.divisions": "{all: 3, RS: 1}"}))
    tasks = decided(run, "task")
    given = {(row["subject"], row["detail"]): row for row in tasks if row["agent"].endswith("bureau")}
    sent = [row for row in tasks if "/division-" in row["agent"]]
    assert len(sent) > 50
    for row in sent:
        assert given[row["subject"], f"to {row['agent']}"]["time_h"] <= row["time_h"]
    assert {row["agent"] for row in sent if row["agent"].startswith("RS/")} == {"RS/division-01"}
    assert {row["agent"] for row in sent if row["agent"].startswith("BG/")} == {f"BG/division-0{n}" for n in (1, 2, 3)}
    made = {row["search"] for row in rows(run, "searches", lambda row: row["kind"] == "follow_up")}
    assert made <= {row["subject"] for row in sent}


def test_a_bureau_without_a_national_centre_gives_no_task_in_the_evening() -> None:
    run = outcome(small({**BUREAUS, "national.centres": "[BG]"}))
    hours = {
        code: [row["time_h"] % 24.0 for row in decided(run, "task") if row["agent"] == f"{code}/bureau"]
        for code in ("BG", "RS")
    }
    assert {7.0 <= hour <= 14.0 for hour in hours["BG"]} == {True, False}
    assert hours["RS"] and all(6.0 <= hour < 18.0 for hour in hours["RS"]), "what was begun by day is finished"


def test_tasks_of_a_country_without_divisions_go_to_its_teams() -> None:
    _, run = operate(small(BUREAUS), before=without(TerritorialDivision))
    assert not [row for row in decided(run, "task") if "/division-" in row["agent"]]
    assert [row for row in decided(run, "task") if row["detail"] == "to the teams"]
    assert rows(run, "searches", lambda row: row["kind"] == "follow_up")


def test_posts_hear_of_an_alert_when_their_bureau_has_passed_it_on() -> None:
    """Posts of Serbia, which has no bureau, know of a network from the next briefing after its package."""
    scenario = small({"national.bureaus": "[BG]", "national.centres": "[BG]"})
    run = outcome(scenario)
    network, published_h = next((row["network"], row["time_h"]) for row in run["packages"].rows())
    [passed] = [row for row in decided(run, "task") if row["subject"] == f"{network}/alert"]
    assert passed["agent"] == "BG/bureau"
    action = JointAction(scenario, SEED, 0)
    action.begin()
    next_briefing = action.env.theatre.next_briefing
    for hour, alerted in (
        (published_h, set()),
        (next_briefing(published_h), {"RS"}),
        (passed["time_h"], {"RS"}),
        (next_briefing(passed["time_h"]), {"RS", "BG"}),
    ):
        assert hour >= action.env.time
        action.advance(hour)
        assert {code for code in ("RS", "BG") if action.world.alerts.odds(network, code) > 1.0} == alerted
        assert action.world.alerts.odds("N99", "BG") == 1.0


def test_a_bureau_day_and_night_is_worth_a_part_of_the_searches_that_came_too_late() -> None:
    """At least a fiftieth of the arrests of follow-up searches; nothing where no address comes up."""
    changes = WORTH.changes(Lever(CENTRES, raises=("arrests_follow_up_search",)))["arrests_follow_up_search"]
    before = WORTH.measured(small(SEARCHES), len(changes))["arrests_follow_up_search"]
    assert_above(changes - 0.02 * before)
    nothing = {"behaviour.cases.address": "0.000001", "networks.count": "0"}
    assert changed_tables(outcome(small(nothing)), outcome(small(nothing | CENTRES))) == ["desks"]
