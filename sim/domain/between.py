"""What happens to networks and to what is known of them between two actions (ODD 7.26)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from sim.domain import graphs
from sim.domain.legacy import Legacy, NetworkState, Person, PictureState, kept
from sim.engine.streams import Chance
from sim.scenario.programme import Between


def passed(legacy: Legacy, hours: float, between: Between, memory_h: float, chance: Chance, when: str) -> Legacy:
    """What is left of a legacy after some hours without an action.

    Parameters
    ----------
    memory_h
        Time in which perceived risk falls to a third: `crime.memory`.
    when
        Names the pause, for chance.
    """
    keep = math.exp(-hours / between.forgetting)
    pictures = {}
    networks = {}
    for name, state in legacy.networks.items():
        recovered = _recovered(state, hours, between, chance, f"{when}/{name}")
        networks[name] = replace(
            recovered,
            risk={point: risk * math.exp(-hours / memory_h) for point, risk in state.risk.items()},
            losses=tuple(ago + hours for ago in state.losses if ago + hours < memory_h),
            hides_h=max(0.0, state.hides_h - hours),
        )
        picture = legacy.pictures.get(name, PictureState())
        newest = picture.countries[len(picture.countries) - round(len(picture.countries) * keep) :]
        diluted = state.present / recovered.present if recovered.present else 0.0
        pictures[name] = PictureState(newest, picture.known * keep * min(1.0, diluted))
    return Legacy(networks, pictures, legacy.hours)


def _recovered(state: NetworkState, hours: float, between: Between, chance: Chance, subject: str) -> NetworkState:
    """Those near take the places of the lost, and newcomers are brought in by members whom they know."""
    edges = list(state.edges)
    members = list(state.members)
    lost = {number for number, person in enumerate(members) if person.lost}
    gone: set[int] = set()
    replaced = state.replaced
    u = chance.many("adaptation", f"{subject}/replace", 2 * len(members))
    for member in sorted(lost):
        if u[2 * member] < 1.0 - math.exp(-hours / between.replacement):
            roles = [person.role for person in members]
            successor = graphs.successor_of(edges, lost, member, roles, u[2 * member + 1])
            if successor is not None:
                replaced += 1
                edges = graphs.inherited(edges, lost, member, successor)
                members[successor] = _risen(members[successor], members[member])
            gone.add(member)
    left, ties = kept(members, edges, gone)
    after = replace(state, members=left, edges=ties, replaced=replaced)
    missing = state.founded - after.present
    share = 1.0 - math.exp(-hours / between.recruitment)
    draws = chance.many("adaptation", f"{subject}/recruit", 5 * max(0, missing))
    newcomers = [draws[5 * n + 1 : 5 * n + 5] for n in range(missing) if draws[5 * n] < share]
    return _joined(after, newcomers)


def _risen(successor: Person, lost: Person) -> Person:
    higher = graphs.ROLES.index(lost.role) < graphs.ROLES.index(successor.role)
    return replace(successor, role=lost.role) if higher else successor


def _joined(state: NetworkState, newcomers: Sequence[Sequence[float]]) -> NetworkState:
    """Each newcomer knows the member who brings him in, and a friend of that member."""
    members, edges = list(state.members), list(state.edges)
    present = [number for number, person in enumerate(members) if not person.lost]
    if not present:
        return state
    for who, friend, role, light in newcomers:
        sponsor = present[int(who * len(present))]
        near = [other for other in graphs.neighbours(edges, sponsor) if not members[other].lost]
        number = len(members)
        edges.append((sponsor, number))
        if near:
            edges.append((near[int(friend * len(near))], number))
        members.append(Person(members[sponsor].country, "courier" if role < 0.5 else "member", light))
    return replace(state, members=tuple(members), edges=tuple(sorted(edges)))
