"""Financial intelligence units and asset recovery offices (ODD 2, 7.19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from sim.domain.layout import shift_of
from sim.engine.clock import Desk
from sim.outcome.records import Decision

if TYPE_CHECKING:
    from sim.domain.operation import Operation


class _Office(mesa.Agent["Operation"]):
    """A national office with one desk, staffed in office hours: the day shift."""

    word = ""

    def __init__(self, world: Operation, country: str) -> None:
        super().__init__(world)
        self.country = country
        self.name = f"{country}/{self.word}"
        self.desk = Desk(world.clock, 0)

    def staff(self, hour_of_day: float, officers: float) -> None:
        """Staff the desk in office hours: at least one person where the country has officers at all."""
        number = max(1, round(officers * self.model.plan.behaviour.finance.staff)) if officers > 0.0 else 0
        self.desk.set_staff(number if shift_of(hour_of_day) == 0 else 0)

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
