"""Every command on a console of few characters, and every command that writes where there is no space to write."""

from __future__ import annotations

import re
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sim import joint_action
from sim.cli import ending, main
from sim.exercise import workings
from sim.experiment import replicate
from tests import theatre
from tests.exercise import plays
from tests.experiment import plans, test_programme

ROOT = Path(__file__).resolve().parents[2]
NAMED = plans.SMALL.replace("Three countries", "Größe − Đerdap “drei” 🛃 …")
WALK = {
    "check": "check small.yaml year.yaml",
    "assumptions": "assumptions small.yaml",
    "diff": "diff small.yaml more.yaml",
    "schema": "schema",
    "levers": "levers small.yaml",
    "posts": "posts small.yaml",
    "scenarios": "scenarios jad-see-2024.yaml --to copies",
    "new": "new Größe --countries BG,RO,HU --officers 100 --start 2025-11-10 --days 2 --centre Tirana --out new.yaml",
    "export": "export small.yaml --out countries.csv",
    "export of posts": "export small.yaml --what posts --out posts.geojson",
    "export of networks": "export small.yaml --what networks --out networks.graphml",
    "run": "run small.yaml -n 2 --workers 1 --out run",
    "run of a share": "run small.yaml -n 2 --workers 1 --shard 1/2 --out share-1",
    "run of another share": "run small.yaml -n 2 --workers 1 --shard 2/2 --out share-2",
    "merge": "merge share-1 share-2 --out merged",
    "compare": "compare small.yaml more.yaml -n 2 --workers 1 --out both",
    "explain": "explain small.yaml more.yaml -n 2 --workers 1 --page why.html",
    "programme": "programme year.yaml -n 2 --workers 1 --out year",
    "sweep": "sweep small.yaml --vary officers_scale=0.5..1.5:2 -n 2 --workers 1 --out surface",
    "sensitivity": "sensitivity small.yaml --vary officers_scale=0.5..1.5 --vary cooperation.scale=0..1 "
    "--points 4 -n 2 --workers 1 --out depends",
    "allocate": "allocate small.yaml --officers 10 -n 2 --trials 1 --workers 1 --out next --plan next.yaml",
    "calibrate": "calibrate small.yaml --points 10 --draws 2 --workers 1",
    "score": "score -n 39 --only nobody",
    "report": "report both --brief brief.html",
    "runs": "runs .",
    "trace": "trace run --list",
    "events-list": "events-list export morning.yaml list.xlsx --force",
    "events-list again": "events-list import list.xlsx morning.yaml --yes --out again.yaml",
    "exercise": "exercise morning.yaml --print paper",
    "rehearse": "rehearse morning.yaml -n 2 --workers 1",
    "debrief": "debrief play --workers 1 --xlsx debrief.xlsx",
}
"""Commands in an order in which each finds what it needs."""
REFUSED = {"calibrate", "score"}
"""Commands that are many runs of large actions: here they are asked for what they refuse before they begin."""
LONG = (
    "of a",
    "merge",
    "compare",
    "explain",
    "programme",
    "sweep",
    "sens",
    "allocate",
    "report",
    "rehearse",
    "debrief",
)
"""How names begin, or go on, of commands that take more than a second."""


def jadsim(words: str, charset: str = "ascii") -> Result:
    return CliRunner(charset=charset).invoke(main, words.split())


@contextmanager
def no_space(bytes_left: int) -> Iterator[None]:
    """Let files grow to so many bytes, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_left, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def contents() -> dict[str, bytes]:
    """Every file here, but for what an experiment under way keeps in order to go on, and what plays keep."""
    files = (path for path in Path().rglob("*") if path.is_file())
    return {str(path): path.read_bytes() for path in files if not any(".part" in name for name in path.parts)}


def named(*wanted: str) -> list[Any]:
    """Names of commands in which one of these is, or all; the long ones are marked."""
    names = [name for name, words in WALK.items() if any(part in words for part in wanted)]
    return [pytest.param(name, marks=pytest.mark.slow if any(part in name for part in LONG) else ()) for name in names]


@pytest.fixture(scope="module", autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A folder with plans, an exercise and a play, in which commands are given one after the other."""
    home = tmp_path_factory.mktemp("walk")
    (home / "small.yaml").write_text(NAMED, encoding="utf-8")
    (home / "more.yaml").write_text("extends: small.yaml\nname: Mehr “Größe”\nofficers_scale: 1.5\n", encoding="utf-8")
    (home / "morning.yaml").write_text(plays.TEXT.replace("Belgrade", "Đerdap"), encoding="utf-8")
    test_programme.write(home)
    (home / "theatre.yaml").write_text(theatre.TEXT, encoding="utf-8")
    plays.begun(home)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        patch.setattr(replicate, "replay", plans.replay)
        few = partial(workings.Workings, fewest=4, most=4, reference=4)
        patch.setattr(workings, "Workings", few)
        yield


def test_every_command_is_walked() -> None:
    assert {words.split()[0] for words in WALK.values()} == set(main.commands)


@pytest.mark.parametrize("name", named(""))
def test_a_command_ends_well_on_an_ascii_console(name: str) -> None:
    told = jadsim(WALK[name])
    assert told.exit_code == (2 if name in REFUSED else 0), told.output
    assert "unexpected" not in told.stderr
    told.stdout_bytes.decode("ascii")
    told.stderr_bytes.decode("ascii")


def unmarked(*wanted: str) -> list[str]:
    """The same, none of them marked: what is refused takes no time."""
    return [str(param.values[0]) for param in named(*wanted)]


@pytest.mark.parametrize("name", unmarked("--out ", "--to ", "--page ", "--brief ", "--print "))
def test_a_place_where_nothing_can_be_written_is_said_before_anything_is_done(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Below a file, as nobody can write there; as if the folder were read-only, whoever asks."""
    monkeypatch.setattr(joint_action.JointAction, "run", None)
    monkeypatch.setattr(replicate, "replay", None)
    before = contents()
    told = jadsim(re.sub(r"--(out|to|plan|page|brief|print|xlsx) ", r"\g<0>small.yaml/", WALK[name]))
    assert told.exit_code in {2, ending.SURROUNDINGS}, told.output
    assert "small.yaml/" in told.stderr and "cannot be written" in told.stderr
    assert "unexpected" not in told.stderr and "Traceback" not in told.stderr
    assert contents() == before


@pytest.mark.parametrize("name", named("--out ", "--to ", "--page ", "--brief ", "--print "))
@pytest.mark.parametrize("bytes_left", [0, 90])
def test_a_full_disk_is_said_with_its_place_and_leaves_nothing_half_written(name: str, bytes_left: int) -> None:
    words = re.sub(r"--(out|to|plan|page|brief|print|xlsx) ", r"\g<0>full-", WALK[name])
    before = contents()
    with no_space(bytes_left):
        told = jadsim(words)
    assert told.exit_code in {2, ending.SURROUNDINGS}, told.output
    assert "File too large" in told.stderr
    assert "cannot be written" in told.stderr
    assert "unexpected" not in told.stderr
    assert contents() == before


def test_all_commands_print_in_one_way() -> None:
    """By `tell`, `echo_json` or the terminal, which know consoles of few characters."""
    known = {"ending.py", "terminal.py"}
    sources = [path for path in (ROOT / "sim" / "cli").glob("*.py") if path.name not in known]
    assert [path.name for path in sources if re.search(r"click\.echo\(|(?<![\w.])print\(", path.read_text())] == []
