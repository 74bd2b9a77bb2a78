"""A joint action day: scenario in, outcome out (ODD 3).

The run is a Mesa model whose time is the SimPy clock. Routine checks between two briefings are made in one call of the
kernel; what they find becomes a SimPy process at its own exact time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from sim.engine.collector import collector_paused
from sim.errors import ModelError
from sim.outcome.outcome import Outcome, freeze
from sim.registry import parts
from sim.scenario.behaviour import Behaviour
from sim.scenario.events import Event
from sim.scenario.part import Condition
from sim.scenario.recorded import ordered, refuse_unfit
from sim.scenario.schema import Scenario
from sim.words import Detail
from sim.world.contract.environment import Environment
from sim.world.contract.institutions import Institutions
from sim.world.crime.carry_over import Legacy
from sim.world.pictures import Pictures
from sim.world.seats.notices import Notice
from sim.world.seats.picture import Picture
from sim.world.timeline import Timeline
from sim.world.world import World


class Turn(NamedTuple):
    """From an hour on, luck is that of another replication: the same past, another future.

    What was drawn before stays as it was drawn, such as the weather of the days, members of networks and when searches
    are planned. Travellers are others from the next full hour.
    """

    hour: float
    replication: int


class JointAction:
    """One replication of a joint action day.

    Parameters
    ----------
    plan
        The scenario.
    seed, replication
        Identity of the luck; non-negative integers.
    events
        Recorded events in addition to those of the scenario. They come before all else that happens at their hour.
    detail
        "cases", or "checks" to keep every check.
    legacy
        What earlier actions handed on: then networks and Europol's pictures are taken from it and not drawn.
    behaviour
        Parameters that hold in place of those of the scenario, such as a draw from what calibration leaves possible.
    turn
        From when on luck is another; None for one luck throughout.

    Raises
    ------
    ScenarioError
        If a recorded event does not fit the scenario; its faults name the place in the list.

    Attributes
    ----------
    env
        The Mesa model: clock, plan, theatre, journal, chance, and the agents.
    world
        The rooms of the run.
    recorded
        Recorded events, with those that were ordered.
    """

    def __init__(
        self,
        plan: Scenario,
        seed: int,
        replication: int,
        events: Sequence[Event] = (),
        detail: Detail = "cases",
        legacy: Legacy | None = None,
        behaviour: Behaviour | None = None,
        turn: Turn | None = None,
    ) -> None:
        refuse_unfit(plan, events)
        self.seed = seed
        self.replication = replication
        self.recorded = tuple(events)
        self.turn = turn
        self._turns = turn
        self._countries = tuple(plan.countries)
        self._timeline: Timeline | None = None
        self._inherited = legacy or Legacy({})
        self.env = Environment(plan, seed, replication, behaviour)
        institutions = Institutions()
        with collector_paused():
            self.world = World(self.env, institutions, legacy, keep_checks=detail == "checks")
            institutions.join(module.INSTITUTION(self.env, self.world) for module in parts("processes"))
            self._pictures = Pictures(self.env, self.world)
            self.world.found()

    def run(self, *, told: bool = True) -> Outcome:
        """Run the action to its end.

        Parameters
        ----------
        told
            Whether owners are told what happens, for who asks for their notices afterwards.

        Returns
        -------
        Outcome
            Frozen tables; a pure function of scenario, events, seed, replication and turn.

        Raises
        ------
        ModelError
            If the model came into an impossible state.
        """
        self.env.notices.hear(told)
        self.begin()
        self.advance(self.env.plan.hours)
        return self.finish()

    def begin(self) -> None:
        """Do what is done before hour 0. The agents that are there now take part."""
        with collector_paused():
            self._timeline = self.world.begin(self.env.plan.events, self.recorded)

    def advance(self, until: float) -> None:
        """Go on to an hour of the action: all before it has happened, nothing of the moment itself.

        Any steps give the same as one. The end of the action is the last hour that can be reached.
        """
        until = min(until, self.env.plan.hours)
        with collector_paused():
            if self._turns is not None and self._turns.hour <= until:
                self.env.clock.advance(self._turns.hour)
                self._draw_from(self._turns.replication)
            self.env.clock.advance(until)

    def _draw_from(self, replication: int) -> None:
        """Take the luck of another replication from now on."""
        self._turns = None
        self.env.chance.turn(replication)
        self.world.checkpoints.renew_luck()

    def order(self, event: Event | Mapping[str, object]) -> Event:
        """Give an event now: it comes before all else that happens at this moment, with the next step.

        Parameters
        ----------
        event
            What is ordered: an event whose hour is that at which the action stands, or its keys and values as a file
            writes them, without an hour. The action must stand at a whole second, so that the hour survives being
            written down.

        Returns
        -------
        Event
            The event as it was recorded. An action that is given it from the start has the same outcome.

        Raises
        ------
        ScenarioError
            If it does not fit the scenario, or the moment; each fault with its key in the event.
        ModelError
            If the action has not begun.
        """
        timeline, recorded = self._fitting(event)
        self.recorded = (*self.recorded, recorded)
        timeline.record((recorded,))
        return recorded

    def reached(self, condition: Condition) -> bool:
        """Whether a count of the action has come to a number; raises `ModelError` before it has begun."""
        return self._begun().reached(condition)

    def _begun(self) -> Timeline:
        """The events of an action that has begun."""
        if self._timeline is None:
            raise ModelError("asked before the action has begun", seed=self.seed, replication=self.replication)
        return self._timeline

    def finish(self) -> Outcome:
        """End the action where it stands and return what was written down: hours, lanes and costs of the part played.

        What routine checks did is written down up to the next briefing.

        Raises
        ------
        ModelError
            If a check was lost.
        """
        with collector_paused():
            self._verify()
            if self._timeline is not None:
                self._timeline.close()
            self.world.close()
            return freeze(
                self.env.journal,
                scenario_hash=self.env.theatre.hash,
                seed=self.seed,
                replication=self.replication,
                hours=self.env.time,
                start=self.env.plan.start,
                countries=self._countries,
                events=self.recorded,
                turn=self.turn,
            )

    def take_apart(self) -> None:
        """Give back the memory of an action that is over, at once; nothing can be asked of it any more."""
        self.env.take_apart()
        for part in (*vars(self.world).values(), self.world):
            getattr(part, "__dict__", {}).clear()

    def acts_at(self, event: Event | Mapping[str, object]) -> float:
        """Hour at which an order that is given now would act, as far as it is known now; raises as `order` does."""
        timeline, event = self._fitting(event)
        return timeline.acts_at(event)

    def _fitting(self, event: Event | Mapping[str, object]) -> tuple[Timeline, Event]:
        """The events of a running action, and an order that fits it."""
        return self._begun(), ordered(self.env.plan, self.recorded, event, self.env.time)

    def picture(self, owner: str) -> Picture:
        """What an owner (a country, or one of `sim.words.AGENCIES`) sees now; the controller sees what all see.

        Raises
        ------
        KeyError
            If there is no such owner.
        """
        return self._pictures.picture(owner)

    def notices(self, owner: str, after: int = 0) -> tuple[Notice, ...]:
        """What an owner (a country, or one of `sim.words.AGENCIES`) was told so far, beyond the first so many."""
        return self.env.notices.of(owner, after)

    def identity(self, owner: str, number: str) -> str:
        """The model's own name of what an owner knows by a number, for events that speak of it.

        Raises
        ------
        KeyError
            If the owner knows nothing by this number.
        """
        return self.env.notices.identity(owner, number)

    def at_first(self) -> Legacy:
        """The networks as they are before the action."""
        return Legacy(self.world.networks.states())

    def legacy(self) -> Legacy:
        """What the action hands on, after its run: networks that took no part as they were."""
        before = self._inherited
        return Legacy(
            {**before.networks, **self.world.networks.handed_on()},
            {**before.pictures, **self.world.analysis.handed_on()},
            before.hours + self.env.time,
        )

    def _verify(self) -> None:
        """Nothing is lost: every check that began has ended or is under way."""
        lost = self.world.checkpoints.lost_checks()
        for point in np.flatnonzero(lost):
            raise ModelError(
                f"{lost[point]:.0f} checks neither ended nor are under way",
                hour=self.env.time,
                subject=self.env.theatre.checkpoints[point].name,
                seed=self.seed,
                replication=self.replication,
            )
