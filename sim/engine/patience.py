"""Compiled code that takes long and can be interrupted: Python hears of Ctrl-C only between two steps of its own."""

from collections.abc import Callable
from threading import Thread

LONG = 500_000
"""So many candidates keep compiled code busy for a tenth of a second or so; a thread costs little beside that."""


def do_patiently(work: Callable[[], object], candidates: int) -> None:
    """Do work of compiled code; what takes long is done on a thread, and an interrupt ends the wait for it at once.

    After an interrupt nobody may use what the work changes: the thread goes on until it is done or the process ends.

    Raises
    ------
    RuntimeError
        If the work failed on its thread, which has told why.
    """
    if candidates < LONG:
        work()
        return
    done: list[object] = []
    thread = Thread(target=lambda: done.append(work()), daemon=True)
    thread.start()
    thread.join()
    if not done:
        raise RuntimeError("compiled code failed")
