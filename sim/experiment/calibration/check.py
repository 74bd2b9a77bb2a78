"""Published totals beside runs: whether what was printed is one of the things that the calibrated model does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from sim.errors import ReplicationError
from sim.experiment.calibration.targets import Target, measured, targets
from sim.experiment.parameters import Choice, Parameters
from sim.experiment.replicate import run
from sim.outcome.amounts import interval, number
from sim.scenario.schema import Scenario

Floats = NDArray[np.float64]
ERRORS = 200
"""Counting errors, evenly from their distribution, that each run is given."""


@dataclass(frozen=True, slots=True)
class Fit:
    """One published total against runs: their median and the range of 95 of 100; `wide` with the target's own error."""

    scenario: str
    measure: str
    published: float
    median: float
    low: float
    high: float
    wide_low: float
    wide_high: float

    @property
    def inside(self) -> bool:
        """Whether the published total lies in the range of 95 of 100 runs."""
        return self.low <= self.published <= self.high

    @property
    def inside_wide(self) -> bool:
        """Whether it does when rules of counting may differ as the target says."""
        return self.wide_low <= self.published <= self.wide_high

    @property
    def verdict(self) -> str:
        """In a word; a miss is called a miss."""
        if self.inside:
            return "inside"
        return "inside with its counting error" if self.inside_wide else "MISS"

    def __str__(self) -> str:
        return (
            f"{self.scenario}, {self.measure}: published {number(self.published)}, runs {number(self.median)} "
            f"({interval(self.low, self.high)}): {self.verdict}"
        )


def fits(simulated: Floats, names: Sequence[str], wanted: Sequence[Target]) -> list[Fit]:
    """Compare targets with simulated rows (rows, names)."""
    even = ndtri((np.arange(ERRORS) + 0.5) / ERRORS)
    found = []
    for target in wanted:
        logs = target.logs(simulated, names)
        wide = logs[:, None] + target.error * even
        low, median, high = np.exp(np.quantile(logs, [0.025, 0.5, 0.975]))
        wide_low, wide_high = np.exp(np.quantile(wide, [0.025, 0.975]))
        numbers = [float(value) for value in (median, low, high, min(low, wide_low), max(high, wide_high))]
        found.append(Fit(target.scenario, target.measure, target.value, *numbers))
    return found


def assess(
    scenarios: Sequence[Scenario],
    replications: int,
    *,
    seed: int = 1,
    workers: int | None = None,
    parameters: Choice | Parameters = "posterior",
) -> list[Fit]:
    """Run scenarios and compare their published totals with the runs; arguments as for `run`."""
    found = []
    for scenario in scenarios:
        result = run(scenario, replications, seed=seed, workers=workers, parameters=parameters)
        if result.failed:
            raise ReplicationError(f"{scenario.name}: {result.failed} replications failed")
        wanted = [target for target in targets() if target.scenario == scenario.name]
        found += fits(result.values[:, 0], measured([scenario.name]), wanted)
    return found
