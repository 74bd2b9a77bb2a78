"""A plan as a function: values of its keys go in, measures come out, for tools that search or analyse functions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import SupportsIndex

import numpy as np

from sim.errors import ReplicationError
from sim.experiment.parameters import Choice, Parameters
from sim.experiment.replicate import run
from sim.outcome.measures import MEASURES
from sim.scenario.load import plan_of, vary
from sim.scenario.schema import Scenario
from sim.scenario.shipped import REFERENCE, shipped


def evaluate(
    parameters: Mapping[str, object],
    seed: SupportsIndex = 1,
    *,
    scenario: Scenario | str | Path | None = None,
    replications: SupportsIndex = 1,
    draws: Choice | Parameters = "best",
) -> dict[str, float]:
    """Run a plan with other values of some keys, and return its measures.

    It runs in this process, can be pickled, and gives the same for the same arguments. With one seed, all values of the
    keys meet the same luck.

    Parameters
    ----------
    parameters
        Values by dotted path, as ``--set`` takes them: ``{"cooperation.scale": 0.5, "europol.analysts": 0}``.
    seed : int
        Fixes all chance; 0 or more.
    scenario
        The plan, or the name of its file; by default the reference action. Without `parameters`, it is run as it is.
    replications : int
        Of how many runs the mean is returned.
    draws
        Calibrated parameters of each run, as for `sim.run`; by default the most plausible ones.

    Returns
    -------
    dict
        Every measure of the whole action, by name. A time that was not reached counts as long as the action; what is
        defined in no run is nan.

    Raises
    ------
    ScenarioError
        If the plan is none, or has no such key or value.
    ReplicationError
        If a run fails.

    Examples
    --------
    >>> import sim
    >>> sim.evaluate({"cooperation.scale": 0.5}, seed=1)["arrests"]
    """
    plan = plan_of(shipped()[REFERENCE] if scenario is None else scenario)
    plan = vary(plan, parameters) if parameters else plan
    done = run(plan, replications, seed=seed, workers=1, parameters=draws, keep=False)
    if done.failures:
        first = done.failures[0]
        raise ReplicationError(f"replication {first.replication} of {plan.name} failed: {first.error}")
    values = np.where(np.isposinf(done.values[:, 0]), plan.hours, done.values[:, 0])
    defined = ~np.isnan(values)
    sums = np.where(defined, values, 0.0).sum(axis=0)
    means = np.divide(sums, defined.sum(axis=0), out=np.full(len(MEASURES), np.nan), where=defined.any(axis=0))
    return dict(zip(MEASURES, map(float, means), strict=True))
