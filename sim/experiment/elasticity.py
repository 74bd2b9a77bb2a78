"""How results follow the number of officers: measured in paired runs, and how far the assumptions carry (ODD 7.2).

The published totals cannot tell how checks grow with officers, since checks per officer vary sixfold between years. The
elasticity follows from assumptions, so it is shown with the range that their plausible values give.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from sim.experiment.verdicts import Difference
from sim.outcome.intervals import Integers, mean_error, t_quantile
from sim.outcome.measures import MEASURES
from sim.outcome.scopes import Floats
from sim.scenario.behaviour import Staffing
from sim.scenario.diff import Change
from sim.scenario.schema import Scenario
from sim.world.theatre.theatre import Theatre

OF: Mapping[str, str] = {"checks": "checks_total", "arrests": "arrests"}
"""Results whose elasticity is told, and their measures."""


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


def elasticity(
    base: Scenario,
    variant: Scenario,
    changed: Sequence[Change],
    values: tuple[Floats, Floats],
    sets: Integers | None,
    differences: Mapping[str, Difference],
) -> dict[str, Any] | None:
    """Elasticity of checks and arrests to officers between two plans that differ in the number of officers alone.

    Parameters
    ----------
    base, variant
        The plans.
    changed
        What the variant changes.
    values : arrays of shape (pairs, measures)
        Measures of the whole action in both.
    sets : array, shape (pairs,), optional
        Which set of parameters each pair had.
    differences
        Differences of the whole action, by measure.

    Returns
    -------
    dict or None
        ``officers``: officers of the variant for each of the base, as they were there; ``checks`` and ``arrests``:
        `value` and `ci95` in the runs, None where these runs tell no difference; of checks also `low` and `high` over
        all combinations of `RANGES` (by queueing theory, without runs), `change`, `change_low` and `change_high`, the
        same as shares of the checks of the base, and `assumptions`. None where anything but officers differs.
    """
    ratio = _ratio(values, "officers")
    if not ratio or math.isclose(ratio, 1.0) or not (all(map(_of_officers, changed)) and _one_way(base, variant)):
        return None
    told = {name: _measured(values, sets, measure, ratio, differences[measure].told) for name, measure in OF.items()}
    known = (_expected(base, variant, ratio, assumed) for assumed in product(*RANGES.values()))
    found = [value for value in known if value is not None]
    grown = sorted(ratio**value - 1.0 for value in found)
    here = told["checks"]["value"]
    bounds = {
        "low": min(found, default=None),
        "high": max(found, default=None),
        "change": None if here is None else ratio**here - 1.0,
        "change_low": min(grown, default=None),
        "change_high": max(grown, default=None),
        "assumptions": {path: list(ends) for path, ends in RANGES.items()},
    }
    return {"officers": ratio, "checks": told["checks"] | bounds, "arrests": told["arrests"]}


def _one_way(base: Scenario, variant: Scenario) -> bool:
    """Whether no country has fewer officers where another has more, and some have another number at all."""
    more = [variant.officers(code) - base.officers(code) for code in base.countries if code in variant.countries]
    return any(more) and (min(more) >= 0.0 or max(more) <= 0.0)


def _of_officers(change: Change) -> bool:
    """Whether a change is one of the number of officers."""
    parts = change.path.split(".")
    return parts[-1] == "officers_scale" or (parts[0] == "countries" and parts[2:3] == ["officers"])


def _ratio(values: tuple[Floats, Floats], measure: str) -> float | None:
    """Mean of a measure in the variant for each of the base."""
    before, after = (float(one[:, list(MEASURES).index(measure)].mean()) if len(one) else 0.0 for one in values)
    return after / before if before > 0.0 and after > 0.0 else None


def _measured(
    values: tuple[Floats, Floats], sets: Integers | None, measure: str, officers: float, told: bool
) -> dict[str, Any]:
    """Elasticity between the means of two runs, with its 95 % confidence interval (by the delta method)."""
    ratio = _ratio(values, measure)
    if not told or ratio is None:
        return {"value": None, "ci95": None}
    left, right = (one[:, list(MEASURES).index(measure)] for one in values)
    known = mean_error(right / right.mean() - left / left.mean(), sets)
    half = float(known.error * t_quantile(known.independent))
    ends = sorted((math.log(ratio) + end) / math.log(officers) for end in (-half, half))
    return {"value": math.log(ratio) / math.log(officers), "ci95": ends if half > 0.0 else None}


def _expected(base: Scenario, variant: Scenario, officers: float, assumed: tuple[float, ...]) -> float | None:
    """Elasticity of expected checks under other values of the assumptions."""
    before, after = (Theatre(_assuming(scenario, *assumed)).expected_checks() for scenario in (base, variant))
    return math.log(after / before) / math.log(officers) if before > 0.0 and after > 0.0 else None


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
