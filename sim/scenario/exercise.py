"""The form of an exercise: who sits where, what is told to whom and when, what is expected, how it is judged.

An exercise file names a scenario; people take over at an hour of it, and the model plays what comes before and all that
nobody plays. Times of play (`at`, `begin` of a move) count from the start of play; `deadline` and `within` are times of
the scenario.
"""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, PrivateAttr, model_validator

from sim.scenario.codes import ActionName, CountryCode
from sim.scenario.events import Event
from sim.scenario.part import Condition
from sim.scenario.quantity import Count, Duration, Flag, Hours, Sealed, refusal
from sim.scenario.schema import Scenario
from sim.units import shown
from sim.words import EVERYBODY, STAFF, WALL, Answering, SeatRole, Waiting

LONGEST_TEXT = 2000
MOST_SEATS = 60
FASTEST = 3600
SECONDS = 3600
THOUSANDTHS = 3_600_000
LOOKED_FOR = ("answered", "decided", "sent", "count")
"""What conditions and rules may look for."""
ENTRIES = ("moves", "injects", "expectations")
"""Lists of an exercise whose entries have ids."""
ITS_OWN = ("at", "when", "id")
"""Keys of an event that one which comes with a message does not have."""
_WORD = r"^[a-z][a-z0-9_-]{0,29}$"


def _text_of_number(value: object) -> object:
    """An id written as a whole number, as text; one that looks like a fraction loses its zeros and is refused."""
    if isinstance(value, float):
        raise refusal(f"{value} is a number", f'Put the id in quotation marks: "{value}"')
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _seat_word(word: str) -> str:
    if word in (*STAFF, EVERYBODY):
        raise refusal(f"{shown(word)} is nobody's seat", "Give the seat another id, such as 'rs'")
    return word


def _printable(text: str) -> str:
    if not text.strip():
        raise refusal("nothing but space", "Write at least a word")
    if any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t" for sign in text):
        raise refusal("a character that cannot be printed", "Leave it out")
    return text


def _to_the_second(hours: float) -> float:
    """Hours that are a whole number of seconds, so that they can be stopped at exactly."""
    if abs(hours * SECONDS - round(hours * SECONDS)) > 1e-6:
        raise refusal(f"{hours:g} h is no whole number of seconds", "Write a time in whole seconds")
    return round(hours * SECONDS) / SECONDS


def _comes_with_its_message(values: object) -> object:
    """An event without a moment of its own, laid out for the reader of events, who wants one."""
    if not isinstance(values, dict):
        return values
    for key in ITS_OWN:
        if key in values:
            raise refusal("it comes with its message", f"Leave '{key}' out", below=key)
    return {**values, "at": 0}


ItemId = Annotated[str, BeforeValidator(_text_of_number), Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,29}$")]
"""What an entry of an exercise is called, such as "1.2" or O1."""
SeatId = Annotated[str, Field(pattern=_WORD), AfterValidator(_seat_word)]
"""What a seat is called: a lower-case word."""
Recipient = Annotated[str, Field(pattern=_WORD)]
"""A seat, all seats, or the wall that everybody sees."""
Prose = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT), AfterValidator(_printable)]
"""Text of a message."""
Words = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_printable)]
"""A title or a name."""
WholeSeconds = Annotated[Hours, AfterValidator(_to_the_second)]
"""A time to the second."""
Speed = Annotated[int, Field(ge=1, le=FASTEST, strict=True)]
"""Seconds of the scenario in a second of play."""
Consequence = Annotated[Event, BeforeValidator(_comes_with_its_message)]
"""An event whose moment is that of what it comes with."""


class SeatPlan(Sealed):
    """A seat: an office of the model that people hold."""

    role: SeatRole
    country: CountryCode | None = None
    name: Words

    @property
    def owner(self) -> str:
        """Whose desks the seat holds: the code of a country, or the office."""
        return self.country or self.role

    @model_validator(mode="after")
    def _country_of_a_unit(self) -> Self:
        if (self.role == "unit") != (self.country is not None):
            found = "a unit without a country" if self.country is None else f"{shown(self.role)} has no country"
            raise refusal(found, "A unit has a country, and no other seat has one")
        return self


class MistakeList(Sealed):
    """Mistakes that evaluators look for."""

    critical: tuple[Words, ...] = ()
    minor: tuple[Words, ...] = ()


class PlayMove(Sealed):
    """A part of the play, from a time of play on."""

    id: ItemId
    name: Words
    begin: WholeSeconds = 0.0


class Trigger(Sealed):
    """Something that people or the model have done: one of a closed list.

    `by` says who, `of` since which message, `within` how long after it (or after the message that is answered).
    """

    answered: ItemId | None = None
    decided: str | None = None
    sent: ItemId | None = None
    count: Condition | None = None
    by: SeatId | None = None
    within: Duration | None = None
    of: ItemId | None = None

    @property
    def names(self) -> dict[str, Any]:
        """What is looked for, by its key."""
        found = {key: getattr(self, key) for key in LOOKED_FOR}
        return {key: value for key, value in found.items() if value is not None}

    @property
    def since(self) -> str | None:
        """The message from which time counts."""
        return self.of or self.answered

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        if len(self.names) != 1:
            found = f"{len(self.names)} things are looked for"
            raise refusal(found, "Write one of " + ", ".join(LOOKED_FOR))
        if self.count is not None and (self.by or self.of or self.within):
            raise refusal("a count is nobody's and has no time", "Leave 'by', 'of' and 'within' out")
        if self.within is not None and self.since is None:
            raise refusal("'within' counts from no message", 'Name the message: of: "1.2"')
        return self


class Limit(Sealed):
    """A number that may not be passed."""

    at_most: Count


class Expectation(Sealed):
    """Something by which an objective is judged: by a rule, or by an evaluator (`manual`).

    `text` says in words what a rule stands for.
    """

    id: ItemId
    objective: ItemId
    seat: SeatId | None = None
    text: Words | None = None
    answered: ItemId | None = None
    decided: str | None = None
    sent: ItemId | None = None
    count: Condition | None = None
    released_unanswered: Limit | None = None
    manual: Words | None = None
    within: Duration | None = None
    of: ItemId | None = None

    @property
    def trigger(self) -> Trigger | None:
        """The rule as a trigger, if it is one."""
        if self.manual is not None or self.released_unanswered is not None:
            return None
        shared = {key: getattr(self, key) for key in (*LOOKED_FOR, "within", "of")}
        return Trigger.model_construct(**shared, by=self.seat)

    @model_validator(mode="after")
    def _one_rule(self) -> Self:
        rules = (*LOOKED_FOR, "released_unanswered", "manual")
        given = [rule for rule in rules if getattr(self, rule) is not None]
        if len(given) != 1:
            raise refusal(f"{len(given)} rules", "Write one of " + ", ".join(rules))
        if (self.trigger is None or self.count is not None) and (self.within is not None or self.of is not None):
            raise refusal(f"'{given[0]}' counts from no message", "Leave 'within' and 'of' out")
        return self


class Inject(Sealed):
    """A message of the exercise's staff to seats, with what it does to the model, if anything.

    Attributes
    ----------
    at
        Time of play at which it is due; without it, it comes as soon as its condition holds.
    effect, lift
        An event that it brings, or the id of an earlier message whose event it ends.
    expect, decision
        The action that is expected, in words, and as an event where it is a decision of the model.
    deadline
        Time of the scenario within which a reply is expected.
    only_if, unless
        (`if`, `if_not`) What must have been done before, or must not.
    stakes
        What a rehearsal found of it, in words: told to the staff, and to who plays alone after the reply.
    matters
        False where a rehearsal found no difference that matters: the staff see it marked.
    note
        A word to evaluators.
    """

    id: ItemId
    at: WholeSeconds | None = None
    to: tuple[Recipient, ...] = Field(min_length=1)
    sender: Words = Field(alias="from")
    channel: Words
    title: Words
    text: Prose
    expect: Words | None = None
    decision: Consequence | None = None
    deadline: Duration | None = None
    objective: ItemId | None = None
    stakes: Prose | None = None
    matters: Flag = True
    note: Prose | None = None
    effect: Consequence | None = None
    lift: ItemId | None = None
    only_if: Trigger | None = Field(default=None, alias="if")
    unless: Trigger | None = Field(default=None, alias="if_not")

    @property
    def brings_something(self) -> bool:
        """Whether it does something to the model, or asks for a decision of the model."""
        return not (self.effect is None and self.lift is None and self.decision is None)

    @property
    def due(self) -> int | None:
        """Time of play at which it is due, in thousandths of a second."""
        return None if self.at is None else round(self.at * THOUSANDTHS)

    @model_validator(mode="after")
    def _some_moment(self) -> Self:
        if self.at is None and self.only_if is None and self.unless is None:
            raise refusal("neither 'at' nor a condition is given", "Say when it comes: 'at: 9 min', 'if:' or 'if_not:'")
        if self.only_if is not None and self.unless is not None:
            raise refusal("both 'if' and 'if_not' are given", "Keep one of the two")
        if self.effect is not None and self.lift is not None:
            raise refusal("both 'effect' and 'lift' are given", "Give each its own message")
        return self

    @model_validator(mode="after")
    def _measured(self) -> Self:
        if not self.matters and not self.brings_something:
            raise refusal(
                "it brings nothing that could matter", "Leave 'matters' out: it is for the talk", below="matters"
            )
        if not self.matters and self.stakes is None:
            raise refusal(
                "nobody says what was found", "Say it in 'stakes', as jadsim rehearse told it", below="matters"
            )
        return self


class Exercise(Sealed):
    """An exercise over a scenario, as a frozen, validated object.

    Attributes
    ----------
    begin, end
        Hours of the scenario between which people play.
    speed
        Seconds of the scenario in a second of play, at the start.
    requests, silence
        Which requests wait for people at a seat, and whether the model answers those at which nobody looks.
    """

    exercise: Literal[1]
    name: ActionName
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$")] = "en"
    description: str = ""
    scenario: str = Field(min_length=1)
    change: dict[str, Any] = Field(default_factory=dict)
    seed: Annotated[int, Field(ge=0, le=2**63 - 1, strict=True)] = 1
    begin: WholeSeconds
    end: WholeSeconds
    speed: Speed
    requests: Waiting = "held"
    silence: Answering = "model"
    seats: dict[SeatId, SeatPlan] = Field(min_length=1, max_length=MOST_SEATS)
    objectives: dict[ItemId, Words] = Field(default_factory=dict)
    mistakes: MistakeList = MistakeList()
    moves: tuple[PlayMove, ...] = ()
    injects: tuple[Inject, ...] = Field(default=(), max_length=500)
    expectations: tuple[Expectation, ...] = Field(default=(), max_length=500)
    _plan: Scenario | None = PrivateAttr(default=None)
    _text: str = PrivateAttr(default="")
    _missing: tuple[str, ...] = PrivateAttr(default=())

    @property
    def plan(self) -> Scenario:
        """The scenario, with what the exercise changes in it."""
        assert self._plan is not None
        return self._plan

    @property
    def text(self) -> str:
        """The resolved file: its scenario is called scenario.yaml and stands beside it, with nothing to change."""
        return self._text

    @property
    def untranslated(self) -> tuple[str, ...]:
        """Texts that stand in the first language, because the translation does not have them."""
        return self._missing

    @property
    def hash(self) -> str:
        """SHA-256 of the resolved file, as hex."""
        return hashlib.sha256(self._text.encode()).hexdigest()

    @property
    def begin_s(self) -> int:
        """Second of the scenario at which people take over."""
        return round(self.begin * SECONDS)

    @property
    def end_s(self) -> int:
        """Second of the scenario at which play ends."""
        return round(self.end * SECONDS)

    @property
    def length(self) -> int:
        """Thousandths of a second of play at the speed of the start."""
        return (self.end_s - self.begin_s) * 1000 // self.speed

    def second_of(self, at: float) -> int:
        """Second of the scenario at a time of play (hours), at the speed of the start."""
        return self.begin_s + round(at * SECONDS) * self.speed

    def inject(self, name: str) -> Inject | None:
        """The message of this id, if there is one."""
        return next((one for one in self.injects if one.id == name), None)

    def recipients(self, inject: Inject) -> tuple[str, ...]:
        """Seats that get a message."""
        return tuple(self.seats) if EVERYBODY in inject.to else tuple(seat for seat in inject.to if seat != WALL)

    def resolved(self, plan: Scenario, text: str, missing: tuple[str, ...] = ()) -> Self:
        """The same exercise with its scenario, its resolved text, and what a translation lacks."""
        self._plan, self._text, self._missing = plan, text, missing
        return self
