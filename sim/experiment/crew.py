"""Processes of this machine that work for this one: each on a line of its own, so that none can block another.

Whoever is killed, in whatever moment, breaks off its own line alone; there is no lock that it could take along.
"""

import multiprocessing
import os
import pickle
import signal
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import connection, context, forkserver, resource_tracker
from typing import Any

from sim.engine.collector import swept

WORKER = "sim.experiment.worker"
"""What is loaded before workers are forked."""

type _Line = connection.Connection[Any, Any]
type _Source = context.SpawnContext | context.ForkServerContext


class WorkerDiedError(RuntimeError):
    """A worker process ended in the middle of a task, without an error of Python: killed, or out of memory."""


class Hand:
    """A worker process, seen from here.

    Attributes
    ----------
    tasks
        What it has been given and not answered, in the order in which it does them.
    """

    def __init__(self, source: _Source, job: Callable[[Any], Any]) -> None:
        self.tasks: deque[Any] = deque()
        self.line, theirs = source.Pipe()
        self._process = source.Process(target=_serve, args=(job, theirs), daemon=True)
        self._process.start()
        theirs.close()

    def begin(self, task: Any) -> None:
        """Give it a task; whether it is still alive, the answer shows."""
        self.tasks.append(task)
        with suppress(OSError):
            self.line.send(task)

    def answer(self) -> Any:
        """Wait for the result of its first task.

        Raises
        ------
        WorkerDiedError
            If it died.
        Exception
            That the job did not catch.
        """
        try:
            answer = self.line.recv_bytes()
        except (EOFError, OSError) as error:
            raise WorkerDiedError("the worker process died") from error
        good, value = pickle.loads(answer)
        if not good:
            raise value
        return value

    def leave(self, *, at_once: bool) -> None:
        """Send it home, and wait until it is gone."""
        if at_once:
            self._process.kill()
        self.line.close()
        self._process.join()


@contextmanager
def crew(job: Callable[[Any], Any], size: int) -> Iterator[list[Hand]]:
    """So many fresh workers for a job; left by an exception, it ends them in the middle of their work."""
    source, hands = _source(), list[Hand]()
    own_script = b"__main__" in pickle.dumps(job)
    try:
        for _ in range(size):
            with _script(own_script):
                hands.append(Hand(source, job))
        yield hands
    except BaseException:
        _send_home(hands, at_once=True)
        raise
    _send_home(hands, at_once=False)


def first_to_answer(hands: Sequence[Hand]) -> list[Hand]:
    """Wait until some of the workers have answered, or died."""
    ready = connection.wait([hand.line for hand in hands])
    return [hand for hand in hands if hand.line in ready]


def _send_home(hands: Sequence[Hand], *, at_once: bool) -> None:
    for hand in hands:
        hand.leave(at_once=at_once)


def _source() -> _Source:
    """Where workers come from: a process that has loaded the model and forks, or where there is none, afresh."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    source = multiprocessing.get_context("forkserver")
    source.set_forkserver_preload([WORKER])
    here = {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONSAFEPATH": "1"}  # or it could load another jadsim
    resource_tracker.ensure_running()  # its start lets interrupts through again
    with _no_interrupts(), _environment(here):
        forkserver.ensure_running()
    return source


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


@contextmanager
def _no_interrupts() -> Iterator[None]:
    """A process that is started inside takes no interrupts: they are for the parent alone."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _script(needed: bool) -> Iterator[None]:
    """A worker that is started inside does not run the user's script again, unless its job needs something of it."""
    script = vars(sys.modules["__main__"])
    kept: dict[str, Any] = {} if needed else {name: script[name] for name in ("__file__", "__spec__") if name in script}
    script.update(dict.fromkeys(kept))
    try:
        yield
    finally:
        script.update(kept)


def _serve(job: Callable[[Any], Any], line: _Line) -> None:
    """Be a worker: do what comes over the line, until it is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    with suppress(EOFError, OSError):
        while True:
            line.send_bytes(_answer(job, line.recv()))


def _answer(job: Callable[[Any], Any], task: Any) -> bytes:
    """Whether the job ended well, and its result or its error."""
    try:
        return pickle.dumps((True, swept(job, task)))
    except Exception as error:  # noqa: BLE001  # it is raised again where somebody hears of it
        error.add_note("".join(traceback.format_exception(error)))
        return pickle.dumps((False, error))


def _leave_with_parent() -> None:
    """A worker whose parent was killed has nobody to work for."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
