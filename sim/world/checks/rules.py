"""How checks are chosen and what officers see: pure functions, without clock, chance or state (ODD 7.2, 7.3)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.queues import DETECTORS

Floats = NDArray[np.float64]


def indicator_odds(shown: bool, sensitivity: float, false_alarm: float) -> float:
    """How much a risk indicator changes the odds that something is to be found: its likelihood ratio.

    Parameters
    ----------
    shown
        Whether the indicator was shown.
    sensitivity, false_alarm
        Probability that it is shown where there is something to find, and where there is nothing.
    """
    if shown:
        return sensitivity / false_alarm
    return (1.0 - sensitivity) / (1.0 - false_alarm)


def taken_share(taken_per_day: Floats, traffic_per_day: Floats, most: float) -> Floats:
    """Share of ordinary traffic that is taken out for a check, at most `most`; 0 where there is no traffic."""
    some = traffic_per_day > 0.0
    return np.minimum(most, np.divide(taken_per_day, traffic_per_day, out=np.zeros_like(traffic_per_day), where=some))


def detection_on_shift(detection: Floats, skill: Floats, fatigue: float) -> Floats:
    """Probabilities of detection as the state of the officers has them (checkpoints, detectors, marks).

    Parameters
    ----------
    detection
        Probabilities for officers of average skill who are not tired; same shape.
    skill
        What officers of a checkpoint have above the average, in log-odds (checkpoints).
    fatigue
        What they lose on this shift, in log-odds.

    Notes
    -----
    Skill and fatigue act on people who look, and not on databases or equipment.
    """
    table = detection.copy()
    people = [DETECTORS.index(detector) for detector in ("officer", "document_expert", "concealment_expert")]
    odds = np.exp(skill - fatigue)[:, None, None]
    p = table[:, people]
    table[:, people] = p * odds / (1.0 - p + p * odds)
    return table


def checked_share(at_work: Floats, hours_each: float, referrals_per_h: Floats) -> Floats:
    """Share of referrals that so many at work have time to look at, by checkpoint; 0 where nobody works.

    Parameters
    ----------
    at_work
        People at work, counting only their productive time (checkpoints).
    hours_each
        Hours that one of them needs for one referral.
    referrals_per_h
        Referrals per hour (checkpoints).
    """
    capacity = at_work / hours_each
    return np.asarray(np.where(at_work > 0.0, np.minimum(1.0, capacity / np.maximum(referrals_per_h, 1e-9)), 0.0))
