"""How a network is drawn: size, countries, members and ties; and in which order members become known (ODD 7.11)."""

from __future__ import annotations

from typing import NamedTuple

from sim.engine.distributions import spread, weighted
from sim.world.contract.environment import Environment
from sim.world.crime import graphs
from sim.world.crime.carry_over import Member, NetworkState


class FoundingLuck(NamedTuple):
    """Chance of a network as it is drawn."""

    size: float
    area: float
    contacts: float
    countries: float
    cell: float


def founded(env: Environment, number: int) -> NetworkState:
    """Draw network `number` as it is before anything has happened to it.

    Sizes follow published sizes of networks; everything else about it is assumed. Members live in its countries, most
    of them in the first, which is its home.
    """
    name = f"N{number:02d}"
    crime = env.plan.behaviour.crime
    luck = env.chance.luck(FoundingLuck, "network", name)
    size = max(4, min(crime.largest, round(spread(crime.members_median, crime.members_sigma, luck.size))))
    countries = _countries(env, name, 2 + int(luck.countries * crime.countries))
    plan = graphs.Plan(
        size=size,
        cell=spread(crime.cell, crime.cell_variation, luck.cell),
        ties=crime.ties,
        ties_variation=crime.ties_variation,
        bridge=crime.bridge,
        strangers=crime.strangers,
        specialists=crime.specialists,
        couriers=crime.couriers,
    )
    where = env.chance.many("member", name, size)
    light = env.chance.many("member", f"{name}/light", size)
    roles = graphs.roles_of(plan, env.chance.many("member", f"{name}/roles", size))
    return NetworkState(
        name=name,
        main_area=env.theatre.crime_area(luck.area),
        contacts=luck.contacts < env.plan.behaviour.interventions.corruption,
        countries=tuple(countries),
        members=tuple(
            Member(country=countries[int(v * v * len(countries))], role=role, light=place)
            for v, role, place in zip(where, roles, light, strict=True)
        ),
        edges=tuple(graphs.edges_of(plan, env.chance.many("member", f"{name}/edges", 5 * size + 2))),
        founded=size,
    )


def in_order_of_light(state: NetworkState, targeting: str) -> list[int]:
    """The order in which members become known to investigators; who is lost is left out.

    Each member has a place of his own in that order, his `light`.

    Parameters
    ----------
    targeting
        The key `networks.targeting`: ``random`` is by light alone; ``as_known`` the same, but with the leader last;
        ``brokers`` is by betweenness, the greatest first; ``leaders`` by role, from the leader down.
    """
    people = state.members
    free = [number for number, person in enumerate(people) if not person.lost]
    if targeting == "random":
        return sorted(free, key=lambda number: people[number].light)
    if targeting == "as_known":
        return sorted(free, key=lambda number: (people[number].role == "leader", people[number].light))
    between = graphs.brokerage(len(people), state.edges)
    if targeting == "brokers":
        return sorted(free, key=lambda number: (-between[number], people[number].light))
    return sorted(free, key=lambda number: (graphs.ROLES.index(people[number].role), people[number].light))


def _countries(env: Environment, name: str, count: int) -> list[str]:
    """Countries of a network: a home, drawn by planned officers, and others, of which near ones are more likely."""
    codes = list(env.theatre.codes)
    weights = [float(env.plan.countries[code].plan.officers) for code in codes]
    u = env.chance.many("member", f"{name}/countries", 8)
    chosen = [weighted(codes, weights, u[0])]
    near = env.theatre.nearness(chosen[0])
    while len(chosen) < min(count, len(codes)):
        rest = [code for code in codes if code not in chosen]
        chosen.append(weighted(rest, [near[code] for code in rest], u[len(chosen) % 8]))
    return chosen
