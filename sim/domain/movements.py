"""Criminal movements: along which posts, and what meets them there (ODD 7.11)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from sim.domain.agents.networks import CriminalNetwork
from sim.domain.checkpoints import Encounter
from sim.domain.exchange import Process
from sim.domain.places import Border
from sim.engine.distributions import Exponential, spread
from sim.engine.queues import KINDS
from sim.outcome.records import Movement
from sim.scenario import reference

if TYPE_CHECKING:
    from sim.domain.operation import Operation

MARK_OF_AREA = {
    "migrant_smuggling": "migrants",
    "drugs": "drugs",
    "firearms": "firearms",
    "human_trafficking": "victims",
    "document_fraud": "false_document",
    "property_crime": "goods",
    "environmental_crime": "waste",
    "excise_fraud": "excise",
    "economic_crime": "sanctioned",
    "criminal_finances": "cash",
}
"""What a movement of a crime area carries; crime areas that are online send none."""
HIGH_RISK = ("drugs", "firearms")
"""What high-risk networks carry, one as often as the other (assumed)."""
EARTH_KM = 6371.0


def plan(world: Operation, network: CriminalNetwork) -> Process:
    """A network sends movements while the action lasts: fewer with fewer members, none while it lies low."""
    number = 0
    while True:
        subject = f"{network.name}/m{number}"
        u = world.chance.draws("movement", subject)
        yield world.clock.timeout(Exponential(1.0 / network.rate_per_h).at(u[0]))
        number += 1
        if (
            world.clock.now >= network.hidden_until_h
            and u[1] < network.efficiency
            and network.purse.pay(world.clock.now)
        ):
            world.clock.process(travel(world, network, subject, u))


def travel(world: Operation, network: CriminalNetwork, subject: str, u: tuple[float, ...]) -> Process:
    """One movement from its origin over the borders on its way, until it arrives or is stopped."""
    crime = world.plan.behaviour.crime
    begun = world.clock.now
    area = network.main_area if u[2] < crime.main_activity else world.cases.area(u[7])
    mark = _carried(world, area, subject)
    if not mark or (area == "document_fraud" and not network.has("forger")):
        return
    origin, destination = _ends(network, u[3], u[4])
    route, displaced = _route(world, network, subject, origin, destination, u[5])
    load = _Load(network, subject, mark, min(0.98, crime.concealment * 2.0 * u[6]))
    country = reference.countries()[origin]
    here = (country.lat, country.lon)
    journey = Journey(load, begun, area, origin, destination, route, displaced)
    world.journeys[subject] = journey
    for leg, border in enumerate(route):
        there = (border.lat, border.lon)
        arrival = world.clock.now + _hours(world, here, there, f"{subject}/{leg}")
        yield from _cross(world, load, border, leg, arrival)
        if load.found:
            break
        here = there
    if not load.found:
        network.purse.earn()
    del world.journeys[subject]
    world.journal.add(journey.row())


def _carried(world: Operation, area: str, subject: str) -> str:
    """The mark of what a movement carries; empty where the crime is online."""
    if area == "high_risk_networks":
        return HIGH_RISK[int(world.chance.draw("movement", f"{subject}/load") * len(HIGH_RISK))]
    return MARK_OF_AREA.get(area, "")


@dataclass(slots=True)
class Journey:
    """A movement under way."""

    load: _Load
    begun_h: float
    area: str
    origin: str
    destination: str
    route: list[Border]
    displaced: bool

    def row(self) -> Movement:
        """The movement as it stands: at its end, or at the end of the action."""
        load = self.load
        return Movement(
            load.subject,
            load.network.name,
            self.begun_h,
            self.area,
            self.origin,
            self.destination,
            " ".join(border.post for border in self.route),
            load.met,
            load.selected,
            load.found,
            load.found and not load.escaped,
            self.displaced,
        )


@dataclass(slots=True)
class _Load:
    """What a movement carries, for whom."""

    network: CriminalNetwork
    subject: str
    mark: str
    concealment: float
    met: int = 0
    selected: int = 0
    found: bool = False
    escaped: bool = False


def _cross(world: Operation, load: _Load, border: Border, leg: int, arrival: float) -> Process:
    """Meet the one or two sides of a post; stops where something was found."""
    on_foot = border.kind in ("green_border", "airport", "rail") or load.mark == "false_document"
    kind = KINDS.index("person") if on_foot else KINDS.index("vehicle")
    for point in (border.leave, border.enter):
        if point < 0:
            continue
        encounter: Encounter = yield world.checkpoints.meet(
            point, arrival, kind, load.mark, load.concealment, f"{load.subject}/{leg}", load.network.name
        )
        load.met += 1
        arrival = encounter.time_h
        if encounter.selected:
            load.selected += 1
            load.network.notice(point, world.plan.behaviour.crime.seen)
        if encounter.channel:
            load.found = True
            _stop(world, load, point, KINDS[kind], encounter)
            return


def _stop(world: Operation, load: _Load, point: int, kind: str, encounter: Encounter) -> None:
    """Something was found; those on the way may get away with it, and the network hears of it later."""
    u = world.chance.draws("adaptation", f"{load.subject}/loss")
    load.escaped = u[0] < world.plan.behaviour.cases.escape
    world.cases.open_movement(
        encounter.case, point, kind, load.mark, encounter.channel, load.network.name, load.subject, load.escaped
    )
    world.clock.process(_hear(world, load, point, u[1]))


def _hear(world: Operation, load: _Load, point: int, u: float) -> Process:
    crime = world.plan.behaviour.crime
    yield world.clock.timeout(spread(crime.learning, world.plan.behaviour.exchange.variation, u))
    load.network.learn_of_loss(point, load.subject)


def _ends(network: CriminalNetwork, u: float, v: float) -> tuple[str, str]:
    """Origin and destination: two different countries of the network."""
    countries = network.countries
    first = int(u * len(countries))
    second = (first + 1 + int(v * (len(countries) - 1))) % len(countries)
    return countries[first], countries[second]


def _route(
    world: Operation, network: CriminalNetwork, subject: str, origin: str, destination: str, u: float
) -> tuple[list[Border], bool]:
    """The posts of a way by land, or by air where there is none; and whether perceived risk changed it."""
    layout = world.layout
    ways = layout.paths(origin, destination)
    if ways:
        way = network.choose_way(ways, u)
        options = [layout.borders[pair] for pair in pairwise(way)]
    else:
        options = [layout.flights[origin][0], layout.flights[destination][1]]
    chosen = [
        network.choose_border(_open(world, posts), f"{subject}/border-{leg}")
        for leg, posts in enumerate(options)
        if posts
    ]
    return [border for border, _ in chosen], any(displaced for _, displaced in chosen)


def _open(world: Operation, posts: Sequence[Border]) -> Sequence[Border]:
    """The posts of a border that are not closed now; all where none is open."""
    closed = world.checkpoints.closed
    return [post for post in posts if not any(closed[n] for n in (post.leave, post.enter) if n >= 0)] or posts


def _hours(world: Operation, here: tuple[float, float], there: tuple[float, float], subject: str) -> float:
    """Hours between two places, at a speed that varies."""
    crime = world.plan.behaviour.crime
    hours = distance_km(here, there) * crime.detour / crime.mobility
    return hours * spread(1.0, crime.speed_variation, world.chance.draw("travel", subject))


def distance_km(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Great-circle distance between two places (latitude and longitude in degrees)."""
    lat, lon, lat_2, lon_2 = (math.radians(x) for x in (*here, *there))
    half = math.sin((lat_2 - lat) / 2) ** 2 + math.cos(lat) * math.cos(lat_2) * math.sin((lon_2 - lon) / 2) ** 2
    return 2.0 * EARTH_KM * math.asin(math.sqrt(half))
