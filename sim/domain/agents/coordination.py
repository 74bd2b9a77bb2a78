"""Those who give tasks at home, and those who lead an operational action (ODD 7.15, 7.23)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from sim.domain.layout import shift_of
from sim.engine.clock import Desk
from sim.outcome.records import Decision
from sim.scenario.sections.actions import OperationalAction
from sim.scenario.sections.national import named

if TYPE_CHECKING:
    from sim.domain.operation import Operation


class NationalBureau(mesa.Agent["Operation"]):
    """The bureau that coordinates the action in its country and gives its territorial divisions their tasks."""

    def __init__(self, world: Operation, country: str, *, day_and_night: bool) -> None:
        super().__init__(world)
        self.country = country
        self.name = f"{country}/bureau"
        self.day_and_night = day_and_night
        self.desk = Desk(world.clock, 0)

    def staff(self, hour_of_day: float) -> None:
        """Staff the desk for a shift: by day, and in a national centre round the clock with at least one."""
        layout, shift = self.model.layout, shift_of(hour_of_day)
        by_day = self.model.plan.behaviour.tasking.bureau_staff
        less = max(1, round(by_day * layout.on_duty(shift) / layout.on_duty(0))) if self.day_and_night else 0
        self.desk.set_staff(by_day if shift == 0 else less)

    def give(self, task: str, receiver: str) -> None:
        """Write down who got a task."""
        self.model.journal.add(Decision(self.model.clock.now, self.name, "task", task, f"to {receiver}"))


class TerritorialDivision(mesa.Agent["Operation"]):
    """Criminal police of a part of a country: a duty officer sends out teams, day and night."""

    def __init__(self, world: Operation, country: str, number: int) -> None:
        super().__init__(world)
        self.country = country
        self.name = f"{country}/division-{number:02d}"
        self.desk = Desk(world.clock, 1)

    def send(self, task: str) -> None:
        """Write down that a team was sent."""
        self.model.journal.add(Decision(self.model.clock.now, self.name, "task", task, "a team is sent"))


class ActionLeader(mesa.Agent["Operation"]):
    """The country that leads an operational action of the policy cycle."""

    def __init__(self, world: Operation, action: OperationalAction) -> None:
        super().__init__(world)
        self.action = action
        self.country = action.leader
        self.name = f"{action.leader}/action-leader"

    def begin(self) -> None:
        """Write down what the action is, and who takes part."""
        action = self.action
        detail = f"{action.area} with weight {action.weight:g}: {' '.join(action.participants)}"
        if action.co_leaders:
            detail += f", led together with {' '.join(action.co_leaders)}"
        self.model.journal.add(Decision(self.model.clock.now, self.name, "action", action.name, detail))

    def lead(self, operation: str, instead_of: str) -> None:
        """Write down that it takes the lead of a network operation."""
        detail = f"instead of {instead_of}, as {self.action.name}"
        self.model.journal.add(Decision(self.model.clock.now, self.name, "lead", operation, detail))


def appoint(world: Operation) -> None:
    """Create bureaus, divisions and leaders that the plan names."""
    national = world.plan.national
    with_centre = named(national.centres, world.plan)
    for code in named(national.bureaus, world.plan):
        NationalBureau(world, code, day_and_night=code in with_centre)
        for number in range(national.divisions_of(code)):
            TerritorialDivision(world, code, number + 1)
    for action in world.plan.actions:
        ActionLeader(world, action)
