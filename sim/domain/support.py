"""Agencies and projects that prepare the action or equip it (ODD 7.25)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.domain.cooperation import EUROPOL
from sim.domain.institution import Institution
from sim.outcome.records import Decision
from sim.scenario import reference
from sim.scenario.words import Members, among

if TYPE_CHECKING:
    from sim.domain.operation import Operation
    from sim.scenario.schema import Scenario

ASYLUM = ("irregular_entry", "migrants", "false_document")
"""Marks whose targeting EASO supports."""


def members_here(scenario: Scenario, framework: str) -> tuple[str, ...]:
    """Countries of the action that belong to a framework on the first day, in the order of the scenario."""
    members = reference.members(framework, scenario.start.date())
    return tuple(code for code in scenario.countries if code in members)


def trained(scenario: Scenario, code: str) -> float:
    """Share of the officers of a country who were trained: by itself, and by CEPOL of those who were not."""
    own, cepol = scenario.preparation.trained, scenario.support.cepol
    return own + (1.0 - own) * (cepol.trained if among(cepol.countries, code) else 0.0)


def trained_on_firearms(scenario: Scenario, code: str) -> float:
    """Share of the officers of a country whom SEESAC trained on firearms."""
    return scenario.support.seesac if code in members_here(scenario, "seesac") else 0.0


def centre_desks(scenario: Scenario) -> int:
    """Desks of the coordination centre: those that EU4FAST pays for only if it pays."""
    funding = scenario.support.eu4fast
    return scenario.centre.desks - (0 if funding.paid else funding.funds_centre_desks)


def sends_liaison(scenario: Scenario, code: str) -> bool:
    """Whether a country sends liaison officers: a partner that EU4FAST pays for only if it pays."""
    funding = scenario.support.eu4fast
    return scenario.cooperation.liaison and (funding.paid or not among(funding.funds_partners, code))


class Support(Institution):
    """The agencies and projects of the scenario, and what each of them does before hour 0."""

    def __init__(self, world: Operation) -> None:
        super().__init__(world)
        self._traces = 0

    def prepare(self) -> None:
        """Write down what each agency brings."""
        for agency, subject, detail in self._brought_in():
            if subject:
                self.world.journal.add(Decision(self.world.clock.now, agency, "support", subject, detail))

    def _brought_in(self) -> Iterator[tuple[str, str, str]]:
        """Agency, whom or what it supports, and how."""
        plan = self.world.plan
        support = plan.support
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

    def brought_to_workshop(self, country: str, trace: str) -> bool:
        """Whether a trace that a country held back was brought to a workshop of the Danube strategy."""
        world = self.world
        members = members_here(world.plan, "danube_strategy") if world.plan.support.eusdr else ()
        if country not in members or len(members) < 2:
            return False
        willing = world.layout.cooperation.between(country, EUROPOL).reported
        brought = world.chance.draw("trace", f"{trace}/workshop") < world.plan.behaviour.support.workshop * willing
        self._traces += brought
        return brought

    def _names(self, members: Members) -> str:
        return " ".join(code for code in self.world.layout.codes if among(members, code))
