"""What happens in the pause between two actions, to networks and to what is known of them (ODD 7.26).

Nobody checks and nobody arrests in a pause. Networks recover: lost members are replaced, newcomers join, and the fear
of checkpoints fades. What Europol knows of them ages.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from sim.engine.choices import one_of
from sim.engine.streams import Chance
from sim.scenario.programme import Between
from sim.world.crime import graphs
from sim.world.crime.carry_over import Legacy, Member, NetworkState, PictureState, kept


def passed(legacy: Legacy, hours: float, between: Between, memory_h: float, chance: Chance, when: str) -> Legacy:
    """Let some hours pass without an action.

    Parameters
    ----------
    legacy
        How the action before left things.
    hours
        Length of the pause.
    between
        How fast networks recover and knowledge ages.
    memory_h
        Time in which perceived risk falls to a third: `crime.memory`.
    when
        Name of the pause, for chance.
    """
    kept_share = math.exp(-hours / between.forgetting)
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
        # The oldest traces are forgotten first; of newcomers nobody knows, which thins the known share out.
        newest = picture.countries[len(picture.countries) - round(len(picture.countries) * kept_share) :]
        diluted = state.present / recovered.present if recovered.present else 0.0
        pictures[name] = PictureState(newest, picture.known * kept_share * min(1.0, diluted))
    return Legacy(networks, pictures, legacy.hours)


def _recovered(state: NetworkState, hours: float, between: Between, chance: Chance, subject: str) -> NetworkState:
    """Replace lost members and bring in newcomers, as far as the pause allows.

    A lost member is replaced with a chance that grows with the pause. Where nobody near is left his place is given up.
    For each member whom the network has fewer than when it was drawn, a newcomer may join.
    """
    edges = list(state.edges)
    members = list(state.members)
    lost = {number for number, person in enumerate(members) if person.lost}
    gone: set[int] = set()
    replaced = state.replaced
    u = chance.many("adaptation", f"{subject}/replace", 2 * len(members))  # two a member: whether, and by whom
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
    newcomers = [draws[5 * n + 1 : 5 * n + 5] for n in range(missing) if draws[5 * n] < share]  # the first: whether
    return _joined(after, newcomers)


def _risen(successor: Member, lost: Member) -> Member:
    """The successor, who takes over the role of the lost member if it is higher than his own."""
    higher = graphs.ROLES.index(lost.role) < graphs.ROLES.index(successor.role)
    return replace(successor, role=lost.role) if higher else successor


def _joined(state: NetworkState, newcomers: Sequence[Sequence[float]]) -> NetworkState:
    """Add newcomers. A member brings each of them in, and a friend of that member, if he has any, knows him too."""
    members, edges = list(state.members), list(state.edges)
    present = [number for number, person in enumerate(members) if not person.lost]
    if not present:
        return state
    for who, friend, role, light in newcomers:
        sponsor = one_of(present, who)
        near = [other for other in graphs.neighbours(edges, sponsor) if not members[other].lost]
        number = len(members)
        edges.append((sponsor, number))
        if near:
            edges.append((one_of(near, friend), number))
        members.append(Member(members[sponsor].country, "courier" if role < 0.5 else "member", light))
    return replace(state, members=tuple(members), edges=tuple(sorted(edges)))
