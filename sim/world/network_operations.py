"""Operations against networks: arrests in several countries at the same moment (ODD 7.9).

An operation follows from a package of Europol. Its countries agree on a moment and wait until a team of each is ready.
Then all strike together. The longer this takes, the more likely the network hears of it. Those who are arrested lead
to others whom nobody knew, and who are then visited.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import NamedTuple

from simpy.events import Event

from sim.engine.distributions import spread
from sim.outcome.records import OperationRow
from sim.scenario.events import Launch
from sim.scenario.part import Timed
from sim.words import AT_EUROPOL
from sim.world.casework.arrests import Arrests
from sim.world.casework.searches import OPERATION, SearchTeams
from sim.world.casework.tasks import handed_out
from sim.world.contract.environment import Environment
from sim.world.contract.finding import Finding, Person
from sim.world.contract.institution import Handler
from sim.world.contract.institutions import Institutions
from sim.world.contract.request import Process
from sim.world.crime.network import CriminalNetwork
from sim.world.crime.networks import CriminalNetworks
from sim.world.exchange.contact_points import Offices
from sim.world.officers.officers import Officers
from sim.world.seats.notices import AT_CENTRE

LAUNCHING = (AT_CENTRE, AT_EUROPOL)
"""Owners whose people launch operations."""
BROKERS = ("leader", "broker")
"""Roles of those who give tasks, and know who does them."""
LONGEST_WAIT_H = 24.0
"""How long an operation waits for the word of people (assumed)."""


class OperationLuck(NamedTuple):
    """Chance of an operation: how long it takes to agree, and whether it leaks."""

    coordination: float
    leak: float


class NetworkOperations:
    """The operations against networks of a run."""

    def __init__(
        self,
        env: Environment,
        institutions: Institutions,
        officers: Officers,
        networks: CriminalNetworks,
        offices: Offices,
        arrests: Arrests,
        searches: SearchTeams,
    ) -> None:
        self._env = env
        self._institutions = institutions
        self._officers = officers
        self._networks = networks
        self._offices = offices
        self._arrests = arrests
        self._searches = searches
        self._waiting: dict[str, Event] = {}
        """Operations that wait for the word of people, each with the event that brings those who stay out."""

    def handles(self) -> Mapping[type[Timed], Handler]:
        """People launch an operation."""
        return {Launch: self._launch}

    def _launch(self, event: Launch) -> Process:
        word = self._waiting.pop(event.operation, None)
        yield from ()
        if word is None:
            return "no operation of this name waits"
        word.succeed(event.without)
        return ""

    def _word(self, name: str, countries: Sequence[str]) -> Process:
        """Wait for the word of people at the centre or at Europol, if any are there; returns who stays out.

        Without a word the operation begins by itself after a day.
        """
        env = self._env
        if not any(env.seats.taken(owner) for owner in LAUNCHING):
            return ()
        word = self._waiting[name] = Event(env.clock)
        until_h = env.clock.now + LONGEST_WAIT_H
        env.notices.tell_all(LAUNCHING, "operation", name, detail=" ".join(countries), until_h=until_h)
        yield word | env.clock.timeout(LONGEST_WAIT_H)
        self._waiting.pop(name, None)
        env.notices.tell_all(LAUNCHING, "launched", name)
        return word.value if word.triggered else ()

    def follow(self, package: str, network: str, known: float, lead: str) -> None:
        """Begin an operation, now, on a package."""
        self._env.clock.process(self._strike(package, self._networks[network], known, lead))

    def _strike(self, package: str, network: CriminalNetwork, known: float, lead: str) -> Process:
        """One operation, from the package until the known members who are met are arrested."""
        env = self._env
        behaviour = env.plan.behaviour.interventions
        name = f"{network.name}/operation"
        begun = env.clock.now
        targets = network.known_members(known)
        concerned = {network.member_country[one] for one in targets}
        lead = self._institutions.leads(name, network.main_area, lead, concerned)
        countries = self._willing(name, lead, network, targets)
        if not countries:
            return
        without = yield from self._word(name, countries)
        countries = [code for code in countries if code not in without]
        if not countries:
            return
        luck = env.chance.luck(OperationLuck, "operation", name)
        yield from self._ordered(name, countries)
        yield from self._coordinate(name, countries, luck.coordination)
        yield from [env.clock.process(self._handed_out(name, code)) for code in countries]
        with ExitStack() as bound:
            for code in sorted(countries, key=env.theatre.codes.index):
                yield bound.enter_context(self._officers.arrest_teams[code].request(priority=1))
            delay_h = env.clock.now - begun
            leaked = network.corrupt and luck.leak < leak_chance(behaviour.leak, delay_h, len(countries))
            yield env.clock.timeout(behaviour.strike)
            taken = self._arrest(name, network, countries, targets, warned=leaked or network.warned)
        named = [person for person in self._named(name, network, taken, targets) if person.country in countries]
        for person in named:
            stays_h = env.plan.behaviour.searches.decay
            env.clock.process(self._searches.visit(person, OPERATION, env.clock.now, stays_h))
        told = (*countries, *LAUNCHING)
        env.notices.tell_all(told, "strike", name, detail=f"{len(taken)} of {len(targets)} in {' '.join(countries)}")
        env.journal.add(
            OperationRow(
                operation=name,
                time_h=env.clock.now,
                network=network.name,
                countries=" ".join(countries),
                targets=len(targets),
                arrests=len(taken),
                named=len(named),
                leaked=leaked,
                delay_h=delay_h,
                cause=package,
            )
        )

    def _willing(self, name: str, lead: str, network: CriminalNetwork, targets: Sequence[int]) -> list[str]:
        """Countries that strike, the lead first.

        The others are those where targets live and which agree to join. A country without an arrest team cannot strike.
        """
        env = self._env
        others = dict.fromkeys(network.member_country[member] for member in targets)
        others.pop(lead, None)
        between = env.theatre.cooperation.between
        joined = (
            code for code in others if env.chance.draw("operation", f"{name}/{code}") < between(lead, code).answered
        )
        return [code for code in (lead, *joined) if code in self._officers.arrest_teams]

    def _ordered(self, name: str, countries: Sequence[str]) -> Process:
        """Wait for what prosecutors need; where none take part, for the order of a court, at the same time."""
        env, searches = self._env, self._env.plan.behaviour.searches
        begun = env.clock.now
        granted = yield from self._institutions.agreed(name, countries)
        orders = (
            spread(searches.order, searches.variation, env.chance.draw("operation", f"{name}/{code}/order"))
            for code in countries
            if code not in granted
        )
        yield env.clock.timeout(max(0.0, begun + max(orders, default=0.0) - env.clock.now))

    def _handed_out(self, name: str, country: str) -> Process:
        u = self._env.chance.draw("operation", f"{name}/{country}/task")
        return handed_out(self._env, self._institutions, country, name, u, urgent=True)

    def _coordinate(self, name: str, countries: Sequence[str], u: float) -> Process:
        """Agree on the moment, at a desk of the coordination centre; without the centre it takes longer."""
        behaviour = self._env.plan.behaviour.interventions
        hours = spread(behaviour.coordination, behaviour.variation, u) * math.sqrt(len(countries) / 2.0)
        hours *= self._institutions.agreement_factor(countries)
        centre = self._offices.centre
        if centre is not None and centre.works:
            centre.agree(name, countries)
            yield centre.desk.serve(hours)
        else:
            yield self._env.clock.timeout(hours * behaviour.without_centre)

    def _arrest(
        self, name: str, network: CriminalNetwork, countries: Sequence[str], targets: Sequence[int], *, warned: bool
    ) -> list[int]:
        """Arrest the targets who are met, in the countries that strike; returns who they are."""
        behaviour = self._env.plan.behaviour.interventions
        presence = behaviour.present * (behaviour.warned if warned else 1.0)
        arrested = []
        for member in targets:
            code = network.member_country[member]
            met = self._env.chance.draw("operation", f"{name}/member-{member}") < presence
            if code not in countries or not met or member in network.lost:
                continue
            arrested.append(member)
            finding = Finding(
                name=f"{name}/member-{member}",
                country=code,
                checkpoint="",
                point=-1,
                kind="person",
                mark="suspect",
                detector="information",
                area=network.main_area,
                network=network.name,
                abroad=True,
            )
            self._arrests.open_case(finding, "target", name)
            self._arrests.arrest(finding, OPERATION, member=member)
        return arrested

    def _named(
        self, name: str, network: CriminalNetwork, taken: Sequence[int], targets: Sequence[int]
    ) -> Iterator[Person]:
        """Contacts of those who were arrested to whom their papers, telephones or words lead; targets were known."""
        behaviour = self._env.plan.behaviour.interventions
        silence: dict[int, float] = {}
        for one, contact in network.known_to(taken):
            share = behaviour.named_by_brokers if network.roles[one] in BROKERS else behaviour.named
            silence[contact] = silence.get(contact, 1.0) * (1.0 - share)
        for member in sorted(silence.keys() - {*targets}):
            lead = f"{name}/named-{member}"
            if self._env.chance.draw("operation", lead) >= silence[member]:
                country = network.member_country[member]
                yield Person(lead, country, network.main_area, network.name, name, True, member)


def leak_chance(per_day: float, delay_h: float, countries: int) -> float:
    """Probability that a network with corrupt contacts hears of an operation.

    Parameters
    ----------
    per_day
        Probability in one day and one country.
    delay_h
        Hours from the package until all teams are ready.
    countries
        Countries that prepare it.
    """
    return 1.0 - math.pow(1.0 - per_day, delay_h / 24.0 * countries)
