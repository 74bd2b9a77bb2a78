"""Ordinary control against an exact simulation of M(t)/G/c, traveller by traveller."""

from __future__ import annotations

import heapq
import math

import numpy as np
import pytest

from sim.engine.ordinary import EDGES_MIN, ordinary_waits, quantile_min, waiting_chance
from tests.engine.stations import Floats, Ints, lognormal

HOURS = 24
DAY: Floats = (1.0 + 0.8 * np.sin((np.arange(HOURS) - 8.0) / 24.0 * 2.0 * np.pi)) / 1.8
FLAT: Floats = np.ones(HOURS)
RUSH: Floats = np.where(np.arange(HOURS) == 8, 1.3, 0.5)


def exact(rates: Floats, lanes: int, service_h: float, cv: float, runs: int) -> tuple[Floats, Ints]:
    """Waits and hours of arrival of everybody in so many days, first come, first served."""
    rng = np.random.default_rng(5)
    waits, hours = [], []
    for _ in range(runs):
        came = np.concatenate([np.sort(rng.uniform(hour, hour + 1, rng.poisson(rates[hour]))) for hour in range(HOURS)])
        control = rng.lognormal(*lognormal(service_h, cv), came.size).tolist()
        free = [0.0] * lanes
        for time, duration in zip(came.tolist(), control, strict=True):
            start = max(time, free[0])
            heapq.heapreplace(free, start + duration)
            waits.append(start - time)
        hours.append(came.astype(np.int64))
    return np.array(waits), np.concatenate(hours)


def resolved(rates: Floats, lanes: float, service_h: float, cv: float, days: int) -> tuple[Floats, Floats, Floats]:
    keys = np.random.default_rng(6).integers(0, 2**63, days, dtype=np.uint64)
    return ordinary_waits(
        np.tile(rates, (days, 1)),
        np.full((days, rates.size), lanes),
        np.full(days, service_h),
        cv,
        np.repeat(keys[:, None], rates.size, axis=1),
        EDGES_MIN / 60.0,
    )


@pytest.mark.parametrize(
    ("profile", "use"),
    [(FLAT, 0.4), (FLAT, 0.7), (FLAT, 0.9), (DAY, 0.95), (DAY, 1.15), (RUSH, 1.0)],
    ids=["0.4", "0.7", "0.9", "peak at 0.95", "peak at 1.15", "one hour at 1.3"],
)
@pytest.mark.parametrize(
    ("lanes", "service_s", "cv"), [(1, 45.0, 0.8), (2, 60.0, 1.0), (4, 45.0, 0.8), (12, 45.0, 0.8)]
)
def test_waits_agree_with_the_exact_queue(profile: Floats, use: float, lanes: int, service_s: float, cv: float) -> None:
    """Mean within 15 %, 95th percentile within 25 % or half a minute, and the mean hour by hour within 30 % or so."""
    service_h = service_s / 3600.0
    rates = profile * use * lanes / service_h
    runs = 20 if lanes > 4 else 40
    waits, hours = exact(rates, lanes, service_h, cv, runs)
    units, waited, classes = resolved(rates, lanes, service_h, cv, 400)
    mean_min = waited.sum() / units.sum() * 60.0
    assert mean_min == pytest.approx(waits.mean() * 60.0, rel=0.15, abs=0.05)
    assert quantile_min(classes.sum(axis=0), 0.95) == pytest.approx(np.quantile(waits, 0.95) * 60.0, rel=0.25, abs=0.5)
    by_hour = np.bincount(hours, waits, minlength=HOURS) / np.bincount(hours, minlength=HOURS) * 60.0
    np.testing.assert_allclose(waited.sum(axis=0) / units.sum(axis=0) * 60.0, by_hour, rtol=0.3, atol=0.5)


@pytest.mark.parametrize("cv", [0.0, 0.8, 1.5])
@pytest.mark.parametrize(("load", "lanes"), [(0.3, 1.0), (0.55, 1.0), (0.9, 1.0), (3.6, 4.0), (4.5, 5.0)])
def test_steady_waits_are_allen_and_cunneens(load: float, lanes: float, cv: float) -> None:
    """Erlang C times (1 + cv^2) / 2, exact for one lane (Pollaczek-Khinchine), in calm hours and in crowded ones."""
    service_h = 0.0125
    units, waited, _ = resolved(np.full(72, load / service_h), lanes, service_h, cv, 400)
    wait = waiting_chance(load, lanes) * service_h / (lanes - load) * (1.0 + cv * cv) / 2.0
    days = waited[:, 12:].sum(axis=1) - wait * units[:, 12:].sum(axis=1)
    z = days.mean() / (days.std(ddof=1) / math.sqrt(days.size)) if days.std() > 1e-9 else 0.0
    assert abs(z) < 4.4  # fails with one set of keys in 10^5
    assert waited[:, 12:].sum() / units[:, 12:].sum() == pytest.approx(wait, rel=0.05)


def test_units_are_those_expected_and_every_one_is_in_a_class() -> None:
    rates = DAY * 1.1 * 4 / 0.0125
    units, waited, classes = resolved(rates, 4.0, 0.0125, 0.8, 400)
    np.testing.assert_allclose(units.mean(axis=0), rates, rtol=0.03)
    np.testing.assert_allclose(classes.sum(axis=1), units.sum(axis=1))
    assert (classes >= 0.0).all()
    assert (waited >= 0.0).all()


def test_a_queue_survives_the_hour_and_lanes_that_open_dissolve_it() -> None:
    arrivals = np.array([[100.0, 100.0, 10.0, 0.0, 10.0]])
    lanes = np.array([[1.0, 1.0, 1.0, 1.0, 1.0]])
    keys = np.full(arrivals.shape, 7, dtype=np.uint64)
    service = np.array([0.02])
    few = ordinary_waits(arrivals, lanes, service, 0.5, keys, EDGES_MIN / 60.0)[1][0]
    assert few[0] < few[1]
    assert few[2] / 10.0 > 0.5  # an hour and more of work is still there
    assert few[3] == 0.0  # nobody came
    more = ordinary_waits(arrivals, lanes + np.array([0, 0, 3, 3, 3]), service, 0.5, keys, EDGES_MIN / 60.0)[1][0]
    assert (more[:2] == few[:2]).all()
    assert more[2] < few[2]


def test_the_chance_of_waiting_between_whole_lanes_lies_between_theirs() -> None:
    chances = [waiting_chance(0.9, lanes) for lanes in (1.0, 1.25, 1.5, 1.999999, 2.0, 2.000001, 3.0)]
    assert chances == sorted(chances, reverse=True)
    assert chances[3] == pytest.approx(chances[4], abs=1e-5)
    assert waiting_chance(1.2, 1.8) == pytest.approx(0.2 + 0.8 * waiting_chance(1.2, 2.0))


def test_quantiles_are_read_off_the_classes() -> None:
    classes = np.zeros(EDGES_MIN.size - 1)
    assert math.isnan(quantile_min(classes, 0.95))
    classes[3] = 10.0  # between one and two minutes
    assert quantile_min(classes, 0.5) == pytest.approx(1.5)
    classes[4] = 10.0
    assert quantile_min(classes, 0.75) == pytest.approx(2.5)
