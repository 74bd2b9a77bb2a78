"""What the rules of an exercise refuse of an act that its role may do: things that are not there, or not now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from sim.exercise.board import ORDER, Board, Entry
from sim.exercise.rights import AFTER
from sim.words import CONTROLLER, EVALUATOR, EVERYBODY, WALL

READY, ENDED = "ready", "ended"
BEGUN = ("event", "skip_to", "send")
"""What wants a play that has begun."""
Values = Mapping[str, Any]


def refused(board: Board, state: str, seat: str, name: str, act: Values) -> Iterator[str]:
    """Why an act cannot be done now, in sentences.

    Parameters
    ----------
    state
        "ready", "running", "paused" or "ended".
    name, act
        The act by its name, and its values.
    """
    if state == ENDED and name not in (*AFTER, "undo"):
        yield "The play has ended."
    elif state == READY and name in BEGUN:
        yield "The play has not begun: start the clock."
    elif name in _RULES:
        yield from _RULES[name](board, seat, act)


def _unsent(board: Board, name: str) -> Iterator[str]:
    """What is wrong with a message that is to be sent, changed or left out."""
    entry = board.entries.get(name)
    if entry is None or not entry.planned:
        yield f"There is no message {name} in the events list."
    elif entry.sent is not None:
        yield f"Message {name} has been sent."


def _clock(board: Board, seat: str, act: Values) -> Iterator[str]:
    if not act["clock"]:
        yield "Say what the clock is to do: running, speed."


def _skip_to(board: Board, seat: str, act: Values) -> Iterator[str]:
    """Nobody jumps to the end of the play by looking for a message that is not there."""
    timed = (one for one in board.entries.values() if one.pending and one.at is not None)
    if act["skip_to"] == "inject" and not any(seat in (CONTROLLER, *one.to) for one in timed):
        yield "No message with a time is left: let the clock run, go an hour on, or end the play."


def _send(board: Board, seat: str, act: Values) -> Iterator[str]:
    yield from _unsent(board, act["send"])


def _skip(board: Board, seat: str, act: Values) -> Iterator[str]:
    yield from _pending(board, act["skip"])


def _postpone(board: Board, seat: str, act: Values) -> Iterator[str]:
    yield from _pending(board, act["postpone"])


def _pending(board: Board, name: str) -> Iterator[str]:
    """What is wrong with a message that is to be left out or sent later."""
    found = list(_unsent(board, name))
    yield from found
    if not found and board.entries[name].skipped is not None:
        yield f"Message {name} was left out."


def _edit(board: Board, seat: str, act: Values) -> Iterator[str]:
    yield from _unsent(board, act["edit"])
    if not act.get("title") and not act.get("text"):
        yield "Say what to change: title, text."


def _write(board: Board, seat: str, act: Values) -> Iterator[str]:
    yield from _seats(board, act["write"]["to"], (EVERYBODY, WALL))
    if seat != CONTROLLER and "effect" in act["write"]:
        yield "Only the controller writes messages that change the model."


def _reply(board: Board, seat: str, act: Values) -> Iterator[str]:
    entry: Entry | None = board.entries.get(act["reply"])
    if entry is None or entry.sent is None or seat not in entry.to:
        yield f"There is no message {act['reply']} here."


def _event(board: Board, seat: str, act: Values) -> Iterator[str]:
    """Only what a seat ordered itself does it end."""
    own = [ORDER.format(n=line.n) for line in board.orders if line.seat == seat]
    if act["event"].get("kind") == "lift" and seat != CONTROLLER and act["event"].get("event") not in own:
        yield "You gave no such order."


def _hold(board: Board, seat: str, act: Values) -> Iterator[str]:
    yield from _seats(board, (act["seat"],), (CONTROLLER, EVALUATOR, WALL) if act["do"] == "code" else ())
    if seat != CONTROLLER and (act["seat"] != seat or act["do"] == "code"):
        yield "Only the controller does this for another seat, and gives codes."
    elif act["do"] == "take" and act["seat"] in board.held:
        yield f"People sit at {act['seat']} already."
    elif act["do"] == "give_back" and act["seat"] not in board.held:
        yield f"Nobody sits at {act['seat']}: the model plays it."


def _observe(board: Board, seat: str, act: Values) -> Iterator[str]:
    told = act["observe"]
    yield from _seats(board, _some(told.get("seat")))
    if told.get("objective") not in (None, *board.exercise.objectives):
        yield f"There is no objective {told['objective']}."


def _judge(board: Board, seat: str, act: Values) -> Iterator[str]:
    name = act["judge"]["expectation"]
    found = next((one for one in board.exercise.expectations if one.id == name), None)
    if found is None:
        yield f"There is no expectation {name}."
    elif found.manual is None:
        yield f"Expectation {name} is judged by a rule."


def _mistake(board: Board, seat: str, act: Values) -> Iterator[str]:
    yield from _seats(board, _some(act["mistake"].get("seat")))


def _some(seat: str | None) -> tuple[str, ...]:
    return () if seat is None else (seat,)


def _seats(board: Board, named: Iterable[str], more: tuple[str, ...] = ()) -> Iterator[str]:
    """What is wrong with seats that are named."""
    for seat in named:
        if seat not in board.exercise.seats and seat not in more:
            yield f"There is no seat {seat}."


_RULES: Mapping[str, Callable[[Board, str, Values], Iterator[str]]] = {
    "clock": _clock,
    "skip_to": _skip_to,
    "send": _send,
    "skip": _skip,
    "postpone": _postpone,
    "edit": _edit,
    "write": _write,
    "reply": _reply,
    "event": _event,
    "seat": _hold,
    "observe": _observe,
    "judge": _judge,
    "mistake": _mistake,
}
