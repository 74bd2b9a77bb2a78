"""What the decisions of a play brought: the case, the place, the whole action; and how the model plays alone.

A decision is taken away, and everything else stays as it was: messages as they were sent, and what people decided
later. It is asked what the one decision did, not what people would have done next.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.exercise.board import ORDER
from sim.exercise.course import Course
from sim.exercise.futures import Contrast, Futures, Look, looks_at, looks_over_all, values
from sim.exercise.terms import ENDS
from sim.exercise.wording import clock_time, done
from sim.experiment.executors import default_workers, do_all
from sim.outcome.outcome import Outcome, Table
from sim.outcome.scopes import Floats
from sim.scenario.events import Event
from sim.scenario.exercise import SECONDS

SEATING = ("take_seat", "leave_seat", "standing_order")
"""Kinds of event by which people take a seat; a standing order that somebody gives has a name of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """One decision, or all of a seat together, to be taken away.

    Attributes
    ----------
    name
        What it is called in the play.
    text
        In words.
    orders
        Ids of its events.
    t
        Second of the scenario of the first.
    """

    name: str
    seat: str
    text: str
    orders: tuple[str, ...]
    t: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What became of a request and of the person that it was about, as played and without the decision.

    `number` is that of the request on the page of the seat.
    """

    request: str
    number: str
    played: str
    without: str

    @property
    def differs(self) -> bool:
        """Whether the decision changed it."""
        return self.played != self.without


def decisions(course: Course) -> list[Decisions]:
    """All decisions of seats that took effect, those of a whole seat first, since they are asked for most."""
    recorded = {one.id for one in course.action.recorded}
    single = [
        Decisions(
            name=ORDER.format(n=line.n),
            seat=line.seat,
            text=done(line, course.board),
            orders=(ORDER.format(n=line.n),),
            t=line.t,
        )
        for line in course.board.orders
        if ORDER.format(n=line.n) in recorded
    ]
    return [*_of_seats(course, single), *single]


def _of_seats(course: Course, single: Sequence[Decisions]) -> Iterator[Decisions]:
    for seat, plan in course.exercise.seats.items():
        own = [one for one in single if one.seat == seat]
        if len(own) > 1:
            text = f"All {len(own)} decisions of {plan.name}."
            orders = tuple(order for one in own for order in one.orders)
            yield Decisions(name=seat, seat=seat, text=text, orders=orders, t=own[0].t)


def taken_away(course: Course, decided: Decisions) -> Futures:
    """The play without some decisions (first) and as it was (second), from their moment on."""
    played: tuple[Event, ...] = course.action.recorded
    gone = [one for one in played if one.id in decided.orders]
    names = {one.id for one in gone}
    without = tuple(one for one in played if one.id not in names and getattr(one, "event", None) not in names)
    looks = looks_at(course.exercise.plan, gone, played)
    return Futures(
        plan=course.exercise.plan,
        seed=course.action.seed,
        hour=decided.t / SECONDS,
        courses=(without, played),
        contrasts=(Contrast(0, 1, looks),),
    )


def left_to_the_model(course: Course) -> Futures:
    """The exercise with all seats played by the model (first), and as it was played (second), from its beginning on."""
    played: tuple[Event, ...] = course.action.recorded
    ordered = {ORDER.format(n=line.n) for line in course.board.orders}
    alone = tuple(one for one in played if one.kind not in SEATING and one.id not in ordered)
    return Futures(
        plan=course.exercise.plan,
        seed=course.action.seed,
        hour=course.exercise.begin,
        courses=(alone, played),
        contrasts=(Contrast(0, 1, tuple(looks_over_all(course.exercise.plan, played))),),
    )


def spread(job: Futures, futures: int, workers: int | None = None) -> Floats:
    """What the first course comes to in so many futures, shape (futures, looks)."""
    one = Futures(
        plan=job.plan, seed=job.seed, hour=job.hour, courses=job.courses[:1], contrasts=(Contrast(0, 0, job.looks),)
    )
    step = range(1, futures + 1)
    with closing(do_all(one, step, workers or default_workers(futures), died=one.undefined)) as told:
        found = dict(told)
    return np.array([found[future][0] for future in step])


def one_draw(job: Futures) -> dict[Look, float]:
    """The difference in the luck of the play itself; nan where it is not defined. It is one draw, and no more."""
    without, played = (np.array(values(job.outcome(course), job.looks)) for course in job.courses)
    with np.errstate(invalid="ignore"):  # two times that were not reached
        return dict(zip(job.looks, (played - without).tolist(), strict=True))


def fates(course: Course, job: Futures, decided: Decisions) -> list[Ending]:
    """What became of the requests that the decisions name, in the luck of the play."""
    events = [one for one in course.action.recorded if one.id in decided.orders]
    requests = [name for one in events if (name := getattr(one, "message", None)) is not None]
    if not requests:
        return []
    without, played = (job.outcome(events) for events in job.courses)
    return [
        Ending(
            request=name,
            number=_number(course, course.owner(decided.seat), name),
            played=_fate(course, played, name),
            without=_fate(course, without, name),
        )
        for name in dict.fromkeys(requests)
    ]


def _number(course: Course, owner: str, request: str) -> str:
    """By what number an owner knows a request."""
    numbers = dict.fromkeys(row.subject for row in course.action.notices(owner) if row.kind == "asked")
    return next((number for number in numbers if course.action.identity(owner, number) == request), "")


def _fate(course: Course, outcome: Outcome, request: str) -> str:
    """How a request ended, and what became of its case."""
    rows = [row for row in outcome["messages"].rows() if row["message"] == request]
    if not rows:
        return "never asked"
    (row, *_) = rows
    hours = row["response_h"]
    told = row["status"] if math.isnan(hours) else f"{row['status']} after {hours:.1f} h"
    return "; ".join([told, *_ends(course, outcome, row["case"])])


def _ends(course: Course, outcome: Outcome, case: str) -> Iterator[str]:
    """Arrests and releases of a case, in words."""
    for row in _of_case(outcome["arrests"], case):
        yield f"arrested {_when(course, row['time_h'])}"
    for row in _of_case(outcome["releases"], case):
        ended = f"let go {ENDS[row['reason']]}" if row["reason"] in ENDS else "still held at the end"
        yield f"{ended}, {_when(course, row['time_h'])}"


def _of_case(table: Table, case: str) -> list[dict[str, Any]]:
    return [row for row in table.rows() if row["case"] == case]


def _when(course: Course, hour: float) -> str:
    return clock_time(course.exercise.plan, round(hour * SECONDS))
