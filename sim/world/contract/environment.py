"""What everybody in a run uses: clock, plan, theatre, journal and chance; and who is told what (ODD 3)."""

from __future__ import annotations

from typing import Any

import mesa
from simpy.events import Event

from sim.engine.clock import Clock
from sim.engine.journal import Journal
from sim.engine.streams import Chance
from sim.scenario.behaviour import Behaviour
from sim.scenario.part import Timed, institutions
from sim.scenario.schema import Scenario
from sim.words import AGENCIES
from sim.world.seats.notices import Notices
from sim.world.seats.seats import Seats
from sim.world.theatre.theatre import theatre_of


class Environment(mesa.Model[Any, Any]):
    """The Mesa model of one run: its time is the SimPy clock, its agents are those who decide.

    Parameters
    ----------
    plan
        The scenario.
    seed, replication
        Identity of the luck; non-negative integers.
    behaviour
        Parameters that hold in place of those of the scenario.

    Attributes
    ----------
    clock
        Time, in hours since the start of the action.
    plan
        The scenario in the order of names, under the behaviour that holds.
    facts
        What is known of the countries of the plan.
    theatre
        What follows from the plan alone: checkpoints, tables of checks, terms of cooperation.
    journal
        What is written down: the only way out of a run.
    chance
        Keyed luck.
    notices
        What each owner of a seat is told.
    seats
        Desks that people hold.
    """

    def __init__(self, plan: Scenario, seed: int, replication: int, behaviour: Behaviour | None = None) -> None:
        self.clock = Clock(plan.start)
        super().__init__(rng=0)
        self.theatre = theatre_of(plan) if behaviour is None else theatre_of(plan).under(behaviour)
        self.plan = self.theatre.scenario
        self.facts = self.plan.facts
        self.journal = Journal()
        self.notices = Notices(self.clock)
        self.seats = Seats(self.clock, self.notices)
        self._lifted: dict[str, Event] = {}
        self.chance = Chance(seed, replication, (name for part in institutions() for name in part.chance))

    def tell_everybody(self, kind: str, detail: str) -> None:
        """Tell all owners the same, now."""
        self.notices.tell_all((*self.theatre.codes, *AGENCIES), kind, detail=detail)

    def over(self, event: Timed, hours: float) -> Event:
        """The end of what an event set off: after so many hours, or when it is lifted."""
        passed = self.clock.timeout(hours)
        return passed if event.id is None else passed | self._lifting(event.id)

    def lift(self, event: str) -> None:
        """End now what the event of this name set off; if it has not come, it does not come."""
        lifted = self._lifting(event)
        if not lifted.triggered:
            lifted.succeed()

    def lifted(self, event: Timed) -> bool:
        """Whether an event was lifted."""
        return event.id is not None and self._lifting(event.id).triggered

    def _lifting(self, event: str) -> Event:
        return self._lifted.setdefault(event, Event(self.clock))

    def take_apart(self) -> None:
        """Let go of everything, which refers to each other: its memory is free then, without a search for garbage."""
        for agent in [*self.agents]:
            vars(agent).clear()
        self.clock.forget()
        vars(self).clear()

    @property
    def time(self) -> float:
        """Hours since the start of the action: the clock's time, and no other."""
        return float(self.clock.now)

    @time.setter
    def time(self, value: float) -> None:
        if value != self.clock.now:
            raise AttributeError("the time of an action is the time of its clock")

    def of_kind[A: mesa.Agent[Any]](self, kind: type[A]) -> list[A]:
        """The agents of a kind who take part now, in the order in which they came."""
        return [agent for agent in self.agents_by_type.get(kind, ()) if isinstance(agent, kind)]

    def one_of_kind[A: mesa.Agent[Any]](self, kind: type[A]) -> A | None:
        """The agent of a kind of which there is one at most."""
        return next(iter(self.of_kind(kind)), None)
