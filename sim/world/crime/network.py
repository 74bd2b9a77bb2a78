"""A criminal network: its members and ties, where it moves, what it learns, how it recovers (ODD 7.11)."""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, NamedTuple

import mesa
import numpy as np

from sim.engine.choices import Alike, one_of
from sim.engine.distributions import spread
from sim.engine.queues import Floats, Ints
from sim.engine.routes import Risks, choose
from sim.outcome.records import Decision, NetworkRow
from sim.world import odds
from sim.world.contract.environment import Environment
from sim.world.crime import graphs
from sim.world.crime.carry_over import NetworkState, kept
from sim.world.crime.founding import in_order_of_light
from sim.world.crime.purse import Purse
from sim.world.theatre.places import Border
from sim.world.theatre.routes import Routes

OUTWARD = ("courier", "member", "facilitator", "money_handler", "forger", "broker")
"""Who is lost with a movement that is caught: the first of these roles that is left. A leader never travels."""


class ReplacementLuck(NamedTuple):
    """Chance of the replacement of a lost member."""

    time: float
    successor: float


class CriminalNetwork(mesa.Agent[Environment]):
    """A synthetic criminal network: members with roles and ties, countries, a main crime area, memory of risk.

    Members are known by their number.

    Attributes
    ----------
    state
        The network as it was when the action began.
    countries
        Those of its countries that take part in the action; the first counts as its home.
    member_country, roles
        Country and role of each member. A successor may take over a higher role.
    edges
        Ties at the beginning of the action, as pairs of members.
    ties
        Ties as they are now: with those that successors took over.
    lost, lost_before
        Members who were arrested, and those of them who were arrested in earlier actions and not replaced.
    together
        Share of the members in the largest connected part that arrests have left.
    efficiency_before
        The same at the beginning of the action.
    purse
        Its cash; without limit unless somebody follows the money.
    hidden_until_h
        Hour until which it lies low.
    expects
        Whether it knew beforehand that the action comes.
    warned
        Whether it was told of what is planned against it.
    """

    def __init__(self, env: Environment, state: NetworkState) -> None:
        super().__init__(env)
        self.state = state
        self.name = state.name
        self.size = len(state.members)
        self.main_area = state.main_area
        self.countries = [code for code in state.countries if code in env.plan.countries]
        self.home = self.countries[0]
        self._origins = Alike(self.countries)
        self._destinations: dict[str, Alike[str]] = {}
        self.member_country = [person.country for person in state.members]
        self.roles = [person.role for person in state.members]
        self.edges = list(state.edges)
        self.ties = list(state.edges)
        self._ties = graphs.as_array(self.ties)
        self.lost = {number for number, person in enumerate(state.members) if person.lost}
        self.lost_before = frozenset(self.lost)
        self._has_facilitators = "facilitator" in self.roles
        self.replaced = 0
        self._succeeded: set[int] = set()
        knows = env.chance.draw("adaptation", f"{self.name}/announced") < env.plan.preparation.announced
        self.expects = self.adaptive and knows
        self.warned = False
        self._risk = np.zeros((len(env.theatre.checkpoints), 2))
        """Perceived risk at each checkpoint, and the hour at which it was that."""
        for name, value in state.risk.items():
            if name in env.theatre.index:
                self._risk[env.theatre.index[name], 0] = value
        self._losses = [-ago for ago in state.losses]
        self.hidden_until_h = state.hides_h
        self._roles_lost: list[str] = []
        self.purse = Purse()
        self.efficiency_before = self.together = graphs.strength(self.size, self._ties, self.lost)

    @cached_property
    def _to_light(self) -> list[int]:
        """Members in the order in which they become known to investigators."""
        return in_order_of_light(self.state, self.model.plan.networks.targeting)

    def ends(self, u: float, v: float) -> tuple[str, str]:
        """Origin and destination of a movement: two different countries of the network."""
        origin = self._origins.at(u)
        if origin not in self._destinations:
            self._destinations[origin] = Alike(code for code in self.countries if code != origin)
        return origin, self._destinations[origin].at(v)

    @property
    def adaptive(self) -> bool:
        """Whether it learns from losses, lies low after them and replaces lost members."""
        return self.model.plan.networks.adaptive

    @property
    def corrupt(self) -> bool:
        """Whether it has corrupt contacts, and somebody who can reach them.

        Facilitators reach them. A network that never had a facilitator is taken to reach them without.
        """
        reachable = self.has("facilitator") or not self._has_facilitators
        return self.model.plan.networks.corruption and self.state.contacts and reachable

    def has(self, role: str) -> bool:
        """Whether a member of a role is left."""
        return any(known == role and number not in self.lost for number, known in enumerate(self.roles))

    @property
    def rate_per_h(self) -> float:
        """Movements per hour that it would send with all its members."""
        crime = self.model.plan.behaviour.crime
        return crime.movements / 24.0 * math.sqrt(self.size / crime.members_median)

    @property
    def efficiency(self) -> float:
        """What it can do now against what it could do at the beginning of the action, at most 1.

        It falls with the part that holds together after arrests, and each replaced member gives a part of that back.
        """
        crime = self.model.plan.behaviour.crime
        regained = crime.replaced * self.replaced / self.size
        return min(1.0, self.together / self.efficiency_before + regained)

    def known_members(self, share: float) -> list[int]:
        """Members whom an operation can look for, in the order of `networks.targeting`.

        They are known, given the known share of the network, and live in countries that take part.
        """
        known = self._known(share)
        return [member for member in known if self.member_country[member] in self.countries]

    def known_of_left(self, share: float) -> float:
        """The known share of those who are left, given the known share of all who were there at the beginning.

        Whoever was arrested no longer counts as known.
        """
        left = self.size - len(self.lost)
        if not share or len(self.lost) == len(self.lost_before):
            return share
        known = share * (self.size - len(self.lost_before)) - sum(member in self.lost for member in self._known(share))
        return max(0.0, known / left) if left else 0.0

    def _known(self, share: float) -> list[int]:
        """The members who are known, given the known share of all who were there at the beginning."""
        return self._to_light[: math.ceil(share * (self.size - len(self.lost_before)))]

    def known_to(self, members: Sequence[int]) -> list[tuple[int, int]]:
        """Pairs of one of some members and somebody whom he knows and who is left."""
        both = (pair for tie in self.ties for pair in (tie, tie[::-1]))
        return [(one, other) for one, other in both if one in members and other not in self.lost]

    def lose_member(self, subject: str, member: int | None) -> None:
        """Lose a member to an arrest.

        Parameters
        ----------
        subject
            The arrest, for chance and for decisions.
        member
            Who it is; None where a movement was caught, which costs the network one of those who travel.
        """
        if member is None:
            u = self.model.chance.draw("member", subject)
            member = self._traveller(u)
            if member is None:
                return
        self.lost.add(member)
        role = self.roles[member]
        self._roles_lost.append(role)
        self.together = graphs.strength(self.size, self._ties, self.lost)
        if role == "forger" and not self.has("forger"):
            self._decide("stop", subject, "no movements with false documents: the last forger is lost")
        if self.adaptive:
            self.model.clock.process(self._replace(subject, member))

    def _traveller(self, u: float) -> int | None:
        """Who is caught with a movement: a courier, or, where none is left, whoever has to travel instead."""
        for role in OUTWARD:
            free = [number for number, known in enumerate(self.roles) if known == role and number not in self.lost]
            if free:
                return one_of(free, u)
        return None

    def _replace(self, subject: str, member: int) -> Generator[Any, Any, None]:
        """After a while somebody near takes the place of a lost member: his ties, and his role if it is higher."""
        crime = self.model.plan.behaviour.crime
        luck = self.model.chance.luck(ReplacementLuck, "adaptation", subject)
        hours = spread(crime.replacement, crime.replacement_variation, luck.time)
        yield self.model.clock.timeout(hours if self.has("money_handler") else hours * crime.unpaid)
        successor = graphs.successor_of(self.ties, self.lost, member, self.roles, luck.successor)
        if successor is None:
            self._decide("replace", subject, "nobody near is left")
            return
        self.replaced += 1
        self._succeeded.add(member)
        self.ties = graphs.inherited(self.ties, self.lost, member, successor)
        self._ties = graphs.as_array(self.ties)
        self.together = graphs.strength(self.size, self._ties, self.lost)
        role = self.roles[member]
        if graphs.ROLES.index(role) < graphs.ROLES.index(self.roles[successor]):
            self.roles[successor] = role
        self._decide("replace", subject, f"member {successor} takes the place and the ties of a lost {role}")

    def follow_money(self, purse: Purse) -> None:
        """Set a limit to its cash: from now on somebody follows the money."""
        self.purse = purse
        purse.begin(self.model.clock.now)

    def perceived(self, point: int) -> float:
        """Risk that it perceives at a checkpoint now."""
        value, since = self._risk[point].tolist()
        return odds.decayed(value, self.model.clock.now - since, self.model.plan.behaviour.crime.memory)

    def notice(self, point: int, amount: float) -> None:
        """Perceive more risk at a checkpoint from now on."""
        if not self.adaptive:
            return
        self._risk[point] = (self.perceived(point) + amount, self.model.clock.now)

    def learn_of_loss(self, point: int, subject: str) -> None:
        """Hear that a load was lost at a checkpoint.

        The checkpoint looks riskier. After several losses within its memory the network lies low.
        """
        if not self.adaptive:
            return
        crime = self.model.plan.behaviour.crime
        now = self.model.clock.now
        self.notice(point, crime.loss)
        self._losses = [*(time for time in self._losses if now - time < crime.memory), now]
        self._decide("reroute", subject, f"{self.model.theatre.checkpoints[point].name} looks riskier")
        if len(self._losses) >= crime.lie_low_after and now >= self.hidden_until_h:
            u = self.model.chance.draw("adaptation", f"{subject}/lie-low")
            self.hidden_until_h = now - crime.lie_low * math.log(u)
            self._decide("lie_low", subject, f"until hour {self.hidden_until_h:.1f}")

    def warn(self) -> None:
        """Hear of what is planned against it: members hide, and no movement sets out for a while."""
        self.warned = True
        crime = self.model.plan.behaviour.crime
        self.hidden_until_h = max(self.hidden_until_h, self.model.clock.now + crime.lie_low)
        self._decide("lie_low", self.name, "it was warned")

    def choose_route(
        self, routes: Routes, luck: Sequence[float], control: Floats, closed: Ints, *, looks: bool
    ) -> tuple[list[Border], bool]:
        """Choose a way between two countries, and the post at which each border on it is crossed.

        Parameters
        ----------
        luck
            Uniforms: one for the way, and one for each leg of the longest.
        control, closed
            Share of the traffic of each kind that could be checked now, and whether nobody can pass, by checkpoint.
        looks
            Whether somebody looks at the posts before it sets out.

        Returns
        -------
        tuple
            The posts, and whether the way or any of them would have been another without perceived risk.
        """
        crime = self.model.plan.behaviour.crime
        watched = crime.watched if looks else 0.0
        risks = Risks(self._risk, control, closed, crime.memory, watched, crime.risk, crime.cost_per_border)
        displaced, *chosen = choose(np.array(luck), self.model.time, routes.ways, risks).tolist()
        return [routes.posts[post] for post in chosen if post >= 0], bool(displaced)

    def row(self, known: float) -> NetworkRow:
        """How it stands at the end, for the table of networks.

        In `efficiency_after` nobody counts as replaced; in `compactness_after` successors count.
        """
        edges = graphs.as_array(self.edges)
        before = graphs.compactness(self.size, edges, self.lost_before)
        changed = self.lost != self.lost_before or self.replaced > 0
        return NetworkRow(
            network=self.name,
            members=self.size,
            known_share=known,
            arrested=len(self.lost) - len(self.lost_before),
            efficiency_before=self.efficiency_before,
            efficiency_after=graphs.strength(self.size, edges, self.lost),
            roles_lost=" ".join(self._roles_lost),
            replaced=self.replaced,
            compactness_before=before,
            compactness_after=graphs.compactness(self.size, self._ties, self.lost) if changed else before,
        )

    def handed_on(self) -> NetworkState:
        """The network as the next action finds it.

        A member who was replaced is gone. A member who was not is still there, as lost, and is missed.
        """
        now = self.model.clock.now
        points = self.model.theatre.checkpoints
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
            risk={
                **self.state.risk,
                **{points[at].name: self.perceived(at) for at in np.flatnonzero(self._risk[:, 0]).tolist()},
            },
            losses=tuple(now - time for time in self._losses if now - time < memory),
            hides_h=max(0.0, self.hidden_until_h - now),
            arrested=self.state.arrested + len(self.lost) - len(self.lost_before),
            replaced=self.state.replaced + self.replaced,
            cash=self.purse.cash,
        )

    def _decide(self, decision: str, subject: str, detail: str) -> None:
        self.model.journal.add(Decision(self.model.clock.now, self.name, decision, subject, detail))
