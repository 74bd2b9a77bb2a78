"""Channels that are always there: SIENA, liaison officers side by side, the way inside a joint team (ODD 7.5)."""

from __future__ import annotations

import math
from collections.abc import Callable

from sim.engine.clock import Switch
from sim.words import EUROPOL, Seat
from sim.world.contract.channel import Channel, queue_h
from sim.world.contract.environment import Environment
from sim.world.contract.institutions import Institutions
from sim.world.contract.request import Process, Request
from sim.world.exchange.contact_points import CENTRE, Offices
from sim.world.theatre.cooperation import Terms


class Direct(Channel):
    """Inside a joint investigation team information passes directly."""

    name = "jit"

    def go(self, request: Request, terms: Terms) -> Process:
        """The one who knows is asked, and answers: no desk in between."""
        yield from self.work_out(request, self.answer_h(request, self._behaviour.jit))
        return True


class SideBySide(Channel):
    """Liaison officers of both countries in the international coordination centre ask each other."""

    name = "liaison"
    seat: Seat = CENTRE

    def __init__(self, env: Environment, offices: Offices) -> None:
        super().__init__(env)
        self._offices = offices

    @property
    def works(self) -> bool:
        """Whether the place where they sit works now."""
        return self._offices.centre_works

    @property
    def _slower(self) -> float:
        return 1.0

    def expected_h(self, request: Request, terms: Terms) -> float | None:
        """The own desk, what waits at the other, its time; only for what is urgent and in systems of an officer."""
        present = self._offices.present
        if not (request.in_systems and self.works):
            return None
        if not (present(self.seat, request.sender) and present(self.seat, request.receiver)):
            return None
        job_h = terms.liaison_h * self._slower
        there = self._offices.officers[self.seat, request.receiver].desk
        return self.mean_desk_h(request) + job_h + queue_h(there, job_h)

    def go(self, request: Request, terms: Terms) -> Process:
        """The own desk, then the desk of the other, where the answer is worked out."""
        officers = self._offices.officers
        here, there = (officers[self.seat, code] for code in (request.sender, request.receiver))
        yield here.desk.serve(self.desk_h(request, request.luck.sending_desk), request.priority)
        yield from self.work_out(request, self.answer_h(request, terms.liaison_h * self._slower), there.desk)
        return True


class Line(Channel):
    """A secure line between contact points: SIENA, or INTERPOL's I-24/7 between national central bureaus.

    A request passes the desk of its own contact point, the desk abroad, the authority that knows, and both desks again.
    The national central bureau is taken to be at the contact point.
    """

    messages = 4

    def __init__(
        self,
        env: Environment,
        offices: Offices,
        institutions: Institutions,
        *,
        name: str,
        switch: Switch,
        reaches: Callable[[str], bool],
        slower: float = 1.0,
    ) -> None:
        super().__init__(env)
        self.name = name
        self.switch = switch
        self.reaches = reaches
        self._offices = offices
        self._institutions = institutions
        self._slower = slower

    def expected_h(self, request: Request, terms: Terms) -> float | None:
        """All desks and the authority that knows; without limit while the line is down, for nobody knows how long."""
        if not self.switch.up:
            return math.inf
        desks = 3.0 if request.receiver == EUROPOL else 4.0
        return desks * self.mean_desk_h(request) + self.authority_h(request, terms) * self._slower

    def send(self, request: Request) -> Process:
        """The own desk, the line as soon as it is up, the desk abroad; Europol has no desk at this end."""
        here = self._offices.points.get(request.sender)
        if here is None:
            return False
        yield here.desk.serve(self.desk_h(request, request.luck.sending_desk), request.priority)
        if not self.switch.up:
            yield self.switch.when_up()
        if request.luck.lost < self._behaviour.lost:
            return False
        if request.receiver != EUROPOL:
            there = self._offices.points.get(request.receiver)
            if there is None:
                return False
            yield there.desk.serve(self.desk_h(request, request.luck.receiving_desk), request.priority)
        return True

    def go(self, request: Request, terms: Terms) -> Process:
        """The message goes there, the authority that knows works the answer out, and the answer comes back."""
        if not (yield from self.send(request)):
            return False
        if request.receiver == EUROPOL:
            yield self._offices.analysts.serve(self.desk_h(request, request.luck.receiving_desk), request.priority)
        hours = self.answer_h(request, self.authority_h(request, terms) * self._slower)
        yield from self.work_out(request, self._institutions.answer_h(request, hours))
        if not self.switch.up:
            yield self.switch.when_up()
        return (yield from self._back(request))

    def _back(self, request: Request) -> Process:
        """Both desks again, in the other order."""
        there = self._offices.points.get(request.receiver)
        if there:
            yield there.desk.serve(self.desk_h(request, request.luck.receiving_desk), request.priority)
        here = self._offices.points.get(request.sender)
        if here is None:
            return False
        yield here.desk.serve(self.desk_h(request, request.luck.own_desk_again), request.priority)
        return True
