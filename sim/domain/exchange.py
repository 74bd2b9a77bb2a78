"""Requests and reports between countries and with Europol (ODD 7.5).

Who asks whom, what came back, and what is written down of it. The ways that a message takes are in `sim.domain.ways`,
who may use them now in `sim.domain.channels`.
"""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sim.domain import rules
from sim.domain.cooperation import EUROPOL, Terms
from sim.engine.distributions import Exponential
from sim.outcome.records import Message

if TYPE_CHECKING:
    from sim.domain.operation import Operation
    from sim.domain.ways import Direct, Line, Way

Process = Generator[Any, Any, Any]
URGENT, OTHER = 0, 1
NAN = math.nan


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    answered: bool
    known: bool
    """Whether what matters was in the answer, given that it is true."""
    status: str


NO_ANSWER = Answer(False, False, "lost")
REFUSED = Answer(False, False, "refused")


@dataclass(slots=True)
class Request:
    """A request or report under way: who asks whom what, how urgent, and with which luck."""

    message: str
    case: str
    time_h: float
    sender: str
    receiver: str
    priority: int
    kind: str
    u: tuple[float, ...]
    channel: str = "national"
    in_systems: bool = False
    """Whether what is asked is in systems that an officer may query; otherwise another authority holds it."""
    minor: bool = False
    point: int = -1
    """Checkpoint from which it is asked, or -1."""
    deadline_h: float = NAN
    messages: int = 0
    """Physical messages once it is answered."""

    @property
    def urgency(self) -> str:
        """Class of priority, as the Directive has it."""
        if self.priority == OTHER:
            return "other"
        return "urgent" if self.in_systems else "urgent_indirect"


class Exchange:
    """All messages of a run."""

    def __init__(self, world: Operation) -> None:
        self.world = world
        self._open: dict[str, Request] = {}
        behaviour = world.plan.behaviour.exchange
        self.handling = (Exponential(behaviour.urgent_handling), Exponential(behaviour.handling))
        self.handling_h = (behaviour.urgent_handling, behaviour.handling)
        self._behaviour = behaviour

    def open_requests(self, sender: str | None) -> int:
        """Number of requests under way, of one country or of all."""
        return sum(other.kind == "request" and sender in (None, other.sender) for other in self._open.values())

    def ask(
        self,
        case: str,
        sender: str,
        receiver: str,
        *,
        point: int = -1,
        priority: int = URGENT,
        subject: str = "ask",
        minor: bool = False,
        area: str = "",
    ) -> Process:
        """Ask another country or Europol about a case; the process returns the `Answer`.

        What is not urgent is no business of liaison officers. What is minor (who somebody is, whose document or
        vehicle it is) may be asked in a cooperation centre at the border.
        """
        world = self.world
        terms = world.justice.with_olaf(world.layout.cooperation.between(sender, receiver), sender, receiver, area)
        name = f"{case}/{subject}-{receiver}"
        u = world.chance.draws("exchange", name)
        in_systems = priority == URGENT and u[4] < self._behaviour.in_systems
        request = Request(
            name,
            case,
            world.clock.now,
            sender,
            receiver,
            priority,
            "request",
            u,
            in_systems=in_systems,
            minor=minor,
            point=point,
        )
        if terms.answered <= 0.0:
            self._note(request, "refused", 0, 0.0)
            return REFUSED
        request.deadline_h = world.channels.deadline_h(request)
        way = world.channels.choose(request, point)
        if way is None:
            self._note(request, "lost", 0, 0.0)
            return NO_ANSWER
        self._set_out(request, way)
        contact = world.contact_points.get(sender)
        if contact:
            contact.decide("channel", case, f"{way.name} to {receiver}")
        world.count("requests", sender)
        answered, known = rules.known_answer(terms, u[0], u[1])
        if world.plan.channels.mistakes:
            yield from world.channels.mislay(request, way)
        if not (yield from self._travel(request, way, terms, answered)):
            return NO_ANSWER
        return Answer(answered, known, "answered" if answered else "refused")

    def ask_again(self, request: Request, way: Way) -> Process:
        """The same question by another channel, by mistake: it costs the desks their time and tells nothing new."""
        world = self.world
        name = f"{request.message}/again"
        again = replace(
            request,
            message=name,
            kind="duplicate",
            time_h=world.clock.now,
            u=world.chance.draws("exchange", name),
            deadline_h=NAN,
        )
        terms = world.layout.cooperation.between(request.sender, request.receiver)
        self._set_out(again, way)
        yield from self._travel(again, way, terms, rules.known_answer(terms, request.u[0], request.u[1])[0])

    def report(self, case: str, sender: str, receiver: str, subject: str = "report") -> Process:
        """Tell another country or Europol something unasked; the process returns whether it arrived."""
        world = self.world
        terms = world.layout.cooperation.between(sender, receiver)
        name = f"{case}/{subject}-{receiver}"
        u = world.chance.draws("exchange", name)
        if terms.answered <= 0.0:
            return False
        report = Request(name, case, world.clock.now, sender, receiver, OTHER, "report", u)
        if receiver == EUROPOL and world.justice.direct_to_europol(sender):
            line: Line | Direct | None = world.channels.direct
        else:
            line = world.channels.line(sender, receiver)
        if line is None:
            self._note(report, "lost", 0, 0.0)
            return False
        self._set_out(report, line)
        arrived = yield from line.send(report)
        self._close(report, "delivered" if arrived else "lost", 2 if arrived else 1, terms.content if arrived else 0.0)
        return arrived

    def close(self) -> None:
        """At the end of the action, write down what is still open."""
        for request in list(self._open.values()):
            self._note(request, "open", 1, 0.0)
        self._open.clear()

    def _set_out(self, request: Request, way: Way) -> None:
        request.channel, request.messages = way.name, way.messages
        self._open[request.message] = request

    def _travel(self, request: Request, way: Way, terms: Terms, answered: bool) -> Process:
        """The way there and back, to its row; returns whether the request arrived."""
        arrived = yield from way.go(request, terms)
        if arrived:
            status = "answered" if answered else "refused"
            self._close(request, status, request.messages, terms.content if answered else 0.0)
        else:
            self._close(request, "lost", 1, 0.0)
        return arrived

    def _close(self, request: Request, status: str, messages: int, content: float) -> None:
        del self._open[request.message]
        self._note(request, status, messages, content)

    def _note(self, request: Request, status: str, messages: int, content: float) -> None:
        now = self.world.clock.now
        answered = status in ("answered", "delivered")
        self.world.journal.add(
            Message(
                request.message,
                request.case,
                request.time_h,
                request.sender,
                request.receiver,
                request.channel,
                request.urgency,
                request.kind,
                status,
                now if answered else NAN,
                now - request.time_h if answered else NAN,
                content,
                messages,
                request.deadline_h,
            )
        )
