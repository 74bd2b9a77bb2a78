"""Options that commands share, progress, and answers for programs."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, cast

import click

from sim.cli.changes import given
from sim.cli.ending import tell

if TYPE_CHECKING:
    from sim.experiment.rest import Progress
    from sim.experiment.verdicts import Matters

LARGEST_SEED = 2**63 - 1

seed_option = click.option(
    "--seed", type=click.IntRange(0, LARGEST_SEED), default=1, show_default=True, help="Fixes all chance."
)
parameters_option = click.option(
    "--parameters",
    type=click.Choice(["posterior", "best"]),
    default="posterior",
    show_default=True,
    help="Each run with its own draw of the calibrated parameters, or all with the most plausible ones.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")


def workers_option[F: Callable[..., Any]](command: F) -> F:
    """By whom runs are made: processes of this machine, or a cluster; the command is given one as `workers`."""

    @click.option("--workers", type=click.IntRange(1, 1024), help="Processes; by default as many as pay.")
    @click.option(
        "--cluster", metavar="ADDRESS", help="Scheduler of a Dask cluster that makes the runs, tcp://HOST:PORT."
    )
    @wraps(command)
    def hands(*args: Any, workers: int | None, cluster: str | None, **others: Any) -> Any:
        if workers and cluster:
            raise click.UsageError("--workers are of this machine, --cluster is another one; give one of them")
        if cluster is not None and "://" not in cluster:
            raise click.UsageError(f"--cluster: {cluster!r} is no address; write tcp://HOST:PORT")
        return command(*args, workers=cluster or workers, **others)

    return cast("F", hands)


matters_option = click.option(
    "--matters",
    multiple=True,
    metavar="MEASURE=SIZE",
    help="Smallest difference that matters, such as arrests=5 (in its unit) or checks_total=2% (of the base).",
)


def smallest_of(matters: tuple[str, ...]) -> "Matters":
    """The smallest differences that matter, where they are given."""
    from sim.experiment.verdicts import smallest

    try:
        return smallest(given(matters, "--matters"))
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--matters") from error


@contextmanager
def progress() -> Iterator["Progress | None"]:
    """A progress bar on the standard error stream, if a person is there to see it."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = TextColumn("replications"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def echo_json(content: Any) -> None:
    """Print one JSON object."""
    tell(json.dumps(content, indent=2, allow_nan=False))
