"""Customs beyond checks: risk profiles, laboratories, sanctions, common plans (ODD 7.18)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.domain.institution import Institution
from sim.engine.clock import Desk
from sim.engine.distributions import spread
from sim.outcome.records import Decision
from sim.scenario.words import among

if TYPE_CHECKING:
    from sim.domain.cases import Finding
    from sim.domain.exchange import Process
    from sim.domain.operation import Operation
    from sim.scenario.schema import Scenario
    from sim.scenario.sections.customs import CommonPlan

KEPT_AT = ("road", "rail", "airport", "sea_port", "postal")
"""Kinds of post where customs keeps its controls (assumed)."""
CONSIGNED = ("drugs", "firearms", "goods", "waste", "excise", "sanctioned")
"""Marks that a consignment can have, for which there are risk profiles."""
SAMPLED = ("drugs", "excise", "waste")
"""Marks that only an analysis proves; of parcels, other goods as well."""


def plans_of(scenario: Scenario, code: str) -> Iterator[CommonPlan]:
    """Common plans of a country that are in force on the first day."""
    day = scenario.start.date()
    return (plan for plan in scenario.customs.plans if code in plan.members and plan.holds(day))


def has_profiles(scenario: Scenario, code: str) -> bool:
    """Whether customs of a country select consignments by risk profiles: their own, or those of a common plan."""
    own = scenario.customs.risk_management
    shared = (plan.members for plan in plans_of(scenario, code) if plan.unified_procedures)
    return among(own, code) or any(among(own, member) for members in shared for member in members)


def has_laboratory(scenario: Scenario, code: str) -> bool:
    """Whether a country sends samples to a laboratory of customs."""
    return among(scenario.customs.laboratory, code) or any(plan.laboratory for plan in plans_of(scenario, code))


def seeks_sanctioned(scenario: Scenario, code: str) -> bool:
    """Whether a country looks for goods under sanctions at all."""
    return scenario.customs.sanctions or any(plan.sanctions for plan in plans_of(scenario, code))


def reads_plates(scenario: Scenario, code: str) -> bool:
    """Whether number plates are read at all road posts of a country."""
    return any(plan.anpr for plan in plans_of(scenario, code))


def handlers_trained(scenario: Scenario, code: str) -> float:
    """Share of the dog handlers of a country who were trained under a common plan."""
    return max((plan.dog_handlers for plan in plans_of(scenario, code)), default=0.0)


class Customs(Institution):
    """Customs of all countries: what they work with on the first day, and their laboratories."""

    def __init__(self, world: Operation) -> None:
        super().__init__(world)
        benches = world.plan.behaviour.customs.benches
        self.laboratories = {
            code: Desk(world.clock, benches) for code in world.layout.codes if has_laboratory(world.plan, code)
        }

    def prepare(self) -> None:
        """Write down what customs of each country work with, and which common plans are in force."""
        plan = self.world.plan
        for code in self.world.layout.codes:
            common = ", ".join(other.name for other in plans_of(plan, code))
            if common:
                self._decide(code, "common_plan", code, common)
            if has_profiles(plan, code):
                own = among(plan.customs.risk_management, code)
                self._decide(code, "risk_profiles", code, "own profiles" if own else f"profiles shared under {common}")
            if seeks_sanctioned(plan, code):
                self._decide(code, "sanctions", code, "goods under sanctions are looked for")

    def desks(self) -> Iterator[tuple[str, str, Desk]]:
        """The laboratories."""
        yield from (("laboratory", code, desk) for code, desk in self.laboratories.items())

    def proof(self, finding: Finding) -> Process:
        """Wait until the laboratory has proved what was found; nothing to wait for where no sample is taken."""
        world = self.world
        desk = self.laboratories.get(finding.country)
        of_parcel = finding.kind == "parcel" and finding.mark in ("goods", "sanctioned")
        if desk is None or not (of_parcel or finding.mark in SAMPLED):
            return
        practice = world.plan.behaviour.customs
        u = world.chance.draw("customs", finding.name)
        yield desk.serve(spread(practice.sample, practice.sample_variation, u))
        self._decide(finding.country, "analysis", finding.name, f"the laboratory confirms: {finding.mark}")

    def report_cash(self, finding: Finding) -> None:
        """Tell the financial intelligence unit of undeclared cash."""
        self._decide(finding.country, "cash_report", finding.name, "to the financial intelligence unit")
        self.world.finance.asked(finding.country, finding.network, finding.name)

    def _decide(self, code: str, decision: str, subject: str, detail: str) -> None:
        world = self.world
        world.journal.add(Decision(world.clock.now, f"{code}/customs", decision, subject, detail))
