"""A state that cannot be is an error with its place, not a result."""

from __future__ import annotations

import pytest

from sim.engine import queues
from sim.errors import ModelError
from sim.joint_action import JointAction
from sim.outcome.outcome import Outcome
from tests.theatre import SEED, small


def test_a_lost_check_stops_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    action = JointAction(small(), SEED, 0)
    finish = action.finish

    def lose_one() -> Outcome:
        action.world.checkpoints.tally[0, 0, 0, queues.BEGUN] += 1
        return finish()

    monkeypatch.setattr(action, "finish", lose_one)
    with pytest.raises(ModelError) as caught:
        action.run()
    assert caught.value.subject == action.env.theatre.checkpoints[0].name
    assert caught.value.seed == SEED
    assert caught.value.exit_code == 70
