"""Forecasts of actions to which nothing was calibrated, and how they are scored."""

import json
import math
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from scipy.stats import norm

from sim.cli import main
from sim.errors import StoreError
from sim.experiment import effects, forecasts, parameters, score_tables, scores, unseen
from sim.experiment.unseen import Unseen
from sim.scenario import reference
from sim.scenario.schema import Scenario

ROOT = Path(__file__).resolve().parents[2]
SMALLEST = "Trivium (November 2018)"
ACTIONS = unseen.unseen()


def test_each_past_action_has_a_source_and_is_scored_or_says_why_not() -> None:
    assert len({one.action for one in ACTIONS}) == len(ACTIONS) > 15
    assert all(one.source.startswith("https://") for one in ACTIONS)
    scored = [one for one in ACTIONS if not one.not_scored]
    assert len({one.series for one in scored}) >= 5
    assert all(
        sum(one.checks.values()) > 0 and min(one.published.values()) > 0 and "arrests" in one.published
        for one in scored
    )


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
    assert forecasts.crps(values, happened) == pytest.approx(known, abs=1e-3)


def test_crps_of_a_single_value_is_its_distance() -> None:
    assert forecasts.crps(np.full(50, 10.0), 13.0) == pytest.approx(3.0)


def test_an_interval_pays_for_its_width_and_for_misses() -> None:
    assert forecasts.interval_score(10.0, 20.0, 15.0) == 10.0
    assert forecasts.interval_score(10.0, 20.0, 21.0) == pytest.approx(10.0 + 40.0)
    assert forecasts.interval_score(10.0, 20.0, 8.0) == pytest.approx(10.0 + 80.0)


def test_simple_forecasts_are_as_far_apart_as_each_rate_from_the_others() -> None:
    rates = forecasts.simple([1.0, 4.0])
    assert np.median(rates) == pytest.approx(2.0)
    assert np.log(rates).std() == pytest.approx(math.log(4.0), rel=0.03)


def a_score(**ways: float) -> pd.DataFrame:
    told = {
        "action": "A",
        "series": "S",
        "measure": "arrests",
        "published": 50,
        "median": 30.0,
        "low": 20.0,
        "crps": 10.0,
        "rank": 0.9,
    }
    more = {"low50": 25.0, "high50": 35.0, "interval_score": 25.0, "fitted": False}
    return pd.DataFrame([told | more | {"forecast": way, "high": high} for way, high in ways.items()])


def test_the_table_says_what_is_missed_and_adds_up_shares(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = a_score(model=60.0, per_check=40.0, per_country_day=50.0)
    monkeypatch.setattr(scores, "scores", lambda *_, **__: scores.Scores(rows, ()))
    text = CliRunner().invoke(main, ["score"]).output
    assert "| A | 50 | 30 (20 to 60) | 10 | 30 (20 to 40), MISSED | 10 | 30 (20 to 50) | 10 |" in text
    assert "| model | 1 | 1 | 0 | 0.20 | 0.5 |" in text
    assert "| arrests a check | 1 | 0 | 0 | 0.20 | 0.5 |" in text
    assert "- Danube 8 (June 2023): neither officers nor checks were published" in text


def test_half_widths_are_those_of_the_calibrated_series() -> None:
    rows = a_score(model=60.0)
    assert score_tables.summed(rows).endswith("| 0.5 |  |")
    assert score_tables.summed(rows.assign(series="South East Europe")).endswith("| 0.5 | 67% |")


def test_what_is_stored_belongs_together() -> None:
    """Draws, spreads and scores are those that the stored actions give: none was written without the others."""
    seen, published = scores.stored(), {one.action: one.published for one in unseen.past()}
    assert {(one.action, one.measure) for one in seen} == {
        (name, total) for name in published for total in published[name]
    }
    draws = parameters.read((files("sim.experiment") / "effects.csv").read_text(encoding="utf-8"))
    for measure, path in parameters.THIS_ACTION.items():
        found = effects.estimate(seen, measure)
        for calibrated, series in parameters.OF_SERIES.items():
            stored = [draw[draws.paths.index(f"{series} {path}")] for draw in draws.draws]
            assert stored == pytest.approx(found.draws(len(stored), calibrated), rel=2e-3)
        rows = scores.stored_scores(measure)
        assert set(rows["action"]) == {one.action for one in seen if one.measure == measure}
        assert set(rows["forecast"]) == {*scores.WAYS} - ({scores.ONE_SHARE} if measure != "arrests" else set())


def test_pages_show_the_scores_that_are_stored() -> None:
    rows = scores.stored_scores()
    pages = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "sim/experiment/VALIDATION.md")}
    assert f"\n\n{score_tables.summed(rows)}\n\n" in pages["README.md"]
    assert f"\n\n{score_tables.table(scores.all_stored_scores())}\n\n" in pages["sim/experiment/VALIDATION.md"]


def test_stored_scores_are_shown_without_a_run() -> None:
    told = CliRunner().invoke(main, ["score", "--stored"])
    assert told.exit_code == 0
    assert score_tables.table(scores.all_stored_scores()) in told.stdout
    for word in (["-n", "60"], ["--only", SMALLEST], ["--seed", "1"], ["--workers", "1"], ["--adopt"]):
        assert CliRunner().invoke(main, ["score", "--stored", *word]).exit_code == 2


def test_what_is_adopted_is_there_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the last file cannot be written, those before it stay as they were; then the same content comes."""
    (tmp_path / "data").mkdir()
    monkeypatch.setattr(score_tables, "files", lambda _: tmp_path)
    found, names = scores.Scores(a_score(model=60.0), scores.stored()), ("seen.csv", "scores.csv", "spreads.csv")
    for name in names:
        (tmp_path / "data" / name).write_text("as it was")
    (tmp_path / "effects.csv").symlink_to("nowhere/effects.csv")
    with pytest.raises(StoreError, match=r"effects\.csv cannot be written: No such file"):
        score_tables.adopt(found)
    assert {path.name: path.read_text() for path in (tmp_path / "data").iterdir()} == dict.fromkeys(names, "as it was")
    (tmp_path / "effects.csv").unlink()
    assert score_tables.adopt(found) == [*(tmp_path / "data" / name for name in names), tmp_path / "effects.csv"]
    assert (tmp_path / "data" / "seen.csv").read_text() == (files("sim.experiment") / "data" / "seen.csv").read_text()
    assert pd.read_csv(tmp_path / "data" / "scores.csv").to_dict("records") == found.rows.to_dict("records")


def test_what_is_adopted_is_told_as_it_is_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers are stored with fewer digits than they are found with; both ways show the same table."""
    (tmp_path / "data").mkdir()
    found = scores.Scores(a_score(model=60.0).assign(median=30.50001), scores.stored())
    for room in (score_tables, scores):
        monkeypatch.setattr(room, "files", lambda _: tmp_path)
    monkeypatch.setattr(scores, "scores", lambda *_, **__: found)
    adopted = CliRunner().invoke(main, ["score", "--adopt"])
    assert adopted.exit_code == 0
    assert adopted.stdout == CliRunner().invoke(main, ["score", "--stored"]).stdout


def test_an_action_is_forecast_without_itself() -> None:
    """However far an action lay from its forecast, its own forecast stays; that of others widens."""
    past = {one.action: one for one in unseen.past()}
    names = ["JAD SEE 2023", "JAD SEE 2024", "JAD WB 2019"]
    factors, rng = forecasts.design(40), np.random.default_rng(3)

    def rows(published: float) -> dict[str, dict[str, Any]]:
        arrests = rng.normal(500.0, 25.0, 40) * factors**0.7
        known = [
            {
                ("arrests", scores.MODEL): forecasts.evidence(
                    name, past[name].series, published if at == 0 else 500.0, arrests
                )
            }
            for at, name in enumerate(names)
        ]
        return {name: dict(next(scores._rows(past[name], at, known, []))) for at, name in enumerate(names)}

    near, far = rows(500.0), rows(2500.0)
    for name in names:
        width, wider = (some[name]["high"] - some[name]["low"] for some in (near, far))
        assert wider == pytest.approx(width, rel=0.15) if name == names[0] else wider > 1.5 * width


def test_simple_forecasts_leave_out_the_year_itself() -> None:
    every, without = (scores._rates("arrests", "officers", name) for name in ("", "JAD SEE 2024"))
    assert len(every) == len(without) + 1
    assert 796 / 31_109 not in [pytest.approx(rate, rel=0.01) for rate in without]
    assert len(scores._rates("investigations", "officers", "")) == len(every) - 1


def test_thorough_checks_per_officer_are_those_of_2024_as_far_as_there_are_so_many() -> None:
    """The rule by which the files of calibrated years divide checks into thorough and brief."""
    *years, like = unseen._fitted()

    def made(plan: Scenario, kind: str) -> float:
        return sum(plan.planned_checks(code)[kind] for code in plan.countries)

    def officers(plan: Scenario) -> float:
        return sum(plan.officers(code) for code in plan.countries)

    for kind in ("person", "vehicle"):
        each = getattr(like.counting, f"thorough_{kind}") * made(like, kind) / officers(like)
        for year in years:
            share = min(1.0, each * officers(year) / made(year, kind))
            assert getattr(year.counting, f"thorough_{kind}") == pytest.approx(share, rel=0.01)


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
