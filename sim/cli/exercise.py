"""The command that plays an exercise with people."""

from __future__ import annotations

import glob
from contextlib import suppress
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from sim.cli.ending import tell
from sim.errors import StoreError
from sim.units import spoken
from sim.words import THIS_MACHINE

if TYPE_CHECKING:
    from sim.exercise.play import Play
    from sim.exercise.workings import Workings
    from sim.present.web.places import Place
    from sim.present.web.serve import Hall
    from sim.scenario.exercise import Exercise

PAGES = ("segno", "starlette", "uvicorn", "websockets")
KEPT = Path("plays")


@click.command()
@click.argument("file")
@click.option("--port", type=click.IntRange(1, 65535), default=8321, show_default=True, help="Where the pages are.")
@click.option(
    "--listen", default=THIS_MACHINE[0], show_default=True, help="Address of this machine; 0.0.0.0 lets others in."
)
@click.option(
    "--play",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the play is kept; if one is there, it goes on.  [default: plays/NAME]",
)
@click.option(
    "--print",
    "paper",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write seat cards, events list and forms to a folder, and play nothing.",
)
@click.option("--teams", type=click.IntRange(1, 20), default=1, show_default=True, help="Plays side by side.")
@click.option(
    "--texts", metavar="LANGUAGE", help="Texts in another language, such as de: FILE has a translation beside it."
)
@click.option("--alone", metavar="SEAT", help="Play one seat alone; the clock stops at each message to it.")
def exercise(
    file: str,
    port: int,
    listen: str,
    folder: Path | None,
    paper: Path | None,
    teams: int,
    texts: str | None,
    alone: str | None,
) -> None:
    """Play an exercise with people, who come in with their browsers."""
    missing = [name for name in PAGES if find_spec(name) is None]
    if missing:
        raise click.UsageError(f"pages need {', '.join(missing)}: pip install 'jadsim[web]'")
    from sim.scenario.exercise_files import load_exercise

    plan = load_exercise(file if texts is None else _translation(Path(file), texts))
    if alone is not None and alone not in plan.seats:
        raise click.BadParameter(f"{alone!r} is no seat; seats are {', '.join(plan.seats)}", param_hint="--alone")
    from sim.present.web import serve

    listening = None if paper else serve.open_at(listen, port)
    base = serve.reached_at(listen, port)
    plays = _begun(plan, folder, Path(file).stem, teams, alone)
    hall = _hall(plays, base)
    if listening is None:
        assert paper is not None
        for room in hall.rooms:
            for path in serve.print_to(paper if teams == 1 else paper / room.key, room):
                tell(str(path))
        return
    kept = _folder_of(plays)
    _tell(plan, kept, hall.places[-1], listen, alone)
    with suppress(KeyboardInterrupt):
        serve.serve(hall.places, listening)
    tell(f"The play is kept in {kept}; the same command goes on with it.")


def _translation(file: Path, language: str) -> Path:
    """The translation that stands beside an exercise."""
    beside = {path.suffixes[-2][1:]: path for path in file.parent.glob(f"{glob.escape(file.stem)}.*{file.suffix}")}
    if language not in beside:
        known = ", ".join(sorted(beside)) or "none"
        raise click.BadParameter(
            f"no {file.stem}.{language}{file.suffix} stands beside it; there: {known}", param_hint="--texts"
        )
    return beside[language]


class Told:
    """The debrief of a play, as the pages ask for it."""

    def __init__(self, play: Play) -> None:
        self._play = play
        self._workings: Workings | None = None

    def begin(self) -> None:
        """Ask other futures, in the background."""
        from sim.exercise.workings import Workings

        self._workings = Workings(self._play)
        self._workings.begin()

    def page(self, *, served: bool) -> str:
        """The debrief as far as it is known."""
        from sim.present.debrief import debrief_page

        return debrief_page(self._document(), served=served)

    def book(self) -> bytes:
        """Its tables, as a spreadsheet."""
        from sim.exercise.debrief_tables import write_tables

        with TemporaryDirectory() as folder:
            path = Path(folder) / "debrief.xlsx"
            write_tables(path, self._document())
            return path.read_bytes()

    def _document(self) -> dict[str, Any]:
        from sim.exercise.debrief import document

        if self._workings is None:
            self.begin()
        assert self._workings is not None
        return document(self._play, self._workings)


def _begun(
    plan: Exercise, folder: Path | None, name: str, teams: int, alone: str | None
) -> dict[str, tuple[Play, Path]]:
    """The plays of a folder; without one, the first under `plays` that have not all ended."""
    if folder is not None:
        return _plays(plan, folder, teams, alone)
    kind = f"-alone-{alone}" if alone else f"-{teams}-teams" if teams > 1 else ""
    for number in count(1):
        plays = _plays(plan, KEPT / f"{name}{kind}{f'-{number}' if number > 1 else ''}", teams, alone)
        if any(play.state != "ended" for play, _ in plays.values()):
            return plays
    raise AssertionError("numbers do not end")


def _plays(plan: Exercise, folder: Path, teams: int, alone: str | None) -> dict[str, tuple[Play, Path]]:
    """One play, or one for each team, by its key."""
    if teams == 1:
        return {"play": (_play(plan, folder, alone), folder)}
    keys = [f"team-{number}" for number in range(1, teams + 1)]
    return {key: (_play(plan, folder / key, alone), folder / key) for key in keys}


def _play(plan: Exercise, folder: Path, alone: str | None) -> Play:
    """A play that goes on, or a new one."""
    from sim.exercise.play import LOG, Play
    from sim.present.web.clock import hour

    if not (folder / LOG).exists():
        return Play.new(plan, folder, alone=alone, begun=hour())
    play = Play.open(folder, plan)
    if (play.exercise.hash, play.alone) != (plan.hash, alone):
        raise StoreError(f"{folder} holds another play: name a new folder with --play")
    return play


def _folder_of(plays: dict[str, tuple[Play, Path]]) -> Path:
    (_, first), *others = plays.values()
    return first.parent if others else first


def _hall(plays: dict[str, tuple[Play, Path]], base: str) -> Hall[Play]:
    """The plays, with an overview if they are several."""
    from sim.present.web.serve import Hall

    hall = Hall["Play"](base, debriefs=Told)
    for key, (play, folder) in plays.items():
        hall.add(key, play, folder)
    if len(plays) > 1:
        hall.oversee(_folder_of(plays))
    return hall


def _tell(plan: Exercise, folder: Path, first: Place, listen: str, alone: str | None) -> None:
    """Say where to go, and who can."""
    length = spoken(plan.length / 3_600_000)
    tell(f"{plan.name}: {len(plan.seats)} seats, {length} of play, kept in {folder}.")
    seat = "trainer" if "trainer" in first.codes.seats else alone or "controller"
    tell(f"Open {first.link(seat)}")
    if listen in THIS_MACHINE:
        tell("Only this machine can open the pages; --listen 0.0.0.0 lets others in.")
    else:
        tell(
            "Everybody in this network can reach the pages, and needs the code of a seat to come in. "
            "What is sent is not encrypted: use a network of your own."
        )
    tell("Ctrl-C ends the server; nothing is lost.")
