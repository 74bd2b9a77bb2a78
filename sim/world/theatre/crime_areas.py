"""Crime areas of an action: what belongs to them, and what they weigh in which country (ODD 7.2, 7.23)."""

from __future__ import annotations

import math
from collections.abc import Mapping

from sim.scenario.schema import Scenario
from sim.words import AREA_OF_MARK
from sim.world.theatre.changes import changes

BY_PRIORITY = ("waste", "excise", "sanctioned", "cash")
"""Marks that are no matter of an action unless their crime area has a weight in it (assumed)."""
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


def sought(scenario: Scenario, mark: str) -> bool:
    """Whether an action deals with a mark: waste, excise goods, sanctioned goods and cash by its priorities alone."""
    return mark not in BY_PRIORITY or scenario.crime_areas.get(AREA_OF_MARK[mark], 0.0) > 0.0


def crime_weights(scenario: Scenario, country: str) -> Mapping[str, float]:
    """Weights of the crime areas in a country: those of the plan, unless an institution knows better."""
    weights: Mapping[str, float] = {str(area): weight for area, weight in scenario.crime_areas.items()}
    for change in changes():
        weights = change.crime_weights(scenario, country, weights)
    return weights


def area_weights(scenario: Scenario, country: str) -> dict[str, float]:
    """Focus of thorough checks in a country on each area: its weight against the mean weight, by the square root."""
    weights = crime_weights(scenario, country)
    mean = sum(weights.values()) / len(weights)
    return {area: math.sqrt(weight / mean) for area, weight in weights.items()}
