"""Crime areas of an action: what belongs to them, and what they weigh in which country (ODD 7.2, 7.23)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import get_args

from sim.scenario.schema import Scenario
from sim.words import CrimeArea
from sim.world.theatre.changes import changes

BY_PRIORITY = ("waste", "excise", "sanctioned", "cash")
"""Marks that come to light as often as they are there only where their crime area has its share of attention."""
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
COMMON = tuple(area for area, mark in MARK_OF_AREA.items() if mark not in BY_PRIORITY)
"""Crime areas of which every action finds something: attention is measured against an even share among these."""


def crime_weights(scenario: Scenario, country: str) -> Mapping[str, float]:
    """Weights of the crime areas in a country: those of the plan, unless an institution knows better."""
    weights: Mapping[str, float] = {str(area): weight for area, weight in scenario.crime_areas.items()}
    for change in changes():
        weights = change.crime_weights(scenario, country, weights)
    return weights


def focus_of(scenario: Scenario, country: str = "") -> dict[str, float]:
    """How much each crime area is looked for, in a country or in the whole action.

    The square root of its share of all weights, against an even share among `COMMON`; 0 for what has no weight.
    """
    weights = crime_weights(scenario, country)
    total = sum(weights.values())
    return {area: math.sqrt(len(COMMON) * weights.get(area, 0.0) / total) for area in get_args(CrimeArea)}


def found_anyway(scenario: Scenario, focus: float) -> float:
    """Share of what there is that comes to light at a focus: also what nobody looks for is found now and then."""
    unsought = scenario.behaviour.prevalence.unsought
    return unsought + (1.0 - unsought) * focus
