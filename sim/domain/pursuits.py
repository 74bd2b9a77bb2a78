"""Hot pursuit, cross-border surveillance, joint patrols (ODD 7.21)."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.domain.agents.crossborder import FieldCommander
from sim.domain.cases import Finding
from sim.domain.exchange import Process
from sim.domain.institution import Institution
from sim.engine.distributions import Exponential, spread
from sim.outcome.incidents import PursuitRow

if TYPE_CHECKING:
    from sim.domain.operation import Operation


@dataclass(frozen=True, slots=True)
class _Course:
    """How a pursuit or a surveillance will go, as chance and the agreement of two countries have it."""

    hours: float
    outcome: str
    into: str
    """The country that was entered; empty when none was."""
    where: str
    """The country where it ends."""


class Pursuits(Institution):
    """What goes on across a border."""

    def __init__(self, world: Operation) -> None:
        super().__init__(world)
        self._plan = world.plan.cross_border
        self._behaviour = world.plan.behaviour.cross_border
        self._commanders: dict[str, FieldCommander] = {}
        self._open: dict[str, tuple[str, float, Finding]] = {}
        self._following: Counter[str] = Counter()
        """Teams of a country that follow somebody now."""
        self._partners = self._patrols()

    def prepare(self) -> None:
        """Officers of a joint patrol at a green border know the ground of both sides."""
        for point in self._partners:
            if self.world.layout.checkpoints[point].kind == "green_border":
                self.world.skill[point] += self._behaviour.local_knowledge

    def close(self) -> None:
        """At the end of the action, write down what is still followed."""
        now = self.world.plan.hours
        for name, (kind, begun_h, finding) in self._open.items():
            row = PursuitRow(name, now, kind, finding.country, "", "open", now - begun_h, finding.name)
            self.world.journal.add(row)

    # Joint patrols ----------------------------------------------------------------------------------------------------

    def _patrols(self) -> dict[int, frozenset[str]]:
        """Countries whose officers stand on the same spot, by checkpoint."""
        index = self.world.layout.index
        partners: dict[int, frozenset[str]] = {}
        for patrol in self._plan.joint_patrols:
            for code in patrol.countries:
                point = index[f"{code}/{patrol.post}"]
                partners[point] = partners.get(point, frozenset()) | (frozenset(patrol.countries) - {code})
        return partners

    def joint_patrol(self, point: int, country: str) -> bool:
        """Whether officers of another country stand at a checkpoint (-1: at none), in a joint patrol."""
        return country in self._partners.get(point, ())

    # Hot pursuit ------------------------------------------------------------------------------------------------------

    def pursue(self, finding: Finding, movement: str) -> bool:
        """Pursue those who get away with a detected movement; returns whether officers do so at all."""
        if self._plan.pursuit:
            name = f"{finding.name}/pursuit"
            self._begin(name, "pursuit", finding)
            self.world.clock.process(self._pursue(name, finding, self._course_of_pursuit(finding, movement)))
        return self._plan.pursuit

    def _pursue(self, name: str, finding: Finding, course: _Course) -> Process:
        world = self.world
        yield world.clock.timeout(course.hours)
        self._end(name, finding, course)
        if course.outcome == "caught":
            world.cases.follow_up(self._caught(finding, course, "pursuit"))
        else:
            world.fusion.leave_traces(finding)

    def _course_of_pursuit(self, finding: Finding, movement: str) -> _Course:
        behaviour = self._behaviour
        u = self.world.chance.draws("pursuit", finding.name)
        hours = spread(behaviour.chase, behaviour.variation, u[0])
        end = "caught" if u[1] < behaviour.caught else "lost"
        beyond = self._beyond(finding, movement, u[2])
        if not beyond:
            return _Course(hours, end, "", finding.country)
        stopped = self._commander(finding.country).at_border("pursuit", finding.name, beyond, u[3])
        if stopped:
            return _Course(0.0, stopped, "", finding.country)
        limit = self._pursuit_limit(finding.country, beyond)
        return _Course(min(hours, limit), end if hours <= limit else "limit", beyond, beyond)

    def _beyond(self, finding: Finding, movement: str, u: float) -> str:
        """The country into which those pursued flee; empty when they stay in the one where they were found."""
        point = finding.point
        leaving = any(border.leave == point for border in self.world.journeys[movement].route)
        ahead = u < self._behaviour.ahead
        return self.world.layout.checkpoints[point].other if ahead == leaving else ""

    def _pursuit_limit(self, here: str, there: str) -> float:
        """Hours for which a pursuit may go on in the other country."""
        agreement = self._plan.between(here, there)
        assert agreement is not None
        hours = math.inf if agreement.pursuit_h is None else agreement.pursuit_h
        way = math.inf if agreement.pursuit_km is None else agreement.pursuit_km / self._behaviour.speed
        return min(hours, way)

    # Surveillance -----------------------------------------------------------------------------------------------------

    def shadow(self, finding: Finding) -> None:
        """Have an associate of a network followed, who cannot be held, if a search team is free."""
        if not self._plan.surveillance:
            return
        if self._team_free(finding.country):
            self.world.clock.process(self._shadow(finding))
        else:
            course = _Course(0.0, "no_team", "", finding.country)
            self._note(f"{finding.name}/surveillance", "surveillance", finding, course)

    def _team_free(self, code: str) -> bool:
        """Whether a search team of a country has time, and not too many of them follow somebody already."""
        teams = self.world.teams[code]
        return teams.busy < teams.staff and self._following[code] < max(1.0, self._behaviour.most_teams * teams.staff)

    def _shadow(self, finding: Finding) -> Process:
        world = self.world
        name = f"{finding.name}/surveillance"
        self._following[finding.country] += 1
        u = world.chance.draws("pursuit", name)
        self._begin(name, "surveillance", finding)
        course = self._course_of_surveillance(finding, u)
        yield world.teams[finding.country].serve(course.hours, 1)
        self._following[finding.country] -= 1
        self._end(name, finding, course)
        if Exponential(self._behaviour.reveals).at(u[4]) < course.hours:
            world.fusion.leave_traces(replace(finding, name=name, country=course.where))
        if course.outcome == "caught":
            world.cases.caught_by_watching(self._caught(finding, course, "surveillance"))

    def _course_of_surveillance(self, finding: Finding, u: tuple[float, ...]) -> _Course:
        behaviour = self._behaviour
        lasts = spread(behaviour.followed, behaviour.variation, u[0])
        other = self.world.layout.checkpoints[finding.point].other if finding.point >= 0 else ""
        border = lasts * u[1] / behaviour.crosses if other and u[1] < behaviour.crosses else math.inf
        crime = Exponential(behaviour.crime).at(u[2])
        if min(lasts, crime) <= border:
            return _Course(min(lasts, crime), "caught" if crime <= lasts else "ended", "", finding.country)
        stopped = self._commander(finding.country).at_border("surveillance", finding.name, other, u[3])
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
            self._commanders[code] = FieldCommander(self.world, code)
        return self._commanders[code]

    def _caught(self, finding: Finding, course: _Course, path: str) -> Finding:
        """The finding as it stands when those followed are caught, away from the checkpoint and perhaps abroad."""
        rests_on_others = bool(course.into) or finding.channel == "europol"
        return replace(finding, country=course.where, checkpoint="", point=-1, abroad=rests_on_others, caught_by=path)

    def _begin(self, name: str, kind: str, finding: Finding) -> None:
        self._commander(finding.country).follow(kind, finding.name)
        self._open[name] = (kind, self.world.clock.now, finding)

    def _end(self, name: str, finding: Finding, course: _Course) -> None:
        kind, _, _ = self._open.pop(name)
        self._note(name, kind, finding, course)

    def _note(self, name: str, kind: str, finding: Finding, course: _Course) -> None:
        now = self.world.clock.now
        self.world.journal.add(
            PursuitRow(name, now, kind, finding.country, course.into, course.outcome, course.hours, finding.name)
        )
