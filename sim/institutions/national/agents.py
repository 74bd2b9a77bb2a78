"""Bureaus that give tasks at home, and the divisions that carry them out (ODD 2, 7.15)."""

from __future__ import annotations

import mesa

from sim.engine.clock import Desk
from sim.institutions.national.plan import NATIONAL, PRACTICE
from sim.outcome.records import Decision
from sim.scenario.fitting import named
from sim.scenario.shifts import SHIFTS
from sim.world.contract.environment import Environment
from sim.world.theatre.shifts import DAY, shift_of


class NationalBureau(mesa.Agent[Environment]):
    """The bureau that coordinates the action in its country and gives its territorial divisions their tasks."""

    def __init__(self, env: Environment, country: str, *, day_and_night: bool) -> None:
        super().__init__(env)
        self.country = country
        self.name = f"{country}/bureau"
        self.day_and_night = day_and_night
        self.desk = Desk(env.clock, 0)

    def staff(self, hour_of_day: float) -> None:
        """Staff the desk for a shift: by day, and in a national centre round the clock with at least one."""
        theatre = self.model.theatre
        by_day = PRACTICE.of(self.model.plan).bureau_staff
        share = theatre.on_duty(hour_of_day) / theatre.on_duty(SHIFTS[DAY])
        less = max(1, round(by_day * share)) if self.day_and_night else 0
        self.desk.set_staff(by_day if shift_of(hour_of_day) == DAY else less)

    def give(self, task: str, receiver: str) -> None:
        """Write down who got a task."""
        self.model.journal.add(Decision(self.model.clock.now, self.name, "task", task, f"to {receiver}"))


class TerritorialDivision(mesa.Agent[Environment]):
    """Criminal police of a part of a country: a duty officer sends out teams, day and night."""

    def __init__(self, env: Environment, country: str, number: int) -> None:
        super().__init__(env)
        self.country = country
        self.name = f"{country}/division-{number:02d}"
        self.desk = Desk(env.clock, 1)

    def send(self, task: str) -> None:
        """Write down that a team was sent."""
        self.model.journal.add(Decision(self.model.clock.now, self.name, "task", task, "a team is sent"))


def found(env: Environment) -> None:
    """Create the bureaus and divisions that the plan names."""
    national = NATIONAL.of(env.plan)
    with_centre = named(national.centres, env.plan)
    for code in named(national.bureaus, env.plan):
        NationalBureau(env, code, day_and_night=code in with_centre)
        for number in range(national.divisions_of(code)):
            TerritorialDivision(env, code, number + 1)
