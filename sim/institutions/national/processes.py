"""National bureaus that give tasks to territorial divisions (ODD 7.15)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from simpy.events import Event

from sim.engine.choices import one_of
from sim.engine.distributions import spread
from sim.institutions.national.agents import NationalBureau, TerritorialDivision, found
from sim.institutions.national.plan import PRACTICE
from sim.world.contract.environment import Environment
from sim.world.contract.institution import DeskRow, Institution
from sim.world.contract.request import Process
from sim.world.world import World

OPERATION, SEARCH, ALERT = 0, 1, 2
"""Order in which bureaus and divisions take tasks."""


class TaskLuck(NamedTuple):
    """Chance of one task."""

    bureau: float
    which: float
    """Which division has the place."""
    division: float


class NationalCoordination(Institution):
    """All national bureaus and their divisions."""

    world: World

    def __init__(self, env: Environment, world: World) -> None:
        super().__init__(env, world)
        self._bureaus: dict[str, NationalBureau] = {}
        self._divisions: dict[str, dict[str, TerritorialDivision]] = {}
        self._practice = PRACTICE.of(env.plan)

    def found(self) -> None:
        """Create the bureaus and divisions that the plan names."""
        found(self.env)

    def prepare(self) -> None:
        """Find out which bureaus work; alerts of Europol reach the posts of their countries through them."""
        self._bureaus = {bureau.country: bureau for bureau in self.env.of_kind(NationalBureau)}
        self._divisions = {code: {} for code in self._bureaus}
        for division in self.env.of_kind(TerritorialDivision):
            self._divisions.setdefault(division.country, {})[division.name] = division
        for code in self._bureaus:
            self.world.alerts.pass_on_in(code)

    def staff(self, hour_of_day: float) -> None:
        """Staff the bureaus; without a national centre they work by day only."""
        for bureau in self._bureaus.values():
            bureau.staff(hour_of_day)

    def desks(self) -> Iterator[DeskRow]:
        """Desks of bureaus and of divisions."""
        for code, bureau in self._bureaus.items():
            yield "bureau", code, bureau.desk
            for division in self._divisions[code].values():
                yield division.name.partition("/")[2], code, division.desk

    def _at_work(self, country: str) -> NationalBureau | None:
        """The bureau of a country, if somebody is on duty there now."""
        bureau = self._bureaus.get(country)
        return bureau if bureau is not None and bureau.desk.staff else None

    def tasked(self, country: str, subject: str, u: float, urgent: bool) -> Process:
        """Pass a task over the bureau, if one is at work, to the division that has the place."""
        bureau = self._at_work(country)
        if bureau is None:
            return False
        practice = self._practice
        priority = OPERATION if urgent else SEARCH
        luck = self.env.chance.luck(TaskLuck, "tasking", f"{country}/{subject}")
        yield bureau.desk.serve(spread(practice.bureau, practice.variation, u), priority)
        divisions = self._divisions[country]
        if not divisions:
            bureau.give(subject, "the teams")
            return True
        division = divisions[one_of(divisions, luck.which)]
        bureau.give(subject, division.name)
        yield division.desk.serve(spread(practice.division, practice.variation, luck.division), priority)
        division.send(subject)
        return True

    def package_published(self, package: str, network: str, countries: Sequence[str]) -> None:
        """A package of Europol arrives: each bureau on duty passes its alert on; elsewhere posts hear by themselves."""
        practice = self._practice
        for code in self._bureaus:
            bureau, subject = self._at_work(code), f"{network}/alert"
            if bureau is None:
                self._alert(code, network)
                continue
            luck = self.env.chance.luck(TaskLuck, "tasking", f"{code}/{subject}")
            done = bureau.desk.serve(spread(practice.bureau, practice.variation, luck.bureau), ALERT)
            assert done.callbacks is not None
            done.callbacks.append(partial(self._passed_on, code, network, subject))

    def _passed_on(self, code: str, network: str, subject: str, _: Event) -> None:
        self._bureaus[code].give(subject, "all posts")
        self._alert(code, network)

    def _alert(self, code: str, network: str) -> None:
        self.world.alerts.publish(network, self.env.theatre.next_briefing(self.env.clock.now), code)


INSTITUTION = NationalCoordination
