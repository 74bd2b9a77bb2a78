"""Crises and special intervention units (ODD 7.20).

Own units come first. What they cannot give is asked of other countries, urgently and all at once; whoever consents
first sends what is still missing (Council Decision 2008/617/JHA). Units bound by a crisis are missing in network
operations.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from simpy.events import Event

from sim.engine.distributions import spread
from sim.institutions.special_units.agents import UnitCommander
from sim.institutions.special_units.plan import PRACTICE, SPECIAL_UNITS, Crisis
from sim.institutions.special_units.records import CrisisRow
from sim.scenario.codes import among
from sim.scenario.events import AnswerRequest
from sim.scenario.part import Timed
from sim.world.contract.environment import Environment
from sim.world.contract.institution import Handler, Institution
from sim.world.contract.names import Names
from sim.world.contract.request import Process
from sim.world.seats.notices import AT_CENTRE
from sim.world.theatre.places import distance_km
from sim.world.world import World

ASSISTANCE = "assistance"
"""What others are asked for."""


@dataclass(slots=True)
class _Crisis:
    """A crisis under way."""

    name: str
    country: str
    situation: str
    wanted: int
    begun_h: float
    complete: Event
    """Enough units stand there."""
    over: Event
    own: int = 0
    foreign: int = 0
    present: int = 0
    countries: list[str] = field(default_factory=list)
    complete_h: float = math.nan

    @property
    def missing(self) -> int:
        """Units that nobody has promised yet."""
        return self.wanted - self.own - self.foreign

    def row(self, now: float, resolved: bool) -> CrisisRow:
        """The crisis as it stands."""
        return CrisisRow(
            crisis=self.name,
            begun_h=self.begun_h,
            time_h=now,
            country=self.country,
            situation=self.situation,
            wanted=self.wanted,
            own=self.own,
            foreign=self.foreign,
            countries=" ".join(self.countries),
            complete_h=self.complete_h,
            resolved=resolved,
        )


class SpecialUnitsAtWork(Institution):
    """Hostage-takings and the like, and who comes to help."""

    world: World

    def __init__(self, env: Environment, world: World) -> None:
        super().__init__(env, world)
        self._plan = SPECIAL_UNITS.of(env.plan)
        self._practice = PRACTICE.of(env.plan)
        self._commanders: dict[str, UnitCommander] = {}
        self._names = Names()
        self._open: dict[str, _Crisis] = {}
        self._promised: dict[str, int] = {}
        """Units that people send at most, by the name of the request."""

    def handles(self) -> Mapping[type[Timed], Handler]:
        """Crises begin; people say with their consent how many units they send."""
        return {Crisis: self._handle, AnswerRequest: self._promise}

    def _promise(self, event: AnswerRequest) -> Process:
        """Who consents sends so many units at most; the first word counts."""
        yield from ()
        if event.units is None:
            return ""
        if event.message not in (_asked(crisis, event.owner) for crisis in self._open):
            return f"nobody asks {event.owner} for units by it"
        self._promised.setdefault(event.message, event.units)
        return ""

    def _handle(self, event: Crisis) -> Process:
        """A crisis from the alert until it is resolved, or ends by itself because too few units came."""
        clock = self.env.clock
        crisis = self._begin(event)
        commander = self._commander(crisis.country)
        crisis.own = commander.send(crisis.name, crisis.wanted)
        for number in range(crisis.own):
            clock.process(self._unit(crisis, crisis.country, number))
        self._tell(crisis, "crisis", f"{crisis.situation}, {crisis.own} of {crisis.wanted} units are its own")
        if crisis.missing:
            self._call(crisis, commander)
        self._arrive(crisis, 0)
        yield crisis.complete | clock.timeout(self._practice.longest[crisis.situation])
        resolved = crisis.complete.triggered
        if resolved:
            yield self.env.over(event, event.lasts)
        commander.end(crisis.name, resolved)
        self._tell(crisis, "crisis_over", "resolved" if resolved else "ended by itself")
        crisis.over.succeed()
        del self._open[crisis.name]
        self.env.journal.add(crisis.row(clock.now, resolved))

    def close(self) -> None:
        """At the end of the action, write down the crises that still go on."""
        for crisis in self._open.values():
            self.env.journal.add(crisis.row(self.env.clock.now, False))

    def _begin(self, event: Crisis) -> _Crisis:
        clock = self.env.clock
        name = self._names.give(f"{event.country}/crisis", event)
        crisis = _Crisis(
            name=name,
            country=event.country,
            situation=event.situation,
            wanted=event.units,
            begun_h=clock.now,
            complete=Event(clock),
            over=Event(clock),
        )
        self._open[name] = crisis
        return crisis

    def _commander(self, code: str) -> UnitCommander:
        if code not in self._commanders:
            teams = self.world.officers.arrest_teams.get(code)
            self._commanders[code] = UnitCommander(self.env, code, int(teams.capacity) if teams else 0)
        return self._commanders[code]

    def _call(self, crisis: _Crisis, commander: UnitCommander) -> None:
        """Ask all countries that may help, at once."""
        helpers = [*self._helpers(crisis.country)]
        commander.call(crisis.name, crisis.missing, len(helpers))
        for code in helpers:
            self.env.clock.process(self._assist(crisis, code))

    def _helpers(self, country: str) -> Iterator[str]:
        """Countries that may help and have units."""
        allowed = self._plan.assistance
        for code in self.world.officers.arrest_teams:
            if code != country and among(allowed, code):
                yield code

    def _assist(self, crisis: _Crisis, code: str) -> Process:
        """Ask a country; if it consents it sends what is still missing, or as many as people promised."""
        env = self.env
        world = self.world
        answer = yield from world.exchange.ask(crisis.name, crisis.country, code, subject=ASSISTANCE)
        if not answer.answered or crisis.missing <= 0 or crisis.over.triggered:
            return
        wanted = min(crisis.missing, self._promised.get(_asked(crisis.name, code), crisis.missing))
        sent = self._commander(code).send(crisis.name, wanted)
        crisis.foreign += sent
        if sent:
            crisis.countries.append(code)
        for number in range(sent):
            env.clock.process(self._unit(crisis, code, number))

    def _unit(self, crisis: _Crisis, code: str, number: int) -> Process:
        """One unit: bound as soon as it is free and before operations that wait for it, until it is back."""
        clock = self.env.clock
        u = self.env.chance.draw("crisis", f"{crisis.name}/{code}/{number}")
        way_h = self._way_h(code, crisis.country)
        with self.world.officers.arrest_teams[code].request(priority=0) as team:
            yield team | crisis.over
            if team.triggered:
                yield crisis.over | clock.timeout(self._ready_h(code == crisis.country, u) + way_h)
            if not crisis.over.triggered:
                self._arrive(crisis, 1)
                yield crisis.over
            if team.triggered:
                yield clock.timeout(way_h)
        self._commander(code).release()

    def _ready_h(self, own: bool, u: float) -> float:
        """Hours from the alert or the consent until a unit can act at the place, without its flight."""
        practice = self._practice
        if own:
            return spread(practice.own_lead, practice.lead_variation, u)
        joining = practice.joining
        if self._plan.joint_training:
            joining *= practice.trained_together
        return spread(practice.foreign_lead, practice.lead_variation, u) + joining

    def _way_h(self, code: str, country: str) -> float:
        """Hours of flight between two countries, from middle to middle."""
        here, there = self.env.facts[code], self.env.facts[country]
        return distance_km((here.lat, here.lon), (there.lat, there.lon)) / self._practice.flight

    def _tell(self, crisis: _Crisis, kind: str, detail: str) -> None:
        """Tell the country of a crisis, those who sent units, and the centre how it stands."""
        self.env.notices.tell_all((crisis.country, *crisis.countries, AT_CENTRE), kind, crisis.name, detail=detail)

    def _arrive(self, crisis: _Crisis, units: int) -> None:
        """Units stand at the place; with the last of those that are wanted the crisis can be resolved."""
        crisis.present += units
        if units:
            self._tell(crisis, "units", f"{crisis.present} of {crisis.wanted} units are there")
        if crisis.present >= crisis.wanted and not crisis.complete.triggered:
            crisis.complete_h = self.env.clock.now
            crisis.complete.succeed()


def _asked(crisis: str, code: str) -> str:
    """The name of the request of a crisis to a country."""
    return f"{crisis}/{ASSISTANCE}-{code}"


INSTITUTION = SpecialUnitsAtWork
