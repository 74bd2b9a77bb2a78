"""National units and the desks through which a country speaks (ODD 2, 7.2, 7.5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.domain import rules
from sim.domain.layout import on_shift, shift_of
from sim.engine.clock import Desk
from sim.outcome.records import Decision
from sim.scenario.words import Seat

if TYPE_CHECKING:
    from sim.domain.operation import Operation
    from sim.domain.ways import Way


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

    def choose_channel(self, ways: Sequence[tuple[Way, float]]) -> Way | None:
        """The channel that promises the earliest answer, of those that both countries may use now; else none."""
        return rules.fastest(ways)

    def decide(self, decision: str, case: str, detail: str) -> None:
        """Write down what the contact point decided or did about a request."""
        world = self.model
        world.journal.add(Decision(world.clock.now, self.name, decision, case, detail))


class LiaisonOfficer(mesa.Agent["Operation"]):
    """Liaison officers of one country at one seat, with access to their own systems.

    The seat is the international coordination centre, Europol's centre or SELEC.
    """

    def __init__(self, world: Operation, country: str, seat: Seat) -> None:
        super().__init__(world)
        self.country = country
        self.seat = seat
        self.name = f"{country}/liaison" if seat == "centre" else f"{country}/liaison-{seat}"
        self.away = 0
        self.desk = Desk(world.clock, 0)

    def staff(self, hour_of_day: float) -> None:
        """Staff the desk for a shift; between shifts that are served it is closed and keeps its queue."""
        liaison = self.model.plan.countries[self.country].liaison
        on_duty = on_shift(liaison.shifts, hour_of_day)
        self.desk.set_staff(getattr(liaison, self.seat) if on_duty else 0)

    @property
    def present(self) -> bool:
        """Whether somebody sits at the desk."""
        return self.away == 0 and self.desk.staff > 0
