"""How well past actions are forecast, each without itself, by the model and by the simplest forecasts.

An action to which nothing was calibrated is run, each time with another draw of the calibrated parameters and another
factor on what there is to find; a calibrated year is forecast from the other years, as ``holdout.csv`` says. A total of
such a year that served for no calibration is taken from runs. How far an action may differ is estimated anew, for each
from all others. The simplest forecasts are the totals of calibrated years a check, a country and day, an officer, and
an officer and day, the forecast one left out, with the spread that these rates show when each is left out in turn.
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
from sim.experiment.forecasts import POINTS, Evidence, beside_arrests, design, evidence, left_out, scored, simple
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
    """Forecast arrests, investigations and weapons of past actions, each without itself, and score the forecasts.

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
        One row for each action, measure that was published of it and way of forecasting (`model`; for arrests of
        calibrated years `one_share`, the model where in every year the same share of checks is thorough; `per_check`,
        `per_country_day`, `per_officer`, `per_officer_day`): series, whether it was fitted, published total, median,
        ends of the intervals of 95 and of 50 of 100, rank (share of the forecast below what was published), crps and
        interval_score in the unit of the measure.

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
    totals = _simulated(actions, runs, seed, workers, on_progress)
    known = [_known(one, totals) for one in actions]
    fresh = {one.action for one in actions}
    others = [one for one in stored() if one.action not in fresh] if only else []
    rows = [row for at, one in enumerate(actions) for row in _rows(one, at, known, others)]
    return Scores(pd.DataFrame(rows), tuple(seen for one in known for seen in _seen(one, MODEL)))


def stored_scores(measure: str = "arrests") -> pd.DataFrame:
    """Forecasts of past actions, each without itself, as they were scored last: what `score` gives, of one measure."""
    rows = all_stored_scores()
    return rows[rows["measure"] == measure].reset_index(drop=True)


def all_stored_scores() -> pd.DataFrame:
    """The same of all measures."""
    text = (files("sim.experiment") / "data" / SCORED).read_text(encoding="utf-8")
    return pd.read_csv(io.StringIO(text))


def stored() -> tuple[Differed, ...]:
    """What past actions showed of how they differ when all were scored last."""
    text = (files("sim.experiment") / "data" / SEEN).read_text(encoding="utf-8")
    return tuple(
        Differed(
            row["action"],
            row["series"],
            row["measure"],
            *(float(row[name]) for name in ("effect", "error", "elasticity")),
        )
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

    def __call__(self, task: tuple[Key, int]) -> Floats:
        """Totals of one run of an action, and of its investigations those that are opened more or less readily."""
        key, number = task
        plans = self.plans[key]
        outcome = replay(plans[number % len(plans)], self.seed, number, parameters=self.parameters[key])
        totals = measure(outcome).values[0, [list(MEASURES).index(name) for name in THIS_ACTION]]
        return np.append(totals, outcome["investigations"].text("network").count(""))

    def lost(self, _: tuple[Key, int], error: WorkerDiedError) -> Floats:
        """No run is left out of a score."""
        raise error


def _simulated(
    actions: Sequence[Past],
    runs: int,
    seed: int,
    workers: Workers | None,
    on_progress: Callable[[int, int], None] | None,
) -> dict[Key, Floats]:
    """What runs gave of each action, shape (runs, numbers); of calibrated years also with one share of checks."""
    plans = {(one.action, MODEL): one.plans for one in actions}
    plans |= {(one.action, ONE_SHARE): _one_share(one) for one in actions if one.fitted}
    fitted = {one.action for one in actions if one.fitted}
    many = {key: runs // FEWER if key[0] in fitted else runs for key in plans}
    job = Forecasting(plans, seed, {key: _varied(number) for key, number in many.items()})
    tasks = [(key, number) for key in plans for number in range(many[key])]
    totals = {key: np.full((number, len(THIS_ACTION) + 1), math.nan) for key, number in many.items()}
    results = do_all(job, tasks, workers or default_workers(len(tasks)), died=job.lost)
    for done, ((key, number), value) in enumerate(results, start=1):
        totals[key][number] = value
        if on_progress is not None:
            on_progress(done, len(tasks))
    return totals


def _one_share(one: Past) -> tuple[Scenario, ...]:
    counting = load(found(LIKE)).counting.model_dump(mode="json")
    return tuple(vary(plan, {"counting": counting}) for plan in one.plans)


def _varied(runs: int) -> Parameters:
    """Calibrated draws, each with another factor on what there is to find."""
    fitted = calibrated()
    draws = [(*fitted.draws[at % len(fitted.draws)], factor) for at, factor in enumerate(design(runs).tolist())]
    return Parameters("varied", (*fitted.paths, THIS_ACTION["arrests"]), tuple(draws))


type Known = Mapping[tuple[str, str], Evidence]
"""What is known of an action, by measure and way of forecasting with the model."""


def _known(one: Past, totals: Mapping[Key, Floats]) -> Known:
    """Weapons are as many times as many as are counted; investigations in cases of networks are always opened."""
    runs = totals[one.action, MODEL]
    elasticity = {"investigations": runs[:, -1].sum() / max(1.0, runs[:, 1].sum()), "weapons": 1.0}
    ran = {
        measure: evidence(one.action, one.series, one.published[measure], runs[:, at], measure, elasticity.get(measure))
        for at, measure in enumerate(THIS_ACTION)
        if measure in one.published
    }
    if not one.fitted:
        return {(measure, MODEL): own for measure, own in beside_arrests(ran).items()}
    told = _left_out(one.action)
    apart = {measure: left_out(own, told[measure]) for measure, own in ran.items() if measure in told}
    known = {(measure, MODEL): own for measure, own in (beside_arrests(ran) | beside_arrests(apart)).items()}
    moved = math.log(totals[one.action, ONE_SHARE][:, 0].mean() / runs[:, 0].mean())
    return known | {("arrests", ONE_SHARE): replace(apart["arrests"], logs=apart["arrests"].logs + moved)}


def _left_out(action: str) -> dict[str, Floats]:
    """By measure: ends of 95 % and median of a year, forecast from the others, as calibration stored them."""
    text = (files("sim.experiment") / "data" / "holdout.csv").read_text(encoding="utf-8")
    rows = [row for row in csv.DictReader(text.splitlines()) if row["scenario"] == action]
    return {row["measure"]: np.array([float(row[end]) for end in ("low", "median", "high")]) for row in rows}


def _rows(one: Past, at: int, known: Sequence[Known], others: Sequence[Differed]) -> Iterator[dict[str, object]]:
    of_series = one.series == CALIBRATED
    for total, published in one.published.items():
        told = {"action": one.action, "series": one.series, "fitted": one.fitted, "measure": total}
        told |= {"published": published}
        for way in (MODEL, ONE_SHARE):
            if (total, way) in known[at]:
                seen = [
                    *others,
                    *(own for number, each in enumerate(known) if number != at for own in _seen(each, way)),
                ]
                found, own = (estimate(seen, of).draws(POINTS, of_series) for of in ("arrests", total))
                yield told | {"forecast": way} | scored(known[at][total, way].forecast(found, own), published)
        for way, (_, size) in SIMPLE.items():
            if not math.isnan(getattr(one, size)):
                values = simple(_rates(total, size, one.action)) * getattr(one, size)
                yield told | {"forecast": way} | scored(values, published)


def _seen(known: Known, way: str) -> Iterator[Differed]:
    """How far totals of an action differed, arrests by one way of forecasting where there is that."""
    for (total, other), own in known.items():
        if other == MODEL:
            yield known.get((total, way), own).seen


def _rates(measure: str, size: str, without: str) -> list[float]:
    """Totals of each calibrated year but one for each of its checks, officers or days, where that is known."""
    known = [one for one in fitted_years() if one.action != without and measure in one.published]
    rates = [one.published[measure] / getattr(one, size) for one in known]
    return [rate for rate in rates if not math.isnan(rate)]


def _chosen(only: Sequence[str]) -> list[Past]:
    names = forecastable()
    if wrong := [name for name in only if name not in names]:
        raise UnknownActionError(f"{wrong[0]!r} is no action that is scored; these are: {', '.join(names)}")
    known = {one.action: one for one in past(only or names)}
    return [known[name] for name in only or names]
