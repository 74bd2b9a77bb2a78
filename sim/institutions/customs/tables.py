"""What customs changes in the tables of checks: profiles, plate readers, laboratories, dogs (ODD 7.18)."""

from __future__ import annotations

from collections.abc import Iterator

from sim.engine.queues import DETECTORS, KINDS, MARKS
from sim.institutions.customs.plan import CUSTOMS, PRACTICE, CommonPlan
from sim.scenario.codes import among
from sim.scenario.schema import Scenario
from sim.words import CONSIGNED
from sim.words import CUSTOMS as SERVICE
from sim.world.odds import raise_odds
from sim.world.theatre.changes import Changes, Floats
from sim.world.theatre.places import Checkpoint

KEPT_AT = ("road", "rail", "airport", "sea_port", "postal")
"""Kinds of post where customs keeps its controls (assumed)."""


def plans_of(scenario: Scenario, code: str) -> Iterator[CommonPlan]:
    """Common plans of a country that are in force on the first day."""
    day = scenario.start.date()
    return (plan for plan in CUSTOMS.of(scenario).plans if code in plan.members and plan.holds(day))


def has_profiles(scenario: Scenario, code: str) -> bool:
    """Whether customs of a country select consignments by risk profiles: their own, or those of a common plan."""
    own = CUSTOMS.of(scenario).risk_management
    shared = (plan.members for plan in plans_of(scenario, code) if plan.unified_procedures)
    return among(own, code) or any(among(own, member) for members in shared for member in members)


def has_laboratory(scenario: Scenario, code: str) -> bool:
    """Whether a country sends samples to a laboratory of customs."""
    return among(CUSTOMS.of(scenario).laboratory, code) or any(plan.laboratory for plan in plans_of(scenario, code))


def seeks_sanctioned(scenario: Scenario, code: str) -> bool:
    """Whether a country looks for goods under sanctions at all."""
    return CUSTOMS.of(scenario).sanctions or any(plan.sanctions for plan in plans_of(scenario, code))


def reads_plates(scenario: Scenario, code: str) -> bool:
    """Whether number plates are read at all road posts of a country."""
    return any(plan.anpr for plan in plans_of(scenario, code))


def handlers_trained(scenario: Scenario, code: str) -> float:
    """Share of the dog handlers of a country who were trained under a common plan."""
    return max((plan.dog_handlers for plan in plans_of(scenario, code)), default=0.0)


class CustomsWork(Changes):
    """What customs brings to checks."""

    def at_posts(self, scenario: Scenario, country: str, service: str) -> float:
        """Some officers of customs keep the profiles and choose consignments; they are at no post."""
        targets = service == SERVICE and has_profiles(scenario, country)
        return 1.0 - PRACTICE.of(scenario).targeting if targets else 1.0

    def presence(self, scenario: Scenario, point: Checkpoint, detector: str) -> float:
        """Plates are read at all road posts where a common plan says so; samples go to a laboratory."""
        if detector == "anpr" and point.kind == "road" and reads_plates(scenario, point.country):
            return 1.0
        if detector == "laboratory" and point.kind in KEPT_AT and has_laboratory(scenario, point.country):
            return PRACTICE.of(scenario).sampling
        return 0.0

    def seeks(self, scenario: Scenario, country: str, mark: str) -> bool:
        """Whether goods under sanctions are looked for."""
        return mark == "sanctioned" and seeks_sanctioned(scenario, country)

    def improve_detection(self, scenario: Scenario, points: tuple[Checkpoint, ...], table: Floats) -> None:
        """Dogs find more where their handlers were trained under a common plan."""
        canine = DETECTORS.index("canine")
        for number, point in enumerate(points):
            handlers = handlers_trained(scenario, point.country)
            if handlers > 0.0:
                raise_odds(table[number, canine], PRACTICE.of(scenario).dog_handling * handlers)

    def improve_selection(self, scenario: Scenario, points: tuple[Checkpoint, ...], table: Floats) -> None:
        """Consignments are chosen by risk profiles where customs has them."""
        practice = PRACTICE.of(scenario)
        consigned = slice(KINDS.index("vehicle"), len(KINDS))
        cargo = [MARKS.index(mark) for mark in CONSIGNED]
        for number, point in enumerate(points):
            served = point.kind in KEPT_AT and scenario.countries[point.country].officers.get(SERVICE, 0) > 0
            if served and has_profiles(scenario, point.country):
                table[number, consigned, cargo] = (practice.sensitivity, practice.false_alarm)


CHANGES = CustomsWork()
