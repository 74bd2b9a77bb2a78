"""Movements of criminal networks: which way each takes, which checkpoints it meets, how it ends (ODD 7.11).

A network sends movements at random times. Each goes from one of its countries to another, over the posts that the
network prefers. It ends on arrival, or at the checkpoint where something is found.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from sim.engine.choices import one_of
from sim.engine.distributions import Exponential, spread
from sim.engine.queues import KINDS, MARKS
from sim.outcome.records import Movement
from sim.words import AREA_OF_MARK
from sim.world.casework.cases import Casework
from sim.world.checks.checkpoints import Checkpoints, Encounter, Traveller
from sim.world.contract.environment import Environment
from sim.world.contract.finding import Finding
from sim.world.contract.request import Process
from sim.world.crime.network import CriminalNetwork
from sim.world.theatre.crime_areas import HIGH_RISK, MARK_OF_AREA
from sim.world.theatre.places import PERSON, Border, distance_km

BEST_HIDDEN = 0.98
"""Best concealment of a load."""


class MovementLuck(NamedTuple):
    """Chance of one movement."""

    starts: float
    """Time since the one before."""
    goes: float
    """Whether the network, with the members whom it has left, gets it on its way."""
    main_area: float
    """Whether it belongs to the main crime area."""
    origin: float
    destination: float
    way: float
    concealment: float
    area: float
    """The crime area, where it is not the main one."""


class LossLuck(NamedTuple):
    """Chance of what follows when a movement was detected."""

    escaped: float
    heard: float
    """How soon the network hears of it."""


@dataclass(slots=True)
class _Load:
    """What a movement carries, for which network, and how it fared at checkpoints so far."""

    network: CriminalNetwork
    subject: str
    mark: str
    concealment: float
    met: int = 0
    selected: int = 0
    found: bool = False
    escaped: bool = False


@dataclass(slots=True)
class _Journey:
    """A movement under way: what it carries, from where to where, and by which posts."""

    load: _Load
    begun_h: float
    area: str
    origin: str
    destination: str
    route: list[Border]
    displaced: bool

    def row(self) -> Movement:
        """The movement as it stands, at its end or at the end of the action."""
        load = self.load
        return Movement(
            movement=load.subject,
            network=load.network.name,
            time_h=self.begun_h,
            crime_area=self.area,
            origin=self.origin,
            destination=self.destination,
            route=" ".join(border.post for border in self.route),
            encounters=load.met,
            selected=load.selected,
            detected=load.found,
            intercepted=load.found and not load.escaped,
            displaced=self.displaced,
        )


class CriminalMovements:
    """All movements of networks over borders."""

    def __init__(self, env: Environment, checkpoints: Checkpoints, cases: Casework) -> None:
        self._env = env
        self._checkpoints = checkpoints
        self._cases = cases
        self._facts = env.facts
        self._under_way: dict[str, _Journey] = {}

    def close(self) -> None:
        """At the end of the action, write down what is still on its way."""
        for journey in self._under_way.values():
            self._env.journal.add(journey.row())

    def send(self, network: CriminalNetwork) -> Process:
        """Send the movements of a network, while the action lasts.

        It plans them at random times. One sets out if the network does not lie low, can pay for it, is still strong
        enough, and does not put it off. A network that is at work in one country sends none.
        """
        env = self._env
        if len(network.countries) < 2:
            return
        number = 0
        while True:
            subject = f"{network.name}/m{number}"
            luck = env.chance.luck(MovementLuck, "movement", subject)
            yield env.clock.timeout(Exponential(1.0 / network.rate_per_h).at(luck.starts))
            number += 1
            now = env.clock.now
            goes = now >= network.hidden_until_h and luck.goes < network.efficiency
            if goes and not self._puts_off(network, subject) and network.purse.pay(now):
                env.clock.process(self._travel(network, subject, luck))

    def _puts_off(self, network: CriminalNetwork, subject: str) -> bool:
        """Whether a network that knows of the action puts a movement off until it is over."""
        if not network.expects:
            return False
        return self._env.chance.draw("movement", f"{subject}/postponed") < self._env.plan.behaviour.crime.postponed

    def _travel(self, network: CriminalNetwork, subject: str, luck: MovementLuck) -> Process:
        """One movement, from its origin over the borders on its way until it arrives or is stopped."""
        env = self._env
        crime = env.plan.behaviour.crime
        area = network.main_area if luck.main_area < crime.main_activity else env.theatre.crime_area(luck.area)
        mark = self._carried(area, subject)
        if not mark or (area == "document_fraud" and not network.has("forger")):
            return
        origin, destination = network.ends(luck.origin, luck.destination)
        route, displaced = self._route(network, subject, (origin, destination), luck.way)
        load = _Load(network, subject, mark, min(BEST_HIDDEN, crime.concealment * 2.0 * luck.concealment))
        journey = _Journey(load, env.clock.now, area, origin, destination, route, displaced)
        self._under_way[subject] = journey
        yield from self._go(journey)
        if not load.found:
            network.purse.earn()
        del self._under_way[subject]
        env.journal.add(journey.row())

    def _go(self, journey: _Journey) -> Process:
        """Go from border to border and over both sides of each, until something is found; then it has arrived.

        The time of whoever passes is known beforehand, so only what is looked at happens at an hour of its own.
        """
        load, clock, country = journey.load, self._env.clock, self._facts[journey.origin]
        traveller = Traveller(load.network.name, MARKS.index(load.mark), load.concealment)
        here, time_h = (country.lat, country.lon), clock.now
        for leg, border in enumerate(journey.route):
            there = (border.lat, border.lon)
            traveller.subject = f"{load.subject}/{leg}"
            traveller.kind = PERSON if load.mark == "false_document" else border.crossed_as
            time_h += self._hours(here, there, traveller.subject)
            for point in border.sides:
                encounter: Encounter = yield self._checkpoints.meet(traveller, point, time_h)
                load.met += 1
                time_h = encounter.time_h
                if encounter.selected:
                    self._looked_at(load, point)
                if encounter.detector:
                    self._stop(journey, point, KINDS[traveller.kind], encounter)
                    return
            here = there
        if time_h > clock.now:
            yield clock.timeout(time_h - clock.now)

    def _carried(self, area: str, subject: str) -> str:
        """The mark of what a movement of a crime area carries; empty where the crime is online."""
        if area == "high_risk_networks":
            return one_of(HIGH_RISK, self._env.chance.draw("movement", f"{subject}/load"))
        return MARK_OF_AREA.get(area, "")

    # At a border ------------------------------------------------------------------------------------------------------

    def _looked_at(self, load: _Load, point: int) -> None:
        """It was taken out of the traffic, which those on the way will remember."""
        load.selected += 1
        load.network.notice(point, self._env.plan.behaviour.crime.seen)

    def _stop(self, journey: _Journey, point: int, kind: str, encounter: Encounter) -> None:
        """Something was found: open the case.

        Those on the way may get away with it. The network hears of its loss later.
        """
        env, load = self._env, journey.load
        load.found = True
        luck = env.chance.luck(LossLuck, "adaptation", f"{load.subject}/loss")
        load.escaped = luck.escaped < env.plan.behaviour.cases.escape
        place = env.theatre.checkpoints[point]
        finding = Finding(
            name=encounter.case,
            country=place.country,
            checkpoint=place.name,
            point=point,
            kind=kind,
            mark=load.mark,
            detector=encounter.detector,
            area=AREA_OF_MARK[load.mark],
            network=load.network.name,
        )
        self._cases.open_movement(finding, load.subject, journey.route, escaped=load.escaped)
        env.clock.process(self._hear(load, point, luck.heard))

    def _hear(self, load: _Load, point: int, u: float) -> Process:
        """After a while the network hears of its loss."""
        behaviour = self._env.plan.behaviour
        yield self._env.clock.timeout(spread(behaviour.crime.learning, behaviour.exchange.variation, u))
        load.network.learn_of_loss(point, load.subject)

    # The way ----------------------------------------------------------------------------------------------------------

    def _route(
        self, network: CriminalNetwork, subject: str, ends: tuple[str, str], u: float
    ) -> tuple[list[Border], bool]:
        """Choose the posts on the way, and say whether any would have been another without perceived risk.

        A network remembers risk; for some movements, or for all if it knows of the action, lookouts see what is there.
        """
        env, crime = self._env, self._env.plan.behaviour.crime
        routes = env.theatre.routes(*ends)
        share = 1.0 if network.expects else crime.lookouts * network.adaptive
        looks = env.chance.draw("movement", f"{subject}/lookouts") < share
        at_borders = (env.chance.draw("movement", f"{subject}/border-{leg}") for leg in range(routes.longest))
        points = self._checkpoints
        return network.choose_route(routes, (u, *at_borders), points.control, points.events.closed, looks=looks)

    def _hours(self, here: tuple[float, float], there: tuple[float, float], subject: str) -> float:
        """Hours between two places, at a speed that varies from movement to movement."""
        crime = self._env.plan.behaviour.crime
        hours = distance_km(here, there) * crime.detour / crime.mobility
        return hours * spread(1.0, crime.speed_variation, self._env.chance.draw("travel", subject))
