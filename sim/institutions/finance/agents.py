"""Financial intelligence units and asset recovery offices (ODD 2, 7.19)."""

from __future__ import annotations

import mesa

from sim.engine.clock import Desk
from sim.institutions.finance.plan import FINANCE, PRACTICE
from sim.outcome.records import Decision
from sim.world.contract.environment import Environment
from sim.world.theatre.shifts import DAY, shift_of


class _Office(mesa.Agent[Environment]):
    """A national office with one desk, staffed in office hours: the day shift."""

    word = ""

    def __init__(self, env: Environment, country: str) -> None:
        super().__init__(env)
        self.country = country
        self.name = f"{country}/{self.word}"
        self.desk = Desk(env.clock, 0)

    def staff(self, hour_of_day: float, officers: float) -> None:
        """Staff the desk in office hours: at least one person where the country has officers at all."""
        number = max(1, round(officers * PRACTICE.of(self.model.plan).staff)) if officers > 0.0 else 0
        self.desk.set_staff(number if shift_of(hour_of_day) == DAY else 0)

    def _decide(self, decision: str, subject: str, detail: str) -> None:
        self.model.journal.add(Decision(self.model.clock.now, self.name, decision, subject, detail))


class FinancialUnit(_Office):
    """A financial intelligence unit (FIU): it follows the money of networks, and asks other units."""

    word = "fiu"

    def trace(self, tracing: str, network: str) -> None:
        """Write down that it follows a trail of money."""
        self._decide("trace", tracing, f"money of {network}")

    def identify(self, tracing: str, place: str) -> None:
        """Write down that a trail ended at an account."""
        self._decide("identify", tracing, f"account in {place}")


class AssetOffice(_Office):
    """An asset recovery office (ARO): it has accounts frozen."""

    word = "aro"

    def freeze(self, freeze: str, network: str, share: float) -> None:
        """Write down that it had an account frozen."""
        self._decide("freeze", freeze, f"{share:.0%} of the cash of {network}")


def found(env: Environment) -> None:
    """Create the units and offices that the plan names."""
    finance = FINANCE.of(env.plan)
    for code in env.plan.countries:
        if finance.unit_in(code):
            FinancialUnit(env, code)
        if finance.office_in(code):
            AssetOffice(env, code)
