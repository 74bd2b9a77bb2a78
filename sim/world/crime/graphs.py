"""The graph of a criminal network: who knows whom, what arrests do to it, how it closes up again (ODD 7.11).

Members are numbered from 0. Member 0 leads. Then come the brokers, one for each cell, then the specialists. All others
are members of cells, dealt out to the cells in turn. A tie is a pair of numbers, the smaller first. Whoever was
arrested is called lost.

All functions are pure. Luck comes in as uniform numbers between 0 and 1.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import get_args

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from sim.engine import graphs as kernels
from sim.engine.choices import one_of
from sim.engine.distributions import spread
from sim.words import Role

Edge = tuple[int, int]
Ties = NDArray[np.int64]
"""Ties as an array, shape (ties, 2)."""

ROLES: tuple[str, ...] = get_args(Role)
"""Roles from the one that is missed most to the one that is missed least."""
SPECIALISTS = ("forger", "money_handler", "facilitator")
FEWEST = 3
"""Specialists that a network has at the least, if it is large enough: one of each kind."""


@dataclass(frozen=True, slots=True)
class Plan:
    """From what a graph is built: parameters of `behaviour.crime`, and what was drawn for this network.

    Attributes
    ----------
    size
        Members.
    cell
        Mean size of a cell.
    ties, ties_variation
        How many mates of his cell a member knows: median over networks, and log standard deviation between them.
    bridge
        Probability that brokers of neighbouring cells know each other.
    strangers
        Mean share of members who know somebody anywhere in the network.
    specialists
        Share of members who are specialists.
    couriers
        Share of the members of cells who are couriers.
    """

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
        """Number of the first member of a cell: the first who is neither leader, broker nor specialist."""
        wanted = max(FEWEST, round(self.specialists * self.size))
        return 1 + self.cells + max(0, min(wanted, self.size - 2 - self.cells))


def roles_of(plan: Plan, u: Sequence[float]) -> list[str]:
    """The role of each member, by number.

    First the leader, then the brokers, then the specialists, the three kinds in turn. Of the members of cells some are
    couriers, the first of them always. Takes one uniform a member.
    """
    first = plan.first_of_cells
    roles = ["leader", *["broker"] * plan.cells]
    roles += [SPECIALISTS[number % 3] for number in range(first - len(roles))]
    return roles + [
        "courier" if number == first or u[number] < plan.couriers else "member" for number in range(first, plan.size)
    ]


def edges_of(plan: Plan, u: Sequence[float]) -> list[Edge]:
    """Who knows whom.

    The leader knows the brokers. A broker knows the members of his cell. A specialist knows one to three brokers. A
    member knows some of the mates who came to his cell before him; how many differs from network to network. Brokers of
    neighbouring cells may know each other. And some members know somebody anywhere, by kinship or from elsewhere.

    Parameters
    ----------
    u
        Uniforms: one for the number of ties, five for each member, one for the share who know somebody anywhere.
    """
    number, which, start, bridge, far = (u[1 + part * plan.size : 1 + (part + 1) * plan.size] for part in range(5))
    ties = spread(plan.ties, plan.ties_variation, u[0])
    share = 2.0 * plan.strangers * u[1 + 5 * plan.size]
    found = {(0, 1 + broker) for broker in range(plan.cells)}
    found.update(_of_specialists(plan, number, which))
    found.update(_of_cells(plan, ties, number, which, start))
    found.update((broker - 1, broker) for broker in range(2, 1 + plan.cells) if bridge[broker] < plan.bridge)
    for member in range(1, plan.size):
        other = int(far[member] / share * plan.size) if far[member] < share else member
        if other != member:
            found.add(ordered(member, other))
    return sorted(found)


def _of_specialists(plan: Plan, number: Sequence[float], which: Sequence[float]) -> Iterator[Edge]:
    """Ties of specialists: each knows one to three brokers who stand side by side."""
    cells = plan.cells
    for member in range(1 + cells, plan.first_of_cells):
        first = int(which[member] * cells)
        for step in range(min(cells, 1 + int(number[member] * 3))):
            yield 1 + (first + step) % cells, member


def _of_cells(
    plan: Plan, ties: float, number: Sequence[float], rounding: Sequence[float], start: Sequence[float]
) -> Iterator[Edge]:
    """Ties inside cells: each member knows his broker, and some of the mates who came before him.

    How many is uniform with mean `ties`; a fraction is rounded up or down by chance. The mates stand side by side.
    """
    cells, first = plan.cells, plan.first_of_cells
    for member in range(first, plan.size):
        cell = (member - first) % cells
        yield 1 + cell, member
        mates = range(first + cell, member, cells)
        wanted = 2.0 * ties * number[member]
        offset = int(start[member] * len(mates))
        for step in range(min(len(mates), int(wanted) + (rounding[member] < wanted % 1.0))):
            yield mates[(offset + step) % len(mates)], member


def ordered(a: int, b: int) -> Edge:
    """A tie as it is written: the smaller number first."""
    return (a, b) if a < b else (b, a)


def neighbours(edges: Iterable[Edge], member: int) -> list[int]:
    """Members who are tied to a member, in order of number."""
    return sorted({a + b - member for a, b in edges if member in (a, b)})


def compactness(members: int, edges: Iterable[Edge] | Ties, lost: Collection[int] = ()) -> float:
    """Global efficiency of those who are left: how near members are to each other (Latora, Marchiori 2001).

    For each pair it takes 1 / steps on the shortest way between the two, or 0 where there is no way, and then the mean
    over all pairs. It is 1 where everybody knows everybody, and 0 where nobody knows anybody.
    """
    left = _left(members, lost)
    number = int(left.sum())
    if number < 2:
        return 0.0
    return kernels.nearness(edges if isinstance(edges, np.ndarray) else as_array(edges), left) / (number * (number - 1))


def _left(members: int, lost: Collection[int]) -> NDArray[np.bool_]:
    """Whether each member is left."""
    left = np.ones(members, dtype=bool)
    left[list(lost)] = False
    return left


def as_array(edges: Iterable[Edge]) -> Ties:
    """Ties as kernels take them."""
    return np.fromiter(chain.from_iterable(edges), dtype=np.int64).reshape(-1, 2)


def density(members: int, edges: Collection[Edge], lost: Collection[int] = ()) -> float:
    """Share of the pairs of members who are left that are tied."""
    left = members - len(lost)
    ties = sum(a not in lost and b not in lost for a, b in edges)
    return 2.0 * ties / (left * (left - 1)) if left > 1 else 0.0


def strength(members: int, edges: Iterable[Edge] | Ties, lost: set[int]) -> float:
    """How much of a network holds together: its `largest_part`."""
    return largest_part(members, edges, lost)


def largest_part(members: int, edges: Iterable[Edge] | Ties, lost: Collection[int]) -> float:
    """Size of the largest connected part that is left without the lost members, as a share of all members."""
    return (
        kernels.largest_part(edges if isinstance(edges, np.ndarray) else as_array(edges), _left(members, lost))
        / members
    )


def brokerage(members: int, edges: Iterable[Edge]) -> list[float]:
    """Betweenness of each member: how many of the shortest ways between others lead over him, as a share."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(members))
    graph.add_edges_from(edges)
    between = nx.betweenness_centrality(graph)
    return [float(between[member]) for member in range(members)]


def inherited(edges: Iterable[Edge], lost: Collection[int], member: int, successor: int) -> list[Edge]:
    """Ties after a successor took those of a lost member, to everybody who is left.

    No two members come farther apart by this. The successor, who was two steps from most of them, now knows them
    himself.
    """
    edges = set(edges)
    friends = (friend for friend in neighbours(edges, member) if friend != successor and friend not in lost)
    return sorted(edges | {ordered(successor, friend) for friend in friends})


def successor_of(
    edges: Iterable[Edge], lost: Collection[int], member: int, roles: Sequence[str], u: float
) -> int | None:
    """The member who steps into the place of a lost one, or None where nobody near is left.

    Friends of the lost member come first; where none is left, friends of his friends. Of these one of the least role is
    taken, by chance `u`.
    """
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
    return one_of(chosen, u)
