"""Requests and reports between countries and with Europol (ODD 7.5).

A request by SIENA passes the desk of its own contact point, the desk abroad, the authority that knows, and both desks
again. Liaison officers in the coordination centre ask each other; inside a joint investigation team information passes
directly; a Europol mobile office queries Europol's data on the spot.
"""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.domain import rules
from sim.domain.cooperation import EUROPOL, Terms
from sim.engine.distributions import Exponential, spread
from sim.outcome.records import Message

if TYPE_CHECKING:
    from sim.domain.operation import Operation

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
class _Open:
    """A request or report under way."""

    message: str
    case: str
    time_h: float
    sender: str
    receiver: str
    channel: str
    priority: int
    kind: str


class Exchange:
    """All messages of a run."""

    def __init__(self, world: Operation) -> None:
        self.world = world
        self._open: dict[str, _Open] = {}
        behaviour = world.plan.behaviour.exchange
        self._handling = (Exponential(behaviour.urgent_handling), Exponential(behaviour.handling))
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
    ) -> Process:
        """Ask another country or Europol about a case; the process returns the `Answer`.

        What is not urgent is no business of liaison officers.
        """
        world = self.world
        terms = world.layout.cooperation.between(sender, receiver)
        name = f"{case}/{subject}-{receiver}"
        u = world.chance.draws("exchange", name)
        if terms.answered <= 0.0:
            self._note(
                _Open(name, case, world.clock.now, sender, receiver, "national", priority, "request"), "refused", 0, 0.0
            )
            return REFUSED
        contact = world.contact_points.get(sender)
        if receiver == EUROPOL and point >= 0 and world.checkpoints.mobile_office[point]:
            channel = "mobile_office"
        elif receiver == EUROPOL:
            channel = "siena"
        else:
            in_systems = priority == URGENT and u[4] < self._behaviour.in_systems
            together = in_systems and world.pursuits.joint_patrol(point, receiver)
            fastest = contact.choose_channel(receiver, in_systems=in_systems) if contact else "siena"
            channel = "joint_patrol" if together else fastest
        request = _Open(name, case, world.clock.now, sender, receiver, channel, priority, "request")
        self._open[name] = request
        if contact:
            contact.ask(case, receiver, channel)
        world.count("requests", sender)
        answered, known = rules.known_answer(terms, u[0], u[1])
        arrived = yield from self._way(request, terms, u, answered)
        if not arrived:
            self._close(request, "lost", 1, 0.0)
            return NO_ANSWER
        self._close(
            request, "answered" if answered else "refused", _MESSAGES[channel], terms.content if answered else 0.0
        )
        return Answer(answered, known, "answered" if answered else "refused")

    def report(self, case: str, sender: str, receiver: str, subject: str = "report") -> Process:
        """Tell another country or Europol something unasked; the process returns whether it arrived."""
        world = self.world
        terms = world.layout.cooperation.between(sender, receiver)
        name = f"{case}/{subject}-{receiver}"
        u = world.chance.draws("exchange", name)
        if terms.answered <= 0.0:
            return False
        report = _Open(name, case, world.clock.now, sender, receiver, "siena", OTHER, "report")
        self._open[name] = report
        arrived = yield from self._by_siena(report, u)
        self._close(report, "delivered" if arrived else "lost", 2 if arrived else 1, terms.content if arrived else 0.0)
        return arrived

    def close(self) -> None:
        """At the end of the action, write down what is still open."""
        for request in list(self._open.values()):
            self._note(request, "open", 1, 0.0)
        self._open.clear()

    def _way(self, request: _Open, terms: Terms, u: tuple[float, ...], answered: bool) -> Process:
        """The way there and back; returns whether the request arrived."""
        world, behaviour = self.world, self._behaviour
        handling = self._handling[request.priority]
        if request.channel == "jit":
            yield world.clock.timeout(spread(behaviour.jit, behaviour.variation, u[2]))
            return True
        if request.channel == "joint_patrol":
            hours = spread(world.plan.behaviour.cross_border.patrol_answer, behaviour.variation, u[2])
            yield world.clock.timeout(hours)
            return True
        if request.channel == "mobile_office":
            hours = spread(terms.europol_h * behaviour.mobile_office, behaviour.variation, u[2])
            yield world.clock.timeout(hours)
            return True
        if request.channel == "liaison":
            here, there = world.liaison_officers[request.sender], world.liaison_officers[request.receiver]
            yield here.desk.serve(handling.at(u[3]), request.priority)
            yield there.desk.serve(spread(terms.liaison_h, behaviour.variation, u[2]), request.priority)
            return True
        arrived = yield from self._by_siena(request, u)
        if not arrived:
            return False
        if request.receiver == EUROPOL:
            yield world.fusion.desk.serve(handling.at(u[5]), request.priority)
            median = terms.europol_h
        else:
            median = terms.siena_urgent_h if request.priority == URGENT else terms.siena_other_h
        yield world.clock.timeout(spread(median, behaviour.variation, u[2]))
        if not world.siena.up:
            yield world.siena.when_up()
        there_again = world.contact_points.get(request.receiver)
        if there_again:
            yield there_again.desk.serve(handling.at(u[5]), request.priority)
        here_again = world.contact_points.get(request.sender)
        if here_again is None:
            return False
        yield here_again.desk.serve(handling.at(u[6]), request.priority)
        return True

    def _by_siena(self, request: _Open, u: tuple[float, ...]) -> Process:
        """From one desk to the other; returns whether the message arrived."""
        world = self.world
        handling = self._handling[request.priority]
        here = world.contact_points.get(request.sender)
        if here is None:
            return False
        yield here.desk.serve(handling.at(u[3]), request.priority)
        if not world.siena.up:
            yield world.siena.when_up()
        if u[7] < self._behaviour.lost:
            return False
        if request.receiver != EUROPOL:
            there = world.contact_points.get(request.receiver)
            if there is None:
                return False
            yield there.desk.serve(handling.at(u[5]), request.priority)
        return True

    def _close(self, request: _Open, status: str, messages: int, content: float) -> None:
        del self._open[request.message]
        self._note(request, status, messages, content)

    def _note(self, request: _Open, status: str, messages: int, content: float) -> None:
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
                "urgent" if request.priority == URGENT else "other",
                request.kind,
                status,
                now if answered else NAN,
                now - request.time_h if answered else NAN,
                content,
                messages,
            )
        )


_MESSAGES = {"siena": 4, "liaison": 2, "jit": 2, "mobile_office": 2, "joint_patrol": 2}
"""Physical messages of an answered request by channel: each desk that is passed receives and sends one."""
