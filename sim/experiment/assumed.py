"""Draws of everything that is assumed: other values of parameters, all at once, within the ranges that they declare.

A draw takes a value for each parameter that nobody measured and calibration does not draw. Half of the draws lie below
the value of the plan and half above it, by ratio where the whole range is above 0, else by difference: as likely
anywhere up to the end of the range where the value is assumed, ever less likely towards it where experts gave it. A
table of several values under one range (probabilities of detection, prevalences) declares its limits, not how far each
may be off: each of its values is taken between a third and three times its odds, within the limits.

Draws are keyed by seed and by the name of the parameter: what else is drawn changes none of them, and all plans have
the same. In each fifty, a parameter has one draw in every fiftieth of its distribution (a Latin hypercube), and no
draw comes twice. Every draw is run twice, with two lucks and one draw of the calibrated parameters, so that what
parameters do can be told from luck.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from sim.engine.streams import Chance
from sim.errors import JadsimError
from sim.experiment.parameters import Parameters, changed
from sim.outcome.scopes import Floats
from sim.scenario.assumptions import Assumption, assumptions
from sim.scenario.schema import Scenario

LUCKS = 2
"""Runs of each draw."""
SHARE = 4
"""One draw for so many replications: half as many runs more."""
BLOCK = 50
"""Draws that together fill the distribution of each parameter evenly."""
ODDS = 3.0
"""How far the odds of a value in a table may be off, up and down (assumed)."""
LEAST_RUNS = 2 * SHARE
"""Fewest replications with which assumptions are drawn: one draw alone would tell nothing."""

_PARTS = ("behaviour", "counting", "preparation", "networks")
"""Parts of a plan that are drawn."""
_BRIEFING = "behaviour.checks.briefing"
_DECISION = "assumption"


class TooFewRunsError(JadsimError, ValueError):
    """Assumptions cannot be drawn beside so few replications."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Span:
    """A parameter that is drawn: its path in the plan, its value there, the ends of its range, its unit."""

    path: str
    value: float
    low: float
    high: float
    whole: bool
    trust: str
    unit: str = ""

    def at(self, u: float) -> float:
        """The value at a quantile from 0 to 1; the median is the value of the plan."""
        end = self.low if u < 0.5 else self.high
        way = abs(2.0 * u - 1.0)
        if self.trust == "expert":
            way = 1.0 - math.sqrt(1.0 - way)
        found = self.value * (end / self.value) ** way if self.low > 0.0 else self.value + (end - self.value) * way
        if self.path == _BRIEFING:
            return 1.0 / round(1.0 / found)
        return round(found) if self.whole else found


@dataclass(frozen=True, slots=True)
class Assumed:
    """What of some plans is drawn: the same in all of them, keyed by the seed."""

    spans: tuple[Span, ...]
    seed: int

    @property
    def identity(self) -> dict[str, Any]:
        """How many parameters are drawn, and a fingerprint of what they are, for a manifest."""
        mark = hashlib.sha256(repr(self.spans).encode()).hexdigest()[:16]
        return {"parameters": len(self.spans), "fingerprint": mark}

    def quantiles(self, draws: int) -> Floats:
        """Quantiles of the first so many draws, shape (draws, parameters)."""
        paths = tuple(span.path for span in self.spans)
        blocks = [_block(self.seed, block, paths) for block in range(-(-draws // BLOCK))]
        return np.concatenate(blocks)[:draws] if blocks else np.empty((0, len(paths)))

    def plan(self, scenario: Scenario, parameters: Parameters, draw: int) -> Scenario:
        """A plan under a draw of its assumptions and the calibrated parameters of the same number."""
        block = _block(self.seed, draw // BLOCK, tuple(span.path for span in self.spans))
        values = {span.path: span.at(u) for span, u in zip(self.spans, block[draw % BLOCK].tolist(), strict=True)}
        behaviour = parameters.behaviour(scenario, draw) or scenario.behaviour
        within = {path.partition(".")[2]: value for path, value in values.items() if path.startswith("behaviour.")}
        return _with(scenario, values).model_copy(update={"behaviour": changed(behaviour, within)})


def assumed(scenarios: Sequence[Scenario], seed: int, parameters: Parameters) -> Assumed:
    """What is drawn of some plans: what calibration does not draw, no plan decides, and no two have otherwise."""
    every = [_spans(scenario, parameters) for scenario in scenarios]
    kept = [span for path, span in every[0].items() if all(one.get(path) == span for one in every)]
    return Assumed(tuple(sorted(kept, key=lambda span: span.path)), seed)


def draws_for(replications: int) -> int:
    """How many draws go with so many replications.

    Raises
    ------
    TooFewRunsError
        If there are fewer than `LEAST_RUNS`.
    """
    if replications < LEAST_RUNS:
        wanted = f"assumptions are drawn beside {LEAST_RUNS} replications or more"
        raise TooFewRunsError(f"{wanted}; {replications} are asked for")
    return replications // SHARE


def _spans(scenario: Scenario, parameters: Parameters) -> dict[str, Span]:
    """What could be drawn of one plan, by path: all that it does not decide."""
    fitted = {f"behaviour.{path}" for path in parameters.paths}
    rows = (row for row in assumptions(scenario) if row.path.partition(".")[0] in _PARTS and row.path not in fitted)
    return {row.path: span for row in rows if (span := _span(row, scenario))}


def _span(row: Assumption, scenario: Scenario) -> Span | None:
    note = scenario.notes.get(row.path)
    own = note is not None and note.range is not None
    if isinstance(row.value, str) or row.low is None or row.high is None or (row.path in scenario.given and not own):
        return None
    low, high = row.low, row.high
    if row.path.startswith("behaviour.") and row.path.count(".") > 2 and not own:
        low, high = _of_table(row.value, low, high)
    if not low <= row.value <= high or low == high:
        return None
    return Span(row.path, row.value, low, high, isinstance(row.value, int), row.trust, row.unit)


def _of_table(value: float, low: float, high: float) -> tuple[float, float]:
    """Ends of a value in a table: a third and three times its odds if it is a share, else of itself, within limits."""
    if not 0.0 <= value <= 1.0 or high > 1.0:
        return max(low, value / ODDS), min(high, value * ODDS)
    ends = (value / (value + (1.0 - value) * factor) for factor in (ODDS, 1.0 / ODDS))
    return max(low, next(ends)), min(high, next(ends))


def _with(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """A plan with other values of its own, outside the behaviour."""
    parts: dict[str, dict[str, float]] = {}
    for path, value in values.items():
        part, _, name = path.partition(".")
        if part != "behaviour":
            parts.setdefault(part, {})[name] = value
    return scenario.model_copy(
        update={part: getattr(scenario, part).model_copy(update=update) for part, update in parts.items()}
    )


@lru_cache(maxsize=8)
def _block(seed: int, block: int, paths: tuple[str, ...]) -> Floats:
    """Quantiles of a block of draws, shape (draws, parameters): each parameter's own, one in every part."""
    chance = Chance(seed, block, (_DECISION,))
    drawn = np.array([chance.many(_DECISION, path, 2 * BLOCK) for path in paths]).reshape(len(paths), 2, BLOCK)
    ranks = drawn[:, 0].argsort(axis=1).argsort(axis=1)
    quantiles: Floats = ((ranks + drawn[:, 1]) / BLOCK).T
    return quantiles
