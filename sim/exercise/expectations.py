"""Expectations: met, not met or not seen, each with what proves it. Nothing is added up.

A rule judges by what was on the seat's screen: a message that did not come, or a seat at which nobody sat, is not seen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sim.exercise.conditions import look
from sim.exercise.course import Course
from sim.exercise.log import LogLine
from sim.exercise.rules import ENDED
from sim.exercise.wording import clock_time, done, minutes, seat_name
from sim.scenario.exercise import SECONDS, Expectation, Trigger
from sim.words import Verdict
from sim.world.seats.notices import Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What is known of an expectation.

    Attributes
    ----------
    verdict
        "open" as long as it may still be met.
    proof
        What proves it, in words: a line of the log, or a notice.
    comment
        What an evaluator said.
    """

    expectation: Expectation
    verdict: Verdict | Literal["open"]
    proof: str = ""
    comment: str = ""

    @property
    def text(self) -> str:
        """The expectation in words."""
        one = self.expectation
        return one.text or one.manual or _rule_in_words(one)


def judged(course: Course) -> list[Judged]:
    """All expectations as they stand now."""
    return [_judge(course, one) for one in course.exercise.expectations]


def _judge(course: Course, one: Expectation) -> Judged:
    if one.manual is not None:
        return _by_hand(course, one)
    if one.seat is not None and not _was_held(course, one.seat):
        return _unseen(course, one, f"Nobody sat at {course.exercise.seats[one.seat].name}: the model played it.")
    if one.trigger is not None:
        return _by_rule(course, one, one.trigger)
    return _released(course, one)


def _was_held(course: Course, seat: str) -> bool:
    """Whether people ever sat there."""
    return any(line.act.get("do") == "take" and line.act["seat"] == seat for line in course.board.seatings)


def _unseen(course: Course, one: Expectation, why: str) -> Judged:
    """Not seen, if play is over; until then it may still come."""
    return Judged(expectation=one, verdict="not seen" if course.state == ENDED else "open", proof=why)


def _by_hand(course: Course, one: Expectation) -> Judged:
    lines = [line.act["judge"] for line in course.board.noted.get("judge", ())]
    said = next((told for told in reversed(lines) if told["expectation"] == one.id), None)
    if said is None:
        return Judged(expectation=one, verdict="open")
    return Judged(expectation=one, verdict=said["verdict"], proof="An evaluator", comment=said.get("comment", ""))


def _by_rule(course: Course, one: Expectation, trigger: Trigger) -> Judged:
    since = course.board.entries[trigger.since].sent if trigger.since is not None else None
    if trigger.since is not None and since is None:
        return _unseen(course, one, f"Message {trigger.since} has not come.")
    seen = look(trigger, course.board, course.t, course.action.reached)
    if seen.held:
        return Judged(expectation=one, verdict="met", proof=_proof(course, seen.line, since))
    if seen.held is None and course.state != ENDED:
        return Judged(expectation=one, verdict="open", proof=_came(course, since))
    missed = "Not done in time." if seen.line is None else f"Too late: {_proof(course, seen.line, since)}."
    return Judged(expectation=one, verdict="not met", proof=f"{_came(course, since)} {missed}".strip())


def _proof(course: Course, line: LogLine | None, since: LogLine | None) -> str:
    """The act that did it, and how long after the message."""
    if line is None:
        return f"Seen at {clock_time(course.plan, course.t)}."
    said = f"{clock_time(course.plan, line.t)}, {seat_name(line.seat, course.board)}: {done(line, course.board)}"
    return said if since is None else f"{said} ({minutes(line.played - since.played)} of play after the message)"


def _came(course: Course, since: LogLine | None) -> str:
    """When the message came from which time counts."""
    return "" if since is None else f"The message came at {clock_time(course.plan, since.t)}."


def _released(course: Course, one: Expectation) -> Judged:
    """How many people, held abroad, ran out of time before the seat had answered for them; each was on its screen."""
    assert one.seat is not None and one.released_unanswered is not None
    since = next(line.t for line in course.board.seatings if line.act["seat"] == one.seat)
    told = course.action.notices(course.owner(one.seat))
    held = [row for row in told if row.kind == "asked" and row.until_h * SECONDS >= since]
    late = [row for row in held if _unanswered(course, one.seat, row)]
    if len(late) > one.released_unanswered.at_most:
        proof = f"{'; '.join(_asked(course, row) for row in late)}: no answer had left in time."
        return Judged(expectation=one, verdict="not met", proof=proof)
    if course.state != ENDED:
        return Judged(expectation=one, verdict="open", proof=f"{len(late)} so far.")
    if not held:
        return Judged(expectation=one, verdict="not seen", proof="Nobody asked this seat about a person held.")
    return Judged(expectation=one, verdict="met", proof=f"{len(late)} of {len(held)} until the end.")


def _asked(course: Course, row: Notice) -> str:
    """A request about a person held, and until when."""
    until = clock_time(course.plan, round(row.until_h * SECONDS))
    return f"{row.subject}, asked by {course.board.names.get(row.other, row.other)}, held until {until}"


def _unanswered(course: Course, seat: str, asked: Notice) -> bool:
    """Whether time ran out before an answer left."""
    if asked.until_h * SECONDS > course.t:
        return False
    told = course.action.notices(course.owner(seat))
    return not any(
        row.kind == "replied" and row.subject == asked.subject and row.time_h <= asked.until_h for row in told
    )


def _rule_in_words(one: Expectation) -> str:
    """What a rule stands for, where the exercise does not say it."""
    if one.released_unanswered is not None:
        return f"At most {one.released_unanswered.at_most} let go for want of an answer"
    rules: dict[str, Callable[[object], str]] = {
        "answered": lambda name: f"A reply to {name}",
        "decided": lambda kind: f"Decided: {str(kind).replace('_', ' ')}",
        "sent": lambda name: f"Message {name} comes",
        "count": lambda count: f"A count is reached: {count}",
    }
    trigger = one.trigger
    assert trigger is not None
    ((key, value),) = trigger.names.items()
    return rules[key](value)
