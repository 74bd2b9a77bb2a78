"""Doing tasks at a Dask cluster: every worker is given the job once, also one that comes later."""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property, partial
from socket import gethostname
from typing import TYPE_CHECKING, Any

from sim.engine.collector import swept
from sim.errors import ClusterError
from sim.experiment.manifest import made_with

try:
    from distributed import Client, Future, KilledWorker, WorkerPlugin, as_completed, get_worker
except ImportError as error:
    raise ClusterError("a cluster needs Dask distributed; install 'jadsim[cluster]'") from error

if TYPE_CHECKING:
    from distributed import Worker

PATIENCE_S = 30
"""How long a scheduler, and its first worker, are waited for."""
UNDER_WAY = 1000
"""Tasks that are handed out beyond those that all cores together can do: nobody waits, and no list grows."""


@contextmanager
def at_cluster[T, R](
    address: str, job: Callable[[T], R]
) -> Iterator[Callable[[deque[T]], Generator[tuple[T, R], None, list[T]]]]:
    """Give what does tasks at a cluster and returns those whose workers died.

    Parameters
    ----------
    address
        Of the scheduler, such as ``tcp://10.0.0.1:8786``.

    Raises
    ------
    ClusterError
        If there is no scheduler or no worker, if a worker would give other results, or if the scheduler is lost.
    """
    with _client(address) as client:
        name = f"jadsim-{client.id}"
        client.register_plugin(_Job(job), name)
        try:
            yield partial(_until_all_came, client, name)
        finally:
            with suppress(OSError):
                client.unregister_worker_plugin(name)


class _Job(WorkerPlugin):
    """The job of an experiment, at a worker."""

    def __init__(self, job: Callable[[Any], Any]) -> None:
        self.packed = pickle.dumps(job)
        self.versions = made_with()

    def setup(self, worker: Worker) -> None:
        """Be ready before the first task."""
        _ = self.do

    @cached_property
    def do(self) -> Callable[[Any], Any]:
        """The job; a worker that would give other results gives none."""
        here = made_with()
        other = sorted(name for name in here | self.versions if here.get(name) != self.versions.get(name))
        if other:
            raise ClusterError(f"a worker on {gethostname()} would give other results: {', '.join(other)} differ")
        job: Callable[[Any], Any] = pickle.loads(self.packed)
        return job


def _until_all_came[T, R](client: Client, name: str, waiting: deque[T]) -> Generator[tuple[T, R], None, list[T]]:
    """Do what is waiting, and return the tasks that were at workers that died."""
    suspects: list[T] = []
    begun: dict[Future[R], T] = {}
    coming = as_completed(loop=client.loop, with_results=True, raise_errors=False)
    most = UNDER_WAY + sum(client.nthreads().values())
    while waiting or begun:
        while waiting and len(begun) < most:
            task = waiting.popleft()
            begun[future := client.submit(_work, name, task, pure=False)] = task
            coming.add(future)
        future, result = next(coming)
        task = begun.pop(future)
        if future.status == "finished":
            yield task, result
        elif future.status == "error" and isinstance(result[1], KilledWorker):
            suspects.append(task)
        else:
            raise result[1] if future.status == "error" else ClusterError("the scheduler of the cluster is gone")
    return suspects


def _work(name: str, task: Any) -> Any:
    job: Any = get_worker().plugins[name]
    return swept(job.do, task)


def _client(address: str) -> Client:
    """A connection to a cluster that has workers."""
    try:
        client = Client(address, timeout=PATIENCE_S, set_as_default=False)
        client.wait_for_workers(1, timeout=PATIENCE_S)
    except (OSError, ValueError) as error:
        raise ClusterError(f"the cluster {address} cannot be used: {error}") from error
    return client
