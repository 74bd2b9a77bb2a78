"""Times to an event: what is unfinished has lasted longer than was seen."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.outcome.durations import NOT_REACHED, time_until, waiting

CASES = st.lists(st.tuples(st.floats(0.01, 100), st.booleans()), min_size=1, max_size=30)


def arrays(cases: list[tuple[float, bool]]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    hours, finished = zip(*cases, strict=True)
    return np.array(hours), np.array(finished, dtype=bool)


@pytest.mark.parametrize(
    ("hours", "finished", "half"),
    [
        ([1.0, 2.0, 3.0], [True, True, True], 2.0),
        ([1.0, 2.0, 3.0], [True, True, False], 2.0),
        ([1.0, 2.0, 3.0], [True, False, False], NOT_REACHED),
        ([1.0, 0.5, 3.0], [True, False, True], 1.0),
        ([5.0, 5.0], [False, True], 5.0),
        ([], [], math.nan),
    ],
)
def test_the_median_is_known_where_half_came(hours: list[float], finished: list[bool], half: float) -> None:
    assert time_until(0.5, np.array(hours), np.array(finished, dtype=bool)) == pytest.approx(half, nan_ok=True)


@given(CASES, st.data())
def test_what_does_not_come_never_makes_it_faster(cases: list[tuple[float, bool]], data: st.DataObject) -> None:
    hours, finished = arrays(cases)
    at = data.draw(st.integers(0, len(cases) - 1))
    longer, lost = hours.copy(), finished.copy()
    longer[at] += data.draw(st.floats(0, 50))
    lost[at] = False
    for part in (0.25, 0.5, 0.9):
        assert time_until(part, longer, lost) >= time_until(part, hours, finished)


@given(CASES)
def test_the_share_that_waits_falls_and_never_below_what_did_not_come(cases: list[tuple[float, bool]]) -> None:
    hours, finished = arrays(cases)
    times, share = waiting(hours, finished)
    assert (np.diff(times) >= 0).all() and (np.diff(share) <= 0).all()
    assert len(times) == finished.sum()
    if finished.all():
        assert share[-1] == pytest.approx(0, abs=1e-12)


def test_it_finds_the_median_although_many_are_cut_off() -> None:
    random = np.random.default_rng(7)
    taken, watched = random.exponential(10, 20_000), random.uniform(0, 30, 20_000)
    found = time_until(0.5, np.minimum(taken, watched), taken <= watched)
    assert found == pytest.approx(10 * math.log(2), rel=0.03)
    assert np.median(taken[taken <= watched]) < 5.5  # what only those who came would say
