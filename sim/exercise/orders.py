"""Forms of the orders that a seat may give: what they are called, what they do, and what may be chosen now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.exercise import rights
from sim.exercise.board import ORDER
from sim.exercise.course import Course
from sim.exercise.situation import pressing
from sim.exercise.wording import event_text
from sim.words import AT_EUROPOL, CHANNEL_TITLES, CONTROLLER, NO_LINE
from sim.world.seats.picture import HeldView

Row = dict[str, Any]
Choices = list[tuple[Any, str]]
POSTS = "posts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of a form.

    Attributes
    ----------
    type
        number, choice, choices or text.
    of
        What may be chosen: the choices themselves, value and label; or the name of a list of `_LISTS`; or "posts", for
        those that the seat sees.
    """

    name: str
    label: str
    type: str = "choice"
    of: str | Sequence[tuple[Any, str]] = ()
    unit: str = ""
    low: float | None = None
    high: float | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """An order: its kind, title, what it does and when, and its fields."""

    title: str
    explanation: str
    fields: tuple[Field, ...]


YES = ((True, "yes"), (False, "no"))
POST = Field(name="post", label="Post", of=POSTS)
OFFICERS = Field(name="officers", label="Officers", type="number", unit="officers", low=1, high=10_000)
TEAMS = (
    ("canine", "dog team"),
    ("scanner", "scanner"),
    ("document_expert", "document expert"),
    ("concealment_expert", "expert on hidden spaces"),
    ("anpr", "number plate reader"),
)
ASSET = Field(name="asset", label="Team", of=TEAMS)
LASTS = Field(name="lasts", label="For", type="text", unit="such as 4 h")
WAY = (Field(name="from", label="From", of=POSTS), Field(name="to", label="To", of=POSTS))
COUNTRY = Field(name="country", label="Country", of="countries")
CHANNELS = tuple((name, title) for name, title in CHANNEL_TITLES.items() if name != NO_LINE)
WITH = Field(name="countries", label="Countries", type="choices", of="countries")


def _form(title: str, explanation: str, *fields: Field) -> Form:
    return Form(title=title, explanation=explanation, fields=fields)


FORMS: Mapping[str, Form] = {
    "answer": _form(
        "Answer a request",
        "The answer leaves at once, but not before the files are found.",
        Field(name="message", label="Request", of="requests"),
        Field(name="give", label="Reply", of=(("answered", "answer"), ("refused", "refuse"))),
        Field(
            name="units",
            label="Special units that go at most, if they are asked for",
            type="number",
            unit="units",
            low=1,
            high=100,
            optional=True,
        ),
    ),
    "standing_order": _form(
        "How the desk deals with requests",
        "Holds from now on, for what comes in and for what waits.",
        Field(
            name="requests", label="Requests", of=(("held", "about persons held"), ("urgent", "urgent"), ("all", "all"))
        ),
        Field(
            name="answer",
            label="Are",
            of=(("at_once", "answered at once"), ("by_itself", "as usual"), ("never", "ours")),
        ),
    ),
    "ask": _form(
        "Ask again about somebody held",
        "The request leaves at once, by the channel that you name if both countries may use it now.",
        Field(name="case", label="Person held", of="held"),
        Field(name="of", label="Ask", of="others"),
        Field(name="channel", label="By", of=CHANNELS, optional=True),
    ),
    "reassign": _form(
        "Move officers", "Lanes change at once, checks from the next briefing after they arrive.", *WAY, OFFICERS
    ),
    "reinforce": _form("Send more officers", "Lanes change at once, checks from the next briefing.", POST, OFFICERS),
    "lanes": _form(
        "Give lanes back to ordinary control",
        "From the next briefing only a share of the action's lanes stays in use.",
        POST,
        Field(name="share", label="Share that stays", type="number", unit="0 to 1", low=0, high=1),
    ),
    "reserve": _form(
        "Keep officers in reserve",
        "They stand by at the post; lanes change at once, checks from the next briefing.",
        POST,
        OFFICERS,
    ),
    "commit": _form(
        "Send officers from the reserve",
        "Those who stand by at a post go to checks there, or at another from the next briefing after their way.",
        *WAY,
        OFFICERS,
    ),
    "move_asset": _form("Move a special team", "It works at the other post after its way.", ASSET, *WAY),
    "send_asset": _form("Send a special team", "It works at the post after its lead time.", ASSET, POST),
    "call_experts": _form(
        "Call document experts of Frontex", "They come after their lead time; people at Frontex are asked first.", POST
    ),
    "jit_proposed": _form(
        "Propose a joint investigation team",
        "Partners agree within hours or days; those at a seat answer themselves.",
        WITH,
        Field(name="eurojust", label="With Eurojust", of=YES, optional=True),
        Field(name="europol", label="With Europol", of=YES, optional=True),
    ),
    "launch": _form(
        "Launch an operation",
        "It begins at once; without a word it waits for a day at most.",
        Field(name="operation", label="Operation", of="operations"),
        Field(name="without", label="Without", type="choices", of="countries", optional=True),
    ),
    "mobile_office": _form("Open a mobile office", "It works at the post after its way.", POST),
    "move_mobile_office": _form("Move a mobile office", "It works at the other post after its way.", *WAY),
    "lift": _form("End an earlier order", "Its effect ends now.", Field(name="event", label="Order", of="given")),
    "surge": _form(
        "More traffic",
        "From the full hour.",
        Field(name="posts", label="Posts", type="choices", of=POSTS),
        Field(name="traffic", label="Times the usual", type="number", low=0, high=100),
        LASTS,
    ),
    "close_post": _form("Close a post", "At once; traffic stays away from the full hour.", POST, LASTS),
    "siena_down": _form("SIENA fails", "At once.", LASTS),
    "centre_down": _form(
        "A centre fails",
        "At once.",
        Field(name="which", label="Centre", of=(("international", "coordination centre"), ("europol", "Europol"))),
        LASTS,
    ),
    "liaison_away": _form("Liaison officers are away", "At once.", COUNTRY, LASTS),
    "intelligence": _form(
        "New traces of networks",
        "At once.",
        COUNTRY,
        Field(name="traces", label="Traces", type="number", low=1, high=1000),
    ),
    "tip_off": _form(
        "Networks are warned",
        "At once.",
        Field(name="networks", label="Share of them", type="number", unit="0 to 1", low=0, high=1),
    ),
    "crisis": _form(
        "Hostages are taken",
        "Units are asked for at once.",
        COUNTRY,
        Field(name="units", label="Units needed", type="number", low=1, high=38),
        LASTS,
    ),
}
"""Orders that have a form."""
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
    return (COUNTRY,) if kind in OF_A_COUNTRY else ()


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
    given = [(ORDER.format(n=line.n), event_text(line.act["event"])) for line in lines]
    if seat != CONTROLLER:
        return given
    sent = [one for one in course.exercise.injects if course.board.entries[one.id].sent]
    effects = [one for one in sent if hasattr(one.effect, "lasts")]
    return [*((one.id, f"effect of {one.id}: {one.title}") for one in effects), *given]


def _requests(course: Course, seat: str) -> Choices:
    """What waits for an answer, told so that one can choose."""
    owners = [course.owner(seat)] if seat != CONTROLLER else [plan.owner for plan in course.exercise.seats.values()]
    rows = [row for owner in owners for row in pressing(course.picture(owner))]
    return [(row.number, f"{row.number} from {row.sender}, {row.about.replace('_', ' ')}") for row in rows]


def _held(course: Course, seat: str) -> Choices:
    """Persons held, those with the least time left first."""
    rows = _by_time_left(course, seat)
    return [(row.number, f"{row.number}, {row.about.replace('_', ' ')}, {row.asked} was asked") for row in rows]


def _by_time_left(course: Course, seat: str) -> list[HeldView]:
    return sorted(course.picture(course.owner(seat)).held, key=lambda row: row.until_h)


def _operations(course: Course, seat: str) -> Choices:
    """Operations that wait for a word."""
    owner = course.owner(seat) if seat != CONTROLLER else AT_EUROPOL
    rows = course.picture(owner).operations
    return [(row.number, f"{row.number} in {', '.join(row.countries)}") for row in rows]


_LISTS: Mapping[str, Callable[[Course, str], Choices]] = {
    "countries": _countries,
    "others": _others,
    "held": _held,
    "owners": _owners,
    "given": _given,
    "requests": _requests,
    "operations": _operations,
}
