"""Forms of the orders that a seat may give: what they are called, what they do, and what may be chosen now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sim.exercise import rights
from sim.exercise.board import ORDER
from sim.exercise.course import Course
from sim.exercise.order_forms import FORMS, POSTS, Field, Form, event_text
from sim.exercise.situation import pressing
from sim.exercise.terms import told_about
from sim.words import AT_EUROPOL, CONTROLLER
from sim.world.seats.picture import HeldView

Row = dict[str, Any]
Choices = list[tuple[Any, str]]


OWNED = {"answer": "owner", "standing_order": "owner"}
"""Orders of a desk; all others that a country gives name the country."""
OF_A_COUNTRY = (
    "ask",
    "reassign",
    "reinforce",
    "lanes",
    "reserve",
    "commit",
    "move_asset",
    "send_asset",
    "call_experts",
)


def forms(course: Course, seat: str, scope: str) -> list[Row]:
    """Forms of all orders that a seat may give now."""
    role = course.role(seat)
    return [_shown(course, seat, kind, form) for kind, form in FORMS.items() if kind in rights.ORDERS[role]]


def _shown(course: Course, seat: str, kind: str, form: Form) -> Row:
    whose = () if seat in course.exercise.seats and course.exercise.seats[seat].country else _whose(kind)
    fields = [_field(course, seat, one) for one in (*whose, *form.fields)]
    return {"kind": kind, "title": form.title, "explanation": form.explanation, "fields": fields}


def _whose(kind: str) -> tuple[Field, ...]:
    """Where somebody who is no country says whose order it is."""
    if kind in OWNED:
        return (Field(name=OWNED[kind], label="Desk of", of="owners"),)
    return (Field(name="country", label="Country", of="countries"),) if kind in OF_A_COUNTRY else ()


def _field(course: Course, seat: str, field: Field) -> Row:
    row: Row = {"name": field.name, "label": field.label, "type": field.type, "optional": field.optional}
    if field.of == POSTS:
        row["choices_of"] = POSTS
    elif isinstance(field.of, str):
        row["choices"] = [{"value": value, "label": label} for value, label in _LISTS[field.of](course, seat)]
    elif field.of:
        row["choices"] = [{"value": value, "label": label} for value, label in field.of]
    more = {"unit": field.unit or None, "min": field.low, "max": field.high}
    return row | {key: value for key, value in more.items() if value is not None}


def _countries(course: Course, seat: str) -> Choices:
    return [(code, course.plan.facts[code].name) for code in course.plan.countries]


def _others(course: Course, seat: str) -> Choices:
    """Countries but one's own; first those that were asked about persons held."""
    asked = [row.asked for row in _by_time_left(course, seat)]
    names = {code: name for code, name in _countries(course, seat) if code != course.owner(seat)}
    return [(code, names[code]) for code in dict.fromkeys([*asked, *names]) if code in names]


def _owners(course: Course, seat: str) -> Choices:
    if seat != CONTROLLER:
        return [(course.owner(seat), course.exercise.seats[seat].name)]
    return [(plan.owner, plan.name) for plan in course.exercise.seats.values()]


def _given(course: Course, seat: str) -> Choices:
    """Orders that last: a seat's own; all, and effects of messages, for the controller."""
    lasting = [line for line in course.board.orders if "lasts" in line.act["event"]]
    lines = [line for line in lasting if seat in (line.seat, CONTROLLER)]
    given = [(ORDER.format(n=line.n), event_text(line.act["event"], course.board.names)) for line in lines]
    if seat != CONTROLLER:
        return given
    sent = [one for one in course.exercise.injects if course.board.entries[one.id].sent]
    effects = [one for one in sent if hasattr(one.effect, "lasts")]
    return [*((one.id, f"effect of {one.id}: {one.title}") for one in effects), *given]


def _requests(course: Course, seat: str) -> Choices:
    """What waits for an answer, told so that one can choose."""
    owners = [course.owner(seat)] if seat != CONTROLLER else [plan.owner for plan in course.exercise.seats.values()]
    rows = [row for owner in owners for row in pressing(course.picture(owner))]
    return [
        (row.number, f"{row.number} from {course.board.names.get(row.sender, row.sender)}, {told_about(row.about)}")
        for row in rows
    ]


def _held(course: Course, seat: str) -> Choices:
    """Persons held, those with the least time left first."""
    rows = _by_time_left(course, seat)
    return [
        (row.number, f"{row.number}, {told_about(row.about)}; {course.board.names.get(row.asked, row.asked)} was asked")
        for row in rows
    ]


def _by_time_left(course: Course, seat: str) -> list[HeldView]:
    return sorted(course.picture(course.owner(seat)).held, key=lambda row: row.until_h)


def _operations(course: Course, seat: str) -> Choices:
    """Operations that wait for a word."""
    owner = course.owner(seat) if seat != CONTROLLER else AT_EUROPOL
    rows = course.picture(owner).operations
    return [
        (row.number, f"{row.number} in {', '.join(map(course.board.names.__getitem__, row.countries))}") for row in rows
    ]


_LISTS: Mapping[str, Callable[[Course, str], Choices]] = {
    "countries": _countries,
    "others": _others,
    "held": _held,
    "owners": _owners,
    "given": _given,
    "requests": _requests,
    "operations": _operations,
}
