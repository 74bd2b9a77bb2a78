"""All ways that a movement may take between two countries, ready for the kernel that chooses one (ODD 7.11)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from sim.engine.choices import keys_of
from sim.engine.routes import Ways
from sim.world.theatre.places import Border

Leg = Sequence[Border]
"""The posts at which a border can be crossed."""


@dataclass(frozen=True, slots=True)
class Routes:
    """Ways between two countries."""

    posts: tuple[Border, ...]
    """All posts, way by way and leg by leg."""
    ways: Ways
    longest: int
    """Legs of the longest way."""


def routes_of(ways: Iterable[tuple[object, Sequence[Leg]]]) -> Routes:
    """Some ways, each with its name and its legs."""
    ways = list(ways)
    legs = [leg for _, way in ways for leg in way]
    posts = tuple(post for leg in legs for post in leg)
    return Routes(
        posts,
        Ways(
            posts=np.array([(post.leave, post.enter, post.crossed_as) for post in posts], dtype=np.int64).reshape(
                -1, 3
            ),
            traffic=np.array([1.0 + post.traffic for post in posts], dtype=float),
            post_names=keys_of(tuple(post.post for post in posts)),
            legs=np.array([0, *accumulate(map(len, legs))]),
            ways=np.array([0, *accumulate(len(way) for _, way in ways)]),
            names=keys_of(tuple(str(name) for name, _ in ways)),
        ),
        max(len(way) for _, way in ways),
    )
