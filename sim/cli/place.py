"""Where results go, and how many runs they are to hold: the options that say so, and the place itself."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from sim.cli.ending import REPLICATION_FAILED, tell
from sim.errors import StoreError

if TYPE_CHECKING:
    from sim.outcome.shards import Shard
    from sim.outcome.workplace import Workplace

_replications = click.IntRange(1, 1_000_000)


def check_new(path: Path, *, force: bool, otherwise: str = "--force replaces it") -> None:
    """Refuse a file that is there already, or that has no folder to be in, before anything is run.

    Raises
    ------
    StoreError
        If it is so.
    """
    if path.exists() and not force:
        raise StoreError(f"{path} is there already; {otherwise}")
    if not path.absolute().parent.is_dir():
        raise StoreError(f"{path} cannot be written: there is no folder {path.parent}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Where results go, and how many runs they are to hold."""

    out: Path | None
    replications: int | None
    resume: bool
    more: int | None
    force: bool
    shard: "Shard | None" = None

    def checked(self) -> "Where":
        """The same, if options do not contradict each other."""
        asked = {"--resume": self.resume, "--more": self.more, "--force": self.force, "--shard": self.shard}
        named = [name for name, wanted in asked.items() if wanted]
        if self.out is None and named:
            raise click.UsageError(f"{named[0]} is about results in a folder: name it with --out")
        if len({*named} - {"--shard"}) > 1 or {"--more", "--shard"} <= {*named}:
            raise click.UsageError(f"{' and '.join(named)} exclude each other")
        if self.more is not None and self.replications is not None:
            raise click.UsageError("--more says how many runs come on top, -n how many there are in all; give one")
        return self


def _shard(context: click.Context, parameter: click.Parameter, text: str | None) -> "Shard | None":
    if text is None:
        return None
    from sim.outcome.shards import Shard

    try:
        return Shard.read(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def place_options[F: Callable[..., Any]](usual: int, told: str, *, shared: bool = True) -> Callable[[F], F]:
    """Options of a command that repeats something and keeps it, with the usual number of replications.

    The command is given them together, as `where`; `shared` if its runs can be divided over a batch of jobs.
    """
    options = [
        click.option("-n", "replications", type=_replications, show_default=str(usual), help=told),
        click.option(
            "--out", type=click.Path(path_type=Path, file_okay=False), help="Folder for the results; must not exist."
        ),
        click.option(
            "--resume", is_flag=True, help="Go on with the folder, interrupted or finished, until it holds -n runs."
        ),
        click.option("--more", type=_replications, metavar="N", help="Add N runs to the results in the folder."),
        click.option("--force", is_flag=True, help="Replace results in the folder."),
    ]
    if shared:
        told = "Do this share of the runs alone; jadsim merge puts shares together."
        options.append(click.option("--shard", metavar="NUMBER/OF", callback=_shard, help=told))

    def decorate(command: F) -> F:
        @wraps(command)
        def placed(*args: Any, **given: Any) -> Any:
            own = {field.name: given.pop(field.name) for field in fields(Where) if field.name in given}
            return command(*args, where=Where(**own), **given)

        for option in reversed(options):
            placed = option(placed)
        return cast("F", placed)

    return decorate


@contextmanager
def held(where: Where, usual: int) -> Iterator[tuple["Workplace | None", int]]:
    """Hold the place of results before the work is done, if there is one; and say how many runs are wanted.

    Who does a share ends with it: nothing can be told before all are put together.
    """
    out = where.checked().out
    if out is None:
        yield None, where.replications or usual
        return
    from sim.experiment.rest import OthersMissingError
    from sim.outcome.store import spare_memory
    from sim.outcome.workplace import workplace

    spare_memory()
    going_on = where.resume or where.more is not None
    with workplace(out, force=where.force, resume=going_on, shard=where.shard) as place:
        try:
            yield place, place.replications(where.replications, where.more, usual)
        except OthersMissingError as share:
            place.finish_shard(share.failed)
            tell(f"Share {where.shard}: {share.done} runs, {share.failed} of them failed; kept in {out}", err=True)
            raise click.exceptions.Exit(REPLICATION_FAILED if share.failed else 0) from None
