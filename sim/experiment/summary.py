"""What many replications say together: means, with the confidence of the mean and the spread of the runs."""

import html
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.experiment.parameters import BEST, INTERVAL, VARIES, repeated, sets_of
from sim.experiment.remarks import EventFate, not_made
from sim.outcome.intervals import Integers, confidence, no_confidence, no_prediction, predictive
from sim.outcome.measures import HEADLINE, MEASURES
from sim.outcome.origins import ARREST_COLUMNS, CASE_COLUMNS, ArrestOrigins, arrest_origins
from sim.outcome.scopes import Floats
from sim.outcome.tables import Tables, frame, frames, side_by_side, tidy, with_identity
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

MOST = np.array([measure.most for measure in MEASURES.values()])
"""What each measure cannot exceed."""
TIMES = np.array([bool(measure.finished) for measure in MEASURES.values()])
"""Which measures are times to an event."""


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

    Attributes
    ----------
    runs
        Replications in which a measure was defined.
    independent
        Those of them that share no set of parameters.
    unreached
        Those in which a time to an event was not reached; such a time counts as the whole action in the mean.
    mean
        Their mean; nan where there is none.
    ci_low, ci_high
        Confidence of the mean (95 %); nan where there is none, for the reason that `no_confidence` gives. The upper end
        is infinite where some times were not reached, since the mean is larger then.
    spread_low, spread_high
        Where 95 of 100 single actions fall; nan where so few runs do not tell, as `no_prediction` says.
    """

    runs: Floats
    independent: Floats
    unreached: Floats
    mean: Floats
    ci_low: Floats
    ci_high: Floats
    spread_low: Floats
    spread_high: Floats

    def no_confidence(self, at: tuple[int, ...]) -> str:
        """Why there is no confidence of the mean; empty where there is one."""
        return no_confidence(self.runs[at], self.independent[at]) if math.isnan(self.ci_low[at]) else ""

    def no_prediction(self, at: tuple[int, ...]) -> str:
        """Why there is no range of 95 of 100 actions; empty where there is one."""
        return no_prediction(self.runs[at], self.independent[at]) if math.isnan(self.spread_low[at]) else ""

    def document(self, at: tuple[int, ...]) -> dict[str, Any]:
        """Return one estimate in plain values, ready for JSON: an interval that there is not is None, with a reason."""
        reasons = {"ci95_reason": self.no_confidence(at), "spread95_reason": self.no_prediction(at)}
        late = int(self.unreached[at])
        return {
            "runs": int(self.runs[at]),
            **({"not_reached": late} if late else {}),
            "mean": None if late and late == self.runs[at] else number(self.mean[at]),
            "ci95": pair(self.ci_low[at], self.ci_high[at]),
            "spread95": pair(self.spread_low[at], self.spread_high[at]),
            **{key: reason for key, reason in reasons.items() if reason},
        }


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
        where undefined, infinite where a time to an event was not reached.
    tables : Tables
        What was written down, packed or in a result folder.
    failures : tuple of Failure
        Replications that failed.
    manifest : Mapping
        Identity in plain values: scenario, hash, text, seed, replications, versions.
    fates : tuple of EventFate
        How each event of the timeline ended, in the order of the plan; none where tables were not kept.
    wall_s : float
        Wall-clock time from the loaded scenario to the last frozen outcome, s.
    drawn : Mapping
        Measures of runs in which what is assumed was drawn as well, by number, each of the shape of one of `values`;
        draw k has the runs 2 k and 2 k + 1 (`sim.experiment.assumed`).
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
    fates: tuple[EventFate, ...] = ()
    drawn: Mapping[int, Floats] = field(default_factory=dict)

    def __repr__(self) -> str:
        """The run in one line."""
        failed = f", {self.failed:,} failed" if self.failed else ""
        return f"<Run of {self.scenario.name!r}: {self.replications:,} runs{failed}, seed {self.seed}>"

    def _repr_html_(self) -> str:
        """The main measures, for a notebook."""
        rows = self.summary
        shown = rows[(rows["country"] == "") & rows["measure"].isin(HEADLINE)]
        columns = ["measure", "unit", "runs", "mean", "ci_low", "ci_high", "spread_low", "spread_high"]
        return f"<p>{html.escape(repr(self))}</p>{shown[columns].to_html(index=False)}"

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
    def sets(self) -> Integers | None:
        """Which set of parameters each completed replication had; None where each had its own."""
        return sets_of(self.completed, self.manifest)

    @property
    def repeated(self) -> str:
        """In words: that replications share sets of parameters, and what intervals make of it; empty if none do."""
        return repeated(self.completed, self.manifest)

    @cached_property
    def cautions(self) -> tuple[str, ...]:
        """What must be known before the numbers: that the plan could not be made, or is probably not what was meant."""
        short = not_made(self.scenario, self.statistics.mean) if self.completed else ""
        return tuple(filter(None, (short, *self.manifest.get("doubts", ()))))

    @cached_property
    def origins(self) -> ArrestOrigins | None:
        """Where arrests come from; None where arrests and cases are not kept, or no run ended well."""
        if not self.completed or not {"arrests", "cases"} <= set(self.tables.names):
            return None
        blocks = side_by_side(self.tables, {"arrests": ARREST_COLUMNS, "cases": CASE_COLUMNS})
        return arrest_origins(blocks, self.completed, self.sets)

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

    def table(self, name: str, columns: Sequence[str] = ()) -> "pd.DataFrame":
        """Return a table of `sim.outcome.records` over all replications, after `scenario`, `seed`, `replication`.

        With names of columns: those alone, which takes less memory.
        """
        return frame(self.tables, name, columns)

    def frames(self, name: str, columns: Sequence[str] = ()) -> "Iterator[pd.DataFrame]":
        """Yield the same in blocks of whole replications, for sums over more runs than fit in memory."""
        return frames(self.tables, name, columns)

    def measures(self) -> "pd.DataFrame":
        """Return all measures of all replications, tidy: identity, `scope`, `country`, `measure`, `value`, `unit`."""
        result: pd.DataFrame = self.tidy().to_pandas()
        return result

    def tidy(self) -> "pa.Table":
        """Return the same as an Arrow table."""
        each = self.values.shape[1] * self.values.shape[2]
        numbers = np.repeat(np.array(self.completed, dtype=np.int64), each)
        return with_identity(tidy(self.values, self.countries), self.manifest["scenario_hash"], self.seed, numbers)

    @cached_property
    def statistics(self) -> Summary:
        """Statistics over replications, as arrays."""
        return summarise(self.values, self.sets, end=np.where(TIMES, self.scenario.hours, np.inf), most=MOST)

    @cached_property
    def summary(self) -> "pd.DataFrame":
        """Statistics, tidy: `country` ("" for all), `measure`, `unit`, and the columns of `Summary`.

        `no_confidence` and `no_prediction` say why there is no interval.
        """
        import pandas as pd

        places = ["", *self.countries]
        columns: dict[str, Any] = {
            "country": [place for place in places for _ in MEASURES],
            "measure": list(MEASURES) * len(places),
            "unit": [measure.unit for measure in MEASURES.values()] * len(places),
        }
        found = self.statistics
        columns |= {name: getattr(found, name).ravel() for name in found.__slots__}
        columns |= {
            name: [getattr(found, name)(at) for at in np.ndindex(found.mean.shape)]
            for name in ("no_confidence", "no_prediction")
        }
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
            "repeated": self.repeated or None,
            "cautions": [*self.cautions],
            "events": [asdict(fate) for fate in self.fates],
            "spread95": f"{self.interval} ({self.varies})",
            "wall_s": round(self.wall_s, 3),
            "arrests_from": self.origins.document() if self.origins else None,
            "measures": scopes[0],
            "by_country": dict(zip(self.countries, scopes[1:], strict=True)),
        }


def summarise(
    values: Floats, sets: Integers | None = None, *, end: Floats | float = math.inf, most: Floats | float = math.inf
) -> Summary:
    """Work out the statistics of measures over replications.

    Parameters
    ----------
    values : array, shape (replications, ...)
        Undefined values are nan and left out; infinite ones are times that were not reached.
    sets : array, shape (replications,), optional
        Which set of parameters each had.
    end : float or array
        What a time that was not reached counts as in the mean, h, and what none exceeds; infinite for other measures.
    most : float or array
        What the values cannot exceed.
    """
    late = np.isposinf(values)
    unreached = late.sum(axis=0).astype(np.float64)
    known = confidence(np.where(late, end, values), sets, np.minimum(most, end))
    open_end = np.where((unreached > 0) & ~np.isnan(known.high), np.inf, known.high)
    return Summary(known.runs, known.independent, unreached, known.mean, known.low, open_end, *predictive(values, sets))


def number(value: float) -> float | None:
    """Return a number for JSON; None where it is undefined."""
    return None if math.isnan(value) or math.isinf(value) else float(value)


def pair(low: float, high: float) -> list[float | None] | None:
    """Return an interval for JSON: None where it is undefined, an end that is not reached None."""
    return None if math.isnan(low) or math.isnan(high) else [number(low), number(high)]


def _scope(statistics: Summary, at: int) -> dict[str, Any]:
    return {
        name: {"unit": measure.unit, **statistics.document((at, column))}
        for column, (name, measure) in enumerate(MEASURES.items())
    }
