"""What the key of somebody decides before any queue: how thorough a check is, how long it takes, what it can find.

These functions stand inside loops over all checks: they are inlined, and choose without branches where the choice is
as good as the toss of a coin.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from sim.engine.compiled import inlined
from sim.engine.keys import normal_quantile, normal_quantiles, uniform
from sim.engine.queues import (
    D_CONCEAL,
    D_DETECTOR,
    D_DURATION,
    D_FALSE,
    D_MARK,
    D_REFERRAL,
    D_SECOND,
    D_STRATUM,
    LAST_DATABASE,
    UNDETECTED,
    Floats,
    Ints,
    Movements,
    Practice,
    Row,
    Rows,
)


class Crowd(NamedTuple):
    """Those who wait at the beginning of a window and those who come in it, and what is foreseen of their checks."""

    people: Rows
    """PERSON rows, by checkpoint and in order of time."""
    bounds: Ints
    """Position of the first of each checkpoint (checkpoints + 1)."""
    pace: Floats
    """How long it takes, as a quantile of the standard normal."""
    draws: Floats
    """Uniforms from which that is made."""


@inlined
def is_thorough(person: Row, post: int, practice: Practice) -> Any:
    """Whether a check is thorough; that of a movement is."""
    return (person.code < 0) | (uniform(person.key, D_STRATUM) < practice.thorough[post, person.code & 3])


@inlined
def is_eventful(person: Row, post: int, thorough: int, practice: Practice) -> Any:
    """Whether somebody was sent by a network, has a mark, or is sent to the second line without one."""
    kind = person.code & 3
    marked = practice.prevalence[post, kind, thorough, practice.prevalence.shape[3] - 1]
    return (
        (person.code < 0)
        | (uniform(person.key, D_MARK) < marked)
        | (uniform(person.key, D_REFERRAL) < practice.referral[kind, thorough, 0])
    )


@inlined
def foresee(crowd: Crowd) -> None:
    """Draw the pace of everybody at once, which costs less than to draw it for those alone who are checked."""
    people, size = crowd.people, crowd.bounds[crowd.bounds.size - 1]
    for i in range(size):
        crowd.draws[i] = uniform(people[i].key, D_DURATION)
    normal_quantiles(crowd.draws, crowd.pace, size)


@inlined
def first_hours(person: Row, thorough: int, pace: float, practice: Practice) -> float:
    """How long a check of the first line takes."""
    kind = person.code & 3
    return math.exp(practice.duration[kind, thorough, 0] + practice.duration[kind, thorough, 1] * pace)


@inlined
def truth(person: Row, post: int, thorough: int, practice: Practice, movements: Movements) -> tuple[int, float]:
    """What somebody truly is, as a number of `MARKS`, and how well that is hidden."""
    if person.code < 0:
        row = -(person.code >> 2) - 1
        return movements.marks[row], movements.concealment[row]
    kind, u = person.code & 3, uniform(person.key, D_MARK)
    cumulated = practice.prevalence
    if u >= cumulated[post, kind, thorough, cumulated.shape[3] - 1]:
        return 0, 0.0
    mark = 1
    while u >= cumulated[post, kind, thorough, mark]:
        mark += 1
    return mark, uniform(person.key, D_CONCEAL) * practice.limits[0]


@inlined
def detect(
    person: Row, post: int, part: int, detectors: tuple[int, int], mark: int, hidden: float, practice: Practice
) -> int:
    """Return the first of these detectors that detects, or UNDETECTED.

    Detectors are independent; concealment hides from those who look, not from databases.
    """
    if mark == 0:
        return UNDETECTED
    for detector in range(detectors[0], detectors[1]):
        p = practice.detection[post, detector, mark] * practice.reach[part, detector, person.code & 3]
        if detector == 0 or detector > LAST_DATABASE:
            p *= 1.0 - hidden
        if uniform(person.key, D_DETECTOR + detector) < p:
            return detector
    return UNDETECTED


@inlined
def is_sent_on(person: Row, thorough: int, mark: int, practice: Practice) -> Any:
    """Whether the first line, which found nothing, sends somebody to the second."""
    return uniform(person.key, D_REFERRAL) < practice.referral[person.code & 3, thorough, mark]


@inlined
def is_false_alarm(person: Row, post: int, mark: int, practice: Practice) -> Any:
    """Whether the second line indicates on somebody clean."""
    return mark == 0 and uniform(person.key, D_FALSE) < practice.false_alarm[post, person.code & 3]


@inlined
def second_hours(person: Row, post: int, mark: int, practice: Practice) -> float:
    """How long a check of the second line takes; a false indication takes extra time."""
    kind, z = person.code & 3, normal_quantile(uniform(person.key, D_SECOND))
    hours = math.exp(practice.duration[kind, 2, 0] + practice.duration[kind, 2, 1] * z)
    return hours + practice.limits[2] if is_false_alarm(person, post, mark, practice) else hours
