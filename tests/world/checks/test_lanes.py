"""No lane is open that nobody can man, and no officer hour is lost: a part of a lane is open a part of the time."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine import queues
from sim.engine.shut import open_lanes
from sim.joint_action import JointAction
from sim.scenario.shifts import SHIFTS
from sim.world.theatre.theatre import Theatre
from tests.theatre import Floats, operate, small

SCALES = (0.1, 0.25, 1.0, 4.0)


@given(st.floats(0.0, 30.0), st.integers(0, 5000), st.integers(1, 200))
def test_open_windows_add_up_to_what_can_be_manned(manned: float, first: int, number: int) -> None:
    opened = [open_lanes(np.array([manned]), window).item() for window in range(first, first + number)]
    assert sum(opened) == pytest.approx(manned * number, abs=1.0 + 1e-6)
    assert {*opened} <= {int(np.floor(manned + 1e-9)), int(np.ceil(manned))}


@given(st.floats(0.0, 30.0))
def test_from_the_beginning_half_a_window_at_most_is_owed(manned: float) -> None:
    opened = np.cumsum([open_lanes(np.array([manned]), window).item() for window in range(100)])
    assert (np.abs(opened - manned * np.arange(1, 101)) <= 0.5 + 1e-6).all()


@cache
def action(scale: float) -> JointAction:
    return operate(small(officers_scale=str(scale), deployments="[]"))[0]


def manned_by_hour(theatre: Theatre) -> Floats:
    """Lanes that those posted at each checkpoint can man, hour by hour of a day."""
    posted = sum(theatre.posting.values(), np.zeros(len(theatre.checkpoints)))
    return np.array([theatre.lanes(posted, theatre.duty.at(float(hour))) for hour in range(24)]).T


@pytest.mark.parametrize("scale", SCALES)
def test_lanes_use_the_officer_hours_of_each_shift_and_no_more(scale: float) -> None:
    """By side and shift, to within one lane for the time between two briefings; in no hour more than one lane more."""
    run = action(scale)
    theatre, opened = run.env.theatre, run.world.checkpoints.lanes_by_hour
    manned = np.tile(manned_by_hour(theatre), run.env.plan.days)
    briefing = theatre.scenario.behaviour.checks.briefing
    bounds = [day * 24 + int(begin) for day in range(run.env.plan.days) for begin in SHIFTS]
    for begin, end in zip([0, *bounds], [*bounds, opened.shape[1]], strict=True):
        hours = opened[:, begin:end].sum(axis=1) - manned[:, begin:end].sum(axis=1)
        assert (np.abs(hours) <= briefing + 1e-6).all()
    assert (opened <= np.ceil(manned - 1e-9)).all()
    assert (opened[manned == 0.0] == 0.0).all()


@pytest.mark.parametrize("scale", SCALES)
def test_checks_take_no_more_than_the_hours_of_open_lanes(scale: float) -> None:
    checkpoints = action(scale).world.checkpoints
    busy, opened = checkpoints.tally[..., queues.BUSY].sum(axis=2), checkpoints.lanes_by_hour
    assert busy.sum() <= opened.sum()
    assert (busy[opened == 0.0] == 0.0).all(), "no check begins where no lane is open"


def test_an_officer_who_is_posted_alone_opens_the_lane_part_of_the_time() -> None:
    run = action(0.1)
    manned, opened = manned_by_hour(run.env.theatre), run.world.checkpoints.lanes_by_hour
    alone = (manned.max(axis=1) < 0.5) & (manned.mean(axis=1) > 0.1)
    assert alone.any()
    assert (opened[alone].sum(axis=1) > 0.0).all() and (opened[alone] == 0.0).any(axis=1).all()


def test_checks_follow_officers_within_what_traffic_offers() -> None:
    made = [action(scale).world.checkpoints.tally[..., queues.BEGUN].sum() for scale in SCALES]
    assert made[0] < made[1] / 2.0 < made[2] / 2.0 < made[3] / 2.0
    crowd = Theatre(small(officers_scale="100"))
    offered = np.array([point.passing for point in crowd.checkpoints]) / 24.0
    assert (crowd.candidates <= np.maximum(offered, Theatre(small()).candidates) + 1e-9).all()


@pytest.mark.parametrize("officers", [1, 5, 40])
def test_hardly_anybody_is_not_offered_more_than_a_lane_can_take(officers: int) -> None:
    """Plans that nobody can make do not bring crowds: four times what a lane can take, or four times the plan."""
    few = {f"countries.{code}.officers": f"{{police: {officers}}}" for code in small().countries}
    plan = small(
        few | {f"countries.{code}.plan.officers": str(officers) for code in small().countries}, deployments="[]"
    )
    theatre = Theatre(plan)
    hours = np.array([theatre.check_hours(kind) for kind in range(3)])
    planned = sum(each.plan.person + each.plan.vehicle + each.plan.parcel for each in plan.countries.values())
    assert (theatre.candidates @ hours).max() <= 4.0 * max(1.0, planned * hours.max() / plan.hours)
