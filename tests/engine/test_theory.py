"""Queues obey theory in the scenarios that are exactly those systems (pattern P10).

Each twin is many independent checkpoints; the statistic of each has mean 0 if theory holds, so z is standard normal.
With |z| < 4.4 a right kernel would fail with one set of keys in 10^5; the keys are fixed, so a failure is a change of
the model and no accident.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
import simpy
from scipy import linalg, special, stats

from sim.engine import queues
from sim.engine.clock import Clock, Desk
from sim.engine.distributions import Exponential
from sim.engine.kernels import blocked_share
from sim.engine.ordinary import waiting_chance
from sim.engine.streams import Chance
from tests.engine.stations import KINDS, Briefing, Day, Floats, Kernel, lognormal, practice
from tests.engine.test_clock import START

Z = 4.4
BATCHES = 400
WARM_H = 12


def z_of(values: Floats) -> float:
    """How many standard errors the mean of independent values is away from 0."""
    return float(values.mean() / (values.std(ddof=1) / math.sqrt(values.size)))


def tallies(rate: float, mean_h: float, cv: float, lanes: int, places: int, hours: int = 48) -> dict[str, Floats]:
    """Sums by checkpoint after warming up, of checks of one kind at many equal checkpoints."""
    expected = np.zeros((hours, BATCHES, KINDS))
    expected[:, :, 0] = rate
    day = Day(
        expected=expected,
        practice=practice(
            BATCHES,
            duration=np.full((KINDS, 3, 2), lognormal(mean_h, cv)),
            referral=np.zeros((KINDS, 2, len(queues.MARKS))),
        ),
        briefings={0.0: Briefing(np.full((BATCHES, 2), lanes))},
        limits=(places, 0),
    )
    kernel = Kernel(day, keep=False)
    tally = kernel.play().tally[:, WARM_H:].sum(axis=(1, 2))
    return dict(zip(queues.TALLIES, tally.T, strict=True))


def erlang_b(load: float, lanes: int) -> float:
    return float(stats.poisson.pmf(lanes, load) / stats.poisson.cdf(lanes, load))


def erlang_c(load: float, lanes: int) -> float:
    blocking = erlang_b(load, lanes)
    return blocking / (1.0 - load / lanes * (1.0 - blocking))


def wait_of_even_checks(load: float, lanes: int) -> float:
    """Mean wait in M/D/c, in durations: there a duration later are those who waited and those who came (Crommelin)."""
    size = 200
    arrive = stats.poisson.pmf(np.arange(size), load)
    step = np.zeros((size, size))
    for people in range(size):
        left = max(people - lanes, 0)
        step[people, left:] = arrive[: size - left]
    step /= step.sum(axis=1, keepdims=True)
    balance = np.vstack([step.T - np.eye(size), np.ones(size)])
    share = linalg.lstsq(balance, np.append(np.zeros(size), 1.0))[0]
    return float(share @ np.maximum(np.arange(size) - lanes, 0) / load)


@pytest.mark.parametrize("cv", [0.0, 0.8, 2.0])
@pytest.mark.parametrize(("load", "lanes"), [(0.6, 1), (4.0, 5), (14.0, 12)])
def test_without_backlog_the_kernel_is_erlangs_loss_system(load: float, lanes: int, cv: float) -> None:
    """Erlang B holds whatever the distribution of durations."""
    sums = tallies(rate=load / 0.1, mean_h=0.1, cv=cv, lanes=lanes, places=0)
    arrived = sums["begun"] + sums["passed"]
    assert abs(z_of(sums["passed"] - erlang_b(load, lanes) * arrived)) < Z
    assert sums["wait_h"].max() == 0.0


@pytest.mark.parametrize("cv", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("use", [0.4, 0.7])
def test_one_lane_waits_as_pollaczek_and_khinchine_say(use: float, cv: float) -> None:
    mean_h = 0.05
    sums = tallies(rate=use / mean_h, mean_h=mean_h, cv=cv, lanes=1, places=3000)
    wait = use / (1.0 - use) * mean_h * (1.0 + cv * cv) / 2.0
    assert sums["passed"].sum() == 0.0
    assert abs(z_of(sums["wait_h"] - wait * sums["begun"])) < Z


@pytest.mark.parametrize(("load", "lanes"), [(1.5, 2), (4.0, 5), (10.0, 12)])
def test_several_lanes_with_even_checks_wait_as_crommelin_says(load: float, lanes: int) -> None:
    mean_h = 0.05
    sums = tallies(rate=load / mean_h, mean_h=mean_h, cv=0.0, lanes=lanes, places=1000)
    wait = wait_of_even_checks(load, lanes) * mean_h
    assert abs(z_of(sums["wait_h"] - wait * sums["begun"])) < Z


def test_crommelin_agrees_with_pollaczek_and_khinchine_on_one_lane() -> None:
    assert wait_of_even_checks(0.7, 1) == pytest.approx(0.7 / 0.3 / 2.0, rel=1e-6)


def test_the_theory_tests_would_notice_a_wrong_kernel() -> None:
    """A loss that is two percent off, or a wait that is six percent off, is seen."""
    sums = tallies(rate=40.0, mean_h=0.1, cv=0.8, lanes=5, places=0)
    assert abs(z_of(sums["passed"] - 1.02 * erlang_b(4.0, 5) * (sums["begun"] + sums["passed"]))) > Z
    sums = tallies(rate=14.0, mean_h=0.05, cv=0.5, lanes=1, places=3000)
    assert abs(z_of(sums["wait_h"] - 1.06 * 0.7 / 0.3 * 0.05 * 0.625 * sums["begun"])) > Z


@pytest.mark.parametrize(("load", "staff"), [(0.7, 1), (4.0, 5), (10.0, 12)])
def test_a_desk_with_exponential_jobs_waits_as_erlang_c_says(load: float, staff: int) -> None:
    """Exact M/M/c: keyed exponential gaps and jobs at a desk; batches of many jobs apart are nearly independent."""
    batches, jobs, warm, mean_h = 60, 1500, 300, 0.1
    chance = Chance(1, 0)
    gap, job = Exponential(mean_h / load), Exponential(mean_h)
    waited = np.zeros(batches)
    sums = np.zeros(batches)
    for batch in range(batches):
        clock = Clock(START)
        desk = Desk(clock, staff)

        def hand_in(clock: Clock = clock, desk: Desk = desk, batch: int = batch) -> simpy.events.ProcessGenerator:
            for number in range(jobs):
                u = chance.draws("exchange", f"{batch}/{number}")
                yield clock.timeout(gap.at(u[0]))
                waited[batch] += number >= warm and desk.busy == desk.staff
                hours = job.at(u[1])
                clock.process(wait_for(clock, desk, hours, batch, number >= warm))

        def wait_for(clock: Clock, desk: Desk, hours: float, batch: int, counts: bool) -> simpy.events.ProcessGenerator:
            came = clock.now
            yield desk.serve(hours)
            sums[batch] += (clock.now - came - hours) * counts

        clock.process(hand_in())
        clock.run()
    number = jobs - warm
    chance_c = erlang_c(load, staff)
    assert abs(z_of(waited / number - chance_c)) < Z
    assert abs(z_of(sums / number - chance_c * mean_h / (staff - load))) < Z


@pytest.mark.parametrize("lanes", [1, 2, 5, 20])
@pytest.mark.parametrize("use", [0.1, 0.7, 0.95, 1.3])
def test_the_share_that_passes_is_the_closed_form(lanes: int, use: float) -> None:
    load = use * lanes
    assert blocked_share(np.array([load]), np.array([lanes]), 0)[0] == pytest.approx(erlang_b(load, lanes), rel=1e-12)
    for places in (1, 6, 20):
        people = np.arange(lanes + places + 1)
        waiting = np.maximum(people - lanes, 0)
        weight = load**people / special.factorial(people - waiting) / float(lanes) ** waiting
        share = blocked_share(np.array([load]), np.array([lanes]), places)[0]
        assert share == pytest.approx(weight[-1] / weight.sum(), rel=1e-12)


def test_all_pass_where_no_lane_is_open() -> None:
    assert blocked_share(np.array([2.0, 0.0]), np.array([0, 3]), 4).tolist() == [1.0, 0.0]


@pytest.mark.parametrize("lanes", [1, 2, 5, 20])
@pytest.mark.parametrize("use", [0.05, 0.4, 0.7, 0.99])
def test_the_chance_of_waiting_is_erlang_c(lanes: int, use: float) -> None:
    assert waiting_chance(use * lanes, float(lanes)) == pytest.approx(erlang_c(use * lanes, lanes), rel=1e-12)
