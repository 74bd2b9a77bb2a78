"""Ordinary control at border crossings, resolved by the hour where it is calm and by steps where it is crowded."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled import kernel
from sim.engine.keys import normal_quantile, uniform

Floats = NDArray[np.float64]

EDGES_MIN = np.array(
    [0.0, 0.25, 0.5, 1, 2, 3, 5, 7.5, 10, 15, 20, 25, 30, 40, 50, 60, 90, 120, 180, 240, 360, 600, 1440]
)
"""Edges of the classes of waits, minutes."""
STEPS = 10
"""Steps of a crowded hour."""
CALM = 0.6
"""Load by lane below which an hour that begins without a backlog is calm."""


@kernel
def waiting_chance(load: float, lanes: float) -> float:
    """Erlang C: the probability of waiting in M/M/c with `load` = arrival rate x mean service time below `lanes`.

    Between whole numbers of lanes (an hour in which one was open for a while) it is interpolated.
    """
    count = int(lanes)
    blocking = 1.0
    for n in range(1, count + 1):
        blocking = load * blocking / (n + load * blocking)
    fewer = blocking / (1.0 - load / count * (1.0 - blocking)) if load < count else 1.0
    part = lanes - count
    if part == 0.0:
        return fewer
    blocking = load * blocking / (count + 1 + load * blocking)
    more = blocking / (1.0 - load / (count + 1) * (1.0 - blocking))
    return fewer + part * (more - fewer)


@kernel
def ordinary_waits(
    arrivals: Floats, lanes: Floats, service_h: Floats, cv: float, keys: NDArray[np.uint64], edges_h: Floats
) -> tuple[Floats, Floats, Floats]:
    """Waits at the ordinary control of each checkpoint, M(t)/G/c hour by hour.

    A calm hour without a backlog takes the stationary wait (Erlang C times (1 + cv^2) / 2). In others unfinished work
    is a reflected Brownian motion, exact at the end of each step since its lowest point in the step is drawn too.
    Somebody waits only when there is more work than the lanes have under way. That much, and the variance below full
    load, are such that the stationary distribution of waits is that of a calm hour. Half of a step's units meet the
    wait at its beginning, half that at its end.

    Parameters
    ----------
    arrivals
        Expected arrivals (checkpoints, hours), in units that are controlled together (vehicles, persons).
    lanes
        Open lanes (checkpoints, hours); at least 1 where there is control.
    service_h, cv
        Mean hours to control a unit by checkpoint, and their coefficient of variation.
    keys
        Keys of chance (checkpoints, hours).
    edges_h
        Edges of the classes of waits, hours.

    Returns
    -------
    Units controlled (checkpoints, hours), hours waited by them (checkpoints, hours), units by class (checkpoints,
    classes).
    """
    points, hours = arrivals.shape
    units = np.zeros((points, hours))
    waited = np.zeros((points, hours))
    classes = np.zeros((points, edges_h.size - 1))
    step_h = 1.0 / STEPS
    for point in range(points):
        service = service_h[point]
        work, usual_before = 0.0, 0.0
        for hour in range(hours):
            rate, open_lanes, key = arrivals[point, hour], lanes[point, hour], keys[point, hour]
            if rate <= 0.0:
                work, usual_before = max(0.0, work - open_lanes), 0.0
                continue
            load = rate * service
            stable = min(load, 0.98 * open_lanes)
            waiting = waiting_chance(stable, open_lanes)
            mean = service / (open_lanes - stable) * (1.0 + cv * cv) / 2.0
            usual_work = open_lanes * mean
            first = (2 * STEPS + 1) * hour
            if load < CALM * open_lanes and (usual_before > 0.0 or work < 2.0 * usual_work):
                count = max(0.0, rate + math.sqrt(rate) * normal_quantile(uniform(key, first)))
                units[point, hour] = count
                waited[point, hour] = count * waiting * mean
                _spread_exponential(classes[point], edges_h, count, waiting, mean)
                usual_before = usual_work
                continue
            if usual_before > 0.0:
                work, usual_before = -usual_before * math.log(uniform(key, first + 2 * STEPS)), 0.0
            under_way = -usual_work * math.log(max(waiting, 1e-300))
            count = rate * step_h
            variance = max(load, open_lanes) * step_h * service * (1.0 + cv * cv)
            wait = max(0.0, work - under_way) / open_lanes
            for step in range(first, first + 2 * STEPS, 2):
                change = (load - open_lanes) * step_h + math.sqrt(variance) * normal_quantile(uniform(key, step))
                lowest = (change - math.sqrt(change * change - 2.0 * variance * math.log(uniform(key, step + 1)))) / 2.0
                _add(classes[point], edges_h, count / 2.0, wait)
                waited[point, hour] += count / 2.0 * wait
                work = max(work, -lowest) + change
                wait = max(0.0, work - under_way) / open_lanes
                _add(classes[point], edges_h, count / 2.0, wait)
                waited[point, hour] += count / 2.0 * wait
            units[point, hour] = rate
    return units, waited, classes


@kernel
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


@kernel
def _add(classes: Floats, edges: Floats, count: float, wait: float) -> None:
    """Add units to the class of their wait."""
    classes[min(int(np.searchsorted(edges, wait, side="right")), classes.size) - 1] += count


def quantile_min(classes: Floats, share: float) -> float:
    """Wait in minutes that a share of the units does not exceed; nan when there are none."""
    total = classes.sum()
    if total <= 0.0:
        return math.nan
    below = np.concatenate([[0.0], np.cumsum(classes)]) / total
    return float(np.interp(share, below, EDGES_MIN))
