"""Python's collector of cyclic garbage, kept out of the way while a run lasts, and told when one is over."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Collect nothing inside: a run keeps nearly all that it makes until its end, so looking for garbage is in vain."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def what_is_there_set_aside() -> Iterator[None]:
    """Inside, the collector does not look through what was there before, which is no garbage."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def swept[T, R](work: Callable[[T], R], task: T) -> R:
    """Do one of many tasks and collect what it leaves at once, so that memory does not grow with their number.

    What else is there then is set aside: it is not looked through again after each task.
    """
    with collector_paused():
        result = work(task)
    gc.collect()
    gc.freeze()
    return result
