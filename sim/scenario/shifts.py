"""When somebody serves: on the three shifts of a day, or at hours of the plan's own."""

import re
from collections.abc import Iterable
from typing import Annotated, Any, get_args

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from sim.scenario.codes import likely
from sim.scenario.quantity import Share, refusal
from sim.units import shown
from sim.words import Shift

SHIFTS = (6.0, 14.0, 22.0)
"""Hours of the day (UTC) at which the three shifts begin."""
ALL_SHIFTS: tuple[Shift, ...] = get_args(Shift)
DAY_H = 24.0
OF_THE_CLOCK = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
HOURS = f"^{OF_THE_CLOCK}-(?:{OF_THE_CLOCK}|24:00)$"
SHORTEST_H, LONGEST_H = 1.0, 16.0
"""How long an officer serves at the least and at the most, day after day (assumed)."""
RESTED_H = 13.0
"""Longest shift that leaves 11 hours of rest a day (Directive 2003/88/EC, Article 3; police may depart from it)."""
WANTED = f"Write one of {', '.join(ALL_SHIFTS)}, or hours (UTC) such as '22:00-06:30'"


def _shift(value: object) -> object:
    if value in ALL_SHIFTS:
        return value
    if not isinstance(value, str) or not re.match(HOURS, value):
        meant = likely(value, [*ALL_SHIFTS]) if isinstance(value, str) else None
        raise refusal(f"{shown(value)} is not known here", f"Did you mean '{meant}'?" if meant else WANTED)
    begin, end = hours_of(value)
    if begin == end:
        raise refusal(f"{shown(value)} lasts no time", "Write '00:00-24:00' for the whole day")
    return value


_SCHEMA = {"anyOf": [{"enum": [*ALL_SHIFTS]}, {"type": "string", "pattern": HOURS}]}
Serving = Annotated[str, BeforeValidator(_shift), WithJsonSchema(_SCHEMA)]
"""One of the three shifts, or hours of the day, which may go over midnight."""
Serves = tuple[Serving, ...]
NEAR = 1e-6
"""How far shares may be from 1 together: what rounding leaves."""


def _even(value: object) -> object:
    """Shifts in a list have equal shares of the officers."""
    if isinstance(value, str):
        raise refusal(f"{shown(value)} is not a list", "Write a list, such as ['06:00-18:00', '18:00-06:00']")
    if not isinstance(value, list | tuple):
        return value
    if len({*map(str, value)}) < len(value):
        raise refusal("the same shift stands twice", "Write shares: {'06:00-18:00': 0.6, '18:00-06:00': 0.4}")
    return {shift: 1.0 / len(value) for shift in value}


def _whole(shares: dict[str, float]) -> dict[str, float]:
    """Every officer serves one shift a day."""
    for shift in shares:
        if not SHORTEST_H <= length_of(shift) <= LONGEST_H:
            found = f"{shown(shift)} lasts {length_of(shift):g} h, and each officer serves one every day"
            raise refusal(found, f"Write shifts of {SHORTEST_H:g} to {LONGEST_H:g} h", below=shift)
    total = sum(shares.values())
    if shares and abs(total - 1.0) > NEAR:
        raise refusal(f"the shares of the shifts sum to {total:.6g}", "Let every officer serve one: sum to 1")
    return shares


_LISTED: dict[str, Any] = {"type": "array", "items": _SCHEMA}
_SHARED: dict[str, Any] = {"type": "object", "additionalProperties": {"type": "number", "minimum": 0, "maximum": 1}}
Roster = Annotated[
    dict[Serving, Share],
    BeforeValidator(_even),
    AfterValidator(_whole),
    WithJsonSchema({"anyOf": [_LISTED, _SHARED]}),
]
"""Shifts of officers, each of whom serves one a day, with the share of them on each; a list gives equal shares."""


def hours_of(shift: str) -> tuple[float, float]:
    """The hours of the day at which a shift begins and ends, by its name or by its hours."""
    if shift in ALL_SHIFTS:
        at = ALL_SHIFTS.index(shift)
        return SHIFTS[at], SHIFTS[at - len(SHIFTS) + 1]
    begin, end = (int(text[:2]) + int(text[3:]) / 60 for text in shift.split("-"))
    return begin, end


def length_of(shift: str) -> float:
    """Hours that a shift lasts."""
    begin, end = hours_of(shift)
    return (end - begin) % DAY_H or DAY_H


def unserved(shifts: Iterable[str]) -> list[tuple[float, float]]:
    """Hours of the day at which no shift is served, from when to when; the last may go over midnight."""
    begun = sorted(
        (begin % DAY_H, begin % DAY_H + length_of(shift)) for shift in shifts for begin, _ in [hours_of(shift)]
    )
    gaps, end = [], max(begun[0][1], max(after for _, after in begun) - DAY_H)
    for begin, after in [*begun[1:], (begun[0][0] + DAY_H, 0.0)]:
        if begin > end:
            gaps.append((end % DAY_H, begin % DAY_H))
        end = max(end, after)
    return gaps
