"""Graphs of some people and their ties, without those who are gone, at the speed of compiled code (ODD 7.11)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled import kernel
from sim.engine.queues import Ints

Flags = NDArray[np.bool_]


@kernel
def largest_part(ties: Ints, left: Flags) -> int:
    """Size of the largest connected part of those who are left.

    Parameters
    ----------
    ties
        Pairs of people who know each other (ties, 2).
    left
        Whether each is left.
    """
    parent, sizes = np.arange(left.size), np.zeros(left.size, dtype=np.int64)
    for tie in range(ties.shape[0]):
        a, b = ties[tie]
        if left[a] and left[b]:
            while parent[a] != a:
                parent[a] = parent[parent[a]]
                a = parent[a]
            while parent[b] != b:
                parent[b] = parent[parent[b]]
                b = parent[b]
            parent[a] = b
    largest = 0
    for member in range(left.size):
        if left[member]:
            top = member
            while parent[top] != top:
                top = parent[top]
            sizes[top] += 1
            largest = max(largest, sizes[top])
    return largest


@kernel
def nearness(ties: Ints, left: Flags) -> float:
    """Sum of 1 / steps on the shortest way over all ordered pairs of those who are left, 0 where there is no way.

    Parameters as for `largest_part`.
    """
    starts = np.zeros(left.size + 1, dtype=np.int64)
    for tie in range(ties.shape[0]):
        starts[ties[tie, 0] + 1] += 1
        starts[ties[tie, 1] + 1] += 1
    starts = np.cumsum(starts)
    filled, others = starts.copy(), np.empty(2 * ties.shape[0], dtype=np.int64)
    for tie in range(ties.shape[0]):
        a, b = ties[tie]
        others[filled[a]], others[filled[b]] = b, a
        filled[a] += 1
        filled[b] += 1
    pairs, reached = np.zeros(left.size, dtype=np.int64), np.empty(left.size, dtype=np.int64)
    for member in range(left.size):
        if not left[member]:
            continue
        steps = np.full(left.size, -1)
        steps[member], reached[0], known, at = 0, member, 1, 0
        while at < known:
            here = reached[at]
            at += 1
            for place in range(starts[here], starts[here + 1]):
                other = others[place]
                if left[other] and steps[other] < 0:
                    steps[other] = steps[here] + 1
                    pairs[steps[other]] += 1
                    reached[known] = other
                    known += 1
    total = 0.0
    for number in range(1, pairs.size):
        total += pairs[number] / number
    return total
