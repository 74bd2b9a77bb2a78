"""How many further pieces there are of what was found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.world.casework.arrests import counted, geometric


@pytest.mark.parametrize(("more", "u", "count"), [(0.5, 0.6, 0), (0.5, 0.4, 1), (0.5, 0.2, 2), (0.0, 0.5, 0)])
def test_geometric(more: float, u: float, count: int) -> None:
    assert geometric(more, u) == count


@given(st.floats(0.01, 0.9))
def test_geometric_has_its_mean(more: float) -> None:
    grid = [(number + 0.5) / 4000 for number in range(4000)]
    assert sum(geometric(more, u) for u in grid) / 4000 == pytest.approx(more / (1.0 - more), rel=0.05, abs=0.01)


@pytest.mark.parametrize("more", [0.3, 0.7206, 0.85])
@pytest.mark.parametrize("factor", [0.0, 0.1, 0.5, 1.0, 2.0, 5.0])
def test_so_many_times_as_many_pieces_are_counted_and_one_at_the_least(more: float, factor: float) -> None:
    assert 1.0 / (1.0 - counted(more, factor)) == pytest.approx(max(1.0, factor / (1.0 - more)))


@pytest.mark.parametrize("more", [0.3, 0.35, 0.7206, 0.85])
def test_in_a_typical_action_pieces_are_counted_as_they_are(more: float) -> None:
    assert counted(more, 1.0) == more
