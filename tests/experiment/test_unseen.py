"""Forecasts of actions to which nothing was calibrated, and how they are scored."""

import json
import math

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from scipy.stats import norm

from sim.cli import main
from sim.experiment import unseen
from sim.experiment.unseen import Unseen
from sim.scenario import reference

SMALLEST = "Trivium (November 2018)"
ACTIONS = unseen.unseen()


def test_each_past_action_has_a_source_and_is_scored_or_says_why_not() -> None:
    assert len({one.action for one in ACTIONS}) == len(ACTIONS) > 15
    assert all(one.source.startswith("https://") for one in ACTIONS)
    scored = [one for one in ACTIONS if not one.not_scored]
    assert len({one.series for one in scored}) >= 5
    assert all(sum(one.checks.values()) > 0 and one.arrests > 0 for one in scored)


def test_no_action_that_is_forecast_served_to_calibrate() -> None:
    days = {(past.start.date().isoformat(), past.days) for past in unseen._fitted()}
    assert not days & {(one.start, one.days) for one in ACTIONS}


@pytest.mark.sampled(1)
@pytest.mark.parametrize("one", [one for one in ACTIONS if not one.not_scored], ids=lambda one: one.action)
def test_a_past_action_becomes_plans_with_its_checks(one: Unseen) -> None:
    assert set(one.countries) <= reference.countries().keys()
    plans = one.plans
    assert len(plans) == (1 if one.officers else 4)
    for plan in plans:
        made = sum(sum(plan.planned_checks(code).values()) for code in plan.countries)
        assert made == pytest.approx(sum(one.checks.values()), rel=0.001)
        assert tuple(plan.crime_areas) == one.areas
        assert (plan.days, tuple(plan.countries)) == (one.days, one.countries)


@pytest.mark.parametrize("happened", [-1.0, 0.0, 0.3, 2.5])
def test_crps_of_a_normal_forecast_is_the_known_one(happened: float) -> None:
    values = norm.ppf((np.arange(20_000) + 0.5) / 20_000)
    known = happened * (2 * norm.cdf(happened) - 1) + 2 * norm.pdf(happened) - 1 / math.sqrt(math.pi)
    assert unseen.crps(values, happened) == pytest.approx(known, abs=1e-3)


def test_crps_of_a_single_value_is_its_distance() -> None:
    assert unseen.crps(np.full(50, 10.0), 13.0) == pytest.approx(3.0)


def test_an_interval_pays_for_its_width_and_for_misses() -> None:
    assert unseen.interval_score(10.0, 20.0, 15.0) == 10.0
    assert unseen.interval_score(10.0, 20.0, 21.0) == pytest.approx(10.0 + 40.0)
    assert unseen.interval_score(10.0, 20.0, 8.0) == pytest.approx(10.0 + 80.0)


def test_simple_forecasts_are_as_far_apart_as_each_rate_from_the_others() -> None:
    rates = unseen._simple([1.0, 4.0])
    assert np.median(rates) == pytest.approx(2.0)
    assert np.log(rates).std() == pytest.approx(math.log(4.0), rel=0.03)


def test_the_table_says_what_is_missed_and_adds_up_shares(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"action": "A", "series": "S", "published": 50, "median": 30.0, "low": 20.0, "crps": 10.0}
    ways = {"model": 60.0, "per_check": 40.0, "per_country_day": 50.0}
    rows = pd.DataFrame([told | {"forecast": way, "high": high, "interval_score": 25.0} for way, high in ways.items()])
    monkeypatch.setattr(unseen, "score", lambda *_, **__: rows)
    text = CliRunner().invoke(main, ["score"]).output
    assert "| A | 50 | 30 (20 to 60) | 10 | 30 (20 to 40), MISSED | 10 | 30 (20 to 50) | 10 |" in text
    assert "model: 1 of 1 intervals hold, mean CRPS 0.20, interval score 0.5; arrests a check: 0 of 1" in text
    assert "- Danube 8 (June 2023): neither officers nor checks were published" in text


@pytest.mark.slow
def test_forecasts_of_the_smallest_action() -> None:
    done = CliRunner().invoke(main, ["score", "-n", "39", "--only", SMALLEST, "--workers", "1", "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.output)
    assert [row["forecast"] for row in found["forecasts"]] == ["model", "per_check", "per_country_day"]
    for row in found["forecasts"]:
        assert row["published"] == 50
        assert 0 <= row["low"] <= row["median"] <= row["high"]
        assert row["crps"] >= 0 and row["interval_score"] >= row["high"] - row["low"]


def test_an_action_that_is_not_scored_is_refused() -> None:
    done = CliRunner().invoke(main, ["score", "--only", "Danube 8 (June 2023)"])
    assert done.exit_code == 2
    assert "is no action that is scored; these are: JAD Western Balkans" in done.stderr
