"""Past actions to which nothing was calibrated, forecast from what was planned, beside the simplest forecasts.

Each is made into a plan by the allocation rule of `sim.scenario.totals`, with the institutions of the reference action,
and repeated, each time with another draw of the calibrated parameters. Where the officers were not published, runs
take in turn the checks an officer of each calibrated year. The simplest forecasts are the arrests a check, and a
country and day, of the calibrated actions, with the spread that these rates show when each is left out in turn.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
import pandas as pd
from scipy.special import ndtri

from sim.errors import JadsimError
from sim.experiment.crew import WorkerDiedError
from sim.experiment.executors import Workers, default_workers, do_all
from sim.experiment.parameters import Parameters, posterior
from sim.experiment.replicate import replay
from sim.outcome.intervals import LEAST_RUNS
from sim.outcome.measures import MEASURES, measure
from sim.outcome.scopes import Floats
from sim.scenario.allocation import CHECK_KINDS
from sim.scenario.load import load, vary
from sim.scenario.schema import Scenario
from sim.scenario.shipped import found
from sim.scenario.totals import new

FITTED = ("jad-wb-2019.yaml", "jad-see-2022.yaml", "jad-see-2023.yaml", "jad-see-2024.yaml")
LIKE = FITTED[-1]
CENTRE = "The Hague"
WAYS = {"model": "model", "per_check": "arrests a check", "per_country_day": "arrests a country and day"}
"""Ways of forecasting, and what they are called."""
NUMBERS = ["published", "low", "median", "high", "crps"]
POINTS = 199
"""Equally likely values that stand for a simple forecast."""
MISS = 2.0 / 0.05
"""What the interval score of a 95 % interval adds for each arrest by which it misses (Gneiting and Raftery 2007)."""


class UnknownActionError(JadsimError, ValueError):
    """No past action of that name can be forecast."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Unseen:
    """A past action outside calibration: what was planned, the arrests that were published, or why it is not scored."""

    action: str
    series: str
    start: str
    days: int
    countries: tuple[str, ...]
    officers: int | None
    checks: dict[str, int]
    arrests: int
    areas: tuple[str, ...]
    source: str
    not_scored: str

    @property
    def plans(self) -> tuple[Scenario, ...]:
        """The plan, or one for each number of officers that is likely."""
        made = sum(self.checks.values())
        likely = [self.officers] if self.officers else [math.ceil(made / each) for each in _checks_an_officer()]
        return tuple(self._plan(officers) for officers in likely)

    def _plan(self, officers: int) -> Scenario:
        plan = new(
            self.action,
            officers=officers,
            start=self.start,
            days=self.days,
            centre=CENTRE,
            countries=self.countries,
            checks=self.checks,
            like=LIKE,
        )
        return vary(plan, {"crime_areas": dict.fromkeys(self.areas, 1.0), "actions": []})


def unseen() -> tuple[Unseen, ...]:
    """The past actions of ``unseen.csv``."""
    text = (files("sim.experiment") / "unseen.csv").read_text(encoding="utf-8")
    return tuple(
        Unseen(
            row["action"],
            row["series"],
            row["start"],
            int(row["days"]),
            tuple(row["countries"].split()),
            int(row["officers"]) if row["officers"] else None,
            {kind: int(row[kind] or 0) for kind in CHECK_KINDS},
            int(row["arrests"]),
            tuple(row["areas"].split()),
            row["source"],
            row["not_scored"],
        )
        for row in csv.DictReader(text.splitlines())
    )


def score(
    runs: int = 60,
    *,
    only: Sequence[str] = (),
    seed: int = 1,
    workers: Workers | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Forecast the arrests of past actions outside calibration, and score the forecasts.

    Parameters
    ----------
    runs : int
        Of each action, 39 or more.
    only
        Names of actions; by default all that can be scored.
    workers
        Processes, by default as many as pay, or a Dask cluster; see `run`.
    on_progress
        Called with the runs done and to do.

    Returns
    -------
    DataFrame
        One row for each action and way of forecasting (`model`, `per_check`, `per_country_day`): series, published
        arrests, median, ends of the interval of 95 of 100, crps and interval_score in arrests.

    Raises
    ------
    UnknownActionError
        If a name is none of an action that is scored.
    ValueError
        If so few runs show no interval of 95 of 100.
    """
    if runs < LEAST_RUNS:
        raise ValueError(f"it takes {LEAST_RUNS} runs to score an interval of 95 of 100; {runs} are asked for")
    actions = _chosen(only)
    job = Forecasting(tuple(one.plans for one in actions), seed, posterior())
    tasks = [(at, number) for at in range(len(actions)) for number in range(runs)]
    hands = workers or default_workers(len(tasks))
    arrests = np.full((len(actions), runs), np.nan)
    for done, (task, value) in enumerate(do_all(job, tasks, hands, died=job.lost), start=1):
        arrests[task] = value
        if on_progress is not None:
            on_progress(done, len(tasks))
    rows = [row for one, values in zip(actions, arrests, strict=True) for row in _rows(one, values)]
    return pd.DataFrame(rows)


@dataclass(frozen=True, slots=True)
class Forecasting:
    """Runs of plans, several for an action of which not all is known."""

    plans: tuple[tuple[Scenario, ...], ...]
    seed: int
    parameters: Parameters

    def __call__(self, task: tuple[int, int]) -> float:
        """Arrests in one run of an action."""
        action, number = task
        plans = self.plans[action]
        outcome = replay(plans[number % len(plans)], self.seed, number, parameters=self.parameters)
        return float(measure(outcome).values[0, list(MEASURES).index("arrests")])

    def lost(self, _: tuple[int, int], error: WorkerDiedError) -> float:
        """No run is left out of a score."""
        raise error


def crps(values: Floats, happened: float) -> float:
    """How far a forecast lies from what happened: the continuous ranked probability score of equally likely values."""
    ordered = np.sort(values)
    count = len(ordered)
    weights = 2.0 * np.arange(count) - count + 1.0
    return float(np.abs(ordered - happened).mean() - (weights * ordered).sum() / count**2)


def interval_score(low: float, high: float, happened: float) -> float:
    """Width of a 95 % interval, and what it pays for a miss."""
    return high - low + MISS * (max(low - happened, 0.0) + max(happened - high, 0.0))


def table(rows: pd.DataFrame) -> str:
    """Forecasts as a table in Markdown, with how well each way of forecasting did."""
    heads = [part for way in WAYS.values() for part in (way, "CRPS")]
    lines = [f"| {' | '.join(['action', 'published', *heads])} |", f"|{'---|' * (2 + len(heads))}"]
    for action, ways in rows.groupby("action", sort=False):
        cells = [str(action), f"{ways['published'].iloc[0]:,.0f}"]
        for published, low, median, high, crps in ways[NUMBERS].to_numpy(float).tolist():
            told = f"{median:,.0f} ({low:,.0f} to {high:,.0f})"
            cells += [told if low <= published <= high else f"{told}, MISSED", f"{crps:,.0f}"]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, "", _summed(rows)])


def _chosen(only: Sequence[str]) -> list[Unseen]:
    known = {one.action: one for one in unseen() if not one.not_scored}
    if wrong := [name for name in only if name not in known]:
        raise UnknownActionError(f"{wrong[0]!r} is no action that is scored; these are: {', '.join(known)}")
    return [known[name] for name in only or known]


def _rows(one: Unseen, arrests: Floats) -> Iterator[dict[str, object]]:
    size = {"per_check": sum(one.checks.values()), "per_country_day": len(one.countries) * one.days}
    ways = {"model": arrests, **{name: _simple(_rates(name)) * size[name] for name in size}}
    for name, values in ways.items():
        low, median, high = np.quantile(values, [0.025, 0.5, 0.975]).tolist()
        scores = {"crps": crps(values, one.arrests), "interval_score": interval_score(low, high, one.arrests)}
        told = {"action": one.action, "series": one.series, "published": one.arrests, "forecast": name}
        yield told | {"median": median, "low": low, "high": high} | scores


@lru_cache(maxsize=1)
def _fitted() -> tuple[Scenario, ...]:
    """The actions to which parameters were calibrated, with what was published about them."""
    return tuple(load(found(name)) for name in FITTED)


def _checks(past: Scenario) -> int:
    """Checks that were published, of all kinds."""
    told = past.published
    return told.checks_total or sum(getattr(told, f"checks_{kind}") or 0 for kind in CHECK_KINDS)


def _checks_an_officer() -> list[float]:
    return [_checks(past) / past.published.officers for past in _fitted() if _checks(past) and past.published.officers]


def _rates(name: str) -> list[float]:
    """Arrests a check, or a country and day, of each calibrated action of which that is known."""
    known = [(past, past.published.arrests) for past in _fitted() if past.published.arrests]
    if name == "per_check":
        return [arrests / _checks(past) for past, arrests in known if _checks(past)]
    return [arrests / (len(past.countries) * past.days) for past, arrests in known]


def _simple(rates: Sequence[float]) -> Floats:
    """Equally likely rates of another action: lognormal, as far apart as each rate from the mean of the others."""
    logs = np.log(rates)
    errors = logs - (logs.sum() - logs) / (len(logs) - 1)
    spread = math.sqrt(float((errors**2).mean()))
    return np.asarray(np.exp(logs.mean() + spread * ndtri((np.arange(POINTS) + 0.5) / POINTS)))


def _summed(rows: pd.DataFrame) -> str:
    """Intervals that hold, and scores in shares of the published arrests."""
    parts = []
    for way, name in WAYS.items():
        own = rows[rows["forecast"] == way]
        held = ((own["low"] <= own["published"]) & (own["published"] <= own["high"])).sum()
        crps, width = ((own[key] / own["published"]).mean() for key in ("crps", "interval_score"))
        parts.append(f"{name}: {held} of {len(own)} intervals hold, mean CRPS {crps:.2f}, interval score {width:.1f}")
    return "In shares of the published arrests. " + "; ".join(parts) + "."
