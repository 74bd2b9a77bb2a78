"""Agencies and projects that prepare the action or equip it (ODD 7.25)."""

from __future__ import annotations

from collections.abc import Iterator

from sim.institutions.support.plan import PRACTICE, SUPPORT
from sim.institutions.support.tables import members_here
from sim.outcome.records import Decision
from sim.scenario.codes import Members, among
from sim.words import EUROPOL
from sim.world.contract.environment import Environment
from sim.world.contract.institution import Institution
from sim.world.world import World


class Supporters(Institution):
    """The agencies and projects of the scenario, and what each of them does before hour 0."""

    world: World

    def __init__(self, env: Environment, world: World) -> None:
        super().__init__(env, world)
        self._plan = SUPPORT.of(env.plan)
        self._traces = 0

    def prepare(self) -> None:
        """Write down what each agency brings."""
        for agency, subject, detail in self._brought_in():
            if subject:
                self.env.journal.add(Decision(self.env.clock.now, agency, "support", subject, detail))

    def _brought_in(self) -> Iterator[tuple[str, str, str]]:
        """Agency, whom or what it supports, and how."""
        plan = self.env.plan
        support = self._plan
        if support.cepol.trained > 0.0:
            detail = f"{support.cepol.trained:.0%} of the officers not yet trained are trained"
            yield "CEPOL", self._names(support.cepol.countries), detail
        if support.seesac > 0.0:
            detail = f"{support.seesac:.0%} of the officers are trained on firearms"
            yield "SEESAC", " ".join(members_here(plan, "seesac")), detail
        for post in support.unodc:
            yield "UNODC", post, "a cargo control unit selects consignments"
        if support.emcdda:
            yield "EMCDDA", self._names(support.emcdda), "better risk indicators for drugs"
        if support.easo:
            yield "EASO", self._names(support.easo), "better risk indicators in asylum matters"
        if support.eusdr:
            detail = f"workshops of preparation brought in {self._traces} traces"
            yield "EUSDR", " ".join(members_here(plan, "danube_strategy")), detail
        funding = support.eu4fast
        if funding.funds_centre_desks or funding.funds_partners:
            detail = f"{funding.funds_centre_desks} desks and liaison officers {'' if funding.paid else 'not '}paid for"
            yield "EU4FAST", self._names(funding.funds_partners) or "centre", detail

    def brings_trace(self, country: str, trace: str) -> bool:
        """Whether a trace that a country held back was brought to a workshop of the Danube strategy."""
        env = self.env
        members = members_here(env.plan, "danube_strategy") if self._plan.eusdr else ()
        if country not in members or len(members) < 2:
            return False
        willing = env.theatre.cooperation.between(country, EUROPOL).reported
        share = PRACTICE.of(env.plan).workshop * willing
        brought = env.chance.draw("trace", f"{trace}/workshop") < share
        self._traces += brought
        return brought

    def _names(self, members: Members) -> str:
        return " ".join(code for code in self.env.theatre.codes if among(members, code))


INSTITUTION = Supporters
