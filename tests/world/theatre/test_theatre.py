"""The theatre as arrays: where checks are planned, how many lanes that gives, which ways lead where."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest

from sim.engine.queues import DETECTORS, MARKS
from sim.scenario import reference
from sim.scenario.load import load, vary
from sim.scenario.schema import Scenario
from sim.scenario.shifts import SHIFTS
from sim.world.theatre.places import BORDERS
from sim.world.theatre.theatre import Theatre, theatre_of
from tests.theatre import COUNTRIES, SCENARIOS, full_scale, small

PLAN_WITHIN = 0.03
"""Checks expected by queueing theory against the plan."""


def planned(scenario: Scenario) -> float:
    return sum(
        number
        for code in scenario.countries
        for kind, number in scenario.planned_checks(code).items()
        if kind != "premises"
    )


@pytest.mark.parametrize("name", ["jad-see-2023", "jad-see-2024"])
def test_plan_comes_true_with_the_officers_of_the_plan(name: str) -> None:
    scenario = load(SCENARIOS / f"{name}.yaml")
    assert Theatre(scenario).expected_checks() == pytest.approx(planned(scenario), rel=PLAN_WITHIN)


def test_plan_comes_true_in_the_small_theatre() -> None:
    assert Theatre(small()).expected_checks() == pytest.approx(planned(small()), rel=PLAN_WITHIN)


def test_expected_checks_grow_with_officers_but_less_than_in_proportion() -> None:
    scales = (0.25, 0.5, 1.0, 1.5, 2.0)
    ladder = [Theatre(vary(full_scale(), {"officers_scale": str(scale)})).expected_checks() for scale in scales]
    for (few, fewer_checks), (many, more_checks) in pairwise(zip(scales, ladder, strict=True)):
        assert 1.0 < more_checks / fewer_checks < many / few


def test_lanes_grow_with_officers_and_are_fewest_at_night() -> None:
    theatre = Theatre(small())
    officers = np.linspace(0.0, 60.0, 241)
    by_shift = [theatre.lanes(officers, np.full(officers.size, theatre.on_duty(hour))) for hour in SHIFTS]
    for lanes in by_shift:
        assert (np.diff(lanes) >= 0).all()
        assert lanes[0] == 0.0 < lanes[1] < 1.0 and lanes[-1] > 3.0
    assert (by_shift[2] <= by_shift[0]).all()


def test_only_countries_that_take_part_have_checkpoints() -> None:
    theatre = Theatre(small())
    posts = reference.posts()
    assert {point.country for point in theatre.checkpoints} == set(COUNTRIES)
    for point in theatre.checkpoints:
        assert point.name == f"{point.country}/{point.post}"
        assert point.country in posts[point.post].sides
    half = [point for point in theatre.checkpoints if point.other and point.other not in COUNTRIES]
    assert half, "posts on the outer border have one side"
    assert all(f"{point.other}/{point.post}" not in theatre.index for point in half)
    order = [point.country for point in theatre.checkpoints]
    assert order == sorted(order)


def test_every_post_that_takes_part_is_there_unless_it_is_online() -> None:
    scenario = full_scale()
    theatre = Theatre(scenario)
    wanted = {
        f"{code}/{post.id}"
        for post in scenario.active_posts().values()
        for code in post.sides
        if post.kind != "online" and code in scenario.countries
    }
    assert set(theatre.index) == wanted


def test_posting_gives_every_officer_who_checks_a_post() -> None:
    theatre = Theatre(full_scale())
    staffing = theatre.scenario.behaviour.staffing
    for (code, service), posted in theatre.posting.items():
        officers = {**theatre.scenario.countries[code].officers}.get(service, 0)  # type: ignore[call-overload]
        makes_checks = service not in ("cyber", "special_intervention")
        assert posted.sum() == pytest.approx(officers * staffing.on_checks if makes_checks else 0.0)
        assert (posted[theatre.country != theatre.codes.index(code)] == 0.0).all()


def test_equipment_is_what_the_post_has_every_day() -> None:
    theatre = Theatre(small())
    equipment = {point.name: point.equipment for point in theatre.checkpoints}
    assert "canine" not in equipment["BG/gyueshevo-deve-bair"], "a dog that was sent is a team"
    assert "canine" in equipment["BG/kalotina-gradina"]
    canine, drugs = DETECTORS.index("canine"), MARKS.index("drugs")
    with_dog = theatre.detection[theatre.index["BG/kalotina-gradina"], canine, drugs]
    detection = theatre.scenario.behaviour.detection
    assert detection.canine["drugs"] == theatre.powers[0, canine, drugs]
    assert with_dog == pytest.approx(detection.coverage["canine"] * detection.canine["drugs"])
    assert theatre.detection[theatre.index["MK/gyueshevo-deve-bair"], canine, drugs] == 0.0


def test_more_equipment_raises_false_alarms_and_its_order_does_not_matter() -> None:
    theatre = Theatre(small())
    dog, both = theatre.false_alarm_with(0, ("canine",)), theatre.false_alarm_with(0, ("canine", "scanner"))
    assert (theatre.false_alarm_with(0, ()) == 0.0).all()
    assert both.sum() > dog.sum() > 0.0
    np.testing.assert_allclose(both, theatre.false_alarm_with(0, ("scanner", "canine")))


def test_probabilities_are_probabilities() -> None:
    theatre = Theatre(full_scale())
    for table in (theatre.prevalence, theatre.detection, theatre.reach, theatre.referral, theatre.false_alarm):
        assert (table >= 0.0).all() and (table <= 1.0).all()
    assert (theatre.prevalence.sum(axis=3) < 1.0).all()
    assert (theatre.detection[:, :, 0] == 0.0).all(), "nothing can be detected on who is clean"


def test_thorough_checks_meet_more_offenders_by_the_indicator_and_the_focus() -> None:
    scenario = small(crime_areas="{drugs: 4, firearms: 1}")
    theatre = Theatre(scenario)
    lift = scenario.behaviour.selection.sensitivity / scenario.behaviour.selection.false_alarm
    brief, thorough = theatre.prevalence[0, 1]
    ratios = thorough / np.where(brief > 0.0, brief, 1.0)
    assert ratios[MARKS.index("notice")] == pytest.approx(lift)
    assert ratios[MARKS.index("drugs")] == pytest.approx(1.0 + (lift - 1.0) * np.sqrt(6.0 * 4.0 / 5.0))
    assert ratios[MARKS.index("firearms")] == pytest.approx(1.0 + (lift - 1.0) * np.sqrt(6.0 * 1.0 / 5.0))
    assert ratios[MARKS.index("victims")] == pytest.approx(1.0), "no focus on what the action is not about"


def test_irregular_entry_is_a_matter_of_borders() -> None:
    theatre = Theatre(full_scale())
    column = theatre.prevalence[:, 0, 0, MARKS.index("irregular_entry")]
    base = theatre.scenario.behaviour.prevalence
    for point, p in zip(theatre.checkpoints, column, strict=True):
        factor = base.green_border if point.kind == "green_border" else 1.0 if point.kind in BORDERS else base.inside
        assert p == pytest.approx(base.person["irregular_entry"] * factor)


def test_traffic_has_its_days_and_nights() -> None:
    theatre = Theatre(full_scale())
    traffic = theatre.scenario.behaviour.traffic
    assert theatre.profile.mean() == pytest.approx(1.0)
    days = theatre.profile.reshape(-1, 24)
    assert (days.argmin(axis=1) == 3).all()
    assert days[:, 3] / days.mean(axis=1) == pytest.approx(traffic.night_level)
    first = theatre.scenario.start.weekday()
    at_weekends = np.array([(first + day) % 7 >= 5 for day in range(len(days))])
    assert 0 < at_weekends.sum() < len(days)
    assert days[at_weekends, 12] == pytest.approx(traffic.weekend * days[~at_weekends, 12].mean())


def test_ways_are_short_follow_borders_and_do_not_return() -> None:
    theatre = Theatre(full_scale())
    graph = nx.Graph(theatre.borders.keys())
    found = 0
    for origin in theatre.codes:
        for destination in theatre.codes:
            if origin == destination:
                continue
            ways = theatre.paths(origin, destination)
            joined = origin in graph and destination in graph and nx.has_path(graph, origin, destination)
            assert bool(ways) == joined
            for way in ways:
                found += 1
                assert (way[0], way[-1]) == (origin, destination)
                assert len(set(way)) == len(way) <= len(ways[0]) + 1
                assert all(pair in theatre.borders for pair in pairwise(way))
            assert len(ways) <= 3 and len(set(ways)) == len(ways)
            if joined:
                assert len(ways[0]) - 1 == nx.shortest_path_length(graph, origin, destination)
    assert found > 500


def test_borders_are_the_same_posts_from_both_sides() -> None:
    theatre = Theatre(full_scale())
    for (here, there), posts in theatre.borders.items():
        back = {border.post: border for border in theatre.borders[there, here]}
        for border in posts:
            assert (back[border.post].leave, back[border.post].enter) == (border.enter, border.leave)
            assert theatre.checkpoints[border.leave].country == here
            assert theatre.checkpoints[border.enter].country == there


def test_traffic_of_a_post_draws_networks_as_much_as_it_fills_its_lanes() -> None:
    one, two = (Theatre(small({"posts.traffic": f"{{kalotina-gradina: {factor}}}"})) for factor in (1, 2))
    at = [border.post for border in one.borders["BG", "RS"]].index("kalotina-gradina")
    before, after = one.borders["BG", "RS"][at], two.borders["BG", "RS"][at]
    assert after.traffic == pytest.approx(2.0 * before.traffic)
    point = one.checkpoints[before.leave], two.checkpoints[after.leave]
    assert point[1].per_day[0] == pytest.approx(2.0 * point[0].per_day[0])


def test_equal_scenarios_share_a_theatre() -> None:
    assert theatre_of(small()) is theatre_of(small())
    assert theatre_of(small()) is not theatre_of(small(officers_scale="1.1"))
