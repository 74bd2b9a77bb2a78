"""Drawn networks look like published covert networks, and graph functions do what they say.

Published graphs are those of `covert_networks.csv`: whole graphs of 61 to 110 members. A published value must lie in
the range of 95 % of drawn networks of like size (within a third), and the mean of drawn networks of these sizes between
the least and the greatest published value. Published sizes by themselves are tested in test_networks.py.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.domain import graphs
from sim.engine.distributions import spread
from sim.engine.streams import Chance
from sim.scenario.behaviour import Crime

PUBLISHED = list(
    csv.DictReader(Path(__file__).with_name("covert_networks.csv").read_text(encoding="utf-8").splitlines())
)
MEASURES = ("density", "modularity", "degree_assortativity")
DRAWN = 240
LIKE = 4 / 3


def plan(size: int, u: float = 0.5) -> graphs.Plan:
    crime = Crime()
    return graphs.Plan(
        size,
        spread(crime.cell, crime.cell_variation, u),
        crime.ties,
        crime.ties_variation,
        crime.bridge,
        crime.strangers,
        crime.specialists,
        crime.couriers,
    )


def edges(size: int, number: int) -> list[graphs.Edge]:
    chance = Chance(1, number)
    return graphs.edges_of(plan(size, chance.draw("network", "cell")), chance.many("member", "edges", 5 * size + 2))


def graph(size: int, ties: list[graphs.Edge]) -> nx.Graph[int]:
    made: nx.Graph[int] = nx.Graph(ties)
    made.add_nodes_from(range(size))
    return made


@cache
def drawn() -> dict[str, np.ndarray]:
    """Measures of drawn networks of 46 to 146 members."""
    found: dict[str, list[float]] = {name: [] for name in ("nodes", *MEASURES)}
    for number in range(DRAWN):
        size = 46 + 100 * number // DRAWN
        one = graph(size, edges(size, number))
        found["nodes"].append(size)
        found["density"].append(nx.density(one))
        parts = nx.community.greedy_modularity_communities(one)
        found["modularity"].append(nx.community.modularity(one, parts))
        found["degree_assortativity"].append(nx.degree_assortativity_coefficient(one))
    return {name: np.array(values) for name, values in found.items()}


@pytest.mark.parametrize("name", MEASURES)
@pytest.mark.parametrize("row", PUBLISHED, ids=[row["network"] for row in PUBLISHED])
def test_published_network_lies_among_drawn_ones_of_like_size(row: dict[str, str], name: str) -> None:
    sizes = drawn()["nodes"]
    like = (sizes > int(row["nodes"]) / LIKE) & (sizes < int(row["nodes"]) * LIKE)
    assert like.sum() >= 60
    low, high = np.quantile(drawn()[name][like], [0.025, 0.975])
    assert low <= float(row[name]) <= high


@pytest.mark.parametrize("name", MEASURES)
def test_mean_of_drawn_networks_lies_among_published_ones(name: str) -> None:
    published = [float(row[name]) for row in PUBLISHED]
    sizes = drawn()["nodes"]
    like = (sizes >= 61) & (sizes <= 110)
    assert min(published) <= drawn()[name][like].mean() <= max(published)


def test_every_size_gives_a_connected_graph_with_all_roles_it_has_room_for() -> None:
    for size in (4, 5, 6, 8, 17, 60, 150):
        for number in range(20):
            ties = edges(size, number)
            assert len(set(ties)) == len(ties) and all(0 <= a < b < size for a, b in ties)
            assert nx.is_connected(graph(size, ties))
            roles = graphs.roles_of(plan(size), Chance(1, number).many("member", "roles", size))
            assert len(roles) == size and roles.count("leader") == 1 and set(roles) <= set(graphs.ROLES)
            assert "courier" in roles and "broker" in roles
            assert size < 6 or set(graphs.SPECIALISTS) <= set(roles)


@given(st.integers(4, 40), st.integers(0, 500), st.integers(0, 12))
def test_compactness_is_global_efficiency(size: int, number: int, gone: int) -> None:
    ties = edges(size, number)
    lost = set(range(min(gone, size - 2)))
    one = graph(size, ties)
    one.remove_nodes_from(lost)
    assert graphs.compactness(size, ties, lost) == pytest.approx(nx.global_efficiency(one), abs=1e-6)
    assert graphs.density(size, ties, lost) == pytest.approx(nx.density(one))


@given(st.integers(4, 40), st.integers(0, 500), st.integers(0, 39), st.floats(0.0, 0.999))
def test_a_successor_is_near_and_brings_nobody_farther_apart(size: int, number: int, member: int, u: float) -> None:
    member %= size
    ties = edges(size, number)
    roles = graphs.roles_of(plan(size), Chance(1, number).many("member", "roles", size))
    successor = graphs.successor_of(ties, {member}, member, roles, u)
    assert successor in graphs.neighbours(ties, member)
    before = dict(nx.all_pairs_shortest_path_length(graph(size, ties)))
    one = graph(size, graphs.inherited(ties, {member}, member, successor))
    one.remove_node(member)
    after = dict(nx.all_pairs_shortest_path_length(one))
    assert all(after[a][b] <= before[a][b] for a in one for b in one)


def test_where_nobody_near_is_left_nobody_succeeds() -> None:
    chain = [(0, 1), (1, 2), (2, 3)]
    roles = ["leader", "broker", "courier", "member"]
    assert graphs.successor_of(chain, {0, 1}, 0, roles, 0.0) == 2, "two steps away"
    assert graphs.successor_of(chain, {0, 1, 2}, 0, roles, 0.0) is None


def test_of_those_who_are_near_the_least_succeeds() -> None:
    star = [(0, 1), (0, 2), (0, 3)]
    assert graphs.successor_of(star, {0}, 0, ["leader", "broker", "member", "courier"], 0.99) == 2
