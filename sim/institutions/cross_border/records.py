"""Tables and measures of pursuit and surveillance."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, NamedTuple

from sim.outcome.columns import Cause, Column, Country, choice, text
from sim.outcome.measure import Measure


class PursuitRow(NamedTuple):
    """Those who got away with a movement and were pursued, or an associate of a network who was followed."""

    pursuit: Annotated[str, text("identity")]
    time_h: Annotated[float, Column("h", "its end, or the end of the action, since the start of the action")]
    kind: Annotated[str, choice(Literal["pursuit", "surveillance"], "hot pursuit or surveillance")]
    country: Country
    into: Annotated[str, text("country that officers entered, or empty")]
    outcome: Annotated[
        str,
        choice(
            Literal["caught", "lost", "ended", "stopped_at_border", "refused", "limit", "no_team", "open"],
            "caught; lost; given up; no agreement; consent refused; limit of the agreement; no team free; under way",
        ),
    ]
    hours: Annotated[float, Column("h", "how long it went on")]
    cause: Cause


TABLES: Mapping[str, type[Any]] = {"pursuits": PursuitRow}
MEASURES: tuple[Measure, ...] = (
    Measure(
        "pursuits",
        "pursuits and surveillances",
        unit="1",
        direction=0,
        meaning="hot pursuits and surveillances begun",
        smallest="1",
        formula=lambda scopes: scopes.sum("pursuits", ~scopes.matches("pursuits", "outcome", "no_team")),
    ),
)
