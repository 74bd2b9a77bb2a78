"""What has happened in a play: messages, replies, who sits where, what evaluators and players noted.

The board is made of the lines of the log and of nothing else; it knows no model.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sim.exercise.log import LogLine
from sim.exercise.terms import Names, names_of
from sim.scenario.exercise import SECONDS, Exercise
from sim.words import EVERYBODY, WALL

ORDER = "order-{n}"
"""What an order is called, by its line, so that it can be lifted."""
WRITTEN = "W"
"""Ids of messages that the events list does not have begin with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A seat's reply to a message."""

    seat: str
    line: LogLine

    @property
    def text(self) -> str:
        """What was replied."""
        return str(self.line.act["text"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A message of the events list, or one that was written during play, and what became of it.

    Attributes
    ----------
    at
        Thousandths of a second of play at which it is due; None while it waits for its condition.
    deadline
        Seconds of the scenario within which a reply is expected.
    sent, skipped
        The line by which it was sent or left out.
    """

    id: str
    to: tuple[str, ...]
    public: bool
    sender: str
    channel: str
    title: str
    text: str
    at: int | None = None
    expect: str | None = None
    stakes: str | None = None
    deadline: int | None = None
    planned: bool = True
    sent: LogLine | None = None
    skipped: LogLine | None = None
    replies: tuple[Answered, ...] = ()

    def reply_of(self, seat: str) -> Answered | None:
        """The last reply of a seat."""
        return next((one for one in reversed(self.replies) if one.seat == seat), None)

    @property
    def pending(self) -> bool:
        """Whether it may still come."""
        return self.sent is None and self.skipped is None


@dataclass(slots=True)
class Board:
    """What has happened so far.

    Attributes
    ----------
    entries
        Messages by id, those of the events list first.
    held
        Seats at which people sit.
    orders, seatings
        Lines of orders, and of those who took a seat or gave it back.
    noted
        Lines of observations, judgements, mistakes, cards, improvements and feedback, by the name of the act.
    names
        What the posts and the countries of the scenario are called.
    """

    exercise: Exercise
    entries: dict[str, Entry] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    orders: list[LogLine] = field(default_factory=list)
    seatings: list[LogLine] = field(default_factory=list)
    noted: dict[str, list[LogLine]] = field(default_factory=dict)
    names: Names = field(init=False)

    def __post_init__(self) -> None:
        self.names = names_of(self.exercise.plan)
        for one in self.exercise.injects:
            self.entries[one.id] = Entry(
                id=one.id,
                to=self.exercise.recipients(one),
                public=WALL in one.to,
                sender=one.sender,
                channel=one.channel,
                title=one.title,
                text=one.text,
                at=one.due,
                expect=one.expect,
                stakes=one.stakes,
                deadline=None if one.deadline is None else round(one.deadline * SECONDS),
            )

    def apply(self, line: LogLine) -> None:
        """Take in a line of the log."""
        name = next((name for name in _TAKEN if name in line.act), None)
        if name is not None:
            _TAKEN[name](self, line)
        elif (kept := next((name for name in _NOTED if name in line.act), None)) is not None:
            self.noted.setdefault(kept, []).append(line)

    def inbox(self, seat: str) -> list[Entry]:
        """Messages that a seat has got, newest first."""
        got = [one for one in self.entries.values() if one.sent is not None and seat in one.to]
        return sorted(got, key=lambda one: one.sent.n if one.sent else 0, reverse=True)

    def due(self) -> list[Entry]:
        """Messages that have a time and have not come, in the order in which they are due."""
        waiting = [one for one in self.entries.values() if one.pending and one.at is not None]
        return sorted(waiting, key=lambda one: one.at or 0)

    def change(self, name: str, **values: Any) -> None:
        """Change what is known of a message."""
        self.entries[name] = replace(self.entries[name], **values)

    # --- what each act does -------------------------------------------------------------------------------------------

    def _inject(self, line: LogLine) -> None:
        if line.act.get("skipped"):
            self.change(line.act["inject"], skipped=line)
        else:
            self.change(line.act["inject"], sent=line)

    def _send(self, line: LogLine) -> None:
        self.change(line.act["send"], sent=line, skipped=None)

    def _skip(self, line: LogLine) -> None:
        self.change(line.act["skip"], skipped=line)

    def _postpone(self, line: LogLine) -> None:
        entry = self.entries[line.act["postpone"]]
        due = line.played if entry.at is None else max(entry.at, line.played)
        self.change(entry.id, at=due + line.act["minutes"] * 60_000)

    def _edit(self, line: LogLine) -> None:
        texts = {key: line.act[key] for key in ("title", "text") if line.act.get(key)}
        self.change(line.act["edit"], **texts)

    def _write(self, line: LogLine) -> None:
        told: Mapping[str, Any] = line.act["write"]
        name = f"{WRITTEN}{line.n}"
        everybody = EVERYBODY in told["to"]
        self.entries[name] = Entry(
            id=name,
            to=tuple(self.exercise.seats) if everybody else tuple(seat for seat in told["to"] if seat != WALL),
            public=everybody or WALL in told["to"],
            sender=told["from"],
            channel=told["channel"],
            title=told["title"],
            text=told["text"],
            deadline=round(told["deadline"] * SECONDS) if told.get("deadline") else None,
            planned=False,
            sent=line,
        )

    def _reply(self, line: LogLine) -> None:
        entry = self.entries[line.act["reply"]]
        self.change(entry.id, replies=(*entry.replies, Answered(seat=line.seat, line=line)))

    def _order(self, line: LogLine) -> None:
        self.orders.append(line)

    def _seat(self, line: LogLine) -> None:
        self.seatings.append(line)
        if line.act["do"] == "take":
            self.held.add(line.act["seat"])
        elif line.act["do"] == "give_back":
            self.held.discard(line.act["seat"])


_TAKEN = {
    "inject": Board._inject,
    "send": Board._send,
    "skip": Board._skip,
    "postpone": Board._postpone,
    "edit": Board._edit,
    "write": Board._write,
    "reply": Board._reply,
    "event": Board._order,
    "seat": Board._seat,
}
_NOTED = ("observe", "judge", "mistake", "hot_wash", "improvement", "feedback")
