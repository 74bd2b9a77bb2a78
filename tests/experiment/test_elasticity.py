"""How checks follow officers: measured in the runs, and bounded by what is assumed."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.experiment.elasticity import RANGES, elasticity
from sim.experiment.replicate import run
from sim.experiment.summary import Run
from sim.scenario.load import load, vary

FILE = Path(__file__).resolve().parents[2] / "scenarios" / "jad-see-2024.yaml"


@pytest.fixture(scope="module")
def base() -> Run:
    return run(load(FILE), 2, workers=1)


def more_officers(base: Run, **assumed: str) -> Run:
    overrides = {"officers_scale": "1.5", **{key.replace("__", "."): value for key, value in assumed.items()}}
    return run(vary(base.scenario, overrides), 2, workers=1)


def test_measured_lies_between_the_ends_that_the_assumptions_leave(base: Run) -> None:
    known = elasticity(base, more_officers(base))
    checks = known["checks"]
    assert 0.0 <= checks["low"] < checks["value"] < checks["high"] <= 1.1
    assert 0.0 < known["arrests"]["value"] < 1.0
    assert checks["assumptions"] == {path: list(ends) for path, ends in RANGES.items()}


def test_a_plan_set_per_post_follows_officers_less_than_one_set_per_officer(base: Run) -> None:
    per_post = elasticity(base, more_officers(base, counting__per_officer="0"))["checks"]["value"]
    per_officer = elasticity(base, more_officers(base, counting__per_officer="1"))["checks"]["value"]
    assert per_post + 0.3 < per_officer


def test_the_ends_are_those_that_the_parameters_declare() -> None:
    assert RANGES["behaviour.staffing.on_checks"] == (0.25, 0.7)
    assert RANGES["behaviour.staffing.officers_per_lane"] == (2.0, 8.0)


def test_the_same_officers_have_no_elasticity(base: Run) -> None:
    known = elasticity(base, base)
    assert known["checks"]["value"] is None
    assert known["checks"]["low"] is None
    assert known["arrests"]["value"] is None
