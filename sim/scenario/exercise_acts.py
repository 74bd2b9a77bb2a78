"""What somebody at an exercise may do, as it comes from a browser or stands in a log: each act has one form.

An act is named by one key, such as ``{"reply": "1.2", "text": "..."}``; what it is about stands beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, ValidationError, model_validator

from sim.scenario.codes import likely
from sim.scenario.exercise import ItemId, Prose, Recipient, SeatId, Speed, Words
from sim.scenario.quantity import Duration, Flag, Sealed, refusal
from sim.scenario.structure import faults_of
from sim.scenario.tree import node_of
from sim.units import shown
from sim.words import Severity, Verdict

DEEPEST = 6
STATEMENTS = 9
"""Statements on a scale from 1 to 5 in a participant's feedback."""


class ClockSetting(Sealed):
    """Whether play goes on, and how fast."""

    running: Flag | None = None
    speed: Speed | None = None


class SetClock(Sealed):
    """Start, pause, change the speed."""

    clock: ClockSetting


class SkipTo(Sealed):
    """Go on at once to the next message, the next request that waits for people, or by an hour of the scenario."""

    skip_to: Literal["inject", "request", "hour"]


class SendNow(Sealed):
    """Send a message of the events list now."""

    send: ItemId


class LeaveOut(Sealed):
    """Do not send a message of the events list."""

    skip: ItemId


class Postpone(Sealed):
    """Send a message later, by minutes of play."""

    postpone: ItemId
    minutes: Annotated[int, Field(ge=1, le=600, strict=True)]


class EditTexts(Sealed):
    """Change the texts of a message that has not been sent."""

    edit: ItemId
    title: Words | None = None
    text: Prose | None = None


class NewMessage(Sealed):
    """A message that the events list does not have."""

    to: tuple[Recipient, ...] = Field(min_length=1)
    sender: Words = Field(alias="from")
    channel: Words
    title: Words
    text: Prose
    deadline: Duration | None = None
    effect: dict[str, Any] | None = None


class Write(Sealed):
    """Send a message that the events list does not have."""

    write: NewMessage


class Reply(Sealed):
    """Reply to a message."""

    reply: ItemId
    text: Prose


class Give(Sealed):
    """Give an order, as an event of a scenario; requests, persons and operations go by the numbers on the screen."""

    event: dict[str, Any]


class HoldSeat(Sealed):
    """Take a seat, give it back to the model, or ask for a new code."""

    seat: SeatId
    do: Literal["take", "give_back", "code"]


class Observation(Sealed):
    """What an evaluator saw."""

    kind: Literal["strength", "improvement"]
    text: Prose
    seat: SeatId | None = None
    objective: ItemId | None = None


class Observe(Sealed):
    """Note what was seen."""

    observe: Observation


class Judgement(Sealed):
    """What an evaluator says of an expectation that no rule judges."""

    expectation: ItemId
    verdict: Verdict
    comment: str = Field(default="", max_length=2000)


class Judge(Sealed):
    """Judge an expectation."""

    judge: Judgement


class NotedMistake(Sealed):
    """A mistake that was seen at a seat."""

    kind: Severity
    text: Words
    seat: SeatId | None = None
    comment: str = Field(default="", max_length=2000)


class NoteMistake(Sealed):
    """Note a mistake."""

    mistake: NotedMistake


class Undo(Sealed):
    """Take back the last act, and all that followed from it."""

    undo: Literal[True]


class EndPlay(Sealed):
    """End the play."""

    end: Literal[True]


class Card(Sealed):
    """A card of the hot wash."""

    kind: Literal["well", "better", "open"]
    text: Prose


class HotWash(Sealed):
    """Put a card to the hot wash."""

    hot_wash: Card


class Improvement(Sealed):
    """What is to be done, by whom (a function, no person) and by when."""

    action: Prose
    owner: Words
    date: Words
    priority: Literal["high", "medium", "low"] = "medium"


class NoteImprovement(Sealed):
    """Note an improvement."""

    improvement: Improvement


def _all_statements(values: tuple[int, ...]) -> tuple[int, ...]:
    if len(values) not in (0, STATEMENTS):
        raise refusal(
            f"{len(values)} of {STATEMENTS} statements",
            "Answer each from 1 to 5, with 0 where there is no answer, or none",
        )
    return values


class FeedbackForm(Sealed):
    """A participant's feedback: strengths, improvements, actions, and statements from 1 to 5, with 0 for no answer."""

    strengths: tuple[Prose, ...] = Field(default=(), max_length=3)
    improvements: tuple[Prose, ...] = Field(default=(), max_length=3)
    actions: tuple[Improvement, ...] = Field(default=(), max_length=10)
    statements: Annotated[
        tuple[Annotated[int, Field(ge=0, le=5, strict=True)], ...], AfterValidator(_all_statements)
    ] = ()

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not (self.strengths or self.improvements or self.actions or any(self.statements)):
            raise refusal("nothing is said", "Write a strength, an improvement, an action or the statements")
        return self


class GiveFeedback(Sealed):
    """Hand in a participant's feedback."""

    feedback: FeedbackForm


Act = (
    SetClock
    | SkipTo
    | SendNow
    | LeaveOut
    | Postpone
    | EditTexts
    | Write
    | Reply
    | Give
    | HoldSeat
    | Observe
    | Judge
    | NoteMistake
    | Undo
    | EndPlay
    | HotWash
    | NoteImprovement
    | GiveFeedback
)
FORMS: dict[str, type[Sealed]] = {next(iter(form.model_fields)): form for form in Act.__args__}
"""The form of each act, by the key that names it."""


def read_act(values: object) -> tuple[str, Sealed | None, list[str]]:
    """The name of an act, the act, and what is wrong with it, in sentences.

    Parameters
    ----------
    values
        Anything that JSON can say.
    """
    if not isinstance(values, Mapping) or not all(isinstance(key, str) for key in values):
        return "", None, [f"{shown(values)} is no act"]
    names = [name for name in FORMS if name in values]
    if len(names) != 1:
        return "", None, [_unnamed(list(values), names)]
    if _depth(values) > DEEPEST:
        return names[0], None, [f"{names[0]}: more than {DEEPEST} levels"]
    try:
        return names[0], FORMS[names[0]].model_validate(dict(values)), []
    except ValidationError as error:
        faults = faults_of(error, node_of(values, names[0]), FORMS[names[0]])
        return names[0], None, [f"{fault.key}: {fault.found}. {fault.wanted}".removesuffix(". ") for fault in faults]


def _unnamed(keys: list[str], names: list[str]) -> str:
    """What is said of an act that has no name, or several."""
    if names:
        return f"{' and '.join(names)} are several acts: do one after the other"
    meant = next((found for key in keys if (found := likely(key[:40], [*FORMS]))), None)
    known = f"did you mean '{meant}'?" if meant else f"known are {', '.join(FORMS)}"
    return f"there is no such act; {known}"


def _depth(values: object) -> int:
    """How deep values are nested, seen no deeper than is needed to refuse them."""
    level, depth = [values], 0
    while level and depth <= DEEPEST:
        below = [one.values() if isinstance(one, Mapping) else one for one in level if isinstance(one, Mapping | list)]
        level, depth = [value for part in below for value in part], depth + 1
    return depth
