"""What events change at posts: traffic, closures, officers who move or are added (ODD 7.13)."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.outcome.records import Decision
from sim.scenario.events import ClosePost, Commit, Reassign, Reinforce, Reserve, Surge, UseLanes
from sim.scenario.part import Timed
from sim.world.contract.environment import Environment
from sim.world.contract.institution import Handler, Moment
from sim.world.contract.request import Process
from sim.world.officers.officers import Officers

Floats = NDArray[np.float64]


class PostEvents:
    """How things stand at posts after what events did, by checkpoint.

    Attributes
    ----------
    closed
        Closures under way.
    moved
        Officers sent there, or (negative) away, by decisions during the action.
    traffic
        Factor of the surges under way on candidates and ordinary traffic.
    standing_by
        Officers kept in reserve.
    in_use
        Share of the action's lanes that are in use.
    """

    def __init__(self, env: Environment, officers: Officers) -> None:
        size = len(env.theatre.checkpoints)
        self._env = env
        self._officers = officers
        self.closed = np.zeros(size, dtype=np.int64)
        self.moved = np.zeros(size)
        self.standing_by = np.zeros(size)
        self.traffic = np.ones(size)
        self.in_use = np.ones(size)
        self._surges: list[tuple[NDArray[np.int64], float]] = []

    def handles(self) -> Mapping[type[Timed], Handler]:
        """Surges of traffic, closed posts, officers who move or are added, lanes given back."""
        return {
            Surge: self._surge,
            ClosePost: self._close_post,
            Reassign: self._reassign,
            Reinforce: self._reinforce,
            UseLanes: self._use_lanes,
            Reserve: self._reserve,
            Commit: self._commit,
        }

    def acts_at(self) -> Mapping[type[Timed], Moment]:
        """Surges wait for the full hour; who is sent, and lanes, for the next briefing."""
        theatre, clock = self._env.theatre, self._env.clock
        return {
            Surge: lambda event: math.ceil(clock.now),
            UseLanes: lambda event: theatre.next_briefing(clock.now),
            Reinforce: lambda event: theatre.next_briefing(clock.now),
            Reassign: self._arrive_h,
            Reserve: lambda event: theatre.next_briefing(clock.now),
            Commit: self._arrive_h,
        }

    def _arrive_h(self, event: Reassign | Commit) -> float:
        theatre = self._env.theatre
        here, there = (theatre.index[f"{event.country}/{post}"] for post in (event.origin, event.to))
        return theatre.next_briefing(self._env.clock.now + theatre.way_h(here, there))

    def _surge(self, event: Surge) -> Process:
        """Candidates and ordinary traffic are multiplied, from the next full hour."""
        surge = (self._env.theatre.points_of(event.posts), event.traffic)
        self._surges.append(surge)
        self._set_traffic()
        yield self._env.over(event, event.lasts)
        self._surges = [other for other in self._surges if other is not surge]
        self._set_traffic()

    def _set_traffic(self) -> None:
        self.traffic[:] = 1.0
        for points, factor in self._surges:
            self.traffic[points] *= factor

    def _close_post(self, event: ClosePost) -> Process:
        points = self._env.theatre.points_of((event.post,))
        self.closed[points] += 1
        self._tell(points, "down")
        self._officers.restaff()
        yield self._env.over(event, event.lasts)
        self.closed[points] -= 1
        self._tell(points, "up")
        self._officers.restaff()

    def _tell(self, points: NDArray[np.int64], kind: str) -> None:
        """Tell the countries of a post that it is closed, or open again."""
        for point in points.tolist():
            place = self._env.theatre.checkpoints[point]
            self._env.notices.tell(place.country, kind, detail="post", place=place.post)

    def _reassign(self, event: Reassign) -> Process:
        """Officers leave a post now, at most as many as are there, and are at the other post after the way."""
        theatre = self._env.theatre
        here, there = (theatre.index[f"{event.country}/{post}"] for post in (event.origin, event.to))
        moving = min(float(event.officers), float(self._officers.on_checks()[here] + self.moved[here]))
        self.moved[here] -= moving
        self._officers.restaff()
        hours = theatre.way_h(here, there)
        self._officers.travelled(event.country, moving * hours)
        self._decide(event.country, "reassign", f"{moving:.0f} officers from {event.origin} to {event.to}")
        self._env.clock.process(self._arrive(there, moving, hours))
        yield from ()
        return f"{moving:.0f} of {event.officers} officers were there" if moving < event.officers else ""

    def _arrive(self, there: int, officers: float, hours: float) -> Process:
        yield self._env.clock.timeout(hours)
        self.moved[there] += officers
        point = self._env.theatre.checkpoints[there]
        self._env.notices.tell(point.country, "arrived", detail=f"{officers:.0f} officers", place=point.post)
        self._officers.restaff()

    def _reserve(self, event: Reserve) -> Process:
        """Officers leave the checks of a post now, at most as many as are there, and stand by."""
        yield from ()
        here = self._env.theatre.index[f"{event.country}/{event.post}"]
        ready = min(float(event.officers), float(self._officers.on_checks()[here] + self.moved[here]))
        self.moved[here] -= ready
        self.standing_by[here] += ready
        self._officers.restaff()
        self._decide(event.country, "reserve", f"{ready:.0f} officers stand by at {event.post}")
        return f"{ready:.0f} of {event.officers} officers were there" if ready < event.officers else ""

    def _commit(self, event: Commit) -> Process:
        """Officers who stand by leave for checks, at most as many as there are."""
        theatre = self._env.theatre
        here, there = (theatre.index[f"{event.country}/{post}"] for post in (event.origin, event.to))
        sent = min(float(event.officers), float(self.standing_by[here]))
        self.standing_by[here] -= sent
        hours = theatre.way_h(here, there)
        self._officers.travelled(event.country, sent * hours)
        self._decide(event.country, "commit", f"{sent:.0f} officers from {event.origin} to {event.to}")
        self._env.clock.process(self._arrive(there, sent, hours))
        yield from ()
        return f"{sent:.0f} of {event.officers} officers stood by" if sent < event.officers else ""

    def _reinforce(self, event: Reinforce) -> Process:
        """More officers of the country come to a post, beyond those who take part."""
        yield from ()
        if self._officers.largest_unit(event.country) is None:
            return f"no officers of {event.country} take part"
        self.moved[self._env.theatre.index[f"{event.country}/{event.post}"]] += event.officers
        self._officers.reinforce(event.country, event.officers)
        self._env.notices.tell(event.country, "arrived", detail=f"{event.officers} officers", place=event.post)
        self._decide(event.country, "reinforce", f"{event.officers} officers to {event.post}")
        self._officers.restaff()
        return ""

    def _use_lanes(self, event: UseLanes) -> Process:
        """Only a share of the action's lanes stays in use; ordinary control has the rest."""
        self.in_use[self._env.theatre.index[f"{event.country}/{event.post}"]] = event.share
        self._officers.restaff()
        yield from ()

    def _decide(self, country: str, decision: str, detail: str) -> None:
        row = Decision(self._env.clock.now, f"{country}/command", decision, country, detail)
        self._env.journal.add(row)
