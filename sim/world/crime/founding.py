"""How a network begins: drawn, or with a graph that is given; and in which order members become known (ODD 7.11)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from sim.engine.choices import Options
from sim.engine.distributions import spread
from sim.scenario.networks import OwnNetwork
from sim.world.contract.environment import Environment
from sim.world.crime import graphs
from sim.world.crime.carry_over import Member, NetworkState


class FoundingLuck(NamedTuple):
    """Chance of a network as it is drawn."""

    size: float
    area: float
    contacts: float
    countries: float
    """How many countries."""
    cell: float
    home: float
    others: float
    """Which countries beside its home."""


def founded(env: Environment, name: str) -> NetworkState:
    """Draw a network as it is before anything has happened to it.

    Sizes follow published sizes of networks; everything else about it is assumed. Members live in its countries, most
    of them in the first, which is its home.
    """
    crime = env.plan.behaviour.crime
    luck = env.chance.luck(FoundingLuck, "network", name)
    size = max(4, min(crime.largest, round(spread(crime.members_median, crime.members_sigma, luck.size))))
    countries = _countries(env, luck, 2 + int(luck.countries * crime.countries))
    plan = _plan(env, size, luck)
    roles = graphs.roles_of(plan, env.chance.many("member", f"{name}/roles", size))
    edges = graphs.edges_of(plan, env.chance.many("member", f"{name}/edges", 5 * size + 2))
    places = _places(env, name, size, countries)
    area = env.theatre.crime_area(luck.area)
    return _begun(env, name, area, countries, [*zip(places, roles, strict=True)], edges)


def of_graph(env: Environment, name: str, given: OwnNetwork) -> NetworkState:
    """A network whose graph the plan gives, as it is before anything has happened to it.

    What the plan leaves out is drawn as for other networks. Where it gives nobody a role, whoever has more ties has the
    role that is missed more (assumed); where it gives some, the others are members.
    """
    crime = env.plan.behaviour.crime
    luck = env.chance.luck(FoundingLuck, "network", name)
    members = [given.members[number] for number in given.numbers]
    countries = given.at_work_in or _countries(env, luck, 2 + int(luck.countries * crime.countries))
    places = _places(env, name, len(members), countries)
    roles: list[str] = [one.role or "member" for one in members]
    if not any(one.role for one in members):
        roles = _roles_by_ties(env, name, given.edges, _plan(env, len(members), luck))
    homes = [one.country or place for one, place in zip(members, places, strict=True)]
    area = given.crime_area or env.theatre.crime_area(luck.area)
    return _begun(env, name, area, countries, [*zip(homes, roles, strict=True)], given.edges)


def _plan(env: Environment, size: int, luck: FoundingLuck) -> graphs.Plan:
    """From what the graph of a network of so many members is built."""
    crime = env.plan.behaviour.crime
    return graphs.Plan(
        size=size,
        cell=spread(crime.cell, crime.cell_variation, luck.cell),
        ties=crime.ties,
        ties_variation=crime.ties_variation,
        bridge=crime.bridge,
        strangers=crime.strangers,
        specialists=crime.specialists,
        couriers=crime.couriers,
    )


def _places(env: Environment, name: str, size: int, countries: Sequence[str]) -> list[str]:
    """Where each member lives: most in the first country, and the fewer the later a country stands."""
    number = len(countries)
    homes = Options({code: math.sqrt((at + 1) / number) - math.sqrt(at / number) for at, code in enumerate(countries)})
    return [homes.at(u) for u in env.chance.many("member", name, size)]


def _roles_by_ties(env: Environment, name: str, edges: Sequence[graphs.Edge], plan: graphs.Plan) -> list[str]:
    """The role of each member of a graph: as drawn networks have them, in the order of the number of ties."""
    ties = Counter(end for edge in edges for end in edge)
    roles = graphs.roles_of(plan, env.chance.many("member", f"{name}/roles", plan.size))
    order = sorted(range(plan.size), key=lambda member: -ties[member])
    return [role for _, role in sorted(zip(order, roles, strict=True))]


def _begun(
    env: Environment,
    name: str,
    area: str,
    countries: Sequence[str],
    people: Sequence[tuple[str, str]],
    edges: Sequence[graphs.Edge],
) -> NetworkState:
    """A network of members with a country and a role each, of whom nothing is known yet."""
    luck = env.chance.luck(FoundingLuck, "network", name)
    light = env.chance.many("member", f"{name}/light", len(people))
    return NetworkState(
        name=name,
        main_area=area,
        contacts=luck.contacts < env.plan.behaviour.interventions.corruption,
        countries=tuple(countries),
        members=tuple(
            Member(country=country, role=role, light=place)
            for (country, role), place in zip(people, light, strict=True)
        ),
        edges=tuple(edges),
        founded=len(people),
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


def _countries(env: Environment, luck: FoundingLuck, count: int) -> list[str]:
    """Countries of a network: a home, drawn by planned officers, and others, of which near ones are more likely.

    In countries that planned no officers no network is at work, unless none planned any.
    """
    planned = env.theatre.planned_officers()
    known = {code: officers for code, officers in planned.items() if officers} or planned
    home = Options(known).at(luck.home)
    near = env.theatre.nearness(home)
    return [home, *Options({code: near[code] for code in known if code != home}).in_turn(luck.others)[: count - 1]]
