"""What one action hands on to the next: nobody is lost on the way, nothing is made up, and time heals and forgets."""

from __future__ import annotations

from collections.abc import Mapping

import networkx as nx
import numpy as np
import pytest

from sim.engine.streams import Chance
from sim.joint_action import JointAction
from sim.outcome.measures import measure
from sim.scenario.programme import Between
from sim.world.crime import between_actions, graphs
from sim.world.crime.carry_over import Legacy, NetworkState, PictureState
from tests.institutions.paired import shows_above
from tests.theatre import operate, rows, small
from tests.world.crime.test_network_levers import STRUCK

RUNS = 10


def handed_on(changes: Mapping[str, str] | None = None, replication: int = 0) -> tuple[Legacy, JointAction]:
    action, _ = operate(small({**STRUCK, **(changes or {})}), replication)
    return action.legacy(), action


def after(legacy: Legacy, days: float, **values: float) -> Legacy:
    return between_actions.passed(legacy, days * 24.0, Between(**values), 48.0, Chance(1, 0), "then")


def graph(state: NetworkState) -> nx.Graph[int]:
    made: nx.Graph[int] = nx.Graph(state.edges)
    made.add_nodes_from(range(len(state.members)))
    return made


def test_members_are_conserved() -> None:
    legacy, action = handed_on({"behaviour.crime.replacement": "24 h"})
    for network in action.world.networks:
        state = legacy.networks[network.name]
        assert state.present == network.size - len(network.lost)
        assert state.arrested == len(network.lost) and state.founded == network.size
        assert len(state.members) == network.size - network.replaced
        assert all(0 <= a < b < len(state.members) for a, b in state.edges)
    assert sum(network.replaced for network in action.world.networks) > 0
    assert legacy.hours == action.env.plan.hours


def test_the_next_action_begins_as_the_last_one_ended() -> None:
    legacy, _ = handed_on()
    again = JointAction(small({**STRUCK, "name": "The next"}), 7, 0, legacy=legacy)
    outcome = again.run()
    table = {row["network"]: row for row in rows(outcome, "networks")}
    for name, state in legacy.networks.items():
        assert table[name]["members"] == len(state.members)
        network = again.world.networks[name]
        assert network.state is state and network.lost >= {n for n, one in enumerate(state.members) if one.lost}
        assert again.world.analysis.pictures[name].known >= legacy.pictures[name].known
        assert again.world.analysis.pictures[name].countries[: len(legacy.pictures[name].countries)] == list(
            legacy.pictures[name].countries
        )
    assert again.legacy().hours == 2 * again.env.plan.hours


def test_networks_that_cannot_cross_a_border_of_the_action_take_no_part_and_stay_as_they_are() -> None:
    legacy, _ = handed_on()
    one = "{officers: {police: 50}, plan: {officers: 50, person: 300}}"
    empty = dict.fromkeys(("europol.mobile_offices", "deployments", "preparation.jits"), "[]")
    scenario = small({"countries": f"{{BG: {one}, GR: {one}}}", "posts.traffic": "{}", **empty})
    action = JointAction(scenario, 1, 0, legacy=legacy)
    outcome = action.run()
    there = {name for name, state in legacy.networks.items() if {"BG", "GR"} <= set(state.countries)}
    assert 0 < len(there) < len(legacy.networks)
    assert set(outcome["networks"].text("network")) == there
    later = action.legacy()
    for name in legacy.networks.keys() - there:
        assert later.networks[name] is legacy.networks[name]
    for row in rows(outcome, "movements"):
        assert {row["origin"], row["destination"]} == {"BG", "GR"}


def test_what_is_known_makes_the_next_action_arrest_more() -> None:
    """The same networks and luck, with and without the picture of the first action."""
    scenario = small({**STRUCK, "name": "The next"})

    def arrests(legacy: Legacy, replication: int) -> float:
        run = JointAction(scenario, 5, replication, legacy=legacy).run()
        return measure(run).total["arrests_network_operation"]

    def change(replication: int) -> float:
        legacy, _ = handed_on({"days": "1"}, replication)
        blank = Legacy(legacy.networks, {name: PictureState() for name in legacy.networks})
        return arrests(legacy, replication) - arrests(blank, replication)

    assert shows_above(change, RUNS)


def test_time_heals_networks_and_makes_europol_forget() -> None:
    legacy, _ = handed_on()
    soon, late = after(legacy, 1.0), after(legacy, 300.0)
    assert sum(state.present for state in soon.networks.values()) < sum(s.present for s in late.networks.values())
    for name, state in legacy.networks.items():
        healed = late.networks[name]
        assert state.present <= healed.present <= state.founded
        assert healed.arrested == state.arrested
        assert late.pictures[name].known <= soon.pictures[name].known <= legacy.pictures[name].known
        assert all(risk < 1e-6 for risk in healed.risk.values()) and not healed.losses and not healed.hides_h
        if nx.is_connected(graph(state)) and state.present < state.founded:
            assert graphs.compactness(len(healed.members), healed.edges) > 0
    known = [np.mean([p.known for p in one.pictures.values()]) for one in (legacy, soon, late)]
    assert known[0] > known[1] > known[2] > 0


def test_no_time_changes_nothing() -> None:
    legacy, _ = handed_on()
    same = after(legacy, 0.0)
    assert same.networks == dict(legacy.networks)
    for name, picture in legacy.pictures.items():
        assert same.pictures[name].known == pytest.approx(picture.known)
        assert same.pictures[name].countries == picture.countries


@pytest.mark.parametrize("name", ["replacement", "recruitment", "forgetting"])
def test_every_habit_of_the_pause_has_an_effect(name: str) -> None:
    legacy, _ = handed_on()
    slow, fast = (after(legacy, 20.0, **{name: value}) for value in ("720 d", "7 d"))  # type: ignore[arg-type]
    assert slow != fast
