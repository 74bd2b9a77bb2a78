"""How far actions differ: spreads from past actions, and the factors that are drawn from them."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from sim.experiment.effects import RANGES, Differed, Spreads, estimate
from sim.experiment.forecasts import beside_arrests, design, evidence, left_out, scored
from sim.experiment.parameters import THIS_ACTION
from sim.scenario.behaviour import Behaviour
from sim.scenario.leaves import leaves
from sim.scenario.series import CALIBRATED
from sim.scenario.tree import dotted


def seen(effects: list[float], series: str = CALIBRATED, error: float = 0.05, power: float = 1.0) -> list[Differed]:
    return [Differed(f"{series} {at}", series, "arrests", effect, error, power) for at, effect in enumerate(effects)]


def middle(found: Spreads, calibrated: bool = True) -> float:
    return found.spread(calibrated)[0]


@pytest.mark.parametrize("power", [0.5, 1.0])
@pytest.mark.parametrize("calibrated", [True, False])
def test_factors_on_arrests_have_mean_1_and_stay_within_the_range(power: float, calibrated: bool) -> None:
    found = estimate(seen([0.1, -0.2, 0.3], power=power) + seen([1.0, 0.4], "Trivium", power=power))
    factors = found.factors(500, calibrated)
    assert np.mean(factors**power) == pytest.approx(1.0, abs=1e-3)
    least, most = RANGES["arrests"]
    assert factors.min() >= least - 1e-9 and factors.max() <= most + 1e-9
    assert (np.diff(factors) >= 0).all()


def test_the_spread_of_many_actions_is_found() -> None:
    even = norm.ppf((np.arange(60) + 0.5) / 60)
    for spread in (0.1, 0.3, 0.8):
        effects = (math.hypot(spread, 0.05) * even - 0.5 * spread**2).tolist()
        assert middle(estimate(seen(effects))) == pytest.approx(spread, rel=0.25)


def test_more_apart_means_wider_and_errors_of_forecasts_are_no_spread() -> None:
    effects = [0.3, -0.3, 0.2, -0.2]
    assert middle(estimate(seen([3 * one for one in effects]))) > middle(estimate(seen(effects)))
    assert middle(estimate(seen(effects, error=0.3))) < middle(estimate(seen(effects, error=0.01)))


def test_a_series_of_which_little_is_known_borrows_from_the_others_and_the_calibrated_one_does_not() -> None:
    own, one = seen([0.2]), seen([0.2], "Trident")
    calm, wild = (seen(some, "Trivium") for some in ([0.05, -0.05, 0.03, -0.02, 0.04], [1.0, -1.2, 0.8, -0.9, 0.4]))
    assert middle(estimate(one + wild), calibrated=False) > 1.5 * middle(estimate(one + calm), calibrated=False)
    assert middle(estimate(own + wild)) == middle(estimate(own + calm)) == middle(estimate(own))


def test_ranges_of_factors_are_those_of_their_parameters() -> None:
    declared = {dotted(leaf.path): (leaf.known("low"), leaf.known("high")) for leaf in leaves(Behaviour())}
    assert {measure: declared[path] for measure, path in THIS_ACTION.items()} == RANGES


def test_another_series_differs_by_more_than_an_action_of_the_calibrated_one() -> None:
    found = estimate(seen([0.1, -0.1, 0.0]) + seen([1.1, 1.2, 1.0], "Trivium") + seen([-0.9, -1.0], "Trident"))
    assert found.spread(False)[0] > 3.0 * found.spread(True)[0]


def test_with_no_action_the_spreads_are_those_of_the_priors() -> None:
    low, high = estimate([]).spread(True)[1:]
    assert low < 0.1 and high > 0.8


@pytest.mark.parametrize("first", [20, 50])
def test_the_first_draws_are_spread_as_all_are(first: int) -> None:
    found = estimate(seen([0.3, -0.3, 0.2, -0.4]))
    draws = found.draws(200, True)
    assert sorted(draws) == pytest.approx(found.factors(200, True))
    assert abs(draws[:first].mean() - draws.mean()) < draws.std() / math.sqrt(first)
    assert draws[:first].std() == pytest.approx(draws.std(), rel=0.35)


@pytest.mark.parametrize("power", [0.4, 1.0])
def test_the_elasticity_is_that_of_the_runs(power: float) -> None:
    rng = np.random.default_rng(2)
    known = evidence("A", CALIBRATED, 60.0, rng.poisson(30.0 * design(400) ** power).astype(float))
    assert known.elasticity == known.to_find == pytest.approx(power, abs=0.05)
    assert known.seen.effect == pytest.approx(math.log(2.0), abs=0.1)
    assert np.median(known.forecast(np.array([4.0]), np.ones(1))) == pytest.approx(30.0 * 4.0**power, rel=0.1)


def test_of_other_totals_counts_what_arrests_do_not_explain() -> None:
    """Twice as much to find, and half as many weapons counted: half as many for the weapons, whatever was found."""
    rng = np.random.default_rng(3)
    arrests, runs = (rng.poisson(often * design(400) ** power).astype(float) for often, power in ((60, 0.8), (90, 0.6)))
    known = {
        "arrests": evidence("A", CALIBRATED, 60.0 * 2.0**0.8, arrests),
        "weapons": evidence("A", CALIBRATED, 45.0 * 2.0**0.6, runs, "weapons", 1.0),
    }
    weapons = beside_arrests(known)["weapons"]
    assert (weapons.to_find, weapons.elasticity) == pytest.approx((0.6, 1.0), abs=0.05)
    assert weapons.seen.effect == pytest.approx(-math.log(2.0), abs=0.1)
    forecast = weapons.forecast(np.array([2.0]), np.array([0.5]))
    assert np.median(forecast) == pytest.approx(45.0 * 2.0**0.6, rel=0.1)


def test_totals_of_one_year_that_was_left_out_are_apart() -> None:
    """Only ends of intervals are stored, so that forecasts of two totals count as independent."""
    like = evidence("A", CALIBRATED, 100.0, np.full(40, 100.0) * design(40))
    both = beside_arrests(
        {
            "arrests": left_out(like, np.array([80.0, 100.0, 125.0])),
            "weapons": left_out(replace(like, measure="weapons"), np.array([50.0, 100.0, 200.0])),
        }
    )
    errors = [np.std(both[measure].logs, ddof=1) for measure in ("arrests", "weapons")]
    assert both["weapons"].seen.error == pytest.approx(math.hypot(*errors), rel=0.1)


def test_a_year_that_was_left_out_keeps_its_interval_where_actions_do_not_differ() -> None:
    like = evidence("A", CALIBRATED, 100.0, np.full(40, 100.0) * design(40))
    known = left_out(like, np.array([80.0, 100.0, 125.0]))
    row = scored(known.forecast(np.ones(1), np.ones(1)), 100.0)
    assert (row["low"], row["median"], row["high"]) == pytest.approx((80.0, 100.0, 125.0), rel=0.02)
    assert row["rank"] == pytest.approx(0.5, abs=0.02)
    wide = scored(known.forecast(np.array([0.5, 1.0, 2.0]), np.ones(3)), 100.0)
    assert wide["low"] < 60.0 and wide["high"] > 150.0
