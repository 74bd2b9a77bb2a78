"""Doing many independent tasks: in this process, or on a pool of workers that may die."""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any

TASKS_PER_WORKER = 4
"""A worker pays only with so many tasks: it has to be started, and to import and compile the model."""

_job: Callable[[Any], Any]


class WorkerDiedError(RuntimeError):
    """A worker process ended in the middle of a task, without an error of Python: killed, or out of memory."""


def default_workers(tasks: int) -> int:
    """Number of workers for a number of tasks; 1 means in this process."""
    cpus = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cpus, tasks // TASKS_PER_WORKER))


def do_all[T, R](
    job: Callable[[T], R], tasks: Iterable[T], workers: int, *, died: Callable[[T, WorkerDiedError], R]
) -> Generator[tuple[T, R], None, None]:
    """Do a job with each task and yield the results as they come, in no particular order.

    Parameters
    ----------
    job
        What to do; it catches the errors that it expects. It is sent to each worker once.
    tasks
        In the order in which they are begun.
    workers : int
        With 1, all is done in this process.
    died
        Gives the result of a task that kills its worker. Tasks that merely ran beside it are done again.

    Raises
    ------
    KeyboardInterrupt
        At once: what is under way is given up and the workers are gone. The same when the iterator is closed early.
    """
    waiting = deque(tasks)
    if workers == 1:
        while waiting:
            task = waiting.popleft()
            yield task, job(task)
    while waiting:
        suspects = yield from _until_one_dies(job, waiting, workers)
        for task in suspects:  # one by one: whoever kills its worker now did it alone
            if (yield from _until_one_dies(job, deque([task]), 1)):
                yield task, died(task, WorkerDiedError("the worker process died"))


def _until_one_dies[T, R](
    job: Callable[[T], R], waiting: deque[T], workers: int
) -> Generator[tuple[T, R], None, list[T]]:
    """Do what is waiting until all is done or a worker dies; return the tasks that were under way then."""
    suspects: list[T] = []
    begun: dict[Future[R], T] = {}
    with _pool(job, workers) as pool:
        while begun or (waiting and not suspects):
            while waiting and not suspects and len(begun) < 2 * workers:
                task = waiting.popleft()
                try:
                    begun[_begin(pool, task)] = task
                except BrokenProcessPool:
                    suspects.append(task)
            for future in wait(begun, return_when=FIRST_COMPLETED).done:
                task = begun.pop(future)
                try:
                    result = future.result()
                except BrokenProcessPool:
                    suspects.append(task)
                else:
                    yield task, result
    return suspects


@contextmanager
def _pool(job: Callable[[Any], Any], workers: int) -> Iterator[ProcessPoolExecutor]:
    """A pool of fresh processes; left by an exception, it does not wait for them."""
    others = set(multiprocessing.active_children())
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_start_worker, initargs=(job,))
    try:
        yield pool
    except BaseException:
        for worker in set(multiprocessing.active_children()) - others:
            worker.kill()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _begin(pool: ProcessPoolExecutor, task: Any) -> Future[Any]:
    """Hand a task to the pool; a worker that starts by it takes no interrupts, which are for the parent alone."""
    if not hasattr(signal, "pthread_sigmask"):
        return pool.submit(_work, task)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return pool.submit(_work, task)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start_worker(job: Callable[[Any], Any]) -> None:
    global _job
    _job = job
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    """A worker whose parent was killed has nobody to work for."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(task: Any) -> Any:
    return _job(task)
