"""Desks that people hold, and how requests are dealt with there (ODD 7.28).

By itself a desk answers as the model has it. People at it may answer or refuse a request while it is worked on, though
no sooner than the files are found. A standing order says how a class of requests is dealt with: answered as soon as
that, by itself, or only by people.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, get_args

from simpy.events import Event

from sim.engine.clock import Clock
from sim.scenario.events import AnswerRequest, LeaveSeat, StandingOrder, TakeSeat
from sim.scenario.part import Timed
from sim.words import Pace, Waiting
from sim.world.seats.notices import Notices, owner_of

Process = Generator[Any, Any, Any]
CLASSES: tuple[Waiting, ...] = get_args(Waiting)
"""Classes of requests; each holds those before it."""


class Asked(Protocol):
    """A request as a desk sees it."""

    message: str
    sender: str
    receiver: str
    channel: str
    time_h: float
    held_until_h: float
    deadline_h: float
    settled: bool

    @property
    def urgent(self) -> bool:
        """Whether it is urgent."""

    @property
    def about(self) -> str:
        """What it is about, in a word."""

    def decide(self, *, answered: bool) -> None:
        """Settle whether it is answered."""


@dataclass(slots=True)
class Question:
    """A request at the desk that answers it.

    Attributes
    ----------
    begun_h, quickest_h
        When it came to the desk; the earliest hour at which an answer can leave.
    given
        What people, or a standing order, decided; empty as long as nobody did.
    """

    request: Asked
    owner: str
    begun_h: float
    quickest_h: float
    done: Event | None = None
    """The answer is worked out."""
    gate: Event | None = None
    """People let the answer go."""
    given: str = ""

    def open(self) -> None:
        """Let an answer go that waits for people."""
        if self.gate is not None and not self.gate.triggered:
            self.gate.succeed()


class Seats:
    """The seats of a run: who is there, standing orders, requests at the desks."""

    def __init__(self, clock: Clock, notices: Notices) -> None:
        self._clock = clock
        self._notices = notices
        self._taken: set[str] = set()
        self._orders: dict[tuple[str, Waiting], Pace] = {}
        self._questions: dict[str, Question] = {}
        self._quickest = 1.0

    def find_files_in(self, share: float) -> None:
        """Say which share of its ordinary time an authority needs at least."""
        self._quickest = share

    def taken(self, owner: str) -> bool:
        """Whether people hold the desk of an owner."""
        return owner in self._taken

    def waiting(self, owner: str) -> Iterator[Question]:
        """Requests at the desk of an owner that nobody has decided yet, the oldest first."""
        return (question for question in self._questions.values() if question.owner == owner and not question.given)

    def at_work(self, message: str) -> bool:
        """Whether a request is at the desk that answers it."""
        return message in self._questions

    # A request at a desk ----------------------------------------------------------------------------------------------

    def receive(self, request: Asked, hours: float) -> float:
        """Take in a request that by itself would be answered in so many hours; returns the hours that it takes."""
        now = self._clock.now
        owner = owner_of(request.receiver)
        question = Question(request, owner, now, now + self._quickest * hours)
        self._questions[request.message] = question
        if request.settled:  # at another office of the same country, before
            question.given = "answered"
            return self._quickest * hours
        self._tell_of(question)
        if self._pace(question) != "at_once":
            return hours
        self._settle(question, "answered")
        return self._quickest * hours

    def _tell_of(self, question: Question) -> None:
        """Tell an owner what is asked of it."""
        request = question.request
        self._notices.tell(
            question.owner,
            "asked",
            request.message,
            other=request.sender,
            detail=request.about,
            channel=request.channel,
            until_h=request.held_until_h,
            due_h=request.time_h + request.deadline_h,
        )

    def work_on(self, request: Asked, done: Event) -> None:
        """The answer will be worked out when an event happens."""
        self._questions[request.message].done = done

    def let_go(self, request: Asked) -> Process:
        """Wait, once the answer is worked out, until it may leave."""
        question = self._questions[request.message]
        question.done = None
        if not question.given and self._pace(question) == "never":
            question.gate = Event(self._clock)
            yield question.gate
        if not question.given:
            self._notices.tell(question.owner, "replied", request.message, other=request.sender, detail="by_itself")
        del self._questions[request.message]

    def _pace(self, question: Question) -> Pace:
        """How a request is dealt with now: by the order for the narrowest class that it is in."""
        if not self._orders:
            return "by_itself"
        request = question.request
        classes: list[Waiting] = ["all"]
        if request.urgent:
            classes.insert(0, "urgent")
        if request.held_until_h > self._clock.now:
            classes.insert(0, "held")
        orders = (self._orders.get((question.owner, one)) for one in classes)
        return next((order for order in orders if order is not None), "by_itself")

    def _settle(self, question: Question, give: str) -> None:
        """Decide a request."""
        question.given = give
        question.request.decide(answered=give == "answered")
        self._notices.tell(
            question.owner, "replied", question.request.message, other=question.request.sender, detail=give
        )

    def _decide(self, question: Question, give: str) -> None:
        """Decide a request that is under way: its answer leaves now, or as soon as the files are found."""
        self._settle(question, give)
        if question.gate is not None:
            question.open()
        elif question.done is not None:
            self._clock.hasten(question.done, question.quickest_h)

    def _look_again(self, owner: str) -> None:
        """Deal with what is at a desk as its orders are now."""
        for question in [*self.waiting(owner)]:
            pace = self._pace(question)
            if pace == "at_once":
                self._decide(question, "answered")
            elif pace == "by_itself":
                question.open()

    # Events -----------------------------------------------------------------------------------------------------------

    def handles(self) -> Mapping[type[Timed], Callable[[Any], Process]]:
        """People take and leave seats, give standing orders, answer requests."""
        return {
            TakeSeat: self._take,
            LeaveSeat: self._leave,
            StandingOrder: self._order,
            AnswerRequest: self._answer,
        }

    def acts_at(self) -> Mapping[type[Timed], Callable[[Any], float]]:
        """An answer leaves when the files are found."""
        return {AnswerRequest: self._leaves_h}

    def _leaves_h(self, event: AnswerRequest) -> float:
        question = self._questions.get(event.message)
        now = float(self._clock.now)
        return now if question is None else max(now, question.quickest_h)

    def _take(self, event: TakeSeat) -> Process:
        self._taken.add(event.owner)
        yield from ()

    def _leave(self, event: LeaveSeat) -> Process:
        """The desk goes on by itself; its standing orders end."""
        self._taken.discard(event.owner)
        self._orders = {key: pace for key, pace in self._orders.items() if key[0] != event.owner}
        self._look_again(event.owner)
        yield from ()

    def _order(self, event: StandingOrder) -> Process:
        """An order holds for its class, and takes the place of those for what the class holds."""
        for one in CLASSES[: CLASSES.index(event.requests) + 1]:
            self._orders.pop((event.owner, one), None)
        self._orders[event.owner, event.requests] = event.answer
        self._look_again(event.owner)
        yield from ()

    def _answer(self, event: AnswerRequest) -> Process:
        """What is not at the desk any more, or was decided, cannot be answered again."""
        question = self._questions.get(event.message)
        if question is not None and question.owner == event.owner and not question.given:
            self._decide(question, event.give)
        yield from ()
