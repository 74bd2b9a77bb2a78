"""The parts of a view that come from the model: posts, requests, persons held, packages, what is heard, figures."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sim.exercise.board import ORDER
from sim.exercise.course import Course
from sim.exercise.terms import term
from sim.exercise.wording import clock_time, in_words, notice_text
from sim.scenario.exercise import SECONDS
from sim.words import AGENCIES, CONTROLLER
from sim.world.seats.picture import Picture, PostView, RequestView

Row = dict[str, Any]
MOST_ROWS = 200
"""Rows of a list that grows for days, the newest."""
HEARD = 60
"""How many things of which somebody heard are shown, the last ones."""
PUBLIC = "public"
"""How much everybody may see."""
NOT_PUBLIC = ("referrals", "standing_by")
"""What of a post not everybody may see."""
JOINT_TEAM = "joint_team"
"""What a request is about that proposes a joint investigation team."""


def at(course: Course, t: int | None, name: str = "t", label: str = "label") -> Row:
    """A second of the scenario, and how people say it."""
    return {name: t, label: None if t is None else clock_time(course.plan, t)}


def at_hour(course: Course, hour: float, name: str, label: str) -> Row:
    """An hour of the model, in the same way; nothing where there is none."""
    return at(course, None if math.isnan(hour) else round(hour * SECONDS), name, label)


def picture(course: Course, seat: str, scope: str) -> Picture:
    """What a seat may see of the model now: its own, or all."""
    return course.picture(course.owner(seat) if scope == "own" else CONTROLLER)


# --- requests and persons ---------------------------------------------------------------------------------------------


def requests(course: Course, seat: str, scope: str) -> list[Row]:
    """Requests that wait at the desks, persons held first; or (counts) how many between which countries."""
    seen = picture(course, seat, scope)
    if scope == "counts":
        pairs = seen.pairs
        return [{"from": row.sender, "to": row.receiver, "waiting": row.open, "overdue": row.overdue} for row in pairs]
    given = _given(course, seat)
    return [_request(course, row) | {"given": given.get(row.number)} for row in pressing(seen)]


def _given(course: Course, seat: str) -> dict[str, str]:
    """What a seat has decided of requests, by their numbers on its page; the model carries it out in its time."""
    answers = [
        line.act["event"]
        for line in course.board.orders
        if line.seat == seat and line.act["event"]["kind"] == "answer" and ORDER.format(n=line.n) not in course.refused
    ]
    return {event["message"]: event.get("give", "answered") for event in answers}


def pressing(seen: Picture) -> Sequence[RequestView]:
    """Requests about persons who are still held by the time that is left, then the others by their age."""
    now = seen.time_h

    def key(row: RequestView) -> tuple[int, float]:
        return (0, row.until_h) if row.until_h > now and row.about != JOINT_TEAM else (1, row.since_h)

    return sorted(seen.requests, key=key)


def _request(course: Course, row: RequestView) -> Row:
    return {
        "number": row.number,
        "to": row.owner,
        "from": row.sender,
        "about": row.about,
        "channel": row.channel,
        "held": row.until_h * SECONDS > course.t and row.about != JOINT_TEAM,
        **at_hour(course, row.until_h, "until", "until_label"),
        **at_hour(course, row.due_h, "due", "due_label"),
        **at_hour(course, row.since_h, "since", "since_label"),
        "state": "overdue" if row.due_h * SECONDS < course.t else "waiting",
    }


def own_requests(course: Course, seat: str, scope: str) -> list[Row]:
    """What a seat asked of others, the newest first, and what came of it."""
    rows = sorted(picture(course, seat, scope).own_requests, key=lambda row: row.since_h, reverse=True)
    return [
        {
            "number": row.number,
            "of": row.owner,
            "to": row.receiver,
            "about": row.about,
            "channel": row.channel,
            "held": row.until_h * SECONDS > course.t,
            **at_hour(course, row.since_h, "since", "since_label"),
            "state": row.state,
        }
        for row in rows[:MOST_ROWS]
    ]


def held(course: Course, seat: str, scope: str) -> list[Row]:
    """Persons held, those with the least time left first; or (counts) how many in each country."""
    rows = sorted(picture(course, seat, scope).held, key=lambda row: row.until_h)
    if scope == "counts":
        owners = [row.owner for row in rows]
        return [{"country": owner, "held": owners.count(owner)} for owner in sorted(set(owners))]
    return [
        {
            "number": row.number,
            "country": row.owner,
            "about": row.about,
            "post": row.post,
            "asked": row.asked,
            **at_hour(course, row.until_h, "until", "until_label"),
            **at_hour(course, row.since_h, "since", "since_label"),
        }
        for row in rows
    ]


# --- intelligence, and what is heard ----------------------------------------------------------------------------------


def packages(course: Course, seat: str, scope: str) -> list[Row]:
    """Packages of which a seat was told, the newest first."""
    rows = sorted(picture(course, seat, scope).packages, key=lambda row: row.time_h, reverse=True)
    return [
        {
            "number": row.number,
            "owner": row.owner,
            **at_hour(course, row.time_h, "t", "label"),
            "text": in_words(row.about, course.board.names),
        }
        for row in rows[:MOST_ROWS]
    ]


def operations(course: Course, seat: str, scope: str) -> list[Row]:
    """Operations that wait for a word of Europol or the centre."""
    return [
        {
            "number": row.number,
            "owner": row.owner,
            "countries": list(row.countries),
            **at_hour(course, row.since_h, "since", "since_label"),
            **at_hour(course, row.until_h, "until", "until_label"),
        }
        for row in picture(course, seat, scope).operations
    ]


def heard(course: Course, seat: str, scope: str) -> list[Row]:
    """The last things that a seat was told, the newest first."""
    owners = (course.owner(seat),) if scope == "own" else (*course.plan.countries, *AGENCIES)
    told = [(row.time_h, owner, row) for owner in owners for row in course.action.notices(owner)[-HEARD:]]
    newest = sorted(told, key=lambda one: one[0], reverse=True)[:HEARD]
    return [
        {
            "owner": owner,
            **at_hour(course, time_h, "t", "label"),
            "kind": row.kind,
            "text": notice_text(row, course.board.names),
        }
        for time_h, owner, row in newest
    ]


def cards(course: Course, seat: str, scope: str) -> dict[str, int]:
    """A few figures: own ones, or those of all."""
    return {key: int(number) for key, number in picture(course, seat, scope).totals.items()}


# --- places -----------------------------------------------------------------------------------------------------------


def posts(course: Course, seat: str, scope: str) -> list[Row]:
    """Posts on the map: a seat's own, or all, both sides in one row; in public without what is only theirs."""
    sides: defaultdict[str, list[PostView]] = defaultdict(list)
    for row in picture(course, seat, scope).posts:
        sides[row.id].append(row)
    rows = [_post(both) for both in sides.values()]
    hidden = NOT_PUBLIC if scope == PUBLIC else ()
    return [{key: value for key, value in row.items() if key not in hidden} for row in rows]


def _post(sides: Sequence[PostView]) -> Row:
    """A post with what is at the sides that are seen."""
    one = sides[0]
    waits = [row.wait_min for row in sides if not math.isnan(row.wait_min)]
    return {
        "id": one.id,
        "name": one.name,
        "countries": [row.country for row in sides],
        "lon": one.lon,
        "lat": one.lat,
        "officers": sum(row.officers for row in sides),
        "standing_by": sum(row.standing_by for row in sides),
        "lanes": sum(row.lanes for row in sides),
        "wait_min": round(max(waits), 1) if waits else None,
        "closed": any(row.closed for row in sides),
        "teams": [*_counted(team for row in sides for team in row.teams)],
        "checks": sum(row.checks for row in sides),
        "referrals": sum(row.referrals for row in sides),
    }


def _counted(teams: Iterable[str]) -> Iterator[str]:
    """Each kind of team once, with how many there are if there are several."""
    for team, number in sorted(Counter(teams).items()):
        yield term(team) if number == 1 else f"{term(team)} ({number})"


def desks(course: Course, seat: str, scope: str) -> list[Row]:
    """Desks: who is on duty, what waits."""
    return [
        {"owner": row.owner, "name": term(row.desk), "on_duty": row.on_duty, "waiting": row.waiting}
        for row in picture(course, seat, scope).desks
    ]


# --- the controller's -------------------------------------------------------------------------------------------------


def seats(course: Course, seat: str, scope: str) -> list[Row]:
    """Each seat: whether people sit there, what waits, since when, what it did last."""
    return [_seat(course, name) for name in course.exercise.seats]


def _seat(course: Course, name: str) -> Row:
    plan, here = course.exercise.seats[name], name in course.board.held
    waiting = sorted(row.since_h for row in course.picture(plan.owner).requests)
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
    """What the controller should know: messages that nobody reads, that are without stakes, or that were refused."""
    return [
        *_unheard(course),
        *_without_stakes(course),
        *(f"{name}: refused by the model: {why}" for name, why in course.refused.items()),
    ]


def _without_stakes(course: Course) -> Iterator[str]:
    """Before the start: messages on which nothing depends, and those of which nobody has measured what does."""
    if course.state != "ready":
        return
    bringing = [one for one in course.exercise.injects if one.brings_something]
    if idle := [one.id for one in bringing if not one.matters]:
        yield f"Without stakes in a rehearsal: {', '.join(idle)}. They are for the talk: judge nobody by them."
    if unknown := [one.id for one in bringing if one.stakes is None]:
        yield f"Stakes are not known of {', '.join(unknown)}: jadsim rehearse tells what depends on a message."


def _unheard(course: Course) -> Iterator[str]:
    """Messages that come to seats at which nobody sits, together for the same seats."""
    unread: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for entry in course.board.entries.values():
        if entry.pending and entry.to and course.board.held.isdisjoint(entry.to):
            unread[entry.to].append(entry.id)
    if not course.board.held:
        yield "Nobody sits anywhere: the model plays all seats, and nobody reads the messages."
        return
    for to, messages in unread.items():
        names = ", ".join(course.exercise.seats[name].name for name in to)
        yield f"Nobody sits at {names} to read {', '.join(messages)}."
