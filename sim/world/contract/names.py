"""Names of what events bring: by the event, never by how many came before it (ODD 4)."""

from __future__ import annotations

from collections import Counter

from sim.scenario.part import Timed


class Names:
    """Gives what each event brings a name, so that leaving one event out changes the luck of no other.

    A name holds the `id` of the event, or else the moment that its plan names. Only of events that are the same in
    both, later ones are numbered.
    """

    def __init__(self) -> None:
        self._given: Counter[str] = Counter()

    def next(self, what: str, event: Timed) -> str:
        """The name that something which this event brings would have."""
        name = f"{what}-{event.key}"
        before = self._given[name]
        return f"{name}-{before + 1}" if before else name

    def give(self, what: str, event: Timed) -> str:
        """Name something that this event brings."""
        name = self.next(what, event)
        self._given[f"{what}-{event.key}"] += 1
        return name
