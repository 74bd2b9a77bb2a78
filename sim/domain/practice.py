"""How checks are made, as the tables that the kernel of checks reads (ODD 7.2, 7.3, 7.12)."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.domain import customs, support
from sim.domain.places import BORDERS, Checkpoint
from sim.engine.queues import CHANNELS, FIRST_LINE, KINDS, MARKS
from sim.scenario.schema import Scenario
from sim.scenario.words import CrimeArea, among

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


def powers_of(scenario: Scenario, points: tuple[Checkpoint, ...]) -> Floats:
    """Probabilities of detection where a channel is present (checkpoints, channels, marks)."""
    detection = scenario.behaviour.detection
    table = np.zeros((len(points), len(CHANNELS), len(MARKS)))
    for number, channel in enumerate(CHANNELS):
        for mark, p in getattr(detection, channel).items():
            table[:, number, MARKS.index(mark)] = p
    _prepare_detection(scenario, points, table)
    return table


def detection_of(scenario: Scenario, powers: Floats, points: tuple[Checkpoint, ...]) -> Floats:
    """Probabilities of detection (checkpoints, channels, marks); special channels only with what the post has."""
    table = powers.copy()
    for number, channel in enumerate(CHANNELS):
        if channel in SPECIAL:
            table[:, number] *= np.array([presence(scenario, point, point.equipment, channel) for point in points])[
                :, None
            ]
    return table


def false_alarm_with(scenario: Scenario, point: Checkpoint, equipment: tuple[str, ...]) -> Floats:
    """Probability that the second line of a checkpoint with some equipment indicates on somebody clean, by kind."""
    rates = scenario.behaviour.detection.false_alarm
    works = reach(scenario)[2]
    silent = np.ones(len(KINDS))
    for channel in dict.fromkeys((*equipment, *SPECIAL)):
        if channel in rates:
            there = presence(scenario, point, equipment, channel)
            silent *= 1.0 - there * rates[channel] * works[CHANNELS.index(channel)]
    return 1.0 - silent


def presence(scenario: Scenario, point: Checkpoint, equipment: tuple[str, ...], channel: str) -> float:
    """Share of the second-line checks of a checkpoint (for plates: of all) in which a special channel takes part."""
    if channel in equipment:
        return 1.0
    if channel == "anpr" and point.kind == "road" and customs.reads_plates(scenario, point.country):
        return 1.0
    if channel == "laboratory" and point.kind in customs.KEPT_AT and customs.has_laboratory(scenario, point.country):
        return scenario.behaviour.customs.sampling
    return 0.0


def _prepare_detection(scenario: Scenario, points: tuple[Checkpoint, ...], table: Floats) -> None:
    """What training before the action adds, and which goods nobody looks for."""
    behaviour = scenario.behaviour
    officer, canine = CHANNELS.index("officer"), CHANNELS.index("canine")
    firearms, sanctioned = MARKS.index("firearms"), MARKS.index("sanctioned")
    for number, point in enumerate(points):
        handlers = customs.handlers_trained(scenario, point.country)
        if handlers > 0.0:
            raise_odds(table[number, canine], behaviour.customs.dog_handling * handlers)
        shooting = support.trained_on_firearms(scenario, point.country)
        if shooting > 0.0:
            raise_odds(table[number, officer, firearms : firearms + 1], behaviour.support.firearms_training * shooting)
        if not customs.seeks_sanctioned(scenario, point.country):
            table[number, :, sanctioned] = 0.0


def raise_odds(p: Floats, by: float) -> None:
    """Raise probabilities by so many log-odds, in place."""
    odds = math.exp(by)
    p[...] = p * odds / (1.0 - p + p * odds)


def referral_of(scenario: Scenario) -> Floats:
    """Probability of referral when nothing was found (kinds, brief | thorough, marks)."""
    selection = scenario.behaviour.selection
    table = np.zeros((len(KINDS), 2, len(MARKS)))
    table[:, 0, :] = selection.referral_brief
    table[:, 1, 0] = selection.referral_clean
    table[:, 1, 1:] = selection.referral_offender
    return table


def indicators(scenario: Scenario, points: tuple[Checkpoint, ...]) -> Floats:
    """Sensitivity and false alarm of the indicators by which checks are chosen (checkpoints, kinds, marks, 2).

    The general risk indicators; for consignments the profiles of customs; better where agencies support targeting.
    """
    behaviour = scenario.behaviour
    plan = scenario.support
    table = np.empty((len(points), len(KINDS), len(MARKS), 2))
    table[...] = (behaviour.selection.sensitivity, behaviour.selection.false_alarm)
    consigned = slice(KINDS.index("vehicle"), len(KINDS))
    cargo, asylum = ([MARKS.index(mark) for mark in marks] for marks in (customs.CONSIGNED, support.ASYLUM))
    drugs = [MARKS.index("drugs")]
    for number, point in enumerate(points):
        served = point.kind in customs.KEPT_AT and scenario.countries[point.country].officers.get("customs", 0) > 0
        if served and customs.has_profiles(scenario, point.country):
            table[number, consigned, cargo] = (behaviour.customs.sensitivity, behaviour.customs.false_alarm)
        for supported, kinds, marks, gain in (
            (point.post in plan.unodc, consigned, cargo, behaviour.support.cargo_control),
            (among(plan.emcdda, point.country), slice(None), drugs, behaviour.support.drug_targeting),
            (among(plan.easo, point.country), slice(None), asylum, behaviour.support.asylum_targeting),
        ):
            if supported:
                for mark in marks:
                    raise_odds(table[number, kinds, mark, 0], gain)
    return table


def prevalence_of(scenario: Scenario, points: tuple[Checkpoint, ...], shown: Floats) -> Floats:
    """Prevalence of marks, not cumulated (checkpoints, kinds, brief | thorough, marks).

    `shown`: sensitivity and false alarm of the indicators by which thorough checks are chosen.
    """
    prevalence = scenario.behaviour.prevalence
    lift = shown[..., 0] / shown[..., 1]
    table = np.zeros((len(points), len(KINDS), 2, len(MARKS)))
    for code in scenario.countries:
        here = [number for number, point in enumerate(points) if point.country == code]
        table[here] = _met_in(scenario, code, lift[here])
    irregular = MARKS.index("irregular_entry")
    for number, point in enumerate(points):
        if point.kind == "green_border":
            table[number, :, :, irregular] *= prevalence.green_border
        elif point.kind not in BORDERS:
            table[number, :, :, irregular] *= prevalence.inside
    return np.asarray(table / np.maximum(table.sum(axis=3, keepdims=True), 1.0))


def on_premises(scenario: Scenario) -> dict[str, float]:
    """Probability that a planned search of premises finds each mark."""
    known = scenario.behaviour.prevalence.premises
    return {mark: p if sought(scenario, mark) else 0.0 for mark, p in known.items()}


def sought(scenario: Scenario, mark: str) -> bool:
    """Whether an action deals with a mark: waste, excise goods, sanctioned goods and cash by its priorities alone."""
    return mark not in BY_PRIORITY or scenario.crime_areas.get(AREA_OF_MARK[mark], 0.0) > 0.0


def _met_in(scenario: Scenario, country: str, lift: Floats) -> Floats:
    """Prevalence of marks in a country, wherever its posts lie (checkpoints, kinds, brief | thorough, marks).

    `lift`: how much more common each mark is among those who show an indicator (checkpoints, kinds, marks).
    """
    prevalence = scenario.behaviour.prevalence
    weights = area_weights(scenario, country)
    table = np.zeros((len(lift), len(KINDS), 2, len(MARKS)))
    for kind, name in enumerate(KINDS):
        for mark, p in getattr(prevalence, name).items():
            if not sought(scenario, mark):
                continue
            column = MARKS.index(mark)
            area = AREA_OF_MARK.get(mark)
            focus = 1.0 if area is None else weights.get(area, 0.0)
            table[:, kind, 0, column] = p
            table[:, kind, 1, column] = p * (1.0 + (lift[:, kind, column] - 1.0) * focus)
    return table


AREA_OF_MARK: dict[str, CrimeArea] = {
    "false_document": "document_fraud",
    "drugs": "drugs",
    "firearms": "firearms",
    "migrants": "migrant_smuggling",
    "victims": "human_trafficking",
    "goods": "property_crime",
    "waste": "environmental_crime",
    "excise": "excise_fraud",
    "sanctioned": "economic_crime",
    "cash": "criminal_finances",
}
"""Crime area of a mark; the area of the others is drawn with the case."""
BY_PRIORITY = ("waste", "excise", "sanctioned", "cash")
"""Marks that are no matter of an action unless their crime area has a weight in it (assumed)."""


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
