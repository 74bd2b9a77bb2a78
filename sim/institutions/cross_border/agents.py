"""Those who decide whether officers follow, and whether they follow over a border (ODD 2, 7.21)."""

from __future__ import annotations

import mesa

from sim.institutions.cross_border.plan import CROSS_BORDER
from sim.outcome.records import Decision
from sim.world.contract.environment import Environment


class FieldCommander(mesa.Agent[Environment]):
    """The commander in the field of a country: sends officers after those who get away, within what was agreed."""

    def __init__(self, env: Environment, country: str) -> None:
        super().__init__(env)
        self.country = country
        self.name = f"{country}/field_command"

    def follow(self, kind: str, case: str) -> None:
        """Write down that officers follow."""
        self._decide(kind, case, "begun")

    def at_border(self, kind: str, case: str, into: str, u: float) -> str:
        """Go on into another country or not: empty when officers may go on, else the outcome.

        An agreement is needed, and the consent of the other side, which is told at the border and may refuse.
        """
        agreement = CROSS_BORDER.of(self.model.plan).between(self.country, into)
        if agreement is None or not getattr(agreement, kind):
            stopped = "stopped_at_border"
        elif u >= self.model.theatre.cooperation.between(self.country, into).answered:
            stopped = "refused"
        else:
            stopped = ""
        self._decide("border", case, f"{stopped or 'goes on'} into {into}".replace("_", " "))
        return stopped

    def _decide(self, decision: str, subject: str, detail: str) -> None:
        self.model.journal.add(Decision(self.model.clock.now, self.name, decision, subject, detail))
