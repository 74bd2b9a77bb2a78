"""Runs with given measures, as experiments see them."""

from typing import Any

import numpy as np

from sim.experiment.manifest import manifest
from sim.experiment.parameters import Parameters
from sim.experiment.summary import Run
from sim.outcome.tables import Packed
from sim.scenario.schema import Scenario


def made(
    scenario: Scenario, values: np.ndarray[Any, Any], *, seed: int = 1, completed: tuple[int, ...] = (), draws: int = 0
) -> Run:
    """A run with values of shape (replications, 1 + countries, measures)."""
    numbers = completed or tuple(range(len(values)))
    return Run(
        scenario=scenario,
        seed=seed,
        requested=max(numbers) + 1,
        completed=numbers,
        values=values,
        tables=Packed(scenario_hash=scenario.hash, seed=seed, parts={}),
        failures=(),
        manifest=manifest(scenario, seed, max(numbers) + 1, (), Parameters())
        | {"parameters": {"kind": "own", "draws": draws, "fingerprint": ""}},
        wall_s=0.0,
    )
