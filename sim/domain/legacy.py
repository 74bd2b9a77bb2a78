"""What outlives an action: networks as they stand, and what Europol knows of them (ODD 7.26)."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sim.domain.graphs import Edge


@dataclass(frozen=True, slots=True)
class Person:
    """A synthetic member of a network.

    Attributes
    ----------
    light
        Place in the order in which members come to light, from 0 to 1.
    lost
        Arrested, and not replaced yet.
    """

    country: str
    role: str
    light: float
    lost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkState:
    """Everything of a network that outlives an action.

    Attributes
    ----------
    contacts
        Whether it has corrupt contacts.
    founded
        Members when it was first seen.
    risk
        Perceived risk by checkpoint, by name.
    losses
        Hours ago, of losses that it remembers.
    hides_h
        How long it will lie low.
    cash
        In movements that it can pay for; without limit where nobody followed its money.
    """

    name: str
    main_area: str
    contacts: bool
    countries: tuple[str, ...]
    members: tuple[Person, ...]
    edges: tuple[Edge, ...]
    founded: int
    risk: Mapping[str, float] = field(default_factory=dict)
    losses: tuple[float, ...] = ()
    hides_h: float = 0.0
    arrested: int = 0
    replaced: int = 0
    cash: float = math.inf

    @property
    def present(self) -> int:
        """Members who are not lost."""
        return sum(not person.lost for person in self.members)


@dataclass(frozen=True, slots=True)
class PictureState:
    """What Europol knows of a network: countries of its traces, and the share of members known."""

    countries: tuple[str, ...] = ()
    known: float = 0.0


@dataclass(frozen=True, slots=True)
class Legacy:
    """What one action hands on to the next; `hours` of action so far."""

    networks: Mapping[str, NetworkState]
    pictures: Mapping[str, PictureState] = field(default_factory=dict)
    hours: float = 0.0


def kept(
    members: Sequence[Person], edges: Iterable[Edge], gone: Collection[int]
) -> tuple[tuple[Person, ...], tuple[Edge, ...]]:
    """Members and ties without those who are gone, numbered anew."""
    left = [number for number in range(len(members)) if number not in gone]
    at = {number: place for place, number in enumerate(left)}
    ties = tuple(sorted((at[a], at[b]) for a, b in edges if a in at and b in at))
    return tuple(members[number] for number in left), ties
