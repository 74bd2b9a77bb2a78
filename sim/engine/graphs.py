"""Graphs of some people and their ties, without those who are gone, at the speed of compiled code (ODD 7.11)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled import inlined, kernel
from sim.engine.queues import Ints

Flags = NDArray[np.bool_]
_PAIRS, _FOURS, _EIGHTS = np.uint64(0x5555555555555555), np.uint64(0x3333333333333333), np.uint64(0x0F0F0F0F0F0F0F0F)
_SUM = np.uint64(0x0101010101010101)


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


@inlined
def _ones(word: np.uint64) -> int:
    """Number of bits that are set."""
    word = word - ((word >> np.uint64(1)) & _PAIRS)
    word = (word & _FOURS) + ((word >> np.uint64(2)) & _FOURS)
    word = (word + (word >> np.uint64(4))) & _EIGHTS
    return int((word * _SUM) >> np.uint64(56))


@kernel
def nearness(ties: Ints, left: Flags) -> float:
    """Sum of 1 / steps on the shortest way over all ordered pairs of those who are left, 0 where there is no way.

    Parameters as for `largest_part`. A set of people is a bit for each; who is a step farther is known by all ties of
    those at the last step.
    """
    one, words = np.uint64(1), (left.size + 63) // 64
    known = np.zeros((left.size, words), dtype=np.uint64)
    for tie in range(ties.shape[0]):
        a, b = ties[tie]
        if left[a] and left[b]:
            known[a, b >> 6] |= one << np.uint64(b & 63)
            known[b, a >> 6] |= one << np.uint64(a & 63)
    pairs = np.zeros(left.size + 1, dtype=np.int64)
    last, new, reached = np.empty(words, np.uint64), np.empty(words, np.uint64), np.empty(words, np.uint64)
    for member in range(left.size):
        if not left[member]:
            continue
        last[:] = 0
        last[member >> 6] = one << np.uint64(member & 63)
        reached[:] = last
        steps, number = 0, 1
        while number > 0:
            steps += 1
            new[:] = 0
            for word in range(words):
                rest = last[word]
                while rest != 0:
                    new |= known[64 * word + _ones((rest & (~rest + one)) - one)]
                    rest &= rest - one
            number = 0
            for word in range(words):
                last[word] = new[word] & ~reached[word]
                reached[word] |= last[word]
                number += _ones(last[word])
            pairs[steps] += number
    total = 0.0
    for number in range(1, pairs.size):
        total += pairs[number] / number
    return total
