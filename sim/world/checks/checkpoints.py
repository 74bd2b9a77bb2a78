"""The checkpoints of a run: lanes, queues, and every check, window by window (ODD 7.1 to 7.3).

A checkpoint is one country's side of a post. A window is the time from one briefing to the next. All checks of a window
are made at its beginning, in one call of compiled code. What they find is handed over at its own exact time.

A movement of a network says beforehand that it comes. At the beginning of a window it is decided whether it is taken
out of ordinary traffic. If so, it stands in the same queue as everybody else.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from simpy.events import NORMAL, Event

from sim.engine import arrivals, kernels, queues, shut
from sim.engine.patience import do_patiently
from sim.engine.queues import DETECTORS, KINDS, MARKS
from sim.world import odds
from sim.world.checks import rules
from sim.world.checks.alerts import Alerts
from sim.world.checks.buffers import arrivals_for, luck_of_days, practice_of, queues_for, widened
from sim.world.checks.post_events import PostEvents
from sim.world.contract.environment import Environment
from sim.world.contract.institutions import Institutions
from sim.world.crime.networks import CriminalNetworks
from sim.world.officers.officers import Officers
from sim.world.theatre.changes import trained
from sim.world.theatre.places import Checkpoint
from sim.world.theatre.shifts import NIGHT, shift_of

Floats = NDArray[np.float64]
_FOUND_BY = ["officer" if detector == "search" else detector for detector in DETECTORS]
"""Who is named for a detection, by detector: a full search is made by officers."""


class Encounter(NamedTuple):
    """What came of it when a movement met a checkpoint.

    `detector` is what found something, `case` the name of the case; both are empty if nothing was found.
    """

    time_h: float
    selected: bool
    detector: str
    case: str


@dataclass(slots=True)
class Traveller:
    """Whoever is on the way with something: what the checkpoints know of a movement.

    Attributes
    ----------
    subject
        Names the movement and the leg of its way, for chance.
    point, time_h, done
        Which checkpoint it reaches next, when, and the event by which it hears what came of it.
    """

    network: str
    mark: int
    concealment: float
    subject: str = ""
    kind: int = 0
    point: int = -1
    time_h: float = math.nan
    done: Event = field(init=False)


class EncounterLuck(NamedTuple):
    """Chance of a movement at a checkpoint: whether it is taken out, and whether it shows a risk indicator."""

    taken: float
    indicator: float


OnFinding = Callable[[float, str, Checkpoint, str, str, str, str], None]
"""Takes what an ordinary check found: hour, name of the case, checkpoint, kind, selection, mark, who found it."""


class Checkpoints:
    """All checkpoints of a run.

    Parameters
    ----------
    on_finding
        Is told of what ordinary checks find.
    keep
        Whether every single check is kept.

    Attributes
    ----------
    events
        What events changed at posts.
    lanes_by_hour, traffic_by_hour, luck_by_hour
        Mean lanes open; factor of surges, 0 while closed; factor of chance on traffic (checkpoints, hours).
    control
        Share of the ordinary traffic of each kind that the lanes manned now could check: what a lookout sees
        (checkpoints, kinds).
    ordinary_keys
        Keys from which waits at ordinary control are drawn (checkpoints, hours).
    """

    def __init__(
        self,
        env: Environment,
        institutions: Institutions,
        officers: Officers,
        networks: CriminalNetworks,
        alerts: Alerts,
        *,
        on_finding: OnFinding,
        keep: bool,
    ) -> None:
        theatre = env.theatre
        size, hours = len(theatre.checkpoints), int(env.plan.hours)
        self._env = env
        self._institutions = institutions
        self._officers = officers
        self._networks = networks
        self._alerts = alerts
        self._on_finding = on_finding
        self._keep = keep
        self.events = PostEvents(env, officers)
        self.theatre = theatre
        self.points: tuple[Checkpoint, ...] = theatre.checkpoints
        self._manned = np.zeros(size)
        """Lanes that the officers on duty can man."""
        self._guests = np.zeros(size)
        """Officers from elsewhere who make checks."""
        self._pending: list[tuple[float, str, Traveller]] = []
        """Movements that will come, as a heap by time."""
        self._carried: list[Traveller] = []
        """Movements that were taken out; their place here is in the code of a row (see `sim.engine.queues.PERSON`)."""
        self._marks = np.zeros(4096, dtype=np.int64)
        self._concealment = np.zeros(4096)
        whole, self._by_day = luck_of_days(env)
        self._candidates = theatre.candidates * whole[:, None]
        self._passing = np.array([point.passing for point in self.points]).reshape(size, len(KINDS))
        self._check_hours = np.array([theatre.check_hours(kind) for kind in range(len(KINDS))])
        most = env.plan.behaviour.selection.most_taken
        self._taken: list[list[float]] = rules.taken_share(
            self._candidates * theatre.thorough * 24.0, self._passing, most
        ).tolist()
        """Share of the traffic of each kind that is taken out for a thorough check, by checkpoint."""
        self.control = np.zeros((size, len(KINDS)))
        hour_days = np.minimum(np.arange(hours) // 24, self._by_day.shape[1] - 1)
        self.luck_by_hour = whole[:, None] * self._by_day[:, hour_days]
        self.ordinary_keys = np.zeros((size, hours), dtype=np.uint64)
        self.renew_luck()
        self._queues = queues_for(theatre)
        self._limits = np.array([env.plan.behaviour.checks.backlog, env.plan.behaviour.checks.second_backlog])
        self._ledger = queues.Ledger(
            tally=np.zeros((hours, size, len(KINDS), len(queues.TALLIES))),
            found=np.zeros(8192, dtype=queues.FOUND),
            checks=np.zeros(0, dtype=queues.CHECK),
            counts=np.zeros(2, dtype=np.int64),
        )
        self._arrivals = arrivals_for(size, 4096)
        self._kept: list[NDArray[np.void]] = []
        self._next_window = 0.0
        self._skill = np.zeros(size)
        self.lanes_by_hour = np.zeros((size, hours))
        self.traffic_by_hour = np.ones((size, hours))

    def prepare(self) -> None:
        """Find out how checks are made, and how skilled officers are; once it is known who takes part."""
        self._practice = practice_of(self._env, self._networks)
        skill = np.array([_skill(self._env, point.country) for point in self.points])
        self._skill = self._institutions.skill(skill)

    def renew_luck(self) -> None:
        """Draw the keys of traffic; those of another luck hold from the next full hour."""
        hour = math.ceil(self._env.clock.now)
        self._keys = self._drawn_for_each("arrivals")
        self.ordinary_keys[:, hour:] = self._drawn_for_each("ordinary")[:, None]

    def _drawn_for_each(self, decision: str) -> NDArray[np.uint64]:
        return np.array([self._env.chance.key(decision, point.name) for point in self.points], dtype=np.uint64)

    @property
    def checked_h(self) -> float:
        """Hour until which checks are made: the next briefing."""
        return self._next_window

    @property
    def tally(self) -> Floats:
        """Sums of what checks did (checkpoints, hours, kinds, TALLIES)."""
        return self._ledger.tally.swapaxes(0, 1)

    @property
    def lanes(self) -> NDArray[np.int64]:
        """Lanes open now, by checkpoint."""
        return np.asarray(self._queues.lines["capacity"][:, 0])

    def referrals(self, country: str | None) -> float:
        """Referrals so far, in one country or in all."""
        here = slice(None) if country is None else self.theatre.country == self.theatre.codes.index(country)
        return float(self.tally[here, :, :, queues.REFERRED].sum())

    @property
    def open_checks(self) -> NDArray[np.int64]:
        """First-line checks under way, by checkpoint."""
        return np.asarray(self._queues.lines["busy"][:, 0])

    def lost_checks(self) -> Floats:
        """First-line checks that began, have not ended and are not under way, by checkpoint: 0 everywhere."""
        tally = self.tally.sum(axis=1).sum(axis=1)
        return np.asarray(tally[:, queues.BEGUN] - tally[:, queues.ENDED] - self.open_checks)

    @property
    def checks(self) -> NDArray[np.void]:
        """Every first-line check that began, if they were kept."""
        return np.concatenate(self._kept) if self._kept else np.zeros(0, dtype=queues.CHECK)

    def staff(self, hour_of_day: float) -> None:
        """Set the lanes that can be manned on a shift, from the officers who are posted at each checkpoint."""
        hosts = np.maximum(self._officers.on_checks() + self.events.moved, 0.0)
        lanes = self.theatre.lanes(hosts + self._guests * (hosts > 0.0), self.theatre.duty.at(hour_of_day))
        self._manned = lanes * (self.events.closed == 0) * self.events.in_use
        checks_per_day = 24.0 * self._manned[:, None] / self._check_hours
        most = self._env.plan.behaviour.selection.most_taken
        self.control = rules.taken_share(checks_per_day, self._passing, most)
        lines, places = self._queues.lines, np.rint(self._manned * self._env.plan.behaviour.staffing.second_line)
        lines["capacity"][:, 1] = np.where(self._manned > 0.0, np.maximum(1, places), 0)
        self._open(self._env.clock.now)
        self._equip(hour_of_day)

    def _open(self, hour: float) -> None:
        """Open the lanes of the window of an hour; one that cannot be manned all the time is open in some windows.

        Those who wait where no lane is open any more are sent on: unchecked, or with what the first line found.
        """
        lanes = shut.open_lanes(self._manned, int(hour / self._env.plan.behaviour.checks.briefing + 1e-6))
        if lanes.max(initial=0) > self._queues.ends.shape[2]:
            self._queues = widened(self._queues, int(lanes.max()) + 8)
        now, tally = self._env.time, self._ledger.tally
        passed = tally[min(int(now), len(tally) - 1), :, :, queues.PASSED]
        sent_on = shut.send_on(self._queues.lines, self._queues.waiting, lanes, self._limits, passed)
        for code, line in sent_on.tolist():
            traveller = self._carried[-(code >> 2) - 1]
            self._end(traveller, Encounter(max(now, traveller.time_h), line == 1, "", ""), now)

    def equip(self) -> None:
        """Set anew what is detected, after teams, equipment or databases changed; it counts from the next window."""
        self._equip(self._env.clock.hour_of_day(self._env.clock.now))

    def _equip(self, hour_of_day: float) -> None:
        """Set the probabilities of detection and of false indications for an hour of the day."""
        detection, false_alarm = self.theatre.detection.copy(), self.theatre.false_alarm.copy()
        self._institutions.at_work(detection, false_alarm, hour_of_day)
        fatigue = self._env.plan.behaviour.detection.night if shift_of(hour_of_day) == NIGHT else 0.0
        seen = rules.detection_on_shift(detection, self._skill, fatigue)
        self._institutions.out_of_reach(seen)
        self._practice.detection[:] = seen
        self._practice.false_alarm[:] = false_alarm

    def host(self, point: int, officers: float) -> None:
        """Let officers from elsewhere make checks, from the next shift on, if the host has officers there."""
        self._guests[point] += officers

    def submitted(self, hour: int) -> float:
        """Entities that were submitted to Europol from the second line in an hour of the action."""
        return float(self.tally[:, hour, :, queues.SUBMITTED].sum())

    def submit(self, reported: Floats) -> None:
        """Set the probability that who or what is in the second line is submitted to Europol, by checkpoint."""
        self._practice.submission[:] = reported

    def meet(self, traveller: Traveller, point: int, time_h: float) -> Event:
        """Say that somebody will reach a checkpoint; returns the event that brings the `Encounter` when it is over.

        The checks of the present window are already made, so a movement is there no earlier than the next briefing.
        """
        traveller.done = done = Event(self._env.clock)
        traveller.point = point
        traveller.time_h = time_h = max(time_h, self._next_window + 1e-9)
        heapq.heappush(self._pending, (time_h, traveller.subject, traveller))
        return done

    def advance(self, begin: float, until: float) -> None:
        """Make all checks of a window, and hand over what was found, each at its own time."""
        hour = int(begin)
        if begin == hour:
            self._draw(hour)
        self._open(begin)
        self.lanes_by_hour[:, hour] += self.lanes * (until - begin)
        encounters = self._select(begin, until)
        self._make_room(encounters.posts.size)
        work = partial(
            kernels.serve,
            begin,
            until,
            self._arrivals,
            encounters,
            queues.Movements(self._marks, self._concealment),
            self._queues,
            self._practice,
            self._ledger,
        )
        do_patiently(work, int(self._arrivals.bounds[-1]))
        counts = self._ledger.counts
        for row in self._ledger.found[: counts[0]].tolist():
            self._hand_over(row, begin)
        if self._keep:
            self._kept.append(self._ledger.checks[: counts[1]].copy())
            counts[1] = 0

    def _draw(self, hour: int) -> None:
        """Draw the candidates of the hour that begins."""
        day = min(hour // 24, self._by_day.shape[1] - 1)
        level = self.theatre.profile[hour] * self._by_day[:, day] * self.events.traffic * (self.events.closed == 0)
        expected = self._candidates * level[:, None]
        self.traffic_by_hour[:, hour] = self.events.traffic * (self.events.closed == 0)
        count = arrivals.draw_arrivals(hour, expected, self._keys, self._arrivals)
        if count > self._arrivals.people.size:
            self._arrivals = arrivals_for(len(self.points), int(count * 1.3))
            arrivals.draw_arrivals(hour, expected, self._keys, self._arrivals)

    def _select(self, begin: float, until: float) -> queues.Encounters:
        """Take movements out of the traffic of a window; others pass, and so do all where no lane is open."""
        env = self._env
        lanes = self.lanes.tolist()
        taken = []
        self._next_window = until
        while self._pending and self._pending[0][0] < until:
            traveller = heapq.heappop(self._pending)[2]
            if lanes[traveller.point] and self._is_taken(traveller):
                taken.append(traveller)
            else:
                env.clock.happen(traveller.done, Encounter(traveller.time_h, False, "", ""))
        taken.sort(key=lambda traveller: (traveller.point, traveller.time_h))
        people = np.zeros(len(taken), dtype=queues.PERSON)
        posts = np.zeros(len(taken), dtype=np.int64)
        for row, traveller in enumerate(taken):
            number = len(self._carried)
            self._carried.append(traveller)
            if number >= self._marks.size:
                self._marks = np.concatenate([self._marks, np.zeros_like(self._marks)])
                self._concealment = np.concatenate([self._concealment, np.zeros_like(self._concealment)])
            self._marks[number] = traveller.mark
            self._concealment[number] = traveller.concealment
            key = env.chance.key("encounter", f"{traveller.subject}@{self.points[traveller.point].name}/check")
            people[row] = (traveller.time_h, key, traveller.kind - 4 * (number + 1))
            posts[row] = traveller.point
        return queues.Encounters(posts, people)

    def _is_taken(self, traveller: Traveller) -> bool:
        """Whether it is taken out: the share checked thoroughly, its odds times those of indicator and alert."""
        point = self.points[traveller.point]
        luck = self._env.chance.luck(EncounterLuck, "encounter", f"{traveller.subject}@{point.name}")
        sensitivity, false_alarm = self.theatre.indicators[traveller.point, traveller.kind, traveller.mark].tolist()
        ratio = rules.indicator_odds(luck.indicator < sensitivity, sensitivity, false_alarm)
        ratio *= self._alerts.odds(traveller.network, point.country)
        return luck.taken < odds.by_odds(self._taken[traveller.point][traveller.kind], ratio)

    def _make_room(self, encounters: int) -> None:
        """Give the kernel room for all that it could write down in a window, so that nothing overflows."""
        most = self._arrivals.people.size + encounters + self._queues.people.size + self._queues.waiting.size
        ledger = self._ledger
        found, checks = ledger.found, ledger.checks
        if found.size < 2 * most:
            found = np.empty(3 * most, dtype=queues.FOUND)
        if self._keep and checks.size < most:
            checks = np.empty(3 * most // 2, dtype=queues.CHECK)
        self._ledger = ledger._replace(found=found, checks=checks)

    def _hand_over(self, row: tuple[int, float, int, int, int, float, int, int], begin: float) -> None:
        """Open a case for a finding of an ordinary check; for a movement, say what came of its encounter."""
        # The code holds the kind in its last two bits; negative codes are movements (see `sim.engine.queues.PERSON`).
        point, time_h, mark, detector, stratum, came, _, code = row
        if code >= 0:
            name = f"{self.points[point].name}/{KINDS[code & 3]}/h{int(came):03d}/{code >> 2}"
            selection = "thorough" if stratum else "brief"
            found_by = _FOUND_BY[detector]
            self._on_finding(time_h, name, self.points[point], KINDS[code & 3], selection, MARKS[mark], found_by)
            return
        traveller = self._carried[-(code >> 2) - 1]
        if detector < 0:
            selected = detector == queues.UNDETECTED
            self._end(traveller, Encounter(time_h, selected, "", ""), begin)
            return
        case = f"{self.points[point].name}/{KINDS[code & 3]}/{traveller.subject.replace('/', '-')}"
        self._end(traveller, Encounter(time_h, True, _FOUND_BY[detector], case), begin)

    def _end(self, traveller: Traveller, encounter: Encounter, begin: float) -> None:
        """Let a movement hear what came of its encounter, when that is over."""
        traveller.done._ok = True
        traveller.done._value = encounter
        self._env.clock.schedule(traveller.done, NORMAL, encounter.time_h - begin)


def _skill(env: Environment, code: str) -> float:
    """What training and the Schengen evaluation give the officers of a country, in log-odds."""
    detection = env.plan.behaviour.detection
    rating = env.plan.countries[code].schengen_rating or env.facts[code].schengen_rating
    lacking = {"compliant": 0.0, "non_compliant": detection.non_compliant}
    return detection.training * trained(env.plan, code) - lacking.get(rating, detection.improvement_necessary)
