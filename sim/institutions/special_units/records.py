"""Tables and measures of crises."""

from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple

import numpy as np

from sim.outcome.columns import Column, Country, count, text
from sim.outcome.durations import medians
from sim.outcome.measure import Measure, column
from sim.outcome.scopes import Floats, Numbers, Scopes, ratio


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
    crises, met = scopes["crises"], _met(scopes)
    ends = np.where(met, crises.numbers("complete_h"), scopes.outcome.hours)
    return medians(scopes, ends - crises.numbers("begun_h"), met, scopes.at("crises", "country"))


def _met(scopes: Scopes) -> Numbers:
    """Whether enough units stood there, shape (crises,)."""
    return ~np.isnan(scopes["crises"].numbers("complete_h"))


TABLES: Mapping[str, type[Any]] = {"crises": CrisisRow}
MEASURES: tuple[Measure, ...] = (
    Measure(
        "crisis_response_h",
        "median response to a crisis",
        unit="h",
        direction=-1,
        meaning=(
            "time from the alert after which enough special intervention units stood there in half of all "
            "crises; a crisis for which they never did waits to the end of the action"
        ),
        denominator="crises",
        smallest="0.5",
        finished="crises_met_share",
        formula=_crisis_response,
    ),
    Measure(
        "crises_met_share",
        "crises met",
        unit="share",
        direction=1,
        meaning="crises for which enough special intervention units stood there",
        denominator="crises",
        smallest="0.01",
        formula=lambda scopes: ratio(scopes.sum("crises", _met(scopes)), scopes.sum("crises")),
    ),
    Measure(
        "crisis_units_foreign",
        "units from abroad in a crisis",
        unit="1",
        direction=0,
        meaning="special intervention units that other countries sent in a crisis",
        smallest="1",
        formula=column("crises", "foreign"),
    ),
)
