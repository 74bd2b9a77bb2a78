"""Drawn networks look like published covert networks.

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

from sim.engine.distributions import spread
from sim.engine.streams import Chance
from sim.scenario.behaviour import Crime
from sim.world.crime import graphs

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
