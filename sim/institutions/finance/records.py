"""Tables and measures of the money of networks."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, NamedTuple

from sim.outcome.columns import Cause, Column, Country, Time, choice, text
from sim.outcome.measure import Measure, column


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


TABLES: Mapping[str, type[Any]] = {"tracings": Tracing, "freezes": FreezeRow}
MEASURES: tuple[Measure, ...] = (
    Measure(
        "assets_frozen_eur",
        "assets frozen",
        unit="EUR",
        direction=1,
        meaning="money of criminal networks that was frozen",
        smallest="1 %",
        formula=column("freezes", "frozen_eur"),
    ),
)
