"""Tables and measures of crises."""

from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple

import numpy as np

from sim.outcome.columns import Column, Country, count, text
from sim.outcome.measure import Measure, column
from sim.outcome.scopes import Floats, Scopes, ratio


class CrisisRow(NamedTuple):
    """A hostage-taking or a similar crisis, and the special intervention units that came."""

    crisis: Annotated[str, text("identity")]
    begun_h: Annotated[float, Column("h", "time of the alert, since the start of the action")]
    time_h: Annotated[float, Column("h", "its end, or the end of the action, since the start of the action")]
    country: Country
    situation: Annotated[str, text("hostage_taking, hijacking or terrorist_incident")]
    wanted: Annotated[int, count("units wanted")]
    own: Annotated[int, count("units of the country itself")]
    foreign: Annotated[int, count("units sent by other countries")]
    countries: Annotated[str, text("codes of these other countries, with a space between")]
    complete_h: Annotated[float, Column("h", "time when all units wanted stood there, nan if never")]
    resolved: Annotated[bool, Column("", "resolved rather than ended by itself or still under way")]


def _crisis_response(scopes: Scopes) -> Floats:
    """Hours until enough units stood there, or until a crisis ended for which they never did."""
    crises = scopes["crises"]
    complete, end = crises.numbers("complete_h"), crises.numbers("time_h")
    hours = np.where(np.isnan(complete), end, complete) - crises.numbers("begun_h")
    return ratio(scopes.sum("crises", hours), scopes.sum("crises"))


TABLES: Mapping[str, type[Any]] = {"crises": CrisisRow}
MEASURES: tuple[Measure, ...] = (
    Measure(
        "crisis_response_h",
        "response to a crisis",
        unit="h",
        direction=-1,
        meaning="time from the alert of a crisis until enough special intervention units stood there, "
        "or until it ended without",
        denominator="crises",
        formula=_crisis_response,
    ),
    Measure(
        "crisis_units_foreign",
        "units from abroad in a crisis",
        unit="1",
        direction=0,
        meaning="special intervention units that other countries sent in a crisis",
        formula=column("crises", "foreign"),
    ),
)
