"""Prosecutors, Eurojust, joint investigation teams (ODD 7.16)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sim.domain import rules
from sim.domain.agents.judicial import EUROJUST, Eurojust, Prosecutors
from sim.domain.cooperation import Terms
from sim.domain.exchange import Process
from sim.domain.institution import Institution, agents_of
from sim.engine.clock import Desk
from sim.engine.distributions import spread
from sim.outcome.records import Decision
from sim.scenario import reference
from sim.scenario.sections.justice import JointTeam

if TYPE_CHECKING:
    from sim.domain.operation import Operation

OPERATION, OTHER = 0, 1
"""Order in which prosecutors take jobs."""
OLAF_AREAS = ("property_crime", "excise_fraud", "economic_crime")
"""Crime areas of untaxed goods and fraud, in which OLAF helps."""


class Justice(Institution):
    """Prosecutors of all countries, Eurojust, and what joint investigation teams change."""

    def __init__(self, world: Operation) -> None:
        super().__init__(world)
        self._prosecutors = {agent.country: agent for agent in agents_of(world, Prosecutors)}
        self._eurojust = next(iter(agents_of(world, Eurojust)), None)
        self._behaviour = world.plan.behaviour.justice
        day = world.plan.start.date()
        known = reference.countries()
        self._in_eu = {code for code in world.layout.codes if "eu" in known[code].frameworks(day)}

    def staff(self, hour_of_day: float) -> None:
        """Staff the prosecutors' desks by the officers who take part."""
        for code, prosecutors in self._prosecutors.items():
            officers = sum(unit.officers for unit in self.world.units if unit.country == code)
            prosecutors.staff(officers, hour_of_day)

    def desks(self) -> Iterator[tuple[str, str, Desk]]:
        """Desks of prosecutors and of Eurojust."""
        for code, prosecutors in self._prosecutors.items():
            yield "prosecutors", code, prosecutors.desk
        if self._eurojust is not None:
            yield "eurojust", EUROJUST, self._eurojust.desk

    # Warrants ---------------------------------------------------------------------------------------------------------

    def prosecutes(self, country: str) -> bool:
        """Whether the prosecutors of a country take part."""
        return country in self._prosecutors

    def warrant(self, country: str, subject: str, *, asker: str = "") -> Process:
        """Wait until the prosecutors of a country grant a measure there; at once where there are none.

        Parameters
        ----------
        country
            Where the measure is taken.
        subject
            What it is about: the identity of a search, a find, an account.
        asker
            The country that asks for it, if it is another: it needs a European Investigation Order or a letter of
            request, unless both are in one joint investigation team.
        """
        prosecutors = self._prosecutors.get(country)
        if prosecutors is None:
            return
        u = self.world.chance.draws("justice", f"{country}/{subject}")
        if asker not in ("", country) and not self.world.same_jit(asker, country):
            yield self.world.clock.timeout(self._letter_h(asker, country, u[1]))
            self._recognise(prosecutors, subject, asker)
        yield prosecutors.desk.serve(spread(self._behaviour.warrant, self._behaviour.variation, u[0]), OTHER)
        prosecutors.decide("warrant", subject, "granted")

    def agree(self, operation: str, countries: Sequence[str]) -> Process:
        """Wait for what prosecutors need before a network operation; the first country leads.

        Countries outside a joint team with the lead are asked by letters, or all meet at Eurojust; then each grants
        its warrants, all at a time.
        """
        lead = countries[0]
        concerned = [code for code in countries if code in self._prosecutors]
        u = {code: self.world.chance.draws("justice", f"{code}/{operation}") for code in concerned}
        abroad = [code for code in concerned if code != lead and not self.world.same_jit(lead, code)]
        if abroad and self._eurojust is not None and self.world.plan.justice.eurojust.coordination_meetings:
            yield from self._meet(self._eurojust, operation, countries)
        elif abroad:
            yield self.world.clock.timeout(max(self._letter_h(lead, code, u[code][1]) for code in abroad))
            for code in abroad:
                self._recognise(self._prosecutors[code], operation, lead)
        jobs = [
            self._prosecutors[code].desk.serve(
                spread(self._behaviour.warrant, self._behaviour.variation, u[code][0]), OPERATION
            )
            for code in concerned
        ]
        yield from jobs
        for code in concerned:
            self._prosecutors[code].decide("warrant", operation, "granted")

    def _meet(self, eurojust: Eurojust, operation: str, countries: Sequence[str]) -> Process:
        """Prosecutors of all countries meet at Eurojust."""
        u = self.world.chance.draw("justice", f"meeting/{operation}")
        hours = spread(self._behaviour.meeting, self._behaviour.variation, u) * math.sqrt(len(countries) / 2.0)
        yield eurojust.desk.serve(hours, OPERATION)
        eurojust.meet(operation, countries)

    def _by_order(self, asker: str, country: str) -> bool:
        """Whether a European Investigation Order may be issued between two countries."""
        return asker in self._in_eu and country in self._in_eu

    def _letter_h(self, asker: str, country: str, u: float) -> float:
        """Hours until an order or a letter of request of another country is recognised."""
        behaviour = self._behaviour
        return spread(behaviour.order if self._by_order(asker, country) else behaviour.letter, behaviour.variation, u)

    def _recognise(self, prosecutors: Prosecutors, subject: str, asker: str) -> None:
        order = self._by_order(asker, prosecutors.country)
        kind = "European Investigation Order" if order else "letter of request"
        prosecutors.decide("recognise", subject, f"{kind} of {asker}")

    # Joint investigation teams ----------------------------------------------------------------------------------------

    def agreement_factor(self, countries: Sequence[str]) -> float:
        """Time to agree on an operation, against the usual: less where one joint team with Eurojust holds all."""
        together = self._eurojust is not None and any(
            team.eurojust and set(countries) <= set(team.members) for team in self.world.jits
        )
        return self._behaviour.team_agrees if together else 1.0

    def direct_to_europol(self, country: str) -> bool:
        """Whether a country is in a joint team in which Europol takes part."""
        return any(team.europol and country in team.members for team in self.world.jits)

    def with_olaf(self, terms: Terms, here: str, there: str, area: str) -> Terms:
        """Terms on which a question is answered: where OLAF is in the team of both, answers about goods hold more."""
        if area not in OLAF_AREAS or not any(
            team.olaf and here in team.members and there in team.members for team in self.world.jits
        ):
            return terms
        return replace(terms, content=rules.filled(terms.content, self._behaviour.olaf))

    def consider_team(self, package: str, countries: Sequence[str]) -> None:
        """After a package, Eurojust may request that its countries set up a joint investigation team."""
        known = any(set(countries) <= set(team.members) for team in self.world.jits)
        if self._eurojust is None or len(countries) < 2 or known:
            return
        if self.world.chance.draw("justice", f"{package}/team") < self._behaviour.initiated:
            team = JointTeam(members=tuple(countries), europol=True, eurojust=True)
            self.world.clock.process(self.propose(team, self._eurojust.name))

    def propose(self, team: JointTeam, by: str = "") -> Process:
        """Countries are asked to sign a joint team: it comes about after a while, if all agree with the first."""
        world = self.world
        first, *others = dict.fromkeys(team.members)
        subject = "jit/" + "-".join((first, *others))
        self._decide(by or f"{first}/prosecutors", "jit_proposed", subject, _agencies(team))
        for code in others:
            u = world.chance.draw("justice", f"{subject}/{code}")
            if u >= world.layout.cooperation.between(first, code).answered:
                self._decide(f"{code}/prosecutors", "jit_refused", subject, f"asked by {by or first}")
                return
        yield world.clock.timeout(self._setting_up_h(team, world.chance.draw("justice", subject)))
        world.jits.append(team)
        self._decide(f"{first}/prosecutors", "jit_signed", subject, _agencies(team))

    def _setting_up_h(self, team: JointTeam, u: float) -> float:
        """Hours until a joint team is signed: fewer with Eurojust's help and its money."""
        behaviour = self._behaviour
        hours = spread(behaviour.setting_up, behaviour.variation, u)
        if self._eurojust is None or not team.eurojust:
            return hours
        funded = behaviour.with_funding if self.world.plan.justice.eurojust.funding else 1.0
        return hours * behaviour.with_eurojust * funded

    def _decide(self, agent: str, decision: str, subject: str, detail: str) -> None:
        self.world.journal.add(Decision(self.world.clock.now, agent, decision, subject, detail))


def _agencies(team: JointTeam) -> str:
    """Which agencies take part in a team, in words."""
    taking_part = [name for name in ("europol", "eurojust", "olaf") if getattr(team, name)]
    return "with " + " ".join(taking_part) if taking_part else "countries only"
