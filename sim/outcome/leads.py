"""Tables of cyber patrols and of those who follow money; declared as those of `sim.outcome.records`."""

from typing import Annotated, Literal, NamedTuple

from sim.outcome.columns import Cause, Column, Country, Time, choice, text


class Lead(NamedTuple):
    """What a cyber patrol came upon, and what came of it."""

    lead: Annotated[str, text("identity")]
    time_h: Time
    country: Country
    venue: Annotated[
        str,
        choice(
            Literal["messaging", "marketplace", "clear_web", "dark_web", "social_media"], "where online it was found"
        ),
    ]
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


class Tracing(NamedTuple):
    """A trail of money that a financial intelligence unit followed."""

    tracing: Annotated[str, text("identity")]
    time_h: Time
    country: Country
    network: Annotated[str, text("criminal network whose money it is")]
    place: Annotated[str, text("country to which the trail led, or empty")]
    outcome: Annotated[
        str,
        choice(
            Literal["account", "nothing", "refused", "no_unit", "open"],
            "an account found, nothing found; the unit abroad refused, or there is none",
        ),
    ]
    cause: Cause


class FreezeRow(NamedTuple):
    """Money of a network that an asset recovery office froze."""

    freeze: Annotated[str, text("identity")]
    time_h: Time
    country: Country
    network: Annotated[str, text("criminal network")]
    frozen_eur: Annotated[float, Column("EUR", "money frozen")]
    share: Annotated[float, Column("share", "share of the network's cash that was frozen")]
    cause: Cause
