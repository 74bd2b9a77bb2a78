"""Operations against networks: how they leak."""

from __future__ import annotations

import pytest

from sim.world.network_operations import leak_chance


@pytest.mark.parametrize(
    ("per_day", "delay", "countries", "result"),
    [
        (0.1, 24.0, 1, 0.1),
        (0.1, 24.0, 2, 0.19),
        (0.1, 48.0, 1, 0.19),
        (0.1, 0.0, 5, 0.0),
        (0.0, 99.0, 9, 0.0),
        (1.0, 9.0, 2, 1.0),
    ],
)
def test_leak_chance(per_day: float, delay: float, countries: int, result: float) -> None:
    assert leak_chance(per_day, delay, countries) == pytest.approx(result)
