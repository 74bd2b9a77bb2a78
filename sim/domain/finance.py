"""Financial intelligence units and asset recovery offices (ODD 7.19).

Units follow the money of networks, at home and through other units. At the end of a trail stands an account: a trace
for Europol, money that an office may freeze, and now and then somebody who handles it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from sim.domain import rules
from sim.domain.agents.financial import AssetOffice, FinancialUnit
from sim.domain.agents.networks import CriminalNetwork
from sim.domain.exchange import NAN, Process
from sim.domain.institution import Institution
from sim.domain.money import Purse
from sim.domain.searches import Person
from sim.engine.clock import Desk
from sim.engine.distributions import Exponential, spread
from sim.outcome.leads import FreezeRow, Tracing
from sim.outcome.records import Decision, Message

if TYPE_CHECKING:
    from sim.domain.operation import Operation


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
        return Tracing(self.name, self.time_h, self.country, self.network, self.place, outcome, self.cause)

    def message(self, status: str, now: float, content: float) -> Message:
        answered = status == "answered"
        return Message(
            f"{self.name}/ask-{self.place}",
            self.name,
            self.asked_h,
            self.country,
            self.place,
            "fiu_net",
            "other",
            "request",
            status,
            now if answered else NAN,
            now - self.asked_h if answered else NAN,
            content,
            1 if status == "open" else 2,
        )


class Finance(Institution):
    """Tracing and freezing of the money of networks."""

    def __init__(self, world: Operation) -> None:
        super().__init__(world)
        self._lent_to: set[str] = set()
        """Networks that wait for a loan: nobody lends twice at a time."""
        self._practice = world.plan.behaviour.finance
        self.units: dict[str, FinancialUnit] = {}
        self.offices: dict[str, AssetOffice] = {}
        self._officers: dict[str, float] = {}
        self._open: dict[str, _Trail] = {}

    def prepare(self) -> None:
        """Find out who works, give networks their cash, and set when suspicious transactions are reported."""
        world = self.world
        for agent in world.agents_by_type.get(FinancialUnit, ()):
            assert isinstance(agent, FinancialUnit)
            self.units[agent.country] = agent
        for agent in world.agents_by_type.get(AssetOffice, ()):
            assert isinstance(agent, AssetOffice)
            self.offices[agent.country] = agent
        if not self.units and not self.offices:
            return
        for unit in world.units:
            self._officers[unit.country] = self._officers.get(unit.country, 0.0) + unit.officers
        for network in world.networks.values():
            self._endow(network)
            self._plan_reports(network)

    def staff(self, hour_of_day: float) -> None:
        """Staff units and offices in office hours."""
        for agent in (*self.units.values(), *self.offices.values()):
            agent.staff(hour_of_day, self._officers.get(agent.country, 0.0))

    def desks(self) -> Iterator[tuple[str, str, Desk]]:
        """The desks of units and offices."""
        for agent in (*self.units.values(), *self.offices.values()):
            yield agent.word, agent.country, agent.desk

    def close(self) -> None:
        """Write down the trails that are still followed, and what was asked and not answered."""
        world = self.world
        for trail in self._open.values():
            world.journal.add(trail.row("open"))
            if not math.isnan(trail.asked_h):
                world.journal.add(trail.message("open", world.clock.now, 0.0))

    def asked(self, country: str, network: str, cause: str) -> None:
        """A country wants to know, now, where the money of a network is; its unit follows it, if there is one."""
        if network and country in self.units:
            self.world.clock.process(self._trace(f"{cause}/money", country, network, cause))

    # The cash of networks --------------------------------------------------------------------------------------------

    def _endow(self, network: CriminalNetwork) -> None:
        """Give a network the cash that it has at first, or that an action before left it."""
        practice = self._practice
        at_first = practice.cash * math.sqrt(network.size / self.world.plan.behaviour.crime.members_median)
        kept = network.state.cash
        cash = at_first if math.isinf(kept) else kept
        network.purse = Purse(cash, practice.earning, practice.credit, partial(self._ran_dry, network))
        network.purse.begin(self.world.clock.now)

    def _ran_dry(self, network: CriminalNetwork) -> None:
        """A network has no cash: somebody will lend it money, unless it earns some before."""
        number = network.purse.loans
        network.purse.loans += 1
        subject = f"{network.name}/loan-{number}"
        self._note(network, "out_of_cash", subject, f"credit for {self._practice.credit:.0f} h")
        if network.name not in self._lent_to:
            self._lent_to.add(network.name)
            self.world.clock.process(self._lend(network, subject))

    def _lend(self, network: CriminalNetwork, subject: str) -> Process:
        """Lend a network money after a time, and again until it can pay for a movement."""
        practice = self._practice
        hours = spread(practice.loan, practice.variation, self.world.chance.draw("finance", subject))
        while network.purse.empty:
            yield self.world.clock.timeout(hours)
            if network.purse.empty:
                network.purse.gain(practice.lent)
                self._note(network, "borrow", subject, f"enough for {practice.lent:g} movements")
        self._lent_to.discard(network.name)

    def _note(self, network: CriminalNetwork, decision: str, subject: str, detail: str) -> None:
        self.world.journal.add(Decision(self.world.clock.now, network.name, decision, subject, detail))

    # Following it ----------------------------------------------------------------------------------------------------

    def _plan_reports(self, network: CriminalNetwork) -> None:
        """Suspicious transactions of a network are reported somewhere where it is at work; few are looked into."""
        world = self.world
        if self._practice.transactions <= 0.0:
            return
        between = Exponential(24.0 / self._practice.transactions)
        time_h, number = 0.0, 0
        while True:
            subject = f"{network.name}/transaction-{number}"
            u = world.chance.draws("finance", subject)
            time_h += between.at(u[0])
            if time_h >= world.plan.hours:
                return
            country = network.countries[int(u[1] * len(network.countries))]
            if u[2] < self._practice.investigated and country in self.units:
                world.clock.begin(time_h, self._trace(f"{subject}/money", country, network.name, ""))
            number += 1

    def _trace(self, name: str, country: str, network: str, cause: str) -> Process:
        """Follow a trail of money to its end."""
        world = self.world
        if name in self._open:
            return
        trail = _Trail(name, world.clock.now, country, network, cause)
        self._open[name] = trail
        u = world.chance.draws("finance", name)
        outcome = yield from self._follow(trail, u)
        del self._open[name]
        world.journal.add(trail.row(outcome))
        if outcome == "account":
            self._use(trail, u)

    def _follow(self, trail: _Trail, u: tuple[float, ...]) -> Process:
        """Work at the desk of the unit, and at that of another if the trail leads there; returns the outcome."""
        world, practice = self.world, self._practice
        unit = self.units[trail.country]
        unit.trace(trail.name, trail.network)
        yield unit.desk.serve(spread(practice.tracing, practice.variation, u[0]))
        others = [code for code in world.networks[trail.network].countries if code != trail.country]
        if others and u[1] < practice.abroad:
            trail.place = others[int(u[2] * len(others))]
            outcome = yield from self._ask(trail)
            if outcome:
                return outcome
        else:
            trail.place = trail.country
        if u[3] >= practice.traced:
            return "nothing"
        unit.identify(trail.name, trail.place)
        return "account"

    def _ask(self, trail: _Trail) -> Process:
        """Ask the unit of another country; returns how the trail ends there, or empty text if it goes on."""
        world, practice = self.world, self._practice
        there = self.units.get(trail.place)
        if there is None:
            return "no_unit"
        terms = world.layout.cooperation.between(trail.country, trail.place)
        u = world.chance.draws("finance", f"{trail.name}/ask-{trail.place}")
        trail.asked_h = world.clock.now
        answered, known = rules.known_answer(terms, u[0], u[1])
        if terms.answered > 0.0:
            yield self.units[trail.country].desk.serve(spread(practice.query, practice.variation, u[2]), 0)
            yield there.desk.serve(spread(practice.query, practice.variation, u[3]), 0)
        content = terms.content if answered else 0.0
        world.journal.add(trail.message("answered" if answered else "refused", world.clock.now, content))
        trail.asked_h = NAN
        if not answered:
            return "refused"
        return "" if known else "nothing"

    # What an account is good for -------------------------------------------------------------------------------------

    def _use(self, trail: _Trail, u: tuple[float, ...]) -> None:
        """An account is known: tell Europol, freeze what is on it, visit who handles it."""
        world = self.world
        found_h = world.clock.now
        if world.reports(trail.place, u[4]):
            world.fusion.add_intelligence(trail.place, trail.network, trail.name)
        if trail.place in self.offices:
            world.clock.process(self._freeze(trail, found_h, min(1.0, 2.0 * self._practice.account * u[5])))
        if u[6] < self._practice.handler:
            world.clock.process(self._visit(trail, found_h, u[7]))

    def _freeze(self, trail: _Trail, found_h: float, share: float) -> Process:
        """With a prosecutor's order, have an account frozen, if the money is still there."""
        world, practice = self.world, self._practice
        name = f"{trail.name}/freeze"
        office = self.offices[trail.place]
        yield from self._ordered(trail.place, name, trail.country)
        u = world.chance.draw("finance", f"{name}/work")
        yield office.desk.serve(spread(practice.freezing, practice.variation, u))
        now = world.clock.now
        share = rules.decayed(share, now - found_h, practice.moves_on)
        frozen = world.networks[trail.network].purse.freeze(share, now)
        office.freeze(name, trail.network, share)
        world.journal.add(
            FreezeRow(name, now, trail.place, trail.network, frozen * practice.movement_eur, share, trail.name)
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
        member = free[int(u * len(free))]
        abroad = trail.place != trail.country
        person = Person(name, trail.place, network.main_area, network.name, trail.name, abroad, member)
        yield from world.searches.visit(person, "financial_lead", found_h, self._practice.moves_on)

    def _ordered(self, country: str, subject: str, asker: str) -> Process:
        """Wait for a prosecutor's order."""
        practice = self._practice
        if self.world.justice.prosecutes(country):
            yield from self.world.justice.warrant(country, subject, asker=asker)
            return
        u = self.world.chance.draw("finance", f"{subject}/order")
        yield self.world.clock.timeout(spread(practice.order, practice.variation, u))
