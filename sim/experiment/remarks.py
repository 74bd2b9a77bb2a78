"""What must be known of a run before its numbers: that the plan cannot be made, and how its events ended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.outcome.amounts import number
from sim.outcome.measures import MEASURES
from sim.outcome.scopes import Floats
from sim.outcome.tables import NotKept, Tables, frame
from sim.scenario.allocation import CHECK_KINDS
from sim.scenario.events import UseLanes
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd

MADE = 0.95
"""Share of the planned checks from which on a plan counts as made: a convention, above what chance takes."""
MOST_LIMITS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFate:
    """How an event of the timeline ended over the runs.

    Attributes
    ----------
    number
        Its place among the events of the plan, from 1.
    event, detail
        Its kind, and its values in words.
    happened, capped, never
        Runs in which it happened, in which less of it did than was asked for, and in which it never came.
    limits
        What capped it, in words, each once.
    """

    number: int
    event: str
    detail: str
    happened: int
    capped: int
    never: int
    limits: tuple[str, ...]

    def __str__(self) -> str:
        runs = self.happened + self.capped + self.never
        limits = "; ".join(self.limits[:MOST_LIMITS]) + ("; ..." if len(self.limits) > MOST_LIMITS else "")
        ends = [
            ("happened", self.happened, ""),
            ("capped", self.capped, f" ({limits})"),
            ("never came", self.never, ""),
        ]
        first, *others = [(f"{end} in {number_of:,}", why) for end, number_of, why in ends if number_of]
        told = [f"{first[0]} of {runs:,} run{'s' * (runs != 1)}{first[1]}", *(end + why for end, why in others)]
        what = self.event.replace("_", " ") + (f" ({self.detail})" if self.detail else "")
        return f"Event {self.number}, {what}: {', '.join(told)}."


def fates_in(tables: Tables, manifest: Mapping[str, Any], scenario: Scenario) -> tuple[EventFate, ...]:
    """How each event of a run ended, in the order of the plan; none where there are no events, or no tables."""
    known = (scenario.events or manifest.get("events")) and not isinstance(tables, NotKept)
    return tuple(fates(frame(tables, "timeline"))) if known else ()


def fates(timeline: pd.DataFrame) -> Iterator[EventFate]:
    """How each event ended, in the order of the plan; `timeline` is the table over all runs."""
    for known, rows in timeline.groupby(["number", "event", "detail"]):
        place, event, detail = map(str, known)
        ends = rows["outcome"].value_counts()
        yield EventFate(
            number=int(place),
            event=event,
            detail=detail,
            happened=int(ends.get("happened", 0)),
            capped=int(ends.get("capped", 0)),
            never=int(ends.get("never", 0)),
            limits=tuple(dict.fromkeys(text for text in rows["limit"] if text)),
        )


def not_made(scenario: Scenario, mean: Floats) -> str:
    """In words: that fewer checks were made than planned, and what kept them; empty where they were made.

    Parameters
    ----------
    mean : array, shape (1 + countries, measures)
        Mean of each measure over the runs.
    """
    planned = np.array([list(scenario.planned_checks(code).values()) for code in scenario.countries])
    at = {name: mean[:, place] for place, name in enumerate(MEASURES)}
    made, whole = at["checks_total"], planned.sum()
    if not made[0] < MADE * whole:
        return ""
    by_country = planned.sum(axis=1)
    shares = np.divide(made[1:], by_country, out=np.ones(len(planned)), where=by_country > 0)
    worst = int(shares.argmin())
    where = f" ({number(shares[worst], 'share')} in {[*scenario.countries][worst]})" if len(planned) > 1 else ""
    wait_min = at["check_wait_mean_min"][0]
    waited = f"; mean wait for a check {number(wait_min / 60, 'h')}" if wait_min > 0 else ""
    missing = {
        kind: many - at[f"checks_{kind}"][0] for kind, many in zip(CHECK_KINDS, planned.sum(axis=0), strict=True)
    }
    cause = _cause(scenario, missing.pop("premises"), sum(missing.values()), at["passed"][0])
    return f"{number(made[0] / whole, 'share')} of the planned checks were made{where}{waited}: {cause}."


def _cause(scenario: Scenario, searches: float, checks: float, passed: float) -> str:
    """What kept officers from checks: of searches and of checks at lanes, that of which more is missing."""
    if searches > checks:
        return "too few officers in its search teams"
    if passed < checks:
        return "too little traffic at its posts"
    given_back = any(isinstance(event, UseLanes) for event in scenario.events)
    return "too few officers at its posts" + (", and lanes given back" if given_back else "")
