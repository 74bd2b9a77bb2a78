"""Published totals to which parameters are calibrated, and how far each can be trusted."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from sim.outcome.measures import MEASURES

Floats = NDArray[np.float64]
LEAST = 0.5
"""A count of none stands as this in logarithms."""


@dataclass(frozen=True, slots=True)
class Target:
    """A published total of one action: a measure, or one measure over another.

    `error` is the standard deviation, in logarithms, of what separates the printed figure from what the model counts:
    rules of counting, words such as "almost", and what the model leaves out.
    """

    scenario: str
    measure: str
    value: float
    error: float
    source: str = ""

    @property
    def name(self) -> str:
        """Scenario and measure."""
        return f"{self.scenario}/{self.measure}"

    def logs(self, simulated: Floats, names: Sequence[str]) -> Floats:
        """Logarithms of the target in simulated rows (rows, names)."""
        columns = [simulated[:, names.index(f"{self.scenario}/{part}")] for part in self.measure.split("/")]
        logs = [np.log(np.maximum(column, LEAST)) for column in columns]
        return logs[0] if len(logs) == 1 else logs[0] - logs[1]


def targets() -> tuple[Target, ...]:
    """The targets of ``targets.csv``."""
    text = (files("sim.experiment") / "targets.csv").read_text(encoding="utf-8")
    return tuple(
        Target(row["scenario"], row["measure"], float(row["value"]), float(row["error"]), row["source"])
        for row in csv.DictReader(text.splitlines())
    )


def measured(scenarios: Sequence[str]) -> tuple[str, ...]:
    """Names of everything that one row of a design holds: each measure of each scenario."""
    return tuple(f"{scenario}/{measure}" for scenario in scenarios for measure in MEASURES)
