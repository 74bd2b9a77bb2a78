"""The only clock: SimPy's, in hours since the start of the action, with a calendar and staffed desks."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Generator
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

import simpy
from simpy.events import NORMAL, URGENT, Event, EventPriority

_GONE: Any = None
"""SimPy's mark of an event that has happened: nobody can wait for it any more."""


class Clock(simpy.Environment):
    """SimPy's environment with a calendar; processes begin, and end where nobody waits, without events of their own.

    All happens in SimPy's order. An error in a process is not kept for who waits: it ends the run where it happens.

    Parameters
    ----------
    start
        Calendar time (UTC) of hour 0.
    """

    now = property(attrgetter("_now"), doc="Hours since the start of the action: SimPy's own, read without a call.")

    def __init__(self, start: datetime) -> None:
        super().__init__()
        self.start = start
        self._offset = start.hour + start.minute / 60.0
        self._beginning: deque[tuple[float, EventPriority, int, _UnderWay]] = deque()
        """Processes that begin now, each with its place in SimPy's queue."""
        self._over = _happened(self)
        self._over.callbacks = _GONE

    def hour_of_day(self, time_h: float) -> float:
        """Hour of the day, 0 to 24, UTC."""
        return (time_h + self._offset) % 24.0

    def date(self, time_h: float) -> datetime:
        """Calendar time at an hour of the action."""
        return self.start + timedelta(hours=time_h)

    def process(self, generator: Generator[Event, Any, Any]) -> simpy.Process:
        """Begin a process now, when what happens at present is done."""
        process = _UnderWay(self, generator)
        self._beginning.append((self._now, URGENT, next(self._eid), process))
        return process

    def begin(self, time_h: float, generator: Generator[Event, Any, Any], priority: EventPriority = NORMAL) -> None:
        """Begin a process at an hour that is now or later, for one event of the clock; urgent ones are first then."""
        start = _happened(self)
        start.callbacks = [_UnderWay(self, generator)._resume]
        self.schedule(start, priority, max(0.0, time_h - self._now))

    def timeout(self, delay: float = 0, value: Any = None) -> simpy.Timeout:
        """Return the event that happens after so many hours."""
        return simpy.Timeout(self, delay, value)

    def peek(self) -> float:
        """Hour of what happens next; infinity where nothing does."""
        return self._now if self._beginning else super().peek()

    def step(self) -> None:
        """Let one thing happen."""
        beginning, queue = self._beginning, self._queue
        if beginning and not (queue and queue[0] < beginning[0]):
            beginning.popleft()[3]._resume(self._over)
        else:
            super().step()

    def happen(self, event: Event, value: Any) -> None:
        """Let an event happen at once: who waits for it goes on before this returns."""
        event._ok, event._value = True, value
        callbacks, event.callbacks = event.callbacks, _GONE
        for callback in callbacks:
            callback(event)

    def hasten(self, done: Event, time_h: float) -> None:
        """Let what waits for an event go on at an hour that is now or later, and not when the event happens."""
        sooner = Event(self)
        sooner._ok = True
        sooner._value = None
        sooner.callbacks, done.callbacks = done.callbacks, []
        self.schedule(sooner, NORMAL, max(0.0, time_h - self.now))

    def forget(self) -> None:
        """Drop all that was still to happen."""
        for *_, event in self._queue:
            event.callbacks = _GONE  # or an event holds who waits for it, who may hold the event
        self._beginning.clear()
        self._queue.clear()

    def advance(self, until: float) -> None:
        """Let everything before an hour happen, and nothing of that moment itself; the clock then stands there.

        Raises
        ------
        ValueError
            If that hour is past.
        """
        if not until >= self._now:
            raise ValueError(f"the clock stands at hour {self._now:g} and cannot go back to hour {until:g}")
        beginning, queue, over = self._beginning, self._queue, self._over
        while self._now < until:
            if beginning and not (queue and queue[0] < beginning[0]):
                beginning.popleft()[3]._resume(over)
            elif queue and queue[0][0] < until:
                self._now, _, _, event = heapq.heappop(queue)
                callbacks, event.callbacks = event.callbacks, _GONE
                for callback in callbacks:
                    callback(event)
            else:
                break
        self._now = until


def _happened(clock: Clock) -> Event:
    """An event that brings nothing."""
    event = Event(clock)
    event._ok, event._value = True, None
    return event


class _UnderWay(simpy.Process):
    """A process that begins when it is told to, and whose end is an event only where somebody waits for it."""

    def __init__(self, clock: Clock, generator: Generator[Event, Any, Any]) -> None:
        self.env = clock
        self.callbacks = []
        self._generator = generator

    def _resume(self, event: Any) -> None:
        """Go on until something is to be waited for."""
        try:
            while event.callbacks is None:
                event = self._generator.send(event._value)
            event.callbacks.append(self._resume)
        except StopIteration as end:
            self._ok, self._value = True, end.value
            if self.callbacks:
                self.env.schedule(self)
            else:
                self.callbacks = _GONE


class Desk:
    """Staff who take jobs one at a time by priority, then in order of arrival; staffing may change at any time.

    The time of a job is known when it is handed in, so a job costs one event of the clock instead of the three that
    a request to a SimPy resource costs; the order of service is that of ``simpy.PriorityResource``.
    A job under way is finished when staff leave.

    Parameters
    ----------
    clock
        The clock on which jobs take time.
    staff
        Number of jobs that can be under way at once; 0 closes the desk and keeps its queue.

    Attributes
    ----------
    on_duty
        Who is there, with those who are at everyday work; `staff` is who takes jobs.
    everyday_h, backlog_h
        Hours of everyday work that were done, and that wait.
    """

    __slots__ = (
        "_clock",
        "_queue",
        "_regulars",
        "_since_h",
        "_staffed_h",
        "backlog_h",
        "busy",
        "busy_h",
        "everyday_h",
        "jobs",
        "on_duty",
        "staff",
    )

    def __init__(self, clock: Clock, staff: int) -> None:
        self._clock = clock
        self._regulars = 0
        self._since_h = self._staffed_h = 0.0
        self.backlog_h = self.everyday_h = 0.0
        self.on_duty = staff
        self.staff = staff
        self.busy = 0
        self.busy_h = 0.0
        self.jobs = 0
        self._queue: list[tuple[int, int, float, Event]] = []

    def serve(self, hours: float, priority: int = 1) -> Event:
        """Hand in a job of so many hours; the event happens when it is done. Lower numbers go first."""
        done = Event(self._clock)
        self.jobs += 1
        if self.busy < self.staff:
            self._begin(hours, done)
        else:
            heapq.heappush(self._queue, (priority, self.jobs, hours, done))
        return done

    @property
    def waiting(self) -> int:
        """Number of jobs that wait."""
        return len(self._queue)

    @property
    def staffed_h(self) -> float:
        """Hours that all who were on duty were there."""
        return float(self._staffed_h + self.on_duty * (self._clock.now - self._since_h))

    def keep(self, regulars: int) -> None:
        """So many more are on duty from the next change of staff, whenever the desk is open."""
        self._regulars = regulars

    def set_staff(self, staff: int) -> None:
        """Change the staffing now; who keeps the desk on all days is there as well, unless it closes."""
        self._staffed_h, self._since_h = self.staffed_h, self._clock.now
        aside = self.on_duty - self.staff
        self.on_duty = staff + self._regulars if staff else 0
        self._set_aside(aside)

    def take_in(self, hours: float) -> None:
        """Hand in hours of everyday work, once an hour: as many as it fills do it for that hour, but never the last."""
        self.backlog_h += hours
        aside = min(int(self.backlog_h), max(0, self.on_duty - 1))
        self.backlog_h -= aside
        self.everyday_h += aside
        self._set_aside(aside)

    def _set_aside(self, aside: int) -> None:
        self.staff = max(min(1, self.on_duty), self.on_duty - aside)
        while self._queue and self.busy < self.staff:
            self._next()

    def _next(self) -> None:
        _, _, hours, done = heapq.heappop(self._queue)
        self._begin(hours, done)

    def _begin(self, hours: float, done: Event) -> None:
        self.busy += 1
        self.busy_h += hours
        done._ok = True
        done._value = None
        assert done.callbacks is not None
        done.callbacks.append(self._release)
        self._clock.schedule(done, NORMAL, hours)

    def _release(self, _: Event) -> None:
        self.busy -= 1
        if self._queue and self.busy < self.staff:
            self._next()


class Switch:
    """Something that can be out of order, such as a message system; waiting for it is an event."""

    __slots__ = ("_clock", "_down", "_up_again")

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._down = 0
        self._up_again: Event | None = None

    @property
    def up(self) -> bool:
        """Whether it works now."""
        return self._down == 0

    def when_up(self) -> Event:
        """The event that happens as soon as it works."""
        if self._up_again is None:
            return self._clock.timeout(0)
        return self._up_again

    def take_down(self) -> None:
        """Begin an outage; outages may overlap."""
        self._down += 1
        if self._up_again is None:
            self._up_again = Event(self._clock)

    def bring_up(self) -> None:
        """End one outage."""
        self._down -= 1
        if self._down == 0 and self._up_again is not None:
            self._up_again.succeed()
            self._up_again = None
