"""How checks are chosen and what officers see, case by case."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.engine.queues import DETECTORS, MARKS
from sim.world.checks import rules


@pytest.mark.parametrize(
    ("shown", "sensitivity", "false_alarm", "result"),
    [(True, 0.35, 0.05, 7.0), (False, 0.35, 0.05, 0.65 / 0.95), (True, 0.2, 0.2, 1.0), (False, 0.2, 0.2, 1.0)],
)
def test_indicator_odds(shown: bool, sensitivity: float, false_alarm: float, result: float) -> None:
    assert rules.indicator_odds(shown, sensitivity, false_alarm) == pytest.approx(result)


@pytest.mark.parametrize(
    ("taken", "traffic", "result"), [(10.0, 100.0, 0.1), (95.0, 100.0, 0.9), (500.0, 100.0, 0.9), (5.0, 0.0, 0.0)]
)
def test_taken_share(taken: float, traffic: float, result: float) -> None:
    assert rules.taken_share(np.array(taken), np.array(traffic), 0.9) == pytest.approx(result)


def test_skill_and_fatigue_act_on_people_and_not_on_databases() -> None:
    table = np.full((2, len(DETECTORS), len(MARKS)), 0.5)
    table[:, :, 0] = 0.0
    state = rules.detection_on_shift(table, np.array([0.4, -0.4]), 0.1)
    people = [DETECTORS.index(name) for name in ("officer", "document_expert", "concealment_expert")]
    others = [number for number in range(len(DETECTORS)) if number not in people]
    np.testing.assert_array_equal(state[:, others], table[:, others])
    for row, log_odds in enumerate((0.3, -0.5)):
        np.testing.assert_allclose(state[row][people][:, 1:], 1.0 / (1.0 + math.exp(-log_odds)))
        assert (state[row][people][:, 0] == 0.0).all()
    assert (table[:, :, 1:] == 0.5).all(), "the table that was given stays"
