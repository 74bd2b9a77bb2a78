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

from sim.domain.layout import Layout
from sim.experiment.summary import Run
from sim.outcome.measures import MEASURES
from sim.scenario.load import vary
from sim.scenario.schema import Scenario

RANGES: Mapping[str, tuple[str, ...]] = {
    "counting.per_officer": ("0", "0.5", "1"),
    "behaviour.staffing.on_checks": ("0.35", "0.45", "0.6"),
    "behaviour.staffing.officers_per_lane": ("3.0", "4.0", "6.0"),
}
"""Assumptions from which the elasticity of checks follows, and the values that are tried."""


def elasticity(base: Run, variant: Run) -> dict[str, Any]:
    """Elasticity of checks and arrests to officers between two runs.

    Parameters
    ----------
    base, variant
        Runs whose scenarios differ in the number of officers.

    Returns
    -------
    ``checks``: value measured in the runs, `low` and `high` over all combinations of `RANGES` (by queueing theory, without
    runs), and `assumptions`; ``arrests``: value measured in the runs. None where a logarithm is not defined.
    """
    officers = _officers(variant.scenario) / _officers(base.scenario) if _officers(base.scenario) else math.nan
    known = [_expected(base.scenario, variant.scenario, officers, values) for values in product(*RANGES.values())]
    ends = [value for value in known if value is not None]
    return {
        "checks": {
            "value": _measured(base, variant, "checks_total", officers),
            "low": min(ends, default=None),
            "high": max(ends, default=None),
            "assumptions": {path: [float(values[0]), float(values[-1])] for path, values in RANGES.items()},
        },
        "arrests": {"value": _measured(base, variant, "arrests", officers)},
    }


def _officers(scenario: Scenario) -> float:
    return sum(scenario.officers(code) for code in scenario.countries)


def _measured(base: Run, variant: Run, measure: str, officers: float) -> float | None:
    """Elasticity between the means of two runs."""
    means = [float(np.nanmean(run.values[:, 0, list(MEASURES).index(measure)])) for run in (base, variant)]
    return _elasticity(means[1], means[0], officers)


def _expected(base: Scenario, variant: Scenario, officers: float, values: tuple[str, ...]) -> float | None:
    """Elasticity of expected checks under other values of the assumptions."""
    overrides = dict(zip(RANGES, values, strict=True))
    checks = [Layout(vary(scenario, overrides)).expected_checks() for scenario in (base, variant)]
    return _elasticity(checks[1], checks[0], officers)


def _elasticity(changed: float, before: float, officers: float) -> float | None:
    if not (changed > 0.0 and before > 0.0 and officers > 0.0) or officers == 1.0:
        return None
    return math.log(changed / before) / math.log(officers)
