"""Choices by name: the luck of an option belongs to its name, and not to its place in a list.

Each option has a clock that strikes after an exponential time, with the weight of the option as its rate; the first to
strike is chosen, so each is in proportion to its weight. A clock is drawn for the name alone. One option more takes
those choices that it wins, and no other; the order in which options are written down changes nothing.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Hashable, Iterable, Mapping
from functools import lru_cache

import numpy as np

from sim.engine.compiled import kernel
from sim.engine.keys import uniform
from sim.engine.queues import Floats, Keys

_BITS = 2.0**53


@lru_cache(maxsize=65_536)
def _key(name: str) -> int:
    """A key of 64 bits that belongs to a name."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")


@lru_cache(maxsize=4_096)
def keys_of(names: tuple[str, ...]) -> Keys:
    """The keys of some names between which is chosen again and again."""
    return np.array([_key(name) for name in names], dtype=np.uint64)


@kernel
def strikes(u: float, names: Keys, rates: Floats) -> Floats:
    """When the clock of each name strikes; one whose rate is 0 never does."""
    luck, times = np.uint64(u * _BITS), np.empty(rates.size)
    for option in range(rates.size):
        if rates[option] > 0.0:
            times[option] = -math.log(uniform(luck ^ names[option], 0)) / rates[option]
        else:
            times[option] = math.inf
    return times


@kernel
def first(u: float, names: Keys, rates: Floats) -> int:
    """Place of the clock that strikes first."""
    luck, chosen, soonest = np.uint64(u * _BITS), 0, math.inf
    for option in range(rates.size):
        if rates[option] > 0.0:
            time = -math.log(uniform(luck ^ names[option], 0)) / rates[option]
            if time < soonest:
                chosen, soonest = option, time
    return chosen


@kernel
def first_of_like(u: float, names: Keys) -> int:
    """Place of the clock that strikes first where all have the same rate: that of the greatest uniform."""
    luck, chosen, greatest = np.uint64(u * _BITS), 0, 0.0
    for option in range(names.size):
        drawn = uniform(luck ^ names[option], 0)
        if drawn > greatest:
            chosen, greatest = option, drawn
    return chosen


class Options[T: Hashable]:
    """Things to choose from, each in proportion to its weight.

    Parameters
    ----------
    weights
        Weights, 0 or more, by option; options are told apart by their text. Where all weigh 0, all are alike.
    """

    __slots__ = ("_names", "_options", "_rates")

    def __init__(self, weights: Mapping[T, float]) -> None:
        self._options = tuple(weights)
        self._names = keys_of(tuple(map(str, self._options)))
        rates = [*weights.values()]
        self._rates = np.array(rates if any(rates) else [1.0] * len(rates), dtype=float)

    def at(self, u: float) -> T:
        """The option that a uniform in (0, 1) chooses."""
        return self._options[first(u, self._names, self._rates)]

    def in_turn(self, u: float) -> list[T]:
        """All options, in the order in which they are drawn one after the other, each from those that are left."""
        times = strikes(u, self._names, self._rates).tolist()
        turns = sorted(zip(times, map(str, self._options), range(len(times)), strict=True))
        return [self._options[place] for _, _, place in turns]


class Alike[T: Hashable]:
    """Things to choose from that are alike; they are told apart by their text."""

    __slots__ = ("_names", "_options")

    def __init__(self, options: Iterable[T]) -> None:
        self._options = tuple(options)
        self._names = keys_of(tuple(map(str, self._options)))

    def at(self, u: float) -> T:
        """The option that a uniform in (0, 1) chooses."""
        return self._options[first_of_like(u, self._names)]


def one_of[T: Hashable](options: Iterable[T], u: float) -> T:
    """One of some options that are alike, chosen by a uniform in (0, 1)."""
    return Alike(options).at(u)
