"""Ways between countries and posts at their borders, chosen by what they are worth (ODD 7.11)."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from sim.engine.choices import first
from sim.engine.compiled import inlined, kernel
from sim.engine.queues import Floats, Ints, Keys


class Ways(NamedTuple):
    """Ways between two countries, each of some borders (legs), each of which can be crossed at some posts."""

    posts: Ints
    """The two checkpoints of each post (-1 where a side does not take part), and as what it is crossed (posts, 3)."""
    traffic: Floats
    """Weight of each post without risk."""
    post_names: Keys
    legs: Ints
    """Position of the first post of each leg, and the end (legs + 1)."""
    ways: Ints
    """Position of the first leg of each way, and the end (ways + 1)."""
    names: Keys


class Risks(NamedTuple):
    """What is perceived at each checkpoint, and what that counts for."""

    remembered: Floats
    """Risk, and the hour at which it was that (checkpoints, 2)."""
    control: Floats
    """Share of the traffic of each kind that could be checked now (checkpoints, kinds)."""
    closed: Ints
    """More than 0 where nobody can pass (checkpoints)."""
    memory_h: float
    """Hours in which remembered risk falls to a third."""
    watched: float
    """Risk where all could be checked; 0 for those who do not look."""
    weight: float
    """What risk counts for, against traffic."""
    border: float
    """What a border more counts for."""


@inlined
def _risk(posts: Ints, post: int, now: float, risks: Risks) -> float:
    """Risk that is perceived at the two sides of a post."""
    risk = 0.0
    for place in range(2):
        side = posts[post, place]
        if side >= 0:
            value, since = risks.remembered[side]
            if value > 0.0:
                risk += value * math.exp((since - now) / risks.memory_h)
            risk += risks.watched * risks.control[side, posts[post, 2]]
    return risk


@inlined
def _is_open(posts: Ints, post: int, closed: Ints) -> Any:
    """Whether no side of a post is closed."""
    leave, enter = posts[post, 0], posts[post, 1]
    return (leave < 0 or closed[leave] == 0) and (enter < 0 or closed[enter] == 0)


@kernel
def weigh(posts: Ints, traffic: Floats, now: float, risks: Risks, calm: Floats, wary: Floats) -> float:
    """Weigh the posts of a border, without risk (`calm`) and with it (`wary`).

    A post is worth the logarithm of its traffic, less its risk. One that is closed weighs nothing, unless all are.

    Returns
    -------
    float
        What risk takes from the worth of a border at which the best of some posts may be chosen: 0 without risk. The
        posts of a border are a nest of the choice between ways: its worth is the logarithm of the sum over posts.
    """
    size, some, least = posts.shape[0], False, math.inf
    for post in range(size):
        some = some or _is_open(posts, post, risks.closed)
    for post in range(size):
        passable = _is_open(posts, post, risks.closed) or not some
        calm[post] = traffic[post] if passable else 0.0
        wary[post] = _risk(posts, post, now, risks)
        if passable:
            least = min(least, wary[post])
    before = left = 0.0
    for post in range(size):
        more = max(0.0, wary[post] - least)
        wary[post] = calm[post] * math.exp(-risks.weight * more) if more > 0.0 else calm[post]
        before += calm[post]
        left += wary[post]
    return risks.weight * least - math.log(left / before) if size > 0 else 0.0


@kernel
def choose(luck: Floats, now: float, ways: Ways, risks: Risks) -> Ints:
    """Choose a way, and a post at each of its borders: a nested logit.

    A way with fewer borders, and less risk at them, is likelier.

    Parameters
    ----------
    luck
        Uniforms: one for the way, and one for each leg of the longest.

    Returns
    -------
    array
        1 if the way or any of the posts would have been another without perceived risk, else 0; then the post of each
        leg, -1 where there is none.
    """
    legs, calm, wary = ways.legs, np.empty(ways.traffic.size), np.empty(ways.traffic.size)
    shunned = np.empty(legs.size - 1)
    for leg in range(shunned.size):
        here, end = legs[leg], legs[leg + 1]
        posts, traffic = ways.posts[here:end], ways.traffic[here:end]
        shunned[leg] = weigh(posts, traffic, now, risks, calm[here:end], wary[here:end])
    plain, worth = np.empty(ways.names.size), np.empty(ways.names.size)
    for way in range(plain.size):
        begin, end = ways.ways[way], ways.ways[way + 1]
        plain[way] = -risks.border * (end - begin)
        worth[way] = plain[way] - shunned[begin:end].sum()
    way = first(luck[0], ways.names, np.exp(worth - worth.max()))
    displaced = way != first(luck[0], ways.names, np.exp(plain - plain.max()))
    begin, end = ways.ways[way], ways.ways[way + 1]
    chosen = np.full(1 + end - begin, -1)
    for leg in range(begin, end):
        here, names = legs[leg], ways.post_names[legs[leg] : legs[leg + 1]]
        if names.size > 0:
            post = first(luck[1 + leg - begin], names, wary[here : here + names.size])
            displaced = displaced or post != first(luck[1 + leg - begin], names, calm[here : here + names.size])
            chosen[1 + leg - begin] = here + post
    chosen[0] = displaced
    return chosen
