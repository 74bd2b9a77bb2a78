"""Hot pursuit, cross-border surveillance, joint patrols (ODD 7.21)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sim.engine.distributions import Exponential, spread
from sim.institutions.cross_border.agents import FieldCommander
from sim.institutions.cross_border.channels import InJointPatrol
from sim.institutions.cross_border.plan import CROSS_BORDER, PRACTICE
from sim.institutions.cross_border.records import PursuitRow
from sim.words import CROSS_CHECK
from sim.world.contract.channel import Channel
from sim.world.contract.environment import Environment
from sim.world.contract.finding import Finding
from sim.world.contract.institution import Floats, Institution
from sim.world.contract.request import Process
from sim.world.theatre.places import Border
from sim.world.world import World


class PursuitLuck(NamedTuple):
    """Chance of a pursuit."""

    hours: float
    caught: float
    ahead: float
    consent: float


class SurveillanceLuck(NamedTuple):
    """Chance of a surveillance."""

    lasts: float
    crosses: float
    crime: float
    consent: float
    reveals: float


@dataclass(frozen=True, slots=True)
class _Course:
    """How a pursuit or a surveillance will go, as chance and the agreement of two countries have it."""

    hours: float
    outcome: str
    into: str
    """The country that was entered; empty when none was."""
    where: str
    """The country where it ends."""


class CrossBorderWork(Institution):
    """What goes on across a border."""

    world: World

    def __init__(self, env: Environment, world: World) -> None:
        super().__init__(env, world)
        self._plan = CROSS_BORDER.of(env.plan)
        self._practice = PRACTICE.of(env.plan)
        self._commanders: dict[str, FieldCommander] = {}
        self._open: dict[str, tuple[str, float, Finding]] = {}
        self._following: Counter[str] = Counter()
        """Teams of a country that follow somebody now."""
        self._partners = self._patrols()

    def skill(self, skill: Floats) -> Floats:
        """Officers of a joint patrol at a green border know the ground of both sides."""
        skill = skill.copy()
        for point in self._partners:
            if self.env.theatre.checkpoints[point].kind == "green_border":
                skill[point] += self._practice.local_knowledge
        return skill

    def opens_channels(self) -> Iterator[Channel]:
        """Officers of both sides in a joint patrol ask each other."""
        yield InJointPatrol(self.env, self._partners)

    def close(self) -> None:
        """At the end of the action, write down what is still followed."""
        now = self.env.clock.now
        for name, (kind, begun_h, finding) in self._open.items():
            course = _Course(hours=now - begun_h, outcome="open", into="", where=finding.country)
            row = self._row(name, now, kind, finding, course)
            self.env.journal.add(row)

    # Joint patrols ----------------------------------------------------------------------------------------------------

    def _patrols(self) -> dict[int, frozenset[str]]:
        """Countries whose officers stand on the same spot, by checkpoint."""
        index = self.env.theatre.index
        partners: dict[int, frozenset[str]] = {}
        for patrol in self._plan.joint_patrols:
            for code in patrol.countries:
                point = index[f"{code}/{patrol.post}"]
                partners[point] = partners.get(point, frozenset()) | (frozenset(patrol.countries) - {code})
        return partners

    # Hot pursuit ------------------------------------------------------------------------------------------------------

    def escaped(self, finding: Finding, route: Sequence[Border]) -> bool:
        """Pursue those who get away with a detected movement; returns whether officers do so at all."""
        if self._plan.pursuit:
            name = f"{finding.name}/pursuit"
            self._begin(name, "pursuit", finding)
            leaving = any(border.leave == finding.point for border in route)
            course = self._course_of_pursuit(finding, leaving=leaving)
            self.env.clock.process(self._pursue(name, finding, course))
        return self._plan.pursuit

    def _pursue(self, name: str, finding: Finding, course: _Course) -> Process:
        env = self.env
        world = self.world
        yield env.clock.timeout(course.hours)
        self._end(name, finding, course)
        if course.outcome == "caught":
            world.cases.follow_up(self._caught(finding, course, "pursuit"))
        else:
            world.analysis.leave_traces(finding)

    def _course_of_pursuit(self, finding: Finding, *, leaving: bool) -> _Course:
        """How a pursuit goes of those who were about to leave the country, or had just entered it."""
        practice = self._practice
        luck = self.env.chance.luck(PursuitLuck, "pursuit", finding.name)
        hours = spread(practice.chase, practice.variation, luck.hours)
        end = "caught" if luck.caught < practice.caught else "lost"
        ahead = luck.ahead < practice.ahead
        beyond = self.env.theatre.checkpoints[finding.point].other if ahead == leaving else ""
        if not beyond:
            return _Course(hours, end, "", finding.country)
        stopped = self._commander(finding.country).at_border("pursuit", finding.name, beyond, luck.consent)
        if stopped:
            return _Course(0.0, stopped, "", finding.country)
        limit = self._pursuit_limit(finding.country, beyond)
        return _Course(min(hours, limit), end if hours <= limit else "limit", beyond, beyond)

    def _pursuit_limit(self, here: str, there: str) -> float:
        """Hours for which a pursuit may go on in the other country."""
        agreement = self._plan.between(here, there)
        assert agreement is not None
        hours = math.inf if agreement.pursuit_h is None else agreement.pursuit_h
        way = math.inf if agreement.pursuit_km is None else agreement.pursuit_km / self._practice.speed
        return min(hours, way)

    # Surveillance -----------------------------------------------------------------------------------------------------

    def met_associate(self, finding: Finding) -> None:
        """Have an associate of a network followed, who cannot be held, if a search team is free."""
        if not self._plan.surveillance:
            return
        if self._team_free(finding.country):
            self.env.clock.process(self._shadow(finding))
        else:
            course = _Course(0.0, "no_team", "", finding.country)
            self._note(f"{finding.name}/surveillance", "surveillance", finding, course)

    def _team_free(self, code: str) -> bool:
        """Whether a search team of a country has time, and not too many of them follow somebody already."""
        teams = self.world.officers.teams[code]
        return teams.busy < teams.staff and self._following[code] < max(1.0, self._practice.most_teams * teams.staff)

    def _shadow(self, finding: Finding) -> Process:
        env = self.env
        world = self.world
        name = f"{finding.name}/surveillance"
        self._following[finding.country] += 1
        luck = env.chance.luck(SurveillanceLuck, "pursuit", name)
        self._begin(name, "surveillance", finding)
        course = self._course_of_surveillance(finding, luck)
        yield world.officers.teams[finding.country].serve(course.hours, 1)
        self._following[finding.country] -= 1
        self._end(name, finding, course)
        if Exponential(self._practice.reveals).at(luck.reveals) < course.hours:
            world.analysis.leave_traces(finding._replace(name=name, country=course.where))
        if course.outcome == "caught":
            world.cases.caught_by_watching(self._caught(finding, course, "surveillance"))

    def _course_of_surveillance(self, finding: Finding, luck: SurveillanceLuck) -> _Course:
        practice = self._practice
        lasts = spread(practice.followed, practice.variation, luck.lasts)
        other = self.env.theatre.checkpoints[finding.point].other if finding.point >= 0 else ""
        border = lasts * luck.crosses / practice.crosses if other and luck.crosses < practice.crosses else math.inf
        crime = Exponential(practice.crime).at(luck.crime)
        if min(lasts, crime) <= border:
            return _Course(min(lasts, crime), "caught" if crime <= lasts else "ended", "", finding.country)
        stopped = self._commander(finding.country).at_border("surveillance", finding.name, other, luck.consent)
        if stopped:
            return _Course(border, stopped, "", finding.country)
        agreement = self._plan.between(finding.country, other)
        assert agreement is not None
        limit = border + (math.inf if agreement.surveillance_h is None else agreement.surveillance_h)
        until = min(lasts, limit)
        if crime <= until:
            return _Course(crime, "caught", other, other)
        return _Course(until, "ended" if lasts <= limit else "limit", other, other)

    # What both have in common -----------------------------------------------------------------------------------------

    def _commander(self, code: str) -> FieldCommander:
        if code not in self._commanders:
            self._commanders[code] = FieldCommander(self.env, code)
        return self._commanders[code]

    def _caught(self, finding: Finding, course: _Course, path: str) -> Finding:
        """The finding as it stands when those followed are caught, away from the checkpoint and perhaps abroad."""
        rests_on_others = bool(course.into) or finding.detector == CROSS_CHECK
        return finding._replace(country=course.where, checkpoint="", point=-1, abroad=rests_on_others, caught_by=path)

    def _begin(self, name: str, kind: str, finding: Finding) -> None:
        self._commander(finding.country).follow(kind, finding.name)
        self._open[name] = (kind, self.env.clock.now, finding)

    def _end(self, name: str, finding: Finding, course: _Course) -> None:
        kind, _, _ = self._open.pop(name)
        self._note(name, kind, finding, course)

    def _note(self, name: str, kind: str, finding: Finding, course: _Course) -> None:
        self.env.journal.add(self._row(name, self.env.clock.now, kind, finding, course))

    @staticmethod
    def _row(name: str, now: float, kind: str, finding: Finding, course: _Course) -> PursuitRow:
        return PursuitRow(
            pursuit=name,
            time_h=now,
            kind=kind,
            country=finding.country,
            into=course.into,
            outcome=course.outcome,
            hours=course.hours,
            cause=finding.name,
        )


INSTITUTION = CrossBorderWork
