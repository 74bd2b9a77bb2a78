"""What `check` accepts, a run can end: each kind of number has its bounds, and the whole has a cost that is told."""

import pytest

from sim.errors import ScenarioError
from sim.joint_action import JointAction
from sim.scenario import effort
from sim.scenario.behaviour import Behaviour
from sim.scenario.leaves import leaves
from sim.scenario.load import load_text
from sim.scenario.quantity import LONGEST_H
from sim.scenario.tree import dotted
from sim.units import spoken
from tests.scenario.ends import TINY, bounds

HUGE = "1000000000000"


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("countries.BG.plan.officers", HUGE, "Write 1,000,000 or less"),
        ("countries.BG.officers.police", HUGE, "Write 1,000,000 or less"),
        ("countries.BG.plan.premises", HUGE, "Write 100,000,000 or less"),
        ("countries.BG.liaison.centre", HUGE, "Write 1,000 or less"),
        ("behaviour.checks.backlog", "1000000", "Write 1,000 or less"),
        ("behaviour.checks.second_backlog", "1000000", "Write 1,000 or less"),
        ("behaviour.staffing.officers_per_lane", "1e-12", "Write 1 or more"),
        ("behaviour.staffing.search_team", "1e-12", "Write 1 or more"),
        ("behaviour.cyber.team", "1e-12", "Write 1 or more"),
        ("behaviour.assets.team", "0.5", "Write 1 or more"),
        ("europol.analysts", HUGE, "Write 1,000 or less"),
        ("europol.office_desks", HUGE, "Write 1,000 or less"),
        ("centre.desks", HUGE, "Write 1,000 or less"),
        ("national.divisions", HUGE, "Write 1,000 or less"),
        ("posts.added.new-road.lanes", HUGE, "Write 1,000 or less"),
        ("posts.added.new-road.persons_per_day", HUGE, "Write 10,000,000 or less"),
        ("frontex.officers.0.officers", HUGE, "Write 10,000 or less"),
        ("frontex.pool", HUGE, "Write 10,000 or less"),
        ("europol.guest_officers.0.officers", HUGE, "Write 10,000 or less"),
        ("events.8.officers", HUGE, "Write 1,000,000 or less"),
        ("events.4.units", HUGE, "Write 100 or less"),
        ("events.12.traces", HUGE, "Write 10,000 or less"),
        ("networks.count", HUGE, "Write 10,000 or less"),
        ("preparation.prepared_targets", HUGE, "Write 100,000 or less"),
        ("preparation.prior_traces", "1000000", "Write 100 or less"),
        ("behaviour.checks.briefing", "0.001 s", "Write 1 min or more"),
        ("behaviour.systems.outage", "0.001 s", "Write 1 min or more"),
        ("behaviour.cyber.search", "59 s", "Write 1 min or more"),
        ("behaviour.traffic.vehicle_control", "0.1 s", "Write 1 s or more"),
        ("behaviour.crises.longest.hijacking", "0", "Write 1 s or more"),
        ("behaviour.cases.confirmation", "100001 h", "Write 100000 h or less"),
        ("behaviour.crime.members_median", "1e-12", "Write 1 or more"),
        ("behaviour.crime.largest", "1000000", "Write 1,000 or less"),
        ("behaviour.crime.movements", "1000000", "Write 100 or less"),
        ("behaviour.crime.mobility", "1e-12", "Write 1 or more"),
        ("behaviour.finance.transactions", "1000000", "Write 100 or less"),
        ("behaviour.finance.lent", "1e-12", "Write 0.01 or more"),
        ("behaviour.exchange.variation", "1000000", "Write 5 or less"),
        ("behaviour.cases.drugs_sigma", "6", "Write 5 or less"),
        ("behaviour.traffic.day_variation", "100", "Write 3 or less"),
        ("behaviour.detection.training", "1000000", "Write 10 or less"),
        ("behaviour.support.cargo_control", "1000000", "Write 10 or less"),
        ("behaviour.crime.cost_per_border", "1000000", "Write 20 or less"),
        ("behaviour.staffing.day_shift", "1e-300", "Write 0.000001 or more"),
        ("behaviour.selection.false_alarm", "0", "Write 0.000001 or more"),
    ],
)
def test_a_number_that_no_run_could_take_is_refused_with_its_bound(path: str, value: str, told: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        load_text(TINY, "tiny.yaml", {path: value})
    (fault,) = refused.value.faults
    assert fault.key.startswith(path) and fault.wanted == told


def test_every_parameter_has_bounds_from_its_kind_around_its_declared_range() -> None:
    """The declared range is advice: the bounds leave room for it."""
    for leaf in leaves(Behaviour()):
        low, high = bounds(leaf.field)
        declared = leaf.known("low"), leaf.known("high")
        assert low <= float(str(declared[0])) <= float(str(declared[1])) <= high, leaf.path


@pytest.mark.parametrize(
    ("changes", "key", "what"),
    [
        ({"countries.BG.plan": "{officers: 1, premises: 100000}"}, "countries.BG.plan.premises", "planned searches"),
        ({"countries.RS.plan.premises": "900000"}, "countries.RS.plan.premises", "planned searches of premises"),
        ({"countries.RS.plan.person": "100000000"}, "countries.RS.plan", "candidates"),
        ({"countries.MK.officers.police": "1000000", "officers_scale": "100"}, "countries.MK.officers", "lanes"),
        (
            {"countries.BG.plan.officers": "1000000", "behaviour.staffing.officers_per_lane": "1"},
            "countries.BG.plan.officers",
            "lanes",
        ),
        ({"networks": "{count: 10000, scale: 3}"}, "networks.count", "networks"),
        (
            {
                "networks.count": "500",
                "networks.targeting": "brokers",
                **dict.fromkeys(("behaviour.crime.members_median", "behaviour.crime.largest"), "1000"),
            },
            "networks.count",
            "networks",
        ),
        (
            {"behaviour.crime.movements": "100", "networks.count": "600", "days": "9"},
            "behaviour.crime.movements",
            "mov",
        ),
        (
            {"behaviour.finance.transactions": "100", "networks.count": "300", "days": "31"},
            "behaviour.finance.transactions",
            "trails of money",
        ),
        (
            {"behaviour.cyber.search": "1 min", "countries.BG.officers.cyber": "3000", "days": "5"},
            "behaviour.cyber.search",
            "finds of cyber patrols",
        ),
        (
            {"behaviour.systems.outage": "1 min", "behaviour.systems.availability.national": "0", "days": "31"},
            "behaviour.systems.outage",
            "outages of databases",
        ),
        ({"events.0.traffic": "100", "countries.BG.plan.person": "5000000"}, "countries.BG.plan", ""),
        (
            {"behaviour.prevalence.person.suspect": "1", "countries.BG.plan.person": "900000"},
            "behaviour.prevalence",
            "cases",
        ),
    ],
)
def test_a_plan_that_a_laptop_cannot_run_is_refused_with_its_cost(changes: dict[str, str], key: str, what: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        load_text(TINY, "tiny.yaml", changes)
    (fault,) = refused.value.faults
    assert fault.key == key and what in fault.found
    assert "a run would take about" in fault.found
    assert fault.wanted == "Stay within 120 s and 1.0 GB for a run: plan less"


def test_surges_that_come_together_multiply_what_a_plan_costs() -> None:
    surges = ", ".join("{kind: surge, at: 1 h, posts: [kalotina-gradina], traffic: 100, lasts: 9 h}" for _ in range(4))
    load_text(TINY, "tiny.yaml", {"events": "[]"})
    with pytest.raises(ScenarioError, match="a run would take about"):
        load_text(TINY, "tiny.yaml", {"events": f"[{surges}]"})


def test_lists_have_an_end() -> None:
    events = ", ".join("{kind: tip_off, at: 1 h, networks: 0}" for _ in range(1001))
    with pytest.raises(ScenarioError, match="a list of more than 1,000 entries"):
        load_text(TINY.partition("events:")[0] + f"events: [{events}]\n")


def test_the_estimate_is_no_less_than_what_a_run_makes() -> None:
    """Up to half as much again by luck; what is certain is exact."""
    scenario = load_text(TINY)
    made = {work.what: work.number for work in effort.works_of(scenario)}
    action = JointAction(scenario, 1, 0)
    outcome = action.run()
    assert made["networks"] == len(outcome["networks"]) == 5
    assert made["planned searches of premises"] >= int(action.world.searches.premises.sum()) > 0
    assert made["prepared targets"] == 6
    assert made["briefings"] == 48
    assert made["movements"] * 1.5 >= len(outcome["movements"]) > 0
    cases = outcome["cases"].rows()
    followed = [row for row in cases if row["selection"] in ("brief", "thorough") and row["mark"] != "irregular_entry"]
    assert made["cases that are followed up"] * 1.5 >= len(followed) > 0
    assert made["candidates for a check"] * 1.5 >= float(action.world.checkpoints.tally[..., 0].sum()) > 0


@pytest.mark.parametrize("hours", [1 / 3600, 1 / 60, LONGEST_H])
def test_bounds_of_durations_are_told_in_units_that_can_be_written(hours: float) -> None:
    load_text(TINY, "tiny.yaml", {"behaviour.checks.false_indication_time": spoken(max(hours, 1 / 3600))})


def test_values_in_the_tiny_scenario_cover_every_section() -> None:
    paths = {dotted(leaf.path).split(".")[0] for leaf in leaves(load_text(TINY))}
    assert {"finance", "cyber", "customs", "frontex", "events", "deployments", "cross_border", "behaviour"} <= paths
