"""Commands for the events list of an exercise: as a spreadsheet out of its file, and into it again."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.ending import tell
from sim.errors import StoreError

if TYPE_CHECKING:
    from sim.exercise.events_list import Mapped

_path = click.Path(path_type=Path)


@click.group("events-list")
def events_list() -> None:
    """Take the events list of an exercise out as a spreadsheet (.xlsx or .csv), and in again."""


@events_list.command("export")
@click.argument("exercise", type=_path)
@click.argument("table", type=_path)
@click.option("--force", is_flag=True, help="Replace the table.")
def take_out(exercise: Path, table: Path, force: bool) -> None:
    """Write the events list of EXERCISE, a file or the folder of a play, to TABLE.

    That of a play also says what became of each message.
    """
    if table.exists() and not force:
        raise StoreError(f"{table} is there already; --force replaces it")
    from sim.exercise.events_list import write_list

    if exercise.is_dir():
        from sim.exercise.play import Play

        play = Play.open(exercise)
        write_list(table, play.exercise, play.course)
    else:
        from sim.scenario.exercise_files import load_exercise

        write_list(table, load_exercise(exercise))
    tell(f"Events list: {table}")


@events_list.command("import")
@click.argument("table", type=_path)
@click.argument("exercise", type=_path)
@click.option("--out", type=_path, help="Another file for the exercise with its new list; by default it is replaced.")
@click.option("--yes", is_flag=True, help="Take the columns as they were understood, without asking.")
def take_in(table: Path, exercise: Path, out: Path | None, yes: bool) -> None:
    """Put the messages of TABLE into EXERCISE, in place of those that it has.

    How each column was understood is shown first.
    """
    from sim.exercise.events_list import read_list
    from sim.files import write_whole
    from sim.scenario.exercise_files import load_exercise, replaced

    mapped = read_list(table, load_exercise(exercise))
    _show(mapped)
    if not yes:
        click.confirm(f"Write {len(mapped.injects)} messages to {out or exercise}?", abort=True)
    text = replaced(exercise, mapped.injects)
    target = out or exercise
    write_whole(target, text)
    tell(f"{len(mapped.injects)} messages: {target}")


def _show(mapped: "Mapped") -> None:
    for header, meant in mapped.columns:
        if header:
            tell(f"  {header} -> {meant or 'not read'}")
