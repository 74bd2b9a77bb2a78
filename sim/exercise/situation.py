"""The parts of a view that come from the model: posts, requests, persons held, packages, what is heard, figures."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from sim.exercise.course import Course
from sim.exercise.screen import Screen
from sim.exercise.wording import clock_time, notice_text
from sim.scenario.exercise import SECONDS
from sim.words import AGENCIES
from sim.world.seats.notices import Notice

Row = dict[str, Any]


def at(course: Course, t: int | None, name: str = "t", label: str = "label") -> Row:
    """A second of the scenario, and how people say it."""
    return {name: t, label: None if t is None else clock_time(course.exercise.plan, t)}


def at_hour(course: Course, hour: float, name: str, label: str) -> Row:
    """An hour of the model, in the same way; nothing where there is none."""
    return at(course, None if math.isnan(hour) else round(hour * SECONDS), name, label)


def screens(course: Course, seat: str, scope: str) -> Iterator[tuple[str, Screen]]:
    """The owners whose screens a seat may see, each with its screen."""
    everybody = (*course.exercise.plan.countries, *AGENCIES)
    for owner in (course.owner(seat),) if scope == "own" else everybody:
        yield owner, course.screen(owner)


# --- requests and persons ---------------------------------------------------------------------------------------------


def requests(course: Course, seat: str, scope: str) -> list[Row]:
    """Requests that wait at the desks, persons held first; or (counts) how many between which countries."""
    if scope == "counts":
        return _by_pair(course, seat)
    return [
        {"to": owner, **_request(course, row)}
        for owner, screen in screens(course, seat, scope)
        for row in screen.pending(course.t)
    ]


def _request(course: Course, row: Notice) -> Row:
    team = row.kind == "jit_proposed"
    return {
        "number": row.subject,
        "from": row.other,
        "about": f"joint team {row.detail}" if team else row.detail,
        "held": row.until_h * SECONDS > course.t and not team,
        **at_hour(course, row.until_h, "until", "until_label"),
        **at_hour(course, row.due_h, "due", "due_label"),
        **at_hour(course, row.time_h, "since", "since_label"),
        "state": "overdue" if row.due_h * SECONDS < course.t else "waiting",
    }


def _by_pair(course: Course, seat: str) -> list[Row]:
    """How many requests wait between two countries, and how many of them too long."""
    found: dict[tuple[str, str], list[bool]] = {}
    for owner, screen in screens(course, seat, "all"):
        for row in screen.pending(course.t):
            found.setdefault((row.other, owner), []).append(row.due_h * SECONDS < course.t)
    return [
        {"from": sender, "to": owner, "waiting": len(late), "overdue": sum(late)}
        for (sender, owner), late in sorted(found.items())
    ]


def own_requests(course: Course, seat: str, scope: str) -> list[Row]:
    """What a seat asked of others, the newest first, and what came of it."""
    rows = [
        {
            "of": owner,
            "number": number,
            "to": sent.other,
            "about": sent.detail,
            "held": not math.isnan(sent.until_h),
            **at_hour(course, sent.time_h, "since", "since_label"),
            "state": "waits" if came is None else came.kind,
            **at_hour(course, math.nan if came is None else came.time_h, "answered", "answered_label"),
        }
        for owner, screen in screens(course, seat, scope)
        for number, (sent, came) in screen.own.items()
    ]
    return sorted(rows, key=lambda row: row["since"], reverse=True)[:MOST_ROWS]


MOST_ROWS = 200
"""Rows of a list that grows for days, the newest."""


def held(course: Course, seat: str, scope: str) -> list[Row]:
    """Persons held, those with the least time left first; or (counts) how many in each country."""
    if scope == "counts":
        numbers = {owner: len(screen.held) for owner, screen in screens(course, seat, "all")}
        return [{"country": owner, "held": number} for owner, number in numbers.items() if number]
    rows = [
        {
            "country": owner,
            "number": number,
            "about": row.detail,
            "asked": row.other,
            "post": row.place,
            **at_hour(course, row.until_h, "until", "until_label"),
        }
        for owner, screen in screens(course, seat, scope)
        for number, row in screen.held.items()
    ]
    return sorted(rows, key=lambda row: row["until"] or 0)


# --- intelligence, and what is heard ----------------------------------------------------------------------------------


def packages(course: Course, seat: str, scope: str) -> list[Row]:
    """Packages of which a seat was told, the newest first."""
    rows = [
        {
            "owner": owner,
            "number": row.subject,
            **at_hour(course, row.time_h, "t", "label"),
            "text": row.detail,
            "waits": any(one.detail == row.detail for one in screen.launchable(course.t)),
        }
        for owner, screen in screens(course, seat, scope)
        for row in screen.packages
    ]
    return sorted(rows, key=lambda row: row["t"], reverse=True)[:MOST_ROWS]


def operations(course: Course, seat: str, scope: str) -> list[Row]:
    """Operations that wait for a word of Europol or the centre."""
    return [
        {"number": row.subject, "countries": row.detail.split(), **at_hour(course, row.until_h, "until", "until_label")}
        for _, screen in screens(course, seat, scope)
        for row in screen.launchable(course.t)
    ]


def heard(course: Course, seat: str, scope: str) -> list[Row]:
    """The last things that a seat was told, the newest first."""
    rows = [
        {"owner": owner, **at_hour(course, row.time_h, "t", "label"), "kind": row.kind, "text": notice_text(row)}
        for owner, screen in screens(course, seat, scope)
        for row in screen.heard
    ]
    return sorted(rows, key=lambda row: row["t"], reverse=True)[:MOST_ROWS]


def cards(course: Course, seat: str, scope: str) -> dict[str, int]:
    """A few figures: own ones, or (all) of everybody."""
    shown = [screen for _, screen in screens(course, seat, scope)]
    return {
        "arrests": sum(screen.counts["arrest"] for screen in shown),
        "held": sum(len(screen.held) for screen in shown),
        "waiting": sum(len(list(screen.pending(course.t))) for screen in shown),
        "released": sum(screen.counts["release"] for screen in shown),
    }


# --- places -----------------------------------------------------------------------------------------------------------


def posts(course: Course, seat: str, scope: str) -> list[Row]:
    """Posts on the map: a seat's own, or all; in public without what was found there."""
    country = course.exercise.seats[seat].country if seat in course.exercise.seats else None
    shown = course.exercise.plan.active_posts().values()
    return [
        {"id": post.id, "name": post.name, "kind": post.kind, "lon": post.lon, "lat": post.lat}
        for post in shown
        if post.kind != "online" and (scope != "own" or country is None or country in post.sides)
    ]


# --- the controller's -------------------------------------------------------------------------------------------------


def seats(course: Course, seat: str, scope: str) -> list[Row]:
    """Each seat: whether people sit there, what waits, since when, what it did last."""
    return [_seat(course, name) for name in course.exercise.seats]


def _seat(course: Course, name: str) -> Row:
    plan, here = course.exercise.seats[name], name in course.board.held
    waiting = sorted(row.time_h for row in course.screen(plan.owner).pending(course.t))
    line = course.told.get(name, (None, ""))[0]
    return {
        "id": name,
        "name": plan.name,
        "role": plan.role,
        "country": plan.country,
        "here": here,
        "waiting": len(waiting),
        **at_hour(course, waiting[0] if waiting else math.nan, "oldest", "oldest_label"),
        **at(course, line.t if line else None, "last_action", "last_label"),
        "played_by": "people" if here else "model",
    }


def problems(course: Course, seat: str, scope: str) -> list[str]:
    """What the controller should know: messages to seats where nobody sits, effects that were refused."""
    return [*_unheard(course), *(f"{name}: refused by the model: {why}" for name, why in course.refused.items())]


def _unheard(course: Course) -> Iterator[str]:
    for entry in course.board.entries.values():
        empty = [name for name in entry.to if name not in course.board.held]
        if entry.pending and empty and len(empty) == len(entry.to):
            yield f"Message {entry.id} goes to {', '.join(empty)}, where nobody sits."
    if not course.board.held:
        yield "Nobody sits anywhere: the model plays all seats."
