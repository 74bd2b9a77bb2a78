"""What a part brings to a scenario: sections, parameters, kinds of event, names of chance, checks that it fits.

Each institution declares its own in its `plan` as a `Part`; `Scenario`, `Behaviour` and the kinds of event are put
together from all of them. A plan imports this module and never the scenario that it becomes part of.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self, cast

from pydantic import BaseModel, Field, create_model, model_validator

from sim.registry import parts
from sim.scenario.codes import CountryCode, PostId
from sim.scenario.quantity import Count, Guests, Hours, Sealed, refusal
from sim.scenario.resource import Resource
from sim.scenario.tree import Path

Finding = tuple[Path, str, str]
"""What does not fit: path, what was found, what was wanted."""
Measured = Literal["arrests", "hits", "weapons", "referrals", "open_requests"]


# --- what a part declares ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Section[S]:
    """A section of a scenario file.

    Attributes
    ----------
    key
        Its name in the file. Where the scenario already has a section of that name, the fields are added to it.
    kind
        Model of the section, or the annotation of a list.
    default
        What holds where a file leaves the section out.
    before
        The key that it stands before, so that the order of values, and with it the hash, stays.
    carried
        Whether an action of a programme takes it from its theatre, as far as it concerns those who take part.
    """

    key: str
    kind: Any
    default: S
    before: str = "events"
    carried: bool = True

    def of(self, scenario: Any) -> S:
        """The section of a scenario."""
        section: S = getattr(scenario, self.key)
        return section


@dataclass(frozen=True, slots=True, kw_only=True)
class Group[S]:
    """A group of behavioural parameters; several parts may add their fields to one group."""

    key: str
    default: S

    def of(self, scenario: Any) -> S:
        """The group of a scenario."""
        group: S = getattr(scenario.behaviour, self.key)
        return group


def _nothing(scenario: Any) -> Iterator[Finding]:
    yield from ()


def _no_doubts(scenario: Any) -> Iterator[str]:
    yield from ()


def _no_events(scenario: Any, events: Sequence[Timed]) -> Iterator[Finding]:
    yield from ()


def _as_it_is(values: dict[str, Any], codes: set[str], day: date) -> None:
    """An action of a programme may have the sections as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Things of one kind that a run makes: how many, and what one of them costs in time and in memory."""

    path: Path
    what: str
    number: float
    each_s: float
    each_bytes: float

    @property
    def seconds(self) -> float:
        """Time that all of them take."""
        return self.number * self.each_s

    @property
    def bytes(self) -> float:
        """Memory that all of them take."""
        return self.number * self.each_bytes


def _no_work(scenario: Any) -> Iterator[Work]:
    yield from ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Everything that an institution brings to a scenario.

    Attributes
    ----------
    sections, practice, events
        What files may say of it.
    chance
        Names of its decisions and what is drawn for them; see `sim.engine.streams`.
    findings, event_findings
        What does not fit the rest of a scenario; and what does not fit of events, planned or recorded.
    doubts
        What is right in a scenario and probably not meant, in sentences.
    works
        What it adds to the time and the memory of a run, where that may be much; see `sim.scenario.effort`.
    resources
        What of it a planner may add or move.
    restrict
        Takes out of the values of an action of a programme what those who take part cannot have: values by section, to
        be changed in place; codes of those who take part; first day of the action.
    """

    sections: tuple[Section[Any], ...] = ()
    practice: tuple[Group[Any], ...] = ()
    events: tuple[type[Timed], ...] = ()
    chance: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    findings: Callable[[Any], Iterator[Finding]] = _nothing
    event_findings: Callable[[Any, Sequence[Timed]], Iterator[Finding]] = _no_events
    doubts: Callable[[Any], Iterator[str]] = _no_doubts
    works: Callable[[Any], Iterator[Work]] = _no_work
    resources: tuple[Resource, ...] = ()
    restrict: Callable[[dict[str, Any], set[str], date], None] = _as_it_is


def institutions() -> tuple[Part, ...]:
    """What each institution brings, in the order of the registry."""
    return tuple(module.PART for module in parts("plan"))


def enlarged[M: type[BaseModel]](added: Iterable[Section[Any] | Group[Any]]) -> Callable[[M], M]:
    """A decorator: the model with the fields that parts add to it, each before the key that it names.

    Fields of one key are put together in the order in which they are given, after those that the model itself has.
    """
    new = list(added)

    def enlarge(kind: M) -> M:
        model: Any = kind
        order = list(model.model_fields)
        fields: dict[str, Any] = {}
        for one in new:
            if one.key in fields or one.key in order:
                before, default = fields[one.key] if one.key in fields else _declared(model, one.key)
                kind = _together(before, _model_of(one))
                fields[one.key] = (kind, ... if default is ... else _both(kind, default, one.default))
            else:
                fields[one.key] = (one.kind if isinstance(one, Section) else type(one.default), one.default)
                at = order.index(one.before) if isinstance(one, Section) else len(order)
                order.insert(at, one.key)
        whole = create_model(
            model.__name__, __base__=model, __module__=model.__module__, __doc__=model.__doc__, **fields
        )
        declared = {name: whole.model_fields[name] for name in order}
        whole.model_fields.clear()
        whole.model_fields.update(declared)
        whole.model_rebuild(force=True)
        return cast(M, whole)

    return enlarge


def _declared(model: type[BaseModel], key: str) -> tuple[Any, Any]:
    """What a model itself says of a key: its kind, and its default; ``...`` where it must be given."""
    field = model.model_fields[key]
    return field.annotation, ... if field.is_required() else field.get_default(call_default_factory=True)


def _both(kind: type[BaseModel], *defaults: BaseModel) -> BaseModel:
    """One default of the values of several."""
    return kind.model_construct(
        set(), **{name: getattr(one, name) for one in defaults for name in type(one).model_fields}
    )


def _model_of(one: Section[Any] | Group[Any]) -> type[BaseModel]:
    kind: type[BaseModel] = one.kind if isinstance(one, Section) else type(one.default)
    return kind


def _together(first: Any, second: type[BaseModel]) -> Any:
    """One model with the fields of both, those of the first before; it takes the first one's name, words and place.

    A model is found by its place when a scenario travels to another process.
    """
    bases = (second, first)
    whole = create_model(first.__name__, __base__=bases, __module__=first.__module__, __doc__=first.__doc__)
    setattr(sys.modules[first.__module__], first.__name__, whole)
    return whole


# --- events -----------------------------------------------------------------------------------------------------------


EventId = Annotated[str, Field(pattern=r"^[A-Za-z0-9]([A-Za-z0-9_.-]{0,58}[A-Za-z0-9])?$")]
"""Letters, digits, hyphens, dots: the name by which other events speak of an event."""


class Condition(Sealed):
    """The first moment at which a count, in one country or in all, has reached a number."""

    measure: Measured
    country: CountryCode | None = None
    at_least: Count


class Timed(Sealed):
    """What all events share: an hour of the action, or a condition."""

    at: Annotated[Hours | None, Field(json_schema_extra={"unit": "h"})] = None
    when: Condition | None = None
    kind: str
    id: Annotated[EventId | None, Field(exclude_if=lambda value: value is None)] = None

    @model_validator(mode="after")
    def _one_moment(self) -> Self:
        if (self.at is None) == (self.when is None):
            found = "neither 'at' nor 'when' is given" if self.at is None else "both 'at' and 'when' are given"
            raise refusal(found, "An event comes at an hour ('at: 30 h') or on a condition ('when:')")
        return self

    @property
    def key(self) -> str:
        """What tells it from other events of its kind: its `id`, or the moment that its plan names."""
        if self.id is not None:
            return self.id
        if self.when is None:
            return f"h{self.at:.12g}"
        return f"{self.when.measure}-{self.when.country or 'anywhere'}-{self.when.at_least:g}"


# --- places and officers that several parts speak of ------------------------------------------------------------------


class HostPost(Sealed):
    """One country's side of a post."""

    post: PostId
    country: CountryCode


class PostedOfficers(HostPost):
    """Officers from elsewhere on one country's side of a post."""

    officers: Guests
