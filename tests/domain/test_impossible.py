"""A state that cannot be is an error with its place, not a result."""

from __future__ import annotations

import pytest

from sim.domain.operation import Operation
from sim.engine import queues
from sim.errors import ModelError
from tests.domain.theatre import SEED, small


def test_a_lost_check_stops_the_run() -> None:
    world = Operation(small(), SEED, 0)
    close = world._close

    def lose_one() -> object:
        world.checkpoints.tally[0, 0, 0, queues.BEGUN] += 1
        return close()

    world._close = lose_one  # type: ignore[assignment, method-assign]
    with pytest.raises(ModelError) as caught:
        world.run()
    assert caught.value.subject == world.layout.checkpoints[0].name
    assert caught.value.seed == SEED
    assert caught.value.exit_code == 70
