"""What was done, in a sentence: for the line that says what the last act did, for the log, for the debrief."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sim.errors import Fault
from sim.exercise.order_forms import event_text
from sim.exercise.terms import ENDS, Names, term
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    from sim.exercise.board import Board, Entry
    from sim.exercise.log import LogLine
    from sim.world.seats.notices import Notice

Act = Mapping[str, Any]
STAFF_NAMES = {"controller": "Controller", "evaluator": "Evaluator", "wall": "Wall screen"}
SHOWN = 80
QUOTED = re.compile(r"'([\w-]+)'")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def dated(plan: Scenario) -> bool:
    """Whether a day of the week comes twice in a scenario, so that it is not enough to tell a day."""
    return plan.days >= len(DAYS)


def clock_time(plan: Scenario, t: int) -> str:
    """A second of the scenario as people say it: ``Sun 17:04``, or ``Sun 15 Nov 17:04`` in a long one."""
    return _minute(plan.start, t // 60, with_date=dated(plan))


@lru_cache(maxsize=100_000)
def _minute(start: datetime, minute: int, *, with_date: bool) -> str:
    moment = start + timedelta(minutes=minute)
    date = f" {moment.day} {MONTHS[moment.month - 1]}" if with_date else ""
    return f"{DAYS[moment.weekday()]}{date} {moment:%H:%M}"


def minutes(played: int) -> str:
    """A time of play: ``9 min``, ``9 min 30 s``."""
    whole, rest = divmod(round(played / 1000), 60)
    return " ".join(
        part for part in (f"{whole} min" if whole else "", f"{rest} s" if rest or not whole else "") if part
    )


def short(text: str) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 1]}…"


def notice_text(notice: Notice, names: Names) -> str:
    """What somebody was told, in words.

    Parameters
    ----------
    names
        What posts and countries are called.
    """
    other, place = names.get(notice.other, term(notice.other)), names.get(notice.place, notice.place)
    told = [KINDS.get(notice.kind) or term(notice.kind).capitalize(), notice.subject]
    told += [f"at {place}" if notice.place else "", f"{WHO.get(notice.kind, 'with')} {other}" if notice.other else ""]
    said = " ".join(part for part in told if part)
    return f"{said}: {detail}" if (detail := _detail(notice, names)) else said


def fault_text(fault: Fault, names: Names) -> str:
    """What is wrong with an order, with names for the ids in it."""
    found, wanted = (QUOTED.sub(lambda one: names.get(one[1], one[0]), said) for said in (fault.found, fault.wanted))
    return f"{fault.key}: {found}. {wanted}".strip()


def _detail(notice: Notice, names: Names) -> str:
    """What a notice adds: how somebody was let go, what was found and by whom, or what it is about."""
    if notice.kind == "release":
        return ENDS.get(notice.detail, term(notice.detail))
    if notice.kind in FOUND:
        *what, by = map(term, notice.detail.split())
        return f"{', '.join(what)} ({by})"
    return in_words(notice.detail, names)


def in_words(text: str, names: Names) -> str:
    """Words of the model as people say them; what is named one after the other, such as countries, is a list."""
    words = text.split(" ")
    listed = [word in names and after in names for word, after in pairwise([*words, ""])]
    said = (names.get(word, term(word)) for word in words)
    return "".join(f"{word}{', ' if more else ' '}" for word, more in zip(said, listed, strict=True)).strip()


KINDS = {
    "asked": "Request",
    "report": "Report",
    "sent": "Asked",
    "replied": "Reply",
    "answered": "Answer",
    "refused": "Refusal",
    "lost": "Nothing came of the request",
    "found": "Found",
    "held": "Held",
    "arrest": "Arrest",
    "release": "Let go",
    "package": "Package",
    "operation": "Operation waits",
    "strike": "Operation",
    "jit_proposed": "Joint team proposed",
    "jit_signed": "Joint team signed",
    "jit_refused": "Joint team refused",
    "experts_called": "Experts called",
    "experts_refused": "No experts",
    "crisis": "Crisis",
    "units": "Units",
    "arrived": "Arrived",
    "down": "Down",
    "up": "Back",
}
"""Kinds of notice in words, where they are not told as they are written."""
FOUND = ("found", "held")
"""Kinds of notice whose detail says what was found, and by whom at the end."""
WHO = {
    "asked": "from",
    "report": "to",
    "held": "waiting for",
    "sent": "of",
    "replied": "to",
    "answered": "from",
    "refused": "from",
    "lost": "to",
    "experts_called": "by",
    "experts_refused": "from",
}
"""How the other side of a notice is told."""


def done(line: LogLine, board: Board) -> str:
    """What a line did."""
    for name, tell in _TOLD.items():
        if name in line.act:
            return tell(line.act, board)
    return ""


def _clock(act: Act, board: Board) -> str:
    told = act["clock"]
    said = [] if "running" not in told else ["The clock runs" if told["running"] else "The clock stands"]
    if "speed" in told:
        said.append(f"{told['speed']} times as fast as life")
    return ", ".join(said)[:1].upper() + ", ".join(said)[1:] + "."


def _inject(act: Act, board: Board) -> str:
    entry = board.entries[act["inject"]]
    if act.get("skipped"):
        return f"Message {entry.id} does not come: its condition does not hold."
    return f"Message {entry.id} came to {_recipients(entry, board)}: {entry.title}."


def _recipients(entry: Entry, board: Board) -> str:
    everybody = len(entry.to) == len(board.exercise.seats) > 2
    named = ["all seats"] if everybody else [seat_name(seat, board) for seat in entry.to]
    return ", ".join([*named, *(["the wall"] if entry.public else [])]) or "nobody"


def seat_name(seat: str, board: Board) -> str:
    """What a seat, or a place of the staff, is called."""
    seats = board.exercise.seats
    return seats[seat].name if seat in seats else STAFF_NAMES.get(seat, seat)


def _send(act: Act, board: Board) -> str:
    entry = board.entries[act["send"]]
    return f"Message {entry.id} was sent to {_recipients(entry, board)}: {entry.title}."


def _write(act: Act, board: Board) -> str:
    to = ", ".join(seat_name(seat, board) for seat in act["write"]["to"])
    return f"A message was written to {to}: {act['write']['title']}."


def _seat(act: Act, board: Board) -> str:
    said = {"take": "People sit at {}.", "give_back": "The model plays {}.", "code": "{} has a new code."}
    return said[act["do"]].format(seat_name(act["seat"], board))


_TOLD: Mapping[str, Callable[[Act, Board], str]] = {
    "beat": lambda act, board: "",
    "clock": _clock,
    "skip_to": lambda act, board: {"inject": "On to the next message.", "request": "On to the next request."}.get(
        act["skip_to"], "An hour on."
    ),
    "inject": _inject,
    "send": _send,
    "skip": lambda act, board: f"Message {act['skip']} is left out.",
    "postpone": lambda act, board: f"Message {act['postpone']} comes {act['minutes']} min later.",
    "edit": lambda act, board: f"Message {act['edit']} has another text.",
    "write": _write,
    "reply": lambda act, board: f"Reply to {act['reply']}: {short(act['text'])}",
    "event": lambda act, board: f"{event_text(act['event'], board.names)}.",
    "seat": _seat,
    "observe": lambda act, board: f"Noted: {short(act['observe']['text'])}",
    "judge": lambda act, board: f"Expectation {act['judge']['expectation']}: {act['judge']['verdict']}.",
    "mistake": lambda act, board: f"Noted, {act['mistake']['kind']}: {act['mistake']['text']}.",
    "undo": lambda act, board: "The last act was taken back.",
    "end": lambda act, board: "The play has ended.",
    "hot_wash": lambda act, board: f"A card: {short(act['hot_wash']['text'])}",
    "improvement": lambda act, board: f"To be done: {short(act['improvement']['action'])}",
    "feedback": lambda act, board: "Thank you for your feedback.",
}
