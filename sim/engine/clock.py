"""The only clock: SimPy's, in hours since the start of the action, with a calendar and staffed desks."""

from __future__ import annotations

import heapq
from collections.abc import Generator
from datetime import datetime, timedelta
from typing import Any

import simpy
from simpy.events import NORMAL, Event, EventPriority


class Clock(simpy.Environment):
    """SimPy's environment with a calendar.

    Parameters
    ----------
    start
        Calendar time (UTC) of hour 0.
    """

    def __init__(self, start: datetime) -> None:
        super().__init__()
        self.start = start
        self._offset = start.hour + start.minute / 60.0

    def hour_of_day(self, time_h: float) -> float:
        """Hour of the day, 0 to 24, UTC."""
        return (time_h + self._offset) % 24.0

    def begin(self, time_h: float, process: Generator[Event, Any, Any], priority: EventPriority = NORMAL) -> None:
        """Begin a process at an hour that is now or later, for one event of the clock; urgent ones are first then."""
        _Begun(self, process, max(0.0, time_h - self.now), priority)

    def advance(self, until: float) -> None:
        """Let everything before an hour happen, and nothing of that moment itself; the clock then stands there.

        Raises
        ------
        ValueError
            If that hour is past.
        """
        if not until >= self.now:
            raise ValueError(f"the clock stands at hour {self.now:g} and cannot go back to hour {until:g}")
        while self.peek() < until:
            self.step()
        self._now = until

    def date(self, time_h: float) -> datetime:
        """Calendar time at an hour of the action."""
        return self.start + timedelta(hours=time_h)


class _Begun(simpy.Process):
    """A process that begins later; SimPy's own would begin now and spend an event on waiting."""

    def __init__(
        self, clock: Clock, generator: Generator[Event, Any, Any], delay: float, priority: EventPriority
    ) -> None:
        self.env = clock
        self.callbacks = []
        self._generator = generator
        start = Event(clock)
        start._ok = True
        start._value = None
        start.callbacks = [self._resume]
        self._target = start
        clock.schedule(start, priority, delay)


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
    """

    __slots__ = ("_clock", "_queue", "busy", "busy_h", "jobs", "staff")

    def __init__(self, clock: Clock, staff: int) -> None:
        self._clock = clock
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

    def set_staff(self, staff: int) -> None:
        """Change the staffing now."""
        self.staff = staff
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
