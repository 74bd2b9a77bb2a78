"""What the levels of cooperation mean in numbers: behavioural parameters of a plan, as all others.

A level is a place between 0, where no information crosses, and 1. The ranges of two neighbouring levels meet between
them, so that of any values within their ranges the closer level is never the worse one.
"""

from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from sim import units
from sim.errors import UnitError
from sim.scenario.codes import likely
from sim.scenario.quantity import Duration, Frozen, Share, param, refusal
from sim.units import shown
from sim.words import Level

PLACES: dict[Level, float] = {"none": 0.0, "minimal": 0.25, "standard": 0.5, "close": 0.75, "full": 1.0}
"""Where the named levels lie; `none` means by definition that nothing is answered or reported."""
GROUPS: dict[Level, str] = {level: f"{level}_cooperation" for level in PLACES if level != "none"}
"""The groups of behaviour that say what each of the other levels means, from far to close."""
SHARES = ("answered", "content", "reported")
TIMES = ("siena_urgent", "siena_other", "liaison", "europol")
SOURCE = (
    "assumed; against the deadlines of Directive (EU) 2023/977 Art. 5 (8 h urgent, 72 h urgent with indirect access, "
    "168 h other): minimal has none, standard keeps the long ones, close keeps all by its median, full is quicker"
)


def _number(value: float | str, low: float | str, high: float | str, unit: str, meaning: str) -> Any:
    return param(value, low=low, high=high, unit=unit, trust="assumed", source=SOURCE, meaning=meaning)


def _answered(value: float, low: float, high: float) -> Any:
    return _number(value, low, high, "share", "Share of requests that are answered")


def _content(value: float, low: float, high: float) -> Any:
    return _number(value, low, high, "share", "Share of what is known that is in an answer")


def _reported(value: float, low: float, high: float) -> Any:
    return _number(value, low, high, "probability", "Probability that a finding is reported to Europol unasked")


def _takes(way: str) -> Any:
    def takes(value: str, low: str, high: str) -> Any:
        return _number(value, low, high, "h", f"Median time to an answer {way}")

    return takes


_siena_urgent = _takes("by SIENA, urgent")
_siena_other = _takes("by SIENA, not urgent")
_liaison = _takes("by a liaison officer")
_europol = _takes("from Europol")


class Meaning(Frozen):
    """What one level of cooperation means: shares, and median times to an answer."""

    answered: Share
    siena_urgent: Duration
    siena_other: Duration
    liaison: Duration
    europol: Duration
    content: Share
    reported: Share


class Minimal(Meaning):
    """A treaty channel without deadlines; the desk answers when it can."""

    answered: Share = _answered(0.35, 0.2, 0.5)
    siena_urgent: Duration = _siena_urgent("48 h", "31 h", "75 h")
    siena_other: Duration = _siena_other("240 h", "170 h", "340 h")
    liaison: Duration = _liaison("6 h", "3.9 h", "9 h")
    europol: Duration = _europol("36 h", "25 h", "50 h")
    content: Share = _content(0.3, 0.18, 0.42)
    reported: Share = _reported(0.15, 0.05, 0.27)


class Standard(Meaning):
    """Between minimal and close: other requests in time on average, urgent ones late."""

    answered: Share = _answered(0.65, 0.5, 0.75)
    siena_urgent: Duration = _siena_urgent("20 h", "11 h", "31 h")
    siena_other: Duration = _siena_other("120 h", "85 h", "170 h")
    liaison: Duration = _liaison("2.5 h", "1.4 h", "3.9 h")
    europol: Duration = _europol("18 h", "12 h", "25 h")
    content: Share = _content(0.55, 0.42, 0.65)
    reported: Share = _reported(0.4, 0.27, 0.52)


class Close(Meaning):
    """Medians under the deadlines; liaison officers within the hour."""

    answered: Share = _answered(0.85, 0.75, 0.91)
    siena_urgent: Duration = _siena_urgent("6 h", "3.5 h", "11 h")
    siena_other: Duration = _siena_other("60 h", "38 h", "85 h")
    liaison: Duration = _liaison("45 min", "26 min", "1.4 h")
    europol: Duration = _europol("8 h", "4.9 h", "12 h")
    content: Share = _content(0.75, 0.65, 0.85)
    reported: Share = _reported(0.65, 0.52, 0.77)


class Full(Meaning):
    """Direct access on both sides; liaison officers in a quarter of an hour."""

    answered: Share = _answered(0.97, 0.91, 1.0)
    siena_urgent: Duration = _siena_urgent("2 h", "1.1 h", "3.5 h")
    siena_other: Duration = _siena_other("24 h", "15 h", "38 h")
    liaison: Duration = _liaison("15 min", "9 min", "26 min")
    europol: Duration = _europol("3 h", "1.9 h", "4.9 h")
    content: Share = _content(0.95, 0.85, 1.0)
    reported: Share = _reported(0.9, 0.77, 1.0)


def _placed(value: object) -> object:
    """A level by its name, or by a number."""
    if isinstance(value, str) and value in PLACES:
        return value
    try:
        return units.share(value)
    except UnitError as error:
        meant = likely(str(value), [*PLACES])
        wanted = f"Did you mean '{meant}'?" if meant else f"Write {', '.join(PLACES)}, or a number from 0 to 1"
        raise refusal(f"{shown(value)} is no level of cooperation", wanted) from error


Placed = Annotated[
    Level | float,
    BeforeValidator(_placed),
    WithJsonSchema({"anyOf": [{"enum": [*PLACES]}, {"type": "number", "minimum": 0, "maximum": 1}]}),
]
"""A level of cooperation: one that has a name, or a number between them."""


def place(level: Level | float) -> float:
    """Where a level lies between 0 and 1."""
    return PLACES[level] if isinstance(level, str) else level
