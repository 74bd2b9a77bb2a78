"""Special teams and Frontex: who is at which post, on which shifts, and what that makes of its checks (ODD 7.17)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count

import numpy as np
from simpy.events import Event

from sim.engine.distributions import spread
from sim.engine.queues import DETECTORS
from sim.institutions.deployments.agents import FRONTEX_OFFICERS, ExpertPool, SpecialTeam, found
from sim.institutions.deployments.plan import PRACTICE, CallExperts, MoveAsset, SendAsset
from sim.scenario.events import AnswerRequest, LeaveSeat
from sim.scenario.part import Timed
from sim.words import FRONTEX
from sim.world.contract.environment import Environment
from sim.world.contract.institution import Floats, Handler, Institution, Moment
from sim.world.contract.names import Names
from sim.world.contract.request import Process
from sim.world.officers.guests import Contingent
from sim.world.seats.notices import AT_FRONTEX
from sim.world.theatre.theatre import Theatre
from sim.world.world import World

type Posted = tuple[tuple[int, tuple[str, ...]], ...]
"""Checkpoints at which teams stand, and all the equipment that is there then."""
type WithTeams = tuple[list[int], Floats, tuple[list[int], list[int]], Floats]
"""What teams make of checks: checkpoints and their false indications, places in the table of detection and its rows."""


class Deployments(Institution):
    """Who was sent to which post, on which shifts."""

    world: World

    def __init__(self, env: Environment, world: World) -> None:
        super().__init__(env, world)
        self._practice = PRACTICE.of(env.plan)
        self._teams: list[SpecialTeam] = []
        self._pool: ExpertPool | None = None
        self._names = Names()
        self._calls: dict[str, Event] = {}
        """Calls for experts that wait for people at Frontex."""
        self._numbers = count(1)
        self._posted: dict[Posted, WithTeams] = {}

    def found(self) -> None:
        """Create those whom the scenario sends."""
        found(self.env)

    def prepare(self) -> None:
        """Teams and officers of Frontex are there, or come at their hour."""
        env, world = self.env, self.world
        self._teams = env.of_kind(SpecialTeam)
        world.officers.change_with(*(team.shifts for team in self._teams))
        self._pool = env.one_of_kind(ExpertPool)
        for team in self._teams:
            if team.always_there:
                team.stand(team.home)
            elif team.arrives_h > 0.0:
                env.clock.process(self._come(team, team.arrives_h))
            else:
                self._begin(team)
        for contingent in env.of_kind(Contingent):
            if contingent.service == FRONTEX_OFFICERS:
                contingent.deploy()
                world.officers.host(contingent.country, contingent.service, contingent.officers)
                world.checkpoints.host(contingent.point, contingent.officers * self._practice.on_checks)

    def handles(self) -> Mapping[type[Timed], Handler]:
        """Teams move, are sent, are called; people at Frontex decide on calls."""
        return {
            MoveAsset: self._move,
            SendAsset: self._send,
            CallExperts: self._call_experts,
            AnswerRequest: self._answered,
            LeaveSeat: self._left,
        }

    def present(self) -> Iterator[tuple[int, str]]:
        """Teams where they stand, and officers of Frontex."""
        yield from ((team.point, team.asset) for team in self._teams if team.point is not None)
        for contingent in self.env.of_kind(Contingent):
            if contingent.service == FRONTEX_OFFICERS:
                yield contingent.point, contingent.service

    def acts_at(self) -> Mapping[type[Timed], Moment]:
        """Who comes works from the next briefing after the way, or the lead time."""
        return {MoveAsset: self._moved_h, SendAsset: self._sent_h, CallExperts: self._called_h}

    def _moved_h(self, event: MoveAsset) -> float:
        index = self.env.theatre.index
        here, there = index[f"{event.country}/{event.origin}"], index[f"{event.country}/{event.to}"]
        return self._at_briefing(self.env.theatre.way_h(here, there))

    def _sent_h(self, event: SendAsset) -> float:
        return self._at_briefing(self._lead_h(self._names.next(_sent(event, event.asset), event)))

    def _called_h(self, event: CallExperts) -> float:
        return self._at_briefing(self._practice.expert_deployment)

    def _at_briefing(self, hours: float) -> float:
        return self.env.theatre.next_briefing(self.env.time + hours)

    def at_work(self, detection: Floats, false_alarm: Floats, hour_of_day: float) -> None:
        """Teams detect what they are for where they stand at an hour, and now and then indicate falsely."""
        theatre = self.env.theatre
        there: dict[int, tuple[str, ...]] = {}
        for team in self._teams:
            if team.point is not None and team.at_work(hour_of_day):
                before = there.get(team.point, theatre.checkpoints[team.point].equipment)
                there[team.point] = (*before, team.asset)
        if not there:
            return
        posted = tuple(there.items())
        if posted not in self._posted:
            self._posted[posted] = _with_teams(theatre, posted)
        points, false_alarms, (places, detectors), found = self._posted[posted]
        false_alarm[points] = false_alarms
        detection[places, detectors] = found

    # How teams come and go --------------------------------------------------------------------------------------------

    def _move(self, event: MoveAsset) -> Process:
        """A team of a country leaves one post now and works at another after the way; the first by name goes."""
        index = self.env.theatre.index
        here, there = index[f"{event.country}/{event.origin}"], index[f"{event.country}/{event.to}"]
        standing = [team for team in self._teams if team.asset == event.asset and team.point == here]
        if not standing:
            return f"no such team stands at {event.origin}"
        team = min(standing, key=lambda team: team.name)
        hours = self.env.theatre.way_h(here, there)
        self._travelled(team, hours)
        team.leave(there)
        self.world.checkpoints.equip()
        yield self.env.clock.timeout(hours)
        team.stand(there)
        self._tell(team)
        self.world.checkpoints.equip()
        return ""

    def _tell(self, team: SpecialTeam) -> None:
        """Tell the host, and Frontex of its own, that a team is there."""
        assert team.point is not None
        place = self.env.theatre.checkpoints[team.point]
        for owner in (place.country, *((AT_FRONTEX,) if team.sender == FRONTEX else ())):
            self.env.notices.tell(owner, "arrived", other=team.sender, detail=team.asset, place=place.post)

    def _send(self, event: SendAsset) -> Process:
        """One more team comes to a post after a lead time."""
        team = self._new(event, event.asset, event.by)
        yield from self._come(team, self._lead_h(team.name), unplanned=True)

    def _lead_h(self, team: str) -> float:
        """Hours until a team that nobody had planned is at its post."""
        return spread(self._practice.lead, self._practice.lead_variation, self.env.chance.draw("asset", team))

    def _call_experts(self, event: CallExperts) -> Process:
        """A document expert of Frontex comes to a post, while its pool lasts and nobody at Frontex refuses."""
        place = f"{event.country}/{event.post}"
        if self._pool is not None and self.env.seats.taken(AT_FRONTEX) and not (yield from self._agreed(event)):
            self._pool.decline(place)
            self.env.notices.tell(event.country, "experts_refused", other=FRONTEX, place=event.post)
            return "Frontex refused"
        if self._pool is None or not self._pool.answer(place):
            return "no expert was left in the pool"
        team = self._new(event, "document_expert", FRONTEX)
        yield from self._come(team, self._practice.expert_deployment, unplanned=True)
        return ""

    def _agreed(self, event: CallExperts) -> Process:
        """Wait until people at Frontex agree or refuse; it agrees by itself when they leave."""
        call = f"experts/{next(self._numbers)}"
        answer = self._calls[call] = Event(self.env.clock)
        self.env.notices.tell(AT_FRONTEX, "experts_called", call, other=event.country, place=event.post)
        return (yield answer)

    def _answered(self, event: AnswerRequest) -> Process:
        """A call is decided once."""
        if event.owner == AT_FRONTEX and event.message in self._calls:
            self._decide(event.message, event.give, agreed=event.give == "answered")
        yield from ()

    def _left(self, event: LeaveSeat) -> Process:
        """What waits when people leave goes on by itself."""
        for call in [*self._calls] if event.owner == AT_FRONTEX else ():
            self._decide(call, "by_itself", agreed=True)
        yield from ()

    def _decide(self, call: str, how: str, *, agreed: bool) -> None:
        self.env.notices.tell(AT_FRONTEX, "replied", call, detail=how)
        self._calls.pop(call).succeed(agreed)

    def _new(self, event: SendAsset | CallExperts, asset: str, sender: str) -> SpecialTeam:
        """A team that nobody had planned; it has still to come."""
        name = self._names.give(_sent(event, asset), event)
        home = self.env.theatre.index[f"{event.country}/{event.post}"]
        team = SpecialTeam(self.env, name, asset, home, sender)
        self._teams.append(team)
        return team

    def _come(self, team: SpecialTeam, hours: float, *, unplanned: bool = False) -> Process:
        """A team arrives after some hours and begins to work."""
        yield self.env.clock.timeout(hours)
        self._begin(team, unplanned=unplanned)
        self._tell(team)
        self.world.checkpoints.equip()

    # What teams cost --------------------------------------------------------------------------------------------------

    def _begin(self, team: SpecialTeam, *, unplanned: bool = False) -> None:
        """A team begins to work; those who take part already serve in its country's units."""
        team.deploy()
        payer = self._payer(team)
        if payer is None:
            self.world.officers.host(team.country, self._service(team), self._practice.team)
        elif unplanned:
            self.world.officers.reinforce(payer, self._practice.team)

    def _travelled(self, team: SpecialTeam, hours: float) -> None:
        """Charge a team's way to its country, or to the guests of its host."""
        payer = self._payer(team)
        if payer is None:
            self.world.officers.guests_travelled(team.country, self._service(team), self._practice.team * hours)
        else:
            self.world.officers.travelled(payer, self._practice.team * hours)

    def _payer(self, team: SpecialTeam) -> str | None:
        """The participating country whose officers a team is made of; None for guests from elsewhere."""
        code = team.sender or team.country
        return code if self.world.officers.units_of(code) else None

    @staticmethod
    def _service(team: SpecialTeam) -> str:
        return FRONTEX_OFFICERS if team.sender == FRONTEX else "guests"


def _with_teams(theatre: Theatre, posted: Posted) -> WithTeams:
    """What is detected and indicated falsely where teams stand."""
    false_alarms = np.array([theatre.false_alarm_with(point, equipment) for point, equipment in posted])
    special = [(point, equipment, asset) for point, equipment in posted for asset in equipment]
    found = np.array([theatre.detection_with(*one) for one in special])
    places = [point for point, _, _ in special], [DETECTORS.index(asset) for _, _, asset in special]
    return [point for point, _ in posted], false_alarms, places, found


def _sent(event: SendAsset | CallExperts, asset: str) -> str:
    """What a team is called that an event sends, but for the event."""
    return f"{event.country}/{event.post}/{asset}-sent"


INSTITUTION = Deployments
