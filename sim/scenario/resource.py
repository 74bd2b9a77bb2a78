"""What a planner may put somewhere: officers, lanes, analysts, liaison officers, teams; and where they can stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where something can stand.

    Attributes
    ----------
    country
        To which it belongs; empty for an agency.
    now, most : int
        How many stand there in the plan, and how many can at the most.
    share : float
        Its part where something is divided in proportion.
    busy : float
        Places are tried in this order, the largest first.
    """

    country: str
    now: int
    most: int
    share: float
    busy: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """Something that can be added or moved.

    Attributes
    ----------
    name, unit
        What it is, and what is counted.
    per : int
        Of how many a marginal value is told.
    places
        Where it can stand in a scenario, by name: a country, or a post and its side.
    placed
        Overrides of a scenario that change the numbers at some places by so many.
    """

    name: str
    unit: str
    per: int = 1
    places: Callable[[Any], Mapping[str, Position]]
    placed: Callable[[Any, Mapping[str, int]], Mapping[str, object]]
