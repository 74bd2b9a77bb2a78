"""Quantities as people write them: "9 min" is 0.15 hours, "30 %" is 0.3."""

import math
import operator
import re
from typing import Literal, SupportsIndex

from sim.errors import UnitError

SECONDS_IN = {"s": 1, "min": 60, "h": 3600, "d": 86_400}
NUMBER = r"[0-9]{1,18}(?:\.[0-9]{1,25})?(?:[eE][+-]?[0-9]{1,2})?"
DURATION = rf"^{NUMBER} ?(?:{'|'.join(SECONDS_IN)})$"
PERCENT = rf"^{NUMBER} ?%$"
WANTED_HOURS = "Write a number with its unit (s, min, h or d), such as '9 min' or '2 h'"
WANTED_SHARE = "Write a share from 0 to 1, such as 0.3 or '30 %'"

Dimension = Literal["h", "1"]


def hours(value: object) -> float:
    """Hours that a duration such as ``"9 min"``, ``"2 h"`` or ``"3 d"`` lasts; a bare 0 is 0.

    Raises
    ------
    UnitError
        If `value` is another number without a unit, or no duration.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        if value == 0:
            return 0.0
        raise UnitError(f"{shown(value)} has no unit", f"Write '{value:g} h', '{value:g} min' or '{value:g} d'")
    if not isinstance(value, str) or not re.match(DURATION, value.strip()):
        raise UnitError(f"{shown(value)} is not a duration", WANTED_HOURS)
    unit = value.strip().lstrip("0123456789.eE+- ")
    return float(value.strip().removesuffix(unit)) * SECONDS_IN[unit] / 3600


def share(value: object) -> float:
    """A share from 0 to 1, written as a number or as ``"30 %"``.

    Raises
    ------
    UnitError
        If `value` is neither, or outside 0 to 1.
    """
    if isinstance(value, str) and re.match(PERCENT, value.strip()):
        number = float(value.strip()[:-1]) / 100
    elif isinstance(value, int | float) and not isinstance(value, bool):
        number = float(value) if abs(value) <= 1 else math.inf
    else:
        raise UnitError(f"{shown(value)} is not a share", WANTED_SHARE)
    if not 0 <= number <= 1:
        raise UnitError(f"{shown(value)} is not between 0 and 1", WANTED_SHARE)
    return number


def factor(value: object) -> object:
    """The number that a percentage such as ``"150 %"`` stands for; anything else as it is."""
    is_percent = isinstance(value, str) and re.match(PERCENT, value.strip())
    return quantity(value)[0] if is_percent else value


def quantity(value: object) -> tuple[float, Dimension]:
    """Magnitude and dimension of a number, a percentage (dimension "1") or a duration (dimension "h").

    Raises
    ------
    UnitError
        If `value` is none of them.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value), "1"
    if isinstance(value, str) and re.match(PERCENT, value.strip()):
        return float(value.strip()[:-1]) / 100, "1"
    if isinstance(value, str) and re.match(DURATION, value.strip()):
        return hours(value), "h"
    raise UnitError(
        f"{shown(value)} is not a quantity", "Write a number, a share such as '30 %', or a duration such as '9 min'"
    )


def whole(value: SupportsIndex, name: str, least: int = 0, most: int = 2**63 - 1) -> int:
    """A whole number within limits, of Python or of another library; `name` says what it is.

    Raises
    ------
    ValueError
        If `value` is no whole number, or outside the limits.
    """
    try:
        number = operator.index(value)
    except TypeError:
        number = None
    if number is None or isinstance(value, bool) or not least <= number <= most:
        limit = f"{most:,} or less" if number is not None and number > most else f"{least:,} or more"
        raise ValueError(f"{name} is a whole number, {limit}, not {shown(value)}")
    return number


def spoken(value: float) -> str:
    """Hours as a person would say them: ``0.15`` is ``"9 min"``, ``72`` is ``"3 d"``."""
    if value >= 48 and value % 24 == 0:
        return f"{value / 24:g} d"
    if value >= 1 or value == 0:
        return f"{value:g} h"
    return f"{value * 60:g} min" if value * 60 >= 1 else f"{value * 3600:g} s"


def shown(value: object) -> str:
    """A value from a file as a fault quotes it: short, with text in quotation marks."""
    if value is None:
        return "an empty value"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:56]}...{text[-1]}"
