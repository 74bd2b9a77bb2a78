"""Requests and reports between countries and with Europol (ODD 7.5).

Who asks whom, what came back, and what is written down of it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace

from sim.engine.clock import Switch
from sim.outcome.records import Message
from sim.scenario.events import CentreDown, LiaisonAway, SienaDown
from sim.scenario.part import Timed
from sim.world import odds
from sim.world.contract.channel import Channel
from sim.world.contract.environment import Environment
from sim.world.contract.institution import Handler
from sim.world.contract.institutions import Institutions
from sim.world.contract.request import (
    NAN,
    NO_ANSWER,
    OTHER,
    REFUSED,
    URGENT,
    Answer,
    MessageLuck,
    Process,
    Request,
)
from sim.world.exchange import rules
from sim.world.exchange.choice import Choice
from sim.world.exchange.contact_points import Offices
from sim.world.exchange.joint_teams import JointTeams
from sim.world.officers.officers import Officers
from sim.world.seats.notices import owner_of
from sim.world.theatre.changes import trained
from sim.world.theatre.cooperation import Terms

DEADLINES_H = {"urgent": 8.0, "urgent_indirect": 72.0, "other": 168.0}
"""Directive (EU) 2023/977, Art. 5: hours to an answer, counted here from the moment of asking."""


class InformationExchange:
    """All messages of a run.

    Attributes
    ----------
    offices
        Contact points, liaison officers, the coordination centre.
    teams
        Joint investigation teams that are signed now.
    choice
        The channels, and who takes which.
    siena
        Whether the secure line works.
    """

    def __init__(self, env: Environment, institutions: Institutions, officers: Officers) -> None:
        self._env = env
        self._institutions = institutions
        self._officers = officers
        self.offices = Offices(env)
        self.teams = JointTeams(env.plan.preparation.jits)
        self.siena = Switch(env.clock)
        self.choice = Choice(env, institutions, self.offices, self.teams, self.siena)
        self._open: dict[str, Request] = {}
        brings = env.plan.behaviour.exchange.trained_question
        self._asks_well = {code: brings * trained(env.plan, code) for code in env.theatre.codes}
        """What the questions of a country bring of that which answers leave out."""
        self._asked: dict[tuple[str, str], Terms] = {}
        """Terms on which a country answers what another asks."""
        self._bound = env.facts.members("eu") | env.facts.members("schengen")

    def staff(self, hour_of_day: float) -> None:
        """Staff contact points, seats and the centre for the shift that begins."""
        for code in self._env.theatre.codes:
            if code in self.offices.points:
                clerks = sum(unit.clerks for unit in self._officers.units_of(code))
                self.offices.points[code].staff(clerks, hour_of_day)
        self.offices.staff_seats(hour_of_day)

    def open_requests(self, sender: str | None) -> int:
        """Number of requests under way, of one country or of all."""
        return sum(other.kind == "request" and sender in (None, other.sender) for other in self._open.values())

    def under_way(self) -> Iterator[Request]:
        """Requests under way, the oldest first."""
        return (request for request in self._open.values() if request.kind == "request")

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
        held_until_h: float = NAN,
        by: str = "",
    ) -> Process:
        """Ask another country or Europol about a case; the process returns the `Answer`.

        What is not urgent is no business of liaison officers. What is minor (who somebody is, whose vehicle
        it is) may be asked in a cooperation centre at the border. `by` names a channel that is taken in place of the
        one that would be chosen, if both may use it now.
        """
        env = self._env
        terms = self._terms(sender, receiver, area)
        name = f"{case}/{subject}-{receiver}"
        luck = env.chance.luck(MessageLuck, "exchange", name)
        request = Request(
            message=name,
            case=case,
            time_h=env.clock.now,
            sender=sender,
            receiver=receiver,
            priority=priority,
            kind="request",
            luck=luck,
            subject=subject,
            held_until_h=held_until_h,
            in_systems=priority == URGENT and luck.in_systems < env.plan.behaviour.exchange.in_systems,
            minor=minor,
            point=point,
        )
        if terms.answered <= 0.0:
            self._note(request, "refused", 0, 0.0)
            return REFUSED
        request.deadline_h = self._deadline_h(request)
        channel = self.choice.named(by, request) or self.choice.request(request)
        if channel is None:
            self._note(request, "lost", 0, 0.0)
            return NO_ANSWER
        self._set_out(request, channel)
        contact = self.offices.points.get(sender)
        if contact:
            contact.decide("channel", case, f"{channel.name} to {receiver}")
        yield from self._institutions.sent(request, channel)
        if not (yield from self._travel(request, channel, terms, request)):
            return NO_ANSWER
        answered, known = rules.known_answer(terms, request.luck.answered, request.luck.known)
        return Answer(answered, known, "answered" if answered else "refused")

    def ask_again(self, request: Request, channel: Channel) -> Process:
        """The same question by another channel, by mistake: it costs the desks their time and tells nothing new."""
        env = self._env
        name = f"{request.message}/again"
        again = replace(
            request,
            message=name,
            kind="duplicate",
            time_h=env.clock.now,
            luck=env.chance.luck(MessageLuck, "exchange", name),
            deadline_h=NAN,
        )
        terms = env.theatre.cooperation.between(request.sender, request.receiver)
        self._set_out(again, channel)
        yield from self._travel(again, channel, terms, request)

    def report(self, case: str, sender: str, receiver: str, subject: str = "report") -> Process:
        """Tell another country or Europol something unasked; the process returns whether it arrived."""
        env = self._env
        terms = env.theatre.cooperation.between(sender, receiver)
        name = f"{case}/{subject}-{receiver}"
        if terms.answered <= 0.0:
            return False
        report = Request(
            message=name,
            case=case,
            time_h=env.clock.now,
            sender=sender,
            receiver=receiver,
            priority=OTHER,
            kind="report",
            luck=env.chance.luck(MessageLuck, "exchange", name),
        )
        channel = self.choice.report(sender, receiver)
        if channel is None:
            self._note(report, "lost", 0, 0.0)
            return False
        self._set_out(report, channel)
        arrived = yield from channel.send(report)
        self._close(report, "delivered" if arrived else "lost", 2 if arrived else 1, terms.content if arrived else 0.0)
        return arrived

    def _terms(self, sender: str, receiver: str, area: str) -> Terms:
        """Terms on which a country answers another about a crime area; trained officers ask so that more is in it."""
        terms = self._asked.get((sender, receiver))
        if terms is None:
            terms = self._env.theatre.cooperation.between(sender, receiver)
            brings = self._asks_well.get(sender, 0.0)
            terms = replace(terms, content=odds.filled(terms.content, brings)) if brings else terms
            self._asked[sender, receiver] = terms
        return self._institutions.terms(terms, sender, receiver, area)

    def _deadline_h(self, request: Request) -> float:
        """Hours that law allows for an answer, between countries that are bound; else nan."""
        bound = request.sender in self._bound and request.receiver in self._bound
        return DEADLINES_H[request.urgency] if bound else math.nan

    def close(self) -> None:
        """At the end of the action, write down what is still open."""
        for request in list(self._open.values()):
            self._note(request, "open", 1, 0.0)
        self._open.clear()

    def _set_out(self, request: Request, channel: Channel) -> None:
        request.channel, request.messages = channel.name, channel.messages
        self._open[request.message] = request
        if request.kind == "request":
            self._tell(request.sender, "sent", request, request.receiver)

    def _tell(self, owner: str, kind: str, request: Request, other: str) -> None:
        """Tell one side of a message what becomes of it."""
        if self._env.notices.heard:
            self._env.notices.tell(
                owner_of(owner),
                kind,
                request.message,
                other=other,
                detail=request.about,
                channel=request.channel,
                until_h=request.held_until_h,
                due_h=request.time_h + request.deadline_h,
            )

    def _travel(self, request: Request, channel: Channel, terms: Terms, question: Request) -> Process:
        """Let a request go its way, and write down how it ended; the process returns whether it arrived.

        Whether it is answered is known of the question, which another request may have put before.
        """
        arrived = yield from channel.go(request, terms)
        if arrived:
            answered, _ = rules.known_answer(terms, question.luck.answered, question.luck.known)
            status = "answered" if answered else "refused"
            self._close(request, status, request.messages, terms.content if answered else 0.0)
        else:
            self._close(request, "lost", 1, 0.0)
        return arrived

    def _close(self, request: Request, status: str, messages: int, content: float) -> None:
        del self._open[request.message]
        self._note(request, status, messages, content)

    def _note(self, request: Request, status: str, messages: int, content: float) -> None:
        now = self._env.clock.now
        if status == "delivered":
            self._tell(request.receiver, "report", request, request.sender)
        elif status != "open" and request.kind == "request":
            self._tell(request.sender, status, request, request.receiver)
        answered = status in ("answered", "delivered")
        self._env.journal.add(
            Message(
                message=request.message,
                case=request.case,
                time_h=request.time_h,
                sender=request.sender,
                receiver=request.receiver,
                channel=request.channel,
                priority=request.urgency,
                kind=request.kind,
                status=status,
                answered_h=now if answered else NAN,
                response_h=now - request.time_h if answered else NAN,
                content=content,
                messages=messages,
                deadline_h=request.deadline_h,
            )
        )

    # Events -----------------------------------------------------------------------------------------------------------

    def handles(self) -> Mapping[type[Timed], Handler]:
        """What happens to lines, liaison officers and the centre."""
        return {SienaDown: self._siena_down, LiaisonAway: self._liaison_away, CentreDown: self._centre_down}

    def _siena_down(self, event: SienaDown) -> Process:
        self.siena.take_down()
        self._env.tell_everybody("down", "siena")
        yield self._env.over(event, event.lasts)
        self.siena.bring_up()
        self._env.tell_everybody("up", "siena")

    def _liaison_away(self, event: LiaisonAway) -> Process:
        officers = [
            officer
            for (seat, country), officer in self.offices.officers.items()
            if country == event.country and event.seat in (None, seat)
        ]
        if not officers:
            return f"{event.country} has no liaison officer there"
        for officer in officers:
            officer.away += 1
        self._env.notices.tell(event.country, "down", detail="liaison officers")
        yield self._env.over(event, event.lasts)
        for officer in officers:
            officer.away -= 1
        self._env.notices.tell(event.country, "up", detail="liaison officers")
        return ""

    def _centre_down(self, event: CentreDown) -> Process:
        if event.which != "international":
            return ""
        if self.offices.centre is None:
            return "there is no such centre"
        self.offices.centre.switch.take_down()
        self._env.tell_everybody("down", "coordination centre")
        yield self._env.over(event, event.lasts)
        self.offices.centre.switch.bring_up()
        self._env.tell_everybody("up", "coordination centre")
        return ""
