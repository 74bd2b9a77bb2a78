"""Graphs of criminal networks: how members are tied, what losses do, how they grow together again (ODD 7.11).

Pure functions: luck comes in as uniforms. Members are numbered from 0; an edge is a pair of numbers, the smaller first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np

from sim.domain import rules
from sim.engine.distributions import spread

Edge = tuple[int, int]

ROLES = ("leader", "broker", "forger", "money_handler", "facilitator", "courier", "member")
"""Roles from the one that is missed most to the one that is missed least."""
SPECIALISTS = ("forger", "money_handler", "facilitator")
FEWEST = 3
"""Specialists of a network that is large enough to have any choice: one of each kind."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What shapes a member graph: parameters under ``behaviour.crime``, `cell` as drawn for the network."""

    size: int
    cell: float
    ties: float
    ties_variation: float
    bridge: float
    strangers: float
    specialists: float
    couriers: float

    @property
    def cells(self) -> int:
        """Number of cells, each with a broker."""
        return min(self.size - 1, max(1, round((self.size - 1) / self.cell)))

    @property
    def first_of_cells(self) -> int:
        """Number of the first member who is neither leader, broker nor specialist."""
        wanted = max(FEWEST, round(self.specialists * self.size))
        return 1 + self.cells + max(0, min(wanted, self.size - 2 - self.cells))


def roles_of(plan: Plan, u: Sequence[float]) -> list[str]:
    """The role of each member: 0 leads, then brokers, then specialists; of the others a share travels."""
    first = plan.first_of_cells
    roles = ["leader", *["broker"] * plan.cells]
    roles += [SPECIALISTS[number % 3] for number in range(first - len(roles))]
    return roles + [
        "courier" if number == first or u[number] < plan.couriers else "member" for number in range(first, plan.size)
    ]


def edges_of(plan: Plan, u: Sequence[float]) -> list[Edge]:
    """Ties between members, from five uniforms a member and two more.

    A leader knows the brokers, a broker his cell, a specialist one to three brokers; members know mates in their cell,
    how many differs from network to network; and some know somebody anywhere, by kinship or from elsewhere.
    """
    parts = [u[1 + part * plan.size : 1 + (part + 1) * plan.size] for part in range(5)]
    ties = spread(plan.ties, plan.ties_variation, u[0])
    share = 2.0 * plan.strangers * u[1 + 5 * plan.size]
    found = {(0, 1 + broker) for broker in range(plan.cells)}
    found.update(_of_specialists(plan, parts[0], parts[1]))
    found.update(_of_cells(plan, ties, parts[0], parts[1], parts[2]))
    found.update((broker - 1, broker) for broker in range(2, 1 + plan.cells) if parts[3][broker] < plan.bridge)
    for member in range(1, plan.size):
        other = int(parts[4][member] / share * plan.size) if parts[4][member] < share else member
        if other != member:
            found.add(ordered(member, other))
    return sorted(found)


def _of_specialists(plan: Plan, u: Sequence[float], v: Sequence[float]) -> Iterator[Edge]:
    cells = plan.cells
    for member in range(1 + cells, plan.first_of_cells):
        first = int(v[member] * cells)
        for step in range(min(cells, 1 + int(u[member] * 3))):
            yield 1 + (first + step) % cells, member


def _of_cells(plan: Plan, ties: float, u: Sequence[float], v: Sequence[float], w: Sequence[float]) -> Iterator[Edge]:
    cells, first = plan.cells, plan.first_of_cells
    for member in range(first, plan.size):
        cell = (member - first) % cells
        yield 1 + cell, member
        mates = range(first + cell, member, cells)
        wanted = 2.0 * ties * u[member]
        start = int(w[member] * len(mates))
        for step in range(min(len(mates), int(wanted) + (v[member] < wanted % 1.0))):
            yield mates[(start + step) % len(mates)], member


def ordered(a: int, b: int) -> Edge:
    """A tie as it is written: the smaller number first."""
    return (a, b) if a < b else (b, a)


def neighbours(edges: Iterable[Edge], member: int) -> list[int]:
    """Who is tied to a member, in order of number."""
    return sorted({a + b - member for a, b in edges if member in (a, b)})


def compactness(members: int, edges: Iterable[Edge], lost: Collection[int] = ()) -> float:
    """Global efficiency (Latora, Marchiori 2001) of those who are left: mean over pairs of 1 / steps between them.

    1 where everybody knows everybody, 0 where nobody knows anybody.
    """
    left = [member for member in range(members) if member not in lost]
    if len(left) < 2:
        return 0.0
    at = {member: place for place, member in enumerate(left)}
    ties = [(at[a], at[b]) for a, b in edges if a in at and b in at]
    pairs = np.array(sorted([*ties, *((b, a) for a, b in ties), *((place, place) for place in range(len(left)))]))
    starts, others = np.searchsorted(pairs[:, 0], np.arange(len(left))), pairs[:, 1]
    reached = np.packbits(np.eye(len(left), dtype=bool), axis=1)  # a row a member: whom he reaches, bit by bit
    known, steps, total = len(left), 0, 0.0
    while True:
        steps += 1
        reached = np.bitwise_or.reduceat(reached[others], starts, axis=0)
        now = int(np.bitwise_count(reached).sum())
        if now == known:
            return total / (len(left) * (len(left) - 1))
        total += (now - known) / steps
        known = now


def density(members: int, edges: Collection[Edge], lost: Collection[int] = ()) -> float:
    """Share of the pairs of those who are left that are tied."""
    left = members - len(lost)
    ties = sum(a not in lost and b not in lost for a, b in edges)
    return 2.0 * ties / (left * (left - 1)) if left > 1 else 0.0


def strength(members: int, edges: Sequence[Edge], lost: set[int]) -> float:
    """Share of the members who are in the largest connected part after the lost ones are gone."""
    return rules.largest_part(members, list(edges), lost)


def brokerage(members: int, edges: Iterable[Edge]) -> list[float]:
    """Betweenness of each member: how many shortest ways between others lead over him."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(members))
    graph.add_edges_from(edges)
    between = nx.betweenness_centrality(graph)
    return [float(between[member]) for member in range(members)]


def inherited(edges: Iterable[Edge], lost: Collection[int], member: int, successor: int) -> list[Edge]:
    """Ties after a successor took over those of a lost member to whoever is left.

    Nobody comes to be farther from anybody else by it, and who was two steps from the lost one's friends is now one.
    """
    edges = set(edges)
    friends = (friend for friend in neighbours(edges, member) if friend != successor and friend not in lost)
    return sorted(edges | {ordered(successor, friend) for friend in friends})


def successor_of(
    edges: Iterable[Edge], lost: Collection[int], member: int, roles: Sequence[str], u: float
) -> int | None:
    """Who steps into the place of a lost member: somebody near, of the least role; None where nobody near is left."""
    edges = list(edges)
    near = neighbours(edges, member)
    free = [friend for friend in near if friend not in lost]
    if not free:
        further = {other for friend in near for other in neighbours(edges, friend)}
        free = sorted(other for other in further if other not in lost and other != member)
    if not free:
        return None
    least = max(ROLES.index(roles[friend]) for friend in free)
    chosen = [friend for friend in free if ROLES.index(roles[friend]) == least]
    return chosen[int(u * len(chosen))]
