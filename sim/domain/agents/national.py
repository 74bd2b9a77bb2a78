"""National units and the desks through which a country speaks (ODD 2, 7.2, 7.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.domain.layout import shift_of
from sim.engine.clock import Desk
from sim.outcome.records import Decision

if TYPE_CHECKING:
    from sim.domain.operation import Operation


class NationalUnit(mesa.Agent["Operation"]):
    """The officers of one service of one country: it posts them, forms search teams and lends staff to the desks."""

    def __init__(self, world: Operation, country: str, service: str, officers: float) -> None:
        super().__init__(world)
        self.country = country
        self.service = service
        self.officers = officers
        self.name = f"{country}/{service}"
        self.travel_h = 0.0
        self.reinforced_h = 0.0
        self._posting = world.layout.posting[country, service]

    def deploy(self) -> NDArray[np.float64]:
        """Officers on checks by checkpoint."""
        return self._posting

    @property
    def searchers(self) -> float:
        """Officers in search and arrest teams."""
        if self.service in ("cyber", "special_intervention"):
            return 0.0
        return self.officers * self.model.plan.behaviour.staffing.on_searches

    @property
    def clerks(self) -> float:
        """Officers at the desks of the contact point."""
        return self.officers * self.model.plan.behaviour.staffing.on_desks


class ContactPoint(mesa.Agent["Operation"]):
    """A single point of contact (SPOC): every message that enters or leaves its country by SIENA passes its desk."""

    def __init__(self, world: Operation, country: str) -> None:
        super().__init__(world)
        self.country = country
        self.name = f"{country}/spoc"
        self.desk = Desk(world.clock, 0)

    def staff(self, clerks: float, hour_of_day: float) -> None:
        """Staff the desk for a shift: at least one person day and night."""
        on_duty = clerks * self.model.layout.on_duty(shift_of(hour_of_day))
        self.desk.set_staff(max(1, round(on_duty)) if clerks > 0.0 else 0)

    def choose_channel(self, receiver: str, *, in_systems: bool) -> str:
        """The fastest channel that both countries may use now for what is asked.

        A liaison officer can answer what is in the systems of his or her country; the rest lies with another authority.
        """
        world = self.model
        if world.same_jit(self.country, receiver):
            return "jit"
        together = world.centre_works and world.liaison_present(self.country) and world.liaison_present(receiver)
        return "liaison" if in_systems and together else "siena"

    def ask(self, case: str, receiver: str, channel: str) -> None:
        """Write down which channel was chosen for a request."""
        world = self.model
        world.journal.add(Decision(world.clock.now, self.name, "channel", case, f"{channel} to {receiver}"))


class LiaisonOfficer(mesa.Agent["Operation"]):
    """Liaison officers of one country in the coordination centre, with access to their own systems."""

    def __init__(self, world: Operation, country: str) -> None:
        super().__init__(world)
        self.country = country
        self.name = f"{country}/liaison"
        self.away = 0
        self.desk = Desk(world.clock, world.plan.behaviour.exchange.liaison_desks)

    @property
    def present(self) -> bool:
        """Whether somebody sits at the desk."""
        return self.away == 0 and self.desk.staff > 0
