"""Europol in the field: mobile offices, and guest officers for secondary security checks (ODD 7.17)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from simpy.events import Event

from sim.domain import rules
from sim.domain.agents.field import Contingent, MobileOffice
from sim.domain.cooperation import EUROPOL
from sim.domain.exchange import Process
from sim.domain.institution import Institution
from sim.engine.clock import Desk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.domain.operation import Operation

Floats = NDArray[np.float64]
SHIFT_SHARE = 1.0 / 3.0
"""Part of the day for which one officer serves."""


class EuropolInTheField(Institution):
    """What Europol does at posts; it acts on what is submitted there, and on how fast it is answered.

    Attributes
    ----------
    second_look
        Probability that a guest officer looks again at who is in the second line, by checkpoint.
    """

    def __init__(self, world: Operation) -> None:
        super().__init__(world)
        self._offices = world.of_kind(MobileOffice)
        self._opened: Counter[str] = Counter()
        points = world.layout.checkpoints
        self._reported = np.array([world.layout.cooperation.between(p.country, EUROPOL).reported for p in points])
        self._queued = world.plan.europol.office_desks is not None
        officers = np.zeros(len(points))
        for contingent in world.of_kind(Contingent):
            if contingent.service == "guest_officers":
                officers[contingent.point] += contingent.officers
        self.second_look = self._share(officers * SHIFT_SHARE) * (self._reported > 0.0) if officers.any() else officers

    def prepare(self) -> None:
        """Mobile offices open before hour 0."""
        self.set_submission()

    def desks(self) -> Iterator[tuple[str, str, Desk]]:
        """Desks of mobile offices, where they are limited."""
        if self._queued:
            yield from (("mobile_office", office.name, office.desk) for office in self._offices)

    def cross_check(self, point: int, hours: float, priority: int) -> Event:
        """A cross-check at the mobile office of a checkpoint's post: at once, or at the desk where fewest wait."""
        if not self._queued:
            return self.world.clock.timeout(hours)
        post = self.world.layout.checkpoints[point].post
        here = [office.desk for office in self._offices if office.post == post]
        return min(here, key=lambda desk: desk.busy + desk.waiting).serve(hours, priority)

    def open_office(self, post: str) -> None:
        """One more mobile office opens at a post."""
        self._opened[post] += 1
        self._offices.append(MobileOffice(self.world, f"EUROPOL/office-{post}-sent-{self._opened[post]}", post))
        self.set_submission()

    def move_office(self, origin: str, to: str) -> Process:
        """A mobile office leaves one post now and opens at another after the way."""
        world = self.world
        standing = [office for office in self._offices if office.post == origin]
        if standing:
            here, there = int(world.points_of((origin,))[0]), int(world.points_of((to,))[0])
            yield from min(standing, key=lambda office: office.name).move(to, world.way_h(here, there))

    def set_submission(self) -> None:
        """Set how often what is in the second line is submitted, and where mobile offices are open.

        The country submits as it reports its findings; a mobile office and guest officers see to what it did not.
        """
        world = self.world
        points = world.layout.checkpoints
        open_at = Counter(office.post for office in self._offices)
        offices = np.array([float(open_at[point.post]) for point in points])
        desks = world.plan.europol.office_desks
        world.checkpoints.mobile_office[:] = (offices > 0.0) & (desks != 0)
        tried_again = (offices > 0.0) * 1.0 if desks is None else self._share(offices * desks)
        by_office = rules.either(self._reported, tried_again * self._reported)
        submitted = np.where(tried_again > 0.0, by_office, self._reported)
        world.checkpoints.submit(np.where(self.second_look > 0.0, rules.either(submitted, self.second_look), submitted))

    def _share(self, at_work: Floats) -> Floats:
        """Share of the second line of each checkpoint that so many at work can cross-check."""
        behaviour = self.world.plan.behaviour
        return rules.checked_share(
            at_work * behaviour.staffing.productive,
            behaviour.assets.cross_check,
            self.world.layout.expected_referrals,
        )
