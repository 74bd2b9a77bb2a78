"""Lines that are shut: whoever waits there is sent on, at the speed of compiled code."""

from __future__ import annotations

import numpy as np

from sim.engine.compiled import kernel
from sim.engine.queues import Floats, Ints, Rows


@kernel
def send_on(lines: Rows, waiting: Rows, passed: Floats) -> Ints:
    """Empty the lines that have no lane.

    Parameters
    ----------
    lines, waiting
        As in `sim.engine.queues.Queues`.
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
            if lines[point, line].capacity > 0:
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
