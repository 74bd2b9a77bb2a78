"""Where results go, and how many runs they are to hold: the options that say so, and the place itself."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from sim.outcome.workplace import Workplace

_replications = click.IntRange(1, 1_000_000)


def place_options[F: Callable[..., Any]](usual: int, told: str) -> Callable[[F], F]:
    """Options of a command that repeats something and keeps it, with the usual number of replications."""
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

    def decorate(command: F) -> F:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


@contextmanager
def held(
    out: Path | None, given: int | None, usual: int, *, resume: bool, more: int | None, force: bool
) -> Iterator[tuple["Workplace | None", int]]:
    """Hold the place of results before the work is done, if there is one; and say how many runs are wanted."""
    asked = {"--resume": resume, "--more": more is not None, "--force": force}
    named = [name for name, wanted in asked.items() if wanted]
    if out is None:
        if named:
            raise click.UsageError(f"{named[0]} is about results in a folder: name it with --out")
        yield None, given or usual
        return
    if len(named) > 1:
        raise click.UsageError(f"{' and '.join(named)} exclude each other")
    if more is not None and given is not None:
        raise click.UsageError("--more says how many runs come on top, -n how many there are in all; give one")
    from sim.outcome.store import spare_memory
    from sim.outcome.workplace import workplace

    spare_memory()
    with workplace(out, force=force, resume=resume or more is not None) as place:
        yield place, place.replications(given, more, usual)
