"""The checks of an action in plain SimPy, as somebody who knows it writes them when they are to be quick.

Same posts, lanes by shift, backlog limit, expected candidates and durations as the model, chance from `random`, and
nothing that is not needed: the first line alone, a process of two events for each traveller, no log, sums only. Whoever
comes draws how thorough the check is, how long it takes and whether something is found, of which nothing is made.
"""

from __future__ import annotations

import random
from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
import simpy

from sim.engine.queues import KINDS
from sim.scenario.shifts import SHIFTS
from sim.world.theatre.shifts import shift_of
from sim.world.theatre.theatre import Theatre

Process = Generator[simpy.Event, object, None]


class Lanes(simpy.Resource):
    """A resource whose capacity changes with the shift."""

    def open(self, lanes: int) -> None:
        """Open so many lanes; a check under way ends first."""
        self._capacity = lanes
        self._trigger_put(None)


@dataclass(slots=True)
class Post:
    """A checkpoint: its lanes, and what has happened at it."""

    lanes: Lanes
    backlog: int
    checks: int = 0
    wait_h: float = 0.0
    found: int = 0
    passed: int = 0


def shifts(env: simpy.Environment, post: Post, lanes: list[int], start: float) -> Process:
    """Open and close lanes at the changes of shift."""
    while True:
        post.lanes.open(lanes[shift_of((env.now + start) % 24.0)])
        yield env.timeout(1.0)


def arrivals(
    env: simpy.Environment,
    post: Post,
    rates: list[float],
    thorough: float,
    durations: list[tuple[float, float]],
    marked: list[float],
) -> Process:
    """Candidates of a kind, hour by hour: they are checked, wait for it, or pass where the backlog is full."""
    lanes = post.lanes
    for hour, rate in enumerate(rates):
        came = float(hour)
        while rate > 0.0 and (came := came + random.expovariate(rate)) < hour + 1:
            yield env.timeout(came - env.now)
            if len(lanes.queue) >= post.backlog and lanes.count >= lanes.capacity:
                post.passed += 1
            else:
                part = random.random() < thorough
                env.process(visit(env, post, *durations[part], marked[part]))


def visit(env: simpy.Environment, post: Post, mu: float, sigma: float, marked: float) -> Process:
    """One traveller."""
    came = env.now
    with post.lanes.request() as turn:
        yield turn
        post.checks += 1
        post.wait_h += env.now - came
        yield env.timeout(random.lognormvariate(mu, sigma))
    post.found += random.random() < marked


class Play:
    """An action, played as far as it is asked to."""

    def __init__(self, theatre: Theatre) -> None:
        random.seed(1)
        self.env = env = simpy.Environment()
        self.posts: list[Post] = []
        officers = np.sum([*theatre.posting.values()], axis=0)
        lanes = np.array([theatre.lanes(officers, theatre.duty.at(hour)) for hour in SHIFTS])
        backlog = theatre.scenario.behaviour.checks.backlog
        for number, rates in enumerate(theatre.candidates):
            post = Post(Lanes(env), backlog)
            self.posts.append(post)
            env.process(shifts(env, post, lanes[:, number].tolist(), theatre.scenario.start.hour))
            for kind in range(len(KINDS)):
                by_hour = (rates[kind] * theatre.profile).tolist()
                durations = [(float(mu), float(sigma)) for mu, sigma in theatre.duration[kind]]
                marked = theatre.prevalence[number, kind].sum(axis=1).tolist()
                env.process(arrivals(env, post, by_hour, float(theatre.thorough[number, kind]), durations, marked))

    def advance(self, hour: float) -> None:
        """Play until an hour."""
        self.env.run(until=hour)

    @property
    def checks(self) -> int:
        """How many were checked so far."""
        return sum(post.checks for post in self.posts)

    @property
    def passed(self) -> int:
        """How many passed unchecked so far."""
        return sum(post.passed for post in self.posts)
