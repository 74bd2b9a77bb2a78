"""Surfaces: what a plan achieves at many points of some of its keys, with the same luck at all of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from sim.experiment.design import Design
from sim.experiment.executors import Workers
from sim.experiment.pairs import Paired
from sim.experiment.parameters import Choice, Parameters, sets_of
from sim.experiment.points import Measured, check_measures, measured
from sim.experiment.rest import Progress
from sim.experiment.summary import number, pair, summarise
from sim.outcome.measures import HEADLINE, MEASURES
from sim.outcome.workplace import Workplace
from sim.scenario.load import plan_of
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """A plan (number 0 of what was measured) and its points (from 1), with the same luck.

    `measures` are those of which the surface is told.
    """

    base: Scenario
    design: Design
    measures: tuple[str, ...]
    measured: Measured

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """One row for each measure and point, point 0 being the plan as it stands: the mean, and the paired difference.

        `point`, the keys, `measure`, `unit`, `runs`, `unreached` (runs in which a time was not reached, which then
        counts as long as the action), `mean`, `ci_low`, `ci_high`, `difference`, `difference_low`, `difference_high`;
        both intervals at 95 %, of a mean each.
        """
        return [row for name in self.measures for row in self._rows(name)]

    def frame(self) -> pd.DataFrame:
        """The same as a data frame."""
        import pandas as pd

        return pd.DataFrame(self.rows)

    @property
    def tables(self) -> dict[str, pa.Table]:
        """What is kept beside measures."""
        return {"points": pa.Table.from_pylist(self.rows)}

    def document(self) -> dict[str, Any]:
        """Return the result in plain values, ready for JSON; what is undefined is None."""
        return {
            "scenario": self.base.name,
            "scenario_hash": self.base.hash,
            "seed": self.measured.manifest["seed"],
            "replications": self.measured.manifest["replications"],
            "design": self.design.document,
            "failed": len(self.measured.failures),
            "points": [_plain(row) for row in self.rows],
        }

    def _rows(self, name: str) -> list[dict[str, Any]]:
        measure, values = MEASURES[name], self.measured.of(name)
        sets = sets_of(range(len(values)), self.measured.manifest)
        end = self.measured.hours if measure.finished else math.inf
        means = summarise(values, sets, end=end, most=measure.most)
        keys = [axis.key for axis in self.design.axes]
        rows = []
        for at, point in enumerate([(np.nan,) * len(keys), *self.design.points]):
            known = Paired.of(values[:, 0], values[:, at], sets, min(end, measure.most))
            rows.append(
                {"point": at, **dict(zip(keys, map(float, point), strict=True)), "measure": name, "unit": measure.unit}
                | {"runs": int(means.runs[at]), "unreached": int(means.unreached[at]), "mean": float(means.mean[at])}
                | {"ci_low": float(means.ci_low[at]), "ci_high": float(means.ci_high[at])}
                | {"difference": known.difference, "difference_low": known.ends[0], "difference_high": known.ends[1]}
            )
        return rows


def sweep(
    scenario: Scenario | str | Path,
    design: Design,
    replications: int = 20,
    *,
    measures: Sequence[str] = HEADLINE,
    seed: int = 1,
    workers: Workers | None = None,
    parameters: Choice | Parameters = "posterior",
    on_progress: Progress | None = None,
    keep: Workplace | None = None,
) -> Sweep:
    """Run a plan, and the plans of a design around it, with the same luck.

    Raises
    ------
    ScenarioError
        If a point has no place in the plan.
    ValueError
        If there is no such measure, or the seed, or the number of replications or of workers, is none.
    StoreError
        If what is kept cannot be written, or belongs to another experiment.
    """
    base = plan_of(scenario)
    check_measures(measures)
    done = measured(
        "sweep",
        base,
        [base, *design.plans(base)],
        replications,
        design=design,
        measures=measures,
        seed=seed,
        workers=workers,
        parameters=parameters,
        on_progress=on_progress,
        keep=keep,
    )
    return Sweep(base=base, design=design, measures=tuple(measures), measured=done)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    ends = ("ci_low", "ci_high", "difference_low", "difference_high")
    kept = {key: number(value) if isinstance(value, float) else value for key, value in row.items() if key not in ends}
    return kept | {
        "ci95": pair(row["ci_low"], row["ci_high"]),
        "difference_ci95": pair(row["difference_low"], row["difference_high"]),
    }
