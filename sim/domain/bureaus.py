"""National bureaus that give tasks to territorial divisions (ODD 7.15)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from simpy.events import Event

from sim.domain.agents.coordination import NationalBureau, TerritorialDivision
from sim.domain.exchange import Process
from sim.domain.institution import Institution, agents_of
from sim.engine.clock import Desk
from sim.engine.distributions import spread

if TYPE_CHECKING:
    from sim.domain.operation import Operation

OPERATION, SEARCH, ALERT = 0, 1, 2
"""Order in which bureaus and divisions take tasks."""


class Bureaus(Institution):
    """All national bureaus and their divisions. A country without a bureau gives its tasks at once."""

    def __init__(self, world: Operation) -> None:
        super().__init__(world)
        self._bureaus = {bureau.country: bureau for bureau in agents_of(world, NationalBureau)}
        self._divisions: dict[str, list[TerritorialDivision]] = {code: [] for code in self._bureaus}
        for division in agents_of(world, TerritorialDivision):
            self._divisions.setdefault(division.country, []).append(division)
        self._alerted: dict[tuple[str, str], float] = {}
        self._behaviour = world.plan.behaviour.tasking

    def staff(self, hour_of_day: float) -> None:
        """Staff the bureaus; without a national centre they work by day only."""
        for bureau in self._bureaus.values():
            bureau.staff(hour_of_day)

    def desks(self) -> Iterator[tuple[str, str, Desk]]:
        """Desks of bureaus and of divisions."""
        for code, bureau in self._bureaus.items():
            yield "bureau", code, bureau.desk
            for division in self._divisions[code]:
                yield division.name.partition("/")[2], code, division.desk

    def task(self, country: str, subject: str, priority: int = SEARCH) -> Process:
        """Pass a task from outside over the bureau to the division that has the place; at once without a bureau."""
        bureau = self._bureaus.get(country)
        if bureau is None:
            return
        u = self.world.chance.draws("tasking", f"{country}/{subject}")
        yield bureau.desk.serve(spread(self._behaviour.bureau, self._behaviour.variation, u[0]), priority)
        divisions = self._divisions[country]
        if not divisions:
            bureau.give(subject, "the teams")
            return
        division = divisions[int(u[1] * len(divisions))]
        bureau.give(subject, division.name)
        yield division.desk.serve(spread(self._behaviour.division, self._behaviour.variation, u[2]), priority)
        division.send(subject)

    def task_all(self, countries: Sequence[str], subject: str) -> Process:
        """The task of a network operation, in all its countries at a time; ends when the last one has passed it on."""
        clock = self.world.clock
        tasks = [clock.process(self.task(code, subject, OPERATION)) for code in countries if code in self._bureaus]
        yield from tasks

    def pass_on(self, network: str) -> None:
        """A package of Europol arrives: each bureau passes its alert to the posts of the country."""
        for code, bureau in self._bureaus.items():
            subject = f"{network}/alert"
            u = self.world.chance.draws("tasking", f"{code}/{subject}")
            done = bureau.desk.serve(spread(self._behaviour.bureau, self._behaviour.variation, u[0]), ALERT)
            assert done.callbacks is not None
            done.callbacks.append(partial(self._passed_on, code, network, subject))

    def _passed_on(self, code: str, network: str, subject: str, _: Event) -> None:
        self._bureaus[code].give(subject, "all posts")
        self._alerted[network, code] = self.world.next_briefing(self.world.clock.now)

    def alerted_from_h(self, network: str, country: str) -> float:
        """Hour from which the posts of a country know an alert, as far as its bureau must pass it on."""
        return self._alerted.get((network, country), math.inf) if country in self._bureaus else 0.0
