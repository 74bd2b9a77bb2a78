"""Functions of member graphs do what they say."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine.streams import Chance
from sim.world.crime import graphs
from tests.world.crime.test_covert_networks import edges, graph, plan


@pytest.mark.parametrize(
    ("members", "ties", "lost", "result"),
    [
        (4, [(0, 1), (1, 2), (2, 3)], set(), 1.0),
        (4, [(0, 1), (1, 2), (2, 3)], {1}, 0.5),
        (4, [(0, 1), (1, 2), (2, 3)], {0}, 0.75),
        (5, [(0, 1), (0, 2), (0, 3), (0, 4)], {0}, 0.2),
        (3, [], set(), 1 / 3),
        (2, [(0, 1)], {0, 1}, 0.0),
    ],
)
def test_largest_part(members: int, ties: list[graphs.Edge], lost: set[int], result: float) -> None:
    assert graphs.largest_part(members, ties, lost) == pytest.approx(result)


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
