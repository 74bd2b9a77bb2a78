"""Forms of orders: what each is called, what it does and when, what it holds; and how an order reads in a log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from sim.exercise.terms import Names, term
from sim.units import spoken
from sim.words import CHANNEL_TITLES, NO_LINE, Asset

POSTS = "posts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of a form.

    Attributes
    ----------
    type
        number, choice, choices or text.
    of
        What may be chosen: the choices themselves, value and label; or the name of a list that depends on the seat; or
        "posts", for those that the seat sees.
    before
        What stands before its value in a sentence.
    """

    name: str
    label: str
    type: str = "choice"
    of: str | Sequence[tuple[Any, str]] = ()
    unit: str = ""
    low: float | None = None
    high: float | None = None
    optional: bool = False
    before: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """An order: its kind, title, what it does and when, and its fields."""

    title: str
    explanation: str
    fields: tuple[Field, ...]


YES = ((True, "yes"), (False, "no"))
POST = Field(name="post", label="Post", of=POSTS)
OFFICERS = Field(name="officers", label="Number of them", type="number", unit="officers", low=1, high=10_000)
TEAMS = tuple((name, term(name)) for name in get_args(Asset))
ASSET = Field(name="asset", label="Team", of=TEAMS)
LASTS = Field(name="lasts", label="For", type="text", unit="such as 4 h", before="for")
WAY = (
    Field(name="from", label="From", of=POSTS, before="from"),
    Field(name="to", label="To", of=POSTS, before="to"),
)
COUNTRY = Field(name="country", label="Country", of="countries")
CHANNELS = tuple((name, title) for name, title in CHANNEL_TITLES.items() if name != NO_LINE)
WITH = Field(name="countries", label="Countries", type="choices", of="countries", before="of")


def _form(title: str, explanation: str, *fields: Field) -> Form:
    return Form(title=title, explanation=explanation, fields=fields)


FORMS: Mapping[str, Form] = {
    "answer": _form(
        "Decide on a request",
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
            before="at most",
        ),
    ),
    "standing_order": _form(
        "How the desk deals with requests",
        "Holds from now on, for what comes in and for what waits.",
        Field(
            name="requests",
            label="Requests",
            of=(("held", "about persons held"), ("urgent", "urgent"), ("all", "all")),
            before="",
        ),
        Field(
            name="answer",
            label="Are",
            of=(("at_once", "answered at once"), ("by_itself", "answered as usual"), ("never", "left to us")),
            before="",
        ),
    ),
    "ask": _form(
        "Ask again about somebody held",
        "The request leaves at once, by the channel that you name if both countries may use it now.",
        Field(name="case", label="Person held", of="held"),
        Field(name="of", label="Ask", of="others", before="from"),
        Field(name="channel", label="By", of=CHANNELS, optional=True, before="by"),
    ),
    "reassign": _form(
        "Move officers", "Lanes change at once, checks from the next briefing after they arrive.", *WAY, OFFICERS
    ),
    "reinforce": _form("Send more officers", "Lanes change at once, checks from the next briefing.", POST, OFFICERS),
    "lanes": _form(
        "Give lanes back to ordinary control",
        "From the next briefing only a share of the action's lanes stays in use.",
        POST,
        Field(
            name="share",
            label="Share that stays",
            type="number",
            unit="0 to 1",
            low=0,
            high=1,
            before="share that stays",
        ),
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
        Field(name="eurojust", label="With Eurojust", of=YES, optional=True, before="with Eurojust:"),
        Field(name="europol", label="With Europol", of=YES, optional=True, before="with Europol:"),
    ),
    "launch": _form(
        "Launch an operation",
        "It begins at once; without a word it waits for a day at most.",
        Field(name="operation", label="Operation", of="operations"),
        Field(name="without", label="Without", type="choices", of="countries", optional=True, before="without"),
    ),
    "mobile_office": _form("Open a mobile office", "It works at the post after its way.", POST),
    "move_mobile_office": _form("Move a mobile office", "It works at the other post after its way.", *WAY),
    "lift": _form("End an earlier order", "Its effect ends now.", Field(name="event", label="Order", of="given")),
    "surge": _form(
        "More traffic",
        "From the full hour.",
        Field(name="posts", label="Posts", type="choices", of=POSTS),
        Field(name="traffic", label="Times the usual", type="number", low=0, high=100, before="times the usual:"),
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
        Field(name="traces", label="Traces", type="number", low=1, high=1000, before="traces"),
    ),
    "tip_off": _form(
        "Networks are warned",
        "At once.",
        Field(name="networks", label="Share of them", type="number", unit="0 to 1", low=0, high=1, before="share"),
    ),
    "crisis": _form(
        "Hostages are taken",
        "Units are asked for at once.",
        COUNTRY,
        Field(name="units", label="Units needed", type="number", low=1, high=38, before="units needed"),
        LASTS,
    ),
}
"""Orders that have a form."""
NOT_SAID = ("kind", "owner", "id")
"""What of an order a sentence leaves out."""
COUNTED = ("officers", "units")
"""Numbers that are told with what they count."""


def event_text(event: Mapping[str, Any], names: Names) -> str:
    """An order in words: what it is called, and what it says.

    Parameters
    ----------
    names
        What posts and countries are called.
    """
    kind = str(event["kind"])
    form = FORMS.get(kind, _form(term(kind).capitalize(), ""))
    told = ", ".join(_said(form, event, names))
    return f"{form.title}: {told}" if told else form.title


def _said(form: Form, event: Mapping[str, Any], names: Names) -> Iterator[str]:
    """What an order says, in the order of its form; then what the form does not have."""
    fields = {one.name: one for one in form.fields}
    for name in [*(key for key in fields if key in event), *(key for key in event if key not in fields)]:
        if name not in NOT_SAID and event[name] is not None:
            one = fields.get(name, Field(name=name, label="", before=term(name)))
            yield f"{one.before} {_value(one, event[name], names)}".strip()


def _value(field: Field, value: object, names: Names) -> str:
    """A value as people say it."""
    if isinstance(value, list | tuple):
        return ", ".join(_value(field, one, names) for one in value)
    labels = {} if isinstance(field.of, str) else dict(field.of)
    if value in labels:
        return str(labels[value])
    if isinstance(value, float | int):
        unit = field.unit if field.name in COUNTED else ""
        return spoken(value) if field.name == "lasts" else f"{value:g} {unit}".strip()
    return names.get(str(value)) or term(str(value))
