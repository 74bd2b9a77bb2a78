"""Cyber patrols (ODD 7.10).

Each team comes upon something now and then while it is on duty. What it finds is written in a language, and leads to a
person, to a trace of a network or to a parcel, if it can be told who is behind it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.domain.agents.online import CyberTeam
from sim.domain.closing import SHIFT_H
from sim.domain.exchange import Process
from sim.domain.institution import Institution
from sim.domain.layout import SHIFTS
from sim.domain.searches import DAY_H, Person
from sim.engine.clock import Desk
from sim.engine.distributions import Exponential, spread, weighted
from sim.outcome.leads import Lead
from sim.outcome.records import Case
from sim.scenario import reference
from sim.scenario.languages import LANGUAGES

if TYPE_CHECKING:
    from sim.domain.operation import Operation

SENT = {"drugs": "drugs", "firearms": "firearms", "property_crime": "goods"}
"""What is sent by post, by crime area, as the mark of the parcel."""


@dataclass(slots=True)
class _Find:
    """What a team came upon, and what is known of it so far."""

    name: str
    time_h: float
    country: str
    venue: str
    place: str
    language: str
    read_h: float = math.nan
    kind: str = "unknown"
    area: str = ""
    network: str = ""
    abroad: bool = False
    """Whether the teams of another country had to read it."""

    def row(self, outcome: str) -> Lead:
        return Lead(
            self.name,
            self.time_h,
            self.country,
            self.venue,
            self.language,
            self.read_h,
            self.kind,
            self.area,
            self.network,
            outcome,
            self.name.rpartition("/")[0],
        )


class CyberPatrols(Institution):
    """Teams that search online venues."""

    def __init__(self, world: Operation) -> None:
        super().__init__(world)
        self.teams: dict[str, CyberTeam] = {}
        self._open: dict[str, _Find] = {}
        self._practice = world.plan.behaviour.cyber
        people = reference.countries()
        self._population = [people[code].population_millions for code in world.layout.codes]
        self._venues = tuple(world.plan.cyber.venues)
        self._weights = tuple(world.plan.cyber.venues.values())
        self._centres = {
            point.country: number for number, point in enumerate(world.layout.checkpoints) if point.kind == "postal"
        }

    def prepare(self) -> None:
        """Form the teams, and set when each of them comes upon something."""
        world = self.world
        for team in world.agents_by_type.get(CyberTeam, ()):
            assert isinstance(team, CyberTeam)
            self.teams[team.country] = team
            own = [unit for unit in world.units if unit.country == team.country and unit.service == "cyber"]
            team.form(sum(unit.officers for unit in own))
            for number, shift in enumerate(team.shifts):
                self._plan(team, f"{team.name}/{number}", shift)

    def staff(self, hour_of_day: float) -> None:
        """Staff the desks of the teams for the shift that begins."""
        for team in self.teams.values():
            team.staff(hour_of_day)

    def desks(self) -> Iterator[tuple[str, str, Desk]]:
        """The desks of the teams."""
        for code, team in self.teams.items():
            yield "cyber_teams", code, team.desk

    def close(self) -> None:
        """Write down the leads that are still followed."""
        for find in self._open.values():
            self.world.journal.add(find.row("open"))

    # When something is found -----------------------------------------------------------------------------------------

    def _plan(self, team: CyberTeam, name: str, shift: int) -> None:
        """The finds of one team: a Poisson process over its hours on duty."""
        world = self.world
        between = Exponential(self._practice.search)
        number, worked = 0, 0.0
        while True:
            subject = f"{name}/lead-{number}"
            u = world.chance.draws("cyber", subject)
            worked += between.at(u[0])
            if worked >= SHIFT_H * world.plan.days:
                return
            world.clock.begin(self._hour(shift, worked), self._follow(team, subject, u))
            number += 1

    def _hour(self, shift: int, worked: float) -> float:
        """The hour of the action at which a team of a shift has been on duty for some hours."""
        day, since = divmod(worked, SHIFT_H)
        offset = self.world.clock.hour_of_day(0.0)
        return day * DAY_H + (SHIFTS[shift - 3] + since - offset) % DAY_H

    # What becomes of it ----------------------------------------------------------------------------------------------

    def _follow(self, team: CyberTeam, subject: str, u: tuple[float, ...]) -> Process:
        """Follow a find to its end."""
        world = self.world
        own = u[1] < self._practice.own_language
        place = team.country if own else weighted(world.layout.codes, self._population, u[2])
        venue = weighted(self._venues, self._weights, u[3])
        find = _Find(subject, world.clock.now, team.country, venue, place, LANGUAGES[place][0])
        self._open[subject] = find
        outcome = yield from self._read(find, team, u)
        del self._open[subject]
        world.journal.add(find.row(outcome))

    def _read(self, find: _Find, team: CyberTeam, u: tuple[float, ...]) -> Process:
        """Have it worked out by a team that knows the language; returns the outcome."""
        world = self.world
        reader = self._reader(find, team)
        if reader is None:
            return "unread"
        if reader is not team:
            team.pass_on(find.name, reader.country, find.language)
            find.abroad = True
            arrived = yield from world.exchange.report(find.name, team.country, reader.country, "find")
            if not arrived:
                return "unread"
        yield reader.desk.serve(spread(self._practice.reading, self._practice.variation, u[4]))
        find.read_h = world.clock.now
        if u[5] >= self._practice.identified[find.venue]:
            return "dead_end"
        return (yield from self._pursue(find, reader))

    def _reader(self, find: _Find, team: CyberTeam) -> CyberTeam | None:
        """The teams that read a find: its own, else those of the country that it comes from, else others.

        Nobody passes a find on to a country that takes nothing from it.
        """
        if team.reads(find.language):
            return team
        between = self.world.layout.cooperation.between
        able = [
            other
            for other in self.teams.values()
            if other is not team
            and other.shifts
            and other.reads(find.language)
            and between(team.country, other.country).answered > 0.0
        ]
        return next((other for other in able if other.country == find.place), next(iter(able), None))

    def _pursue(self, find: _Find, reader: CyberTeam) -> Process:
        """It is known who is behind it: see what it is, and act; returns the outcome."""
        world, practice = self.world, self._practice
        v = world.chance.draws("cyber", f"{find.name}/what")
        find.area = world.cases.area(v[0])
        sent = find.area in SENT and bool(self._centres)
        if v[1] < practice.target:
            find.kind = "target"
        else:
            find.kind = "parcel" if sent and v[1] < practice.target + practice.parcel else "trace"
        if find.kind == "trace" or v[2] < practice.of_network:
            find.network = world.network_of_associate(find.place, v[3])
        if find.network and find.kind != "parcel":
            find.area = world.networks[find.network].main_area
        if find.kind == "trace":
            return self._report(find, reader, v[4])
        way = self._visit if find.kind == "target" else self._tip
        return (yield from way(find, reader, v))

    def _report(self, find: _Find, reader: CyberTeam, u: float) -> str:
        """Tell Europol of a trace, or keep it; returns the outcome."""
        if not find.network:
            return "dead_end"
        if not self.world.reports(reader.country, u):
            return "kept"
        reader.report(find.name, find.network)
        self.world.fusion.add_intelligence(reader.country, find.network, find.name)
        return "reported"

    def _visit(self, find: _Find, reader: CyberTeam, v: tuple[float, ...]) -> Process:
        """Somebody is identified: the country where that person lives has the home visited; returns the outcome."""
        world = self.world
        found = world.country_abroad(find.place, v[5]) if v[4] < self._practice.elsewhere else find.place
        place = found if found in world.layout.codes else find.place
        reader.identify(find.name, place)
        name = f"{find.name}/visit"
        identified_h = world.clock.now
        if place != reader.country:
            answer = yield from world.exchange.ask(name, reader.country, place)
            if not answer.answered:
                return answer.status
        yield from self._authorised(place, name, reader.country)
        person = Person(name, place, find.area, find.network, find.name, find.abroad or place != reader.country)
        met = yield from world.searches.visit(person, "cyber_lead", identified_h, self._practice.stays)
        return "arrested" if met else "gone"

    def _authorised(self, country: str, subject: str, asker: str) -> Process:
        """Wait for a prosecutor's order; where prosecutors sit with the patrol it is soon there."""
        practice = self._practice
        if self.world.justice.prosecutes(country) and not self.world.plan.cyber.prosecutors:
            yield from self.world.justice.warrant(country, subject, asker=asker)
            return
        median = practice.warrant_present if self.world.plan.cyber.prosecutors else practice.warrant
        u = self.world.chance.draw("cyber", f"{subject}/order")
        yield self.world.clock.timeout(spread(median, practice.variation, u))

    def _tip(self, find: _Find, reader: CyberTeam, v: tuple[float, ...]) -> Process:
        """A parcel is announced: the postal centre of its destination is told; returns the outcome."""
        world = self.world
        codes = [code for code in world.layout.codes if code in self._centres]
        weights = [weight for code, weight in zip(world.layout.codes, self._population, strict=True) if code in codes]
        place = weighted(codes, weights, v[5])
        point = self._centres[place]
        post = world.layout.checkpoints[point].name
        reader.tip(find.name, post)
        if place != reader.country:
            arrived = yield from world.exchange.report(find.name, reader.country, place, "tip")
            if not arrived:
                return "lost"
        told_h = world.next_briefing(world.clock.now)
        passes_h = find.time_h + spread(self._practice.post, self._practice.variation, v[6])
        if passes_h < told_h:
            return "missed"
        yield world.clock.timeout(passes_h - world.clock.now)
        if world.checkpoints.lanes[point] == 0 or v[7] >= self._practice.parcel_taken:
            return "missed"
        name = f"{post}/parcel/{find.name.replace('/', '-')}"
        world.cases.follow(
            Case(
                name,
                world.clock.now,
                place,
                post,
                "parcel",
                "lead",
                find.area,
                SENT[find.area],
                "information",
                find.network,
                find.name,
            ),
            point,
            abroad=find.abroad or place != reader.country,
        )
        return "intercepted"
