"""A joint action day: scenario in, outcome out (ODD 3).

The run is a Mesa model whose time is the SimPy clock. Routine checks between two briefings are made in one call of the
kernel; what they find becomes a SimPy process at its own exact time.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.engine.collector import collector_paused
from sim.errors import ModelError
from sim.outcome.outcome import Outcome, freeze
from sim.registry import parts
from sim.scenario.behaviour import Behaviour
from sim.scenario.events import Event
from sim.scenario.schema import Scenario
from sim.words import Detail
from sim.world.contract.environment import Environment
from sim.world.contract.institutions import Institutions
from sim.world.crime.carry_over import Legacy
from sim.world.world import World


class JointAction:
    """One replication of a joint action day.

    Parameters
    ----------
    plan
        The scenario.
    seed, replication
        Identity of the luck; non-negative integers.
    events
        Recorded events in addition to those of the scenario.
    detail
        "cases", or "checks" to keep every check.
    legacy
        What earlier actions handed on: then networks and Europol's pictures are taken from it and not drawn.
    behaviour
        Parameters that hold in place of those of the scenario, such as a draw from what calibration leaves possible.

    Attributes
    ----------
    env
        The Mesa model: clock, plan, theatre, journal, chance, and the agents.
    world
        The rooms of the run.
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
    ) -> None:
        self.seed = seed
        self.replication = replication
        self.recorded = tuple(events)
        self._inherited = legacy or Legacy({})
        self.env = Environment(plan, seed, replication, behaviour)
        institutions = Institutions()
        self.world = World(self.env, institutions, legacy, keep_checks=detail == "checks")
        institutions.join(module.INSTITUTION(self.env, self.world) for module in parts("processes"))
        self.world.found()

    def run(self) -> Outcome:
        """Run the action to its end.

        Returns
        -------
        Outcome
            Frozen tables; a pure function of scenario, events, seed and replication.

        Raises
        ------
        ModelError
            If the model came into an impossible state.
        """
        self.begin()
        self.advance(self.env.plan.hours)
        return self.finish()

    def begin(self) -> None:
        """Do what is done before hour 0. The agents that are there now take part."""
        with collector_paused():
            self.world.begin((*self.env.plan.events, *self.recorded))

    def advance(self, until: float) -> None:
        """Go on to an hour of the action: all before it has happened, nothing of the moment itself.

        Any steps give the same as one. The end of the action is the last hour that can be reached.
        """
        with collector_paused():
            self.env.clock.advance(min(until, self.env.plan.hours))

    def finish(self) -> Outcome:
        """End the action where it stands and return what was written down.

        Raises
        ------
        ModelError
            If a check was lost.
        """
        with collector_paused():
            self._verify()
            self.world.close()
            return freeze(
                self.env.journal,
                scenario_hash=self.env.theatre.hash,
                seed=self.seed,
                replication=self.replication,
                hours=self.env.plan.hours,
                start=self.env.plan.start,
                countries=self.env.theatre.codes,
                events=self.recorded,
            )

    def at_first(self) -> Legacy:
        """The networks as they are before the action."""
        return Legacy(self.world.networks.states())

    def legacy(self) -> Legacy:
        """What the action hands on, after its run: networks that took no part as they were."""
        before = self._inherited
        return Legacy(
            {**before.networks, **self.world.networks.handed_on()},
            {**before.pictures, **self.world.analysis.handed_on()},
            before.hours + self.env.plan.hours,
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
