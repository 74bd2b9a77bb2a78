"""How a request is answered and which channel it takes, case by case."""

from __future__ import annotations

import math

import pytest

from sim.scenario.behaviour import Behaviour
from sim.world.exchange import rules
from sim.world.theatre.cooperation import Ladder


@pytest.mark.parametrize(
    ("answered", "known", "result"),
    [(0.80, 0.70, (True, True)), (0.80, 0.80, (True, False)), (0.90, 0.0, (False, False))],
)
def test_known_answer(answered: float, known: float, result: tuple[bool, bool]) -> None:
    close = Ladder(Behaviour()).at(0.75)
    assert (close.answered, close.content) == (0.85, 0.75)
    assert rules.known_answer(close, answered, known) == result


@pytest.mark.parametrize(
    ("channels", "chosen"),
    [
        ([], None),
        ([("siena", math.inf)], "siena"),
        ([("siena", 3.0), ("liaison", 1.0), ("jit", 2.0)], "liaison"),
        ([("siena", 1.0), ("liaison", 1.0)], "siena"),
    ],
)
def test_of_equally_quick_channels_the_first_is_chosen(channels: list[tuple[str, float]], chosen: str | None) -> None:
    assert rules.fastest(channels) == chosen


@pytest.mark.parametrize(
    ("hours", "left_h", "result"), [(10.0, 20.0, 10.0), (10.0, 6.0, 6.0), (10.0, 1.0, 4.0), (10.0, -5.0, 4.0)]
)
def test_who_hurries_keeps_a_deadline_but_needs_a_share_of_the_usual_time(
    hours: float, left_h: float, result: float
) -> None:
    assert rules.hurried(hours, left_h, 0.4) == pytest.approx(result)
