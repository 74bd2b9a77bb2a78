"""Those who command special intervention units (ODD 2, 7.20)."""

from __future__ import annotations

import mesa

from sim.outcome.records import Decision
from sim.world.contract.environment import Environment


class UnitCommander(mesa.Agent[Environment]):
    """The commander of a country's special intervention units: sends them at home, and helps abroad.

    Attributes
    ----------
    pledged
        Units that are bound in crises, at home or abroad, or on the way back.
    """

    def __init__(self, env: Environment, country: str, units: int) -> None:
        super().__init__(env)
        self.country = country
        self.name = f"{country}/special_units"
        self.units = units
        self.pledged = 0

    @property
    def free(self) -> int:
        """Units that no crisis binds."""
        return self.units - self.pledged

    def send(self, crisis: str, wanted: int) -> int:
        """Send as many units as are wanted and free; returns how many."""
        sent = min(self.free, wanted)
        self.pledged += sent
        self._decide("send_units", crisis, f"{sent} of {wanted} wanted")
        return sent

    def release(self) -> None:
        """One unit is back."""
        self.pledged -= 1

    def call(self, crisis: str, wanted: int, asked: int) -> None:
        """Write down that assistance is asked for."""
        self._decide("call_assistance", crisis, f"{wanted} units, of {asked} countries")

    def end(self, crisis: str, resolved: bool) -> None:
        """Write down how the crisis ended."""
        self._decide("end_crisis", crisis, "resolved" if resolved else "ended by itself")

    def _decide(self, decision: str, subject: str, detail: str) -> None:
        self.model.journal.add(Decision(self.model.clock.now, self.name, decision, subject, detail))
