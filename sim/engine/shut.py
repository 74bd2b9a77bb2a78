"""Lanes that open, and lines that are shut: whoever waits there is sent on, at the speed of compiled code."""

from __future__ import annotations

import math

import numpy as np

from sim.engine.compiled import kernel
from sim.engine.queues import Floats, Ints, Rows


@kernel
def open_lanes(manned: Floats, window: int) -> Ints:
    """Lanes that are open in a window: those that can be manned all the time, and one more in its share of windows.

    Over any number of windows no more and no less is open than can be manned, but for half a lane in a window.

    Parameters
    ----------
    manned
        Lanes that the officers on duty can man (checkpoints); a part of a lane is a part of the time.
    window
        Number of the window since the action began.
    """
    lanes = np.empty(manned.size, dtype=np.int64)
    for point in range(manned.size):
        whole = math.floor(manned[point] + 1e-9)
        part = max(manned[point] - whole, 0.0)
        lanes[point] = whole + math.floor((window + 1) * part + 0.5) - math.floor(window * part + 0.5)
    return lanes


@kernel
def send_on(lines: Rows, waiting: Rows, lanes: Ints, limits: Ints, passed: Floats) -> Ints:
    """Open so many lanes, and empty the lines that have none.

    Parameters
    ----------
    lines, waiting
        As in `sim.engine.queues.Queues`.
    lanes
        Lanes of the first line (checkpoints).
    limits
        How many may wait in each line while it has a lane.
    passed
        Counts those who were not checked at all (checkpoints, kinds).

    Returns
    -------
    array, shape (movements, 2)
        Code of each movement that waited, and the line in which it did; in order of checkpoint, line and arrival.
    """
    movements = np.empty((waiting.size, 2), dtype=np.int64)
    number = 0
    for point in range(lines.shape[0]):
        for line in range(lines.shape[1]):
            row = lines[point, line]
            if line == 0:
                row.capacity = lanes[point]
            row.limit = limits[line] if row.capacity > 0 else 0
            if row.capacity > 0:
                continue
            for place in range(lines[point, line].waiting):
                code = waiting[point, line, place].code
                if line == 0:
                    passed[point, code & 3] += 1.0
                if code < 0:
                    movements[number, 0], movements[number, 1] = code, line
                    number += 1
            lines[point, line].waiting = 0
    return movements[:number]
