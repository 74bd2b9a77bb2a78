"""Officers: who searches and who arrests, when shifts change, and what is charged to whom."""

from __future__ import annotations

import numpy as np
import pytest

from sim.outcome.records import Decision
from sim.world.contract.environment import Environment
from sim.world.officers.officers import Officers
from sim.world.officers.units import NationalUnit
from tests.theatre import small

BG = {
    "countries.BG.officers": "{police: 200, customs: 60, cyber: 30, special_intervention: 40}",
    "countries.BG.officers_scale": "2",
}


def officers(**changes: str) -> tuple[Environment, Officers]:
    """The officers of the small theatre, found and ready."""
    env = Environment(small({**BG, **{key.replace("__", "."): value for key, value in changes.items()}}), 1, 0)
    made = Officers(env)
    made.found()
    made.prepare()
    return env, made


def unit_of(made: Officers, service: str) -> NationalUnit:
    (unit,) = (unit for unit in made.units_of("BG") if unit.service == service)
    return unit


def test_units_are_those_of_the_plan_at_its_scales() -> None:
    env, made = officers(officers_scale="0.5")
    assert {(unit.country, unit.service) for unit in made.units} == {
        (code, service) for code, country in env.plan.countries.items() for service in country.officers
    }
    assert {unit.service: unit.officers for unit in made.units_of("BG")} == {
        **{"police": 200.0, "customs": 60.0, "cyber": 30.0, "special_intervention": 40.0}
    }
    assert made.of_country("BG") == 330.0
    assert [unit.name for unit in made.units_of("GR")] == [
        f"GR/{service}" for service in env.plan.countries["GR"].officers
    ]


def test_who_searches_and_who_sits_at_desks() -> None:
    env, made = officers()
    staffing = env.plan.behaviour.staffing
    for service, searches in (("police", 1.0), ("customs", 1.0), ("cyber", 0.0), ("special_intervention", 0.0)):
        unit = unit_of(made, service)
        assert unit.searchers == unit.officers * staffing.on_searches * searches
        assert unit.clerks == unit.officers * staffing.on_desks


@pytest.mark.parametrize(("special", "teams"), [("4", 1), ("40", 4), ("59", 5), ("0", 1)])
def test_arrest_teams_are_special_units_or_one_team_of_criminal_police(special: str, teams: int) -> None:
    _, made = officers(
        **{"countries__BG__officers__special_intervention": special, "countries__BG__officers_scale": "1"},
        behaviour__staffing__intervention_team="10",
    )
    assert made.arrest_teams["BG"].capacity == teams


def test_without_units_there_is_nobody_to_arrest_to_search_or_to_charge() -> None:
    env = Environment(small(BG), 1, 0)
    made = Officers(env)
    made.found()
    for unit in env.of_kind(NationalUnit):
        if unit.country == "BG":
            unit.remove()
    made.prepare()
    made.staff_teams(12.0)
    assert "BG" not in made.arrest_teams and "GR" in made.arrest_teams
    assert (made.teams["BG"].staff, made.of_country("BG"), made.largest_unit("BG")) == (0, 0.0, None)
    assert made.teams["GR"].staff > 0
    made.travelled("BG", 5.0)
    made.reinforce("BG", 5.0)
    assert not any(unit.travel_h or unit.reinforced_h for unit in made.units)


def test_teams_are_fewer_at_night() -> None:
    _, made = officers()
    staff = []
    for hour in (3.0, 10.0):
        made.staff_teams(hour)
        staff.append(made.teams["BG"].staff)
    assert 0 < staff[0] < staff[1]


def test_everybody_is_staffed_at_hour_0_and_at_each_change_of_shift() -> None:
    env, made = officers(start="2024-11-25 03:00")
    told: list[tuple[str, float, float]] = []
    made.work_by_shift(lambda hour: told.append(("posts", env.time, hour)))
    made.work_by_shift(
        lambda hour: told.append(("desks", env.time, hour)), lambda hour: told.append(("teams", env.time, hour))
    )
    env.clock.process(made.change_shifts())
    env.clock.advance(25.0)
    changes = [(0.0, 3.0), (3.0, 6.0), (11.0, 14.0), (19.0, 22.0)]
    assert told == [(who, *change) for change in changes for who in ("posts", "desks", "teams")]
    deployed = [row for row in env.journal.rows(Decision) if row.decision == "deploy"]
    assert [row.agent for row in deployed] == [unit.name for unit in made.units]
    assert {row.time_h for row in deployed} == {0.0}


def test_hours_are_charged_to_the_largest_unit_and_to_guests() -> None:
    """Who comes at hour 24 of 72 serves a third of the 48 hours that are left."""
    env, made = officers()
    env.clock.advance(24.0)
    made.travelled("BG", 2.0)
    made.travelled("BG", 3.0)
    made.reinforce("BG", 10.0)
    made.host("BG", "frontex", 6.0)
    made.host("BG", "frontex", 3.0)
    made.guests_travelled("BG", "guests", 1.5)
    assert {unit.service: (unit.travel_h, unit.reinforced_h) for unit in made.units_of("BG")} == {
        **{"police": (5.0, 160.0), "customs": (0.0, 0.0), "cyber": (0.0, 0.0), "special_intervention": (0.0, 0.0)}
    }
    guests = {key: (one.officers, one.hours, one.travel_h) for key, one in made.guests.items()}
    assert guests == {("BG", "frontex"): (9.0, 144.0, 0.0), ("BG", "guests"): (0.0, 0.0, 1.5)}


def test_posts_are_filled_by_all_units_together() -> None:
    env, made = officers()
    on_checks = made.on_checks()
    assert on_checks.shape == (len(env.theatre.checkpoints),)
    assert on_checks.sum() == pytest.approx(sum(unit.deploy().sum() for unit in made.units))
    staffing = env.plan.behaviour.staffing
    assert unit_of(made, "police").deploy().sum() == pytest.approx(400.0 * staffing.on_checks)
    assert unit_of(made, "special_intervention").deploy().sum() == 0.0


TWELVE = "[06:00-18:00, 18:00-06:00]"
BY_DAY = "{06:00-18:00: 0.75, 08:30-20:30: 0.25}"


def test_longer_shifts_cost_more_hours_and_put_more_on_duty_at_once() -> None:
    usual, twelve = officers()[1], officers(shifts=TWELVE)[1]
    for unit, longer in zip(usual.units, twelve.units, strict=True):
        assert usual.daily_h(unit) == unit.officers * 8.0
        assert twelve.daily_h(longer) == pytest.approx(unit.officers * 12.0)
    for made, on_duty in ((usual, 0.4), (twelve, 0.5)):
        made.staff_teams(8.0)
        searchers = sum(unit.searchers for unit in made.units_of("BG"))
        assert made.teams["BG"].staff == max(1, round(searchers * on_duty / 6.0))


def test_where_nobody_serves_nobody_is_there() -> None:
    env, made = officers(countries__BG__shifts=BY_DAY)
    served, theatre = env.theatre.served["BG"], env.theatre
    expected = {0.0: 0.0, 5.99: 0.0, 6.0: 0.75, 8.25: 0.75, 8.5: 1.0, 17.99: 1.0, 18.0: 0.25, 20.5: 0.0}
    assert {hour: served.on_duty(hour) for hour in expected} == pytest.approx(expected)
    here = np.array([point.country == "BG" for point in theatre.checkpoints])
    lanes = theatre.lanes(np.full(here.size, 40.0), theatre.duty.at(3.0))
    assert not lanes[here].any() and lanes[~here].all()
    made.staff_teams(3.0)
    assert made.teams["BG"].staff == 0 < made.teams["RS"].staff


def test_a_side_of_a_post_has_shifts_of_its_own() -> None:
    env, made = officers(shifts=TWELVE, posts__shifts="{kalotina-gradina: {BG: [10:00-20:00]}}")
    served = dict(zip(env.theatre.index, env.theatre.duty.at(3.0).tolist(), strict=True))
    assert served.pop("BG/kalotina-gradina") == 0.0
    assert set(served.values()) == {0.5}
    police = unit_of(made, "police")
    there = police.deploy()[env.theatre.index["BG/kalotina-gradina"]]
    assert there > 0.0
    assert made.daily_h(police) == pytest.approx((police.officers - there) * 12.0 + there * 10.0)


def test_shifts_by_the_hours_of_the_three_are_the_three() -> None:
    thirds = officers(shifts="{06:00-14:00: 0.4, 14:00-22:00: 0.35, 22:00-06:00: 0.25}")[0].theatre
    usual = officers()[0].theatre
    assert (thirds.candidates == usual.candidates).all()
    assert thirds.expected_checks() == pytest.approx(usual.expected_checks())


def test_shifts_change_who_is_checked_and_not_who_travels() -> None:
    usual, by_day = officers()[0].theatre, officers(shifts=BY_DAY)[0].theatre
    assert (by_day.candidates == usual.candidates).all()
    assert by_day.expected_checks() < usual.expected_checks()
