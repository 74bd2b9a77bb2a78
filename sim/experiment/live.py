"""One run that goes on step by step, in the hands of whoever began it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.experiment.parameters import Choice, Parameters
from sim.experiment.parameters import parameters as chosen
from sim.scenario.events import Event
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    from sim.joint_action import JointAction, Turn


def begin(
    scenario: Scenario,
    seed: int = 1,
    replication: int = 0,
    *,
    events: Sequence[Event] = (),
    turn: Turn | None = None,
    parameters: Choice | Parameters = "posterior",
) -> JointAction:
    """Begin one run of a scenario, and leave it to the caller how it goes on.

    Parameters
    ----------
    scenario
        What is planned.
    seed, replication : int
        Which run: that of `sim.run` with this seed.
    events
        Recorded events that are added to those of the scenario.
    turn
        An hour and a replication: from that hour on the luck is that of the other replication.
    parameters
        As in `sim.run`.

    Returns
    -------
    JointAction
        The run at hour 0. `advance` goes on to an hour, `order` gives an event at that moment, and `finish` returns the
        outcome.

    Raises
    ------
    ScenarioError
        If an event does not fit the scenario.

    Examples
    --------
    >>> import sim
    >>> action = sim.begin(sim.load("scenarios/jad-see-2024.yaml"), seed=1)
    >>> action.advance(30)
    >>> action.order({"kind": "siena_down", "lasts": "6 h"})
    >>> action.advance(48)
    >>> outcome = action.finish()
    """
    from sim.joint_action import JointAction

    behaviour = chosen(parameters, scenario).behaviour(scenario, replication)
    action = JointAction(scenario, seed, replication, events=events, behaviour=behaviour, turn=turn)
    action.begin()
    return action
