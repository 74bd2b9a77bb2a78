"""Surfaces: what a plan achieves at many points of some of its keys, with the same luck at all of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from sim.experiment.design import Design, planned
from sim.experiment.executors import Workers
from sim.experiment.pairs import Paired
from sim.experiment.parameters import Choice, Parameters, sets_of
from sim.experiment.points import Measured, check_measures, measured
from sim.experiment.rest import Progress
from sim.experiment.summary import number, pair, summarise
from sim.outcome.measures import HEADLINE, MEASURES
from sim.outcome.scopes import Floats
from sim.outcome.workplace import Workplace
from sim.scenario.experiment import USUAL_RUNS
from sim.scenario.load import plan_of
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd


_PAIRS: Final = {
    "ci95": ("ci_low", "ci_high"),
    "difference_ci95": ("difference_low", "difference_high"),
    "over_draws": ("lowest", "highest"),
    "difference_over_draws": ("difference_lowest", "difference_highest"),
}
"""Intervals of a point, and the columns of their ends."""


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """A plan as it stands (the first of what was measured) and its points (after it), with the same luck.

    `measures` are those of which the surface is told. Where something is uncertain, each of them stands for the plans
    of all its draws, one after the other.
    """

    base: Scenario
    design: Design
    measures: tuple[str, ...]
    measured: Measured

    @property
    def manifest(self) -> Mapping[str, Any]:
        """Identity in plain values."""
        return self.measured.manifest

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """One row for each measure and point, point 0 being the plan as it stands: the mean, and the paired difference.

        `point`, the keys, `measure`, `unit`, `runs` (in which it was defined) of how many (`of`), `unreached` (runs in
        which a time was not reached, which then counts as long as the action), `mean`, `ci_low`, `ci_high`, `pairs` (in
        which it was defined at both points), `difference`, `difference_low`, `difference_high`;
        both intervals at 95 %, of a mean each, for the luck of the runs. Where something is uncertain, a run is the
        mean over the draws, and `lowest`, `highest`, `difference_lowest` and `difference_highest` are means of single
        draws: how far what nobody knows moves the answer.
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
            "names": self.design.names(self.base),
            "failed": len(self.measured.failures),
            "points": [_plain(row) for row in self.rows],
        }

    def _rows(self, name: str) -> list[dict[str, Any]]:
        measure, drawn = MEASURES[name], self._drawn(name)
        sets = sets_of(range(len(drawn)), self.measured.manifest)
        end = self.measured.hours if measure.finished else math.inf
        values = drawn[:, :, 0] if drawn.shape[2] == 1 else np.minimum(drawn, end).mean(axis=2)
        late = np.isposinf(drawn).any(axis=2).sum(axis=0)
        means = summarise(values, sets, end=end, most=measure.most)
        keys, ranges = [axis.key for axis in self.design.axes], self._ranges(np.minimum(drawn, end))
        rows = []
        for at, point in enumerate([(np.nan,) * len(keys), *self.design.points]):
            known = Paired.of(values[:, 0], values[:, at], sets, min(end, measure.most))
            high = np.inf if late[at] and not np.isnan(means.ci_high[at]) else float(means.ci_high[at])
            rows.append(
                {"point": at, **dict(zip(keys, map(float, point), strict=True)), "measure": name, "unit": measure.unit}
                | {"runs": int(means.runs[at]), "of": len(values), "unreached": int(late[at])}
                | {"mean": float(means.mean[at]), "ci_low": float(means.ci_low[at]), "ci_high": high}
                | {
                    "pairs": known.pairs,
                    "difference": known.difference,
                    "difference_low": known.ends[0],
                    "difference_high": known.ends[1],
                }
                | {end: float(values[at]) for end, values in ranges.items()}
            )
        return rows

    def _drawn(self, name: str) -> Floats:
        """One measure, shape (replications, the plan as it stands and the points, draws)."""
        values = self.measured.of(name)
        return values.reshape(len(values), len(self.design.points) + 1, len(self.design.draws))

    def _ranges(self, drawn: Floats) -> dict[str, Floats]:
        """Ends of the means of single draws, and of their differences to the plan as it stands, of each point."""
        if not self.design.uncertain:
            return {}
        means = {"": summarise(drawn).mean, "difference_": summarise(drawn - drawn[:, :1]).mean}
        low = {f"{what}lowest": np.fmin.reduce(of_draws, axis=1) for what, of_draws in means.items()}
        return low | {f"{what}highest": np.fmax.reduce(of_draws, axis=1) for what, of_draws in means.items()}


def sweep(
    scenario: Scenario | str | Path,
    design: Design | None = None,
    replications: int | None = None,
    *,
    measures: Sequence[str] = HEADLINE,
    seed: int = 1,
    workers: Workers | None = None,
    parameters: Choice | Parameters = "posterior",
    on_progress: Progress | None = None,
    keep: Workplace | None = None,
) -> Sweep:
    """Run a plan, and the plans of a design around it, with the same luck.

    Parameters
    ----------
    design, replications : optional
        Where the plan has a section `experiment`, that says it; otherwise 20 replications at each point.

    Raises
    ------
    ScenarioError
        If a point has no place in the plan.
    ValueError
        If there is no such measure, nothing to vary, or the seed, or the number of replications or of workers, is none.
    StoreError
        If what is kept cannot be written, or belongs to another experiment.
    """
    base = plan_of(scenario)
    check_measures(measures)
    design = design or planned(base, seed)
    usual = base.experiment.runs if base.experiment else USUAL_RUNS
    done = measured(
        "sweep",
        base,
        [*design.standing(base), *design.plans(base)],
        usual if replications is None else replications,
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
    ends = {end for ends in _PAIRS.values() for end in ends}
    kept = {key: number(value) if isinstance(value, float) else value for key, value in row.items() if key not in ends}
    return kept | {name: pair(row[low], row[high]) for name, (low, high) in _PAIRS.items() if low in row}
