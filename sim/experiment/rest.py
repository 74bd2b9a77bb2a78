"""What of an experiment is not there yet: done, and handed over replication by replication."""

from __future__ import annotations

from collections.abc import Callable, Container, Generator, Sequence
from contextlib import closing

from sim.errors import JadsimError
from sim.experiment.crew import WorkerDiedError
from sim.experiment.executors import Workers, default_workers, do_all
from sim.experiment.summary import Failure
from sim.outcome.shards import Shard

type Progress = Callable[[int, int], None]
"""Called with the number of replications that have ended and of all."""


class OthersMissingError(JadsimError):
    """One share of an experiment is done; without the others nothing can be told of it.

    Attributes
    ----------
    done, failed : int
        Replications of the share that ended, and how many of them failed.
    """

    exit_code = 2

    def __init__(self, done: int, failed: int) -> None:
        super().__init__("one share of the experiment is done, the others are not here")
        self.done = done
        self.failed = failed


def the_rest[T, R](
    job: Callable[[T], R | Failure],
    tasks: Sequence[T],
    there: Container[T],
    *,
    died: Callable[[T, WorkerDiedError], Failure],
    workers: Workers | None,
    shard: Shard | None = None,
    on_progress: Progress | None = None,
) -> Generator[tuple[T, R | Failure], None, None]:
    """Do the tasks of which nothing is there, and yield the results as they come.

    Parameters
    ----------
    job, died, workers
        As for `do_all`; by default as many workers as pay.
    shard
        Which share of the tasks is done here; by default all.

    Raises
    ------
    OthersMissingError
        At the end of a share.
    """
    its = shard.its(tasks) if shard else tasks
    waiting = [task for task in its if task not in there]
    ended, failed = len(its) - len(waiting), 0
    with closing(do_all(job, waiting, workers or default_workers(len(waiting)), died=died)) as done:
        for task, result in done:
            yield task, result
            ended, failed = ended + 1, failed + isinstance(result, Failure)
            if on_progress is not None:
                on_progress(ended, len(its))
    if shard:
        raise OthersMissingError(ended, failed)
