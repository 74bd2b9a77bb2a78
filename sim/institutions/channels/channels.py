"""Liaison bureaux at Europol, cooperation centres at borders, SELEC, and INTERPOL's line (ODD 7.5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sim.engine.clock import Desk, Switch
from sim.institutions.channels.agents import CooperationCentre, OperationalCentre, SelecPoint
from sim.institutions.channels.plan import PRACTICE
from sim.words import AT_EUROPOL, EUROPOL, Seat
from sim.world.contract.channel import Channel, queue_h
from sim.world.contract.environment import Environment
from sim.world.contract.institutions import Institutions
from sim.world.contract.request import Process, Request
from sim.world.exchange.channels import Line, SideBySide
from sim.world.exchange.contact_points import Offices
from sim.world.exchange.exchange import InformationExchange
from sim.world.theatre.cooperation import Terms

SELEC: Seat = "selec"


class HandlingLuck(NamedTuple):
    """Chance of what hinders a request, hurries it, or makes it more than it seemed."""

    twice: float
    wrong_desk: float
    sent_back: float
    translated: float
    translation: float
    hurried: float
    serious: float
    europol: float


def luck_of(env: Environment, request: Request) -> HandlingLuck:
    """The luck of a request on its way."""
    return env.chance.luck(HandlingLuck, "channel", request.message)


class BorderCentres(Channel):
    """Police and Customs Cooperation Centres: neighbours answer each other's minor questions under one roof.

    What turns out to be serious is passed up to the national contact point, and perhaps first reported to Europol.
    """

    name = "pccc"

    def __init__(self, env: Environment, exchange: InformationExchange, centres: Sequence[CooperationCentre]) -> None:
        super().__init__(env)
        self._exchange = exchange
        self._practice = PRACTICE.of(env.plan)
        self._between: dict[frozenset[str], list[CooperationCentre]] = {}
        for centre in centres:
            for one in centre.row.countries:
                for other in centre.row.countries:
                    if one < other:
                        self._between.setdefault(frozenset((one, other)), []).append(centre)

    def expected_h(self, request: Request, terms: Terms) -> float | None:
        """One job at the desk where the fewest wait; nobody knows yet that a matter is serious."""
        centres = self._open(request) if request.minor and request.in_systems else []
        if not centres:
            return None
        job_h = self.mean_desk_h(request) + terms.liaison_h * self._practice.pccc
        return job_h + min(queue_h(centre.desk, job_h) for centre in centres)

    def go(self, request: Request, terms: Terms) -> Process:
        """One job at a desk of a centre; what turns out to be serious then takes the line, from the beginning."""
        practice = self._practice
        centres = self._open(request) or self._of(request)  # a question that came late waits until one opens
        centre = min(centres, key=lambda one: queue_h(one.desk, 1.0))
        hours = self.desk_h(request, request.luck.sending_desk) + self.answer_h(
            request, terms.liaison_h * practice.pccc
        )
        yield from self.work_out(request, hours, centre.desk)
        luck = luck_of(self.env, request)
        if luck.serious >= practice.pccc_serious:
            return True
        europol = luck.europol < practice.pccc_europol
        centre.pass_up(request.case, request.sender, europol=europol)
        if europol:
            yield from self._exchange.report(request.case, request.sender, EUROPOL, f"passed-up-{request.kind}")
        line = self._exchange.choice.line(request.sender, request.receiver)
        if line is None:
            return False
        request.passed_on(line.messages)
        return (yield from line.go(request, terms))

    def _open(self, request: Request) -> list[CooperationCentre]:
        """The centres of the two countries that are open now."""
        return [centre for centre in self._of(request) if centre.desk.staff > 0]

    def _of(self, request: Request) -> list[CooperationCentre]:
        """The centres of the two countries."""
        return self._between.get(frozenset((request.sender, request.receiver)), [])


class ThroughSelec(Channel):
    """SELEC's contact point: members ask each other through it, by liaison officers there or by contact points."""

    name = "selec"
    messages = 4

    def __init__(
        self, env: Environment, institutions: Institutions, offices: Offices, point: SelecPoint, members: frozenset[str]
    ) -> None:
        super().__init__(env)
        self._institutions = institutions
        self._offices = offices
        self._practice = PRACTICE.of(env.plan)
        self.point = point
        self.members = members

    def expected_h(self, request: Request, terms: Terms) -> float | None:
        """Two desks and the officer who answers; or five desks and the authority that knows."""
        if not self.members.issuperset((request.sender, request.receiver)) or self.point.desk.staff == 0:
            return None
        if self._answers(request):
            job_h = terms.liaison_h * self._practice.selec
            there = self._offices.officers[SELEC, request.receiver].desk
            return 2.0 * self.mean_desk_h(request) + job_h + queue_h(there, job_h)
        return 5.0 * self.mean_desk_h(request) + self.authority_h(request, terms)

    def go(self, request: Request, terms: Terms) -> Process:
        """The own desk, SELEC's, and the officer of the other there; without one, on to the authority and back."""
        here, there = self._desk(request.sender), self._desk(request.receiver)
        by_officer = self._answers(request)
        if here is None or there is None:
            return False
        yield here.serve(self.desk_h(request, request.luck.sending_desk), request.priority)
        yield self.point.desk.serve(self.desk_h(request, request.luck.own_desk_again), request.priority)
        self.point.relay(request.case, request.receiver, officer=by_officer)
        if by_officer:
            hours = self.answer_h(request, terms.liaison_h * self._practice.selec)
            yield from self.work_out(request, hours, there)
            return True
        yield there.serve(self.desk_h(request, request.luck.receiving_desk), request.priority)
        hours = self.answer_h(request, self.authority_h(request, terms))
        yield from self.work_out(request, self._institutions.answer_h(request, hours))
        yield there.serve(self.desk_h(request, request.luck.receiving_desk), request.priority)
        yield here.serve(self.desk_h(request, request.luck.own_desk_again), request.priority)
        return True

    def _answers(self, request: Request) -> bool:
        """Whether a liaison officer of the country that is asked can answer at SELEC now."""
        return request.in_systems and self._offices.present(SELEC, request.receiver)

    def _desk(self, country: str) -> Desk | None:
        """The desk of a country at SELEC, or its contact point at home."""
        if self._offices.present(SELEC, country):
            return self._offices.officers[SELEC, country].desk
        contact = self._offices.points.get(country)
        return contact.desk if contact else None


class EuropolBureaux(SideBySide):
    """Liaison bureaux at Europol's centre ask each other; what is for Europol goes to the analysts in the house."""

    name = "liaison_europol"
    seat: Seat = AT_EUROPOL

    def __init__(self, env: Environment, offices: Offices, centre: OperationalCentre) -> None:
        super().__init__(env, offices)
        self.centre = centre
        self._bureau = PRACTICE.of(env.plan).bureau

    @property
    def works(self) -> bool:
        """Whether Europol's centre works now."""
        return self.centre.works

    @property
    def _slower(self) -> float:
        return self._bureau

    def expected_h(self, request: Request, terms: Terms) -> float | None:
        """As side by side, and behind those who wait at the bureau that has most of the work."""
        job_h = terms.liaison_h * self._slower
        officers = self._offices.officers
        if request.receiver != EUROPOL:
            alone = super().expected_h(request, terms)
            there = officers.get((self.seat, request.receiver))
            return None if alone is None or there is None else alone + queue_h(there.desk, job_h)
        if not (self.works and self._offices.present(self.seat, request.sender)):
            return None
        waits = queue_h(officers[self.seat, request.sender].desk, job_h)
        return 2.0 * self.mean_desk_h(request) + terms.europol_h + waits

    def go(self, request: Request, terms: Terms) -> Process:
        """From bureau to bureau; what is for Europol goes from the own bureau to the analysts."""
        if request.receiver != EUROPOL:
            return (yield from super().go(request, terms))
        bureau = self._offices.officers[self.seat, request.sender]
        yield bureau.desk.serve(self.desk_h(request, request.luck.sending_desk), request.priority)
        self.centre.hand_over(request.case, request.sender)
        yield self._offices.analysts.serve(self.desk_h(request, request.luck.receiving_desk), request.priority)
        yield from self.work_out(request, self.answer_h(request, terms.europol_h))
        return True


def interpol_line(env: Environment, institutions: Institutions, offices: Offices) -> Line:
    """INTERPOL's I-24/7, between countries that have it; to Europol for those that SIENA does not reach."""
    return Line(
        env,
        offices,
        institutions,
        name="interpol",
        switch=Switch(env.clock),
        slower=PRACTICE.of(env.plan).interpol,
        reaches=env.facts.connected("interpol").__contains__,
    )
