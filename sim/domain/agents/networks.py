"""Criminal networks: who they are, where they move, what they learn (ODD 7.11)."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import mesa

from sim.domain import graphs, rules
from sim.domain.legacy import NetworkState, Person, kept
from sim.domain.money import Purse
from sim.domain.places import Border
from sim.engine.distributions import spread, weighted
from sim.outcome.records import Decision, NetworkRow

if TYPE_CHECKING:
    from sim.domain.operation import Operation

OUTWARD = ("courier", "member", "facilitator", "money_handler", "forger", "broker")
"""Roles in the order in which those who are caught with movements are lost; a leader never travels."""


class CriminalNetwork(mesa.Agent["Operation"]):
    """A synthetic criminal network: members with roles and ties, countries, a main crime area, memory of risk.

    Attributes
    ----------
    countries
        Those of its countries that take part in the action.
    member_country, roles
        Country and role of each member; whoever replaces somebody takes over his role.
    edges
        Who is in touch with whom, as pairs of member numbers, as it was at the start.
    ties
        The same as it is now, with the ties of those who replaced others.
    lost
        Members who were arrested.
    together
        Share of the members in the largest connected part, without those who were arrested.
    purse
        Its cash; without limit unless somebody follows the money.
    risk
        Perceived risk by checkpoint: value and the hour at which it was last brought up to date.
    """

    def __init__(self, world: Operation, state: NetworkState) -> None:
        super().__init__(world)
        self.state = state
        self.name = state.name
        self.size = len(state.members)
        self.main_area = state.main_area
        self.countries = [code for code in state.countries if code in world.plan.countries]
        self.home = self.countries[0]
        self.member_country = [person.country for person in state.members]
        self.roles = [person.role for person in state.members]
        self.edges = list(state.edges)
        self.ties = list(state.edges)
        self.lost = {number for number, person in enumerate(state.members) if person.lost}
        self.lost_before = frozenset(self.lost)
        self._has_facilitators = "facilitator" in self.roles
        self.replaced = 0
        self._succeeded: set[int] = set()
        self.warned = False
        self.risk: dict[int, tuple[float, float]] = {
            world.layout.index[name]: (value, 0.0) for name, value in state.risk.items() if name in world.layout.index
        }
        self._losses = [-ago for ago in state.losses]
        self.hidden_until_h = state.hides_h
        self._roles_lost: list[str] = []
        self.purse = Purse()
        self.efficiency_before = self.together = graphs.strength(self.size, self.edges, self.lost)

    @cached_property
    def _to_light(self) -> list[int]:
        """Members in the order in which they come to light."""
        return _order(self.state, self.model.plan.networks.targeting)

    @property
    def adaptive(self) -> bool:
        """Whether it learns, lies low after losses and replaces who is lost."""
        return self.model.plan.networks.adaptive

    @property
    def corrupt(self) -> bool:
        """Whether it has corrupt contacts, and a facilitator who knows them if it ever had one."""
        reachable = self.has("facilitator") or not self._has_facilitators
        return self.model.plan.networks.corruption and self.state.contacts and reachable

    def has(self, role: str) -> bool:
        """Whether somebody of a role is left."""
        return any(known == role and number not in self.lost for number, known in enumerate(self.roles))

    @property
    def rate_per_h(self) -> float:
        """Movements that it plans per hour when nothing is lost."""
        crime = self.model.plan.behaviour.crime
        return crime.movements / 24.0 * math.sqrt(self.size / crime.members_median)

    @property
    def efficiency(self) -> float:
        """What it can do with the members it has against what it could do at first; replacements count for less."""
        crime = self.model.plan.behaviour.crime
        regained = crime.replaced * self.replaced / self.size
        return min(1.0, self.together / self.efficiency_before + regained)

    def known_members(self, share: float) -> list[int]:
        """The members within reach whom a known share makes known, in the order of `networks.targeting`."""
        known = self._known(share)
        return [member for member in known if self.member_country[member] in self.countries]

    def known_of_left(self, share: float) -> float:
        """The share of those who are left that is known, when a share of all was known before arrests."""
        left = self.size - len(self.lost)
        if not share or len(self.lost) == len(self.lost_before):
            return share
        known = share * (self.size - len(self.lost_before)) - sum(member in self.lost for member in self._known(share))
        return max(0.0, known / left) if left else 0.0

    def _known(self, share: float) -> list[int]:
        """The members whom a known share of those who were there at the start makes known."""
        return self._to_light[: math.ceil(share * (self.size - len(self.lost_before)))]

    def lose_member(self, subject: str, member: int | None) -> None:
        """A member is arrested: that one, or, when a movement was caught, one of those who travel."""
        if member is None:
            u = self.model.chance.draw("member", subject)
            member = self._traveller(u)
            if member is None:
                return
        self.lost.add(member)
        role = self.roles[member]
        self._roles_lost.append(role)
        self.together = graphs.strength(self.size, self.ties, self.lost)
        if role == "forger" and not self.has("forger"):
            self._decide("stop", subject, "no movements with false documents: the last forger is lost")
        if self.adaptive:
            self.model.clock.process(self._replace(subject, member))

    def _traveller(self, u: float) -> int | None:
        """Who is caught with a movement: a courier, or whoever has to travel where none is left."""
        for role in OUTWARD:
            free = [number for number, known in enumerate(self.roles) if known == role and number not in self.lost]
            if free:
                return free[int(u * len(free))]
        return None

    def _replace(self, subject: str, member: int) -> Generator[Any, Any, None]:
        """After a time somebody near takes the place, the role and the ties of a lost member."""
        crime = self.model.plan.behaviour.crime
        u = self.model.chance.draws("adaptation", subject)
        hours = spread(crime.replacement, crime.replacement_variation, u[0])
        yield self.model.clock.timeout(hours if self.has("money_handler") else hours * crime.unpaid)
        successor = graphs.successor_of(self.ties, self.lost, member, self.roles, u[1])
        if successor is None:
            self._decide("replace", subject, "nobody near is left")
            return
        self.replaced += 1
        self._succeeded.add(member)
        self.ties = graphs.inherited(self.ties, self.lost, member, successor)
        self.together = graphs.strength(self.size, self.ties, self.lost)
        role = self.roles[member]
        if graphs.ROLES.index(role) < graphs.ROLES.index(self.roles[successor]):
            self.roles[successor] = role
        self._decide("replace", subject, f"member {successor} takes the place and the ties of a lost {role}")

    def perceived(self, point: int) -> float:
        """Perceived risk at a checkpoint, now."""
        if point not in self.risk:
            return 0.0
        value, since = self.risk[point]
        return rules.decayed(value, self.model.clock.now - since, self.model.plan.behaviour.crime.memory)

    def notice(self, point: int, amount: float) -> None:
        """Perceive more risk at a checkpoint."""
        if not self.adaptive:
            return
        self.risk[point] = (self.perceived(point) + amount, self.model.clock.now)

    def learn_of_loss(self, point: int, subject: str) -> None:
        """Hear of an own loss: the checkpoint looks riskier, and after several losses the network lies low."""
        if not self.adaptive:
            return
        crime = self.model.plan.behaviour.crime
        now = self.model.clock.now
        self.notice(point, crime.loss)
        self._losses = [*(time for time in self._losses if now - time < crime.memory), now]
        self._decide("reroute", subject, f"{self.model.layout.checkpoints[point].name} looks riskier")
        if len(self._losses) >= crime.lie_low_after and now >= self.hidden_until_h:
            u = self.model.chance.draw("adaptation", f"{subject}/lie-low")
            self.hidden_until_h = now - crime.lie_low * math.log(u)
            self._decide("lie_low", subject, f"until hour {self.hidden_until_h:.1f}")

    def warn(self) -> None:
        """It is told of what is planned: members hide, movements stop for a while."""
        self.warned = True
        crime = self.model.plan.behaviour.crime
        self.hidden_until_h = max(self.hidden_until_h, self.model.clock.now + crime.lie_low)
        self._decide("lie_low", self.name, "it was warned")

    def choose_border(self, options: Sequence[Border], subject: str) -> tuple[Border, bool]:
        """The post of a border that it takes, by a logit over traffic and risk; and whether risk changed it."""
        crime = self.model.plan.behaviour.crime
        u = self.model.chance.many("movement", subject, len(options))
        first = [math.log1p(post.traffic) - math.log(-math.log(v)) for post, v in zip(options, u, strict=True)]
        risks = [self.perceived(post.leave) + self.perceived(post.enter) for post in options]
        plain = max(range(len(first)), key=first.__getitem__)
        chosen = max(range(len(first)), key=lambda i: first[i] - crime.risk * risks[i])
        return options[chosen], chosen != plain

    def choose_way(self, ways: Sequence[tuple[str, ...]], u: float) -> tuple[str, ...]:
        """The way between two countries, by a logit over the number of borders."""
        cost = self.model.plan.behaviour.crime.cost_per_border
        return weighted(ways, [math.exp(-cost * len(way)) for way in ways], u)

    def row(self, known: float) -> NetworkRow:
        """How it stands at the end; the largest part after losses counts nobody as replaced."""
        before = graphs.compactness(self.size, self.edges, self.lost_before)
        changed = self.lost != self.lost_before or self.replaced > 0
        return NetworkRow(
            self.name,
            self.size,
            known,
            len(self.lost) - len(self.lost_before),
            self.efficiency_before,
            graphs.strength(self.size, self.edges, self.lost),
            " ".join(self._roles_lost),
            self.replaced,
            before,
            graphs.compactness(self.size, self.ties, self.lost) if changed else before,
        )

    def handed_on(self) -> NetworkState:
        """The network as it outlives the action: who was replaced is gone, who was not is still missed."""
        now = self.model.clock.now
        names = [point.name for point in self.model.layout.checkpoints]
        memory = self.model.plan.behaviour.crime.memory
        people = [
            replace(person, role=self.roles[number], lost=number in self.lost)
            for number, person in enumerate(self.state.members)
        ]
        members, edges = kept(people, self.ties, self._succeeded)
        return replace(
            self.state,
            members=members,
            edges=edges,
            risk={**self.state.risk, **{names[point]: self.perceived(point) for point in self.risk}},
            losses=tuple(now - time for time in self._losses if now - time < memory),
            hides_h=max(0.0, self.hidden_until_h - now),
            arrested=self.state.arrested + len(self.lost) - len(self.lost_before),
            replaced=self.state.replaced + self.replaced,
            cash=self.purse.cash,
        )

    def _decide(self, decision: str, subject: str, detail: str) -> None:
        self.model.journal.add(Decision(self.model.clock.now, self.name, decision, subject, detail))


def founded(world: Operation, number: int) -> NetworkState:
    """A network as it is before anything happened to it: drawn from published sizes and assumed habits."""
    name = f"N{number:02d}"
    crime = world.plan.behaviour.crime
    u = world.chance.draws("network", name)
    size = max(4, min(crime.largest, round(spread(crime.members_median, crime.members_sigma, u[0]))))
    countries = _countries(world, name, 2 + int(u[3] * crime.countries))
    plan = graphs.Plan(
        size,
        spread(crime.cell, crime.cell_variation, u[4]),
        crime.ties,
        crime.ties_variation,
        crime.bridge,
        crime.strangers,
        crime.specialists,
        crime.couriers,
    )
    where = world.chance.many("member", name, size)
    light = world.chance.many("member", f"{name}/light", size)
    roles = graphs.roles_of(plan, world.chance.many("member", f"{name}/roles", size))
    return NetworkState(
        name=name,
        main_area=world.cases.area(u[1]),
        contacts=u[2] < world.plan.behaviour.interventions.corruption,
        countries=tuple(countries),
        members=tuple(
            Person(countries[int(v * v * len(countries))], role, place)
            for v, role, place in zip(where, roles, light, strict=True)
        ),
        edges=tuple(graphs.edges_of(plan, world.chance.many("member", f"{name}/edges", 5 * size + 2))),
        founded=size,
    )


def at_work(world: Operation) -> Iterator[NetworkState]:
    """Networks as drawn, or those handed on that can cross a border between countries that take part."""
    if world.inherited is None:
        number = round(world.plan.networks.count * world.plan.networks.scale)
        yield from (founded(world, at) for at in range(number))
        return
    for state in world.inherited.networks.values():
        if len(world.plan.countries.keys() & set(state.countries)) >= 2 and state.present:
            yield state


def _order(state: NetworkState, targeting: str) -> list[int]:
    """The order in which members who are there come to light."""
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


def _countries(world: Operation, name: str, count: int) -> list[str]:
    """Countries of a network: a home, weighted by planned officers, and others that are near by land."""
    codes = list(world.layout.codes)
    weights = [float(world.plan.countries[code].plan.officers) for code in codes]
    u = world.chance.many("member", f"{name}/countries", 8)
    chosen = [weighted(codes, weights, u[0])]
    near = world.layout.nearness(chosen[0])
    while len(chosen) < min(count, len(codes)):
        rest = [code for code in codes if code not in chosen]
        chosen.append(weighted(rest, [near[code] for code in rest], u[len(chosen) % 8]))
    return chosen
