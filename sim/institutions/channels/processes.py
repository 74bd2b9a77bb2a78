"""Centres and offices between countries, and what hinders or hurries a message (ODD 7.5)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from sim.engine.distributions import spread
from sim.institutions.channels.agents import CooperationCentre, OperationalCentre, SelecPoint, found
from sim.institutions.channels.channels import BorderCentres, EuropolBureaux, ThroughSelec, interpol_line, luck_of
from sim.institutions.channels.plan import CHANNELS, PRACTICE
from sim.scenario.events import CentreDown
from sim.scenario.part import Timed
from sim.words import AT_EUROPOL, EUROPOL
from sim.world.contract.channel import Channel
from sim.world.contract.environment import Environment
from sim.world.contract.institution import DeskRow, Handler, Institution
from sim.world.contract.request import Process, Request
from sim.world.exchange import rules
from sim.world.world import World


class BetweenCountries(Institution):
    """The offices between countries, and how carefully messages are handled."""

    world: World

    def __init__(self, env: Environment, world: World) -> None:
        super().__init__(env, world)
        self._plan = CHANNELS.of(env.plan)
        self._practice = PRACTICE.of(env.plan)
        self._variation = env.plan.behaviour.exchange.variation
        self._europol: OperationalCentre | None = None
        self._border_centres: list[CooperationCentre] = []
        self._selec: SelecPoint | None = None
        facts = env.facts
        self._languages = {code: frozenset(facts[code].languages) for code in env.theatre.codes}

    def found(self) -> None:
        """Create the offices that the plan opens."""
        found(self.env)

    def prepare(self) -> None:
        """Find out which offices take part, and staff them for the first hour."""
        self._europol = self.env.one_of_kind(OperationalCentre)
        self._border_centres = self.env.of_kind(CooperationCentre)
        self._selec = self.env.one_of_kind(SelecPoint)
        self.world.exchange.offices.take_in_at(self._europol)
        self.staff(self.env.clock.hour_of_day(0.0))
        self.world.officers.change_with(self._plan.pccc_shifts, self.env.plan.europol.centre.shifts)

    def staff(self, hour_of_day: float) -> None:
        """Staff the centres for the shift that begins."""
        for centre in (self._europol, *self._border_centres):
            if centre is not None:
                centre.staff(hour_of_day)

    def desks(self) -> Iterator[DeskRow]:
        """Desks of the offices between countries."""
        for centre in self._border_centres:
            yield centre.name, "", centre.desk
        if self._selec:
            yield "selec", "", self._selec.desk
        if self._europol:
            yield "europol_centre", EUROPOL, self._europol.desk

    def opens_channels(self) -> Iterator[Channel]:
        """Bureaux, SELEC, cooperation centres and INTERPOL's line, as far as the plan opens them."""
        env, world = self.env, self.world
        offices = world.exchange.offices
        if self._europol:
            yield EuropolBureaux(env, offices, self._europol)
        if self._selec:
            members = env.facts.members("selec")
            yield ThroughSelec(env, world.institutions, offices, self._selec, members)
        if self._border_centres:
            yield BorderCentres(env, world.exchange, self._border_centres)
        if self._plan.interpol:
            yield interpol_line(env, world.institutions, offices)

    def handles(self) -> Mapping[type[Timed], Handler]:
        """Europol's centre may be down."""
        return {CentreDown: self._centre_down}

    def _centre_down(self, event: CentreDown) -> Process:
        if event.which != AT_EUROPOL:
            return ""
        if self._europol is None:
            return "there is no such centre"
        self._europol.switch.take_down()
        yield self.env.over(event, event.lasts)
        self._europol.switch.bring_up()
        return ""

    # What hinders and hurries -----------------------------------------------------------------------------------------

    def sent(self, request: Request, channel: Channel) -> Process:
        """By mistake a question goes out twice, or first to a wrong desk abroad, which sends it back."""
        world, practice = self.world, self._practice
        here = world.exchange.offices.points.get(request.sender)
        there = world.exchange.offices.points.get(request.receiver)
        if not self._plan.mistakes or here is None or there is None or channel is world.exchange.choice.direct:
            return
        luck = luck_of(self.env, request)
        if luck.twice < practice.duplicated:
            usable = world.exchange.choice.usable(request)
            other = rules.fastest([(one, hours) for one, hours in usable if one is not channel])
            if other is not None:
                here.decide("duplicate", request.case, f"also by {other.name} to {request.receiver}")
                self.env.clock.process(world.exchange.ask_again(request, other))
        if luck.wrong_desk < practice.wrong_desk:
            hours = channel.desk_h(request, luck.wrong_desk / practice.wrong_desk)
            yield there.desk.serve(hours)
            there.decide("send_back", request.case, f"to {request.sender}: another desk knows")
            yield self.env.clock.timeout(spread(practice.sent_back, self._variation, luck.sent_back))

    def answer_h(self, request: Request, hours: float) -> float:
        """Time of the authority that knows: longer by a translation, shorter where a deadline presses."""
        there = self.world.exchange.offices.points.get(request.receiver)
        if there is None or not (self._plan.translation or self._plan.deadlines):
            return hours
        practice = self._practice
        luck = luck_of(self.env, request)
        if self._plan.translation and luck.translated < practice.translated and self._foreign(request):
            there.decide("translate", request.case, f"a request of {request.sender}")
            hours += spread(practice.translation, self._variation, luck.translation)
        if self._plan.deadlines and not math.isnan(request.deadline_h):
            desks_h = 2.0 * self.world.exchange.choice.direct.mean_desk_h(request)
            left_h = request.time_h + request.deadline_h - self.env.clock.now - desks_h
            if hours > left_h and luck.hurried < practice.heeded:
                there.decide("hurry", request.case, f"the {request.urgency} request of {request.sender}")
                hours = rules.hurried(hours, left_h, practice.quickest)
        return hours

    def quickest(self, share: float) -> float:
        """An authority that hurries needs a share of its ordinary time."""
        return self._practice.quickest

    def _foreign(self, request: Request) -> bool:
        """Whether two countries have no common language."""
        return not self._languages[request.sender] & self._languages[request.receiver]


INSTITUTION = BetweenCountries
