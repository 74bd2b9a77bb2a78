"""The master events list as a spreadsheet: out of an exercise, and into one again.

A column is known by its own header or by one that other tools use; what is taken for what is shown before anything is
taken. What cannot be placed is a fault of its cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import Fault, ScenarioError
from sim.exercise.wording import clock_time, minutes
from sim.scenario import yaml_text
from sim.scenario.codes import likely
from sim.scenario.exercise import Exercise, Inject
from sim.scenario.exercise_files import with_injects, written
from sim.scenario.sheets import Rows, cell_fault, read_rows, write_rows
from sim.units import shown, spoken

if TYPE_CHECKING:
    from sim.exercise.board import Entry
    from sim.exercise.course import Course

TITLE = "Events list"
COLUMNS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "id": ("No", ("number", "seq", "sequence", "msel no", "inject no", "inject", "id", "#")),
    "move": ("Move", ("phase",)),
    "at": ("Play time", ("time", "exercise time", "ex time", "elapsed time", "startex plus")),
    "shown": ("Scenario time", ("game time", "simulated time", "scenario date")),
    "from": ("From", ("originator", "sender", "source")),
    "to": ("To", ("recipient", "recipients", "receiver", "target", "addressee")),
    "channel": ("Channel", ("method", "mode", "means", "delivery", "delivery method", "injection mode")),
    "title": ("Title", ("subject", "event", "event title", "inject title", "summary")),
    "text": ("Text", ("message", "description", "inject text", "content", "event description")),
    "expect": ("Expected action", ("expected response", "expected outcome", "expected player action", "expected")),
    "stakes": ("Stakes", ()),
    "matters": ("Matters", ("stakes matter",)),
    "deadline": ("Deadline", ("due", "respond by")),
    "objective": ("Objective", ("objectives", "related objective", "exercise objective")),
    "note": ("Evaluator's note", ("note", "notes", "comment", "comments", "controller notes")),
    "effect": ("Effect", ("model effect",)),
    "decision": ("Decision", ("expected order",)),
    "condition": ("Condition", ("trigger", "contingency")),
}
"""Columns of the list by what they hold: the header, and headers of other tools."""
PLAYED = ("State", "Sent (play)", "Sent (scenario)", "Remarks")
"""Columns that a list has after a play; they are not read."""
UNREAD = ("move", "shown")
"""Columns that are shown and not read: a message belongs to the move in which it comes."""
NEEDED = ("id", "to", "title", "text")
NO = "no"
"""What stands under Matters where a rehearsal found no difference."""
CLOCK = re.compile(r"(?:\d{4}-\d{2}-\d{2} )?(\d{1,2}):(\d{2})(?::(\d{2}))?")
BARE_MINUTES = re.compile(r"\d{1,4}(?:[.,]\d{1,2})?")


@dataclass(frozen=True, slots=True)
class Mapped:
    """How the columns of a table were understood.

    Attributes
    ----------
    columns
        For each column, its header and what it is taken for: a header of ours, or nothing.
    injects
        Messages as an exercise file writes them.
    """

    columns: tuple[tuple[str, str | None], ...]
    injects: tuple[dict[str, Any], ...]


# --- out --------------------------------------------------------------------------------------------------------------


def exported(exercise: Exercise, course: Course | None = None) -> Rows:
    """The events list as rows of texts, the header first; after a play, with what became of each message."""
    values = {str(one["id"]): one for one in written(exercise).get("injects", ())}
    header = [name for name, _ in COLUMNS.values()]
    if course is None:
        return [header, *(_row(exercise, one, values[one.id]) for one in exercise.injects)]
    entries = course.board.entries.values()
    rows = [[*_any_row(exercise, entry, values), *_became(course, entry)] for entry in entries]
    return [[*header, *PLAYED], *rows]


def write_list(path: Path, exercise: Exercise, course: Course | None = None) -> None:
    """Write the events list as CSV or xlsx, formulas as text; raises `ScenarioError` if the name ends otherwise."""
    write_rows(path, exported(exercise, course), TITLE)


def _row(exercise: Exercise, inject: Inject, told: Mapping[str, Any]) -> list[str]:
    moves = [move for move in exercise.moves if inject.at is not None and move.begin <= inject.at]
    cells = {
        "id": inject.id,
        "move": moves[-1].name if moves else "",
        "shown": "" if inject.at is None else clock_time(exercise.plan, exercise.second_of(inject.at)),
        "to": ", ".join(inject.to),
        "effect": f"lift {inject.lift}" if inject.lift is not None else _flow(told.get("effect")),
        "decision": _flow(told.get("decision")),
        "condition": _condition(told),
        "matters": "" if inject.matters else NO,
    }
    plain = {key: "" if told.get(key) is None else str(told[key]) for key in COLUMNS}
    return [cells.get(key, plain[key]) for key in COLUMNS]


def _any_row(exercise: Exercise, entry: Entry, values: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The row of a message, of the list or written during play."""
    inject = exercise.inject(entry.id)
    if inject is not None:
        return _row(exercise, inject, values[entry.id])
    cells = {
        "id": entry.id,
        "from": entry.sender,
        "to": ", ".join(entry.to),
        "channel": entry.channel,
        "title": entry.title,
        "text": entry.text,
        "deadline": "" if entry.deadline is None else spoken(entry.deadline / 3600),
    }
    return [cells.get(key, "") for key in COLUMNS]


def _became(course: Course, entry: Entry) -> list[str]:
    """State, times and remarks of a message after a play."""
    plan = course.plan
    replies = "; ".join(f"{one.seat} {clock_time(plan, one.line.t)}: {one.text}" for one in entry.replies)
    if entry.sent is None:
        return ["left out" if entry.skipped else "not sent", "", "", replies]
    return ["sent", minutes(entry.sent.played), clock_time(plan, entry.sent.t), replies]


def _flow(value: object) -> str:
    """A mapping as it stands on one line of an exercise file."""
    return "" if value is None else yaml_text.on_one_line(value)


def _condition(told: Mapping[str, Any]) -> str:
    for key, word in (("if", "if"), ("if_not", "if not")):
        if told.get(key) is not None:
            return f"{word} {_flow(told[key])}"
    return ""


# --- in ---------------------------------------------------------------------------------------------------------------


def read_list(path: Path, exercise: Exercise) -> Mapped:
    """The messages of a table, for an exercise.

    Raises
    ------
    ScenarioError
        With every cell that cannot be placed.
    """
    rows, _ = read_rows(path)
    if not rows:
        raise ScenarioError((cell_fault(path, 0, 0, "the table is empty", f"Begin with: {', '.join(_headers())}"),))
    keys = [_meant(header) for header in rows[0]]
    faults = [*_header_faults(path, rows[0], keys)]
    injects, places = [], []
    for at, row in enumerate(rows[1:], 1):
        if any(row):
            cells = _Cells(path, at, keys, row, faults)
            injects.append(cells.inject(exercise))
            places.append(at)
    if not faults:
        faults = [*_unfit(path, exercise, injects, places, keys)]
    if faults:
        raise ScenarioError(tuple(faults))
    columns = tuple((header, COLUMNS[key][0] if key else None) for header, key in zip(rows[0], keys, strict=True))
    return Mapped(columns, tuple(injects))


def _headers() -> list[str]:
    return [name for name, _ in COLUMNS.values()]


def _meant(header: str) -> str | None:
    """What a column holds, by its header."""
    bare = " ".join(header.casefold().replace("_", " ").replace(".", "").split())
    return next((key for key, (name, others) in COLUMNS.items() if bare in (name.casefold(), *others)), None)


def _header_faults(path: Path, header: Sequence[str], keys: Sequence[str | None]) -> Iterator[Fault]:
    """Columns that are not there, twice there, or known to nobody."""
    for column, (name, key) in enumerate(zip(header, keys, strict=True)):
        if key is None and name and name not in PLAYED:
            meant = likely(name, _headers())
            wanted = f"Did you mean '{meant}'?" if meant else f"Take it out. Known here: {', '.join(_headers())}"
            yield cell_fault(path, 0, column, f"the column {shown(name)} cannot be placed", wanted)
        elif key is not None and key in keys[:column]:
            yield cell_fault(path, 0, column, f"{shown(name)} stands for {COLUMNS[key][0]}, as another", "Keep one")
    for key in NEEDED:
        if key not in keys:
            yield cell_fault(path, 0, 0, f"there is no column '{COLUMNS[key][0]}'", "Add it")


class _Cells:
    """One row, as a message; what is wrong with a cell joins the faults."""

    def __init__(
        self, path: Path, at: int, keys: Sequence[str | None], row: Sequence[str], faults: list[Fault]
    ) -> None:
        self._path = path
        self._at = at
        self._places = {key: column for column, key in enumerate(keys) if key is not None}
        self._row = row
        self._faults = faults

    def inject(self, exercise: Exercise) -> dict[str, Any]:
        """The message as an exercise file writes it."""
        found: dict[str, Any] = {"id": self._text("id"), "at": self._moment(), "to": self._to(exercise)}
        for key in ("from", "channel", "title", "text", "expect", "stakes", "deadline", "objective", "note"):
            found[key] = self._text(key) or {"from": "Staff", "channel": "message"}.get(key)
        found |= (
            self._matters()
            | self._effect()
            | {"decision": self._mapping("decision", self._text("decision"))}
            | self._trigger()
        )
        return {key: value for key, value in found.items() if value not in (None, "")}

    def _text(self, key: str) -> str:
        column = self._places.get(key, len(self._row))
        return self._row[column] if column < len(self._row) else ""

    def _fault(self, key: str, found: str, wanted: str) -> None:
        self._faults.append(cell_fault(self._path, self._at, self._places[key], found, wanted))

    def _moment(self) -> str | None:
        """A time of play: as an exercise writes it, as a clock shows it (0:09), or in minutes."""
        text = self._text("at")
        if clock := CLOCK.fullmatch(text):
            hours, mins, seconds = (int(part or 0) for part in clock.groups())
            text = f"{hours * 60 + mins} min" if not seconds else f"{(hours * 60 + mins) * 60 + seconds} s"
        elif BARE_MINUTES.fullmatch(text):
            text = f"{text.replace(',', '.')} min"
        return text or None

    def _to(self, exercise: Exercise) -> list[str]:
        """Seats by their ids or names."""
        names = {plan.name.casefold(): seat for seat, plan in exercise.seats.items()}
        parts = [part.strip() for part in re.split(r"[,;\n]", self._text("to"))]
        return [names.get(part.casefold(), part.casefold()) for part in parts if part]

    def _matters(self) -> dict[str, Any]:
        text = self._text("matters").casefold()
        if text not in ("", "yes", NO):
            self._fault(
                "matters", f"{shown(text)} is neither yes nor no", "Write no where a rehearsal found no difference"
            )
        return {"matters": False} if text == NO else {}

    def _effect(self) -> dict[str, Any]:
        text = self._text("effect")
        if text.casefold().startswith("lift "):
            return {"lift": text[5:].strip()}
        return {"effect": self._mapping("effect", text)}

    def _trigger(self) -> dict[str, Any]:
        text = self._text("condition")
        for word, key in (("if not ", "if_not"), ("if ", "if")):
            if text.casefold().startswith(word):
                return {key: self._mapping("condition", text[len(word) :])}
        if text:
            self._fault("condition", f"{shown(text)} is no condition", 'Write: if {answered: "1.2", by: rs}')
        return {}

    def _mapping(self, key: str, text: str) -> Any:
        """A mapping on one line."""
        if not text:
            return None
        try:
            value = yaml_text.plain_value(text)
        except ScenarioError:
            value = None
        if not isinstance(value, dict):
            self._fault(key, f"{shown(text)} is no mapping", "Write it as in a file: {kind: siena_down, lasts: 4 h}")
        return value


def _unfit(
    path: Path, exercise: Exercise, injects: list[dict[str, Any]], places: list[int], keys: Sequence[str | None]
) -> Iterator[Fault]:
    """What the exercise refuses of its new messages, each at its cell."""
    columns = {key: column for column, key in enumerate(keys) if key is not None}
    columns |= {"lift": columns.get("effect", 0)}
    columns |= dict.fromkeys(("if", "if_not"), columns.get("condition", 0))
    try:
        with_injects(exercise, injects)
    except ScenarioError as error:
        for fault in error.faults:
            first, *below = fault.key.split(".")
            if first == "injects" and below:
                key = below[1] if len(below) > 1 else "at"
                yield cell_fault(path, places[int(below[0])], columns.get(key, 0), fault.found, fault.wanted)
            else:
                yield cell_fault(path, 0, 0, f"{fault.key}: {fault.found}", fault.wanted)
