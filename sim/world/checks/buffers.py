"""The arrays on which the kernel of checks works: how they are made, and made larger (ODD 7.1, 7.2).

What the arrays mean is said in `sim.engine.queues`.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.engine import queues
from sim.engine.distributions import variation
from sim.engine.queues import MARKS
from sim.words import EUROPOL
from sim.world.contract.environment import Environment
from sim.world.crime.networks import CriminalNetworks
from sim.world.theatre.theatre import Theatre

Floats = NDArray[np.float64]


def luck_of_days(env: Environment) -> tuple[Floats, Floats]:
    """Factors by which candidates vary, each with mean 1.

    Returns
    -------
    tuple
        The factor of each checkpoint over the whole action (checkpoints), made of one for the action and one for its
        country; and the factor of each checkpoint on each day (checkpoints, days).
    """
    traffic = env.plan.behaviour.traffic
    chance = env.chance
    action = variation(traffic.action_variation, chance.draw("weather", "action"))
    country = {code: variation(traffic.country_variation, chance.draw("weather", code)) for code in env.theatre.codes}
    whole = np.array([action * country[point.country] for point in env.theatre.checkpoints])
    days = np.array(
        [
            [variation(traffic.day_variation, u) for u in chance.many("weather", point.name, env.plan.days + 1)]
            for point in env.theatre.checkpoints
        ]
    )
    return whole, days


def practice_of(env: Environment, networks: CriminalNetworks) -> queues.Practice:
    """How checks are made at each checkpoint, at the beginning of the action.

    What is found by chance differs from the plan in two ways. Each mark varies from action to action. And associates
    are met in proportion to the networks at work in a country. Probabilities of detection are set anew on each shift.
    """
    theatre = env.theatre
    behaviour = env.plan.behaviour
    reported = np.array([theatre.cooperation.between(p.country, EUROPOL).reported for p in theatre.checkpoints])
    prevalence = theatre.prevalence.copy()
    active = np.array([networks.at_work_in(point.country) for point in theatre.checkpoints])
    prevalence[..., MARKS.index("associate")] *= active[:, None, None]
    for mark in range(1, len(MARKS)):
        u = env.chance.draw("weather", f"prevalence/{MARKS[mark]}")
        prevalence[..., mark] *= variation(behaviour.prevalence.variation, u)
    return queues.Practice(
        duration=theatre.duration,
        thorough=theatre.thorough,
        prevalence=np.cumsum(prevalence, axis=3),
        detection=theatre.detection.copy(),
        reach=theatre.reach,
        referral=theatre.referral,
        false_alarm=theatre.false_alarm.copy(),
        submission=reported,
        limits=np.array(
            [behaviour.detection.concealment, behaviour.selection.suspicion, behaviour.checks.false_indication_time]
        ),
    )


def arrivals_for(points: int, room: int) -> queues.Arrivals:
    """Empty arrivals, with room for so many people in an hour."""
    return queues.Arrivals(
        people=np.zeros(room, dtype=queues.PERSON),
        next=np.zeros(points, dtype=np.int64),
        bounds=np.zeros(points + 1, dtype=np.int64),
    )


def queues_for(theatre: Theatre) -> queues.Queues:
    """Empty queues, with room for the lanes of the plan and some more."""
    checks = theatre.scenario.behaviour.checks
    size = len(theatre.checkpoints)
    posted = sum(theatre.posting.values(), np.zeros(size))
    duty = theatre.duty
    room = max(math.ceil(theatre.lanes(posted, duty.at(change)).max(initial=0.0)) for change in duty.changes) + 8
    places = max(checks.backlog, checks.second_backlog, 1)
    lines = np.zeros((size, 2), dtype=queues.LINE)
    lines["limit"] = (checks.backlog, checks.second_backlog)
    return queues.Queues(
        lines=lines,
        ends=np.zeros((size, 2, room)),
        people=np.zeros((size, 2, room), dtype=queues.PERSON),
        waiting=np.zeros((size, 2, places), dtype=queues.PERSON),
    )


def widened(narrow: queues.Queues, room: int) -> queues.Queues:
    """The same queues with room for more lanes."""
    size, _, lanes = narrow.ends.shape
    ends = np.zeros((size, 2, room))
    people = np.zeros((size, 2, room), dtype=queues.PERSON)
    ends[:, :, :lanes], people[:, :, :lanes] = narrow.ends, narrow.people
    return narrow._replace(ends=ends, people=people)
