"""The live checkpoints: lanes, queues and every check, window by window (ODD 7.1 to 7.3)."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from simpy.events import NORMAL, Event

from sim.domain import rules
from sim.domain.layout import Layout, shift_of
from sim.domain.places import Checkpoint
from sim.engine import arrivals, kernels, queues
from sim.engine.distributions import variation
from sim.engine.queues import CHANNELS, KINDS, MARKS

if TYPE_CHECKING:
    from sim.domain.operation import Operation

Floats = NDArray[np.float64]
_FOUND_BY = ["officer" if channel == "search" else channel for channel in CHANNELS]
"""Who is named for a detection: a full search is the officers' own."""


@dataclass(frozen=True, slots=True)
class Encounter:
    """What came of a movement's meeting with a checkpoint."""

    time_h: float
    selected: bool
    channel: str
    case: str


@dataclass(slots=True)
class _Pending:
    """A movement that will reach a checkpoint."""

    point: int
    time_h: float
    kind: int
    mark: int
    concealment: float
    subject: str
    network: str
    done: Event


class Checkpoints:
    """State of all checkpoints of a run.

    Parameters
    ----------
    world
        The operation that they belong to.
    """

    def __init__(self, world: Operation) -> None:
        layout = world.layout
        size = len(layout.checkpoints)
        self.world = world
        self.layout: Layout = layout
        self.points: tuple[Checkpoint, ...] = layout.checkpoints
        self.officers = np.zeros(size)
        self.moved = np.zeros(size)
        """Officers sent to (or away from) checkpoints by decisions during the action."""
        self.guests = np.zeros(size)
        """Officers of Frontex who make checks beside those of the country."""
        self.traffic = np.ones(size)
        self.closed = np.zeros(size, dtype=np.int64)
        self._surges: list[tuple[NDArray[np.int64], float]] = []
        self.mobile_office = np.zeros(size, dtype=bool)
        self._pending: list[tuple[float, str, _Pending]] = []
        self._carried: list[_Pending] = []
        self._marks = np.zeros(4096, dtype=np.int64)
        self._concealment = np.zeros(4096)
        whole, self._by_day = _days(world)
        self._candidates = layout.candidates * whole[:, None]
        hour_days = np.minimum(np.arange(int(world.plan.hours)) // 24, self._by_day.shape[1] - 1)
        self.luck_by_hour = whole[:, None] * self._by_day[:, hour_days]
        """Variation of candidates and of ordinary traffic (checkpoints, hours)."""
        chance = world.chance
        self._keys = np.array([chance.key("arrivals", point.name) for point in self.points], dtype=np.uint64)
        hours = int(world.plan.hours)
        self._queues = _queues(layout)
        self._ledger = queues.Ledger(
            tally=np.zeros((size, hours, len(KINDS), len(queues.TALLIES))),
            found=np.zeros(8192, dtype=queues.FOUND),
            checks=np.zeros(0, dtype=queues.CHECK),
            counts=np.zeros(2, dtype=np.int64),
        )
        self._arrivals = _arrivals(size, 4096)
        self._kept: list[NDArray[np.void]] = []
        self._practice = _practice(world)
        self._next_window = 0.0
        self.lanes_by_hour = np.zeros((size, hours))
        self.traffic_by_hour = np.ones((size, hours))

    @property
    def tally(self) -> Floats:
        """Sums (checkpoints, hours, kinds, TALLIES)."""
        return self._ledger.tally

    @property
    def lanes(self) -> NDArray[np.int64]:
        """Lanes open now, by checkpoint."""
        return np.asarray(self._queues.lines["capacity"][:, 0])

    def referrals(self, points: NDArray[np.bool_] | slice) -> float:
        """Referrals so far at some checkpoints."""
        return float(self._ledger.tally[points, :, :, queues.REFERRED].sum())

    @property
    def open_checks(self) -> NDArray[np.int64]:
        """First-line checks under way, by checkpoint."""
        return np.asarray(self._queues.lines["busy"][:, 0])

    def lost_checks(self) -> Floats:
        """First-line checks that began, have not ended and are not under way, by checkpoint: 0 everywhere."""
        tally = self._ledger.tally.sum(axis=(1, 2))
        return np.asarray(tally[:, queues.BEGUN] - tally[:, queues.ENDED] - self.open_checks)

    @property
    def checks(self) -> NDArray[np.void]:
        """Every check begun, when they were kept."""
        return np.concatenate(self._kept) if self._kept else np.zeros(0, dtype=queues.CHECK)

    def staff(self, hour_of_day: float) -> None:
        """Open the lanes and set the state of officers that follow from who is posted where on this shift."""
        shift = shift_of(hour_of_day)
        hosts = np.maximum(self.officers + self.moved, 0.0)
        lanes = self.layout.lanes(hosts + self.guests * (hosts > 0.0), shift) * (self.closed == 0)
        share = self.world.plan.behaviour.staffing.second_line
        room = self._queues.ends.shape[2]
        if lanes.max() > room:
            self._queues = _widened(self._queues, int(lanes.max()) + 8)
        lines = self._queues.lines
        lines["capacity"][:, 0] = lanes
        lines["capacity"][:, 1] = np.where(lanes > 0, np.maximum(1, np.rint(lanes * share)), 0)
        checks = self.world.plan.behaviour.checks
        lines["limit"] = np.where(lanes[:, None] > 0, (checks.backlog, checks.second_backlog), 0)
        self._send_on()
        self.equip(shift)

    def equip(self, shift: int) -> None:
        """Set what is detected, and what is indicated falsely, by those and by the equipment at work on a shift."""
        detection, self._practice.false_alarm[:] = self.world.assets.at_work(shift)
        fatigue = self.world.plan.behaviour.detection.night if shift == 2 else 0.0
        table = rules.detection_on_shift(detection, self.world.skill, fatigue)
        self._practice.detection[:] = self.world.systems.left(table)

    def _send_on(self) -> None:
        """Let those who wait where no lane is open any more go on: unchecked, or with what the first line found."""
        now = float(self.world.clock.now)
        lines = self._queues.lines
        for point, line in np.argwhere((lines["capacity"] == 0) & (lines["waiting"] > 0)).tolist():
            row, ring = lines[point, line], self._queues.waiting[point, line]
            for place in range(row["waiting"]):
                person = ring[(row["first"] + place) % ring.size]
                code = int(person["code"])
                if line == 0:
                    self._ledger.tally[point, int(now), code & 3, queues.PASSED] += 1
                if code < 0:
                    pending = self._carried[-(code >> 2) - 1]
                    self._end(pending, Encounter(max(now, pending.time_h), line == 1, "", ""), now)
            row["waiting"] = 0

    def begin_surge(self, points: NDArray[np.int64], factor: float) -> tuple[NDArray[np.int64], float]:
        """Multiply candidates and ordinary traffic of some checkpoints from the next full hour, until it ends."""
        surge = (points, factor)
        self._surges.append(surge)
        self._set_traffic()
        return surge

    def end_surge(self, surge: tuple[NDArray[np.int64], float]) -> None:
        """End a surge."""
        self._surges = [other for other in self._surges if other is not surge]
        self._set_traffic()

    def _set_traffic(self) -> None:
        self.traffic[:] = 1.0
        for points, factor in self._surges:
            self.traffic[points] *= factor

    def submit(self, reported: Floats) -> None:
        """Set the probability that who is in the second line is submitted to Europol, by checkpoint."""
        self._practice.submission[:] = reported

    def meet(
        self, point: int, time_h: float, kind: int, mark: str, concealment: float, subject: str, network: str
    ) -> Event:
        """Announce that a movement will reach a checkpoint; the event brings the `Encounter` when it is over.

        A movement reaches a checkpoint no earlier than the next briefing, since the checks before it are already made.
        """
        done = Event(self.world.clock)
        time_h = max(time_h, self._next_window + 1e-9)
        pending = _Pending(point, time_h, kind, MARKS.index(mark), concealment, subject, network, done)
        heapq.heappush(self._pending, (time_h, subject, pending))
        return done

    def advance(self, begin: float, until: float) -> None:
        """Make all checks of a window and hand over what was found, each at its own time."""
        world = self.world
        hour = int(begin)
        if begin == hour:
            self._draw(hour)
        self.lanes_by_hour[:, hour] += self.lanes * (until - begin)
        encounters = self._select(begin, until)
        self._make_room(encounters.posts.size)
        self._next_window = until
        kernels.serve(
            begin,
            until,
            self._arrivals,
            encounters,
            queues.Movements(self._marks, self._concealment),
            self._queues,
            self._practice,
            self._ledger,
        )
        counts = self._ledger.counts
        for row in self._ledger.found[: counts[0]].tolist():
            self._hand_over(row, begin)
        if world.detail == "checks":
            self._kept.append(self._ledger.checks[: counts[1]].copy())
            counts[1] = 0

    def _draw(self, hour: int) -> None:
        """Draw the candidates of an hour block."""
        day = min(hour // 24, self._by_day.shape[1] - 1)
        level = self.layout.profile[hour] * self._by_day[:, day] * self.traffic * (self.closed == 0)
        expected = self._candidates * level[:, None]
        self.traffic_by_hour[:, hour] = self.traffic * (self.closed == 0)
        count = arrivals.draw_arrivals(hour, expected, self._keys, self._arrivals)
        if count > self._arrivals.people.size:
            self._arrivals = _arrivals(len(self.points), int(count * 1.3))
            arrivals.draw_arrivals(hour, expected, self._keys, self._arrivals)

    def _select(self, begin: float, until: float) -> queues.Encounters:
        """Movements that are taken out of the stream in this window; others, and those where no lane is open, pass."""
        world = self.world
        lanes = self.lanes
        taken = []
        while self._pending and self._pending[0][0] < until:
            pending = heapq.heappop(self._pending)[2]
            u = world.chance.draws("encounter", f"{pending.subject}@{self.points[pending.point].name}")
            if lanes[pending.point] > 0 and u[0] < self._taken_share(pending, u[1]):
                taken.append(pending)
            else:
                self._end(pending, Encounter(pending.time_h, False, "", ""), begin)
        taken.sort(key=lambda pending: (pending.point, pending.time_h))
        people = np.zeros(len(taken), dtype=queues.PERSON)
        posts = np.zeros(len(taken), dtype=np.int64)
        for row, pending in enumerate(taken):
            number = len(self._carried)
            self._carried.append(pending)
            if number >= self._marks.size:
                self._marks = np.concatenate([self._marks, np.zeros_like(self._marks)])
                self._concealment = np.concatenate([self._concealment, np.zeros_like(self._concealment)])
            self._marks[number] = pending.mark
            self._concealment[number] = pending.concealment
            key = world.chance.key("encounter", f"{pending.subject}@{self.points[pending.point].name}/check")
            people[row] = (pending.time_h, key, pending.kind - 4 * (number + 1))
            posts[row] = pending.point
        return queues.Encounters(posts, people)

    def _taken_share(self, pending: _Pending, u: float) -> float:
        """Probability that a movement is taken out of the stream of ordinary traffic."""
        selection = self.world.plan.behaviour.selection
        point = self.points[pending.point]
        thorough = self._candidates[pending.point, pending.kind] * self.layout.thorough[pending.point, pending.kind]
        share = rules.taken_share(thorough * 24.0, point.passing[pending.kind], selection.most_taken)
        sensitivity, false_alarm = self.layout.indicators[pending.point, pending.kind, pending.mark].tolist()
        odds = rules.indicator_odds(u < sensitivity, sensitivity, false_alarm)
        odds *= self.world.fusion.alert_odds(pending.network, point.country)
        return rules.by_odds(share, odds)

    def _make_room(self, encounters: int) -> None:
        """Grow what the kernel writes into, so that it cannot overflow."""
        lines = self._queues.lines
        most = self._arrivals.people.size + encounters + int(lines["busy"].sum() + lines["waiting"].sum())
        ledger = self._ledger
        found = ledger.found if ledger.found.size >= 2 * most else np.zeros(2 * most, dtype=queues.FOUND)
        checks = ledger.checks
        if self.world.detail == "checks" and checks.size < most:
            checks = np.zeros(most, dtype=queues.CHECK)
        self._ledger = ledger._replace(found=found, checks=checks)

    def _hand_over(self, row: tuple[int, float, int, int, int, float, int, int], begin: float) -> None:
        """Turn a finding into a case, and end an encounter."""
        point, time_h, mark, channel, stratum, came, _, code = row
        if code >= 0:
            name = f"{self.points[point].name}/{KINDS[code & 3]}/h{int(came):03d}/{code >> 2}"
            selection = "thorough" if stratum else "brief"
            found_by = _FOUND_BY[channel]
            self.world.cases.open_at(
                time_h, name, self.points[point], KINDS[code & 3], selection, MARKS[mark], found_by
            )
            return
        pending = self._carried[-(code >> 2) - 1]
        if channel < 0:
            selected = channel == queues.UNDETECTED
            self._end(pending, Encounter(time_h, selected, "", ""), begin)
            return
        case = f"{self.points[point].name}/{KINDS[code & 3]}/{pending.subject.replace('/', '-')}"
        self._end(pending, Encounter(time_h, True, _FOUND_BY[channel], case), begin)

    def _end(self, pending: _Pending, encounter: Encounter, begin: float) -> None:
        pending.done._ok = True
        pending.done._value = encounter
        self.world.clock.schedule(pending.done, NORMAL, encounter.time_h - begin)


def _days(world: Operation) -> tuple[Floats, Floats]:
    """Variation of candidates: of each checkpoint over the action, and from day to day (checkpoints, days)."""
    traffic = world.plan.behaviour.traffic
    chance = world.chance
    action = variation(traffic.action_variation, chance.draw("weather", "action"))
    country = {code: variation(traffic.country_variation, chance.draw("weather", code)) for code in world.layout.codes}
    whole = np.array([action * country[point.country] for point in world.layout.checkpoints])
    days = np.array(
        [
            [variation(traffic.day_variation, u) for u in chance.many("weather", point.name, world.plan.days + 1)]
            for point in world.layout.checkpoints
        ]
    )
    return whole, days


def _practice(world: Operation) -> queues.Practice:
    layout = world.layout
    behaviour = world.plan.behaviour
    prevalence = layout.prevalence.copy()
    active = np.array([len(world.presence[point.country]) for point in layout.checkpoints])
    prevalence[..., MARKS.index("associate")] *= active[:, None, None]
    for mark in range(1, len(MARKS)):
        u = world.chance.draw("weather", f"prevalence/{MARKS[mark]}")
        prevalence[..., mark] *= variation(behaviour.prevalence.variation, u)
    return queues.Practice(
        duration=layout.duration,
        thorough=layout.thorough,
        prevalence=np.cumsum(prevalence, axis=3),
        detection=layout.detection.copy(),
        reach=layout.reach,
        referral=layout.referral,
        false_alarm=layout.false_alarm.copy(),
        submission=np.zeros(len(layout.checkpoints)),
        limits=np.array(
            [behaviour.detection.concealment, behaviour.selection.suspicion, behaviour.checks.false_indication_time]
        ),
    )


def _arrivals(points: int, room: int) -> queues.Arrivals:
    return queues.Arrivals(
        people=np.zeros(room, dtype=queues.PERSON),
        next=np.zeros(points, dtype=np.int64),
        bounds=np.zeros(points + 1, dtype=np.int64),
    )


def _queues(layout: Layout) -> queues.Queues:
    checks = layout.scenario.behaviour.checks
    size = len(layout.checkpoints)
    posted = sum(layout.posting.values(), np.zeros(size))
    room = max(int(layout.lanes(posted, shift).max(initial=0)) for shift in range(3)) + 8
    places = max(checks.backlog, checks.second_backlog, 1)
    lines = np.zeros((size, 2), dtype=queues.LINE)
    lines["limit"] = (checks.backlog, checks.second_backlog)
    return queues.Queues(
        lines=lines,
        ends=np.zeros((size, 2, room)),
        slots=np.tile(np.arange(room, dtype=np.int64), (size, 2, 1)),
        people=np.zeros((size, 2, room), dtype=queues.PERSON),
        waiting=np.zeros((size, 2, places), dtype=queues.PERSON),
    )


def _widened(narrow: queues.Queues, room: int) -> queues.Queues:
    """The same queues with space for more lanes."""
    size, _, lanes = narrow.ends.shape
    ends = np.zeros((size, 2, room))
    slots = np.tile(np.arange(room, dtype=np.int64), (size, 2, 1))
    people = np.zeros((size, 2, room), dtype=queues.PERSON)
    ends[:, :, :lanes], slots[:, :, :lanes], people[:, :, :lanes] = narrow.ends, narrow.slots, narrow.people
    return narrow._replace(ends=ends, slots=slots, people=people)
