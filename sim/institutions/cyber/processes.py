"""Cyber patrols (ODD 7.10).

Each team comes upon something now and then while it is on duty. What it finds is written in a language, and leads to a
person, to a trace of a network or to a parcel, if it can be told who is behind it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from sim.engine.choices import Options, one_of
from sim.engine.distributions import Exponential, spread
from sim.institutions.cyber.agents import CyberTeam, found
from sim.institutions.cyber.plan import CYBER, PRACTICE
from sim.institutions.cyber.records import Lead
from sim.scenario.languages import written_in
from sim.scenario.shifts import DAY_H, hours_of, length_of
from sim.words import CYBER as SERVICE
from sim.world.contract.environment import Environment
from sim.world.contract.finding import Finding, Person
from sim.world.contract.institution import DeskRow, Institution
from sim.world.contract.request import Process
from sim.world.world import World

SENT = {"drugs": "drugs", "firearms": "firearms", "property_crime": "goods"}
"""What is sent by post, by crime area, as the mark of the parcel."""


class FindLuck(NamedTuple):
    """Chance of one find: when, where, and whether it is worked out."""

    found: float
    own_language: float
    place: float
    venue: float
    reading: float
    identified: float
    reader: float
    """Which of the other teams that know the language reads it."""


class WhatLuck(NamedTuple):
    """Chance of what a find leads to."""

    area: float
    kind: float
    of_network: float
    network: float
    elsewhere: float
    """Whether somebody lives elsewhere; of a trace, whether it is reported."""
    place: float
    post: float
    taken: float


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
        """The find as it ended."""
        return Lead(
            lead=self.name,
            time_h=self.time_h,
            country=self.country,
            venue=self.venue,
            language=self.language,
            read_h=self.read_h,
            kind=self.kind,
            crime_area=self.area,
            network=self.network,
            outcome=outcome,
            cause=self.name.rpartition("/")[0],
        )


class CyberPatrols(Institution):
    """Teams that search online venues."""

    world: World

    def __init__(self, env: Environment, world: World) -> None:
        super().__init__(env, world)
        self._teams: dict[str, CyberTeam] = {}
        self._open: dict[str, _Find] = {}
        self._plan = CYBER.of(env.plan)
        self._practice = PRACTICE.of(env.plan)
        people = env.facts
        population = {code: people[code].population_millions for code in env.theatre.codes}
        self._places = Options(population)
        self._venues = Options(self._plan.venues)
        self._centres = {
            point.country: number for number, point in enumerate(env.theatre.checkpoints) if point.kind == "postal"
        }
        self._destinations = Options({code: population[code] for code in self._centres})

    def found(self) -> None:
        """Create the teams of the countries that patrol."""
        found(self.env)

    def prepare(self) -> None:
        """Form the teams, and set when each of them comes upon something."""
        for team in self.env.of_kind(CyberTeam):
            self._teams[team.country] = team
            own = [unit for unit in self.world.officers.units_of(team.country) if unit.service == SERVICE]
            team.form(sum(unit.officers for unit in own))
            for number, shift in enumerate(team.shifts):
                self._search(team, f"{team.name}/{number}", shift)

    def staff(self, hour_of_day: float) -> None:
        """Staff the desks of the teams for the shift that begins."""
        for team in self._teams.values():
            team.staff(hour_of_day)

    def desks(self) -> Iterator[DeskRow]:
        """The desks of the teams."""
        for code, team in self._teams.items():
            yield "cyber_teams", code, team.desk

    def close(self) -> None:
        """Write down the leads that are still followed."""
        for find in self._open.values():
            self.env.journal.add(find.row("open"))

    # When something is found -----------------------------------------------------------------------------------------

    def _search(self, team: CyberTeam, name: str, shift: str) -> None:
        """The finds of one team: a Poisson process over its hours on duty."""
        env = self.env
        between = Exponential(self._practice.search)
        number, worked = 0, 0.0
        while True:
            subject = f"{name}/lead-{number}"
            luck = env.chance.luck(FindLuck, "cyber", subject)
            worked += between.at(luck.found)
            if worked >= length_of(shift) * env.plan.days:
                return
            env.clock.begin(self._hour(shift, worked), self._follow(team, subject, luck))
            number += 1

    def _hour(self, shift: str, worked: float) -> float:
        """The hour of the action at which a team of a shift has been on duty for some hours."""
        day, since = divmod(worked, length_of(shift))
        offset = self.env.clock.hour_of_day(0.0)
        return day * DAY_H + (hours_of(shift)[0] + since - offset) % DAY_H

    # What becomes of it ----------------------------------------------------------------------------------------------

    def _follow(self, team: CyberTeam, subject: str, luck: FindLuck) -> Process:
        """Follow a find to its end."""
        env = self.env
        own = luck.own_language < self._practice.own_language
        place = team.country if own else self._places.at(luck.place)
        venue = self._venues.at(luck.venue)
        find = _Find(subject, env.clock.now, team.country, venue, place, written_in(env.plan, place)[0])
        self._open[subject] = find
        outcome = yield from self._read(find, team, luck)
        del self._open[subject]
        env.journal.add(find.row(outcome))

    def _read(self, find: _Find, team: CyberTeam, luck: FindLuck) -> Process:
        """Have it worked out by a team that knows the language; returns the outcome."""
        env = self.env
        world = self.world
        reader = self._reader(find, team, luck.reader)
        if reader is None:
            return "unread"
        if reader is not team:
            team.pass_on(find.name, reader.country, find.language)
            find.abroad = True
            arrived = yield from world.exchange.report(find.name, team.country, reader.country, "find")
            if not arrived:
                return "unread"
        yield reader.desk.serve(spread(self._practice.reading, self._practice.variation, luck.reading))
        find.read_h = env.clock.now
        if luck.identified >= self._practice.identified[find.venue]:
            return "dead_end"
        return (yield from self._pursue(find, reader))

    def _reader(self, find: _Find, team: CyberTeam, u: float) -> CyberTeam | None:
        """The teams that read a find: its own, else those of the country that it comes from, else of any other.

        Nobody passes a find on to a country that takes nothing from it.
        """
        if team.reads(find.language):
            return team
        between = self.env.theatre.cooperation.between
        able = [
            other.country
            for other in self._teams.values()
            if other is not team
            and other.shifts
            and other.reads(find.language)
            and between(team.country, other.country).answered > 0.0
        ]
        if not able:
            return None
        return self._teams[find.place if find.place in able else one_of(able, u)]

    def _pursue(self, find: _Find, reader: CyberTeam) -> Process:
        """It is known who is behind it: see what it is, and act; returns the outcome."""
        env = self.env
        world = self.world
        practice = self._practice
        luck = env.chance.luck(WhatLuck, "cyber", f"{find.name}/what")
        find.area = env.theatre.crime_area(luck.area)
        sent = find.area in SENT and bool(self._centres)
        if luck.kind < practice.target:
            find.kind = "target"
        else:
            find.kind = "parcel" if sent and luck.kind < practice.target + practice.parcel else "trace"
        if find.kind == "trace" or luck.of_network < practice.of_network:
            find.network = world.networks.of_associate(find.place, luck.network)
        if find.network and find.kind != "parcel":
            find.area = world.networks[find.network].main_area
        if find.kind == "trace":
            return self._report(find, reader, luck.elsewhere)
        way = self._visit if find.kind == "target" else self._tip
        return (yield from way(find, reader, luck))

    def _report(self, find: _Find, reader: CyberTeam, u: float) -> str:
        """Tell Europol of a trace, or keep it; returns the outcome."""
        if not find.network:
            return "dead_end"
        if not self.env.theatre.cooperation.reports(reader.country, u):
            return "kept"
        reader.report(find.name, find.network)
        self.world.analysis.add_intelligence(reader.country, find.network, find.name)
        return "reported"

    def _visit(self, find: _Find, reader: CyberTeam, luck: WhatLuck) -> Process:
        """Somebody is identified: the country where that person lives has the home visited; returns the outcome."""
        env = self.env
        world = self.world
        found = (
            env.theatre.country_abroad(find.place, luck.place)
            if luck.elsewhere < self._practice.elsewhere
            else find.place
        )
        place = found if found in env.theatre.codes else find.place
        reader.identify(find.name, place)
        name = f"{find.name}/visit"
        identified_h = env.clock.now
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
        if not self._plan.prosecutors and (yield from self.world.institutions.authorised(country, subject, asker)):
            return
        median = practice.warrant_present if self._plan.prosecutors else practice.warrant
        u = self.env.chance.draw("cyber", f"{subject}/order")
        yield self.env.clock.timeout(spread(median, practice.variation, u))

    def _tip(self, find: _Find, reader: CyberTeam, luck: WhatLuck) -> Process:
        """A parcel is announced: the postal centre of its destination is told; returns the outcome."""
        env = self.env
        world = self.world
        place = self._destinations.at(luck.place)
        point = self._centres[place]
        post = env.theatre.checkpoints[point].name
        reader.tip(find.name, post)
        if place != reader.country:
            arrived = yield from world.exchange.report(find.name, reader.country, place, "tip")
            if not arrived:
                return "lost"
        told_h = env.theatre.next_briefing(env.clock.now)
        passes_h = find.time_h + spread(self._practice.post, self._practice.variation, luck.post)
        if passes_h < told_h:
            return "missed"
        yield env.clock.timeout(passes_h - env.clock.now)
        if world.checkpoints.lanes[point] == 0 or luck.taken >= self._practice.parcel_taken:
            return "missed"
        finding = Finding(
            name=f"{post}/parcel/{find.name.replace('/', '-')}",
            country=place,
            checkpoint=post,
            point=point,
            kind="parcel",
            mark=SENT[find.area],
            detector="information",
            area=find.area,
            network=find.network,
            abroad=find.abroad or place != reader.country,
        )
        world.cases.open_lead(finding, find.name)
        return "intercepted"


INSTITUTION = CyberPatrols
