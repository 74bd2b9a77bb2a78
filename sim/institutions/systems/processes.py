"""Databases and their outages (ODD 7.22).

What a query of databases detects is the sum of what those databases hold that the country may query and that answer
now, against what all of them hold. With every database open to every country, and none down, nothing changes.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

import numpy as np
from simpy.events import Event

from sim.engine.queues import DETECTORS, MARKS
from sim.institutions.systems.plan import PRACTICE, SYSTEMS, SystemDown
from sim.outcome.records import Decision
from sim.scenario.part import Timed
from sim.words import CROSS_CHECK
from sim.world.contract.environment import Environment
from sim.world.contract.institution import Floats, Handler, Institution, Moment
from sim.world.contract.request import Process
from sim.world.world import World

DATABASE, AT_EUROPOL = DETECTORS.index("database"), DETECTORS.index(CROSS_CHECK)
HOLDERS = ("sis", "interpol", "sltd", "national")
"""Databases that a query at a post may reach; Europol's information is reached by a cross-check."""
RUN_BY = {"sis": "eu-LISA", "interpol": "INTERPOL", "europol": "EUROPOL"}


class OutageLuck(NamedTuple):
    """Chance of one outage."""

    works: float
    """How long the system works before."""
    lasts: float


class Databases(Institution):
    """Which databases answer now, and what that leaves of detection."""

    world: World

    def __init__(self, env: Environment, world: World) -> None:
        super().__init__(env, world)
        self._plan = SYSTEMS.of(env.plan)
        self._practice = PRACTICE.of(env.plan)
        self._down: Counter[tuple[str, str]] = Counter()
        self._members = self._connected()
        self._by_country = np.ones((len(env.theatre.codes), 2, len(MARKS)))
        self._factors: Floats | None = None
        """What remains of detection (checkpoints, database | cross-check, marks); None where nothing is missing."""

    def prepare(self) -> None:
        """Find out who reaches what, and when systems will be down."""
        self._look()
        if self._plan.outages:
            for system, code in self._running():
                self._plan_outages(system, code)

    def handles(self) -> Mapping[type[Timed], Handler]:
        """A system may be down for a while, in one country or in all."""
        return {SystemDown: self._by_event}

    def acts_at(self) -> Mapping[type[Timed], Moment]:
        """Posts feel it from the next briefing."""
        return {SystemDown: lambda event: self.env.theatre.next_briefing(self.env.clock.now)}

    def _by_event(self, event: SystemDown) -> Process:
        return self._fail(event.system, event.country or "", lambda: self.env.over(event, event.lasts))

    def out_of_reach(self, detection: Floats) -> None:
        """Take away what databases that are out of reach or down would detect."""
        if self._factors is not None:
            detection[:, (DATABASE, AT_EUROPOL)] *= self._factors

    def _fail(self, system: str, country: str, until: Callable[[], Event]) -> Process:
        self._switch(system, country, 1)
        yield until()
        self._switch(system, country, -1)

    def _switch(self, system: str, country: str, down: int) -> None:
        """Take a system down or bring it up again; posts feel it from the next briefing."""
        before = self._down[system, country]
        self._down[system, country] += down
        if bool(before) == bool(before + down):
            return
        operator = f"{country}/databases" if country else RUN_BY.get(system, "national databases")
        detail = f"in {country}" if country else "everywhere"
        decision = "down" if down > 0 else "up"
        if country:
            self.env.notices.tell(country, decision, detail=system)
        else:
            self.env.tell_everybody(decision, system)
        self.env.journal.add(Decision(self.env.clock.now, operator, decision, system, detail))
        self._look(country)
        self.world.checkpoints.equip()

    def _running(self) -> Iterator[tuple[str, str]]:
        """Systems that fail on their own: those of agencies, and that of each country."""
        yield from ((system, "") for system in RUN_BY)
        yield from (("national", code) for code in self.env.theatre.codes)

    def _plan_outages(self, system: str, code: str) -> None:
        """Draw when a system will be down: it works and fails in turn, each for an exponential time."""
        available = self._practice.availability[system]
        if available >= 1.0:
            return
        mean_h = self._practice.outage
        works_h = mean_h * available / (1.0 - available)
        time_h, number = 0.0, 0
        while True:
            luck = self.env.chance.luck(OutageLuck, "system", f"{code}/{system}/{number}")
            time_h -= works_h * math.log(luck.works)
            if time_h >= self.env.plan.hours:
                return
            lasts = -mean_h * math.log(luck.lasts)
            self.env.clock.begin(time_h, self._fail(system, code, partial(self.env.clock.timeout, lasts)))
            time_h += lasts
            number += 1

    def _connected(self) -> frozenset[str]:
        """Countries that query SIS: all where they are not apart, else those named, or connected that day."""
        env = self.env
        if not self._plan.separate:
            return frozenset(env.theatre.codes)
        if self._plan.sis != "members":
            return frozenset(self._plan.sis)
        return env.facts.connected("sis")

    def _reached(self, system: str, code: str) -> bool:
        """Whether a country may query a system, and it answers now."""
        plan = self._plan
        run_by = "interpol" if system == "sltd" else system
        open_to = {
            "sis": code in self._members,
            "interpol": plan.interpol and plan.notices,
            "sltd": plan.interpol and plan.sltd,
        }
        return open_to.get(system, True) and not self._down[run_by, ""] and not self._down[run_by, code]

    def _look(self, country: str = "") -> None:
        """Work out what remains of detection at the checkpoints of one country, or of all."""
        env = self.env
        for number, code in enumerate(env.theatre.codes):
            if country in ("", code):
                self._by_country[number] = self._left_in(code)
        self._factors = None if (self._by_country == 1.0).all() else self._by_country[env.theatre.country]

    def _left_in(self, code: str) -> Floats:
        """What remains of detection in a country (database | cross-check, marks)."""
        left = np.ones((2, len(MARKS)))
        held = {system: getattr(self._practice, system) for system in HOLDERS}
        reached = [system for system in HOLDERS if self._reached(system, code)]
        for mark in self._practice.sis:
            whole = math.fsum(held[system].get(mark, 0.0) for system in HOLDERS)
            here = math.fsum(held[system].get(mark, 0.0) for system in reached)
            left[0, MARKS.index(mark)] = here / whole if whole else 1.0
        left[0, MARKS.index("wanted_home")] = float("national" in reached)
        left[1] = float(self._reached("europol", code))
        return left


INSTITUTION = Databases
