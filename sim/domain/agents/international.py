"""The coordination centres, the offices between countries, and Europol's analysts (ODD 2, 7.5, 7.8, 7.9)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import mesa

from sim.domain.layout import on_shift
from sim.domain.support import centre_desks
from sim.engine.clock import Desk, Switch
from sim.outcome.records import Decision
from sim.scenario import reference

if TYPE_CHECKING:
    from sim.domain.operation import Operation


class CoordinationCentre(mesa.Agent["Operation"]):
    """The international coordination centre: liaison officers side by side, and simultaneous operations."""

    def __init__(self, world: Operation) -> None:
        super().__init__(world)
        self.name = "centre"
        self.switch = Switch(world.clock)
        self.desk = Desk(world.clock, centre_desks(world.plan))

    @property
    def works(self) -> bool:
        """Whether the centre is open and staffed."""
        return self.switch.up and self.desk.staff > 0

    def staff(self, hour_of_day: float) -> None:
        """Staff the desks for a shift."""
        plan = self.model.plan
        self.desk.set_staff(centre_desks(plan) if on_shift(plan.centre.shifts, hour_of_day) else 0)

    def agree(self, operation: str, countries: Sequence[str]) -> None:
        """Write down which countries will strike together."""
        world = self.model
        world.journal.add(Decision(world.clock.now, self.name, "operation", operation, "with " + " ".join(countries)))


class EuropolCentre(mesa.Agent["Operation"]):
    """Europol's operational centre in The Hague, in which countries keep liaison bureaux."""

    def __init__(self, world: Operation) -> None:
        super().__init__(world)
        self.name = "EUROPOL/centre"
        self.switch = Switch(world.clock)
        self.staffed = True

    @property
    def works(self) -> bool:
        """Whether the centre is open and staffed."""
        return self.switch.up and self.staffed

    def staff(self, hour_of_day: float) -> None:
        """Staff the centre for a shift."""
        self.staffed = on_shift(self.model.plan.europol.centre.shifts, hour_of_day)

    def hand_over(self, case: str, country: str) -> None:
        """Write down that a request of a bureau went to the analysts in the house."""
        world = self.model
        world.journal.add(Decision(world.clock.now, self.name, "hand_over", case, f"from the bureau of {country}"))


class BorderCentre(mesa.Agent["Operation"]):
    """A Police and Customs Cooperation Centre: officers of neighbours who answer each other's minor questions."""

    def __init__(self, world: Operation, row: reference.BorderCentre) -> None:
        super().__init__(world)
        self.row = row
        self.name = f"pccc/{row.id}"
        self.desk = Desk(world.clock, 0)

    def staff(self, hour_of_day: float) -> None:
        """Staff the desks for a shift: the hours of the centre, as far as the scenario lets them."""
        channels = self.model.plan.channels
        is_open = on_shift(self.row.shifts, hour_of_day) and on_shift(channels.pccc_shifts, hour_of_day)
        self.desk.set_staff(round(self.row.desks * channels.pccc_desks) if is_open else 0)

    def pass_up(self, case: str, country: str, *, europol: bool) -> None:
        """Write down that a matter is too serious for the centre."""
        world = self.model
        told = " and Europol" if europol else ""
        detail = f"to the contact point of {country}{told}"
        world.journal.add(Decision(world.clock.now, self.name, "pass_up", case, detail))


class SelecPoint(mesa.Agent["Operation"]):
    """SELEC's contact point in Bucharest, day and night: its members ask each other through it."""

    def __init__(self, world: Operation) -> None:
        super().__init__(world)
        self.name = "SELEC/contact-point"
        self.desk = Desk(world.clock, world.plan.channels.selec_desks)

    def relay(self, case: str, receiver: str, *, officer: bool) -> None:
        """Write down to whom a question is passed on."""
        world = self.model
        whom = "liaison officer" if officer else "contact point"
        world.journal.add(Decision(world.clock.now, self.name, "relay", case, f"to the {whom} of {receiver}"))


class EuropolAnalyst(mesa.Agent["Operation"]):
    """One of Europol's analysts: links traces of several countries and writes packages."""

    def __init__(self, world: Operation, number: int) -> None:
        super().__init__(world)
        self.name = f"EUROPOL/analyst-{number:02d}"

    def link(self, trace: str, network: str, others: int) -> None:
        """Write down that a trace was linked to others of the same network."""
        world = self.model
        world.journal.add(Decision(world.clock.now, self.name, "link", trace, f"{network} with {others} other traces"))


def found_offices(world: Operation) -> None:
    """Create the centres and the offices between countries that the plan opens."""
    plan = world.plan
    if plan.centre.open:
        CoordinationCentre(world)
    if plan.europol.centre.open:
        EuropolCentre(world)
    for row in plan.channels.border_centres():
        if _take_part(row.countries, plan.countries) > 1:
            BorderCentre(world, row)
    if plan.channels.selec:
        SelecPoint(world)


def _take_part(countries: Collection[str], taking_part: Collection[str]) -> int:
    return sum(code in taking_part for code in countries)
