"""Who may use which channel now, and what hinders or hurries a message (ODD 7.5).

The seats of liaison officers, the centres and offices between countries are staffed here; the ways themselves are in
`sim.domain.ways`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.domain import rules
from sim.domain.agents.international import BorderCentre, EuropolCentre, SelecPoint
from sim.domain.cooperation import EUROPOL
from sim.domain.exchange import Process, Request
from sim.domain.institution import Institution
from sim.domain.ways import (
    BorderCentres,
    Bureaus,
    Direct,
    JointPatrol,
    Line,
    MobileOffice,
    SideBySide,
    ThroughSelec,
    Way,
)
from sim.engine.clock import Desk, Switch
from sim.engine.distributions import spread
from sim.scenario import reference
from sim.scenario.words import Seat

if TYPE_CHECKING:
    from sim.domain.operation import Operation

DEADLINES_H = {"urgent": 8.0, "urgent_indirect": 72.0, "other": 168.0}
"""Directive (EU) 2023/977, Art. 5: hours to an answer, counted here from the moment of asking."""


class Channels(Institution):
    """The channels of a run."""

    def __init__(self, world: Operation) -> None:
        super().__init__(world)
        self._plan = world.plan.channels
        self._practice = world.plan.behaviour.channels
        self._variation = world.plan.behaviour.exchange.variation
        self.europol_centre = next(iter(world.of_kind(EuropolCentre)), None)
        self._border_centres = world.of_kind(BorderCentre)
        self._selec = next(iter(world.of_kind(SelecPoint)), None)
        self._found_ways()
        known = reference.countries()
        day = world.plan.start.date()
        self._languages = {code: frozenset(known[code].languages) for code in world.layout.codes}
        bound = frozenset({"eu", "schengen"})
        self._bound = frozenset(code for code in world.layout.codes if known[code].frameworks(day) & bound)

    def _found_ways(self) -> None:
        world = self.world
        self.direct = Direct(world)
        self._mobile_office = MobileOffice(world)
        self._joint_patrol = JointPatrol(world)
        self._siena = Line(world, "siena", world.siena)
        self._interpol = Line(world, "interpol", Switch(world.clock), self._practice.interpol)
        self._at_europol = (Bureaus(world, self.europol_centre),) if self.europol_centre else ()
        ways: list[Way] = [SideBySide(world), *self._at_europol]
        if self._selec:
            members = reference.members("selec", world.plan.start.date())
            ways.append(ThroughSelec(world, self._selec, members))
        if self._border_centres:
            ways.append(BorderCentres(world, self._border_centres))
        self._offices = tuple(ways)

    # Who is there -----------------------------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Staff all seats for the first hour."""
        self.staff(self.world.clock.hour_of_day(0.0))

    def staff(self, hour_of_day: float) -> None:
        """Staff seats, centres and offices for the shift that begins."""
        for officer in self.world.liaison_officers.values():
            officer.staff(hour_of_day)
        for centre in (self.world.centre, self.europol_centre, *self._border_centres):
            if centre is not None:
                centre.staff(hour_of_day)

    def desks(self) -> Iterator[tuple[str, str, Desk]]:
        """Desks of liaison officers elsewhere than in the international centre, and of offices between countries."""
        for (seat, country), officer in self.world.liaison_officers.items():
            if seat != "centre":
                yield f"liaison_{seat}", country, officer.desk
        for centre in self._border_centres:
            yield centre.name, "", centre.desk
        if self._selec:
            yield "selec", "", self._selec.desk

    def present(self, seat: Seat, country: str) -> bool:
        """Whether a country has a liaison officer at the desk of a seat now."""
        officer = self.world.liaison_officers.get((seat, country))
        return officer is not None and officer.present

    # Which way --------------------------------------------------------------------------------------------------------

    def line(self, sender: str, receiver: str) -> Line | None:
        """The secure line of two countries, or of a country and Europol: SIENA, or I-24/7 where it is in use."""
        lines = self._lines(sender, receiver)
        return next((line for line in lines if line.switch.up), lines[0] if lines else None)

    def choose(self, request: Request, point: int) -> Way | None:
        """The way that a request takes: chosen by the contact point, but for what is asked of Europol."""
        world = self.world
        if request.receiver == EUROPOL:
            if point >= 0 and world.checkpoints.mobile_office[point]:
                return self._mobile_office
            return rules.fastest(self.ways(request))
        if request.in_systems and world.pursuits.joint_patrol(point, request.receiver):
            return self._joint_patrol
        contact = world.contact_points.get(request.sender)
        if contact is None:
            return self._siena
        if world.same_jit(request.sender, request.receiver):
            return self.direct
        return contact.choose_channel(self.ways(request))

    def ways(self, request: Request) -> list[tuple[Way, float]]:
        """The ways that both countries may use now, with the hours that each is expected to take."""
        terms = self.world.layout.cooperation.between(request.sender, request.receiver)
        offices = self._at_europol if request.receiver == EUROPOL else self._offices
        candidates = (*offices, *self._lines(request.sender, request.receiver))
        expected = [(way, way.expected_h(request, terms)) for way in candidates]
        return [(way, hours) for way, hours in expected if hours is not None]

    def _lines(self, sender: str, receiver: str) -> tuple[Line, ...]:
        if not self._plan.interpol:
            return (self._siena,)
        known = reference.countries()
        here = known[sender]
        if receiver == EUROPOL:
            return (self._siena,) if here.siena else (self._interpol,)
        there = known[receiver]
        lines = ((self._siena, here.siena and there.siena), (self._interpol, here.interpol and there.interpol))
        return tuple(line for line, reaches in lines if reaches)

    # What hinders and hurries -----------------------------------------------------------------------------------------

    def luck(self, request: Request) -> tuple[float, ...]:
        """Draws of a request: twice, wrong desk, how long; translated, how long; hurried; serious, Europol."""
        return self.world.chance.draws("channel", request.message)

    def deadline_h(self, request: Request) -> float:
        """Hours that law allows for an answer, between countries that are bound; else nan."""
        bound = request.sender in self._bound and request.receiver in self._bound
        return DEADLINES_H[request.urgency] if bound else math.nan

    def mislay(self, request: Request, way: Way) -> Process:
        """By mistake a question goes out twice, or first to a wrong desk abroad, which sends it back."""
        world, practice = self.world, self._practice
        here = world.contact_points.get(request.sender)
        there = world.contact_points.get(request.receiver)
        if here is None or there is None or way is self.direct:
            return
        w = self.luck(request)
        if w[0] < practice.duplicated:
            other = rules.fastest([(one, hours) for one, hours in self.ways(request) if one is not way])
            if other is not None:
                here.decide("duplicate", request.case, f"also by {other.name} to {request.receiver}")
                world.clock.process(world.exchange.ask_again(request, other))
        if w[1] < practice.wrong_desk:
            yield there.desk.serve(world.exchange.handling[request.priority].at(w[1] / practice.wrong_desk))
            there.decide("send_back", request.case, f"to {request.sender}: another desk knows")
            yield world.clock.timeout(spread(practice.sent_back, self._variation, w[2]))

    def hindered_or_hurried(self, request: Request, hours: float) -> float:
        """Time of the authority that knows: longer by a translation, shorter where a deadline presses."""
        there = self.world.contact_points.get(request.receiver)
        if there is None or not (self._plan.translation or self._plan.deadlines):
            return hours
        practice = self._practice
        w = self.luck(request)
        if self._plan.translation and w[3] < practice.translated and self._foreign(request):
            there.decide("translate", request.case, f"a request of {request.sender}")
            hours += spread(practice.translation, self._variation, w[4])
        if self._plan.deadlines and not math.isnan(request.deadline_h):
            desks_h = 2.0 * self.world.exchange.handling_h[request.priority]
            left_h = request.time_h + request.deadline_h - self.world.clock.now - desks_h
            if hours > left_h and w[5] < practice.heeded:
                there.decide("hurry", request.case, f"the {request.urgency} request of {request.sender}")
                hours = rules.hurried(hours, left_h, practice.quickest)
        return hours

    def _foreign(self, request: Request) -> bool:
        """Whether two countries have no common language."""
        return not self._languages[request.sender] & self._languages[request.receiver]
