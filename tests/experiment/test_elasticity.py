"""How results follow officers: told where nothing else differs, with its interval, within what is assumed."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from sim.experiment.compare import comparison
from sim.experiment.elasticity import RANGES
from sim.outcome.measures import MEASURES
from sim.scenario.schema import Scenario
from tests.experiment import plans
from tests.experiment.runs import made

RUNS = 60
CHECKS, ARRESTS, OFFICERS = (list(MEASURES).index(name) for name in ("checks_total", "arrests", "officers"))


def values(checks: float, arrests: float, officers: float, seed: int = 1) -> np.ndarray[Any, Any]:
    """Runs with the luck of a seed, around these means."""
    luck = np.random.default_rng(seed).normal(1.0, 0.1, (RUNS, 4, len(MEASURES)))
    own = np.random.default_rng([seed, round(checks)]).normal(1.0, 0.01, luck.shape)
    found = np.full(luck.shape, 10.0)
    found[:, :, CHECKS], found[:, :, ARRESTS] = (
        mean * luck[:, :, at] * own[:, :, at] for mean, at in ((checks, CHECKS), (arrests, ARRESTS))
    )
    found[:, :, OFFICERS] = officers
    return found


def told(variant: Scenario, checks: float = 1200.0, arrests: float = 110.0, officers: float = 105.0) -> Any:
    base = made(plans.small(), values(1000.0, 100.0, 70.0))
    (one,) = comparison(base, made(variant, values(checks, arrests, officers))).variants
    return one.elasticity


def test_it_is_the_ratio_of_logarithms_with_an_interval_that_holds_it() -> None:
    known = told(plans.small({"officers_scale": "1.5"}))
    assert known["officers"] == pytest.approx(1.5)
    for name, ratio in (("checks", 1.2), ("arrests", 1.1)):
        low, high = known[name]["ci95"]
        assert low < math.log(ratio) / math.log(1.5) < high
        assert low < known[name]["value"] < high and high - low < 0.04
    assert known["checks"]["change"] == pytest.approx(0.2, abs=0.01)


@pytest.mark.parametrize("tries", [20, pytest.param(400, marks=pytest.mark.slow)])
def test_the_interval_holds_the_truth_95_times_of_100(tries: int) -> None:
    held = 0
    for seed in range(tries):
        base = made(plans.small(), values(1000.0, 100.0, 70.0, seed))
        other = made(plans.small({"officers_scale": "1.5"}), values(1200.0, 110.0, 105.0, seed))
        known = comparison(base, other).variants[0].elasticity
        assert known is not None
        low, high = known["checks"]["ci95"]
        held += low <= math.log(1.2) / math.log(1.5) <= high
    assert stats.binomtest(held, tries, 0.95).pvalue > 0.002


def test_the_ends_are_what_the_assumptions_leave() -> None:
    checks = told(plans.small({"officers_scale": "1.5"}))["checks"]
    assert 0.0 <= checks["low"] < checks["high"] <= 1.1
    assert checks["change_low"] == pytest.approx(1.5 ** checks["low"] - 1)
    assert checks["change_high"] == pytest.approx(1.5 ** checks["high"] - 1)
    assert checks["assumptions"] == {path: list(ends) for path, ends in RANGES.items()}
    assert RANGES["behaviour.staffing.on_checks"] == (0.25, 0.7)
    assert RANGES["behaviour.staffing.officers_per_lane"] == (2.0, 8.0)


def test_where_runs_tell_no_difference_no_elasticity_is_told_but_the_ends_are() -> None:
    known = told(plans.small({"officers_scale": "1.5"}), checks=1000.0, arrests=100.0)
    assert known["arrests"] == {"value": None, "ci95": None}
    assert known["checks"]["value"] is None and known["checks"]["change"] is None
    assert known["checks"]["change_high"] > known["checks"]["change_low"] >= 0


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"name": "Another name"},
        {"officers_scale": "1.5", "europol.analysts": "9"},
        {"officers_scale": "1.5", "days": "2"},
        {"countries.AT.plan.person": "900"},
        {"countries.AT.officers_scale": "3", "countries.BG.officers_scale": "0.9"},
    ],
)
def test_it_is_told_where_nothing_but_the_number_of_officers_differs(settings: dict[str, str]) -> None:
    assert told(plans.small(settings)) is None


@pytest.mark.parametrize(
    "settings", [{"countries.AT.officers_scale": "2"}, {"countries.BG.officers.border_guard": "90"}]
)
def test_officers_of_one_country_are_a_number_of_officers(settings: dict[str, str]) -> None:
    assert told(plans.small(settings)) is not None


def test_reinforcements_are_no_plan_of_officers() -> None:
    events = "[{kind: reinforce, at: 1 h, country: BG, post: sofia-airport, officers: 30}]"
    assert told(plans.small({"events": events})) is None
