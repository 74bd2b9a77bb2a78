"""Searches of premises and prepared targets (ODD 7.9)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from simpy.events import Event

from sim.domain import rules
from sim.domain.cases import Finding, geometric
from sim.domain.exchange import Process
from sim.engine.distributions import spread, weighted
from sim.outcome.records import Case, Search

if TYPE_CHECKING:
    from sim.domain.operation import Operation

DAY_H = 24.0
EARLY = 0.3
"""Prepared targets are visited in this first part of the hours of searches (assumed)."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom a lead named: the case that a visit would open, and where it comes from."""

    case: str
    country: str
    area: str
    network: str
    cause: str
    abroad: bool
    """Whether information from another country was needed."""
    member: int | None = None
    """Number of the member of the network, where it is known."""


class Searches:
    """Search teams of all countries and what they are sent to do."""

    def __init__(self, world: Operation) -> None:
        self.world = world

    def plan(self) -> None:
        """Set the time of every planned search and of every prepared target."""
        world = self.world
        for code in world.layout.codes:
            names = [
                f"{code}/premises/{number}" for number in range(round(world.plan.planned_checks(code)["premises"]))
            ]
            world.clock.process(self._planned(code, names))
        self._plan_targets()

    def _plan_targets(self) -> None:
        """Prepared targets go to countries in proportion to the officers for whom the plan was made."""
        world = self.world
        plans = world.plan.countries
        weights = [plans[code].plan.officers for code in world.layout.codes]
        for number in range(world.plan.preparation.prepared_targets):
            name = f"target-{number}"
            u = world.chance.draws("target", name)
            code = weighted(world.layout.codes, weights, u[0])
            world.clock.begin(self._daytime(u[1], u[2] * EARLY), self._target(f"{code}/{name}", code, u))

    def _daytime(self, day: float, hour: float) -> float:
        """An hour of the action on some day between dawn and dusk."""
        world = self.world
        searches = world.plan.behaviour.searches
        offset = world.clock.hour_of_day(0.0)
        begin = (int(day * world.plan.days) * DAY_H + searches.dawn + hour * (searches.dusk - searches.dawn)) - offset
        return begin % world.plan.hours

    def _planned(self, code: str, names: list[str]) -> Process:
        """Hand the planned searches of a country to its teams, each at its time."""
        world = self.world
        behaviour = world.plan.behaviour.searches
        due = []
        for name in names:
            u = world.chance.draws("search", name)
            due.append((self._daytime(u[0], u[1]), name, u))
        for time_h, name, u in sorted(due):
            yield world.clock.timeout(max(0.0, time_h - world.clock.now))
            done = world.teams[code].serve(spread(behaviour.planned, behaviour.variation, u[2]), 2)
            done.callbacks.append(partial(self._searched, code, name, u[3]))

    def _searched(self, code: str, name: str, u: float, _: Event) -> None:
        """A planned search of premises is over: a check like others, made by a team."""
        world = self.world
        world.count_premises(code)
        prevalence = world.layout.premises
        marks = [*prevalence, ""]
        mark = weighted(marks, [*prevalence.values(), 1.0 - sum(prevalence.values())], u)
        self._note(name, code, "planned", "found" if mark else "nothing", name if mark else "", "")
        if mark:
            world.cases.open_premises(name, code, mark)

    def _target(self, name: str, code: str, u: tuple[float, ...]) -> Process:
        """A prepared target: a person to be arrested on a warrant, at a place and time."""
        world = self.world
        behaviour = world.plan.behaviour
        hours = spread(behaviour.searches.planned, behaviour.searches.variation, u[3])
        yield world.teams[code].serve(hours, 1)
        met = u[4] < behaviour.searches.present
        self._note(name, code, "target", "found" if met else "gone", name if met else "", "")
        if not met:
            return
        area = world.cases.area(u[5], code)
        finding = self._finding(name, code, "wanted_home", area, "")
        world.journal.add(
            Case(name, world.clock.now, code, "", "premises", "target", area, "wanted_home", "information", "", "")
        )
        world.cases.arrest(finding, "prepared_target")
        world.cases.consider_investigation(finding, u[6])
        self._spoils(finding, world.chance.draws("search", name))

    def follow_up(self, origin: Finding, place: str) -> Process:
        """Search an address that an arrest gave, at home or in another country, which must first agree."""
        world = self.world
        behaviour = world.plan.behaviour.searches
        name = f"{origin.name}/search-{place}"
        begun = world.clock.now
        if place != origin.country:
            answer = yield from world.exchange.ask(name, origin.country, place)
            if not answer.answered:
                return
        yield from world.justice.warrant(place, name, asker=origin.country)
        yield from world.bureaus.task(place, name)
        u = world.chance.draws("search", name)
        yield world.teams[place].serve(spread(behaviour.follow_up, behaviour.variation, u[2]), 0)
        there = behaviour.someone * rules.decayed(1.0, world.clock.now - begun, behaviour.decay)
        met = u[4] < there
        abroad = origin.abroad or place != origin.country
        finding = replace(self._finding(name, place, "suspect", origin.area, origin.network), abroad=abroad)
        world.journal.add(
            Case(
                name,
                world.clock.now,
                place,
                "",
                "premises",
                "search",
                origin.area,
                "suspect",
                "information",
                origin.network,
                origin.name,
            )
        )
        outcome = "found" if met else "gone"
        self._note(name, place, "follow_up", outcome, name, origin.name)
        if met:
            world.cases.arrest(finding, "follow_up_search")
        self._spoils(finding, u)
        if origin.network:
            world.fusion.leave_traces(finding)

    def visit(self, person: Person, path: str, since_h: float, stays_h: float) -> Process:
        """Visit somebody whom a lead named, who may be gone by then; returns whether there was an arrest."""
        world = self.world
        behaviour = world.plan.behaviour.searches
        u = world.chance.draws("search", person.case)
        yield world.teams[person.country].serve(spread(behaviour.follow_up, behaviour.variation, u[2]), 1)
        free = person.member is None or person.member not in world.networks[person.network].lost
        met = free and u[4] < behaviour.present * rules.decayed(1.0, world.clock.now - since_h, stays_h)
        outcome, case = ("found", person.case) if met else ("gone", "")
        self._note(person.case, person.country, "lead", outcome, case, person.cause)
        if not met:
            return False
        finding = replace(
            self._finding(person.case, person.country, "suspect", person.area, person.network), abroad=person.abroad
        )
        world.journal.add(
            Case(
                person.case,
                world.clock.now,
                person.country,
                "",
                "premises",
                "lead",
                person.area,
                "suspect",
                "information",
                person.network,
                person.cause,
            )
        )
        world.cases.arrest(finding, path, member=person.member)
        world.cases.consider_investigation(finding, u[5])
        self._spoils(finding, u)
        if person.network:
            world.fusion.leave_traces(finding)
        return True

    def _spoils(self, finding: Finding, u: tuple[float, ...]) -> None:
        """Weapons and drugs found on premises."""
        cases = self.world.plan.behaviour.cases
        searches = self.world.plan.behaviour.searches
        weapons = 1 + geometric(cases.weapons_more, u[6] / searches.weapons) if u[6] < searches.weapons else 0
        drugs = spread(cases.drugs_median, cases.drugs_sigma, u[7] / searches.drugs) if u[7] < searches.drugs else 0.0
        if weapons or drugs:
            self.world.cases.seize(finding, weapons=weapons, drugs_kg=drugs)

    def _finding(self, name: str, code: str, mark: str, area: str, network: str) -> Finding:
        return Finding(name, code, "", -1, "premises", mark, "information", area, network)

    def _note(self, name: str, code: str, kind: str, outcome: str, case: str, cause: str) -> None:
        self.world.journal.add(Search(name, self.world.clock.now, code, kind, outcome, case, cause))
