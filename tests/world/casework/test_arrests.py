"""How many further pieces there are of what was found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.world.casework.arrests import geometric


@pytest.mark.parametrize(("more", "u", "count"), [(0.5, 0.6, 0), (0.5, 0.4, 1), (0.5, 0.2, 2), (0.0, 0.5, 0)])
def test_geometric(more: float, u: float, count: int) -> None:
    assert geometric(more, u) == count


@given(st.floats(0.01, 0.9))
def test_geometric_has_its_mean(more: float) -> None:
    grid = [(number + 0.5) / 4000 for number in range(4000)]
    assert sum(geometric(more, u) for u in grid) / 4000 == pytest.approx(more / (1.0 - more), rel=0.05, abs=0.01)
