"""Who is on duty where: units, search teams, arrest teams, guests, and the change of shifts (ODD 7.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import simpy
from numpy.typing import NDArray

from sim.engine.clock import Desk
from sim.outcome.records import Decision
from sim.scenario.shifts import DAY_H, SHIFTS, hours_of
from sim.words import SPECIAL
from sim.world.contract.environment import Environment
from sim.world.contract.request import Process
from sim.world.officers.guests import Guests
from sim.world.officers.units import NationalUnit
from sim.world.theatre.shifts import until_change

Staffing = Callable[[float], None]
"""Staffs desks for an hour of the day."""


class Officers:
    """The officers of a run.

    Attributes
    ----------
    units
        National units, once the run has begun.
    teams
        Search teams on duty, by country.
    arrest_teams
        Teams for operations against networks: special intervention units, or one team of criminal police.
    guests
        Officers from outside by host country and service: Frontex, Europol's guest officers, teams of other countries.
    """

    def __init__(self, env: Environment) -> None:
        self._env = env
        self.units: list[NationalUnit] = []
        self._units_of: dict[str, list[NationalUnit]] = {}
        self._officers_of: dict[str, float] = {}
        self.teams: dict[str, Desk] = {}
        self.arrest_teams: dict[str, simpy.PriorityResource] = {}
        self.guests: dict[tuple[str, str], Guests] = {}
        self._by_shift: list[Staffing] = []
        self._changes = {*SHIFTS, *env.theatre.duty.changes}

    def found(self) -> None:
        """Create the national units of the plan."""
        plan = self._env.plan
        for code, country in plan.countries.items():
            scale = country.officers_scale * plan.officers_scale
            for service, officers in country.officers.items():
                NationalUnit(self._env, code, service, officers * scale)

    def prepare(self) -> None:
        """Find out which units take part, and when who serves changes."""
        env = self._env
        self.units = env.of_kind(NationalUnit)
        self._units_of = {code: [unit for unit in self.units if unit.country == code] for code in env.theatre.codes}
        self._officers_of = {code: sum(unit.officers for unit in units) for code, units in self._units_of.items()}
        self.teams = {code: Desk(env.clock, 0) for code in env.theatre.codes}
        self.change_with(env.plan.centre.shifts, *(one.liaison.shifts for one in env.plan.countries.values()))
        manned = {unit.country for unit in self.units if unit.officers > 0.0}
        self.arrest_teams = {
            code: simpy.PriorityResource(env.clock, self._special_teams(code))
            for code in env.theatre.codes
            if code in manned
        }

    def _special_teams(self, code: str) -> int:
        """Arrest teams of a country for operations."""
        size = self._env.plan.behaviour.staffing.intervention_team
        officers = sum(unit.officers for unit in self.units_of(code) if unit.service == SPECIAL)
        return max(1, int(officers / size))

    # Shifts -----------------------------------------------------------------------------------------------------------

    def work_by_shift(self, *staffing: Staffing) -> None:
        """Name those who are staffed anew whenever shifts change or officers move, in their order."""
        self._by_shift += staffing

    def change_with(self, *serving: Iterable[str]) -> None:
        """Name shifts, or hours, at whose ends posts, teams and desks are staffed anew as well."""
        self._changes.update(hour % DAY_H for shifts in serving for shift in shifts for hour in hours_of(shift))

    def restaff(self) -> None:
        """Fill posts, teams and desks with those on duty now."""
        hour = self._env.clock.hour_of_day(self._env.clock.now)
        for staffing in self._by_shift:
            staffing(hour)

    def change_shifts(self) -> Process:
        """Deploy all units, and fill posts, teams and desks at hour 0 and at each change of shift."""
        env = self._env
        for unit in self.units:
            detail = f"{unit.officers:.0f} officers, {unit.deploy().sum():.0f} of them on checks"
            env.journal.add(Decision(env.clock.now, unit.name, "deploy", unit.country, detail))
        while True:
            self.restaff()
            now = env.clock.hour_of_day(env.clock.now)
            yield env.clock.timeout(until_change(self._changes, now))

    def staff_teams(self, hour_of_day: float) -> None:
        """Staff the search teams of all countries."""
        behaviour = self._env.plan.behaviour.staffing
        for code, teams in self.teams.items():
            share = self._env.theatre.served[code].on_duty(hour_of_day)
            searchers = sum(unit.searchers for unit in self.units_of(code)) * share
            teams.set_staff(max(1, round(searchers / behaviour.search_team)) if searchers else 0)

    # Who is there -----------------------------------------------------------------------------------------------------

    def on_checks(self) -> NDArray[np.float64]:
        """Officers on checks by checkpoint, as the units deploy them."""
        none = np.zeros(len(self._env.theatre.checkpoints))
        return np.sum([none, *(unit.deploy() for unit in self.units)], axis=0)

    def units_of(self, country: str) -> list[NationalUnit]:
        """Units of a country."""
        return self._units_of.get(country, [])

    def largest_unit(self, country: str) -> NationalUnit | None:
        """The unit of a country with the most officers; None where none takes part."""
        return max(self.units_of(country), key=lambda unit: unit.officers, default=None)

    def of_country(self, country: str) -> float:
        """Officers of a country who take part."""
        return self._officers_of.get(country, 0.0)

    # What they put in -------------------------------------------------------------------------------------------------

    def travelled(self, country: str, hours: float) -> None:
        """Charge officer hours on the way to the largest unit of a country."""
        unit = self.largest_unit(country)
        if unit is not None:
            unit.travel_h += hours

    def reinforce(self, country: str, officers: float) -> None:
        """More officers of a country take part from now on, in its largest unit."""
        unit = self.largest_unit(country)
        if unit is not None:
            unit.reinforced += officers
            unit.reinforced_h += officers * self.left_h(country)

    def host(self, country: str, service: str, officers: float) -> None:
        """Officers from outside serve in a country from now on."""
        guests = self.guests.setdefault((country, service), Guests())
        guests.officers += officers
        guests.hours += officers * self.left_h(country)

    def guests_travelled(self, country: str, service: str, hours: float) -> None:
        """Charge officer hours on the way to guests."""
        self.guests.setdefault((country, service), Guests()).travel_h += hours

    def left_h(self, country: str) -> float:
        """Hours on duty that are left for one officer in a country until the planned end."""
        return (self._env.plan.hours - self._env.time) / 24.0 * self._env.theatre.served[country].hours

    def daily_h(self, unit: NationalUnit) -> float:
        """Hours that a unit serves on a day, at posts with shifts of their own by those."""
        theatre = self._env.theatre
        elsewhere = theatre.served[unit.country].hours
        return unit.officers * elsewhere + float(unit.deploy() @ (theatre.duty.hours - elsewhere))
