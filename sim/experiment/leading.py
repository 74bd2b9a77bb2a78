"""Which assumptions move an answer most: found in the draws of all of them, without further runs.

One parameter after another is taken whose quantiles go best with what those before it leave unexplained (forward
selection). It counts only if no parameter of 95 in 100 shuffled answers goes as well with them: of hundreds of
parameters some always seem to matter. None may stand out.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from sim.engine.streams import Chance
from sim.experiment.assumed import LUCKS, Assumed
from sim.outcome.scopes import Floats

MOST = 5
"""Assumptions that are told."""
SHUFFLES = 200
LEAST_DRAWS = 10
"""Fewest draws in which anything is looked for."""
_SHUFFLE = "shuffle"
_RARE = 0.95


@dataclass(frozen=True, slots=True)
class Leading:
    """An assumption that moves an answer.

    Attributes
    ----------
    path : str
        Its path in the plan.
    value, low, high : float
        Its value in the plan, and the ends between which it was drawn, in `unit`.
    change : float
        How much higher the answer is at the upper end than at the lower, all else being drawn.
    explained : float
        Share of the variance of the answer between draws.
    """

    path: str
    value: float
    low: float
    high: float
    unit: str
    change: float
    explained: float

    def document(self) -> dict[str, Any]:
        """Return it in plain values, ready for JSON."""
        return asdict(self)


def leading(design: Assumed, answers: Floats) -> tuple[Leading, ...]:
    """The assumptions that move an answer most, the first one most.

    Parameters
    ----------
    answers : array, shape (draws, 2)
        The answer under each draw, with two lucks; draws with an undefined value are left out.
    """
    known = ~np.isnan(answers).any(axis=1)
    means = answers[known].mean(axis=1)
    if len(means) < LEAST_DRAWS or not np.ptp(means) or not design.spans:
        return ()
    quantiles = design.quantiles(len(answers))[known] - 0.5
    chosen: list[int] = []
    while len(chosen) < MOST:
        rest = means - _fitted(quantiles[:, chosen], means)
        strength = _strength(quantiles, rest[None])[0]
        strength[chosen] = 0.0
        best = int(strength.argmax())
        if strength[best] <= _bar(design.seed, quantiles, rest):
            break
        chosen.append(best)
    slopes = np.linalg.lstsq(
        quantiles[:, chosen] - quantiles[:, chosen].mean(axis=0), means - means.mean(), rcond=None
    )[0]
    found = [
        _told(design, at, float(slope), quantiles, float(means.var())) for at, slope in zip(chosen, slopes, strict=True)
    ]
    return tuple(sorted(found, key=lambda one: -abs(one.change)))


def _told(design: Assumed, at: int, slope: float, quantiles: Floats, variance: float) -> Leading:
    span = design.spans[at]
    explained = min(1.0, slope**2 * float(quantiles[:, at].var()) / variance)
    return Leading(span.path, span.value, span.low, span.high, span.unit, slope, explained)


def _fitted(quantiles: Floats, means: Floats) -> Floats:
    """What some parameters explain of the answers, by least squares, the mean included."""
    table = np.column_stack([np.ones(len(means)), quantiles])
    fitted: Floats = table @ np.linalg.lstsq(table, means, rcond=None)[0]
    return fitted


def _strength(quantiles: Floats, answers: Floats) -> Floats:
    """Size of the correlation of each row of answers with each parameter, shape (rows, parameters)."""
    centred = quantiles - quantiles.mean(axis=0)
    apart = answers - answers.mean(axis=1, keepdims=True)
    scale = np.linalg.norm(apart, axis=1)[:, None] * np.linalg.norm(centred, axis=0)
    return np.abs(np.divide(apart @ centred, scale, out=np.zeros(scale.shape), where=scale > 0))


def _bar(seed: int, quantiles: Floats, rest: Floats) -> float:
    """Correlation that the strongest parameter of 95 in 100 shuffled answers does not exceed."""
    chance = Chance(seed, 0, (_SHUFFLE,))
    orders = np.array([chance.many(_SHUFFLE, str(at), len(rest)) for at in range(SHUFFLES)]).argsort(axis=1)
    return float(np.quantile(_strength(quantiles, rest[orders]).max(axis=1), _RARE))


def by_draw(values: Floats, numbers: list[int]) -> Floats:
    """Answers of runs by draw and luck, shape (draws, 2); nan where a run is missing."""
    draws = max(numbers, default=-1) // LUCKS + 1
    table = np.full((draws, LUCKS), np.nan)
    for number, value in zip(numbers, values.tolist(), strict=True):
        table[number // LUCKS, number % LUCKS] = value
    return table
