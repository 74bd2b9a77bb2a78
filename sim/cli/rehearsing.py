"""The commands before and after an exercise: a rehearsal without people, and the debrief of a play."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.ending import tell
from sim.cli.options import echo_json

if TYPE_CHECKING:
    from rich.table import Table

    from sim.exercise.rehearsal import Rehearsal, Stake

MOST_FUTURES = 10_000
SHOWN = 3
MOST_COLUMNS = 12
"""Parts of a play in which it is told what reaches seats: more do not fit a terminal."""


@click.command()
@click.argument("file")
@click.option(
    "-n", "--futures", type=click.IntRange(2, MOST_FUTURES), default=100, show_default=True, help="Futures to play."
)
@click.option("--workers", type=click.IntRange(1, 1024), help="Processes; by default as many as pay.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def rehearse(file: str, futures: int, workers: int | None, as_json: bool) -> None:
    """Play an exercise without people, and say what each of its messages and decisions is worth."""
    from sim.exercise.rehearsal import rehearse as played
    from sim.scenario.exercise_files import load_exercise

    found = played(load_exercise(file), futures, workers=workers)
    if as_json:
        echo_json(_document(found))
    else:
        _print(found)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The page; by default debrief.html there.")
@click.option("--xlsx", type=click.Path(path_type=Path, dir_okay=False), help="The tables, as a spreadsheet.")
@click.option("--workers", type=click.IntRange(1, 1024), help="Processes; by default as many as pay.")
def debrief(folder: Path, out: Path | None, xlsx: Path | None, workers: int | None) -> None:
    """Work out what the decisions of a play brought, and write its debrief as one page."""
    from sim.exercise.debrief import document
    from sim.exercise.play import Play
    from sim.exercise.workings import Workings
    from sim.files import write_whole
    from sim.present.debrief import debrief_page

    play = Play.open(folder)
    workings = Workings(play, workers=workers)
    workings.work()
    told = document(play, workings)
    page = out or folder / "debrief.html"
    write_whole(page, debrief_page(told))
    if xlsx is not None:
        from sim.exercise.debrief_tables import write_tables

        write_tables(xlsx, told)
    tell(f"The debrief is in {page}.")


def _document(found: Rehearsal) -> dict[str, Any]:
    """A rehearsal as plain values."""
    return {
        "exercise": found.exercise.name,
        "hash": found.exercise.hash,
        "futures": found.futures,
        "stakes": [_stake(one) for one in found.stakes],
        "waiting_for_people": [one.id for one in found.waiting],
        "reached": {seat: list(counts) for seat, counts in found.reached.items()},
    }


def _stake(one: Stake) -> dict[str, Any]:
    return {
        "inject": one.inject.id,
        "title": one.inject.title,
        "brings": one.brings,
        "kind": one.event.kind,
        "matters": one.matters,
        "same": one.answer.same,
        "differences": [
            {"measure": look.measure, "place": look.place, **difference.document()}
            for look, difference in one.answer.differences.items()
        ],
    }


def _print(found: Rehearsal) -> None:
    from rich import box
    from rich.table import Table

    from sim.cli.terminal import console

    terminal = console()
    stakes = Table(title=f"{found.exercise.name}: stakes over {found.futures} futures", box=box.SIMPLE_HEAD)
    for head in ("No", "title", "brings", "against an exercise without it"):
        stakes.add_column(head)
    for one in found.stakes:
        stakes.add_row(one.inject.id, one.inject.title, f"{one.brings}: {one.event.kind}", _told(one))
    terminal.print(stakes)
    for inject in found.waiting:
        terminal.print(f"{inject.id} {inject.title}: waits for what people do, and was not rehearsed.")
    terminal.print(_reached(found.reached))


def _reached(counts: Mapping[str, Sequence[int]]) -> Table:
    """What reaches each seat, in so many parts of the play that they fit."""
    from rich import box
    from rich.table import Table

    from sim.exercise.rehearsal import BIN_MIN

    parts = max(map(len, counts.values()), default=0)
    together = max(1, -(-parts // MOST_COLUMNS))
    title = f"Messages and requests to each seat in {together * BIN_MIN} minutes of play"
    reached = Table(title=title, box=box.SIMPLE_HEAD)
    reached.add_column("seat")
    for at in range(0, parts, together):
        reached.add_column(str(at * BIN_MIN), justify="right")
    for seat, some in counts.items():
        reached.add_row(seat, *(str(sum(some[at : at + together])) for at in range(0, parts, together)))
    return reached


def _told(one: Stake) -> str:
    """What is told of a stake, the clearest first."""
    if not one.matters:
        same = one.answer.same == one.answer.futures
        return "NO STAKES: " + ("no difference in any future" if same else "no difference that can be told, or matters")
    told = sorted(one.answer.told.items(), key=lambda item: item[0].place != "")
    return "; ".join(
        f"{difference.verdict}{f' in {look.place}' if look.place else ''}" for look, difference in told[:SHOWN]
    )
