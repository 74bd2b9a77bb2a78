"""Where checks are made, and the ways between countries (ODD 2, 7.11)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import networkx as nx

from sim.engine.queues import KINDS
from sim.scenario.schema import Scenario

EARTH_KM = 6371.0
ON_FOOT = ("green_border", "airport", "rail")
"""Kinds of post that are crossed without a vehicle."""
PERSON, VEHICLE = KINDS.index("person"), KINDS.index("vehicle")
BORDERS = ("road", "rail", "airport", "sea_port", "green_border")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One country's side of a post."""

    name: str
    post: str
    kind: str
    country: str
    other: str
    lat: float
    lon: float
    lanes: int
    per_day: tuple[float, float, float]
    """Ordinary arrivals of this side: those who enter (or, inside a country, all)."""
    passing: tuple[float, float, float]
    """All who pass the post, both ways: among them the action's teams choose."""
    equipment: tuple[str, ...]
    """What is there every day and cannot move; special teams come to it."""


@dataclass(frozen=True)
class Border:
    """A post between two countries, from one of them to the other; -1 where a side does not take part."""

    post: str
    kind: str
    leave: int
    enter: int
    traffic: float
    lat: float
    lon: float

    @cached_property
    def sides(self) -> tuple[int, ...]:
        """The sides that take part, in the order in which they are met."""
        return tuple(side for side in (self.leave, self.enter) if side >= 0)

    @cached_property
    def crossed_as(self) -> int:
        """As what a movement crosses it, by place in `KINDS`: with a vehicle, but where nobody has one."""
        return PERSON if self.kind in ON_FOOT else VEHICLE


def checkpoints_of(scenario: Scenario) -> tuple[Checkpoint, ...]:
    """The sides of posts that take part, by country in the order of the plan; traffic is shared by the sides."""
    points = []
    for post in scenario.active_posts().values():
        if post.kind == "online":
            continue
        factor = scenario.posts.traffic.get(post.id, 1.0)
        passing = (post.persons_per_day * factor, post.vehicles_per_day * factor, post.parcels_per_day * factor)
        sides = len(post.sides)
        per_day = (passing[0] / sides, passing[1] / sides, passing[2] / sides)
        for side, code in enumerate(post.sides):
            if code not in scenario.countries:
                continue
            other = post.sides[1 - side] if len(post.sides) == 2 else ""
            lanes = post.lanes_a if side == 0 else post.lanes_b
            points.append(
                Checkpoint(
                    name=f"{code}/{post.id}",
                    post=post.id,
                    kind=post.kind,
                    country=code,
                    other=other,
                    lat=post.lat,
                    lon=post.lon,
                    lanes=lanes,
                    per_day=per_day,
                    passing=passing,
                    equipment=tuple(dict.fromkeys(post.equipment)),
                )
            )
    order = {code: number for number, code in enumerate(scenario.countries)}
    return tuple(sorted(points, key=lambda point: order[point.country]))


def borders_of(
    scenario: Scenario, points: tuple[Checkpoint, ...]
) -> tuple[dict[tuple[str, str], tuple[Border, ...]], nx.Graph[str]]:
    """Posts between each ordered pair of countries, and the graph of neighbours."""
    index = {point.name: number for number, point in enumerate(points)}
    borders: dict[tuple[str, str], list[Border]] = {}
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(scenario.countries)
    for post in scenario.active_posts().values():
        if post.kind not in ("road", "green_border", "rail", "sea_port") or len(post.sides) < 2:
            continue
        for here, there in (post.sides, post.sides[::-1]):
            if here in scenario.countries and there in scenario.countries:
                borders.setdefault((here, there), []).append(
                    Border(
                        post=post.id,
                        kind=post.kind,
                        leave=index.get(f"{here}/{post.id}", -1),
                        enter=index.get(f"{there}/{post.id}", -1),
                        traffic=post.persons_per_day * scenario.posts.traffic.get(post.id, 1.0),
                        lat=post.lat,
                        lon=post.lon,
                    )
                )
                graph.add_edge(here, there)
    return {pair: tuple(posts) for pair, posts in borders.items()}, graph


def flights_of(
    scenario: Scenario, points: tuple[Checkpoint, ...]
) -> dict[str, tuple[tuple[Border, ...], tuple[Border, ...]]]:
    """Airports of each country as posts to leave from and posts to enter by; those without an airport have none."""
    flights = {}
    for code in scenario.countries:
        here = [
            (number, point) for number, point in enumerate(points) if point.country == code and point.kind == "airport"
        ]
        leave = tuple(Border(p.post, p.kind, n, -1, p.per_day[0], p.lat, p.lon) for n, p in here)
        enter = tuple(Border(p.post, p.kind, -1, n, p.per_day[0], p.lat, p.lon) for n, p in here)
        flights[code] = (leave, enter)
    return flights


def short_ways(graph: Any, origin: str, destination: str) -> tuple[tuple[str, ...], ...]:
    """The shortest ways, and those that are at most one border longer, up to three."""
    ways: list[tuple[str, ...]] = []
    try:
        for way in nx.shortest_simple_paths(graph, origin, destination):
            if (ways and len(way) > len(ways[0]) + 1) or len(ways) == 3:
                break
            ways.append(tuple(way))
    except nx.NetworkXNoPath:
        return ()
    return tuple(ways)


def borders_between(graph: Any, origin: str) -> dict[str, int]:
    """Number of borders on the shortest way by land from one country to each that can be reached."""
    return dict(nx.single_source_shortest_path_length(graph, origin))


@lru_cache(maxsize=65_536)
@lru_cache(maxsize=16_384)
def distance_km(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Great-circle distance between two places (latitude and longitude in degrees)."""
    lat, lon, lat_2, lon_2 = (math.radians(x) for x in (*here, *there))
    half = math.sin((lat_2 - lat) / 2) ** 2 + math.cos(lat) * math.cos(lat_2) * math.sin((lon_2 - lon) / 2) ** 2
    return 2.0 * EARTH_KM * math.asin(math.sqrt(half))
