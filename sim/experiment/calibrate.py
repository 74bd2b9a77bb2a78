"""Fit behaviour to published totals, with one set of parameters for all years, and report how well it does.

``python -m sim.experiment.calibrate FILE...`` prints, for each published total, the mean and the spread of runs and
whether the total lies inside it; with ``--fit N`` it first takes N Gauss-Newton steps on the logarithms of `PARAMETERS`
and prints the values to be written into `sim/scenario/behaviour.py`. A miss is printed as a miss.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from sim.errors import ReplicationError
from sim.experiment.replicate import run
from sim.outcome.measures import MEASURES
from sim.scenario.load import load, vary
from sim.scenario.schema import Scenario

Floats = NDArray[np.float64]

PARAMETERS = (
    "behaviour.prevalence.person.irregular_entry",
    "behaviour.prevalence.person.false_document",
    "behaviour.prevalence.vehicle.migrants",
    "behaviour.prevalence.vehicle.drugs",
    "behaviour.prevalence.vehicle.firearms",
    "behaviour.prevalence.premises.firearms",
    "behaviour.cases.new_suspects",
)
"""Parameters that are fitted. Each is a prevalence or a probability before a case; none acts on arrests."""
PRIOR_SD = 0.5
"""Standard deviation of the logarithm of a parameter around its value so far (assumed): keeps steps modest."""


@dataclass(frozen=True, slots=True)
class Fit:
    """One published total against the runs."""

    scenario: str
    measure: str
    published: float
    mean: float
    low: float
    high: float

    @property
    def inside(self) -> bool:
        """Whether the published total lies in the 95 % spread of runs."""
        return self.low <= self.published <= self.high

    def __str__(self) -> str:
        word = "inside" if self.inside else "MISS"
        return (
            f"{self.scenario:14s} {self.measure:26s} published {self.published:7,.0f}   runs {self.mean:9,.1f} "
            f"[{self.low:7,.0f}, {self.high:7,.0f}]  {word}"
        )


def targets() -> Mapping[tuple[str, str], float]:
    """Published totals by scenario name and measure."""
    text = (files("sim.experiment") / "targets.csv").read_text(encoding="utf-8")
    return {(row["scenario"], row["measure"]): float(row["value"]) for row in csv.DictReader(text.splitlines())}


def assess(scenarios: Sequence[Scenario], replications: int, *, seed: int = 1, workers: int | None = None) -> list[Fit]:
    """Compare published totals with the 95 % spread of runs.

    Parameters
    ----------
    scenarios
        Scenarios whose names are in ``targets.csv``; others give no rows.
    replications, seed, workers
        As in `sim.experiment.replicate.run`.
    """
    fits = []
    for scenario in scenarios:
        result = run(scenario, replications, seed=seed, workers=workers)
        if result.failed:
            raise ReplicationError(f"{scenario.name}: {result.failed} replications failed")
        values = result.values[:, 0]
        for (name, measure), published in targets().items():
            if name == scenario.name:
                column = values[:, list(MEASURES).index(measure)]
                low, high = np.quantile(column, [0.025, 0.975])
                fits.append(Fit(name, measure, published, float(column.mean()), float(low), float(high)))
    return fits


def step(scenarios: Sequence[Scenario], replications: int, seed: int) -> dict[str, float]:
    """One Gauss-Newton step: values of `PARAMETERS` that bring the means nearer to the published totals.

    Residuals are logarithms of published total over mean, weighed by the spread of runs; the sensitivities are paired
    differences for a change of 20 % in one parameter, with the same luck.
    """
    before = assess(scenarios, replications, seed=seed)
    residual = np.array([np.log(fit.published / fit.mean) for fit in before])
    sd = np.array([max(0.02, np.log(fit.high / max(fit.low, 1.0)) / 3.92) for fit in before])
    sensitivity = np.zeros((len(before), len(PARAMETERS)))
    for column, path in enumerate(PARAMETERS):
        changed = [vary(scenario, {path: repr(1.2 * value_of(scenario, path))}) for scenario in scenarios]
        after = assess(changed, replications, seed=seed)
        means = [(new.mean, old.mean) for new, old in zip(after, before, strict=True)]
        sensitivity[:, column] = [np.log(new / old) / np.log(1.2) for new, old in means]
    weighed = sensitivity / sd[:, None]
    normal = weighed.T @ weighed + np.eye(len(PARAMETERS)) / PRIOR_SD**2
    change = np.linalg.solve(normal, weighed.T @ (residual / sd))
    return {path: value_of(scenarios[0], path) * float(np.exp(c)) for path, c in zip(PARAMETERS, change, strict=True)}


def value_of(scenario: Scenario, path: str) -> float:
    """The value of a parameter by its dotted path."""
    value: object = scenario
    for part in path.split("."):
        value = value[part] if isinstance(value, dict) else getattr(value, part)
    assert isinstance(value, float)
    return value


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the script; returns its exit code: 0 when every published total lies inside the spread of runs, else 1."""
    parser = argparse.ArgumentParser(description="Fit behaviour to published totals and report how well it does.")
    parser.add_argument("files", nargs="+", help="scenario files with published totals")
    parser.add_argument("-n", "--replications", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fit", type=int, default=0, metavar="N", help="Gauss-Newton steps before the report")
    options = parser.parse_args(arguments)
    scenarios = [load(file) for file in options.files]
    for _ in range(options.fit):
        values = step(scenarios, options.replications, options.seed)
        sys.stdout.write("".join(f"{path} = {value:.4g}\n" for path, value in values.items()))
        scenarios = [vary(scenario, {path: repr(value) for path, value in values.items()}) for scenario in scenarios]
    fits = assess(scenarios, options.replications, seed=options.seed)
    sys.stdout.write("".join(f"{fit}\n" for fit in fits))
    return 0 if all(fit.inside for fit in fits) else 1


if __name__ == "__main__":
    raise SystemExit(main())
