"""What is printed before a play: cards for the seats, the events list, forms for evaluators and participants."""

from __future__ import annotations

import html
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.resources import files
from typing import Any, Final

import segno

from sim.present.markup import Html, el, join, paragraph, table
from sim.present.wording import words
from sim.words import WALL

STATEMENTS: Final = (
    "The objectives were clear to me.",
    "The exercise was realistic.",
    "I knew what was expected of my seat.",
    "Messages came at a pace that I could follow.",
    "I learned something about working with other countries.",
    "I learned something about the channels of information exchange.",
    "The page was easy to use.",
    "The debrief helped me to see what my decisions changed.",
    "I would recommend this exercise to a colleague.",
)
"""What participants agree with or not, from 1 (not at all) to 5 (fully)."""
LINES: Final = 5
ACTIONS: Final = 3
STYLES: Final = ("report.css", "print.css")

type View = Mapping[str, Any]


def qr(link: str, *, alone: bool = False) -> str:
    """A link as a picture, for a phone or a tablet; `alone` as a file and not as part of a page."""
    picture = io.BytesIO()
    segno.make(link, error="m").save(
        picture,
        kind="svg",
        xmldecl=False,
        svgns=alone,
        nl=False,
        border=2,
        omitsize=True,
        svgclass="qr",
        lineclass=None,
    )
    return picture.getvalue().decode()


def cards(controllers: View) -> Html:
    """A card for each seat: what it is, how to come in, the code.

    Parameters
    ----------
    controllers
        The controller's view, which has the links of all seats.
    """
    return join(_card(controllers, seat, link) for seat, link in controllers["links"].items() if seat != "controller")


def _card(view: View, seat: str, link: str) -> Html:
    address, _, code = link.partition("#")
    return el(
        "article",
        Html(qr(link)),
        el(
            "div",
            paragraph(view["exercise"]["name"], class_="kind"),
            el("h2", name_of(view, seat)),
            paragraph("Scan the picture, or open ", el("strong", address), " and type the code:"),
            paragraph(code, class_="mono"),
            paragraph("The code is for this seat and this play alone. No name, no account, no personal data."),
        ),
        class_="seat",
    )


def events(controllers: View) -> Html:
    """The events list for staff, with room to write."""
    columns = (
        "No",
        "Play, min",
        "From",
        "To",
        "Channel",
        "Title and text",
        "Expected action",
        "Stakes",
        "Objective",
        "Remarks",
    )
    rows = [
        (
            one["id"],
            _due(one),
            one["from"],
            _names(controllers, one["to"]),
            one["channel"],
            join([el("strong", one["title"]), " ", one["text"]]),
            one.get("expect") or "",
            "" if one.get("matters", True) else "none",
            one.get("objective") or "",
            "",
        )
        for one in controllers["list"]
    ]
    return el("div", table("Events list", columns, rows, text_columns=len(columns)), class_="landscape")


def _names(view: View, seats: Sequence[str]) -> str:
    """The names of some seats; where it is all of them, that is said."""
    known = {one["id"] for one in view["exercise"]["seats"]}
    everybody = len(known) > 2 and known.issubset(seats)
    named = [name_of(view, seat) for seat in seats if not (everybody and seat in known)]
    return ", ".join(["all seats", *named] if everybody else named)


def _due(inject: View) -> str:
    """Minute of play, or what a message without one waits for."""
    if inject["at"] is not None:
        return f"{inject['at']:g}"
    return "on condition" if inject.get("planned", True) else "unplanned"


def evaluators_form(evaluators: View) -> Html:
    """What an evaluator fills in by hand, objective by objective."""
    sheets = [_objective(evaluators, one["id"], one["text"]) for one in evaluators["objectives"]]
    return join([*sheets, _mistakes(evaluators["mistakes"])])


def _objective(view: View, key: str, title: str) -> Html:
    rows = [(one["id"], one["text"], "", "", "", "") for one in view["expectations"] if one["objective"] == key]
    columns = ("No", "Expected", "Met", "Not met", "Not seen", "Comment, and what proves it")
    form = table("Expectations", columns, rows, text_columns=len(columns))
    return el("section", el("h2", f"{key}: {title}"), form, _room("h3", "Strengths"), _room("h3", "Improvements"))


def _mistakes(known: View) -> Html:
    rows = [(what, kind, "", "") for kind in ("critical", "minor") for what in known[kind]]
    return el(
        "section", el("h2", "Mistakes"), table("Mistakes", ("What", "Kind", "Seat", "Time"), rows, text_columns=4)
    )


def feedback_form(_: View) -> Html:
    """What participants fill in afterwards, without a name."""
    columns = ("1 is not at all, 5 is fully", "1", "2", "3", "4", "5")
    scale = table("How far do you agree?", columns, [(one, *["☐"] * 5) for one in STATEMENTS])
    rows = [(str(at), "", "", "") for at in range(1, ACTIONS + 1)]
    actions = table("What should be done", ("No", "Action", "Priority", "Who sees to it"), rows, text_columns=4)
    return join([_room("h2", "Three strengths"), _room("h2", "Three things to improve"), scale, actions])


def _room(heading: str, title: str) -> Html:
    return el("div", el(heading, title), *[el("p", class_="write")] * LINES)


SHEETS: Final[Mapping[str, tuple[str, str, Callable[[View], Html]]]] = {
    "cards": ("Seat cards", "controller", cards),
    "events": ("Events list", "controller", events),
    "evaluator": ("Evaluator's form", "evaluator", evaluators_form),
    "feedback": ("Feedback form", "controller", feedback_form),
}
"""What can be printed: its title, whose view it is made of, and how."""


def sheet(what: str, view: View, *, alone: bool = False) -> str:
    """One thing to print as a page; `alone` as a file that carries its styles."""
    title, _, body = SHEETS[what]
    return _page(f"{title}: {view['exercise']['name']}", body(view), _styles(alone))


def _page(title: str, body: Html, styles: Iterable[Html]) -> str:
    marks = Html('<meta charset="utf-8"><link rel="icon" href="data:,">')
    head = join([marks, el("title", title), *styles])
    inside = el("body", el("main", el("h1", title), body))
    return f'<!doctype html>\n<html lang="en"><head>{head}</head>{inside}</html>\n'


def _styles(alone: bool) -> list[Html]:
    if not alone:
        return [Html(f'<link rel="stylesheet" href="/static/{html.escape(name)}">') for name in STYLES]
    room = files("sim.present")
    places = (room / "assets" / STYLES[0], room / "web" / "static" / STYLES[1])
    return [Html(f"<style>{place.read_text(encoding='utf-8')}</style>") for place in places]


def name_of(view: View, seat: str) -> str:
    """The name of a seat, or of a role that is no seat."""
    named: Sequence[Mapping[str, str]] = view["exercise"]["seats"]
    staff = "Wall screen" if seat == WALL else words(seat).capitalize()
    return next((one["name"] for one in named if one["id"] == seat), staff)
