"""Who may do, order and see what in an exercise: one table a question.

Every act is checked against these tables on the server, the controller's as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.scenario.events import KINDS, word_of
from sim.units import shown

NOTES = frozenset({"hot_wash", "improvement"})
EVALUATION = NOTES | {"observe", "judge", "mistake"}
PLAYER = frozenset({"reply", "event", "seat", "hot_wash", "feedback"})
ACTS: Mapping[str, frozenset[str]] = {
    "controller": EVALUATION
    | {"clock", "skip_to", "send", "skip", "postpone", "edit", "write", "event", "seat", "undo", "end"},
    "evaluator": EVALUATION,
    "wall": frozenset(),
    "unit": PLAYER,
    "europol": PLAYER,
    "centre": PLAYER | {"write"},
    "frontex": PLAYER,
}
"""What each role may do."""
ALONE = frozenset({"clock", "skip_to", "end"})
"""What somebody who plays alone may do as well."""
AFTER = EVALUATION | {"feedback"}
"""What may be done after the end."""

ANY = frozenset(map(word_of, KINDS))
ORDERS: Mapping[str, frozenset[str]] = {
    "controller": ANY,
    "evaluator": frozenset(),
    "wall": frozenset(),
    "unit": frozenset(
        {
            "reassign",
            "reinforce",
            "move_asset",
            "send_asset",
            "call_experts",
            "jit_proposed",
            "answer",
            "standing_order",
            "lanes",
            "reserve",
            "commit",
            "ask",
            "lift",
        }
    ),
    "europol": frozenset({"mobile_office", "move_mobile_office", "launch", "answer", "standing_order", "lift"}),
    "centre": frozenset({"reinforce", "launch"}),
    "frontex": frozenset({"answer", "send_asset", "move_asset", "lift"}),
}
"""Kinds of event that each role may order."""

_MODEL = ("posts", "desks", "requests", "own_requests", "held", "packages", "operations", "heard", "cards")
_JUDGED = ("objectives", "expectations", "mistakes", "observations", "list")


def _each(scope: str, *parts: str) -> dict[str, str]:
    return dict.fromkeys(parts, scope)


SIGHT: Mapping[str, Mapping[str, str]] = {
    "controller": _each("all", *_MODEL, *_JUDGED, "seats", "log", "problems", "orders", "feedback"),
    "evaluator": _each("all", *_MODEL, *_JUDGED, "seats"),
    "unit": _each("own", *_MODEL, "messages", "orders"),
    "europol": _each("own", *_MODEL, "messages", "orders"),
    "frontex": _each("own", "posts", "desks", "requests", "heard", "cards", "messages", "orders"),
    "centre": {
        "posts": "public",
        "requests": "counts",
        "held": "counts",
        "packages": "own",
        "operations": "own",
        "heard": "own",
        "cards": "own",
        "messages": "own",
        "orders": "own",
    },
    "wall": _each("public", "posts", "messages"),
}
"""What each role sees: parts of the view, and how much of each."""

NAMES_OWNER = ("country", "owner", "by")
"""Keys of an event under which stands whose it is."""
BY_NUMBER = ("message", "operation", "case")
"""Keys of an event that name something by its number on a screen."""


def refused_act(role: str, act: str, *, alone: bool) -> str | None:
    """Why a role may not do something, or None if it may."""
    if act in ACTS[role] or (alone and act in ALONE):
        return None
    return f"This is not for {_called(role)}: {act}."


def refused_order(role: str, owner: str, values: Mapping[str, Any]) -> Iterator[str]:
    """Why an office may not order an event, by its plain values."""
    kind = values.get("kind")
    if not isinstance(kind, str) or kind not in ANY:
        yield f"{shown(kind)} is no kind of event."
    elif kind not in ORDERS[role]:
        yield f"{_called(role).capitalize()} does not order this: {kind}."
    elif role != "controller":
        yield from _foreign(owner, values)


def _foreign(owner: str, values: Mapping[str, Any]) -> Iterator[str]:
    """What in an order belongs to others."""
    for key in NAMES_OWNER:
        if key in values and values[key] not in (owner, "") and not (key == "country" and owner.islower()):
            yield f"{key}: {shown(values[key])} is not yours."
    for key in BY_NUMBER:
        if key in values and not str(values[key]).startswith(f"{owner.upper()}-"):
            yield f"{key}: {shown(values[key])} is no number of yours."
    members = values.get("countries")
    if isinstance(members, list) and owner.isupper() and owner not in members:
        yield f"countries: you propose a team without {owner}."


def _called(role: str) -> str:
    return {"unit": "a unit", "europol": "Europol", "centre": "the centre", "frontex": "Frontex"}.get(
        role, f"the {role}"
    )
