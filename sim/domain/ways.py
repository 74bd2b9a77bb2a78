"""The ways that a request may take, each with its desks and its times (ODD 7.5).

A way says how long it is expected to take for a request now, or nothing where the two countries may not use it, and
leads the request there and back.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.domain.agents.international import BorderCentre, EuropolCentre, SelecPoint
from sim.domain.cooperation import EUROPOL, Terms
from sim.domain.exchange import URGENT, Process, Request
from sim.engine.clock import Desk, Switch
from sim.engine.distributions import spread
from sim.scenario.words import Seat

if TYPE_CHECKING:
    from sim.domain.operation import Operation


def _queue_h(desk: Desk, job_h: float) -> float:
    """Expected wait at a desk, if its jobs take so long."""
    return job_h * (desk.waiting + desk.busy) / max(desk.staff, 1) if desk.busy >= desk.staff else 0.0


def _authority_h(request: Request, terms: Terms) -> float:
    """Median time of the authority that knows."""
    if request.receiver == EUROPOL:
        return terms.europol_h
    return terms.siena_urgent_h if request.priority == URGENT else terms.siena_other_h


class Way(ABC):
    """A way between two countries, or between a country and Europol."""

    name = ""
    messages = 2
    """Physical messages of an answered request: each desk that is passed receives and sends one."""

    def __init__(self, world: Operation) -> None:
        self.world = world
        self._behaviour = world.plan.behaviour.exchange
        self._practice = world.plan.behaviour.channels

    def expected_h(self, request: Request, terms: Terms) -> float | None:
        """Expected hours to an answer; nothing where the way is not to be chosen by time, or is closed now."""
        return None

    @abstractmethod
    def go(self, request: Request, terms: Terms) -> Process:
        """The way there and back; returns whether the request arrived."""

    def _desk_h(self, request: Request, u: float) -> float:
        """Time that a message takes at a desk."""
        return self.world.exchange.handling[request.priority].at(u)

    def _mean_desk_h(self, request: Request) -> float:
        return self.world.exchange.handling_h[request.priority]

    def _answer_h(self, request: Request, median_h: float) -> float:
        """Time that whoever knows needs."""
        return spread(median_h, self._behaviour.variation, request.u[2])


class Direct(Way):
    """Inside a joint investigation team information passes directly."""

    name = "jit"

    def go(self, request: Request, terms: Terms) -> Process:
        """The way there and back; returns whether the request arrived."""
        yield self.world.clock.timeout(self._answer_h(request, self._behaviour.jit))
        return True

    def send(self, request: Request) -> Process:
        """A trace goes to the analysts of the own team; it always arrives."""
        yield self.world.clock.timeout(self._answer_h(request, self.world.plan.behaviour.justice.team_to_europol))
        return True


class JointPatrol(Way):
    """Officers of the other country stand at the same post."""

    name = "joint_patrol"

    def go(self, request: Request, terms: Terms) -> Process:
        """The way there and back; returns whether the request arrived."""
        hours = self._answer_h(request, self.world.plan.behaviour.cross_border.patrol_answer)
        yield self.world.clock.timeout(hours)
        return True


class MobileOffice(Way):
    """A Europol mobile office at the post queries Europol's data on the spot."""

    name = "mobile_office"

    def go(self, request: Request, terms: Terms) -> Process:
        """The way there and back; returns whether the request arrived."""
        hours = self._answer_h(request, terms.europol_h * self._behaviour.mobile_office)
        yield self.world.europol.cross_check(request.point, hours, request.priority)
        return True


class SideBySide(Way):
    """Liaison officers of both countries in the international coordination centre ask each other."""

    name = "liaison"
    seat: Seat = "centre"

    @property
    def works(self) -> bool:
        """Whether the place where they sit works now."""
        return self.world.centre_works

    @property
    def _slower(self) -> float:
        return 1.0

    def expected_h(self, request: Request, terms: Terms) -> float | None:
        """Expected hours to an answer; a liaison officer answers what is urgent and in systems of his or her own."""
        present = self.world.channels.present
        if not (request.in_systems and self.works):
            return None
        if not (present(self.seat, request.sender) and present(self.seat, request.receiver)):
            return None
        return self._mean_desk_h(request) + terms.liaison_h * self._slower

    def go(self, request: Request, terms: Terms) -> Process:
        """The way there and back; returns whether the request arrived."""
        officers = self.world.liaison_officers
        here, there = (officers[self.seat, code] for code in (request.sender, request.receiver))
        yield here.desk.serve(self._desk_h(request, request.u[3]), request.priority)
        yield there.desk.serve(self._answer_h(request, terms.liaison_h * self._slower), request.priority)
        return True


class Bureaus(SideBySide):
    """Liaison bureaux at Europol's centre ask each other; what is for Europol goes to the analysts in the house."""

    name = "liaison_europol"
    seat: Seat = "europol"

    def __init__(self, world: Operation, centre: EuropolCentre) -> None:
        super().__init__(world)
        self.centre = centre

    @property
    def works(self) -> bool:
        """Whether Europol's centre works now."""
        return self.centre.works

    @property
    def _slower(self) -> float:
        return self._practice.bureau

    def expected_h(self, request: Request, terms: Terms) -> float | None:
        """Expected hours to an answer, behind those who wait at the bureau that has most of the work."""
        job_h = terms.liaison_h * self._slower
        officers = self.world.liaison_officers
        if request.receiver != EUROPOL:
            alone = super().expected_h(request, terms)
            there = officers.get((self.seat, request.receiver))
            return None if alone is None or there is None else alone + _queue_h(there.desk, job_h)
        if not (self.works and self.world.channels.present(self.seat, request.sender)):
            return None
        waits = _queue_h(officers[self.seat, request.sender].desk, job_h)
        return 2.0 * self._mean_desk_h(request) + terms.europol_h + waits

    def go(self, request: Request, terms: Terms) -> Process:
        """The way there and back; returns whether the request arrived."""
        if request.receiver != EUROPOL:
            return (yield from super().go(request, terms))
        world = self.world
        bureau = world.liaison_officers[self.seat, request.sender]
        yield bureau.desk.serve(self._desk_h(request, request.u[3]), request.priority)
        self.centre.hand_over(request.case, request.sender)
        yield world.fusion.desk.serve(self._desk_h(request, request.u[5]), request.priority)
        yield world.clock.timeout(self._answer_h(request, terms.europol_h))
        return True


class Line(Way):
    """A secure line between contact points: SIENA, or INTERPOL's I-24/7 between national central bureaus.

    A request passes the desk of its own contact point, the desk abroad, the authority that knows, and both desks again.
    The national central bureau is taken to be at the contact point.
    """

    messages = 4

    def __init__(self, world: Operation, name: str, switch: Switch, slower: float = 1.0) -> None:
        super().__init__(world)
        self.name = name
        self.switch = switch
        self._slower = slower

    def expected_h(self, request: Request, terms: Terms) -> float | None:
        """Expected hours to an answer; nobody knows how long an outage lasts."""
        if not self.switch.up:
            return math.inf
        desks = 3.0 if request.receiver == EUROPOL else 4.0
        return desks * self._mean_desk_h(request) + _authority_h(request, terms) * self._slower

    def send(self, request: Request) -> Process:
        """From one desk to the other; returns whether the message arrived."""
        world = self.world
        here = world.contact_points.get(request.sender)
        if here is None:
            return False
        yield here.desk.serve(self._desk_h(request, request.u[3]), request.priority)
        if not self.switch.up:
            yield self.switch.when_up()
        if request.u[7] < self._behaviour.lost:
            return False
        if request.receiver != EUROPOL:
            there = world.contact_points.get(request.receiver)
            if there is None:
                return False
            yield there.desk.serve(self._desk_h(request, request.u[5]), request.priority)
        return True

    def go(self, request: Request, terms: Terms) -> Process:
        """The way there and back; returns whether the request arrived."""
        world = self.world
        if not (yield from self.send(request)):
            return False
        if request.receiver == EUROPOL:
            yield world.fusion.desk.serve(self._desk_h(request, request.u[5]), request.priority)
        hours = self._answer_h(request, _authority_h(request, terms) * self._slower)
        yield world.clock.timeout(world.channels.hindered_or_hurried(request, hours))
        if not self.switch.up:
            yield self.switch.when_up()
        return (yield from self._back(request))

    def _back(self, request: Request) -> Process:
        """Both desks again; returns whether the answer came home."""
        there = self.world.contact_points.get(request.receiver)
        if there:
            yield there.desk.serve(self._desk_h(request, request.u[5]), request.priority)
        here = self.world.contact_points.get(request.sender)
        if here is None:
            return False
        yield here.desk.serve(self._desk_h(request, request.u[6]), request.priority)
        return True


class BorderCentres(Way):
    """Police and Customs Cooperation Centres: neighbours answer each other's minor questions under one roof.

    What turns out to be serious is passed up to the national contact point, and perhaps first reported to Europol.
    """

    name = "pccc"

    def __init__(self, world: Operation, centres: Sequence[BorderCentre]) -> None:
        super().__init__(world)
        self._between: dict[frozenset[str], list[BorderCentre]] = {}
        for centre in centres:
            for one in centre.row.countries:
                for other in centre.row.countries:
                    if one < other:
                        self._between.setdefault(frozenset((one, other)), []).append(centre)

    def expected_h(self, request: Request, terms: Terms) -> float | None:
        """Expected hours to an answer; nobody knows yet that a matter is serious."""
        centres = self._open(request) if request.minor and request.in_systems else []
        if not centres:
            return None
        job_h = self._mean_desk_h(request) + terms.liaison_h * self._practice.pccc
        return job_h + min(_queue_h(centre.desk, job_h) for centre in centres)

    def go(self, request: Request, terms: Terms) -> Process:
        """The way there and back; returns whether the request arrived."""
        world, practice = self.world, self._practice
        centres = self._open(request) or self._of(request)  # a question that came late waits until one opens
        centre = min(centres, key=lambda one: _queue_h(one.desk, 1.0))
        hours = self._answer_h(request, terms.liaison_h * practice.pccc)
        yield centre.desk.serve(self._desk_h(request, request.u[3]) + hours, request.priority)
        w = world.channels.luck(request)
        if w[6] >= practice.pccc_serious:
            return True
        europol = w[7] < practice.pccc_europol
        centre.pass_up(request.case, request.sender, europol=europol)
        if europol:
            yield from world.exchange.report(request.case, request.sender, EUROPOL, f"passed-up-{request.kind}")
        line = world.channels.line(request.sender, request.receiver)
        if line is None:
            return False
        request.messages += line.messages
        return (yield from line.go(request, terms))

    def _open(self, request: Request) -> list[BorderCentre]:
        """The centres of the two countries that are open now."""
        return [centre for centre in self._of(request) if centre.desk.staff > 0]

    def _of(self, request: Request) -> list[BorderCentre]:
        """The centres of the two countries."""
        return self._between.get(frozenset((request.sender, request.receiver)), [])


class ThroughSelec(Way):
    """SELEC's contact point: members ask each other through it, by liaison officers there or by contact points."""

    name = "selec"
    messages = 4

    def __init__(self, world: Operation, point: SelecPoint, members: frozenset[str]) -> None:
        super().__init__(world)
        self.point = point
        self.members = members

    def expected_h(self, request: Request, terms: Terms) -> float | None:
        """Expected hours to an answer."""
        if not self.members.issuperset((request.sender, request.receiver)) or self.point.desk.staff == 0:
            return None
        if self._answers(request):
            job_h = terms.liaison_h * self._practice.selec
            there = self.world.liaison_officers["selec", request.receiver].desk
            return 2.0 * self._mean_desk_h(request) + job_h + _queue_h(there, job_h)
        return 5.0 * self._mean_desk_h(request) + _authority_h(request, terms)

    def go(self, request: Request, terms: Terms) -> Process:
        """The way there and back; returns whether the request arrived."""
        world = self.world
        here, there = self._desk(request.sender), self._desk(request.receiver)
        by_officer = self._answers(request)
        if here is None or there is None:
            return False
        yield here.serve(self._desk_h(request, request.u[3]), request.priority)
        yield self.point.desk.serve(self._desk_h(request, request.u[6]), request.priority)
        self.point.relay(request.case, request.receiver, officer=by_officer)
        if by_officer:
            hours = self._answer_h(request, terms.liaison_h * self._practice.selec)
            yield there.serve(hours, request.priority)
            return True
        yield there.serve(self._desk_h(request, request.u[5]), request.priority)
        hours = self._answer_h(request, _authority_h(request, terms))
        yield world.clock.timeout(world.channels.hindered_or_hurried(request, hours))
        yield there.serve(self._desk_h(request, request.u[5]), request.priority)
        yield here.serve(self._desk_h(request, request.u[6]), request.priority)
        return True

    def _answers(self, request: Request) -> bool:
        """Whether a liaison officer of the country that is asked can answer at SELEC now."""
        return request.in_systems and self.world.channels.present("selec", request.receiver)

    def _desk(self, country: str) -> Desk | None:
        """The desk of a country at SELEC, or its contact point at home."""
        if self.world.channels.present("selec", country):
            return self.world.liaison_officers["selec", country].desk
        contact = self.world.contact_points.get(country)
        return contact.desk if contact else None
