"""Search teams and what they are sent to do (ODD 7.9).

Planned searches of premises and prepared targets have their hour from before the action. Follow-up searches of an
address, and visits to people whom a lead named, come up during it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from simpy.events import Event

from sim.engine.choices import Options
from sim.engine.distributions import spread
from sim.outcome.records import Search
from sim.scenario.shifts import DAY_H
from sim.words import AREA_OF_MARK
from sim.world import odds
from sim.world.analysis.analysis import Analysis
from sim.world.casework.arrests import Arrests, SpoilsLuck
from sim.world.casework.tasks import handed_out
from sim.world.contract.environment import Environment
from sim.world.contract.finding import Finding, Person
from sim.world.contract.institutions import Institutions
from sim.world.contract.request import Process
from sim.world.exchange.exchange import InformationExchange
from sim.world.officers.officers import Officers

EARLY = 0.3
"""Prepared targets are visited in this first part of the hours of searches (assumed)."""
OPERATION = "network_operation"
"""Path of arrests in an operation, which has its investigation already."""
FOLLOW_UP, LEAD, PLANNED = range(3)
"""Order in which teams take searches; prepared targets go with leads."""


class PlannedLuck(NamedTuple):
    """Chance of a planned search: when it is made, how long it takes, what it finds."""

    day: float
    hour: float
    takes: float
    found: float


class SearchLuck(NamedTuple):
    """Chance of a follow-up search, or of a visit to somebody whom a lead named.

    The number called spare is drawn and not used.
    """

    order: float
    """Time to the order of a court, where nobody else grants the search."""
    handed: float
    """How soon it is known who is free."""
    takes: float
    spare_3: float
    met: float
    investigation: float
    weapons: float
    drugs: float

    @property
    def spoils(self) -> SpoilsLuck:
        """Chance of the weapons and drugs that are found besides."""
        return SpoilsLuck(self.weapons, self.drugs)


class TargetLuck(NamedTuple):
    """Chance of a prepared target: where and when it is sought, whether it is met, what follows."""

    country: float
    day: float
    hour: float
    takes: float
    met: float
    area: float
    investigation: float


FollowUp = Callable[[Finding], None]
"""Does what follows from a finding."""


class SearchTeams:
    """The search teams of all countries and their work.

    Attributes
    ----------
    premises
        Planned searches made (countries, hours).
    """

    def __init__(
        self,
        env: Environment,
        institutions: Institutions,
        officers: Officers,
        exchange: InformationExchange,
        analysis: Analysis,
        arrests: Arrests,
    ) -> None:
        self._env = env
        self._institutions = institutions
        self._officers = officers
        self._exchange = exchange
        self._analysis = analysis
        self._arrests = arrests
        self.premises: NDArray[np.int64] = np.zeros((len(env.theatre.codes), int(env.plan.hours)), dtype=np.int64)
        found = env.theatre.premises
        self._found_on_premises = Options({**found, "": 1.0 - sum(found.values())})
        self._follow: FollowUp | None = None

    def leave_to(self, follow_up: FollowUp) -> None:
        """Name who deals with what planned searches find."""
        self._follow = follow_up

    def prepare(self) -> None:
        """Set the hour of every planned search and of every prepared target."""
        env = self._env
        for code in env.theatre.codes:
            planned = round(env.plan.planned_checks(code)["premises"])
            env.clock.process(self._planned(code, [f"{code}/premises/{number}" for number in range(planned)]))
        self._plan_targets()

    def _plan_targets(self) -> None:
        """Give prepared targets to countries, in proportion to the officers of their plans."""
        env = self._env
        countries = Options(env.theatre.planned_officers())
        for number in range(env.plan.preparation.prepared_targets):
            name = f"target-{number}"
            luck = env.chance.luck(TargetLuck, "target", name)
            code = countries.at(luck.country)
            hour = self._daytime(luck.day, luck.hour * EARLY)
            env.clock.begin(hour, self._target(f"{code}/{name}", code, luck))

    def _daytime(self, day: float, hour: float) -> float:
        """An hour of the action between dawn and dusk of some day; `day` and `hour` are shares from 0 to 1."""
        plan = self._env.plan
        searches = plan.behaviour.searches
        offset = self._env.clock.hour_of_day(0.0)
        begin = (int(day * plan.days) * DAY_H + searches.dawn + hour * (searches.dusk - searches.dawn)) - offset
        return begin % plan.hours

    # Planned ----------------------------------------------------------------------------------------------------------

    def _planned(self, code: str, names: list[str]) -> Process:
        """Hand the planned searches of a country to its teams, each at its hour."""
        env = self._env
        behaviour = env.plan.behaviour.searches
        due = []
        for name in names:
            luck = env.chance.luck(PlannedLuck, "search", name)
            due.append((self._daytime(luck.day, luck.hour), name, luck))
        for time_h, name, luck in sorted(due):
            yield env.clock.timeout(max(0.0, time_h - env.clock.now))
            hours = spread(behaviour.planned, behaviour.variation, luck.takes)
            done = self._officers.teams[code].serve(hours, PLANNED)
            assert done.callbacks is not None
            done.callbacks.append(partial(self._searched, code, name, luck.found))

    def _searched(self, code: str, name: str, u: float, _: Event) -> None:
        """A planned search is over: count it as a check, and open a case if something was found."""
        env = self._env
        hour = min(int(env.clock.now), self.premises.shape[1] - 1)
        self.premises[env.theatre.codes.index(code), hour] += 1
        mark = self._found_on_premises.at(u)
        self._note(name, code, "planned", "found" if mark else "nothing", name if mark else "", "")
        if mark:
            finding = self._finding(name, code, mark, AREA_OF_MARK[mark], "")._replace(detector="officer")
            self._arrests.open_case(finding, "premises")
            assert self._follow is not None
            self._follow(finding)

    def _target(self, name: str, code: str, luck: TargetLuck) -> Process:
        """A prepared target: a person with a warrant of arrest, sought at a place and time, who may be gone."""
        env = self._env
        behaviour = env.plan.behaviour.searches
        yield self._officers.teams[code].serve(spread(behaviour.planned, behaviour.variation, luck.takes), LEAD)
        met = luck.met < behaviour.present
        self._note(name, code, "target", "found" if met else "gone", name if met else "", "")
        if not met:
            return
        finding = self._finding(name, code, "wanted_home", env.theatre.crime_area(luck.area, code), "")
        self._arrests.open_case(finding, "target")
        self._arrests.arrest(finding, "prepared_target")
        self._arrests.consider_investigation(finding, luck.investigation)
        self._arrests.seize_spoils(finding, env.chance.luck(SearchLuck, "search", name).spoils)

    # On information ---------------------------------------------------------------------------------------------------

    def follow_up(self, origin: Finding, place: str) -> Process:
        """Search an address that an arrest gave.

        In another country that country is asked first, and must agree. An institution grants the search, or a court
        orders it in its own time. Then the task reaches its team. The longer all this takes, the less often somebody
        is still there.
        """
        env = self._env
        behaviour = env.plan.behaviour.searches
        name = f"{origin.name}/search-{place}"
        begun = env.clock.now
        if place != origin.country:
            answer = yield from self._exchange.ask(name, origin.country, place)
            if not answer.answered:
                return
        luck = env.chance.luck(SearchLuck, "search", name)
        if not (yield from self._institutions.authorised(place, name, origin.country)):
            yield env.clock.timeout(spread(behaviour.order, behaviour.variation, luck.order))
        yield from handed_out(env, self._institutions, place, name, luck.handed)
        hours = spread(behaviour.follow_up, behaviour.variation, luck.takes)
        yield self._officers.teams[place].serve(hours, FOLLOW_UP)
        met = luck.met < behaviour.someone * odds.decayed(1.0, env.clock.now - begun, behaviour.decay)
        abroad = origin.abroad or place != origin.country
        finding = self._finding(name, place, "suspect", origin.area, origin.network)._replace(abroad=abroad)
        self._arrests.open_case(finding, "search", origin.name)
        self._note(name, place, "follow_up", "found" if met else "gone", name, origin.name)
        if met:
            self._arrests.arrest(finding, "follow_up_search")
        self._arrests.seize_spoils(finding, luck.spoils)
        if origin.network:
            self._analysis.leave_traces(finding)

    def visit(self, person: Person, path: str, since_h: float, stays_h: float) -> Process:
        """Visit somebody whom a lead named, and who may be gone by then.

        Parameters
        ----------
        person
            Who is visited, and in which case.
        path
            Path of the arrest, if there is one.
        since_h
            Hour since which it is known who it is.
        stays_h
            Time in which the chance to meet the person falls to a third.

        Returns
        -------
        bool
            Whether the person was arrested.
        """
        env = self._env
        behaviour = env.plan.behaviour.searches
        luck = env.chance.luck(SearchLuck, "search", person.case)
        hours = spread(behaviour.follow_up, behaviour.variation, luck.takes)
        yield self._officers.teams[person.country].serve(hours, LEAD)
        free = self._arrests.at_large(person)
        met = free and luck.met < behaviour.present * odds.decayed(1.0, env.clock.now - since_h, stays_h)
        outcome, case = ("found", person.case) if met else ("gone", "")
        self._note(person.case, person.country, "lead", outcome, case, person.cause)
        if not met:
            return False
        finding = self._finding(person.case, person.country, "suspect", person.area, person.network)
        finding = finding._replace(abroad=person.abroad)
        self._arrests.open_case(finding, "lead", person.cause)
        self._arrests.arrest(finding, path, member=person.member)
        if path != OPERATION:
            self._arrests.consider_investigation(finding, luck.investigation)
        self._arrests.seize_spoils(finding, luck.spoils)
        if person.network:
            self._analysis.leave_traces(finding)
        return True

    def _finding(self, name: str, code: str, mark: str, area: str, network: str) -> Finding:
        return Finding(
            name=name,
            country=code,
            checkpoint="",
            point=-1,
            kind="premises",
            mark=mark,
            detector="information",
            area=area,
            network=network,
        )

    def _note(self, name: str, code: str, kind: str, outcome: str, case: str, cause: str) -> None:
        self._env.journal.add(
            Search(
                search=name,
                time_h=self._env.clock.now,
                country=code,
                kind=kind,
                outcome=outcome,
                case=case,
                cause=cause,
            )
        )
