"""What each seat may know now, as parts that can be written as JSON.

Which parts a role has, and how much of each, is said by the table of `rights`; here each part is made. Beside a second
of the scenario (`t`) stands how people say it (`label`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sim.exercise import rights, situation
from sim.exercise.board import Entry
from sim.exercise.course import Course
from sim.exercise.expectations import judged
from sim.exercise.log import LogLine, before_the_end
from sim.exercise.order_forms import event_text
from sim.exercise.orders import forms
from sim.exercise.situation import at
from sim.exercise.terms import TERMS, Names
from sim.exercise.wording import done, seat_name
from sim.scenario.exercise import ITS_OWN, THOUSANDTHS, Inject
from sim.units import spoken
from sim.words import STAFF

Row = dict[str, Any]
LOGGED = 300
"""Lines of the log that are shown, the last ones."""


def view(course: Course, seat: str, log: Iterable[LogLine] = ()) -> Row:
    """All that a seat may know now, and nothing else; `log` is shown to those who may see it."""
    role = seat if seat in STAFF else course.exercise.seats[seat].role
    parts: Row = {
        "clock": clock(course),
        "me": me(course, seat, role),
        "exercise": frame(course),
        "last": last(course, seat),
        "hot_wash": hot_wash(course),
        "improvements": improvements(course),
    }
    parts |= {part: _PARTS[part](course, seat, scope) for part, scope in rights.SIGHT[role].items() if part != "log"}
    if seat == course.alone:
        parts["self_check"] = self_check(course, seat)
    if "log" in rights.SIGHT[role]:
        parts["log"] = logged(course, log)
        if course.state == "ended":
            parts["moments"] = moments(course, log)
    return parts


# --- what everybody sees ----------------------------------------------------------------------------------------------


def clock(course: Course) -> Row:
    """The clock, and where in the exercise it stands."""
    moves = [move for move in course.exercise.moves if move.begin * THOUSANDTHS <= course.played]
    return {
        "state": course.state,
        **at(course, course.t),
        "time": (course.plan.start + timedelta(seconds=course.t)).isoformat(),
        "played": course.played,
        "left": max(course.pace.moment(course.exercise.end_s) - course.played, 0),
        "speed": course.pace.speed,
        "move": {"id": moves[-1].id, "name": moves[-1].name} if moves else None,
        "alone": course.alone is not None,
    }


def me(course: Course, seat: str, role: str) -> Row:
    """Who looks."""
    plan = course.exercise.seats.get(seat)
    country = None if plan is None else plan.country
    return {"seat": seat, "role": role, "name": seat_name(seat, course.board), "country": country}


def frame(course: Course) -> Row:
    """The exercise: its name, length, moves and seats."""
    exercise = course.exercise
    return {
        "name": exercise.name,
        "description": exercise.description,
        "language": exercise.language,
        "length": exercise.length,
        "alone": course.alone is not None,
        "moves": [{"id": one.id, "name": one.name, "begin": round(one.begin * THOUSANDTHS)} for one in exercise.moves],
        "seats": [{"id": name, "name": one.name, "role": one.role} for name, one in exercise.seats.items()],
        "terms": {**TERMS, **{code: course.board.names[code] for code in course.plan.countries}},
    }


def last(course: Course, seat: str) -> Row | None:
    """What the last act of a seat did."""
    if seat not in course.told:
        return None
    line, text = course.told[seat]
    return {**at(course, line.t), "text": text}


def hot_wash(course: Course) -> list[Row]:
    """Cards of the hot wash."""
    lines = course.board.noted.get("hot_wash", ())
    return [{"n": line.n, "seat": line.seat, **line.act["hot_wash"]} for line in lines]


def improvements(course: Course) -> list[Row]:
    """What is to be done."""
    return [{"n": line.n, **line.act["improvement"]} for line in course.board.noted.get("improvement", ())]


# --- messages ---------------------------------------------------------------------------------------------------------


def messages(course: Course, seat: str, scope: str) -> list[Row]:
    """Messages that have come to a seat, or to the wall, newest first."""
    if scope != "public":
        return [message(course, entry, seat) for entry in course.board.inbox(seat)]
    public = [entry for entry in course.board.entries.values() if entry.public and entry.sent is not None]
    return [message(course, entry, seat) for entry in sorted(public, key=_place, reverse=True)]


def _place(entry: Entry) -> int:
    return entry.sent.n if entry.sent else 0


def message(course: Course, entry: Entry, seat: str) -> Row:
    """A message that has come, with its deadline and the seat's reply; who plays alone then sees what was expected."""
    assert entry.sent is not None
    ends = None if entry.deadline is None else entry.sent.t + entry.deadline
    reply = entry.reply_of(seat)
    checks_himself = seat == course.alone and reply is not None
    return {
        "id": entry.id,
        **at(course, entry.sent.t),
        "from": entry.sender,
        "channel": entry.channel,
        "title": entry.title,
        "text": entry.text,
        **at(course, ends, "deadline", "deadline_label"),
        "deadline_played": None if ends is None else course.pace.moment(ends),
        "reply": None if reply is None else {**at(course, reply.line.t), "text": reply.text},
        "expect": entry.expect if checks_himself else None,
        "stakes": entry.stakes if checks_himself else None,
    }


def self_check(course: Course, seat: str) -> list[Row]:
    """For somebody alone: what was expected, of messages that he has replied to or whose time is up."""
    rows = []
    for entry in course.board.inbox(seat):
        reply = entry.reply_of(seat)
        if entry.expect and (reply is not None or course.state == "ended"):
            replied = None if reply is None else reply.text
            told = {"expect": entry.expect, "stakes": entry.stakes, "replied": replied}
            rows.append({"inject": entry.id, "title": entry.title, **told})
    return rows


def events_list(course: Course, seat: str, scope: str) -> list[Row]:
    """All messages of the exercise, those that were written during play as well, with what became of them."""
    return [_listed(course, entry) for entry in course.board.entries.values()]


def _listed(course: Course, entry: Entry) -> Row:
    inject = course.exercise.inject(entry.id)
    due = entry.at if entry.sent is None else entry.sent.played
    moves = [one.id for one in course.exercise.moves if due is not None and one.begin * THOUSANDTHS <= due]
    t = entry.sent.t if entry.sent else None if due is None else course.pace.second(due)
    effect = None if inject is None or inject.effect is None else inject.effect
    return {
        "id": entry.id,
        "move": moves[-1] if moves else None,
        "at": None if entry.at is None else entry.at / 60_000,
        **at(course, t),
        "to": [*entry.to, *(("wall",) if entry.public else ())],
        "from": entry.sender,
        "channel": entry.channel,
        "title": entry.title,
        "text": entry.text,
        "expect": entry.expect,
        "stakes": entry.stakes if inject is None else told_stakes(inject),
        "matters": inject is None or inject.matters,
        "deadline": entry.deadline,
        "objective": inject.objective if inject else None,
        "note": inject.note if inject else None,
        "effect": _effect_text(effect, inject.lift if inject else None, course.board.names),
        "condition": condition_text(inject) if inject else None,
        "state": _state(course, entry),
        "sent_t": entry.sent.t if entry.sent else None,
        "sent_played": entry.sent.played if entry.sent else None,
        "refused": course.refused.get(entry.id),
        "replies": [{"seat": one.seat, **at(course, one.line.t), "text": one.text} for one in entry.replies],
        "planned": entry.planned,
    }


def told_stakes(inject: Inject) -> str:
    """What a message is worth, as far as it is known."""
    if inject.stakes is not None:
        return inject.stakes
    if inject.brings_something:
        return "not known; jadsim rehearse tells them"
    return "none in the model: it is for the talk"


def _state(course: Course, entry: Entry) -> str:
    if entry.sent is not None:
        return "sent"
    if entry.skipped is not None:
        return "skipped"
    return "due" if entry.at is not None and entry.at > course.played else "waiting"


def _effect_text(effect: Any, lift: str | None, names: Names) -> str | None:
    if lift is not None:
        return f"ends the effect of {lift}"
    if effect is None:
        return None
    told = effect.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={*ITS_OWN})
    return event_text(told, names)


def condition_text(inject: Any) -> str | None:
    """The condition of a message in words."""
    for word, trigger in (("if", inject.only_if), ("unless", inject.unless)):
        if trigger is not None:
            told = trigger.model_dump(mode="json", exclude_none=True)
            told |= {"within": spoken(told["within"])} if "within" in told else {}
            return f"{word} " + ", ".join(f"{key} {value}" for key, value in told.items())
    return None


# --- the staff --------------------------------------------------------------------------------------------------------


def logged(course: Course, log: Iterable[LogLine]) -> list[Row]:
    """The last lines of the log in words, newest first."""
    return _told(course, [line for line in log if "beat" not in line.act][-LOGGED:])


def moments(course: Course, log: Iterable[LogLine]) -> list[Row]:
    """All that was done before the end, newest first: from each a new play may go on."""
    return _told(course, [line for line in before_the_end(log) if "beat" not in line.act])


def _told(course: Course, lines: Sequence[LogLine]) -> list[Row]:
    return [
        {"n": line.n, **at(course, line.t), "played": line.played, "seat": line.seat, "text": done(line, course.board)}
        for line in reversed(lines)
    ]


def objectives(course: Course, seat: str, scope: str) -> list[Row]:
    """The objectives of the exercise."""
    return [{"id": name, "text": text} for name, text in course.exercise.objectives.items()]


def expectations(course: Course, seat: str, scope: str) -> list[Row]:
    """Expectations as they stand, each with its proof."""
    return [
        {
            "id": one.expectation.id,
            "objective": one.expectation.objective,
            "seat": one.expectation.seat,
            "text": one.text,
            "verdict": one.verdict,
            "proof": one.proof,
            "manual": one.expectation.manual is not None,
            "comment": one.comment,
        }
        for one in judged(course)
    ]


def mistakes(course: Course, seat: str, scope: str) -> Row:
    """Mistakes to look for, and those that were noted."""
    listed = course.exercise.mistakes
    noted = [
        {"number": line.n, **at(course, line.t), "seat": None, "comment": "", **line.act["mistake"]}
        for line in course.board.noted.get("mistake", ())
    ]
    return {"critical": list(listed.critical), "minor": list(listed.minor), "noted": noted}


def observations(course: Course, seat: str, scope: str) -> list[Row]:
    """What evaluators noted."""
    return [
        {"number": line.n, **at(course, line.t), "seat": None, "objective": None, **line.act["observe"]}
        for line in course.board.noted.get("observe", ())
    ]


def feedback(course: Course, seat: str, scope: str) -> list[Row]:
    """What participants handed in, without who it was."""
    return [line.act["feedback"] for line in course.board.noted.get("feedback", ())]


_PARTS: Mapping[str, Callable[[Course, str, str], Any]] = {
    "posts": situation.posts,
    "requests": situation.requests,
    "own_requests": situation.own_requests,
    "held": situation.held,
    "packages": situation.packages,
    "operations": situation.operations,
    "desks": situation.desks,
    "heard": situation.heard,
    "cards": situation.cards,
    "seats": situation.seats,
    "problems": situation.problems,
    "orders": forms,
    "messages": messages,
    "list": events_list,
    "objectives": objectives,
    "expectations": expectations,
    "mistakes": mistakes,
    "observations": observations,
    "feedback": feedback,
}
