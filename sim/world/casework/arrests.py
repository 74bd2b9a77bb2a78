"""What officers do in a case, and how it is written down: arrest, seize, release, open an investigation (ODD 7.6, 7.7).

Each arrest has exactly one path, and names the row from which it came.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from sim.engine.distributions import spread, variation
from sim.outcome.records import Arrest, Case, Investigation, Release, Seizure
from sim.world.contract.environment import Environment
from sim.world.contract.finding import Finding, Person
from sim.world.contract.institutions import Institutions
from sim.world.contract.request import OTHER
from sim.world.crime.networks import CriminalNetworks
from sim.world.exchange.exchange import InformationExchange

MOST_PIECES = 1000
"""Most further pieces of one seizure that are counted."""


class SpoilsLuck(NamedTuple):
    """Chance of what is found on premises, besides people."""

    weapons: float
    drugs: float


class Arrests:
    """Arrests, seizures, releases and investigations of a run.

    How readily investigations are opened varies from action to action.
    """

    def __init__(
        self, env: Environment, institutions: Institutions, networks: CriminalNetworks, exchange: InformationExchange
    ) -> None:
        self._env = env
        self._institutions = institutions
        self._networks = networks
        self._exchange = exchange
        cases = env.plan.behaviour.cases
        readiness = variation(cases.opening_variation, env.chance.draw("weather", "investigations"))
        self._new_suspects = min(1.0, cases.new_suspects * readiness * cases.opening_this_action)

    def open_case(self, finding: Finding, selection: str, cause: str = "", *, at: float | None = None) -> None:
        """Write down that a case opens.

        Parameters
        ----------
        selection
            How the check came about.
        cause
            The row from which the case came: a movement, a lead, a case, an operation.
        at
            Hour at which it opens; None for now.

        Notes
        -----
        Somebody clean who was indicated falsely is a suspect to those who deal with the case, and is written down as
        one.
        """
        if at is None:
            self.tell(finding, "found")
        self._env.journal.add(
            Case(
                case=finding.name,
                time_h=self._env.clock.now if at is None else at,
                country=finding.country,
                checkpoint=finding.checkpoint,
                kind=finding.kind,
                selection=selection,
                crime_area=finding.area,
                mark=finding.seen,
                detector=finding.detector,
                network=finding.network,
                cause=cause,
            )
        )

    def tell(
        self, finding: Finding, kind: str, detail: str = "", *, other: str = "", until_h: float = math.nan
    ) -> None:
        """Tell a country what becomes of a case of its own, now."""
        if self._env.notices.heard:
            self._env.notices.tell(
                finding.country,
                kind,
                finding.name,
                other=other,
                detail=detail or f"{finding.kind} {finding.seen} {finding.detector}",
                place=finding.post,
                until_h=until_h,
            )

    def arrest(self, finding: Finding, path: str, number: int = 1, *, member: int | None = None) -> None:
        """Arrest one person, now.

        Parameters
        ----------
        path
            How it came to the arrest.
        number
            Number of the arrest in its case.
        member
            Who of the network it is, where that is known.
        """
        name = f"{finding.name}/arrest-{number}"
        self._env.journal.add(
            Arrest(
                arrest=name,
                time_h=self._env.clock.now,
                country=finding.country,
                path=path,
                crime_area=finding.area,
                checkpoint=finding.checkpoint,
                case=finding.name,
                network=finding.network,
                needs_abroad=finding.abroad,
                cause=finding.name,
            )
        )
        self._env.journal.count("arrests", finding.country)
        self.tell(finding, "arrest", path)
        if finding.network:
            self._networks[finding.network].lose_member(name, member)

    def at_large(self, person: Person) -> bool:
        """Whether a person whom a lead named has not been arrested yet."""
        return person.member is None or person.member not in self._networks[person.network].lost

    def seize(self, finding: Finding, *, weapons: int = 0, drugs_kg: float = 0.0, victims: int = 0) -> None:
        """Write down weapons or drugs that were seized, or victims who were found."""
        self._env.journal.add(
            Seizure(
                case=finding.name,
                time_h=self._env.clock.now,
                country=finding.country,
                crime_area=finding.area,
                weapons=weapons,
                drugs_kg=drugs_kg,
                victims=victims,
            )
        )
        self._env.journal.count("weapons", finding.country, weapons)

    def seize_spoils(self, finding: Finding, luck: SpoilsLuck) -> None:
        """Seize the weapons and drugs that a search of premises brings to light, if any."""
        behaviour = self._env.plan.behaviour
        cases, searches = behaviour.cases, behaviour.searches
        weapons, drugs = 0, 0.0
        if luck.weapons < searches.weapons:
            more = counted(cases.weapons_more, cases.weapons_this_action)
            weapons = 1 + geometric(more, luck.weapons / searches.weapons)
        if luck.drugs < searches.drugs:
            drugs = spread(cases.drugs_median, cases.drugs_sigma, luck.drugs / searches.drugs)
        if weapons or drugs:
            self.seize(finding, weapons=weapons, drugs_kg=drugs)

    def release(self, finding: Finding, reason: str) -> None:
        """Write down that somebody is released, or still held at the end, and why."""
        self._env.journal.add(Release(finding.name, self._env.clock.now, finding.country, reason))
        self.tell(finding, "release", reason)

    def consider_investigation(self, finding: Finding, u: float) -> None:
        """Open an investigation, now, if the case calls for one.

        A case of a network does. Others do with a chance: they show suspects of whom nobody knew. Another country is
        then asked what it knows, in the ordinary way, and seldom answers before the action ends.
        """
        if not finding.network and u >= self._new_suspects:
            return
        env = self._env
        name = f"{finding.name}/investigation"
        env.journal.add(
            Investigation(
                investigation=name,
                time_h=env.clock.now,
                country=finding.country,
                crime_area=finding.area,
                network=finding.network,
                cause=finding.name,
            )
        )
        self._institutions.investigation_opened(finding.country, finding.network, name)
        abroad = env.theatre.country_abroad(finding.country, env.chance.draw("case", name))
        ask = self._exchange.ask(finding.name, finding.country, abroad, priority=OTHER, subject="investigation")
        env.clock.process(ask)


def counted(more: float, factor: float) -> float:
    """Probability of each further piece where so many times as many are counted on average, and one at the least."""
    last = 1.0 - more
    return more + last * (1.0 - 1.0 / factor) if factor > last else 0.0


def geometric(more: float, u: float) -> int:
    """Number of further pieces, if each is followed by another with probability `more`; from one uniform."""
    count, tail = 0, more
    while u < tail and count < MOST_PIECES:
        count += 1
        tail *= more
    return count
