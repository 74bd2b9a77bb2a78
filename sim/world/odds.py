"""Arithmetic of probabilities: pure functions that several rooms share."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def by_odds(share: float, odds_ratio: float) -> float:
    """A probability after its odds were multiplied."""
    if share >= 1.0:
        return 1.0
    odds = share / (1.0 - share) * odds_ratio
    return odds / (1.0 + odds)


def raise_odds(p: Floats, by: float) -> None:
    """Raise probabilities by so many log-odds, in place."""
    odds = math.exp(by)
    p[...] = p * odds / (1.0 - p + p * odds)


def either(one: Floats, other: Floats) -> Floats:
    """Probability that at least one of two independent things happens."""
    return 1.0 - (1.0 - one) * (1.0 - other)


def filled(share: float, of_the_rest: float) -> float:
    """A share after a part of what it lacks was added."""
    return share + of_the_rest * (1.0 - share)


def decayed(value: float, hours: float, memory_h: float) -> float:
    """What remains of a memory after some hours."""
    return value * math.exp(-hours / memory_h)
