"""Who is on duty when."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.shifts import hours_of
from sim.world.theatre.shifts import on_shift, shift_of, until_change


@pytest.mark.parametrize(
    ("hour", "shift"), [(0.0, 2), (5.99, 2), (6.0, 0), (13.99, 0), (14.0, 1), (21.99, 1), (22.0, 2), (23.9, 2)]
)
def test_shifts(hour: float, shift: int) -> None:
    assert shift_of(hour) == shift


@pytest.mark.parametrize(
    ("shifts", "inside", "outside"),
    [
        (("06:00-12:30",), (6.0, 9.0, 12.49), (5.99, 12.5, 20.0)),
        (("22:00-06:00",), (22.0, 23.9, 0.0, 5.99), (6.0, 21.99)),
        (("08:00-10:00", "night"), (8.0, 9.99, 22.0, 3.0), (7.99, 10.0, 15.0)),
        (("00:00-24:00",), (0.0, 12.0, 23.99), ()),
        (("12:00-00:00",), (12.0, 23.99), (0.0, 11.99)),
    ],
)
def test_hours_of_the_day(shifts: tuple[str, ...], inside: tuple[float, ...], outside: tuple[float, ...]) -> None:
    assert all(on_shift(shifts, hour) for hour in inside)
    assert not any(on_shift(shifts, hour) for hour in outside)


@pytest.mark.parametrize("word", ["day", "evening", "night"])
def test_the_hours_of_a_shift_are_that_shift(word: str) -> None:
    begin, end = hours_of(word)
    hours = f"{begin:02.0f}:00-{end:02.0f}:00"
    assert all(on_shift((word,), hour / 4) == on_shift((hours,), hour / 4) for hour in range(96))


@given(st.integers(0, 1439), st.integers(0, 1439))
def test_changes_come_one_after_another_and_never_twice_at_once(now: int, change: int) -> None:
    hour = now / 60.0
    first = until_change((change / 60.0,), hour)
    assert 0.0 < first <= 24.0 + 1e-6
    assert until_change((change / 60.0,), (hour + first) % 24.0) > 1.0 / 60.0
