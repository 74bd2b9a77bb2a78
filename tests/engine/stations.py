"""Days at a few checkpoints, described once and played by the kernel here and by the oracle in SimPy."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine import arrivals, kernels, queues

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
KINDS, MARKS, DETECTORS = len(queues.KINDS), len(queues.MARKS), len(queues.DETECTORS)


class Check(NamedTuple):
    """A check of the first line; sorts by checkpoint and traveller."""

    post: int
    came: float
    number: int
    kind: int
    stratum: int
    start: float
    end: float


class Finding(NamedTuple):
    """What `serve` hands over; sorts by checkpoint and time."""

    post: int
    time: float
    mark: int
    detector: int
    stratum: int
    came: float
    code: int


class Person(NamedTuple):
    """Somebody who arrives."""

    came: float
    key: np.uint64
    code: int


class Log(NamedTuple):
    """What happened in a day."""

    checks: list[Check]
    findings: list[Finding]
    tally: Floats


@dataclass(frozen=True)
class Briefing:
    """What changes at a full window: open lanes (posts, 2), and how well detectors detect (posts, detectors, marks)."""

    lanes: Ints
    detection: Floats | None = None


@dataclass(frozen=True)
class Movement:
    """A movement of a network that is taken out of the stream."""

    post: int
    time: float
    kind: int
    mark: int
    concealment: float
    key: int


@dataclass(frozen=True)
class Day:
    """Everything that decides what happens at some checkpoints."""

    expected: Floats
    """Expected candidates (hours, posts, kinds)."""
    practice: queues.Practice
    briefings: dict[float, Briefing]
    """By the hour at which they are given; one at hour 0."""
    limits: tuple[int, int] = (8, 4)
    sends_on: bool = False
    """Whether those who wait where no lane is open any more are sent on, and nobody waits there."""
    per_hour: int = 2
    movements: tuple[Movement, ...] = ()
    seed: int = 1

    @property
    def posts(self) -> int:
        return len(self.expected[0])

    @property
    def hours(self) -> int:
        return len(self.expected)

    @property
    def keys(self) -> NDArray[np.uint64]:
        return np.random.default_rng(self.seed).integers(0, 2**63, self.posts, dtype=np.uint64)

    @property
    def room(self) -> int:
        return int(max(briefing.lanes.max() for briefing in self.briefings.values())) + 1


def lognormal(mean: float, cv: float) -> tuple[float, float]:
    """Log mean and log standard deviation of the lognormal with this mean and coefficient of variation."""
    sigma = np.sqrt(np.log1p(cv * cv))
    return float(np.log(mean) - 0.5 * sigma**2), float(sigma)


def practice(posts: int, seed: int = 0, **changes: Any) -> queues.Practice:
    """A practice in which everything happens often."""
    rng = np.random.default_rng(seed)
    prevalence = rng.uniform(0.0, 0.05, (posts, KINDS, 2, MARKS))
    prevalence[..., 0] = 0.0
    usual = queues.Practice(
        duration=np.array([[lognormal(mean, 0.6) for mean in (0.05, 0.15, 0.4)]] * KINDS),
        thorough=rng.uniform(0.1, 0.6, (posts, KINDS)),
        prevalence=np.cumsum(prevalence, axis=3),
        detection=rng.uniform(0.0, 0.5, (posts, DETECTORS, MARKS)),
        reach=rng.uniform(0.0, 1.0, (3, DETECTORS, KINDS)),
        referral=rng.uniform(0.05, 0.4, (KINDS, 2, MARKS)),
        false_alarm=rng.uniform(0.05, 0.3, (posts, KINDS)),
        submission=rng.uniform(0.0, 1.0, posts),
        limits=np.array([0.6, 0.3, 0.5]),
    )
    return usual._replace(**changes)


def no_lines(posts: int, room: int, limits: tuple[int, int]) -> queues.Queues:
    """Empty queues with room for so many lanes."""
    lines = np.zeros((posts, 2), dtype=queues.LINE)
    lines["limit"] = limits
    return queues.Queues(
        lines=lines,
        ends=np.zeros((posts, 2, room)),
        people=np.zeros((posts, 2, room), dtype=queues.PERSON),
        waiting=np.zeros((posts, 2, max(*limits, 1)), dtype=queues.PERSON),
    )


def room_for(posts: int, people: int) -> queues.Arrivals:
    """Arrivals with room for so many people."""
    return queues.Arrivals(
        people=np.zeros(people, dtype=queues.PERSON),
        next=np.zeros(posts, dtype=np.int64),
        bounds=np.zeros(posts + 1, dtype=np.int64),
    )


@dataclass
class Kernel:
    """Plays a day in windows with `serve`."""

    day: Day
    keep: bool = True
    checks: list[Check] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    candidates: list[list[Person]] = field(default_factory=list)
    arrived: Ints = field(init=False)
    """Candidates (posts, hours, kinds)."""

    def __post_init__(self) -> None:
        day = self.day
        self.queues = no_lines(day.posts, day.room, day.limits)
        self.arrivals = room_for(day.posts, int(day.expected.sum(axis=(1, 2)).max() * 1.5) + 200)
        most = self.arrivals.people.size + day.posts * (2 * day.room + sum(day.limits)) + len(day.movements)
        self.ledger = queues.Ledger(
            tally=np.zeros((day.hours, day.posts, KINDS, len(queues.TALLIES))),
            found=np.zeros(2 * most, dtype=queues.FOUND),
            checks=np.zeros(most if self.keep else 0, dtype=queues.CHECK),
            counts=np.zeros(2, dtype=np.int64),
        )
        self.practice = day.practice._replace(detection=day.practice.detection.copy())
        self.carried = queues.Movements(
            np.array([m.mark for m in day.movements], dtype=np.int64), np.array([m.concealment for m in day.movements])
        )
        self.candidates = [[] for _ in range(day.posts)]
        self.arrived = np.zeros((day.posts, day.hours, KINDS), dtype=np.int64)

    @property
    def tally(self) -> Floats:
        """Sums (posts, hours, kinds, TALLIES)."""
        return self.ledger.tally.swapaxes(0, 1)

    def play(self) -> Log:
        """Play the whole day."""
        for window in range(self.day.hours * self.day.per_hour):
            self.advance(window / self.day.per_hour, (window + 1) / self.day.per_hour)
        return Log(sorted(self.checks), sorted(self.findings), self.tally)

    def advance(self, begin: float, until: float) -> None:
        """Play one window."""
        day, ledger = self.day, self.ledger
        if begin == int(begin):
            self._draw(int(begin))
        if begin in day.briefings:
            briefing = day.briefings[begin]
            self.queues.lines["capacity"] = briefing.lanes
            if briefing.detection is not None:
                self.practice.detection[:] = briefing.detection
        kernels.serve(
            begin,
            until,
            self.arrivals,
            self._encounters(begin, until),
            self.carried,
            self.queues,
            self.practice,
            ledger,
        )
        for post, time, mark, detector, stratum, came, _, code in ledger.found[: ledger.counts[0]].tolist():
            self.findings.append(Finding(post, time, mark, detector, stratum, came, code))
        for post, kind, stratum, number, came, start, end in ledger.checks[: ledger.counts[1]].tolist():
            self.checks.append(Check(post, came, number, kind, stratum, start, end))
        ledger.counts[1] = 0

    def _draw(self, hour: int) -> None:
        count = arrivals.draw_arrivals(hour, self.day.expected[hour], self.day.keys, self.arrivals)
        assert count <= self.arrivals.people.size
        if not self.keep:
            return
        for post in range(self.day.posts):
            for person in self.arrivals.people[self.arrivals.bounds[post] : self.arrivals.bounds[post + 1]]:
                self.candidates[post].append(Person(float(person["came"]), person["key"], int(person["code"])))
                self.arrived[post, hour, person["code"] & 3] += 1

    def _encounters(self, begin: float, until: float) -> queues.Encounters:
        met = sorted((m.post, m.time, row) for row, m in enumerate(self.day.movements) if begin <= m.time < until)
        people = np.zeros(len(met), dtype=queues.PERSON)
        for place, (_, time, row) in enumerate(met):
            movement = self.day.movements[row]
            people[place] = (time, movement.key, movement.kind - 4 * (row + 1))
        return queues.Encounters(np.array([post for post, _, _ in met], dtype=np.int64), people)
