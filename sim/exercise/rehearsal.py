"""A rehearsal: what the messages of an exercise, and the decisions that they ask for, are worth.

The model plays all seats. The past of the action is that of the exercise up to the hour at which people take over;
after it each future has other luck. An effect is told against an exercise without it, a decision against one in which
nobody makes it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from sim.exercise.futures import Contrast, Course, Futures, Outlook, answers, looks_at
from sim.outcome.outcome import Outcome
from sim.scenario.events import Event
from sim.scenario.exercise import SECONDS, Exercise, Inject
from sim.scenario.recorded import ordered

type Brings = Literal["effect", "lift", "decision"]

BIN_MIN = 10
"""Minutes of play in each part in which it is counted what reaches the seats."""
THOUSANDTHS_PER_MIN = 60_000


class _Arm(NamedTuple):
    """A course that differs from the exercise by one thing that a message brings."""

    inject: Inject
    brings: Brings
    event: Event
    course: Course


@dataclass(frozen=True, slots=True)
class Stake:
    """What an effect, the end of an effect, or an expected decision brings.

    Attributes
    ----------
    event
        The event that it is.
    """

    inject: Inject
    brings: Brings
    event: Event
    answer: Outlook

    @property
    def matters(self) -> bool:
        """Whether these futures tell a difference that matters."""
        return bool(self.answer.told)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What was found.

    Attributes
    ----------
    stakes
        In the order of the messages; a message that only tells something has none.
    waiting
        Messages that wait for what people do, and were not rehearsed.
    reached
        For each seat, the number of messages and requests in each ten minutes of play, in the luck of the exercise.
    """

    exercise: Exercise
    futures: int
    stakes: tuple[Stake, ...]
    waiting: tuple[Inject, ...]
    reached: dict[str, tuple[int, ...]]


def rehearse(exercise: Exercise, futures: int = 100, *, workers: int | None = None) -> Rehearsal:
    """Play an exercise without people in so many futures: as it is, and with each thing changed that a message brings.

    Raises
    ------
    ScenarioError
        If the scenario refuses an event at its hour.
    """
    base = _course(exercise)
    arms = [*_arms(exercise, base)]
    job = Futures(
        plan=exercise.plan,
        seed=exercise.seed,
        hour=exercise.begin,
        courses=(base, *(arm.course for arm in arms)),
        contrasts=tuple(_contrast(exercise, at, arm) for at, arm in enumerate(arms, start=1)),
    )
    (told,) = answers(job, fewest=futures, most=futures, workers=workers)
    stakes = tuple(Stake(*arm[:3], answer) for arm, answer in zip(arms, told, strict=True))
    waiting = tuple(inject for inject in exercise.injects if not _comes(inject))
    return Rehearsal(exercise, futures, stakes, waiting, _reached(exercise, job.outcome(base)))


def _comes(inject: Inject) -> bool:
    """Whether a message comes at its time when nobody does anything."""
    return inject.at is not None and inject.only_if is None


def _hour(exercise: Exercise, inject: Inject) -> float:
    """Hour of the action at which a message comes, at the speed of the start."""
    return exercise.second_of(inject.at or 0.0) / SECONDS


def _course(exercise: Exercise) -> Course:
    """What the exercise itself does to the action when nobody decides anything."""
    course: list[Event] = []
    coming = [inject for inject in exercise.injects if _comes(inject)]
    for inject in sorted(coming, key=lambda inject: inject.at or 0.0):
        for _, event in _brought(exercise, inject, course):
            course.append(event)
    return tuple(course)


def _brought(exercise: Exercise, inject: Inject, before: Sequence[Event]) -> Iterator[tuple[Brings, Event]]:
    """Events that a message brings by itself."""
    hour = _hour(exercise, inject)
    if inject.effect is not None:
        yield "effect", inject.effect.model_copy(update={"at": hour, "id": inject.id})
    if inject.lift is not None:
        yield "lift", ordered(exercise.plan, before, {"kind": "lift", "event": inject.lift}, hour)


def _arms(exercise: Exercise, base: Course) -> Iterator[_Arm]:
    """One course for each thing that a message brings, or asks for."""
    for inject in filter(_comes, exercise.injects):
        for brings, event in _brought(exercise, inject, base):
            yield _Arm(inject, brings, event, _without(base, event))
        if inject.decision is not None:
            decision = inject.decision.model_copy(update={"at": _hour(exercise, inject)})
            yield _Arm(
                inject, "decision", decision, tuple(sorted((*base, decision), key=lambda event: event.at or 0.0))
            )


def _without(course: Course, event: Event) -> Course:
    """The course without an event, and without what ends it."""
    name = getattr(event, "id", None)
    return tuple(one for one in course if one != event and (name is None or getattr(one, "event", None) != name))


def _contrast(exercise: Exercise, at: int, arm: _Arm) -> Contrast:
    """The arm against the exercise as it is, so that what is brought stands on the right."""
    looks = looks_at(exercise.plan, (arm.event,), (*arm.course, arm.event))
    return Contrast(0, at, looks) if arm.brings == "decision" else Contrast(at, 0, looks)


def _reached(exercise: Exercise, outcome: Outcome) -> dict[str, tuple[int, ...]]:
    """Messages of the exercise and requests of the model to each seat, in each ten minutes of play."""
    bins = -(-exercise.length // (BIN_MIN * THOUSANDTHS_PER_MIN))
    counts: dict[str, Counter[int]] = {seat: Counter() for seat in exercise.seats}
    for inject in filter(_comes, exercise.injects):
        for seat in exercise.recipients(inject):
            counts[seat][(inject.due or 0) // (BIN_MIN * THOUSANDTHS_PER_MIN)] += 1
    seats = {one.owner: seat for seat, one in exercise.seats.items()}
    table = outcome["messages"]
    rows = zip(table.text("kind"), table.text("receiver"), table.numbers("time_h").tolist(), strict=True)
    for kind, receiver, hour in rows:
        if kind == "request" and receiver in seats and exercise.begin <= hour < exercise.end:
            counts[seats[receiver]][_bin(exercise, hour)] += 1
    return {seat: tuple(counted[at] for at in range(bins)) for seat, counted in counts.items()}


def _bin(exercise: Exercise, hour: float) -> int:
    """In which ten minutes of play an hour of the action lies, at the speed of the start."""
    return int((hour - exercise.begin) * 60 / exercise.speed // BIN_MIN)
