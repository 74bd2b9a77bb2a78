"""Tables of crises and of pursuits; declared as those of `sim.outcome.records`."""

from typing import Annotated, Literal, NamedTuple

from sim.outcome.columns import Cause, Column, Country, choice, count, text


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
