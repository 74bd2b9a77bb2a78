"""Which keys of a plan its results depend on: Morris' elementary effects and Sobol's indices, by SALib.

Every point of the design meets the same luck. An index is worked out from the means of the replications; its confidence
has two parts: that of the design, by SALib's resampling, and that of the luck, by leaving out each replication in turn
(the jackknife). Together they are the root of the sum of their squares.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Unpack, get_args

import numpy as np
import pyarrow as pa

from sim.experiment.design import Design, of_rows
from sim.experiment.executors import Workers
from sim.experiment.parameters import Choice, Parameters
from sim.experiment.points import How, Measured, check_measures, measured
from sim.experiment.rest import Progress
from sim.outcome.amounts import row_unit
from sim.outcome.intervals import t_quantile
from sim.outcome.measures import HEADLINE, MEASURES
from sim.outcome.scopes import Floats
from sim.outcome.workplace import Workplace
from sim.scenario.axis import Axis
from sim.scenario.load import plan_of
from sim.scenario.names import key_name
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd

type Method = Literal["morris", "sobol"]
METHODS: tuple[Method, ...] = get_args(Method.__value__)
LEVELS = 4
"""Levels of Morris' grid."""
INDICES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "morris": (("mu_star", "mu_star_conf"),),
    "sobol": (("ST", "ST_conf"), ("S1", "S1_conf")),
}
"""Indices of each method, the leading one first, and what SALib calls their confidence (95 %)."""
WIDE = 0.25
"""A design is called too small where the confidence of a leading index is more than this share of the largest."""


@dataclass(frozen=True, slots=True)
class Index:
    """How much a measure depends on a key, and how well that is known.

    Attributes
    ----------
    value : float
        Morris: mean absolute change of the measure, in its unit, from one end of the range to the other. Sobol: share
        of the variance, total (`ST`) or by the key alone (`S1`).
    confidence, of_design, of_luck : float
        Half the width of the 95 % interval: in all, from the points that were chosen, and from the replications.
    """

    measure: str
    key: str
    index: str
    value: float
    confidence: float
    of_design: float
    of_luck: float


@dataclass(frozen=True, kw_only=True)
class Sensitivity:
    """What results of a plan depend on."""

    base: Scenario
    design: Design
    measures: tuple[str, ...]
    measured: Measured

    @property
    def manifest(self) -> Mapping[str, Any]:
        """Identity in plain values."""
        return self.measured.manifest

    @cached_property
    def indices(self) -> tuple[Index, ...]:
        """All indices: by measure, and within it by the order of the keys."""
        return tuple(one for name in self.measures for one in self._of(name))

    def leading(self, measure: str) -> list[Index]:
        """The leading index of each key, the largest first."""
        first = INDICES[self.design.kind][0][0]
        known = [one for one in self.indices if (one.measure, one.index) == (measure, first)]
        return sorted(known, key=lambda one: -one.value if math.isfinite(one.value) else math.inf)

    @property
    def warnings(self) -> list[str]:
        """Measures of which the design is too small to say what they depend on."""
        return [text for name in self.measures if (text := self._warning(name))]

    def frame(self) -> pd.DataFrame:
        """All indices as a data frame, tidy: one row for each measure, key and index, as `Index` has it."""
        import pandas as pd

        return pd.DataFrame(map(asdict, self.indices))

    @property
    def tables(self) -> dict[str, pa.Table]:
        """What is kept beside measures."""
        return {"indices": pa.Table.from_pylist([asdict(one) for one in self.indices])}

    def document(self) -> dict[str, Any]:
        """Return the result in plain values, ready for JSON; what is undefined is None."""
        plain = [
            {
                key: None if isinstance(value, float) and not math.isfinite(value) else value
                for key, value in row.items()
            }
            for row in map(asdict, self.indices)
        ]
        return {
            "scenario": self.base.name,
            "scenario_hash": self.base.hash,
            "method": self.design.kind,
            "seed": self.measured.manifest["seed"],
            "replications": self.measured.manifest["replications"],
            "points": len(self.design.points),
            "axes": [axis.document for axis in self.design.axes],
            "names": self.design.names(self.base),
            "failed": len(self.measured.failures),
            "warnings": self.warnings,
            "indices": plain,
        }

    def _warning(self, name: str) -> str:
        known = self.leading(name)
        largest, widest = known[0].value, max(known, key=lambda one: one.confidence)
        if not math.isfinite(largest):
            return f"{MEASURES[name].title}: not defined, or the same, at all points"
        if not widest.confidence > WIDE * abs(largest):
            return ""
        unit = row_unit(MEASURES[name].unit if self.design.kind == "morris" else "", largest, widest.confidence)
        key = key_name(self.base, widest.key)
        cause = "points" if widest.of_design > widest.of_luck else "replications"
        return (
            f"{MEASURES[name].title}: the design is too small to say; the effect of '{key}' is "
            f"known to ± {unit.size(widest.confidence)}, the largest effect is {unit.size(largest)}. More {cause} "
            "would narrow that most."
        )

    def _of(self, name: str) -> list[Index]:
        values = self.measured.counted(name)
        known = _analysed(self.design, values.mean(axis=0))
        others = [_analysed(self.design, np.delete(values, at, axis=0).mean(axis=0)) for at in range(len(values))]
        found = []
        for index, confidence in INDICES[self.design.kind]:
            luck = _jackknife(np.array([other[index] for other in others]))
            for at, axis in enumerate(self.design.axes):
                of_design, of_luck = float(known[confidence][at]), float(luck[at])
                both = math.hypot(of_design, of_luck)
                found.append(Index(name, axis.key, index, float(known[index][at]), both, of_design, of_luck))
        return found


def sensitivity(
    scenario: Scenario | str | Path,
    axes: Sequence[Axis] | None = None,
    replications: int = 10,
    *,
    method: Method = "morris",
    points: int = 16,
    measures: Sequence[str] = HEADLINE,
    seed: int = 1,
    workers: Workers | None = None,
    parameters: Choice | Parameters = "posterior",
    on_progress: Progress | None = None,
    keep: Workplace | None = None,
) -> Sensitivity:
    """Find out which keys of a plan its results depend on; needs the extra 'sensitivity'.

    Parameters
    ----------
    axes
        Keys with the range of each, two or more; by default those of the section `experiment` of the plan.
    replications : int
        Runs at each point, two or more.
    method, points
        Morris: `points` trajectories of one point more than there are keys. Sobol: `points`, a power of 2, times two
        points more than there are keys.

    Raises
    ------
    ScenarioError
        If a point has no place in the plan.
    ValueError
        If axes, points, measures, the seed, or the number of replications or of workers, are none.
    StoreError
        If what is kept cannot be written, or belongs to another experiment.
    """
    base = plan_of(scenario)
    check_measures(measures)
    if axes is None:
        axes = base.experiment.ranges if base.experiment else ()
    _check(axes, replications, method, points)
    return at_points(
        base,
        of_rows(base, method, axes, _sampled(axes, method, points, seed)),
        replications,
        measures=measures,
        seed=seed,
        workers=workers,
        parameters=parameters,
        on_progress=on_progress,
        keep=keep,
    )


def at_points(
    base: Scenario, design: Design, replications: int, *, measures: Sequence[str] = HEADLINE, **how: Unpack[How]
) -> Sensitivity:
    """Find the same out from points that were sampled before; `how` as for `measured`."""
    done = measured("sensitivity", base, design.plans(base), replications, design=design, measures=measures, **how)
    return Sensitivity(base=base, design=design, measures=tuple(measures), measured=done)


def _check(axes: Sequence[Axis], replications: int, method: Method, points: int) -> None:
    if len({axis.key for axis in axes}) < max(len(axes), 2):
        raise ValueError("name two keys or more, each once")
    if any(axis.levels for axis in axes):
        raise ValueError("levels are of a grid; write KEY=FROM..TO")
    if replications < 2:
        raise ValueError("2 replications are the least: one does not show what is luck")
    if points < 2 or (method == "sobol" and points & (points - 1)):
        raise ValueError("points are 2 or more, for Sobol a power of 2")


def _problem(axes: Sequence[Axis]) -> dict[str, Any]:
    return {"num_vars": len(axes), "names": [axis.key for axis in axes], "bounds": [[a.low, a.high] for a in axes]}


def _sampled(axes: Sequence[Axis], method: Method, points: int, seed: int) -> Floats:
    from SALib.sample import morris, sobol

    problem = _problem(axes)
    rows: Floats = (
        morris.sample(problem, points, num_levels=LEVELS, seed=seed)
        if method == "morris"
        else sobol.sample(problem, points, calc_second_order=False, seed=seed)
    )
    return rows


def _analysed(design: Design, values: Floats) -> Mapping[str, Floats]:
    """SALib's indices of one value a point; nan where values are undefined, or all the same."""
    from SALib.analyze import morris, sobol

    if np.isnan(values).any() or np.ptp(values) == 0:
        nothing = np.full(len(design.axes), np.nan)
        return {name: nothing for names in INDICES[design.kind] for name in names}
    problem = _problem(design.axes)
    if design.kind == "sobol":
        found: Mapping[str, Floats] = sobol.analyze(problem, values, calc_second_order=False, seed=1)
        return found
    rows = np.array(design.points)
    return {
        key: np.asarray(one) for key, one in morris.analyze(problem, rows, values, num_levels=LEVELS, seed=1).items()
    }


def _jackknife(others: Floats) -> Floats:
    """Half the width of a 95 % interval, from indices without each of the replications, shape (replications, keys)."""
    runs = len(others)
    error = np.sqrt((runs - 1) / runs * ((others - others.mean(axis=0)) ** 2).sum(axis=0))
    half: Floats = error * t_quantile(np.array(float(runs)))
    return half
