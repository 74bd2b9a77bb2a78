"""Doing many independent tasks: in this process, on a pool of workers that may die, or at a cluster."""

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Any

from sim.engine.collector import swept, what_is_there_set_aside
from sim.experiment.crew import Hand, WorkerDiedError, crew, first_to_answer

TASKS_PER_WORKER = 4
"""A worker pays only with so many tasks: it has to be started, and the model to be loaded for it."""

type Workers = int | str
"""How many processes of this machine, or the address of the scheduler of a Dask cluster (``tcp://...``)."""
type _Step[T, R] = Callable[[deque[T]], Generator[tuple[T, R], None, list[T]]]


def default_workers(tasks: int) -> int:
    """Number of workers for a number of tasks; 1 means in this process."""
    cpus = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cpus, tasks // TASKS_PER_WORKER))


def do_all[T, R](
    job: Callable[[T], R], tasks: Iterable[T], workers: Workers, *, died: Callable[[T, WorkerDiedError], R]
) -> Generator[tuple[T, R], None, None]:
    """Do a job with each task and yield the results as they come, in no particular order.

    Parameters
    ----------
    job
        What to do; it catches the errors that it expects. It is sent to each worker once.
    tasks
        In the order in which they are begun.
    workers : int or str
        With 1, all is done in this process; by an address, at a Dask cluster.
    died
        Gives the result of a task that kills its worker. Tasks that merely ran beside it are done again.

    Raises
    ------
    ClusterError
        If the cluster cannot be used.
    KeyboardInterrupt
        At once: what is under way is given up and the workers are gone. The same when the iterator is closed early.
    """
    waiting = deque(tasks)
    if workers == 1:
        with what_is_there_set_aside():
            while waiting:
                task = waiting.popleft()
                yield task, swept(job, task)
        return
    with _place(job, workers) as step:
        while waiting:
            suspects = yield from step(waiting)
            for task in suspects:  # one by one: whoever kills its worker now did it alone
                if (yield from step(deque([task]))):
                    yield task, died(task, WorkerDiedError("the worker process died"))


def _place[T, R](job: Callable[[T], R], workers: Workers) -> AbstractContextManager[_Step[T, R]]:
    """Where tasks are done: it does some, and returns those that were under way when a worker died."""
    if isinstance(workers, int):
        return nullcontext(partial(_until_one_dies, job, workers))
    from sim.experiment.cluster import at_cluster

    return at_cluster(workers, job)


def _until_one_dies[T, R](
    job: Callable[[T], R], workers: int, waiting: deque[T]
) -> Generator[tuple[T, R], None, list[T]]:
    """Do what is waiting until all is done or a worker dies; return the tasks at which workers died."""
    suspects: list[T] = []
    with crew(job, min(workers, len(waiting))) as hands:
        _hand_out(waiting, hands)
        while busy := [hand for hand in hands if hand.tasks]:
            for hand in first_to_answer(busy):
                try:
                    result = hand.answer()
                except WorkerDiedError:
                    suspects.append(hand.tasks.popleft())
                    waiting.extendleft(reversed(hand.tasks))
                    hand.tasks.clear()
                else:
                    task = hand.tasks.popleft()
                    if not suspects:
                        _hand_out(waiting, hands)
                    yield task, result
    return suspects


def _hand_out(waiting: deque[Any], hands: Sequence[Hand]) -> None:
    """Give each worker a task, and the next one beforehand while there is much to do."""
    for most in (1, 2):
        for hand in hands:
            if len(waiting) > (most - 1) * len(hands) and len(hand.tasks) < most:
                hand.begin(waiting.popleft())
