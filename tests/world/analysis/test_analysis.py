"""How traces are linked."""

from __future__ import annotations

import pytest

from sim.world.analysis.analysis import link_chance


@pytest.mark.parametrize(
    ("single", "others", "result"), [(0.3, 0, 0.0), (0.3, 1, 0.3), (0.3, 2, 0.51), (1.0, 3, 1.0), (0.0, 9, 0.0)]
)
def test_link_chance(single: float, others: int, result: float) -> None:
    assert link_chance(single, others) == pytest.approx(result)
