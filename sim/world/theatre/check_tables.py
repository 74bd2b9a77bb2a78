"""How checks are made, as the tables that the kernel of checks reads (ODD 7.2, 7.3, 7.12)."""

from __future__ import annotations

import math
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from sim.engine.queues import DETECTORS, FIRST_LINE, KINDS, MARKS
from sim.scenario.schema import Scenario
from sim.words import AREA_OF_MARK, CROSS_CHECK, Asset
from sim.world.theatre.changes import changes
from sim.world.theatre.crime_areas import BY_PRIORITY, focus_of, found_anyway
from sim.world.theatre.places import BORDERS, Checkpoint

Floats = NDArray[np.float64]
SPECIAL = (*get_args(Asset), "laboratory")
"""Detectors that are there only with equipment or experts."""
UNSOUGHT = ("sanctioned",)
"""Marks for which nobody looks unless an institution does."""


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
    """How far a detector works: (brief, thorough, second line) x detectors x kinds."""
    reach = np.zeros((3, len(DETECTORS), len(KINDS)))
    reach[0, DETECTORS.index("officer")] = scenario.behaviour.detection.brief_officer
    reach[1, DETECTORS.index("officer")] = 1.0
    reach[:2, DETECTORS.index("database")] = 1.0
    reach[:2, DETECTORS.index("anpr"), KINDS.index("vehicle")] = 1.0
    reach[2, FIRST_LINE:] = 1.0
    reach[2, DETECTORS.index("laboratory"), : KINDS.index("parcel")] = 0.0
    reach[2, DETECTORS.index(CROSS_CHECK), KINDS.index("parcel")] = 0.0
    reach[2, DETECTORS.index("document_expert"), KINDS.index("parcel")] = 0.0
    return reach


def powers_of(scenario: Scenario, points: tuple[Checkpoint, ...]) -> Floats:
    """Probabilities of detection where a detector is present (checkpoints, detectors, marks)."""
    detection = scenario.behaviour.detection
    table = np.zeros((len(points), len(DETECTORS), len(MARKS)))
    for number, detector in enumerate(DETECTORS):
        for mark, p in getattr(detection, detector).items():
            table[:, number, MARKS.index(mark)] = p
    _improve_detection(scenario, points, table)
    return table


def detection_of(scenario: Scenario, powers: Floats, points: tuple[Checkpoint, ...]) -> Floats:
    """Probabilities of detection (checkpoints, detectors, marks); special detectors only with what the post has."""
    table = powers.copy()
    for number, detector in enumerate(DETECTORS):
        if detector in SPECIAL:
            table[:, number] *= np.array([presence(scenario, point, point.equipment, detector) for point in points])[
                :, None
            ]
    return table


def false_alarm_with(scenario: Scenario, point: Checkpoint, equipment: tuple[str, ...]) -> Floats:
    """Probability that the second line of a checkpoint with some equipment indicates on somebody clean, by kind."""
    rates = scenario.behaviour.detection.false_alarm
    works = reach(scenario)[2]
    silent = np.ones(len(KINDS))
    for detector in dict.fromkeys((*equipment, *SPECIAL)):
        if detector in rates:
            there = presence(scenario, point, equipment, detector)
            silent *= 1.0 - there * rates[detector] * works[DETECTORS.index(detector)]
    return 1.0 - silent


def presence(scenario: Scenario, point: Checkpoint, equipment: tuple[str, ...], detector: str) -> float:
    """Share of the second-line checks of a checkpoint (for plates: of all) in which a special detector takes part.

    `equipment` names each that is there, so often as there are. Each takes part in its share, whatever the others do.
    """
    one = scenario.behaviour.detection.coverage.get(detector, 1.0)
    without = (1.0 - one) ** equipment.count(detector)
    for change in changes():
        without *= 1.0 - change.presence(scenario, point, detector)
    return 1.0 - without


def _improve_detection(scenario: Scenario, points: tuple[Checkpoint, ...], table: Floats) -> None:
    """What training before the action adds, and what nobody looks for."""
    for change in changes():
        change.improve_detection(scenario, points, table)
    for mark in UNSOUGHT:
        for number, point in enumerate(points):
            if not any(change.seeks(scenario, point.country, mark) for change in changes()):
                table[number, :, MARKS.index(mark)] = 0.0


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

    The general risk indicators, unless an institution has better ones.
    """
    selection = scenario.behaviour.selection
    table = np.empty((len(points), len(KINDS), len(MARKS), 2))
    table[...] = (selection.sensitivity, selection.false_alarm)
    for change in changes():
        change.improve_selection(scenario, points, table)
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
    """Probability that a planned search of premises finds each mark: premises are chosen by the areas of the action."""
    focus = focus_of(scenario)
    known = scenario.behaviour.prevalence.premises
    there = scenario.behaviour.prevalence.this_action
    found = {mark: there * p * found_anyway(scenario, focus[AREA_OF_MARK[mark]]) for mark, p in known.items()}
    whole = max(1.0, sum(found.values()))
    return {mark: p / whole for mark, p in found.items()}


def _met_in(scenario: Scenario, country: str, lift: Floats) -> Floats:
    """Prevalence of marks in a country, wherever its posts lie (checkpoints, kinds, brief | thorough, marks).

    `lift`: how much more common each mark is among those who show an indicator (checkpoints, kinds, marks).
    """
    prevalence = scenario.behaviour.prevalence
    focus = focus_of(scenario, country)
    table = np.zeros((len(lift), len(KINDS), 2, len(MARKS)))
    for kind, name in enumerate(KINDS):
        for mark, p in getattr(prevalence, name).items():
            column = MARKS.index(mark)
            looked_for = focus.get(AREA_OF_MARK.get(mark, ""), 1.0)
            met = prevalence.this_action * p
            if mark in BY_PRIORITY:
                met *= found_anyway(scenario, min(1.0, looked_for))
            table[:, kind, 0, column] = met
            table[:, kind, 1, column] = met * (1.0 + (lift[:, kind, column] - 1.0) * looked_for)
    return table
