"""Plans of more checks than officers can make: told at the edge, kind by kind, in `check` and before results."""

from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner

from sim.cli import main
from sim.experiment import replicate
from sim.scenario.capacity import beyond, within_reach
from sim.scenario.load import vary
from sim.scenario.schema import Scenario
from sim.words import APART, Service
from sim.world.theatre.theatre import COMPETENCE
from tests.experiment import plans
from tests.theatre import operate, rows, small

TIMES = {
    "behaviour.staffing": "{on_checks: 0.5, on_searches: 0.1, search_team: 6, productive: 0.8, officers_per_lane: 4}",
    "behaviour.checks": "{person_brief: 1.5 min, vehicle_brief: 3 min, parcel_brief: 1 min}",
    "behaviour.searches.planned": "3 h",
    "counting.thorough_parcel": "0",
}


def planning(checks: str, more: dict[str, str] | None = None) -> Scenario:
    """Thirty officers of Austria, 24 lane hours and one search team on duty for a day, with such a plan."""
    plan = {"countries.AT.officers": "{police: 30}", "countries.AT.plan": f"{{officers: 30, {checks}}}"}
    return plans.small(TIMES | plan | (more or {}))


@pytest.mark.parametrize(
    ("can", "cannot", "told"),
    [
        ("person: 960", "person: 961", "960 of 961 person checks"),
        ("vehicle: 480", "vehicle: 481", "480 of 481 vehicle checks"),
        ("parcel: 1440", "parcel: 1441", "1,440 of 1,441 parcel checks"),
        ("premises: 8", "premises: 9", "8 of 9 premises checks"),
        ("person: 480, vehicle: 240", "person: 960, vehicle: 480", "480 of 960 person checks, 240 of 480 vehicle"),
        ("person: 960, premises: 8", "person: 1920, premises: 16", "960 of 1,920 person checks, 8 of 16 premises"),
    ],
)
def test_what_is_planned_beyond_the_hours_of_officers_is_told_by_kind(can: str, cannot: str, told: str) -> None:
    assert not [*beyond(planning(can))]
    (said,) = beyond(planning(cannot))
    assert said.startswith("countries.AT.plan: its own officers have time for about ") and told in said


@pytest.mark.parametrize(
    "more",
    [
        {"shifts": "['00:00-12:00', '12:00-24:00']"},
        {"countries.AT.shifts": "['06:00-18:00', '18:00-06:00']"},
        {"posts.shifts.vienna-airport.AT": "['06:00-18:00', '18:00-06:00']"},
        {"officers_scale": "1.5", "counting.per_officer": "0"},
        {"days": "2"},
    ],
)
def test_longer_shifts_more_officers_and_more_days_make_more(more: dict[str, str]) -> None:
    (said,) = beyond(planning("person: 3000", more))
    assert f"about {1920 if 'days' in more else 1440:,} of 3,000 person checks" in said


def test_nobody_makes_nothing() -> None:
    none = planning("person: 10, premises: 1", {"countries.AT.officers": "{police: 0}", "counting.per_officer": "0"})
    (said,) = beyond(none)
    assert "its own officers have time for about 0 of 10 person checks, 0 of 1 premises checks" in said


def test_who_makes_no_checks_has_no_time_for_them() -> None:
    """Thirty officers of the police suffice, whoever else comes; the others alone make nothing."""
    who = {"countries.AT.officers": "{cyber: 300, special_intervention: 300}"}
    (said,) = beyond(planning("person: 960, premises: 8", who | {"counting.per_officer": "0"}))
    assert "0 of 960 person checks, 0 of 8 premises checks" in said
    assert set(get_args(Service)) - set(COMPETENCE) == set(APART)


def test_thorough_checks_take_their_time() -> None:
    """Half of them, of 18.5 min instead of 1.5: ten minutes a check."""
    longer = {"counting.thorough_person": "0.5", "behaviour.checks.person_thorough": "18.5 min"}
    longer |= {f"countries.{code}": "null" for code in ("BG", "HU")}
    assert not [*beyond(planning("person: 144", longer))]
    (said,) = beyond(planning("person: 145", longer))
    assert "about 144 of 145 person checks, as long as checks take on average" in said


def test_many_countries_are_told_of_in_one_sentence() -> None:
    """Four that plan twice what they can, beside one that does not."""
    countries = dict.fromkeys(("BG", "HU", "RO"), "{officers: {police: 30}, plan: {officers: 30, person: 1920}}")
    added = {f"countries.{code}": plan for code, plan in countries.items()} | {
        "countries.SI": "{officers: {police: 30}, plan: {officers: 30, person: 100}}"
    }
    (said,) = beyond(planning("person: 1920", added))
    assert said.startswith("countries: the officers of 4 countries (AT, BG, HU, RO) have time for about 50 % of the ")
    assert "of the kinds person that they plan" in said


def test_runs_make_hardly_more_than_is_told() -> None:
    """Of checks twenty times as many as the small theatre plans, and of searches."""
    many = {"countries.BG.plan": "{officers: 340, person: 48000, vehicle: 24000, premises: 400}"}
    plan = small(many)
    assert [said.split(":")[0] for said in beyond(plan)] == ["countries.BG.plan"]
    _, run = operate(plan)
    hours = rows(run, "hourly", lambda row: row["country"] == "BG")
    for kind, most in within_reach(plan, "BG").items():
        made = sum(row[f"checks_{kind}"] for row in hours)
        assert 0.3 * most <= made <= 1.15 * most


def test_it_is_told_by_check_and_before_results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replicate, "replay", plans.replay)
    said = "countries.BG.plan: its own officers have time for about"
    file = tmp_path / "plan.yaml"
    file.write_text(plans.SMALL.replace("person: 500", "person: 50000"))
    told = CliRunner().invoke(main, ["check", str(file)])
    assert (told.exit_code, told.output.count(f"warning: {said}")) == (0, 1)
    run = replicate.run(vary(plans.small(), {"countries.BG.plan.person": 50000}), 2, workers=1, parameters="best")
    assert any(caution.startswith(said) for caution in run.cautions)
