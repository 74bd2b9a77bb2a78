"""Doing many independent tasks: in this process, on a pool of workers that may die, or at a cluster."""

import multiprocessing
import os
import pickle
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from multiprocessing import forkserver
from multiprocessing.context import BaseContext
from typing import Any

from sim.engine.collector import swept, what_is_there_set_aside

TASKS_PER_WORKER = 4
"""A worker pays only with so many tasks: it has to be started, and the model to be loaded for it."""

WORKER = "sim.experiment.worker"
"""What is loaded before workers are forked."""

type Workers = int | str
"""How many processes of this machine, or the address of the scheduler of a Dask cluster (``tcp://...``)."""
type _Step[T, R] = Callable[[deque[T]], Generator[tuple[T, R], None, list[T]]]

_job: Callable[[Any], Any]


class WorkerDiedError(RuntimeError):
    """A worker process ended in the middle of a task, without an error of Python: killed, or out of memory."""


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
    """Do what is waiting until all is done or a worker dies; return the tasks that were under way then."""
    workers = min(workers, len(waiting))
    suspects: list[T] = []
    begun: dict[Future[R], T] = {}
    script = nullcontext if b"__main__" in pickle.dumps(job) else _without_script
    with _pool(job, workers) as pool:
        while begun or (waiting and not suspects):
            while waiting and not suspects and len(begun) < 2 * workers:
                task = waiting.popleft()
                try:
                    begun[_begin(pool, task, script())] = task
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
    pool = ProcessPoolExecutor(workers, mp_context=_source(), initializer=_start_worker, initargs=(job,))
    try:
        yield pool
    except BaseException:
        for worker in set(multiprocessing.active_children()) - others:
            worker.kill()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _source() -> BaseContext:
    """Where workers come from: a process that has loaded the model and forks, or where there is none, afresh."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([WORKER])
    here = {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONSAFEPATH": "1"}  # or it could load another jadsim
    with _no_interrupts(), _environment(here):
        forkserver.ensure_running()
    return context


@contextmanager
def _environment(more: Mapping[str, str]) -> Iterator[None]:
    """Some variables more for a process that is started inside."""
    before = {name: os.environ[name] for name in more if name in os.environ}
    os.environ.update(more)
    try:
        yield
    finally:
        for name in more.keys() - before.keys():
            os.environ.pop(name)
        os.environ.update(before)


def _begin(pool: ProcessPoolExecutor, task: Any, script: AbstractContextManager[None]) -> Future[Any]:
    """Hand a task to the pool, which may start a worker by it."""
    with _no_interrupts(), script:
        return pool.submit(_work, task)


@contextmanager
def _no_interrupts() -> Iterator[None]:
    """A process that is started inside takes no interrupts: they are for the parent alone."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _without_script() -> Iterator[None]:
    """A worker that is started inside does not run the user's script again: its job needs nothing of it."""
    script = vars(sys.modules["__main__"])
    kept: dict[str, Any] = {name: script[name] for name in ("__file__", "__spec__") if name in script}
    script.update(dict.fromkeys(kept))
    try:
        yield
    finally:
        script.update(kept)


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
    return swept(_job, task)
