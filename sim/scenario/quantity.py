"""The kinds of number that a scenario holds, and parameters that carry their unit, range, source and trust."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, WithJsonSchema, field_validator
from pydantic_core import PydanticCustomError

from sim import units
from sim.errors import UnitError

Trust = Literal["measured", "expert", "assumed", "calibrated"]
TRUST_WORDS: tuple[str, ...] = get_args(Trust)
LARGEST_COUNT = 10**12
LONGEST_H = 100_000


class Sealed(BaseModel):
    """A part of a scenario: it cannot be changed, knows no other keys, and checks its own defaults."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True, allow_inf_nan=False)


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
    """What the writer of a scenario said about one of its values; a value without a stated trust is assumed."""

    source: str = ""
    trust: Trust = "assumed"
    range: tuple[float, float] | None = None


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


_DURATION_SCHEMA = {"anyOf": [{"type": "string", "pattern": units.DURATION}, {"const": 0}]}
_SHARE_SCHEMA = {
    "anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, {"type": "string", "pattern": units.PERCENT}]
}

Hours = Annotated[
    float,
    Field(ge=0, le=LONGEST_H, json_schema_extra={"unit": "h"}),
    BeforeValidator(_read(units.hours)),
    WithJsonSchema(_DURATION_SCHEMA),
]
"""Hours, written as a duration with its unit."""
Share = Annotated[float, Field(ge=0, le=1), BeforeValidator(_read(units.share)), WithJsonSchema(_SHARE_SCHEMA)]
"""A share or a probability, from 0 to 1, also written as a percentage."""
Scale = Annotated[float, Field(ge=0, le=100, strict=True)]
"""A factor: 1 changes nothing, 0 takes away."""
Count = Annotated[int, Field(ge=0, le=LARGEST_COUNT, strict=True)]
"""A whole number of things."""
Weight = Annotated[float, Field(ge=0, le=1_000_000, strict=True)]
"""A number from 0 upwards; of weights only the proportions count."""
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
        the type.
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
