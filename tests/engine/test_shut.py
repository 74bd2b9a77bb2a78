"""Whoever waits at a line without lanes is sent on, counted where no line has checked him, and in order."""

import numpy as np

from sim.engine import queues
from sim.engine.shut import send_on


def test_only_lines_without_lanes_are_emptied_and_movements_are_named_in_order() -> None:
    lines = np.zeros((2, 2), dtype=queues.LINE)
    waiting = np.zeros((2, 2, 4), dtype=queues.PERSON)
    lines["capacity"] = [[5, 1], [0, 0]]
    lines["waiting"] = [[3, 2], [1, 4]]
    codes = np.arange(16).reshape(2, 2, 4)
    codes[0, 0, 1], codes[1, 1, 0], codes[1, 1, 3] = -4, -7, -10  # of kinds 0, 1 and 2
    waiting["code"] = codes
    passed = np.zeros((2, 3))
    left = send_on(lines, waiting, np.array([0, 2]), np.array([20, 30]), passed)
    assert left.tolist() == [[-4, 0], [-7, 1], [-10, 1]]
    assert passed.tolist() == [[2.0, 0.0, 1.0], [0.0, 0.0, 0.0]]  # who has had a first check is not counted
    assert lines["waiting"].tolist() == [[0, 2], [1, 0]]
    assert lines["capacity"].tolist() == [[0, 1], [2, 0]]
    assert lines["limit"].tolist() == [[0, 30], [20, 0]]
