"""What a task leaves is collected when it is done, and nothing else is looked through for it."""

from __future__ import annotations

import gc
import weakref

from sim.engine.collector import collector_paused, swept, what_is_there_set_aside


class Ring:
    """Something that only the collector can free."""

    def __init__(self) -> None:
        self.itself = self


def left_behind(made: list[weakref.ref[Ring]]) -> bool:
    """Leave a ring behind, and say whether the collector was on."""
    made.append(weakref.ref(Ring()))
    return gc.isenabled()


def test_what_a_task_leaves_is_gone_when_it_is_done() -> None:
    made: list[weakref.ref[Ring]] = []
    with what_is_there_set_aside():
        was_on = [swept(left_behind, made) for _ in range(3)]
        assert [one() for one in made] == [None] * 3
    assert was_on == [False] * 3
    assert gc.isenabled()


def test_what_was_set_aside_is_looked_through_again_afterwards() -> None:
    made: list[weakref.ref[Ring]] = []
    with collector_paused():
        left_behind(made)
        with what_is_there_set_aside():
            gc.collect()
            assert made[0]() is not None
    assert gc.get_freeze_count() == 0
    gc.collect()
    assert made[0]() is None
