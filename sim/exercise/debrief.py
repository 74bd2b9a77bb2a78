"""The debrief of a play as a document: plain values, in the order of the conversation.

The play has ended, so what was hidden may be said: networks, movements, and what each seat knew when.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sim.exercise import views
from sim.exercise.course import Course
from sim.exercise.expectations import Judged, judged
from sim.exercise.log import LogLine
from sim.exercise.play import Play
from sim.exercise.terms import term
from sim.exercise.wording import clock_time, dated, done, minutes, notice_text, seat_name
from sim.exercise.workings import Workings
from sim.outcome.outcome import Outcome
from sim.scenario.exercise import SECONDS, THOUSANDTHS
from sim.scenario.facts import Facts
from sim.words import EVALUATOR

type Row = dict[str, Any]

HEARD = 400
"""Things that a seat heard which are kept for the replay, the last ones."""
ASKED = 60
"""Requests of a seat that are listed."""


def document(play: Play, workings: Workings) -> Row:
    """Everything that a debrief shows, ready for JSON.

    Parameters
    ----------
    play
        A play that has ended.
    workings
        What other futures tell; parts that are not known yet are said to be under way.
    """
    course = play.course
    outcome = workings.outcome
    ended = clock_time(course.exercise.plan, course.t)
    return {
        "name": course.exercise.name,
        "description": course.exercise.description,
        "language": course.exercise.language,
        "begun": play.log.head.get("begun", ""),
        "seed": play.log.head["seed"],
        "scenario": course.exercise.plan.hash,
        "exercise": course.exercise.hash,
        "ended": f"{ended}, after {minutes(course.played)} of play",
        "seats": views.frame(course)["seats"],
        "hot_wash": _named(course, views.hot_wash(course)),
        "moves": _moves(course, play.log.lines),
        "requests": [_requests(course, outcome, seat, workings) for seat in course.exercise.seats],
        "decisions": _named(course, _decided(course, workings)),
        "under_way": workings.asked - sum(bool(one.get("settled")) for one in workings.known.values()),
        "futures_played": workings.played,
        "model": workings.known.get("model"),
        "truth": _truth(course, outcome),
        "objectives": _objectives(course),
        "mistakes": _named(course, views.mistakes(course, EVALUATOR, "all")["noted"]),
        "observations": _named(course, views.observations(course, EVALUATOR, "all")),
        "improvements": views.improvements(course),
        "feedback": views.feedback(course, EVALUATOR, "all"),
    }


def _named(course: Course, rows: Iterable[Row]) -> list[Row]:
    """The same rows with what their seats are called."""
    return [{**row, "seat": seat_name(row["seat"] or "", course.board)} for row in rows]


def _decided(course: Course, workings: Workings) -> Iterator[Row]:
    """What is known of each decision, with what its places are called."""
    names = course.board.names
    for name, told in workings.known.items():
        if name != "model":
            rows = [{**row, "place": names.get(row["place"], row["place"])} for row in told["rows"]]
            yield {"name": name, **told, "rows": rows}


# --- what was done ----------------------------------------------------------------------------------------------------


def _moves(course: Course, lines: Sequence[LogLine]) -> list[Row]:
    """What was done and told, move by move."""
    begins = [(one.name, round(one.begin * THOUSANDTHS)) for one in course.exercise.moves] or [("Play", 0)]
    ends = [begin for _, begin in begins[1:]] + [math.inf]
    kept = [line for line in lines if "beat" not in line.act]
    return [
        {"name": name, "rows": _named(course, (_done(course, line) for line in kept if begin <= line.played < end))}
        for (name, begin), end in zip(begins, ends, strict=True)
    ]


def _done(course: Course, line: LogLine) -> Row:
    return {
        "label": clock_time(course.exercise.plan, line.t),
        "played": minutes(line.played),
        "seat": line.seat,
        "text": done(line, course.board),
    }


def _objectives(course: Course) -> list[Row]:
    """Expectations by objective; nothing is added up."""
    found = judged(course)
    return [
        {
            "id": name,
            "text": text,
            "expectations": _named(course, (_expected(one) for one in found if one.expectation.objective == name)),
        }
        for name, text in course.exercise.objectives.items()
    ]


def _expected(one: Judged) -> Row:
    proof = " ".join(text for text in (one.proof, one.comment) if text)
    return {"seat": one.expectation.seat, "text": one.text, "verdict": one.verdict, "proof": proof}


# --- requests ---------------------------------------------------------------------------------------------------------


def _requests(course: Course, outcome: Outcome, seat: str, workings: Workings) -> Row:
    """Requests that reached a seat while people played, those first that would have had another end."""
    changed = {
        case["request"]: case["without"]
        for told in workings.known.values()
        for case in told.get("cases", ())
        if case["differs"]
    }
    owner = course.owner(seat)
    rows = [row for row in outcome["messages"].rows() if _reached(course, row, owner)]
    rows.sort(key=lambda row: (row["message"] not in changed, row["time_h"]))
    told = [_request(course, row, changed.get(row["message"], "")) for row in rows[:ASKED]]
    return {"seat": course.exercise.seats[seat].name, "rows": told, "more": max(len(rows) - ASKED, 0)}


def _reached(course: Course, row: Mapping[str, Any], owner: str) -> bool:
    exercise = course.exercise
    played = exercise.begin <= row["time_h"] < exercise.end
    return bool(played and row["kind"] == "request" and row["receiver"] == owner)


def _request(course: Course, row: Mapping[str, Any], without: str) -> Row:
    took = "" if math.isnan(row["response_h"]) else f" after {row['response_h']:.1f} h"
    return {
        "label": _label(course, row["time_h"]),
        "from": course.board.names.get(row["sender"], term(row["sender"])),
        "channel": term(row["channel"]),
        "priority": str(row["priority"]).replace("_", " "),
        "end": f"{row['status']}{took}",
        "without": without,
    }


def _label(course: Course, hour: float) -> str:
    return clock_time(course.exercise.plan, round(hour * SECONDS))


# --- the truth --------------------------------------------------------------------------------------------------------


def _truth(course: Course, outcome: Outcome) -> Row:
    """Movements and networks, and what each seat heard, in the order of time."""
    begin, end = course.exercise.begin, course.t / SECONDS
    movements = [row for row in outcome["movements"].rows() if begin <= row["time_h"] < end]
    return {
        "begin": round(begin * SECONDS),
        "end": course.t,
        "dated": dated(course.exercise.plan),
        "start": course.exercise.plan.start.replace(tzinfo=None).isoformat(),
        "movements": [_movement(course, row) for row in movements],
        "networks": [_network(row) for row in outcome["networks"].rows() if row["arrested"]],
        "places": _places(
            course.exercise.plan.facts, {row[key] for row in movements for key in ("origin", "destination")}
        ),
        "heard": {course.exercise.seats[seat].name: _heard(course, seat) for seat in course.exercise.seats},
    }


def _movement(course: Course, row: Mapping[str, Any]) -> Row:
    end = "intercepted" if row["intercepted"] else "detected" if row["detected"] else "not seen"
    return {
        "t": round(row["time_h"] * SECONDS),
        "label": _label(course, row["time_h"]),
        "network": row["network"],
        "area": str(row["crime_area"]).replace("_", " "),
        "from": row["origin"],
        "to": row["destination"],
        "route": row["route"],
        "end": end,
    }


def _network(row: Mapping[str, Any]) -> Row:
    return {
        "network": row["network"],
        "members": row["members"],
        "arrested": row["arrested"],
        "roles": row["roles_lost"],
        "known": f"{row['known_share']:.0%}",
    }


def _places(known: Facts, codes: set[str]) -> dict[str, tuple[float, float]]:
    """Where countries are, as longitude and latitude."""
    return {code: (known[code].lon, known[code].lat) for code in sorted(codes) if code in known}


def _heard(course: Course, seat: str) -> list[Row]:
    """What was on the screen of a seat, and when."""
    return sorted(_screen(course, seat), key=lambda row: row["t"])[-HEARD:]


def _screen(course: Course, seat: str) -> Iterator[Row]:
    for entry in course.board.inbox(seat):
        if entry.sent is not None:
            yield {"t": entry.sent.t, "text": f"Message {entry.id}: {entry.title}"}
    for notice in course.action.notices(course.owner(seat)):
        t = round(notice.time_h * SECONDS)
        if t <= course.t:
            yield {"t": t, "text": notice_text(notice, course.board.names)}
