"""The theatre of a scenario as arrays: checkpoints, plans of checks, lanes, ways between countries (ODD 7.1, 7.2).

All of this follows from the scenario alone, so it is made once and shared by its replications.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Iterable
from functools import cache, cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.engine.choices import Options
from sim.engine.kernels import blocked_share
from sim.engine.queues import DETECTORS, KINDS
from sim.registry import parts
from sim.scenario.behaviour import Behaviour
from sim.scenario.by_name import by_name
from sim.scenario.levels import GROUPS
from sim.scenario.schema import Scenario
from sim.words import CUSTOMS, EUROPOL
from sim.world.theatre import check_tables
from sim.world.theatre.changes import at_posts
from sim.world.theatre.cooperation import CooperationTerms
from sim.world.theatre.crime_areas import crime_weights
from sim.world.theatre.places import (
    Checkpoint,
    borders_between,
    borders_of,
    checkpoints_of,
    distance_km,
    flights_of,
    short_ways,
)
from sim.world.theatre.rosters import Duty, ServedShifts, served_at, served_in, usual
from sim.world.theatre.routes import Routes, routes_of

Floats = NDArray[np.float64]

ROUNDING = 1e-9
"""What rounding may leave of a whole lane."""
LEAST_TAKEN = 0.25
"""Least share of candidates who are taken while a lane is open, where candidates are worked out from a plan."""
FAR = 7
"""Borders that count between countries without a way by land."""
LAID = ("checks", "staffing", "traffic", "selection", "detection")
"""Groups of behaviour from which a theatre is made, beside prevalence and those of institutions that change it."""

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
    CUSTOMS: {"road": 1.5, "postal": 4.0, "airport": 1.0, "sea_port": 2.0, "rail": 1.0, "inland": 0.2},
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


class Theatre:
    """Everything about a scenario that no luck and no decision can change.

    Attributes
    ----------
    scenario
        The plan, in the order of names.
    codes
        Countries that take part.
    checkpoints
        Sides of posts that take part, by country.
    candidates
        Candidates for a check per mean hour (checkpoints, kinds), so many that with the officers of the plan the
        planned number is checked; others find no free lane.
    served
        The shifts that the officers of each country serve.
    duty
        Who of those posted at checkpoints is on duty when.
    work
        Mean lanes that the planned checks of each checkpoint keep busy.
    indicators
        Sensitivity and false alarm of what checks are chosen by (checkpoints, kinds, marks, 2).
    premises
        Probability that a planned search finds each mark.
    prevalence, detection, reach, referral, false_alarm, duration, thorough
        Inputs of the kernel of checks; `detection` and `false_alarm` with the posts' own equipment, without special
        teams and without the state of the officers.
    powers
        Probabilities of detection where a detector is present (detectors, marks).
    """

    def __init__(self, scenario: Scenario) -> None:
        self.hash = scenario.hash
        self.scenario = scenario = by_name(scenario)
        self.codes: tuple[str, ...] = tuple(scenario.countries)
        self.cooperation = CooperationTerms(scenario)
        self.checkpoints = checkpoints_of(scenario)
        self.index = {point.name: number for number, point in enumerate(self.checkpoints)}
        self.country = np.array([self.codes.index(point.country) for point in self.checkpoints])
        self.profile = _profile(scenario)
        self._usual = usual(scenario.behaviour.staffing)
        self.served = {code: served_in(scenario, code) for code in self.codes}
        self.duty = self._duty([served_at(scenario, point) for point in self.checkpoints])
        self.thorough = np.tile(
            [scenario.counting.thorough_person, scenario.counting.thorough_vehicle, scenario.counting.thorough_parcel],
            (len(self.checkpoints), 1),
        )
        self.duration, self._mean_hours = check_tables.durations(scenario)
        self.reach = check_tables.reach(scenario)
        self.powers = check_tables.powers_of(scenario, self.checkpoints)
        self.detection = check_tables.detection_of(scenario, self.powers, self.checkpoints)
        self._alarms: dict[tuple[str, str, tuple[str, ...]], Floats] = {}
        self._detection: dict[tuple[int, tuple[str, ...], str], Floats] = {}
        self.false_alarm = np.array(
            [self.false_alarm_with(number, point.equipment) for number, point in enumerate(self.checkpoints)]
        )
        self.referral = check_tables.referral_of(scenario)
        self.indicators = check_tables.indicators(scenario, self.checkpoints)
        self.prevalence = check_tables.prevalence_of(scenario, self.checkpoints, self.indicators)
        self.premises = check_tables.on_premises(scenario)
        planned = _planned(scenario, self.checkpoints)
        check_hours = np.array([self.check_hours(kind) for kind in range(3)])
        self.work = planned @ check_hours / scenario.hours
        self.posting = _posting(scenario, self.checkpoints, self.work)
        self.candidates = self._candidates(planned, check_hours)
        self.posting = {unit: posted * at_posts(scenario, *unit) for unit, posted in self.posting.items()}
        self.flights = flights_of(scenario, self.checkpoints)
        self.borders, self._neighbours = borders_of(scenario, self.checkpoints)
        self._abroad: dict[str, Options[str]] = {}
        self._areas: dict[str, Options[str]] = {}
        self._nearness: dict[str, dict[str, float]] = {}
        self._routes: dict[tuple[str, str], Routes] = {}

    def under(self, behaviour: Behaviour) -> Theatre:
        """The same theatre under other behaviour; it keeps its `hash`, which is that of the plan.

        Prevalence and the meaning of levels are cheap to exchange. Whatever else of the layout the behaviour decides is
        made anew only if one of the groups that it is made from differs.
        """
        before = self.scenario.behaviour
        plan = self.scenario.model_copy(update={"behaviour": by_name(behaviour)})
        if any(getattr(before, group) != getattr(behaviour, group) for group in _laid()):
            other = Theatre(plan)
        else:
            other = copy.copy(self)
            other.scenario = plan
            other.prevalence = check_tables.prevalence_of(plan, self.checkpoints, self.indicators)
            other.premises = check_tables.on_premises(plan)
            if any(getattr(before, group) != getattr(behaviour, group) for group in GROUPS.values()):
                other.cooperation = CooperationTerms(plan)
        other.hash = self.hash
        return other

    def check_hours(self, kind: int) -> float:
        """Mean hours of a first-line check of a kind, brief and thorough together."""
        share = float(self.thorough[0, kind])
        return float(self._mean_hours[kind, 0] * (1.0 - share) + self._mean_hours[kind, 1] * share)

    def false_alarm_with(self, number: int, equipment: tuple[str, ...]) -> Floats:
        """Probability that the second line of a checkpoint with some equipment indicates on somebody clean, by kind."""
        point = self.checkpoints[number]
        key = (point.country, point.kind, equipment)
        if key not in self._alarms:
            self._alarms[key] = check_tables.false_alarm_with(self.scenario, point, equipment)
        return self._alarms[key]

    def detection_with(self, number: int, equipment: tuple[str, ...], detector: str) -> Floats:
        """Probabilities with which one special detector finds each mark at a checkpoint with some equipment."""
        key = (number, equipment, detector)
        if key not in self._detection:
            there = check_tables.presence(self.scenario, self.checkpoints[number], equipment, detector)
            self._detection[key] = self.powers[number, DETECTORS.index(detector)] * there
        return self._detection[key]

    def on_duty(self, hour_of_day: float) -> float:
        """Share of people in offices who are at work at an hour: on the three usual shifts."""
        return self._usual.on_duty(hour_of_day)

    def lanes(self, officers: Floats, on_duty: Floats) -> Floats:
        """Lanes that officers can man, from those posted at each checkpoint and the share of them on duty.

        A part of a lane is one that is open that part of the time.
        """
        staffing = self.scenario.behaviour.staffing
        return officers * on_duty * staffing.productive / staffing.officers_per_lane

    def _duty(self, served: list[ServedShifts]) -> Duty:
        return Duty(served, self.profile, self.scenario.start.hour)

    def blocked(self, candidates: Floats, officers: Floats, duty: Duty) -> Floats:
        """Share of the action's candidates that find no free lane, by checkpoint.

        M/M/c/K hour by hour, over the day-to-day variation of candidates (three-point quadrature); a lane that is open
        for a part of the time counts for that part.
        """
        behaviour = self.scenario.behaviour
        load = candidates @ np.array([self.check_hours(kind) for kind in range(3)])
        traffic = behaviour.traffic
        variations = (traffic.action_variation, traffic.country_variation, traffic.day_variation)
        sigma = math.sqrt(sum(math.log1p(cv**2) for cv in variations))
        lost, met = np.zeros(load.size), 0.0
        for (level, change), hours in duty.levels.items():
            lanes = self.lanes(officers, duty.at(change))
            always = np.floor(lanes + ROUNDING).astype(np.int64)
            part = np.clip(lanes - always, 0.0, 1.0)
            for step, weight in ((-math.sqrt(3.0), 1.0), (0.0, 4.0), (math.sqrt(3.0), 1.0)):
                factor = level * math.exp(step * sigma - sigma**2 / 2.0)
                share = hours * weight / 6.0 * factor
                fewer, more = (
                    blocked_share(load * factor, count, behaviour.checks.backlog) for count in (always, always + 1)
                )
                lost += share * (fewer + part * (more - fewer))
                met += share
        return lost / met

    def expected_checks(self) -> float:
        """Checks of persons, vehicles and parcels to be expected over the action, by queueing theory."""
        return float(self._taken.sum() * self.scenario.hours)

    @cached_property
    def expected_referrals(self) -> Floats:
        """Referrals to be expected per mean hour, by checkpoint, as if the first line found nothing."""
        brief = 1.0 - self.thorough
        clean = 1.0 - self.prevalence.sum(axis=3)
        referred = (self.prevalence * self.referral).sum(axis=3) + clean * self.referral[..., 0]
        by_kind = brief * referred[..., 0] + self.thorough * referred[..., 1]
        return np.asarray((self._taken * by_kind).sum(axis=1))

    @cached_property
    def _taken(self) -> Floats:
        """Candidates per mean hour who find a lane, by queueing theory (checkpoints, kinds)."""
        posted = sum(self.posting.values(), np.zeros(len(self.checkpoints)))
        return self.candidates * (1.0 - self.blocked(self.candidates, posted, self.duty))[:, None]

    def _candidates(self, planned: Floats, check_hours: Floats) -> Floats:
        """Candidates per mean hour that make the plan come true with the officers of the plan on the usual shifts."""
        scenario = self.scenario
        as_usual = self._duty([usual(scenario.behaviour.staffing)] * len(self.checkpoints))
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
        load = rate @ np.array([self.check_hours(kind) for kind in range(3)])
        posted = sum(self.posting.values(), np.zeros(len(self.checkpoints)))
        planned_open, now_open = (
            np.clip(self.lanes(there, as_usual.hours / 24.0), ROUNDING, 1.0) for there in (officers, posted)
        )
        least = LEAST_TAKEN * np.maximum(planned_open, load / np.maximum(load, 1.0)) + ROUNDING
        for _ in range(6):
            taken = np.maximum(1.0 - self.blocked(candidates, officers, as_usual), least)
            candidates = rate / taken[:, None]
        growth *= np.minimum(1.0, planned_open / now_open)
        offered = np.array([point.passing for point in self.checkpoints]).reshape(rate.shape) / 24.0
        return np.minimum(candidates * growth[:, None], np.maximum(candidates, offered))

    def paths(self, origin: str, destination: str) -> tuple[tuple[str, ...], ...]:
        """Up to three short ways between two countries, as sequences of countries; none where there is no way."""
        return short_ways(self._neighbours, origin, destination)

    def routes(self, origin: str, destination: str) -> Routes:
        """The ways between two countries with their posts: short ones by land; by air where there is none by land."""
        key = (origin, destination)
        if key not in self._routes:
            by_land = [(way, [self.borders[pair] for pair in pairwise(way)]) for way in self.paths(*key)]
            by_air = [(key, [self.flights[origin][0], self.flights[destination][1]])]
            self._routes[key] = routes_of(by_land or by_air)
        return self._routes[key]

    def planned_officers(self) -> dict[str, float]:
        """The officers for whom each country planned."""
        return {code: float(self.scenario.countries[code].plan.officers) for code in self.codes}

    def country_abroad(self, country: str, u: float) -> str:
        """Another participating country, by planned officers: where an alert or evidence comes from; else Europol."""
        if country not in self._abroad:
            planned = self.planned_officers()
            self._abroad[country] = Options({code: planned[code] for code in self.codes if code != country})
        return self._abroad[country].at(u) if len(self.codes) > 1 else EUROPOL

    def crime_area(self, u: float, country: str = "") -> str:
        """A crime area, drawn by the weights of the action or by those of a country."""
        if country not in self._areas:
            self._areas[country] = Options(crime_weights(self.scenario, country))
        return self._areas[country].at(u)

    def points_of(self, posts: Iterable[str]) -> NDArray[np.int64]:
        """Checkpoints of some posts, as positions."""
        wanted = set(posts)
        return np.array([n for n, point in enumerate(self.checkpoints) if point.post in wanted], dtype=np.int64)

    def way_h(self, here: int, there: int) -> float:
        """Hours on the way between two checkpoints."""
        a, b = self.checkpoints[here], self.checkpoints[there]
        crime = self.scenario.behaviour.crime
        return distance_km((a.lat, a.lon), (b.lat, b.lon)) * crime.detour / crime.mobility

    def by_country(self, table: Floats) -> Floats:
        """Sums over the checkpoints of each country, first axis; they lie together, and a country may have none."""
        starts, ends = (np.searchsorted(self.country, np.arange(len(self.codes)), side) for side in ("left", "right"))
        sums = np.zeros((len(self.codes), *table.shape[1:]), table.dtype)
        sums[starts < ends] = np.add.reduceat(table, starts[starts < ends], axis=0)
        return sums

    def next_briefing(self, time_h: float) -> float:
        """The first briefing at or after an hour."""
        length = self.scenario.behaviour.checks.briefing
        return float(np.ceil(time_h / length) * length)

    def nearness(self, origin: str) -> dict[str, float]:
        """Weight of every country when a network of `origin` looks for others: falls with the borders between."""
        if origin not in self._nearness:
            borders = borders_between(self._neighbours, origin)
            self._nearness[origin] = {code: math.exp(-0.5 * borders.get(code, FAR)) for code in self.codes}
        return self._nearness[origin]


@cache
def _laid() -> tuple[str, ...]:
    """Groups of behaviour from which a theatre is made."""
    institutions = (module.PART for module in parts("plan", beside="tables"))
    return (*LAID, *(group.key for part in institutions for group in part.practice))


_RECENT: dict[str, Theatre] = {}


def theatre_of(scenario: Scenario) -> Theatre:
    """The layout of a scenario, made once for equal scenarios."""
    key = scenario.hash
    if key not in _RECENT:
        if len(_RECENT) >= 4:
            _RECENT.pop(next(iter(_RECENT)))
        _RECENT[key] = Theatre(scenario)
    return _RECENT[key]


def _profile(scenario: Scenario) -> Floats:
    """Traffic of each hour of the action against the mean hour of the action."""
    traffic = scenario.behaviour.traffic
    offset = scenario.start.hour
    hours = np.arange(math.ceil(scenario.hours))
    daily = 1.0 - (1.0 - traffic.night_level) * np.cos(2.0 * np.pi * (((hours + offset) % 24) - 3.0) / 24.0)
    weekdays = (scenario.start.weekday() + (hours + offset) // 24) % 7
    weekly = np.where(weekdays >= 5, traffic.weekend, 1.0)
    return np.asarray(daily * weekly * hours.size / (daily * weekly).sum())


def _planned(scenario: Scenario, points: tuple[Checkpoint, ...]) -> Floats:
    """Checks that the plans give each checkpoint, before any change of officers (checkpoints, kinds)."""
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
