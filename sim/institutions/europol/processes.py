"""Europol in the field: mobile offices, and guest officers for secondary security checks (ODD 7.17)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import numpy as np
from simpy.events import Event

from sim.engine.queues import DETECTORS
from sim.institutions.europol.agents import GUEST_OFFICERS, FieldOffice, found
from sim.institutions.europol.channels import AtMobileOffice
from sim.institutions.europol.plan import EUROPOL_FIELD, PRACTICE, MobileOffice, MoveMobileOffice
from sim.scenario.part import Timed
from sim.words import EUROPOL
from sim.world import odds
from sim.world.checks import rules
from sim.world.contract.channel import Channel
from sim.world.contract.environment import Environment
from sim.world.contract.institution import DeskRow, Floats, Handler, Institution, Moment
from sim.world.contract.request import Process
from sim.world.officers.guests import Contingent
from sim.world.world import World

SHIFT_SHARE = 1.0 / 3.0
"""Part of the day for which one officer serves."""


class EuropolInTheField(Institution):
    """What Europol does at posts; it acts on what is submitted there, and on how fast it is answered.

    Attributes
    ----------
    second_look
        Probability that a guest officer looks again at who is in the second line, by checkpoint.
    """

    world: World

    def __init__(self, env: Environment, world: World) -> None:
        super().__init__(env, world)
        self._plan = EUROPOL_FIELD.of(env.plan)
        self._practice = PRACTICE.of(env.plan)
        self._offices: list[FieldOffice] = []
        self._opened: Counter[str] = Counter()
        points = env.theatre.checkpoints
        self._reported = np.array([env.theatre.cooperation.between(p.country, EUROPOL).reported for p in points])
        self._queued = self._plan.office_desks is not None
        self._open_at = np.zeros(len(points), dtype=bool)
        self.second_look = np.zeros(len(points))

    def found(self) -> None:
        """Create what Europol sends."""
        found(self.env)

    def prepare(self) -> None:
        """Guest officers are there, and mobile offices open before hour 0."""
        self._offices = self.env.of_kind(FieldOffice)
        officers = np.zeros(len(self._open_at))
        for contingent in self.env.of_kind(Contingent):
            if contingent.service == GUEST_OFFICERS:
                contingent.deploy()
                self.world.officers.host(contingent.country, contingent.service, contingent.officers)
                officers[contingent.point] += contingent.officers
        if officers.any():
            self.second_look = self._share(officers * SHIFT_SHARE) * (self._reported > 0.0)
        self._set_submission()

    def handles(self) -> Mapping[type[Timed], Handler]:
        """Mobile offices open and move."""
        return {MobileOffice: self._open_office, MoveMobileOffice: self._move_office}

    def acts_at(self) -> Mapping[type[Timed], Moment]:
        """More is submitted from the next briefing; an office that moves is on the way before."""
        next_briefing, env = self.env.theatre.next_briefing, self.env
        return {
            MobileOffice: lambda event: next_briefing(env.time),
            MoveMobileOffice: lambda event: next_briefing(env.time + self._way_h(event)),
        }

    def _way_h(self, event: MoveMobileOffice) -> float:
        """Hours on the way of an office that moves."""
        here, there = (int(self.env.theatre.points_of((post,))[0]) for post in (event.origin, event.to))
        return self.env.theatre.way_h(here, there)

    def present(self) -> Iterator[tuple[int, str]]:
        """Mobile offices, on both sides of their posts, and guest officers."""
        for office in self._offices:
            yield from ((int(point), "mobile_office") for point in self.env.theatre.points_of((office.post,)))
        for contingent in self.env.of_kind(Contingent):
            if contingent.service == GUEST_OFFICERS:
                yield contingent.point, contingent.service

    def opens_channels(self) -> Iterator[Channel]:
        """Cross-checks at mobile offices."""
        yield AtMobileOffice(self.env, lambda point: bool(self._open_at[point]), self.cross_check)

    def at_work(self, detection: Floats, false_alarm: Floats, hour_of_day: float) -> None:
        """Guest officers look again at documents, as a document expert would, but not as well."""
        expert = DETECTORS.index("document_expert")
        powers = self.env.theatre.powers
        for point in np.flatnonzero(self.second_look):
            again = self.second_look[point] * self._practice.second_look * powers[point, expert]
            detection[point, expert] = odds.either(detection[point, expert], again)

    def desks(self) -> Iterator[DeskRow]:
        """Desks of mobile offices, where they are limited."""
        if self._queued:
            yield from (("mobile_office", office.name, office.desk) for office in self._offices)

    def cross_check(self, point: int, hours: float, priority: int) -> Event:
        """A cross-check at the mobile office of a checkpoint's post: at once, or at the desk where fewest wait."""
        if not self._queued:
            return self.env.clock.timeout(hours)
        post = self.env.theatre.checkpoints[point].post
        here = [office.desk for office in self._offices if office.post == post]
        return min(here, key=lambda desk: desk.busy + desk.waiting).serve(hours, priority)

    def _open_office(self, event: MobileOffice) -> Process:
        """One more mobile office opens at a post."""
        yield from ()
        self._opened[event.post] += 1
        name = f"EUROPOL/office-{event.post}-sent-{self._opened[event.post]}"
        self._offices.append(FieldOffice(self.env, name, event.post))
        self._set_submission()

    def _move_office(self, event: MoveMobileOffice) -> Process:
        """A mobile office leaves one post now and opens at another after the way; it is closed on the way."""
        standing = [office for office in self._offices if office.post == event.origin]
        if not standing:
            return f"no mobile office stands at {event.origin}"
        office = min(standing, key=lambda office: office.name)
        office.close(event.to)
        self._set_submission()
        yield self.env.clock.timeout(self._way_h(event))
        office.open(event.to)
        self._set_submission()
        return ""

    def _set_submission(self) -> None:
        """Set how often what is in the second line is submitted, and where mobile offices are open.

        The country submits as it reports its findings; a mobile office and guest officers see to what it did not.
        """
        posts = Counter(office.post for office in self._offices)
        offices = np.array([float(posts[point.post]) for point in self.env.theatre.checkpoints])
        desks = self._plan.office_desks
        self._open_at[:] = (offices > 0.0) & (desks != 0)
        tried_again = (offices > 0.0) * 1.0 if desks is None else self._share(offices * desks)
        by_office = odds.either(self._reported, tried_again * self._reported)
        submitted = np.where(tried_again > 0.0, by_office, self._reported)
        with_guests = odds.either(submitted, self.second_look)
        self.world.checkpoints.submit(np.where(self.second_look > 0.0, with_guests, submitted))

    def _share(self, at_work: Floats) -> Floats:
        """Share of the second line of each checkpoint that so many at work can cross-check."""
        productive = at_work * self.env.plan.behaviour.staffing.productive
        return rules.checked_share(productive, self._practice.cross_check, self.env.theatre.expected_referrals)


INSTITUTION = EuropolInTheField
