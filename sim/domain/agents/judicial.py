"""Prosecutors and Eurojust (ODD 7.16)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import mesa

from sim.domain.layout import shift_of
from sim.engine.clock import Desk
from sim.outcome.records import Decision
from sim.scenario.sections.national import named

if TYPE_CHECKING:
    from sim.domain.operation import Operation

EUROJUST = "EUROJUST"


class Prosecutors(mesa.Agent["Operation"]):
    """The prosecutors of a country who work for the action: no search and no operation without their warrant."""

    def __init__(self, world: Operation, country: str) -> None:
        super().__init__(world)
        self.country = country
        self.name = f"{country}/prosecutors"
        self.desk = Desk(world.clock, 0)

    def staff(self, officers: float, hour_of_day: float) -> None:
        """Staff the desk for a shift: by the officers of the country, at least one day and night."""
        on_duty = officers * self.model.plan.behaviour.justice.staff * self.model.layout.on_duty(shift_of(hour_of_day))
        self.desk.set_staff(max(1, round(on_duty)))

    def decide(self, decision: str, subject: str, detail: str) -> None:
        """Write down what they did."""
        self.model.journal.add(Decision(self.model.clock.now, self.name, decision, subject, detail))


class Eurojust(mesa.Agent["Operation"]):
    """Eurojust: national desks that bring prosecutors together and help to set up joint investigation teams."""

    def __init__(self, world: Operation) -> None:
        super().__init__(world)
        self.name = EUROJUST
        self.desk = Desk(world.clock, world.plan.justice.eurojust.desks)

    def meet(self, operation: str, countries: Sequence[str]) -> None:
        """Write down who met about an operation."""
        detail = "prosecutors of " + " ".join(countries)
        self.model.journal.add(Decision(self.model.clock.now, self.name, "coordination_meeting", operation, detail))


def appoint(world: Operation) -> None:
    """Create the prosecutors that the plan names, and Eurojust."""
    for code in named(world.plan.justice.prosecutors, world.plan):
        Prosecutors(world, code)
    if world.plan.justice.eurojust.open:
        Eurojust(world)
