"""Timeline events: at an hour, or on a condition, something changes (ODD 7.13)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from simpy.events import NORMAL, URGENT, EventPriority

from sim.outcome.records import TimelineRow
from sim.scenario.events import Lift
from sim.scenario.part import Condition, Timed
from sim.world.contract.environment import Environment
from sim.world.contract.institution import Handler, Moment
from sim.world.contract.request import Process

Counted = Callable[[str | None], float]
"""A count so far, of one country or of all."""


class Timeline:
    """The events of a scenario and those recorded in an exercise; each takes effect once.

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
        self._waiting: list[Timed] = []

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
            if event.at is None:
                self._waiting.append(event)
            else:
                self._env.clock.begin(event.at, self._happen(event), priority)

    def look(self) -> None:
        """At a briefing: let those events happen whose condition has come true."""
        still = []
        for event in self._waiting:
            assert event.when is not None
            if self.reached(event.when):
                self._env.clock.process(self._happen(event))
            else:
                still.append(event)
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

    def _happen(self, event: Timed) -> Process:
        if self._env.lifted(event):
            return
        details = event.model_dump(mode="json", exclude_defaults=True, exclude={"kind", "at", "when"}, by_alias=True)
        text = ", ".join(f"{key} {value}" for key, value in details.items())
        self._env.journal.add(TimelineRow(self._env.clock.now, event.kind, text))
        for handler in self._handlers[type(event)]:
            yield from handler(event)
