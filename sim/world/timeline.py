"""Timeline events: at an hour, or on a condition, something changes (ODD 7.13)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from simpy.events import NORMAL, URGENT, EventPriority

from sim.outcome.records import TimelineRow
from sim.scenario.events import Lift
from sim.scenario.part import Condition, Timed
from sim.units import spoken
from sim.words import EventEnd
from sim.world.contract.environment import Environment
from sim.world.contract.institution import Handler, Moment
from sim.world.contract.request import Process

Counted = Callable[[str | None], float]
"""A count so far, of one country or of all."""


@dataclass(slots=True)
class _Entry:
    """An event, when it came, and what kept it from happening as it was asked for."""

    number: int
    event: Timed
    time_h: float = math.nan
    limit: str = ""

    def row(self) -> TimelineRow:
        """How it ended."""
        event = self.event
        details = event.model_dump(mode="json", exclude_defaults=True, exclude={"kind", "at", "when"}, by_alias=True)
        details |= {"lasts": spoken(details["lasts"])} if "lasts" in details else {}
        text = ", ".join(f"{key} {value}" for key, value in details.items())
        end: EventEnd = "never" if math.isnan(self.time_h) else "capped" if self.limit else "happened"
        return TimelineRow(self.time_h, self.number, event.kind, text, end, self.limit)


class Timeline:
    """The events of a scenario and those recorded in an exercise; each takes effect once.

    Events of one moment come in the order in which they are given, each with its effect before the next.

    Parameters
    ----------
    handlers
        Kinds of event, each with what it sets off; one kind may set off several things, one after another.
    counts
        Counts that a condition may ask for, beside those of the journal.
    acts_at
        Kinds of event that act later than they come, each with the hour at which one that comes now acts.
    """

    def __init__(
        self,
        env: Environment,
        handlers: Iterable[tuple[type[Timed], Handler]],
        counts: Mapping[str, Counted],
        acts_at: Iterable[tuple[type[Timed], Moment]] = (),
    ) -> None:
        self._env = env
        self._counts = counts
        self._acts_at = dict(acts_at)
        self._handlers: dict[type[Timed], list[Handler]] = {Lift: [self._lift]}
        for kind, handler in handlers:
            self._handlers.setdefault(kind, []).append(handler)
        self._entries: list[_Entry] = []
        self._waiting: list[_Entry] = []
        self._came: list[_Entry] = []

    def plan(self, events: Sequence[Timed]) -> None:
        """Let events come at their hours; those with a condition wait for it."""
        self._expect(events, NORMAL)

    def record(self, events: Sequence[Timed]) -> None:
        """Let recorded events come at their hours, before all else that happens then.

        An event that is given at its hour, while the action stands there, comes in the same order.
        """
        self._expect(events, URGENT)

    def _expect(self, events: Sequence[Timed], priority: EventPriority) -> None:
        for event in events:
            entry = _Entry(1 + len(self._entries), event)
            self._entries.append(entry)
            if event.at is None:
                self._waiting.append(entry)
            else:
                self._env.clock.begin(event.at, self._happen(entry), priority)

    def look(self) -> None:
        """At a briefing: let those events happen whose condition has come true."""
        still = []
        for entry in self._waiting:
            assert entry.event.when is not None
            if self.reached(entry.event.when):
                self._env.clock.process(self._happen(entry))
            else:
                still.append(entry)
        self._waiting = still

    def reached(self, condition: Condition) -> bool:
        """Whether a count has come to its number."""
        if condition.measure in self._counts:
            return self._counts[condition.measure](condition.country) >= condition.at_least
        return self._env.journal.counted(condition.measure, condition.country) >= condition.at_least

    def acts_at(self, event: Timed) -> float:
        """Hour at which an event that comes now acts, as far as it is known now."""
        later = self._acts_at.get(type(event))
        return self._env.time if later is None else float(later(event))

    def _lift(self, event: Lift) -> Process:
        self._env.lift(event.event)
        yield from ()

    def _happen(self, entry: _Entry) -> Process:
        if self._env.lifted(entry.event):
            return
        entry.time_h = float(self._env.clock.now)
        self._came.append(entry)
        for handler in self._handlers[type(entry.event)]:
            entry.limit = (yield from handler(entry.event)) or entry.limit

    def close(self) -> None:
        """At the end of the action, write down how each event ended."""
        for entry in (*self._came, *(entry for entry in self._entries if math.isnan(entry.time_h))):
            self._env.journal.add(entry.row())
