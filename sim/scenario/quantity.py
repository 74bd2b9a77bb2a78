"""The kinds of number that a scenario holds, and parameters that carry their unit, range, source and trust."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from sim import units
from sim.errors import UnitError
from sim.units import shown

Trust = Literal["measured", "expert", "assumed", "calibrated"]
TRUST_WORDS: tuple[str, ...] = get_args(Trust)
LONGEST_H = 100_000
SMALLEST = 1e-6
"""What is above 0 in the field is not below this in a scenario."""


class Sealed(BaseModel):
    """A part of a scenario: it cannot be changed, knows no other keys, and checks its own defaults.

    What reads it is made when it is first read: most parts are only ever read within a larger one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True, allow_inf_nan=False, defer_build=True)


class Frozen(Sealed):
    """A group of behavioural parameters."""

    @field_validator("*", mode="before")
    @classmethod
    def _over_its_default(cls, value: object, info: ValidationInfo) -> object:
        """Lay a table over its default: what a scenario does not name keeps its value, and new keys are refused."""
        default = cls.model_fields[info.field_name or ""].default
        if not isinstance(default, Mapping) or not isinstance(value, Mapping):
            return value
        for key in value:
            if key not in default:
                raise refusal("unknown key", f"Known here: {', '.join(default)}", below=str(key))
        return {**default, **value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What the writer of a scenario said about one of its values; a value without a stated trust is assumed.

    `written` holds the ends of the range as the file has them, with their unit: only these read back as the same.
    """

    source: str = ""
    trust: Trust = "assumed"
    range: tuple[float, float] | None = None
    written: tuple[object, ...] = field(default=(), compare=False)


def refusal(found: str, wanted: str, below: str = "") -> PydanticCustomError:
    """A refusal that keeps its halves, so that the loader can locate it (at a key `below`, if given) and print it."""
    return PydanticCustomError("refused", "{found}. {wanted}", {"found": found, "wanted": wanted, "below": below})


def _read(reader: Callable[[object], float]) -> Callable[[object], float]:
    def read(value: object) -> float:
        try:
            return reader(value)
        except UnitError as error:
            raise refusal(error.found, error.wanted) from error

    return read


@dataclass(frozen=True, slots=True)
class Lasting:
    """Marks hours that are written as a duration with its unit: at least `shortest`, at most `LONGEST_H`."""

    shortest: float = 0.0

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Read the text before the number is looked at."""
        return core_schema.no_info_before_validator_function(self.read, handler(source))

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """A text with a unit; nothing may be written as a bare 0."""
        return {
            "anyOf": [{"type": "string", "pattern": units.DURATION}, *([{"const": 0}] if not self.shortest else [])]
        }

    def read(self, value: object) -> float:
        """Hours of a text."""
        hours = _read(units.hours)(value)
        if hours < self.shortest:
            raise refusal(f"{shown(value)} is too short", f"Write {units.spoken(self.shortest)} or more")
        if hours > LONGEST_H:
            raise refusal(f"{shown(value)} is too long", f"Write {units.spoken(LONGEST_H)} or less")
        return hours


_SHARE_SCHEMA = {
    "anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, {"type": "string", "pattern": units.PERCENT}]
}
_HOURS = Field(json_schema_extra={"unit": "h"})

# --- time -------------------------------------------------------------------------------------------------------------

Hours = Annotated[float, _HOURS, Lasting()]
"""A moment, or a time that may be nothing."""
Duration = Annotated[float, _HOURS, Lasting(1 / 3600)]
"""How long something takes: a second at the least."""
Interval = Annotated[float, _HOURS, Lasting(1 / 60)]
"""The time between things that come again and again: a minute at the least."""
HourOfDay = Annotated[float, Field(ge=0, le=24, strict=True)]
"""An hour of the day."""

# --- shares, factors, spreads -----------------------------------------------------------------------------------------

Share = Annotated[float, Field(ge=0, le=1), BeforeValidator(_read(units.share)), WithJsonSchema(_SHARE_SCHEMA)]
"""A share or a probability, from 0 to 1, also written as a percentage."""
_SCALE_SCHEMA = {
    "anyOf": [{"type": "number", "minimum": 0, "maximum": 100}, {"type": "string", "pattern": units.PERCENT}]
}
Scale = Annotated[
    float,
    Field(ge=0, le=100, strict=True),
    BeforeValidator(units.factor),
    WithJsonSchema(_SCALE_SCHEMA),
]
"""A factor, also written as a percentage: 1 changes nothing, 0 takes away."""
Weight = Annotated[float, Field(ge=0, le=1_000_000, strict=True)]
"""A number from 0 upwards; of weights only the proportions count."""
Variation = Annotated[float, Field(ge=0, le=3, strict=True)]
"""A standard deviation over its mean."""
Spread = Annotated[float, Field(ge=0, le=5, strict=True)]
"""A standard deviation of logarithms; at 5 one in a hundred is more than 100,000 times the median."""
LogOdds = Annotated[float, Field(ge=0, le=10, strict=True)]
"""What is added to log-odds; 10 multiplies the odds by 22,000."""
Logit = Annotated[float, Field(ge=0, le=20, strict=True)]
"""What weighs in a choice between ways; 20 leaves nothing to chance."""

# --- amounts ----------------------------------------------------------------------------------------------------------

Speed = Annotated[float, Field(ge=1, le=2_000, strict=True)]
"""Kilometres an hour."""
Latitude = Annotated[float, Field(ge=-90, le=90, strict=True)]
"""Degrees north."""
Longitude = Annotated[float, Field(ge=-180, le=180, strict=True)]
"""Degrees east."""
Millions = Annotated[float, Field(ge=0.001, le=2_000, strict=True, json_schema_extra={"unit": "million people"})]
"""People of a country, in millions."""
Kilometres = Annotated[float, Field(ge=0, le=20_000, strict=True)]
"""A distance, to the other side of the earth at most."""
Kilograms = Annotated[float, Field(ge=0, le=1_000_000, strict=True)]
"""A quantity of drugs."""
Euros = Annotated[float, Field(ge=0, le=1_000_000_000, strict=True)]
"""Money."""
PerDay = Annotated[float, Field(ge=0, le=100, strict=True)]
"""How often a network does something in a day."""
Few = Annotated[float, Field(ge=0, le=100, strict=True)]
"""A mean number of things that come in small numbers, such as traces or ties."""
Cash = Annotated[float, Field(ge=0.01, le=1_000, strict=True)]
"""Money, in movements that it pays for."""
MessagesPerDay = Annotated[float, Field(ge=0, le=1_000_000, strict=True)]
"""Messages of a line in a day."""
People = Annotated[float, Field(ge=1, le=1_000, strict=True)]
"""A mean number of people who belong together: a team, a cell, a network."""

# --- counts -----------------------------------------------------------------------------------------------------------

Count = Annotated[int, Field(ge=0, le=1_000_000_000_000, strict=True)]
"""A whole number of things that the model compares and never makes."""
PlannedChecks = Annotated[int, Field(ge=0, le=100_000_000, strict=True)]
"""Planned checks; how many can be run together is said by `sim.scenario.effort`."""
Officers = Annotated[int, Field(ge=0, le=1_000_000, strict=True)]
"""Officers of a service of a country: no country has more."""
Guests = Annotated[int, Field(ge=0, le=10_000, strict=True)]
"""Officers whom an agency sends: the standing corps of Frontex is to have 10,000."""
Staff = Annotated[int, Field(ge=0, le=1_000, strict=True)]
"""People or places at the desks of one office."""
UnitCount = Annotated[int, Field(ge=0, le=100, strict=True)]
"""Special intervention units: the ATLAS network has 38."""
DivisionCount = Annotated[int, Field(ge=1, le=1_000, strict=True)]
"""Territorial divisions of a country's police."""
Queue = Annotated[int, Field(ge=0, le=1_000, strict=True)]
"""Travellers who wait at one checkpoint."""
Lanes = Annotated[int, Field(ge=0, le=1_000, strict=True)]
"""Lanes of ordinary control at one post."""
DailyTraffic = Annotated[int, Field(ge=0, le=10_000_000, strict=True)]
"""Persons, vehicles or parcels that pass a post in a day."""
NetworkCount = Annotated[int, Field(ge=0, le=10_000, strict=True)]
"""Criminal networks: Europol names 821 that threaten most, and 5,000 under investigation."""
Size = Annotated[int, Field(ge=0, le=1_000, strict=True)]
"""Members of one network."""
CountryCount = Annotated[int, Field(ge=0, le=50, strict=True)]
"""Countries: the reference data hold 42."""
Targets = Annotated[int, Field(ge=0, le=100_000, strict=True)]
"""Persons who are to be arrested."""
Traces = Annotated[int, Field(ge=0, le=10_000, strict=True)]
"""Traces of networks that are brought in at once."""
Flag = Annotated[bool, Field(strict=True)]
"""true or false, and no other word for them."""


def _numbers(value: object) -> Iterator[float]:
    if isinstance(value, Mapping):
        for part in value.values():
            yield from _numbers(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _numbers(part)
    else:
        yield units.quantity(value)[0]


def param(
    default: object, *, low: float | str, high: float | str, unit: str, trust: Trust, source: str, meaning: str
) -> Any:
    """A behavioural parameter: its value, and what is known about it.

    Parameters
    ----------
    default
        The value as a scenario would write it (``"12 min"``, ``0.3``, ``"30 %"``), or a tuple or mapping of such.
    low, high
        The plausible range, written in the same way. It is printed and explored, not enforced; hard limits come from
        the kind of number.
    unit
        Unit of the stored value ("h" for durations, "1" for shares and factors, or the thing counted).
    trust
        "measured", "expert", "assumed" or "calibrated".
    source
        Where the value comes from; for an assumption, why it is plausible.
    meaning
        One line in the field's words.

    Raises
    ------
    ValueError
        If the declaration contradicts itself: a default outside its range, an unknown trust, no meaning or no source.
    """
    bounds = units.quantity(low)[0], units.quantity(high)[0]
    if trust not in TRUST_WORDS:
        raise ValueError(f"{meaning}: trust {trust!r} is none of {', '.join(TRUST_WORDS)}")
    if not meaning or not source:
        raise ValueError(f"{meaning or default}: a parameter has a meaning and a source")
    if not all(bounds[0] <= number <= bounds[1] for number in _numbers(default)):
        raise ValueError(f"{meaning}: {default} lies outside its range, {low} to {high}")
    known: dict[str, Any] = {"unit": unit, "low": bounds[0], "high": bounds[1], "trust": trust, "source": source}
    return Field(default, description=meaning, json_schema_extra=known)
