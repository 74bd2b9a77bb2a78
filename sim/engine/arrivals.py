"""Who comes to a checkpoint as a candidate for a check, hour block by hour block."""

from __future__ import annotations

import math

import numpy as np

from sim.engine.compiled import kernel
from sim.engine.keys import mix, uniform
from sim.engine.queues import D_LEVEL, D_TIME, Arrivals, Floats, Ints, Keys, Rows


@kernel
def _sort(drawn: Rows, people: Rows, hour: int, filled: Ints) -> None:
    """Put drawn PERSON rows in order of arrival: spread evenly over the hour, they go to buckets first."""
    count = drawn.size
    filled[: count + 1] = 0
    for i in range(count):
        filled[int((drawn[i].came - hour) * count) + 1] += 1
    for i in range(count):
        filled[i + 1] += filled[i]
    for i in range(count):
        bucket = int((drawn[i].came - hour) * count)
        person = people[filled[bucket]]
        person.came, person.key, person.code = drawn[i].came, drawn[i].key, drawn[i].code
        filled[bucket] += 1
    for i in range(1, count):
        came, key, code = people[i].came, people[i].key, people[i].code
        j = i
        while j > 0 and people[j - 1].came > came:
            before, person = people[j - 1], people[j]
            person.came, person.key, person.code = before.came, before.key, before.code
            j -= 1
        person = people[j]
        person.came, person.key, person.code = came, key, code


@kernel
def draw_arrivals(hour: int, expected: Floats, post_keys: Keys, arrivals: Arrivals) -> int:
    """Draw the candidates for a check of one hour block, in order of time at each checkpoint.

    Arrivals are the points of a unit Poisson process below a level: raising the expected number adds arrivals and moves
    or renumbers none.

    Parameters
    ----------
    hour
        Number of the hour block.
    expected
        Expected candidates (checkpoints, kinds).
    post_keys
        One key per checkpoint.
    arrivals
        Filled; nothing is written beyond its room.

    Returns
    -------
    Number of candidates. When it is more than there is room for, the call must be made again with more room.
    """
    people, bounds = arrivals.people, arrivals.bounds
    drawn = np.empty_like(people)
    filled = np.empty(people.size + 1, dtype=np.int64)
    count = 0
    for post in range(post_keys.size):
        first = count
        for kind in range(expected.shape[1]):
            block = mix(post_keys[post] ^ mix(np.uint64(hour * 4 + kind + 1)))
            level = 0.0
            number = 0
            while expected[post, kind] > 0.0:
                key = mix(block + np.uint64(number))
                level -= math.log(uniform(key, D_LEVEL))
                if level > expected[post, kind]:
                    break
                if count < people.size:
                    person = drawn[count]
                    person.came, person.key, person.code = hour + uniform(key, D_TIME), key, kind + 4 * number
                count += 1
                number += 1
        if count <= people.size:
            _sort(drawn[first:count], people[first:count], hour, filled)
        arrivals.next[post] = first
        bounds[post] = first
        bounds[post + 1] = count
    return count
