"""The checks of an action as one would write them in SimPy: a process for each traveller, chance from `random`.

Same posts, lanes, backlog limits, expected candidates and distributions as the model; nothing is made of what is found.
"""

from __future__ import annotations

import random
from bisect import bisect
from typing import NamedTuple

import numpy as np
import simpy

from sim.engine.queues import KINDS
from sim.world.theatre.shifts import shift_of
from sim.world.theatre.theatre import Theatre
from tests.engine.oracle import Line, Process


class Check(NamedTuple):
    """A check of the first line."""

    post: str
    kind: str
    came: float
    start: float
    end: float
    found: bool


class Lanes(Line):
    """Lanes that are quick to ask whether they are full; blockers that wait for a lane count as travellers."""

    @property
    def full(self) -> bool:
        return len(self.lanes.queue) >= self.limit and self.lanes.count == self.lanes.capacity


class Post:
    """A checkpoint and those who pass it."""

    def __init__(self, env: simpy.Environment, theatre: Theatre, number: int, lanes: list[int]) -> None:
        self.env = env
        self.name = theatre.checkpoints[number].name
        checks = theatre.scenario.behaviour.checks
        self.lanes = lanes
        self.first = Lanes(env, max(*lanes, 1), checks.backlog)
        self.second = Lanes(env, max(*lanes, 1), checks.second_backlog)
        self.share = theatre.scenario.behaviour.staffing.second_line
        self.rates = theatre.candidates[number].tolist()
        self.profile = theatre.profile.tolist()
        self.thorough = theatre.thorough[number].tolist()
        self.duration = theatre.duration.tolist()
        self.prevalence = theatre.prevalence[number].cumsum(axis=2).tolist()
        self.detection = theatre.detection[number].tolist()
        self.referral = theatre.referral.tolist()
        self.checks: list[Check] = []
        self.passed = 0

    def shifts(self, start: float) -> Process:
        """Open and close lanes at the changes of shift."""
        while True:
            lanes = self.lanes[shift_of((self.env.now + start) % 24.0)]
            self.first.open(lanes)
            self.second.open(max(1, round(lanes * self.share)) if lanes else 0)
            yield self.env.timeout(1.0)

    def arrivals(self, kind: int) -> Process:
        """Candidates of a kind, hour by hour."""
        for hour, level in enumerate(self.profile):
            rate = self.rates[kind] * level
            came = float(hour)
            while rate > 0.0 and (came := came + random.expovariate(rate)) < hour + 1:
                yield self.env.timeout(came - self.env.now)
                self.env.process(self.visit(kind))

    def visit(self, kind: int) -> Process:
        """One traveller: first line, and the second for those who are sent there."""
        came = self.env.now
        if self.first.full:
            self.passed += 1
            return
        with self.first.turn() as turn:
            yield turn
            start = self.env.now
            stratum = int(random.random() < self.thorough[kind])
            mark = (bisect(self.prevalence[kind][stratum], random.random())) % len(self.referral[0][0])
            yield self.env.timeout(random.lognormvariate(*self.duration[kind][stratum]))
        found = mark > 0 and any(random.random() < channel[mark] for channel in self.detection)
        self.checks.append(Check(self.name, KINDS[kind], came, start, self.env.now, found))
        if not found and random.random() < self.referral[kind][stratum][mark] and not self.second.full:
            with self.second.turn() as turn:
                yield turn
                yield self.env.timeout(random.lognormvariate(*self.duration[kind][2]))


def play(theatre: Theatre) -> tuple[list[Check], int]:
    """Play an action; returns its checks and how many passed."""
    random.seed(1)
    env = simpy.Environment()
    officers = np.sum([*theatre.posting.values()], axis=0)
    lanes = np.array([theatre.lanes(officers, shift) for shift in range(3)])
    posts = [Post(env, theatre, number, lanes[:, number].tolist()) for number in range(len(theatre.checkpoints))]
    for post in posts:
        env.process(post.shifts(theatre.scenario.start.hour))
        for kind in range(len(KINDS)):
            env.process(post.arrivals(kind))
    env.run(until=theatre.scenario.hours)
    return [check for post in posts for check in post.checks], sum(post.passed for post in posts)
