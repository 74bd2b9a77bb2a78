"""Tables for figures: sums, means and quantiles over the runs, with silent runs counted."""

from dataclasses import replace

import pandas as pd
import pytest

from sim.outcome.intervals import LEAST_RUNS
from sim.present import tables
from tests.present import synthetic


def _with(**tables: pd.DataFrame) -> synthetic.Run:
    run = synthetic.empty_run(replications=40)
    return replace(run, tables={**run.tables, **tables})


def _hourly(**columns: list[float]) -> pd.DataFrame:
    table = pd.DataFrame(columns)
    return table.reindex(columns=synthetic.nothing("hourly").columns, fill_value=0)


def test_the_funnel_counts_runs_in_which_nothing_happened() -> None:
    run = _with(arrests=pd.DataFrame({"replication": [0, 0, 2], "time_h": [1.0, 2.0, 3.0]}))
    row = tables.funnel(run).set_index("label").loc["Arrests"]
    assert row["mean"] == pytest.approx(3 / 40)
    assert (row["spread_low"], row["spread_high"]) == (0, 2)


def test_hours_add_up_to_the_action() -> None:
    hourly = _hourly(replication=[0, 1], hour=[5, 143], checks_person=[8, 4], checks_vehicle=[0, 4])
    table = tables.hour_by_hour(_with(hourly=hourly))
    checks = table[table["series"] == "checks"]
    assert len(checks) == 144
    assert checks["mean"].sum() == pytest.approx(16 / 40)
    assert checks["time"].iloc[5] == pd.Timestamp("2024-11-25 05:00")


def test_an_answer_that_never_came_keeps_the_curve_below_one() -> None:
    messages = pd.DataFrame(
        {
            "replication": 0,
            "time_h": 100.0,
            "sender": ["BG", "BG", "BG", "BG", "BG"],
            "receiver": ["DE", "DE", "DE", "EUROPOL", "BG"],
            "kind": "request",
            "channel": "siena",
            "status": ["answered", "open", "refused", "answered", "answered"],
            "response_h": [2.0, float("nan"), float("nan"), 1.0, 1.0],
        }
    )
    run = _with(messages=messages)
    curve = tables.response_times(run)
    assert curve["share"].max() == pytest.approx(0.5)
    assert curve.loc[curve["hours"] < 2, "share"].max() == 0
    row = tables.channels(run).iloc[0]
    assert (row["channel"], row["requests"], row["answered"]) == ("SIENA", 3 / 40, pytest.approx(1 / 3))
    assert (row["half_h"], row["three_quarters_h"]) == (2.0, float("inf"))


@pytest.mark.parametrize(("runs", "known"), [(LEAST_RUNS - 1, False), (LEAST_RUNS, True)])
def test_few_runs_have_no_range(runs: int, known: bool) -> None:
    run = synthetic.run(replications=runs)
    for table in (tables.funnel(run), tables.hour_by_hour(run)):
        assert table["spread_low"].notna().any() == known


def test_both_sides_of_a_post_are_one_post_on_the_map() -> None:
    run = synthetic.run(replications=2)
    table = tables.posts(run)
    rows = run.tables["posts"]
    counted = rows[["checks_person", "checks_vehicle", "checks_parcel"]].to_numpy().sum() / 2
    assert table["checks"].sum() == pytest.approx(counted)
    assert table["findings"].sum() > 0


def test_waits_are_of_places_with_travellers_and_longest_first() -> None:
    table = tables.waits(synthetic.run(replications=2))
    assert len(table) > 20
    assert table["wait_p95_min"].is_monotonic_decreasing


def test_only_figures_that_were_published_are_set_beside() -> None:
    run = synthetic.run(synthetic.scenario(published={"arrests": 796}), replications=2)
    assert list(tables.published(run)["measure"]) == ["arrests"]
