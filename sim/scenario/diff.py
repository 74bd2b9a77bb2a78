"""What differs between two scenarios, value by value."""

from collections.abc import Mapping
from dataclasses import dataclass

from sim.scenario.leaves import leaves
from sim.scenario.quantity import Note
from sim.scenario.schema import Scenario
from sim.scenario.tree import Path, dotted

ABSENT = "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One value that differs, in human units ("absent" where there is none), and what the second file notes on it."""

    path: str
    before: str
    after: str
    note: str


def difference(a: Scenario, b: Scenario) -> list[Change]:
    """Changes that lead from `a` to `b`, sorted by path (places in a list by number)."""
    before = {leaf.path: str(leaf) for leaf in leaves(a)}
    after = {leaf.path: str(leaf) for leaf in leaves(b)}
    changed = [path for path in before | after if before.get(path) != after.get(path)]
    return [
        Change(
            path=dotted(path),
            before=before.get(path, ABSENT),
            after=after.get(path, ABSENT),
            note=_said(note_for(b.notes, path)),
        )
        for path in sorted(changed, key=lambda path: [(isinstance(part, str), part) for part in path])
    ]


def note_for(notes: Mapping[str, Note], path: Path) -> Note | None:
    """The note on a value, or on the nearest mapping or list that holds it."""
    for length in range(len(path), 0, -1):
        if note := notes.get(dotted(path[:length])):
            return note
    return None


def _said(note: Note | None) -> str:
    return "" if note is None else ": ".join(part for part in (note.trust, note.source) if part)
