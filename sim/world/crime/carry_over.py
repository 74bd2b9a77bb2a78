"""What outlives an action: networks as they stand at its end, and what Europol knows of them (ODD 7.26).

In a programme one action hands it on to the next.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sim.world.crime.graphs import Edge


@dataclass(frozen=True, slots=True)
class Member:
    """A synthetic member of a network.

    Attributes
    ----------
    light
        Place in the order in which members become known to investigators, from 0 to 1.
    lost
        Arrested, and nobody has taken the place.
    """

    country: str
    role: str
    light: float
    lost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkState:
    """Everything about a network that outlives an action.

    Attributes
    ----------
    contacts
        Whether it has corrupt contacts.
    edges
        Ties between members, as pairs of their numbers.
    founded
        Members when it was drawn.
    risk
        Perceived risk of checkpoints, by their names.
    losses
        Loads that it lost and still remembers: how many hours ago each was.
    hides_h
        Hours for which it goes on lying low.
    arrested, replaced
        Members arrested and members replaced, in all actions so far.
    cash
        Number of movements that it can pay for; without limit where nobody followed its money.
    """

    name: str
    main_area: str
    contacts: bool
    countries: tuple[str, ...]
    members: tuple[Member, ...]
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
        """Number of members who are not lost."""
        return sum(not person.lost for person in self.members)


@dataclass(frozen=True, slots=True)
class PictureState:
    """What Europol knows of a network.

    Attributes
    ----------
    countries
        Countries from which it has traces, one entry a trace, the oldest first.
    known
        Share of the members who are known.
    """

    countries: tuple[str, ...] = ()
    known: float = 0.0


@dataclass(frozen=True, slots=True)
class Legacy:
    """What an action hands on to the next.

    Attributes
    ----------
    networks, pictures
        Networks, and what Europol knows of them, by the name of the network.
    hours
        Hours of action so far.
    """

    networks: Mapping[str, NetworkState]
    pictures: Mapping[str, PictureState] = field(default_factory=dict)
    hours: float = 0.0


def kept(
    members: Sequence[Member], edges: Iterable[Edge], gone: Collection[int]
) -> tuple[tuple[Member, ...], tuple[Edge, ...]]:
    """Take those away who are gone, with their ties. Members who stay keep their order and are numbered anew."""
    left = [number for number in range(len(members)) if number not in gone]
    at = {number: place for place, number in enumerate(left)}
    ties = tuple(sorted((at[a], at[b]) for a, b in edges if a in at and b in at))
    return tuple(members[number] for number in left), ties
