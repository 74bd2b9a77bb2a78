"""How decisions are made: pure functions without clock, chance or state (ODD 7)."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.domain.cooperation import Terms
from sim.engine.queues import CHANNELS

Floats = NDArray[np.float64]


def by_odds(share: float, odds_ratio: float) -> float:
    """A probability after its odds were multiplied."""
    if share >= 1.0:
        return 1.0
    odds = share / (1.0 - share) * odds_ratio
    return odds / (1.0 + odds)


def indicator_odds(shown: bool, sensitivity: float, false_alarm: float) -> float:
    """Likelihood ratio of a risk indicator that was shown, or not shown."""
    if shown:
        return sensitivity / false_alarm
    return (1.0 - sensitivity) / (1.0 - false_alarm)


def taken_share(taken_per_day: float, traffic_per_day: float, most: float) -> float:
    """Share of ordinary traffic that is taken out for a check, up to a limit."""
    if traffic_per_day <= 0.0:
        return 0.0
    return min(most, taken_per_day / traffic_per_day)


def detection_on_shift(detection: Floats, skill: Floats, fatigue: float) -> Floats:
    """Probabilities of detection with the state of the officers (checkpoints, channels, marks).

    Skill and fatigue (log-odds) act on people who look, not on databases.
    """
    table = detection.copy()
    people = [CHANNELS.index(channel) for channel in ("officer", "document_expert", "concealment_expert")]
    odds = np.exp(skill - fatigue)[:, None, None]
    p = table[:, people]
    table[:, people] = p * odds / (1.0 - p + p * odds)
    return table


def checked_share(at_work: Floats, hours_each: float, referrals_per_h: Floats) -> Floats:
    """Share of referrals that so many at work have the time to look at, by checkpoint; 0 where nobody works."""
    capacity = at_work / hours_each
    return np.asarray(np.where(at_work > 0.0, np.minimum(1.0, capacity / np.maximum(referrals_per_h, 1e-9)), 0.0))


def either(one: Floats, other: Floats) -> Floats:
    """Probability that at least one of two independent things happens."""
    return 1.0 - (1.0 - one) * (1.0 - other)


def known_answer(terms: Terms, answered: float, known: float) -> tuple[bool, bool]:
    """Whether a request is answered, and whether what matters is in the answer; both from uniforms."""
    is_answered = answered < terms.answered
    return is_answered, is_answered and known < terms.content


def filled(share: float, of_the_rest: float) -> float:
    """A share after a part of what it lacks was added."""
    return share + of_the_rest * (1.0 - share)


def fastest[Way](ways: Sequence[tuple[Way, float]]) -> Way | None:
    """Of some ways and the hours that each is expected to take, the quickest; of equal ones the first; else none."""
    return min(ways, key=lambda way: way[1])[0] if ways else None


def hurried(hours: float, left_h: float, quickest: float) -> float:
    """How long an authority needs when it hurries to keep a deadline, but not below a share of its ordinary time."""
    return max(min(hours, left_h), quickest * hours)


def link_chance(single: float, others: int) -> float:
    """Probability that a trace is linked to at least one of `others` traces of its network from other countries."""
    return 1.0 - (1.0 - single) ** others


def leak_chance(per_day: float, delay_h: float, countries: int) -> float:
    """Probability that a network with corrupt contacts hears of what `countries` prepare for `delay_h` hours."""
    return 1.0 - math.pow(1.0 - per_day, delay_h / 24.0 * countries)


def decayed(value: float, hours: float, memory_h: float) -> float:
    """What remains of a memory after some hours."""
    return value * math.exp(-hours / memory_h)


def largest_part(members: int, edges: list[tuple[int, int]], lost: set[int]) -> float:
    """Share of the members who are in the largest connected part after the lost ones are gone."""
    parent = list(range(members))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for a, b in edges:
        if a not in lost and b not in lost:
            parent[root(a)] = root(b)
    sizes: dict[int, int] = {}
    for node in range(members):
        if node not in lost:
            top = root(node)
            sizes[top] = sizes.get(top, 0) + 1
    return max(sizes.values(), default=0) / members
