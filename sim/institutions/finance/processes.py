"""Financial intelligence units and asset recovery offices (ODD 7.19).

Units follow the money of networks, at home and through other units. At the end of a trail stands an account: a trace
for Europol, money that an office may freeze, and now and then somebody who handles it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from sim.engine.choices import one_of
from sim.engine.distributions import Exponential, spread
from sim.institutions.finance.agents import AssetOffice, FinancialUnit, found
from sim.institutions.finance.plan import PRACTICE
from sim.institutions.finance.records import FreezeRow, Tracing
from sim.outcome.records import Decision, Message
from sim.world import odds
from sim.world.contract.environment import Environment
from sim.world.contract.finding import Finding, Person
from sim.world.contract.institution import DeskRow, Institution
from sim.world.contract.request import NAN, Process
from sim.world.crime.network import CriminalNetwork
from sim.world.crime.purse import Purse
from sim.world.exchange import rules
from sim.world.world import World


class ReportLuck(NamedTuple):
    """Chance of one report of a suspicious transaction."""

    reported: float
    country: float
    investigated: float


class TrailLuck(NamedTuple):
    """Chance of one trail of money."""

    tracing: float
    abroad: float
    place: float
    traced: float
    reported: float
    account: float
    handler: float
    which: float


class AskLuck(NamedTuple):
    """Chance of a question to the unit of another country."""

    answered: float
    known: float
    own_desk: float
    other_desk: float


@dataclass(slots=True)
class _Trail:
    """Money that is followed."""

    name: str
    time_h: float
    country: str
    network: str
    cause: str
    place: str = ""
    asked_h: float = NAN
    """When another unit was asked that has not answered yet."""

    def row(self, outcome: str) -> Tracing:
        """The trail as it ended."""
        return Tracing(
            tracing=self.name,
            time_h=self.time_h,
            country=self.country,
            network=self.network,
            place=self.place,
            outcome=outcome,
            cause=self.cause,
        )

    def message(self, status: str, now: float, content: float) -> Message:
        """What was asked of another unit, as it stands."""
        answered = status == "answered"
        return Message(
            message=f"{self.name}/ask-{self.place}",
            case=self.name,
            time_h=self.asked_h,
            sender=self.country,
            receiver=self.place,
            channel="fiu_net",
            priority="other",
            kind="request",
            status=status,
            answered_h=now if answered else NAN,
            response_h=now - self.asked_h if answered else NAN,
            content=content,
            messages=1 if status == "open" else 2,
        )


class Money(Institution):
    """Tracing and freezing of the money of networks."""

    world: World

    def __init__(self, env: Environment, world: World) -> None:
        super().__init__(env, world)
        self._practice = PRACTICE.of(env.plan)
        self._units: dict[str, FinancialUnit] = {}
        self._offices: dict[str, AssetOffice] = {}
        self._open: dict[str, _Trail] = {}
        self._lent_to: set[str] = set()
        """Networks that wait for a loan: nobody lends twice at a time."""

    def found(self) -> None:
        """Create the units and offices that the plan names."""
        found(self.env)

    def prepare(self) -> None:
        """Find out who works, give networks their cash, and set when suspicious transactions are reported."""
        self._units = {unit.country: unit for unit in self.env.of_kind(FinancialUnit)}
        self._offices = {office.country: office for office in self.env.of_kind(AssetOffice)}
        if self._units or self._offices:
            for network in self.world.networks:
                self._endow(network)
                self._plan_reports(network)

    def staff(self, hour_of_day: float) -> None:
        """Staff units and offices in office hours."""
        for agent in (*self._units.values(), *self._offices.values()):
            agent.staff(hour_of_day, self.world.officers.of_country(agent.country))

    def desks(self) -> Iterator[DeskRow]:
        """The desks of units and offices."""
        for agent in (*self._units.values(), *self._offices.values()):
            yield agent.word, agent.country, agent.desk

    def close(self) -> None:
        """Write down the trails that are still followed, and what was asked and not answered."""
        env = self.env
        for trail in self._open.values():
            env.journal.add(trail.row("open"))
            if not math.isnan(trail.asked_h):
                env.journal.add(trail.message("open", env.clock.now, 0.0))

    def investigation_opened(self, country: str, network: str, cause: str) -> None:
        """A country wants to know, now, where the money of a network is; its unit follows it, if there is one."""
        if network and country in self._units:
            self.env.clock.process(self._trace(f"{cause}/money", country, network, cause))

    def cash_found(self, finding: Finding) -> None:
        """Customs tells the unit of undeclared cash."""
        self.investigation_opened(finding.country, finding.network, finding.name)

    # The cash of networks --------------------------------------------------------------------------------------------

    def _endow(self, network: CriminalNetwork) -> None:
        """Give a network the cash that it has at first, or that an action before left it."""
        practice = self._practice
        at_first = practice.cash * math.sqrt(network.size / self.env.plan.behaviour.crime.members_median)
        kept = network.state.cash
        cash = at_first if math.isinf(kept) else kept
        network.follow_money(Purse(cash, practice.earning, practice.credit, partial(self._ran_dry, network)))

    def _ran_dry(self, network: CriminalNetwork) -> None:
        """A network has no cash: somebody will lend it money, unless it earns some before."""
        subject = f"{network.name}/loan-{network.purse.borrow()}"
        self._note(network, "out_of_cash", subject, f"credit for {self._practice.credit:.0f} h")
        if network.name not in self._lent_to:
            self._lent_to.add(network.name)
            self.env.clock.process(self._lend(network, subject))

    def _lend(self, network: CriminalNetwork, subject: str) -> Process:
        """Lend a network money after a time, and again until it can pay for a movement."""
        practice = self._practice
        hours = spread(practice.loan, practice.variation, self.env.chance.draw("finance", subject))
        while network.purse.empty:
            yield self.env.clock.timeout(hours)
            if network.purse.empty:
                network.purse.gain(practice.lent)
                self._note(network, "borrow", subject, f"enough for {practice.lent:g} movements")
        self._lent_to.discard(network.name)

    def _note(self, network: CriminalNetwork, decision: str, subject: str, detail: str) -> None:
        self.env.journal.add(Decision(self.env.clock.now, network.name, decision, subject, detail))

    # Following it ----------------------------------------------------------------------------------------------------

    def _plan_reports(self, network: CriminalNetwork) -> None:
        """Suspicious transactions of a network are reported somewhere where it is at work; few are looked into."""
        env = self.env
        if self._practice.transactions <= 0.0:
            return
        between = Exponential(24.0 / self._practice.transactions)
        time_h, number = 0.0, 0
        while True:
            subject = f"{network.name}/transaction-{number}"
            luck = env.chance.luck(ReportLuck, "finance", subject)
            time_h += between.at(luck.reported)
            if time_h >= env.plan.hours:
                return
            country = one_of(network.countries, luck.country)
            if luck.investigated < self._practice.investigated and country in self._units:
                env.clock.begin(time_h, self._trace(f"{subject}/money", country, network.name, ""))
            number += 1

    def _trace(self, name: str, country: str, network: str, cause: str) -> Process:
        """Follow a trail of money to its end."""
        env = self.env
        if name in self._open:
            return
        trail = _Trail(name, env.clock.now, country, network, cause)
        self._open[name] = trail
        luck = env.chance.luck(TrailLuck, "finance", name)
        outcome = yield from self._follow(trail, luck)
        del self._open[name]
        env.journal.add(trail.row(outcome))
        if outcome == "account":
            self._use(trail, luck)

    def _follow(self, trail: _Trail, luck: TrailLuck) -> Process:
        """Work at the desk of the unit, and at that of another if the trail leads there; returns the outcome."""
        world = self.world
        practice = self._practice
        unit = self._units[trail.country]
        unit.trace(trail.name, trail.network)
        yield unit.desk.serve(spread(practice.tracing, practice.variation, luck.tracing))
        others = [code for code in world.networks[trail.network].countries if code != trail.country]
        if others and luck.abroad < practice.abroad:
            trail.place = one_of(others, luck.place)
            outcome = yield from self._ask(trail)
            if outcome:
                return outcome
        else:
            trail.place = trail.country
        if luck.traced >= practice.traced:
            return "nothing"
        unit.identify(trail.name, trail.place)
        return "account"

    def _ask(self, trail: _Trail) -> Process:
        """Ask the unit of another country; returns how the trail ends there, or empty text if it goes on."""
        env = self.env
        practice = self._practice
        there = self._units.get(trail.place)
        if there is None:
            return "no_unit"
        terms = env.theatre.cooperation.between(trail.country, trail.place)
        luck = env.chance.luck(AskLuck, "finance", f"{trail.name}/ask-{trail.place}")
        trail.asked_h = env.clock.now
        answered, known = rules.known_answer(terms, luck.answered, luck.known)
        if terms.answered > 0.0:
            yield self._units[trail.country].desk.serve(spread(practice.query, practice.variation, luck.own_desk), 0)
            yield there.desk.serve(spread(practice.query, practice.variation, luck.other_desk), 0)
        content = terms.content if answered else 0.0
        env.journal.add(trail.message("answered" if answered else "refused", env.clock.now, content))
        trail.asked_h = NAN
        if not answered:
            return "refused"
        return "" if known else "nothing"

    # What an account is good for -------------------------------------------------------------------------------------

    def _use(self, trail: _Trail, luck: TrailLuck) -> None:
        """An account is known: tell Europol, freeze what is on it, visit who handles it."""
        env = self.env
        world = self.world
        found_h = env.clock.now
        if env.theatre.cooperation.reports(trail.place, luck.reported):
            world.analysis.add_intelligence(trail.place, trail.network, trail.name)
        if trail.place in self._offices:
            env.clock.process(self._freeze(trail, found_h, min(1.0, 2.0 * self._practice.account * luck.account)))
        if luck.handler < self._practice.handler:
            env.clock.process(self._visit(trail, found_h, luck.which))

    def _freeze(self, trail: _Trail, found_h: float, share: float) -> Process:
        """With a prosecutor's order, have an account frozen, if the money is still there."""
        env = self.env
        world = self.world
        practice = self._practice
        name = f"{trail.name}/freeze"
        office = self._offices[trail.place]
        yield from self._ordered(trail.place, name, trail.country)
        u = env.chance.draw("finance", f"{name}/work")
        yield office.desk.serve(spread(practice.freezing, practice.variation, u))
        now = env.clock.now
        share = odds.decayed(share, now - found_h, practice.moves_on)
        frozen = world.networks[trail.network].purse.freeze(share, now)
        office.freeze(name, trail.network, share)
        env.journal.add(
            FreezeRow(
                freeze=name,
                time_h=now,
                country=trail.place,
                network=trail.network,
                frozen_eur=frozen * practice.movement_eur,
                share=share,
                cause=trail.name,
            )
        )

    def _visit(self, trail: _Trail, found_h: float, u: float) -> Process:
        """With a prosecutor's order, visit a member who handles the money in the country of the account."""
        world = self.world
        network = world.networks[trail.network]
        free = [
            number
            for number, code in enumerate(network.member_country)
            if code == trail.place and network.roles[number] == "money_handler" and number not in network.lost
        ]
        if not free:
            return
        name = f"{trail.name}/visit"
        yield from self._ordered(trail.place, name, trail.country)
        member = one_of(free, u)
        abroad = trail.place != trail.country
        person = Person(name, trail.place, network.main_area, network.name, trail.name, abroad, member)
        yield from world.searches.visit(person, "financial_lead", found_h, self._practice.moves_on)

    def _ordered(self, country: str, subject: str, asker: str) -> Process:
        """Wait for a prosecutor's order."""
        if not (yield from self.world.institutions.authorised(country, subject, asker)):
            u = self.env.chance.draw("finance", f"{subject}/order")
            yield self.env.clock.timeout(spread(self._practice.order, self._practice.variation, u))


INSTITUTION = Money
