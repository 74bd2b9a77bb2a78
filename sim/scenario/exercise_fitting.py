"""Whether the parts of an exercise fit each other and its scenario."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from sim.scenario.codes import likely
from sim.scenario.consistency import event_findings
from sim.scenario.events import KINDS, Event, word_of
from sim.scenario.exercise import ENTRIES, SECONDS, Exercise, Inject, Trigger
from sim.scenario.fitting import no_country
from sim.scenario.part import Finding
from sim.scenario.tree import MOST_FAULTS, Path
from sim.units import shown, spoken
from sim.words import EVERYBODY, WALL


def findings(exercise: Exercise) -> list[Finding]:
    """Everything that does not fit, as (path, what was found, what was wanted)."""
    found = chain(
        _frame(exercise),
        _seats(exercise),
        _twice(exercise),
        _moves(exercise),
        *(_inject(exercise, at, inject) for at, inject in enumerate(exercise.injects)),
        _expectations(exercise),
        _events(exercise),
    )
    return list(islice(found, MOST_FAULTS))


def _unknown(word: str, known: Iterable[str], path: Path, what: str) -> Iterator[Finding]:
    names = list(known)
    if word not in names:
        meant = likely(word, names)
        wanted = f"Did you mean '{meant}'?" if meant else f"Known here: {', '.join(names) or 'none'}"
        yield path, f"there is no {what} {shown(word)}", wanted


def _frame(exercise: Exercise) -> Iterator[Finding]:
    if exercise.end <= exercise.begin:
        yield ("end",), "play ends before it begins", f"Write a time after {spoken(exercise.begin)}"
    if exercise.end > exercise.plan.hours:
        found = f"hour {exercise.end:g} comes after the end of the scenario"
        yield ("end",), found, f"Write {spoken(exercise.plan.hours)} or less, or change its days"
    if "requests" in exercise.model_fields_set and exercise.silence != "never":
        found = "no request waits for people while the model answers those at which nobody looks"
        yield ("requests",), found, "Write 'silence: never', or leave it out"


def _seats(exercise: Exercise) -> Iterator[Finding]:
    holders: dict[str, str] = {}
    for name, seat in exercise.seats.items():
        if seat.country is not None:
            yield from no_country(exercise.plan, seat.country, ("seats", name, "country"))
        if seat.owner in holders:
            found = f"{holders[seat.owner]} already holds the desks of {seat.owner}"
            yield ("seats", name), found, "Several people may share one seat: give each office one"
        holders.setdefault(seat.owner, name)


def _twice(exercise: Exercise) -> Iterator[Finding]:
    for key in ENTRIES:
        ids = [one.id for one in getattr(exercise, key)]
        for at, name in enumerate(ids):
            if name in ids[:at]:
                yield (key, at, "id"), f"{shown(name)} is there twice", "Give each entry its own id"


def _moves(exercise: Exercise) -> Iterator[Finding]:
    for at, move in enumerate(exercise.moves):
        if at and move.begin <= exercise.moves[at - 1].begin:
            yield ("moves", at, "begin"), "it begins no later than the move before it", "Write moves in their order"
        yield from _after_play(exercise, move.begin, ("moves", at, "begin"))


def _after_play(exercise: Exercise, moment: float, path: Path) -> Iterator[Finding]:
    length = exercise.length / 1000 / SECONDS
    if moment >= length:
        yield path, f"{spoken(moment)} of play comes after its end", f"Play lasts {spoken(length)}: write less"


def _inject(exercise: Exercise, at: int, inject: Inject) -> Iterator[Finding]:
    path: Path = ("injects", at)
    for place, seat in enumerate(inject.to):
        yield from _unknown(seat, [*exercise.seats, EVERYBODY, WALL], (*path, "to", place), "seat")
    for seat, number in Counter(inject.to).items():
        if number > 1:
            yield (*path, "to"), f"{seat} is named {number} times", "Name each seat once"
    if inject.objective is not None:
        yield from _unknown(inject.objective, exercise.objectives, (*path, "objective"), "objective")
    if inject.at is not None:
        yield from _after_play(exercise, inject.at, (*path, "at"))
        yield from _late(exercise, inject, (*path, "deadline"))
    if inject.lift is not None:
        lasting = [one.id for one in exercise.injects if hasattr(one.effect, "lasts")]
        yield from _unknown(inject.lift, lasting, (*path, "lift"), "message with an effect that lasts")
    for key, trigger in (("if", inject.only_if), ("if_not", inject.unless)):
        if trigger is not None:
            yield from _trigger(exercise, trigger, (*path, key))
            if inject.id in (*trigger.names.values(), trigger.of):
                yield (*path, key), "it waits for itself", "Name another message"


def _late(exercise: Exercise, inject: Inject, path: Path) -> Iterator[Finding]:
    if inject.deadline is not None and inject.at is not None:
        ends = exercise.begin + inject.at * exercise.speed + inject.deadline
        if ends > exercise.end:
            found = f"it runs until hour {ends:g} of the scenario, after the end of play"
            yield path, found, f"End by hour {exercise.end:g}: a deadline is a time of the scenario"


def _trigger(exercise: Exercise, trigger: Trigger, path: Path, by: str = "by") -> Iterator[Finding]:
    """What does not fit of a trigger; `by` is the key under which a file says who."""
    ids = [one.id for one in exercise.injects]
    for key in ("answered", "sent", "of"):
        name = getattr(trigger, key)
        if name is not None:
            yield from _unknown(name, ids, (*path, key), "message")
    if trigger.decided is not None:
        yield from _unknown(trigger.decided, map(word_of, KINDS), (*path, "decided"), "kind of event")
    if trigger.count is not None and trigger.count.country is not None:
        yield from no_country(exercise.plan, trigger.count.country, (*path, "count", "country"))
    if trigger.by is None:
        return
    yield from _unknown(trigger.by, exercise.seats, (*path, by), "seat")
    message = exercise.inject(trigger.answered or "")
    if message is not None and trigger.by in exercise.seats and trigger.by not in exercise.recipients(message):
        yield (*path, by), f"{trigger.by} does not get message {message.id}", "Name a seat that gets it"


def _expectations(exercise: Exercise) -> Iterator[Finding]:
    for at, expectation in enumerate(exercise.expectations):
        path: Path = ("expectations", at)
        yield from _unknown(expectation.objective, exercise.objectives, (*path, "objective"), "objective")
        if expectation.trigger is not None:
            yield from _trigger(exercise, expectation.trigger, path, "seat")
        elif expectation.seat is not None:
            yield from _unknown(expectation.seat, exercise.seats, (*path, "seat"), "seat")
        if expectation.released_unanswered is not None and not _holds_requests(exercise, expectation.seat):
            yield (*path, "released_unanswered"), "it is no unit's", "Name the seat of a unit: seat: rs"


def _holds_requests(exercise: Exercise, seat: str | None) -> bool:
    return seat in exercise.seats and exercise.seats[seat].role == "unit"


def _events(exercise: Exercise) -> Iterator[Finding]:
    """What the scenario refuses of effects and of decisions that are expected, each at the hour at which it is due."""
    for key in ("effect", "decision"):
        places = [at for at, one in enumerate(exercise.injects) if getattr(one, key) is not None]
        events = [_at_its_hour(exercise, exercise.injects[at], getattr(exercise.injects[at], key)) for at in places]
        yield from _located(event_findings(exercise.plan, events), places, key)


def _at_its_hour(exercise: Exercise, inject: Inject, event: Event) -> Event:
    hour = exercise.begin + (inject.at or 0.0) * exercise.speed
    return event.model_copy(update={"at": min(hour, exercise.end, exercise.plan.hours - 1 / SECONDS)})


def _located(found: Iterable[Finding], places: Sequence[int], key: str) -> Iterator[Finding]:
    for (_, at, *rest), said, wanted in found:
        yield ("injects", places[int(at)], key, *rest), said, wanted
