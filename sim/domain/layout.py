"""The theatre of a scenario as arrays: checkpoints, plans of checks, lanes, ways between countries (ODD 7.1, 7.2).

All of this follows from the scenario alone, so it is made once and shared by its replications.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from sim.domain.cooperation import Cooperation
from sim.engine.kernels import blocked_share
from sim.engine.queues import CHANNELS, FIRST_LINE, KINDS, MARKS
from sim.scenario.schema import Scenario

Floats = NDArray[np.float64]

BORDERS = ("road", "rail", "airport", "sea_port", "green_border")
SHIFTS = (6.0, 14.0, 22.0)
"""Hours of the day (UTC) at which shifts change."""

COMPETENCE: dict[str, dict[str, float]] = {
    "police": {
        "inland": 3.0,
        "road": 1.0,
        "rail": 2.0,
        "green_border": 0.5,
        "airport": 0.5,
        "sea_port": 0.3,
        "postal": 0.2,
    },
    "border_guard": {"road": 3.0, "rail": 2.0, "airport": 3.0, "sea_port": 2.0, "green_border": 3.0},
    "customs": {"road": 1.5, "postal": 4.0, "airport": 1.0, "sea_port": 2.0, "rail": 1.0, "inland": 0.2},
    "gendarmerie": {
        "inland": 2.0,
        "road": 1.0,
        "green_border": 2.0,
        "airport": 0.3,
        "rail": 1.0,
        "sea_port": 0.3,
        "postal": 0.1,
    },
    "immigration": {"airport": 2.0, "road": 1.0, "inland": 1.0, "rail": 1.0, "sea_port": 1.0},
}
"""Where a service makes checks: relative weight by kind of post (assumed). Other services make none."""

PLANNED_AT: dict[str, dict[str, float]] = {
    "person": {"road": 1.0, "rail": 1.0, "airport": 1.0, "sea_port": 0.8, "green_border": 0.5, "inland": 1.5},
    "vehicle": {"road": 1.0, "sea_port": 0.8, "green_border": 0.3, "inland": 1.0},
    "parcel": {"postal": 20.0, "airport": 2.0, "sea_port": 1.0, "road": 0.3, "rail": 0.3, "inland": 0.1},
}
"""Where a country's planned checks are made: relative weight by kind of post (assumed)."""


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
    equipment: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Border:
    """A post between two countries, from one of them to the other; -1 where a side does not take part."""

    post: str
    kind: str
    leave: int
    enter: int
    traffic: float
    lat: float
    lon: float


class Layout:
    """Everything about a scenario that no luck and no decision can change.

    Attributes
    ----------
    checkpoints
        Sides of posts that take part, by country in the order of the scenario.
    candidates
        Candidates for a check per mean hour (checkpoints, kinds), so that at the officers of the plan the planned number is
        checked; others find no free lane.
    work
        Mean lanes that the planned checks of each checkpoint keep busy.
    prevalence, detection, reach, referral, false_alarm, duration, thorough
        Inputs of the kernel of checks; `detection` without the state of the officers.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.hash = scenario.hash
        self.codes: tuple[str, ...] = tuple(scenario.countries)
        self.cooperation = Cooperation(scenario)
        self.checkpoints = _checkpoints(scenario)
        self.index = {point.name: number for number, point in enumerate(self.checkpoints)}
        self.country = np.array([self.codes.index(point.country) for point in self.checkpoints])
        self.profile = _profile(scenario)
        self.thorough = np.tile(
            [scenario.counting.thorough_person, scenario.counting.thorough_vehicle, scenario.counting.thorough_parcel],
            (len(self.checkpoints), 1),
        )
        self.duration, self._mean_hours = _durations(scenario)
        self.reach = _reach(scenario)
        self.detection = _detection(scenario, self.checkpoints)
        self.false_alarm = _false_alarm(scenario, self.checkpoints)
        self.referral = _referral(scenario)
        self.prevalence = _prevalence(scenario, self.checkpoints)
        planned = _planned(scenario, self.checkpoints)
        check_hours = np.array([self.check_hours(kind) for kind in range(3)])
        self.work = planned @ check_hours / scenario.hours
        self.posting = _posting(scenario, self.checkpoints, self.work)
        self.candidates = self._candidates(planned, check_hours)
        self.flights = _flights(scenario, self.checkpoints)
        self.borders, self._neighbours = _borders(scenario, self.checkpoints)
        self._ways: dict[tuple[str, str], tuple[tuple[str, ...], ...]] = {}

    def check_hours(self, kind: int) -> float:
        """Mean hours of a first-line check of a kind, brief and thorough together."""
        share = float(self.thorough[0, kind])
        return float(self._mean_hours[kind, 0] * (1.0 - share) + self._mean_hours[kind, 1] * share)

    def lanes(self, officers: Floats, shift: int) -> NDArray[np.int64]:
        """Open lanes of each checkpoint from the officers posted there, on one of the three shifts."""
        staffing = self.scenario.behaviour.staffing
        share = (staffing.day_shift, 1.0 - staffing.day_shift - staffing.night_shift, staffing.night_shift)[shift]
        lanes = officers * share * staffing.productive / staffing.officers_per_lane
        return np.where(lanes > 0.0, np.maximum(1, np.floor(lanes + 0.5)), 0).astype(np.int64)

    def blocked(self, candidates: Floats, officers: Floats) -> Floats:
        """Share of the action's candidates that find no free lane, by checkpoint: M/M/c/K hour by hour of a mean day, over
        the day-to-day variation of candidates (three-point quadrature).
        """
        behaviour = self.scenario.behaviour
        load = candidates @ np.array([self.check_hours(kind) for kind in range(3)])
        variances = (behaviour.traffic.action_variation, behaviour.traffic.country_variation, behaviour.traffic.day_variation)
        sigma = math.sqrt(sum(math.log1p(cv**2) for cv in variances))
        lost = np.zeros(load.size)
        for hour in range(24):
            lanes = self.lanes(officers, shift_of((hour + self.scenario.start.hour) % 24))
            for step, weight in ((-math.sqrt(3.0), 1.0), (0.0, 4.0), (math.sqrt(3.0), 1.0)):
                level = float(self.profile[hour]) * math.exp(step * sigma - sigma**2 / 2.0)
                lost += weight / 6.0 * level * blocked_share(load * level, lanes, behaviour.checks.backlog)
        return lost / self.profile[:24].sum()

    def expected_checks(self) -> float:
        """Checks of persons, vehicles and parcels to be expected over the action, by queueing theory."""
        posted = sum(self.posting.values(), np.zeros(len(self.checkpoints)))
        taken = 1.0 - self.blocked(self.candidates, posted)
        return float((self.candidates.sum(axis=1) * taken).sum() * self.scenario.hours)

    def _candidates(self, planned: Floats, check_hours: Floats) -> Floats:
        """Candidates per mean hour that make the plan come true with the officers of the plan."""
        scenario = self.scenario
        officers = np.zeros(len(self.checkpoints))
        growth = np.ones(len(self.checkpoints))
        for number, code in enumerate(self.codes):
            plan = scenario.countries[code].plan
            ratio = scenario.officers(code) / plan.officers if plan.officers else 1.0
            here = self.country == number
            total = sum(self.posting[unit][here] for unit in self.posting if unit[0] == code)
            officers[here] = total / ratio if ratio > 0 else 0.0
            growth[here] = 1.0 + scenario.counting.per_officer * (ratio - 1.0)
        rate = planned / scenario.hours
        candidates = rate.copy()
        for _ in range(6):
            taken = np.maximum(1.0 - self.blocked(candidates, officers), 0.25)
            candidates = rate / taken[:, None]
        return candidates * growth[:, None]

    def paths(self, origin: str, destination: str) -> tuple[tuple[str, ...], ...]:
        """Up to three short ways between two countries, as sequences of countries; none where there is no way."""
        key = (origin, destination)
        if key not in self._ways:
            self._ways[key] = _short_ways(self._neighbours, origin, destination)
        return self._ways[key]


_RECENT: dict[str, Layout] = {}


def layout_of(scenario: Scenario) -> Layout:
    """The layout of a scenario, made once for equal scenarios."""
    key = scenario.hash
    if key not in _RECENT:
        if len(_RECENT) >= 4:
            _RECENT.pop(next(iter(_RECENT)))
        _RECENT[key] = Layout(scenario)
    return _RECENT[key]


def shift_of(hour_of_day: float) -> int:
    """0 day, 1 evening, 2 night."""
    if SHIFTS[0] <= hour_of_day < SHIFTS[1]:
        return 0
    return 1 if SHIFTS[1] <= hour_of_day < SHIFTS[2] else 2


def _checkpoints(scenario: Scenario) -> tuple[Checkpoint, ...]:
    deployed: dict[tuple[str, str], list[str]] = {}
    for deployment in scenario.deployments:
        deployed.setdefault((deployment.post, deployment.country), []).append(deployment.asset)
    points = []
    for post in scenario.active_posts().values():
        if post.kind == "online":
            continue
        factor = scenario.posts.traffic.get(post.id, 1.0) / len(post.sides)
        per_day = (post.persons_per_day * factor, post.vehicles_per_day * factor, post.parcels_per_day * factor)
        for side, code in enumerate(post.sides):
            if code not in scenario.countries:
                continue
            equipment = tuple(dict.fromkeys([*post.equipment, *deployed.get((post.id, code), [])]))
            other = post.sides[1 - side] if len(post.sides) == 2 else ""
            lanes = post.lanes_a if side == 0 else post.lanes_b
            points.append(
                Checkpoint(
                    f"{code}/{post.id}", post.id, post.kind, code, other, post.lat, post.lon, lanes, per_day, equipment
                )
            )
    order = {code: number for number, code in enumerate(scenario.countries)}
    return tuple(sorted(points, key=lambda point: order[point.country]))


def _profile(scenario: Scenario) -> Floats:
    """Traffic of each hour of the action against the mean hour; mean 1 over a week."""
    traffic = scenario.behaviour.traffic
    offset = scenario.start.hour
    hours = np.arange(math.ceil(scenario.hours))
    daily = 1.0 - (1.0 - traffic.night_level) * np.cos(2.0 * np.pi * (((hours + offset) % 24) - 3.0) / 24.0)
    weekdays = (scenario.start.weekday() + (hours + offset) // 24) % 7
    weekly = np.where(weekdays >= 5, traffic.weekend, 1.0)
    return np.asarray(daily * weekly * hours.size / (daily * weekly).sum())


def _durations(scenario: Scenario) -> tuple[Floats, Floats]:
    checks = scenario.behaviour.checks
    means = np.array(
        [
            [checks.person_brief, checks.person_thorough, checks.second_person],
            [checks.vehicle_brief, checks.vehicle_thorough, checks.second_vehicle],
            [checks.parcel_brief, checks.parcel_thorough, checks.second_parcel],
        ]
    )
    variance = math.log1p(checks.variation**2)
    return np.stack([np.log(means) - variance / 2.0, np.full_like(means, math.sqrt(variance))], axis=2), means


def _reach(scenario: Scenario) -> Floats:
    """How far a channel works: (brief, thorough, second line) x channels x kinds."""
    reach = np.zeros((3, len(CHANNELS), len(KINDS)))
    reach[0, CHANNELS.index("officer")] = scenario.behaviour.detection.brief_officer
    reach[1, CHANNELS.index("officer")] = 1.0
    reach[:2, CHANNELS.index("database")] = 1.0
    reach[:2, CHANNELS.index("anpr"), KINDS.index("vehicle")] = 1.0
    reach[2, FIRST_LINE:] = 1.0
    reach[2, CHANNELS.index("laboratory"), : KINDS.index("parcel")] = 0.0
    reach[2, CHANNELS.index("europol"), KINDS.index("parcel")] = 0.0
    reach[2, CHANNELS.index("document_expert"), KINDS.index("parcel")] = 0.0
    return reach


def _detection(scenario: Scenario, points: tuple[Checkpoint, ...]) -> Floats:
    """Probabilities of detection (checkpoints, channels, marks); the second line searches fully even without equipment."""
    detection = scenario.behaviour.detection
    table = np.zeros((len(points), len(CHANNELS), len(MARKS)))
    for number, channel in enumerate(CHANNELS):
        rates = getattr(detection, channel)
        for mark, p in rates.items():
            table[:, number, MARKS.index(mark)] = p
        if channel not in ("officer", "database", "europol"):
            present = np.array([channel in point.equipment for point in points])
            table[:, number] *= present[:, None]
    search = CHANNELS.index("concealment_expert")
    for mark in ("drugs", "firearms", "migrants", "victims", "goods", "false_document"):
        column = MARKS.index(mark)
        table[:, search, column] = 1.0 - (1.0 - table[:, search, column]) * (1.0 - detection.second_line_officer)
    return table


def _false_alarm(scenario: Scenario, points: tuple[Checkpoint, ...]) -> Floats:
    """Probability that the second line indicates on somebody clean (checkpoints, kinds)."""
    rates = scenario.behaviour.detection.false_alarm
    table = np.zeros((len(points), len(KINDS)))
    for number, point in enumerate(points):
        for kind in range(len(KINDS)):
            silent = 1.0
            for channel in point.equipment:
                if (channel in rates and not (channel == "laboratory") ^ (kind == 2)) or (
                    channel in rates and channel in ("canine", "scanner", "concealment_expert")
                ):
                    silent *= 1.0 - rates[channel]
            table[number, kind] = 1.0 - silent
    return table


def _referral(scenario: Scenario) -> Floats:
    """Probability of referral when nothing was found (kinds, brief | thorough, marks)."""
    selection = scenario.behaviour.selection
    table = np.zeros((len(KINDS), 2, len(MARKS)))
    table[:, 0, :] = selection.referral_brief
    table[:, 1, 0] = selection.referral_clean
    table[:, 1, 1:] = selection.referral_offender
    return table


def indicator_lift(scenario: Scenario) -> float:
    """How much more common offenders are among those who show a risk indicator."""
    selection = scenario.behaviour.selection
    return selection.sensitivity / selection.false_alarm


def _prevalence(scenario: Scenario, points: tuple[Checkpoint, ...]) -> Floats:
    """Prevalence of marks, not cumulated (checkpoints, kinds, brief | thorough, marks)."""
    prevalence = scenario.behaviour.prevalence
    lift = indicator_lift(scenario)
    weights = area_weights(scenario)
    table = np.zeros((len(points), len(KINDS), 2, len(MARKS)))
    for kind, name in enumerate(KINDS):
        for mark, p in getattr(prevalence, name).items():
            column = MARKS.index(mark)
            focus = weights.get(AREA_OF_MARK.get(mark, ""), 1.0)
            table[:, kind, 0, column] = p
            table[:, kind, 1, column] = p * lift * focus
    irregular = MARKS.index("irregular_entry")
    for number, point in enumerate(points):
        if point.kind == "green_border":
            table[number, :, :, irregular] *= prevalence.green_border
        elif point.kind not in BORDERS:
            table[number, :, :, irregular] *= prevalence.inside
    return table


AREA_OF_MARK = {
    "false_document": "document_fraud",
    "drugs": "drugs",
    "firearms": "firearms",
    "migrants": "migrant_smuggling",
    "victims": "human_trafficking",
    "goods": "property_crime",
}
"""Crime area of a mark; the area of the others is drawn with the case."""


def area_weights(scenario: Scenario) -> dict[str, float]:
    """Focus of thorough checks on each crime area: its weight against the mean weight, by the square root."""
    weights = scenario.crime_areas
    mean = sum(weights.values()) / len(weights)
    return {area: math.sqrt(weight / mean) for area, weight in weights.items()}


def _planned(scenario: Scenario, points: tuple[Checkpoint, ...]) -> Floats:
    """Checks that the plans give each checkpoint over the action, before any change of officers (checkpoints, kinds)."""
    table = np.zeros((len(points), len(KINDS)))
    for code, country in scenario.countries.items():
        for kind, name in enumerate(KINDS):
            weights = np.array(
                [
                    PLANNED_AT[name].get(point.kind, 0.0) * math.sqrt(1.0 + point.per_day[kind])
                    if point.country == code
                    else 0.0
                    for point in points
                ]
            )
            if weights.sum() > 0.0:
                table[:, kind] += weights / weights.sum() * getattr(country.plan, name)
    return table


def _posting(scenario: Scenario, points: tuple[Checkpoint, ...], work: Floats) -> dict[tuple[str, str], Floats]:
    """Officers on checks that each unit (country, service) posts at each checkpoint: by competence and planned work."""
    share = scenario.behaviour.staffing.on_checks
    posting: dict[tuple[str, str], Floats] = {}
    for code, country in scenario.countries.items():
        for service, number in country.officers.items():
            weights = np.array(
                [
                    COMPETENCE.get(service, {}).get(point.kind, 0.0) * load if point.country == code else 0.0
                    for point, load in zip(points, work, strict=True)
                ]
            )
            total = weights.sum()
            officers = number * country.officers_scale * scenario.officers_scale * share
            posting[code, service] = weights / total * officers if total > 0.0 else np.zeros(len(points))
    return posting


def _borders(
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
                        post.id,
                        post.kind,
                        index.get(f"{here}/{post.id}", -1),
                        index.get(f"{there}/{post.id}", -1),
                        post.persons_per_day,
                        post.lat,
                        post.lon,
                    )
                )
                graph.add_edge(here, there)
    return {pair: tuple(posts) for pair, posts in borders.items()}, graph


def _flights(
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


def _short_ways(graph: Any, origin: str, destination: str) -> tuple[tuple[str, ...], ...]:
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
