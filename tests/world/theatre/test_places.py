"""Where things are and how far apart."""

from __future__ import annotations

import pytest

from sim.world.theatre.places import distance_km


@pytest.mark.parametrize(
    ("here", "there", "km"),
    [((42.70, 23.32), (42.70, 23.32), 0.0), ((42.70, 23.32), (44.79, 20.45), 329.0), ((0.0, 0.0), (0.0, 1.0), 111.2)],
)
def test_distance_is_the_great_circle(here: tuple[float, float], there: tuple[float, float], km: float) -> None:
    assert distance_km(here, there) == pytest.approx(km, rel=0.01)
    assert distance_km(there, here) == pytest.approx(distance_km(here, there))
