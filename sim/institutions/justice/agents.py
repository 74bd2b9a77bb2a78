"""Prosecutors and Eurojust (ODD 2, 7.16)."""

from __future__ import annotations

from collections.abc import Sequence

import mesa

from sim.engine.clock import Desk
from sim.institutions.justice.plan import JUSTICE, PRACTICE
from sim.outcome.records import Decision
from sim.scenario.fitting import named
from sim.world.contract.environment import Environment

EUROJUST = "EUROJUST"


class Prosecutors(mesa.Agent[Environment]):
    """The prosecutors of a country who work for the action: no search and no operation without their warrant."""

    def __init__(self, env: Environment, country: str) -> None:
        super().__init__(env)
        self.country = country
        self.name = f"{country}/prosecutors"
        self.desk = Desk(env.clock, 0)

    def staff(self, officers: float, hour_of_day: float) -> None:
        """Staff the desk for a shift: by the officers of the country, at least one day and night."""
        on_duty = officers * PRACTICE.of(self.model.plan).staff * self.model.theatre.on_duty(hour_of_day)
        self.desk.set_staff(max(1, round(on_duty)))

    def decide(self, decision: str, subject: str, detail: str) -> None:
        """Write down what they did."""
        self.model.journal.add(Decision(self.model.clock.now, self.name, decision, subject, detail))


class EurojustDesks(mesa.Agent[Environment]):
    """Eurojust: national desks that bring prosecutors together and help to set up joint investigation teams."""

    def __init__(self, env: Environment) -> None:
        super().__init__(env)
        self.name = EUROJUST
        self.desk = Desk(env.clock, JUSTICE.of(env.plan).eurojust.desks)

    def meet(self, operation: str, countries: Sequence[str]) -> None:
        """Write down who met about an operation."""
        detail = "prosecutors of " + " ".join(countries)
        self.model.journal.add(Decision(self.model.clock.now, self.name, "coordination_meeting", operation, detail))


def found(env: Environment) -> None:
    """Create the prosecutors that the plan names, and Eurojust."""
    justice = JUSTICE.of(env.plan)
    for code in named(justice.prosecutors, env.plan):
        Prosecutors(env, code)
    if justice.eurojust.open:
        EurojustDesks(env)
