"""Ordinary control at border crossings, resolved by the hour where it is calm and by minutes where it is crowded."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.engine.keys import normal_quantile, uniform

Floats = NDArray[np.float64]

EDGES_MIN = np.array(
    [0.0, 0.25, 0.5, 1, 2, 3, 5, 7.5, 10, 15, 20, 25, 30, 40, 50, 60, 90, 120, 180, 240, 360, 600, 1440]
)
"""Edges of the classes of waits, minutes."""
STEP_H = 1.0 / 30.0
CALM = 0.7


@njit(cache=True, nogil=True)
def waiting_chance(load: float, lanes: float) -> float:
    """Erlang C: the probability of waiting in M/M/c with `load` = arrival rate x mean service time below `lanes`."""
    count = int(lanes)
    blocking = 1.0
    for n in range(1, count + 1):
        blocking = load * blocking / (n + load * blocking)
    use = load / count
    return blocking / (1.0 - use * (1.0 - blocking))


@njit(cache=True, nogil=True)
def ordinary_waits(
    arrivals: Floats, lanes: Floats, service_h: Floats, cv: float, keys: NDArray[np.uint64], edges_h: Floats
) -> tuple[Floats, Floats, Floats]:
    """Waits at the ordinary control of each checkpoint, M(t)/G/c hour by hour.

    A calm hour without backlog takes the stationary wait (Erlang C times (1 + cv^2) / 2); in others the work that waits is a
    reflected random walk in steps of two minutes, whose mean and variance are those of the arriving work.

    Parameters
    ----------
    arrivals
        Expected arrivals (checkpoints, hours), in units that are controlled together (vehicles, persons).
    lanes
        Open lanes (checkpoints, hours); at least 1 where there is control.
    service_h, cv
        Mean hours to control a unit by checkpoint, and their coefficient of variation.
    keys
        One key per checkpoint.
    edges_h
        Edges of the classes of waits, hours.

    Returns
    -------
    Units controlled (checkpoints, hours), hours waited by them (checkpoints, hours), units by class (checkpoints, classes).
    """
    points, hours = arrivals.shape
    units = np.zeros((points, hours))
    waited = np.zeros((points, hours))
    classes = np.zeros((points, edges_h.size - 1))
    noise = math.sqrt(1.0 + cv * cv)
    steps = int(1.0 / STEP_H + 0.5)
    for point in range(points):
        work = 0.0
        service = service_h[point]
        for hour in range(hours):
            rate, open_lanes = arrivals[point, hour], lanes[point, hour]
            if rate <= 0.0:
                work = max(0.0, work - open_lanes)
                continue
            load = rate * service
            waiting = waiting_chance(load, open_lanes) if load < int(open_lanes) else 1.0
            if load < CALM * open_lanes and work < 1e-9 and waiting > 0.0:
                count = max(0.0, rate + math.sqrt(rate) * normal_quantile(uniform(keys[point], hour * steps)))
                mean = service / (open_lanes - load) * (1.0 + cv * cv) / 2.0
                units[point, hour] = count
                waited[point, hour] = count * waiting * mean
                _spread_exponential(classes[point], edges_h, count, waiting, mean)
                continue
            factor = min(1.0, waiting * open_lanes / load)
            for step in range(steps):
                z = normal_quantile(uniform(keys[point], hour * steps + step))
                count = rate * STEP_H
                before = work
                work = max(0.0, work + count * service + math.sqrt(count) * service * noise * z - open_lanes * STEP_H)
                wait = 0.5 * (before + work) / open_lanes * factor
                units[point, hour] += count
                waited[point, hour] += count * wait
                classes[point, min(np.searchsorted(edges_h, wait, side="right"), edges_h.size - 1) - 1] += count
    return units, waited, classes


@njit(cache=True, nogil=True)
def _spread_exponential(classes: Floats, edges: Floats, count: float, waiting: float, mean: float) -> None:
    """Add units whose wait is 0 with probability 1 - `waiting`, and else exponential."""
    classes[0] += count * (1.0 - waiting)
    above = 1.0
    for i in range(classes.size):
        beyond = math.exp(-edges[i + 1] / mean) if i + 1 < classes.size else 0.0
        classes[i] += count * waiting * (above - beyond)
        above = beyond
        if above < 1e-9:
            break


def quantile_min(classes: Floats, share: float) -> float:
    """Wait in minutes that a share of the units does not exceed; nan when there are none."""
    total = classes.sum()
    if total <= 0.0:
        return math.nan
    below = np.concatenate([[0.0], np.cumsum(classes)]) / total
    return float(np.interp(share, below, EDGES_MIN))
