"""How results follow the number of officers: measured in paired runs, and how far the assumptions carry (ODD 7.2).

The published totals cannot tell how checks grow with officers, since checks per officer vary sixfold between years. The
elasticity follows from assumptions, so it is shown with the range that their plausible values give.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import product
from typing import Any

import numpy as np

from sim.experiment.summary import Run
from sim.outcome.measures import MEASURES
from sim.scenario.behaviour import Staffing
from sim.scenario.schema import Scenario
from sim.world.theatre.theatre import Theatre


def _range(name: str) -> tuple[float, float]:
    """The plausible range that a parameter of staffing declares."""
    known = Staffing.model_fields[name].json_schema_extra
    assert isinstance(known, dict)
    low, high = known["low"], known["high"]
    assert isinstance(low, float) and isinstance(high, float)
    return low, high


RANGES: Mapping[str, tuple[float, float]] = {
    "counting.per_officer": (0.0, 1.0),
    "behaviour.staffing.on_checks": _range("on_checks"),
    "behaviour.staffing.officers_per_lane": _range("officers_per_lane"),
}
"""Assumptions from which the elasticity of checks follows, with the ends between which they are varied."""


def elasticity(base: Run, variant: Run) -> dict[str, Any]:
    """Elasticity of checks and arrests to officers between two runs.

    Parameters
    ----------
    base, variant
        Runs whose scenarios differ in the number of officers.

    Returns
    -------
    ``checks``: value measured in the runs, `low` and `high` over all combinations of `RANGES` (by queueing theory,
    without runs), and `assumptions`; ``arrests``: value measured in the runs. None where a logarithm is not defined.
    """
    officers = _officers(variant.scenario) / _officers(base.scenario) if _officers(base.scenario) else math.nan
    known = [_expected(base.scenario, variant.scenario, officers, values) for values in product(*RANGES.values())]
    found = [value for value in known if value is not None]
    return {
        "checks": {
            "value": _measured(base, variant, "checks_total", officers),
            "low": min(found, default=None),
            "high": max(found, default=None),
            "assumptions": {path: list(ends) for path, ends in RANGES.items()},
        },
        "arrests": {"value": _measured(base, variant, "arrests", officers)},
    }


def _officers(scenario: Scenario) -> float:
    return sum(scenario.officers(code) for code in scenario.countries)


def _measured(base: Run, variant: Run, measure: str, officers: float) -> float | None:
    """Elasticity between the means of two runs."""
    means = [float(np.nanmean(run.values[:, 0, list(MEASURES).index(measure)])) for run in (base, variant)]
    return _elasticity(means[1], means[0], officers)


def _expected(base: Scenario, variant: Scenario, officers: float, values: tuple[float, ...]) -> float | None:
    """Elasticity of expected checks under other values of the assumptions."""
    before, changed = (Theatre(_assuming(scenario, *values)).expected_checks() for scenario in (base, variant))
    return _elasticity(changed, before, officers)


def _assuming(scenario: Scenario, per_officer: float, on_checks: float, officers_per_lane: float) -> Scenario:
    """The scenario with other values of `RANGES`."""
    behaviour = scenario.behaviour
    staffing = behaviour.staffing.model_copy(update={"on_checks": on_checks, "officers_per_lane": officers_per_lane})
    return scenario.model_copy(
        update={
            "counting": scenario.counting.model_copy(update={"per_officer": per_officer}),
            "behaviour": behaviour.model_copy(update={"staffing": staffing}),
        }
    )


def _elasticity(changed: float, before: float, officers: float) -> float | None:
    if not (changed > 0.0 and before > 0.0 and officers > 0.0) or officers == 1.0:
        return None
    return math.log(changed / before) / math.log(officers)
