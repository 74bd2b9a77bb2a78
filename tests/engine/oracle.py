"""The oracle: a checkpoint as one would write it in SimPy, a process for each traveller.

It shares the candidates and the keyed draws with the kernel and nothing else: no windows, no lines of lanes.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Mapping, Sequence
from typing import Any

import numpy as np
import simpy

from sim.engine import queues
from sim.engine.keys import normal_quantile, uniform
from sim.engine.queues import DETECTORS, FIRST_LINE, LAST_DATABASE, NOT_TAKEN, TALLIES, UNDETECTED
from tests.engine.stations import Check, Day, Finding, Floats, Log, Movement, Person

Process = Generator[simpy.Event, Any, None]
CLOSING, CHECK = 0, 1


class Line:
    """Lanes as a resource of fixed size, those that are not open taken by blockers that go before everybody."""

    def __init__(self, env: simpy.Environment, room: int, limit: int, sends_on: bool) -> None:
        self.env = env
        self.lanes = simpy.PriorityResource(env, room)
        self.places = self.limit = limit
        self.sends_on = sends_on
        self.sent_on = env.event()
        self.blockers: list[Any] = []
        self.open(0)

    def open(self, lanes: int) -> None:
        """Open so many lanes from now on; a check under way ends first."""
        while len(self.blockers) < self.lanes.capacity - lanes:
            self.blockers.append(self.lanes.request(priority=CLOSING))
        self.blockers.sort(key=lambda blocker: blocker.triggered, reverse=True)
        while len(self.blockers) > self.lanes.capacity - lanes:
            blocker = self.blockers.pop()
            if blocker.triggered:
                self.lanes.release(blocker)
            else:
                blocker.cancel()
        if self.sends_on:
            self.limit = self.places if lanes else 0
        if self.sends_on and not lanes:
            self.sent_on.succeed()
            self.sent_on = self.env.event()

    @property
    def full(self) -> bool:
        """Whether somebody who comes now can neither begin nor wait."""
        waiting = sum(request.priority == CHECK for request in self.lanes.queue)
        return self.lanes.count == self.lanes.capacity and waiting >= self.limit

    def turn(self) -> Any:
        return self.lanes.request(priority=CHECK)


class Traveller:
    """Somebody at a checkpoint, whose properties are draws of his or her own key."""

    def __init__(self, person: Person, practice: queues.Practice, post: int, movement: Movement | None) -> None:
        self.key = np.uint64(person.key)
        self.came = person.came
        self.code = person.code
        self.kind = person.code & 3
        self.ordinary = movement is None
        self.thorough = not self.ordinary or self.draw(queues.D_STRATUM) < practice.thorough[post, self.kind]
        self.stratum = int(self.thorough)
        if movement is not None:
            self.mark, self.hidden = movement.mark, movement.concealment
            return
        cumulated = practice.prevalence[post, self.kind, self.stratum]
        below = int(np.searchsorted(cumulated, self.draw(queues.D_MARK), side="right"))
        self.mark = below % cumulated.size
        self.hidden = self.draw(queues.D_CONCEAL) * practice.limits[0] if self.mark else 0.0

    def draw(self, number: int) -> float:
        return float(uniform(self.key, number))


class Post:
    """One checkpoint with its two lines."""

    def __init__(self, env: simpy.Environment, day: Day, number: int) -> None:
        self.env = env
        self.practice = day.practice
        self.detection = day.practice.detection[number]
        self.number = number
        self.movements = day.movements
        self.first = Line(env, day.room, day.limits[0], day.sends_on)
        self.second = Line(env, day.room, day.limits[1], day.sends_on)
        self.tally = np.zeros((day.hours, len(queues.KINDS), len(TALLIES)))
        self.checks: list[Check] = []
        self.findings: list[Finding] = []

    def briefings(self, day: Day) -> Process:
        for time, briefing in sorted(day.briefings.items()):
            yield self.env.timeout(time - self.env.now)
            self.first.open(int(briefing.lanes[self.number, 0]))
            self.second.open(int(briefing.lanes[self.number, 1]))
            if briefing.detection is not None:
                self.detection = briefing.detection[self.number]

    def arrivals(self, people: Sequence[Person]) -> Process:
        for person in people:
            yield self.env.timeout(person.came - self.env.now)
            movement = self.movements[-(person.code >> 2) - 1] if person.code < 0 else None
            self.env.process(self.visit(Traveller(person, self.practice, self.number, movement)))

    def visit(self, who: Traveller) -> Process:
        if self.first.full:
            self.count("passed", who)
            if not who.ordinary:
                self.note(who, NOT_TAKEN, mark=0)
            return
        with self.first.turn() as turn:
            yield turn | self.first.sent_on
            if not turn.triggered:
                self.count("passed", who)
                return
            start = self.env.now
            hours = self.hours(who, who.stratum, queues.D_DURATION)
            self.count("begun", who)
            self.count("thorough", who, who.stratum)
            self.count("wait_h", who, start - who.came)
            self.count("busy_h", who, hours)
            self.checks.append(Check(self.number, who.came, who.code >> 2, who.kind, who.stratum, start, start + hours))
            yield self.env.timeout(hours)
        self.count("ended", who)
        detector = self.detect(who, range(FIRST_LINE), who.stratum)
        if detector == UNDETECTED and self.refers(who) and not self.second.full:
            self.count("referred", who)
            yield from self.second_line(who)
        else:
            self.conclude(who, detector)

    def second_line(self, who: Traveller) -> Process:
        alarm = who.mark == 0 and who.draw(queues.D_FALSE) < self.practice.false_alarm[self.number, who.kind]
        with self.second.turn() as turn:
            yield turn | self.second.sent_on
            if not turn.triggered:
                return
            hours = self.hours(who, 2, queues.D_SECOND)
            yield self.env.timeout(hours + self.practice.limits[2] if alarm else hours)
        detectors = [detector for detector in range(FIRST_LINE, len(DETECTORS)) if DETECTORS[detector] != "europol"]
        if who.draw(queues.D_SUBMIT) < self.practice.submission[self.number]:
            self.count("submitted", who)
            detectors.insert(0, DETECTORS.index("europol"))
        if alarm:
            self.count("false_indications", who)
            if who.draw(queues.D_SUSPICION) < self.practice.limits[1]:
                self.note(who, 0)
        self.conclude(who, self.detect(who, detectors, 2))

    def hours(self, who: Traveller, part: int, number: int) -> float:
        mu, sigma = self.practice.duration[who.kind, part]
        return math.exp(mu + sigma * normal_quantile(who.draw(number)))

    def refers(self, who: Traveller) -> bool:
        return who.draw(queues.D_REFERRAL) < float(self.practice.referral[who.kind, who.stratum, who.mark])

    def detect(self, who: Traveller, detectors: Sequence[int], part: int) -> int:
        for detector in detectors if who.mark else ():
            p = self.detection[detector, who.mark] * self.practice.reach[part, detector, who.kind]
            if not 1 <= detector <= LAST_DATABASE:
                p *= 1.0 - who.hidden
            if who.draw(queues.D_DETECTOR + detector) < p:
                return detector
        return UNDETECTED

    def conclude(self, who: Traveller, detector: int) -> None:
        if detector != UNDETECTED or not who.ordinary:
            self.note(who, detector)

    def note(self, who: Traveller, detector: int, mark: int | None = None) -> None:
        mark = who.mark if mark is None else mark
        self.findings.append(Finding(self.number, self.env.now, mark, detector, who.stratum, who.came, who.code))

    def count(self, what: str, who: Traveller, amount: float = 1.0) -> None:
        self.tally[int(self.env.now), who.kind, TALLIES.index(what)] += amount


def play(day: Day, candidates: Mapping[int, Sequence[Person]]) -> Log:
    """Play a day at the checkpoints of these candidates."""
    checks: list[Check] = []
    findings: list[Finding] = []
    tally: Floats = np.zeros((day.posts, day.hours, len(queues.KINDS), len(TALLIES)))
    for number, people in candidates.items():
        env = simpy.Environment()
        post = Post(env, day, number)
        met = [
            Person(m.time, np.uint64(m.key), m.kind - 4 * (row + 1))
            for row, m in enumerate(day.movements)
            if m.post == number
        ]
        env.process(post.briefings(day))
        env.process(post.arrivals(people))
        env.process(post.arrivals(sorted(met)))
        env.run(until=float(day.hours))
        checks += post.checks
        findings += post.findings
        tally[number] = post.tally
    return Log(sorted(checks), sorted(findings), tally)
