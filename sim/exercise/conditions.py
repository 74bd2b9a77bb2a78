"""Whether something that an exercise looks for has been done: what conditions of messages and expectations share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sim.exercise.board import Board, Entry
from sim.exercise.log import LogLine
from sim.scenario.exercise import SECONDS, Trigger
from sim.scenario.part import Condition

Reached = Callable[[Condition], bool]
"""Whether a count of the model has come to a number."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found of a trigger.

    Attributes
    ----------
    held
        True: it was done, in time. False: it can no longer be. None: it may still be done.
    line
        The act that did it, if it was one.
    """

    held: bool | None
    line: LogLine | None = None


def look(trigger: Trigger, board: Board, now: int, reached: Reached) -> Seen:
    """What is known of a trigger at a second of the scenario."""
    if trigger.count is not None:
        return Seen(True if reached(trigger.count) else None)
    begun = _begin(trigger, board)
    if begun is None:
        return Seen(None)
    last = None if trigger.within is None else begun.t + round(trigger.within * SECONDS)
    for line in _doings(trigger, board):
        if line.n > begun.n:
            return Seen(last is None or line.t <= last, line)
    return Seen(False if last is not None and now > last else None)


def _begin(trigger: Trigger, board: Board) -> LogLine | None:
    """The act from which time counts; before all, if it is none."""
    if trigger.since is None:
        return LogLine(n=0, t=0, played=0, seat="", act={})
    return board.entries[trigger.since].sent


def _doings(trigger: Trigger, board: Board) -> Iterator[LogLine]:
    """Acts that are looked for, in their order, whenever they were done."""
    if trigger.answered is not None:
        replies = board.entries[trigger.answered].replies
        yield from (one.line for one in replies if trigger.by in (None, one.seat))
    elif trigger.decided is not None:
        orders = (line for line in board.orders if line.act["event"].get("kind") == trigger.decided)
        yield from (line for line in orders if trigger.by in (None, line.seat))
    elif trigger.sent is not None:
        sent = board.entries[trigger.sent].sent
        yield from () if sent is None else (sent,)


def fate(entry: Entry, board: Board, now: int, played: int, reached: Reached) -> bool | None:
    """What becomes of a message of the events list: it is sent now (True), never (False), or not yet (None).

    A message with a time and `if` waits from then on until its condition holds; with `if_not`, it comes at its time
    unless the condition holds by then. One without a time comes as soon as its condition says so.
    """
    inject = board.exercise.inject(entry.id)
    assert inject is not None
    if entry.at is not None and entry.at > played:
        return None
    if inject.only_if is not None:
        return look(inject.only_if, board, now, reached).held
    if inject.unless is None:
        return True
    held = look(inject.unless, board, now, reached).held
    return entry.at is not None or None if held is None else not held
