"""How well past actions are forecast, each without itself, by the model and by the simplest forecasts.

An action to which nothing was calibrated is run, each time with another draw of the calibrated parameters and another
factor on what there is to find; a calibrated year is forecast from the other years, as ``holdout.csv`` says. How far an
action may differ is estimated anew, for each from all others. The simplest forecasts are the arrests of calibrated
years a check, a country and day, an officer, and an officer and day, the forecast one left out, with the spread that
these rates show when each is left out in turn.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files

import numpy as np
import pandas as pd

from sim.errors import JadsimError
from sim.experiment.crew import WorkerDiedError
from sim.experiment.effects import Differed, estimate
from sim.experiment.executors import Workers, default_workers, do_all
from sim.experiment.forecasts import POINTS, Evidence, design, elasticity, evidence, left_out, scored, simple
from sim.experiment.parameters import THIS_ACTION, Parameters, calibrated
from sim.experiment.replicate import replay
from sim.experiment.unseen import LIKE, Past, fitted_years, forecastable, past
from sim.outcome.intervals import LEAST_RUNS
from sim.outcome.measures import MEASURES, measure
from sim.outcome.scopes import Floats
from sim.scenario.load import load, vary
from sim.scenario.schema import Scenario
from sim.scenario.series import CALIBRATED
from sim.scenario.shipped import found

MODEL, ONE_SHARE = "model", "one_share"
SIMPLE = {
    "per_check": ("arrests a check", "checks"),
    "per_country_day": ("arrests a country and day", "country_days"),
    "per_officer": ("arrests an officer", "officers"),
    "per_officer_day": ("arrests an officer and day", "officer_days"),
}
WAYS = {MODEL: "model", ONE_SHARE: "model, in every year the shares of thorough checks of 2024"} | {
    way: told for way, (told, _) in SIMPLE.items()
}
"""Ways of forecasting, and what they are called."""
FEWER = 3
"""A calibrated year has so many times fewer runs: they tell only how arrests follow what there is to find."""
SEEN, SCORED = "seen.csv", "scores.csv"


class UnknownActionError(JadsimError, ValueError):
    """No past action of that name can be forecast."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Scores:
    """Forecasts of past actions, one row for each action and way, and what the actions show of how they differ."""

    rows: pd.DataFrame
    seen: tuple[Differed, ...]


def score(
    runs: int = 60,
    *,
    only: Sequence[str] = (),
    seed: int = 1,
    workers: Workers | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Forecast the arrests of past actions, each without itself, and score the forecasts.

    Parameters
    ----------
    runs : int
        Of each action to which nothing was calibrated, 39 or more; of a calibrated year a third of it.
    only
        Names of actions; by default all that can be scored. How actions differ is then taken from what is stored.
    workers
        Processes, by default as many as pay, or a Dask cluster; see `run`.
    on_progress
        Called with the runs done and to do.

    Returns
    -------
    DataFrame
        One row for each action and way of forecasting (`model`; for calibrated years `one_share`, the model where in
        every year the same share of checks is thorough; `per_check`, `per_country_day`, `per_officer`,
        `per_officer_day`): series, whether it was fitted, published arrests, median, ends of the intervals of 95 and of
        50 of 100, rank (share of the forecast below what was published), crps and interval_score in arrests.

    Raises
    ------
    UnknownActionError
        If a name is none of an action that is scored.
    ValueError
        If so few runs show no interval of 95 of 100.
    """
    return scores(runs, only=only, seed=seed, workers=workers, on_progress=on_progress).rows


def scores(
    runs: int = 60,
    *,
    only: Sequence[str] = (),
    seed: int = 1,
    workers: Workers | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Scores:
    """As `score`, with what the actions show of how they differ."""
    if runs < LEAST_RUNS:
        raise ValueError(f"it takes {LEAST_RUNS} runs to score an interval of 95 of 100; {runs} are asked for")
    actions = _chosen(only)
    arrests = _simulated(actions, runs, seed, workers, on_progress)
    known = [_evidence(one, arrests) for one in actions]
    fresh = {one[MODEL].action for one in known}
    others = [one for one in stored() if one.action not in fresh] if only else []
    rows = [row for at, one in enumerate(actions) for row in _rows(one, at, known, others)]
    return Scores(pd.DataFrame(rows), tuple(one[MODEL].seen for one in known))


def stored_scores() -> pd.DataFrame:
    """Forecasts of past actions, each without itself, as they were scored last: the table that `score` gives."""
    text = (files("sim.experiment") / "data" / SCORED).read_text(encoding="utf-8")
    return pd.read_csv(io.StringIO(text))


def stored() -> tuple[Differed, ...]:
    """What past actions showed of how they differ when all were scored last."""
    text = (files("sim.experiment") / "data" / SEEN).read_text(encoding="utf-8")
    return tuple(
        Differed(row["action"], row["series"], float(row["effect"]), float(row["error"]), float(row["elasticity"]))
        for row in csv.DictReader(text.splitlines())
    )


type Key = tuple[str, str]
"""An action, and a way of forecasting with the model."""


@dataclass(frozen=True, slots=True)
class Forecasting:
    """Runs of plans, several for an action of which not all is known, each with a factor on what there is to find."""

    plans: Mapping[Key, tuple[Scenario, ...]]
    seed: int
    parameters: Mapping[Key, Parameters]

    def __call__(self, task: tuple[Key, int]) -> float:
        """Arrests in one run of an action."""
        key, number = task
        plans = self.plans[key]
        outcome = replay(plans[number % len(plans)], self.seed, number, parameters=self.parameters[key])
        return float(measure(outcome).values[0, list(MEASURES).index("arrests")])

    def lost(self, _: tuple[Key, int], error: WorkerDiedError) -> float:
        """No run is left out of a score."""
        raise error


def _simulated(
    actions: Sequence[Past],
    runs: int,
    seed: int,
    workers: Workers | None,
    on_progress: Callable[[int, int], None] | None,
) -> dict[Key, Floats]:
    """Arrests of each action, shape (runs,); of calibrated years also with one share of thorough checks."""
    plans = {(one.action, MODEL): one.plans for one in actions}
    plans |= {(one.action, ONE_SHARE): _one_share(one) for one in actions if one.fitted}
    fitted = {one.action for one in actions if one.fitted}
    many = {key: runs // FEWER if key[0] in fitted else runs for key in plans}
    job = Forecasting(plans, seed, {key: _varied(number) for key, number in many.items()})
    tasks = [(key, number) for key in plans for number in range(many[key])]
    arrests = {key: np.full(number, math.nan) for key, number in many.items()}
    results = do_all(job, tasks, workers or default_workers(len(tasks)), died=job.lost)
    for done, ((key, number), value) in enumerate(results, start=1):
        arrests[key][number] = value
        if on_progress is not None:
            on_progress(done, len(tasks))
    return arrests


def _one_share(one: Past) -> tuple[Scenario, ...]:
    counting = load(found(LIKE)).counting.model_dump(mode="json")
    return tuple(vary(plan, {"counting": counting}) for plan in one.plans)


def _varied(runs: int) -> Parameters:
    """Calibrated draws, each with another factor on what there is to find."""
    fitted = calibrated()
    draws = [(*fitted.draws[at % len(fitted.draws)], factor) for at, factor in enumerate(design(runs).tolist())]
    return Parameters("varied", (*fitted.paths, THIS_ACTION), tuple(draws))


def _evidence(one: Past, arrests: Mapping[Key, Floats]) -> dict[str, Evidence]:
    """What is known of an action, by way of forecasting with the model."""
    runs = arrests[one.action, MODEL]
    factors = design(len(runs))
    if not one.fitted:
        return {MODEL: evidence(one.action, one.series, one.arrests, factors, runs)}
    slope = elasticity(factors, runs)
    own = left_out(one.action, one.series, one.arrests, _left_out(one.action), slope)
    moved = math.log(arrests[one.action, ONE_SHARE].mean() / runs.mean())
    return {MODEL: own, ONE_SHARE: replace(own, logs=tuple(log + moved for log in own.logs))}


def _left_out(action: str) -> Floats:
    """Ends of 95 % and median of the arrests of a year, forecast from the others, as calibration stored them."""
    text = (files("sim.experiment") / "data" / "holdout.csv").read_text(encoding="utf-8")
    told = {row["scenario"]: row for row in csv.DictReader(text.splitlines()) if row["measure"] == "arrests"}
    return np.array([float(told[action][end]) for end in ("low", "median", "high")])


def _rows(
    one: Past, at: int, known: Sequence[Mapping[str, Evidence]], others: Sequence[Differed]
) -> Iterator[dict[str, object]]:
    told = {"action": one.action, "series": one.series, "fitted": one.fitted, "published": one.arrests}
    for way, own in known[at].items():
        seen = [each.get(way, each[MODEL]).seen for number, each in enumerate(known) if number != at]
        factors = estimate([*seen, *others]).factors(POINTS, one.series == CALIBRATED)
        yield told | {"forecast": way} | scored(own.forecast(factors), one.arrests)
    for way, (_, size) in SIMPLE.items():
        if not math.isnan(getattr(one, size)):
            values = simple(_rates(size, one.action)) * getattr(one, size)
            yield told | {"forecast": way} | scored(values, one.arrests)


def _rates(size: str, without: str) -> list[float]:
    """Arrests of each calibrated year but one for each of its checks, officers or days, where that is known."""
    rates = [one.arrests / getattr(one, size) for one in fitted_years() if one.action != without]
    return [rate for rate in rates if not math.isnan(rate)]


def _chosen(only: Sequence[str]) -> list[Past]:
    names = forecastable()
    if wrong := [name for name in only if name not in names]:
        raise UnknownActionError(f"{wrong[0]!r} is no action that is scored; these are: {', '.join(names)}")
    known = {one.action: one for one in past(only or names)}
    return [known[name] for name in only or names]
