"""Which plans count as of the series to which parameters are calibrated."""

import pytest

from sim.errors import ScenarioError
from sim.experiment.likeness import is_calibrated
from sim.experiment.parameters import THIS_ACTION, parameters, posterior
from sim.scenario.load import load, vary
from sim.scenario.series import CALIBRATED
from tests.theatre import SCENARIOS, small


@pytest.mark.parametrize("name", ["jad-wb-2019", "jad-see-2024", "jad-see-2024-half-officers"])
def test_years_of_the_series_and_their_variants_are_of_it(name: str) -> None:
    assert is_calibrated(load(SCENARIOS / f"{name}.yaml"))


@pytest.mark.parametrize("name", ["baltic-sea", "baltic-customs", "cyber-patrol-week", "danube"])
def test_plans_elsewhere_or_that_look_for_something_else_are_not(name: str) -> None:
    assert not is_calibrated(load(SCENARIOS / f"{name}.yaml"))


def test_what_a_plan_says_of_its_series_stands_above_what_it_is_like() -> None:
    plan = small()
    assert is_calibrated(plan) and not is_calibrated(small({"series": "another"}))
    other = small({"crime_areas": "{cybercrime: 1}"})
    assert not is_calibrated(other)
    assert is_calibrated(vary(other, {"series": CALIBRATED}))
    with pytest.raises(ScenarioError, match="series"):
        small({"series": "Trivium"})


def test_a_plan_of_another_series_has_wider_draws_and_no_effect_with_best() -> None:
    own, another = (parameters("posterior", plan) for plan in (small(), small({"series": "another"})))
    assert own == posterior(True) and another == posterior(False)
    assert own.paths[-3:] == another.paths[-3:] == tuple(THIS_ACTION.values())
    columns = zip(*(zip(*one.draws, strict=True) for one in (own, another)), strict=True)
    for within, wider in [*columns][-3:]:
        assert min(wider) < min(within) < 1.0 < max(within) <= max(wider)
    assert parameters("best", small()).paths == ()
