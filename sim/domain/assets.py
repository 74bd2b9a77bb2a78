"""Special teams and Frontex: who is at which post, on which shifts, and what that makes of its checks (ODD 7.17)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.domain import rules
from sim.domain.agents.field import Contingent, ExpertPool, SpecialTeam
from sim.domain.exchange import Process
from sim.domain.institution import Institution
from sim.domain.layout import shift_of
from sim.engine.distributions import spread
from sim.engine.queues import CHANNELS
from sim.scenario.words import FRONTEX

if TYPE_CHECKING:
    from sim.domain.operation import Operation

Floats = NDArray[np.float64]
SHIFT_H = 8.0


@dataclass(slots=True)
class Guests:
    """What officers from outside the participating countries put in, at one host, in one service."""

    officers: float = 0.0
    hours: float = 0.0
    travel_h: float = 0.0


class Assets(Institution):
    """Who was sent to which post, on which shifts.

    Attributes
    ----------
    guests
        Officers from outside by host country and service: Frontex, Europol's guest officers, teams of other countries.
    """

    def __init__(self, world: Operation) -> None:
        super().__init__(world)
        self.guests: dict[tuple[str, str], Guests] = {}
        self._teams = world.of_kind(SpecialTeam)
        self._pool = next(iter(world.of_kind(ExpertPool)), None)
        self._sent: Counter[str] = Counter()
        self._behaviour = world.plan.behaviour.assets
        self._working: tuple[tuple[int, str], ...] = ()
        self._tables: tuple[Floats, Floats] | None = None

    def prepare(self) -> None:
        """Teams and officers of Frontex are there, or come at their hour."""
        world = self.world
        for team in self._teams:
            if team.always_there:
                team.point = team.home
            elif team.arrives_h > 0.0:
                world.clock.process(self._come(team, team.arrives_h))
            else:
                self._begin(team)
        for contingent in world.of_kind(Contingent):
            contingent.deploy()
            self.host(contingent.country, contingent.service, contingent.officers)
            if contingent.service == "frontex":
                world.checkpoints.guests[contingent.point] += contingent.officers * self._behaviour.on_checks

    def host(self, country: str, service: str, officers: float) -> None:
        """Officers from outside serve in a country from now on."""
        guests = self.guests.setdefault((country, service), Guests())
        guests.officers += officers
        guests.hours += officers * (self.world.plan.hours - self.world.clock.now) / 24.0 * SHIFT_H

    # What teams are for -----------------------------------------------------------------------------------------------

    def at_work(self, shift: int) -> tuple[Floats, Floats]:
        """Probabilities of detection and of false indications with those at work on a shift; not to be changed."""
        working = tuple(
            (team.point, team.asset) for team in self._teams if team.point is not None and team.at_work(shift)
        )
        if self._tables is None or working != self._working:
            self._working = working
            self._tables = self._with(working)
        return self._tables

    def _with(self, working: Iterable[tuple[int, str]]) -> tuple[Floats, Floats]:
        """The tables of the layout with some teams added, and with guest officers who look again at documents."""
        layout = self.world.layout
        detection, false_alarm = layout.detection.copy(), layout.false_alarm.copy()
        equipment: dict[int, dict[str, None]] = {}
        for point, asset in working:
            detection[point, CHANNELS.index(asset)] = layout.powers[point, CHANNELS.index(asset)]
            equipment.setdefault(point, dict.fromkeys(layout.checkpoints[point].equipment))[asset] = None
        for point, present in equipment.items():
            false_alarm[point] = layout.false_alarm_with(point, tuple(present))
        expert = CHANNELS.index("document_expert")
        for looked in np.flatnonzero(self.world.europol.second_look):
            again = self.world.europol.second_look[looked] * self._behaviour.second_look * layout.powers[looked, expert]
            detection[looked, expert] = rules.either(detection[looked, expert], again)
        return detection, false_alarm

    def _changed(self) -> None:
        clock = self.world.clock
        self.world.checkpoints.equip(shift_of(clock.hour_of_day(clock.now)))

    # How teams come and go --------------------------------------------------------------------------------------------

    def move(self, asset: str, country: str, origin: str, to: str) -> Process:
        """A team of a country leaves one post now and works at another after the way; the first by name goes."""
        world = self.world
        here, there = world.layout.index[f"{country}/{origin}"], world.layout.index[f"{country}/{to}"]
        standing = [team for team in self._teams if team.asset == asset and team.point == here]
        if not standing:
            return
        team = min(standing, key=lambda team: team.name)
        hours = world.way_h(here, there)
        self._travelled(team, hours)
        team.leave(there)
        self._changed()
        yield world.clock.timeout(hours)
        team.point = there
        self._changed()

    def send(self, asset: str, country: str, post: str, sender: str) -> Process:
        """One more team comes to a post after a lead time."""
        team = self._new(asset, country, post, sender)
        u = self.world.chance.draw("asset", team.name)
        hours = spread(self._behaviour.lead, self._behaviour.lead_variation, u)
        yield from self._come(team, hours, unplanned=True)

    def call_experts(self, country: str, post: str) -> Process:
        """A document expert of Frontex comes to a post, while its pool lasts."""
        if self._pool is None or not self._pool.answer(f"{country}/{post}"):
            return
        team = self._new("document_expert", country, post, FRONTEX)
        yield from self._come(team, self._behaviour.expert_deployment, unplanned=True)

    def _new(self, asset: str, country: str, post: str, sender: str) -> SpecialTeam:
        """A team that nobody had planned; it has still to come."""
        place = f"{country}/{post}"
        name = f"{place}/{asset}-sent"
        self._sent[name] += 1
        team = SpecialTeam(self.world, f"{name}-{self._sent[name]}", asset, self.world.layout.index[place], sender)
        self._teams.append(team)
        return team

    def _come(self, team: SpecialTeam, hours: float, *, unplanned: bool = False) -> Process:
        """A team arrives after some hours and begins to work."""
        yield self.world.clock.timeout(hours)
        self._begin(team, unplanned=unplanned)
        self._changed()

    # What teams cost --------------------------------------------------------------------------------------------------

    def _begin(self, team: SpecialTeam, *, unplanned: bool = False) -> None:
        """A team begins to work; those who take part already serve in its country's units."""
        team.deploy()
        payer = self._payer(team)
        if payer is None:
            self.host(team.country, self._service(team), self._behaviour.team)
        elif unplanned:
            self.world.add_officers(payer, self._behaviour.team)

    def _travelled(self, team: SpecialTeam, hours: float) -> None:
        """Charge a team's way to its country, or to the guests of its host."""
        payer = self._payer(team)
        if payer is None:
            self.guests.setdefault((team.country, self._service(team)), Guests()).travel_h += (
                self._behaviour.team * hours
            )
        else:
            self.world.travelled(payer, self._behaviour.team * hours)

    def _payer(self, team: SpecialTeam) -> str | None:
        """The participating country whose officers a team is made of; None for guests from elsewhere."""
        code = team.sender or team.country
        return code if any(unit.country == code for unit in self.world.units) else None

    @staticmethod
    def _service(team: SpecialTeam) -> str:
        return "frontex" if team.sender == FRONTEX else "guests"
