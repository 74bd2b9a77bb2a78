"""The coordination centre and Europol's analysts (ODD 2, 7.8, 7.9)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import mesa

from sim.domain.support import centre_desks
from sim.engine.clock import Desk, Switch
from sim.outcome.records import Decision

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

    def agree(self, operation: str, countries: Sequence[str]) -> None:
        """Write down which countries will strike together."""
        world = self.model
        world.journal.add(Decision(world.clock.now, self.name, "operation", operation, "with " + " ".join(countries)))


class EuropolAnalyst(mesa.Agent["Operation"]):
    """One of Europol's analysts: links traces of several countries and writes packages."""

    def __init__(self, world: Operation, number: int) -> None:
        super().__init__(world)
        self.name = f"EUROPOL/analyst-{number:02d}"

    def link(self, trace: str, network: str, others: int) -> None:
        """Write down that a trace was linked to others of the same network."""
        world = self.model
        world.journal.add(Decision(world.clock.now, self.name, "link", trace, f"{network} with {others} other traces"))
