"""Customs beyond checks: what it works with, and its laboratories (ODD 7.18)."""

from __future__ import annotations

from collections.abc import Iterator

from sim.engine.clock import Desk
from sim.engine.distributions import spread
from sim.institutions.customs.plan import CUSTOMS, PRACTICE
from sim.institutions.customs.tables import has_laboratory, has_profiles, plans_of, seeks_sanctioned
from sim.outcome.records import Decision
from sim.scenario.codes import among
from sim.world.contract.environment import Environment
from sim.world.contract.finding import Finding
from sim.world.contract.institution import DeskRow, Institution
from sim.world.contract.request import Process
from sim.world.world import World

SAMPLED = ("drugs", "excise", "waste")
"""Marks that only an analysis proves; of parcels, other goods as well."""


class CustomsOffices(Institution):
    """Customs of all countries: what they work with on the first day, and their laboratories."""

    world: World

    def __init__(self, env: Environment, world: World) -> None:
        super().__init__(env, world)
        self._practice = PRACTICE.of(env.plan)
        self._laboratories = {
            code: Desk(env.clock, self._practice.benches)
            for code in env.theatre.codes
            if has_laboratory(env.plan, code)
        }

    def prepare(self) -> None:
        """Write down what customs of each country work with, and which common plans are in force."""
        plan = self.env.plan
        for code in self.env.theatre.codes:
            common = ", ".join(other.name for other in plans_of(plan, code))
            if common:
                self._decide(code, "common_plan", code, common)
            if has_profiles(plan, code):
                own = among(CUSTOMS.of(plan).risk_management, code)
                self._decide(code, "risk_profiles", code, "own profiles" if own else f"profiles shared under {common}")
            if seeks_sanctioned(plan, code):
                self._decide(code, "sanctions", code, "goods under sanctions are looked for")

    def desks(self) -> Iterator[DeskRow]:
        """The laboratories."""
        yield from (("laboratory", code, desk) for code, desk in self._laboratories.items())

    def proven(self, finding: Finding) -> Process:
        """Wait until the laboratory has proved what was found; nothing to wait for where no sample is taken."""
        desk = self._laboratories.get(finding.country)
        of_parcel = finding.kind == "parcel" and finding.mark in ("goods", "sanctioned")
        if desk is None or not (of_parcel or finding.mark in SAMPLED):
            return
        u = self.env.chance.draw("customs", finding.name)
        yield desk.serve(spread(self._practice.sample, self._practice.sample_variation, u))
        self._decide(finding.country, "analysis", finding.name, f"the laboratory confirms: {finding.mark}")

    def cash_found(self, finding: Finding) -> None:
        """Tell the financial intelligence unit of undeclared cash."""
        self._decide(finding.country, "cash_report", finding.name, "to the financial intelligence unit")

    def _decide(self, code: str, decision: str, subject: str, detail: str) -> None:
        self.env.journal.add(Decision(self.env.clock.now, f"{code}/customs", decision, subject, detail))


INSTITUTION = CustomsOffices
