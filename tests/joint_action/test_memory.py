"""Memory does not grow with the number of runs: of each run its measures are kept, and nothing else."""

from __future__ import annotations

import sys

import pytest

from sim.experiment.replicate import run
from sim.joint_action import JointAction
from tests.experiment import plans
from tests.theatre import changed_tables

QUIET = {"networks.count": "0"}
"""Three countries for a day, and no network: a run takes a hundredth of a second."""
WARM, RUNS = 20, 80
KEPT = 30
"""Blocks of memory by run: its number, its measures and the name of its part; a run itself has thousands."""


@pytest.mark.parametrize("keep", [True, False, ("arrests",)])
def test_of_a_run_its_measures_are_kept_and_nothing_else(keep: bool | tuple[str, ...]) -> None:
    blocks: dict[int, int] = {}

    def look(done: int, _: int) -> None:
        blocks[done] = sys.getallocatedblocks()

    run(plans.small(QUIET), RUNS, workers=1, keep=keep, on_progress=look)
    assert (blocks[RUNS] - blocks[WARM]) / (RUNS - WARM) < KEPT


def test_what_a_run_left_behind_outlives_it() -> None:
    whole, apart = (JointAction(plans.small(), 1, 0) for _ in range(2))
    kept, outcome = whole.run(), apart.run()
    apart.take_apart()
    assert not changed_tables(kept, outcome)
    with pytest.raises(AttributeError):
        apart.picture("AT")
