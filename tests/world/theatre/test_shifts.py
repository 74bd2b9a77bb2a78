"""Who is on duty when."""

from __future__ import annotations

import pytest

from sim.world.theatre.shifts import shift_of


@pytest.mark.parametrize(
    ("hour", "shift"), [(0.0, 2), (5.99, 2), (6.0, 0), (13.99, 0), (14.0, 1), (21.99, 1), (22.0, 2), (23.9, 2)]
)
def test_shifts(hour: float, shift: int) -> None:
    assert shift_of(hour) == shift
