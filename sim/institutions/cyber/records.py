"""Tables and measures of cyber patrols."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, NamedTuple

from sim.institutions.cyber.plan import Venue
from sim.outcome.columns import Column, Country, Time, choice, text
from sim.outcome.measure import Measure, equal, number


class Lead(NamedTuple):
    """What a cyber patrol came upon, and what came of it."""

    lead: Annotated[str, text("identity")]
    time_h: Time
    country: Country
    venue: Annotated[str, choice(Venue, "where online it was found")]
    language: Annotated[str, text("language in which it is written, ISO 639-1 or bcms")]
    read_h: Annotated[float, Column("h", "time at which a team that knows the language had worked it out, nan if none")]
    kind: Annotated[
        str,
        choice(
            Literal["target", "trace", "parcel", "unknown"],
            "a person identified, a trace of a network, a parcel; or not known who is behind it",
        ),
    ]
    crime_area: Annotated[str, text("crime area, or empty")]
    network: Annotated[str, text("criminal network behind it, or empty")]
    outcome: Annotated[
        str,
        choice(
            Literal[
                "unread",
                "dead_end",
                "kept",
                "reported",
                "refused",
                "lost",
                "gone",
                "arrested",
                "missed",
                "intercepted",
                "open",
            ],
            "how it ended; kept: a trace that was not reported, missed: a parcel that passed",
        ),
    ]
    cause: Annotated[str, text("team that found it")]


TABLES: Mapping[str, type[Any]] = {"leads": Lead}
MEASURES: tuple[Measure, ...] = (
    Measure(
        "leads",
        "leads of cyber patrols",
        unit="1",
        direction=1,
        meaning="finds of cyber patrols, by the country whose team found them",
        smallest="1",
        formula=number("leads"),
    ),
    Measure(
        "targets_identified",
        "targets identified online",
        unit="1",
        direction=1,
        meaning="persons whom cyber patrols identified, by the country whose team found them",
        smallest="1",
        formula=equal("leads", "kind", "target"),
    ),
)
