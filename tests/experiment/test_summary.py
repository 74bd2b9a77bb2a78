"""Statistics of many runs: how intervals of `sim.outcome.intervals` come to measures, and to JSON."""

import json
import math

import numpy as np
import pytest

from sim.experiment.parameters import repeated, sets_of
from sim.experiment.summary import number, pair, summarise


def test_confidence_of_the_mean_becomes_narrow_and_the_spread_stays() -> None:
    draws = np.random.default_rng(1).normal(100, 10, 10_000)[:, None]
    few, many = summarise(draws[:100]), summarise(draws)
    assert many.ci_high - many.ci_low < (few.ci_high - few.ci_low) / 5
    assert (many.spread_high - many.spread_low)[0] == pytest.approx(2 * 1.96 * 10, rel=0.05)


def test_a_time_that_was_not_reached_counts_as_the_whole_action_and_leaves_the_end_open() -> None:
    found = summarise(np.array([[4.0], [6.0], [math.inf], [math.nan]]), end=48.0)
    assert (found.runs[0], found.unreached[0], found.mean[0]) == (3, 1, pytest.approx(58 / 3))
    assert 0 < found.ci_low[0] < 58 / 3 and found.ci_high[0] == math.inf
    reached = summarise(np.array([[4.0], [6.0], [47.0]]), end=48.0)
    assert reached.ci_high[0] == 48.0


def test_a_document_says_the_runs_behind_a_figure_and_why_there_is_no_interval() -> None:
    values = np.full((12, 1), math.nan)
    values[:5, 0] = [1, 2, 2, 3, 4]
    told = summarise(values).document((0,))
    assert (told["runs"], told["mean"], told["spread95"]) == (5, 2.4, None)
    assert told["spread95_reason"] == "it takes 39 runs; there are 5"
    assert told["ci95"][0] > 0 and "ci95_reason" not in told
    same = summarise(np.zeros((60, 1))).document((0,))
    assert (same["ci95"], same["spread95"]) == (None, None)
    assert same["ci95_reason"] == same["spread95_reason"] == "the same in all 60 runs"


@pytest.mark.parametrize(("reached", "mean", "interval"), [(0, None, None), (30, 23.5, [None])])
def test_what_was_not_reached_is_null_and_counted(
    reached: int, mean: float | None, interval: list[None] | None
) -> None:
    values = np.full((40, 1), math.inf)
    values[:reached, 0] = np.linspace(1.0, 30.0, reached)
    told = json.loads(json.dumps(summarise(values, end=47.0).document((0,)), allow_nan=False))
    assert told["not_reached"] == 40 - reached
    assert told["mean"] == (None if mean is None else pytest.approx(mean, abs=0.2))
    assert (told["spread95"] or [None])[1:] == (interval or [])


@pytest.mark.parametrize(
    ("completed", "draws", "sets"),
    [
        ((0, 1, 2), 0, None),
        ((0, 1, 2), 3, None),
        ((0, 1, 2, 3), 3, [0, 1, 2, 0]),
        ((0, 1, 3), 3, [0, 1, 0]),
        ((1, 2, 3), 3, None),
    ],
)
def test_replications_share_draws_where_there_are_no_more(
    completed: tuple[int, ...], draws: int, sets: list[int] | None
) -> None:
    manifest = {"parameters": {"kind": "own", "draws": draws}}
    found = sets_of(completed, manifest)
    assert (None if found is None else found.tolist()) == sets
    told = repeated(completed, manifest)
    assert told == "" if sets is None else f"There are {draws} sets" in told and f"{len(completed)} runs share" in told
    assert sets_of(completed, {}) is None


def test_undefined_is_null() -> None:
    assert number(math.nan) is None
    assert number(2) == 2.0
    assert pair(math.nan, 1.0) is None
    assert pair(0.0, 1.0) == [0.0, 1.0]
    assert pair(2.0, math.inf) == [2.0, None]
