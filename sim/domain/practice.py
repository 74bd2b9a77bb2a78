"""How checks are made, as the tables that the kernel of checks reads (ODD 7.2, 7.3, 7.12)."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.domain.places import BORDERS, Checkpoint
from sim.engine.queues import CHANNELS, FIRST_LINE, KINDS, MARKS
from sim.scenario.schema import Scenario

Floats = NDArray[np.float64]
SPECIAL = ("anpr", "document_expert", "canine", "scanner", "concealment_expert", "laboratory")
"""Channels that are there only with equipment or experts."""


def durations(scenario: Scenario) -> tuple[Floats, Floats]:
    """Log mean and log sd of the hours of a check (kinds, brief | thorough | second line, 2), and the means."""
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


def reach(scenario: Scenario) -> Floats:
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


def powers_of(scenario: Scenario) -> Floats:
    """Probabilities of detection where a channel is present (channels, marks)."""
    detection = scenario.behaviour.detection
    table = np.zeros((len(CHANNELS), len(MARKS)))
    for number, channel in enumerate(CHANNELS):
        for mark, p in getattr(detection, channel).items():
            table[number, MARKS.index(mark)] = p
    return table


def detection_of(powers: Floats, points: tuple[Checkpoint, ...]) -> Floats:
    """Probabilities of detection (checkpoints, channels, marks); special channels only with the post's equipment."""
    table = np.tile(powers, (len(points), 1, 1))
    for number, channel in enumerate(CHANNELS):
        if channel in SPECIAL:
            table[:, number] *= np.array([channel in point.equipment for point in points])[:, None]
    return table


def false_alarm_with(scenario: Scenario, equipment: tuple[str, ...]) -> Floats:
    """Probability that the second line with some equipment indicates on somebody clean, by kind."""
    rates = scenario.behaviour.detection.false_alarm
    works = reach(scenario)[2]
    silent = np.ones(len(KINDS))
    for channel in equipment:
        if channel in rates:
            silent *= 1.0 - rates[channel] * works[CHANNELS.index(channel)]
    return 1.0 - silent


def referral_of(scenario: Scenario) -> Floats:
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


def prevalence_of(scenario: Scenario, points: tuple[Checkpoint, ...]) -> Floats:
    """Prevalence of marks, not cumulated (checkpoints, kinds, brief | thorough, marks)."""
    prevalence = scenario.behaviour.prevalence
    table = np.zeros((len(points), len(KINDS), 2, len(MARKS)))
    for code in scenario.countries:
        here = [number for number, point in enumerate(points) if point.country == code]
        table[here] = _met_in(scenario, code)
    irregular = MARKS.index("irregular_entry")
    for number, point in enumerate(points):
        if point.kind == "green_border":
            table[number, :, :, irregular] *= prevalence.green_border
        elif point.kind not in BORDERS:
            table[number, :, :, irregular] *= prevalence.inside
    return table


def _met_in(scenario: Scenario, country: str) -> Floats:
    """Prevalence of marks in a country, wherever the post lies (kinds, brief | thorough, marks)."""
    prevalence = scenario.behaviour.prevalence
    lift = indicator_lift(scenario)
    weights = area_weights(scenario, country)
    table = np.zeros((len(KINDS), 2, len(MARKS)))
    for kind, name in enumerate(KINDS):
        for mark, p in getattr(prevalence, name).items():
            column = MARKS.index(mark)
            area = AREA_OF_MARK.get(mark)
            focus = 1.0 if area is None else weights.get(area, 0.0)
            table[kind, 0, column] = p
            table[kind, 1, column] = p * (1.0 + (lift - 1.0) * focus)
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


def crime_weights(scenario: Scenario, country: str) -> Mapping[str, float]:
    """Weights of the crime areas in a country: of the actions that it takes part in, else those of the plan."""
    practice = scenario.behaviour.actions
    own = [action for action in scenario.actions if country in action.participants]
    if not own:
        return {str(area): weight for area, weight in scenario.crime_areas.items()}
    weights = dict.fromkeys(map(str, scenario.crime_areas), 0.0)
    for action in own:
        role = practice.co_leader if country in action.co_leaders else 1.0
        weights[action.area] += action.weight * (practice.leader if country == action.leader else role)
    return weights


def area_weights(scenario: Scenario, country: str) -> dict[str, float]:
    """Focus of thorough checks in a country on each area: its weight against the mean weight, by the square root."""
    weights = crime_weights(scenario, country)
    mean = sum(weights.values()) / len(weights)
    return {area: math.sqrt(weight / mean) for area, weight in weights.items()}
