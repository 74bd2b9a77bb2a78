"""Networks of a run, out of it and into a plan again."""

from pathlib import Path

import pytest

from sim.experiment.networks import networks_of
from sim.joint_action import JointAction
from sim.scenario.exports import export_networks
from sim.scenario.load import load, load_text, vary
from sim.scenario.schema import Scenario
from tests.scenario.minimal import TEXT, with_change, written

RING = "{members: {m1: {ties: [m2]}, m2: {ties: [m3]}, m3: {ties: [m4]}, m4: {ties: [m2]}}}"


@pytest.mark.parametrize("name", ["drawn.csv", "drawn.graphml"])
def test_networks_that_were_drawn_run_as_they_ran(tmp_path: Path, name: str) -> None:
    drawn = load_text(TEXT)
    export_networks(networks_of(drawn, 3, 2, parameters="best"), tmp_path / name)
    given = load(written(tmp_path, with_change("count: 5}", f"count: 5, own: {name}}}")))
    first, second = JointAction(drawn, 3, 2), JointAction(given, 3, 2)
    assert first.at_first() == second.at_first()
    assert len(first.at_first().networks) == 5
    if name == "drawn.csv":
        assert first.run()["movements"].rows() == second.run()["movements"].rows()


def test_a_network_with_the_name_of_a_drawn_one_stands_in_its_place_if_it_comes() -> None:
    away = RING.replace("{members", "{countries: [HU, TR], members")
    plan = vary(load_text(TEXT), {"networks.own.N01": RING, "networks.own.N03": away})
    found = JointAction(plan, 1, 0).at_first().networks
    assert [*found] == ["N00", "N01", "N02", "N04"]
    assert len(found["N01"].members) == 4


def test_a_network_of_the_plan_joins_those_that_are_drawn() -> None:
    with_own = JointAction(vary(load_text(TEXT), {"networks.own.ring": RING}), 1, 0).at_first().networks
    assert [*with_own] == ["N00", "N01", "N02", "N03", "N04", "ring"]
    drawn = JointAction(load_text(TEXT), 1, 0).at_first().networks
    assert all(with_own[name] == network for name, network in drawn.items()), "what is drawn stays as it is"


def roles(scenario: Scenario) -> list[str]:
    return [member.role for member in JointAction(scenario, 1, 0).at_first().networks["ring"].members]


def test_who_has_most_ties_leads_where_no_role_is_given() -> None:
    found = roles(vary(load_text(TEXT), {"networks.own.ring": RING}))
    assert found[1] == "leader", "m2 has three ties, the others one or two"
    given = vary(load_text(TEXT), {"networks.own.ring": RING, "networks.own.ring.members.m4.role": "leader"})
    assert roles(given) == ["member", "member", "member", "leader"]


def test_countries_that_are_given_are_where_members_live() -> None:
    text = RING.replace("{members", "{countries: [RS, BG], members")
    plan = vary(load_text(TEXT), {"networks.own.ring": text, "networks.own.ring.members.m1.country": "BG"})
    network = JointAction(plan, 1, 0).at_first().networks["ring"]
    assert network.countries == ("RS", "BG")
    assert network.members[0].country == "BG"
    assert {member.country for member in network.members} <= {"RS", "BG"}
