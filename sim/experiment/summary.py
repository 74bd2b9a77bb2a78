"""What many replications say together: means, with the confidence of the mean and the spread of the runs."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import stdtrit

from sim.experiment.parameters import BEST, INTERVAL, VARIES
from sim.outcome.measures import MEASURES
from sim.outcome.scopes import Floats
from sim.outcome.tables import Tables, frame, tidy, with_identity
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Failure:
    """A replication that failed, kept as data beside those that ended well."""

    scenario_hash: str
    seed: int
    replication: int
    error: str
    traceback: str


@dataclass(frozen=True, slots=True)
class Summary:
    """Statistics over replications, each an array of one shape: (scopes, measures).

    `runs` is the number of replications in which a measure was defined. The confidence interval of the mean needs two;
    it and the spread of the runs (2.5 to 97.5 % of them) are nan where they do not exist.
    """

    runs: Floats
    mean: Floats
    ci_low: Floats
    ci_high: Floats
    spread_low: Floats
    spread_high: Floats


@dataclass(frozen=True, kw_only=True)
class Run:
    """A scenario, repeated.

    Attributes
    ----------
    scenario : Scenario
        What was planned.
    seed : int
        Together with a replication's number it fixes all chance.
    requested : int
        Replications asked for: numbers 0 to `requested` - 1.
    completed : tuple of int
        Numbers of the replications that ended well, ascending.
    values : array, shape (completed, 1 + countries, measures)
        Measures: scope 0 is the whole action, then the countries as in `countries`; measures as in `MEASURES`; nan
        where undefined.
    tables : Tables
        What was written down, packed or in a result folder.
    failures : tuple of Failure
        Replications that failed.
    manifest : Mapping
        Identity in plain values: scenario, hash, text, seed, replications, versions.
    wall_s : float
        Wall-clock time from the loaded scenario to the last frozen outcome, s.
    """

    scenario: Scenario
    seed: int
    requested: int
    completed: tuple[int, ...]
    values: Floats
    tables: Tables
    failures: tuple[Failure, ...]
    manifest: Mapping[str, Any]
    wall_s: float

    @property
    def countries(self) -> tuple[str, ...]:
        """Participating countries, in the order of the scenario."""
        return tuple(self.scenario.countries)

    @property
    def parameters(self) -> str:
        """Which parameters the replications have: "best" for all, or each its own draw of the "posterior"."""
        return str(self.manifest.get("parameters", {"kind": BEST})["kind"])

    @property
    def interval(self) -> str:
        """What the range of 95 of 100 runs is called: "spread of runs" or "predictive interval"."""
        return INTERVAL.get(self.parameters, INTERVAL["posterior"])

    @property
    def varies(self) -> str:
        """What makes replications differ: "chance", or "chance and parameters"."""
        return VARIES.get(self.parameters, VARIES["posterior"])

    @property
    def runs(self) -> tuple["Run", ...]:
        """The run itself, alone; a comparison has several."""
        return (self,)

    @property
    def replications(self) -> int:
        """Replications that ended well."""
        return len(self.completed)

    @property
    def failed(self) -> int:
        """Replications that failed."""
        return len(self.failures)

    def table(self, name: str) -> "pd.DataFrame":
        """Return a table of `sim.outcome.records` over all replications, after `scenario`, `seed`, `replication`."""
        return frame(self.tables, name)

    def measures(self) -> "pd.DataFrame":
        """Return all measures of all replications, tidy: identity, `scope`, `country`, `measure`, `value`, `unit`."""
        result: pd.DataFrame = self.tidy().to_pandas()
        return result

    def tidy(self) -> "pa.Table":
        """Return the same as an Arrow table."""
        each = self.values.shape[1] * self.values.shape[2]
        numbers = [number for number in self.completed for _ in range(each)]
        return with_identity(tidy(self.values, self.countries), self.manifest["scenario_hash"], self.seed, numbers)

    @cached_property
    def statistics(self) -> Summary:
        """Statistics over replications, as arrays."""
        return summarise(self.values)

    @cached_property
    def summary(self) -> "pd.DataFrame":
        """Statistics, tidy: `country` ("" for all), `measure`, `unit`, `runs`, `mean` and both intervals."""
        import pandas as pd

        places = ["", *self.countries]
        columns: dict[str, Any] = {
            "country": [place for place in places for _ in MEASURES],
            "measure": list(MEASURES) * len(places),
            "unit": [measure.unit for measure in MEASURES.values()] * len(places),
        }
        names = ("runs", "mean", "ci_low", "ci_high", "spread_low", "spread_high")
        columns |= {name: getattr(self.statistics, name).ravel() for name in names}
        return pd.DataFrame(columns)

    def document(self) -> dict[str, Any]:
        """Return the result in plain values, ready for JSON; what is undefined is None."""
        scopes = [_scope(self.statistics, at) for at in range(1 + len(self.countries))]
        return {
            "scenario": self.scenario.name,
            "scenario_hash": self.manifest["scenario_hash"],
            "seed": self.seed,
            "replications": self.requested,
            "failed": self.failed,
            "parameters": self.parameters,
            "spread95": f"{self.interval} ({self.varies})",
            "wall_s": round(self.wall_s, 3),
            "measures": scopes[0],
            "by_country": dict(zip(self.countries, scopes[1:], strict=True)),
        }


def summarise(values: Floats) -> Summary:
    """Work out the statistics of measures over replications.

    Parameters
    ----------
    values : array, shape (replications, ...)
        Undefined values are nan and left out.
    """
    runs, mean, half = interval(values)
    spread = np.full((2, *values.shape[1:]), np.nan)
    if len(values):
        ordered = np.sort(values, axis=0)  # nan last
        for row, share in enumerate(((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2)):
            spread[row] = _quantile(ordered, runs, share)
    return Summary(runs, mean, mean - half, mean + half, spread[0], spread[1])


def interval(values: Floats) -> tuple[Floats, Floats, Floats]:
    """Number of defined values, their mean, and half the width of the confidence interval of the mean (Student's t).

    Parameters
    ----------
    values : array, shape (replications, ...)
        Undefined values are nan and left out.

    Returns
    -------
    tuple of arrays of shape (...)
        The mean of none and the half-width of fewer than two are nan.
    """
    defined = ~np.isnan(values)
    runs = defined.sum(axis=0).astype(np.float64)
    mean = divide(np.where(defined, values, 0.0).sum(axis=0), runs)
    deviations = np.where(defined, values - mean, 0.0)
    variance = divide((deviations**2).sum(axis=0), runs - 1)
    quantile = stdtrit(np.maximum(runs - 1, 1), (1 + CONFIDENCE) / 2)
    return runs, mean, quantile * np.sqrt(divide(variance, runs))


def number(value: float) -> float | None:
    """Return a number for JSON; None where it is undefined."""
    return None if math.isnan(value) or math.isinf(value) else float(value)


def pair(low: float, high: float) -> list[float] | None:
    """Return an interval for JSON; None where it is undefined."""
    return None if math.isnan(low) or math.isnan(high) else [float(low), float(high)]


def divide(above: Floats, below: Floats) -> Floats:
    """Divide; nan where there is nothing to divide by."""
    quotients: Floats = np.divide(above, below, out=np.full(np.shape(above), np.nan), where=below > 0)
    return quotients


def _quantile(ordered: Floats, runs: Floats, share: float) -> Floats:
    """Quantile between the nearest two of the defined values, which come first in `ordered`."""
    position = np.maximum(runs - 1, 0) * share
    low = np.floor(position).astype(np.intp)
    high = np.minimum(low + 1, np.maximum(runs - 1, 0).astype(np.intp))
    below = np.take_along_axis(ordered, low[None], axis=0)[0]
    above = np.take_along_axis(ordered, high[None], axis=0)[0]
    quantile: Floats = below + (position - low) * (above - below)
    return quantile


def _scope(statistics: Summary, at: int) -> dict[str, Any]:
    rows = {name: getattr(statistics, name)[at] for name in statistics.__slots__}
    return {
        name: {
            "unit": measure.unit,
            "mean": number(rows["mean"][column]),
            "ci95": pair(rows["ci_low"][column], rows["ci_high"][column]),
            "spread95": pair(rows["spread_low"][column], rows["spread_high"][column]),
        }
        for column, (name, measure) in enumerate(MEASURES.items())
    }
