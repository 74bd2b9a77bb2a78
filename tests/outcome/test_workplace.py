"""The place of results: tried and held at the start, whole or not there at the end, and gone on with between."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sim.errors import StoreError
from sim.outcome import store
from sim.outcome import workplace as module
from sim.outcome.parts import held
from sim.outcome.workplace import Workplace, workplace

ASKED: dict[str, Any] = {"kind": "run", "seed": 1, "replications": 4, "plans": 1}


def write(path: Path) -> None:
    store.write_json(path / store.MANIFEST, {"format": store.FORMAT, "kind": "run", "replications": 4})
    (path / "rows").write_text("x")


def make(folder: Path, **how: Any) -> None:
    with workplace(folder, **how) as place:
        place.begin(ASKED)
        place.finish(write)


def leave(folder: Path, *keys: str, **how: Any) -> str:
    """Break an experiment off after some parts; what is said of it."""
    with pytest.raises(KeyboardInterrupt) as broken, workplace(folder, **how) as place:
        place.begin(ASKED)
        for key in keys:
            place.parts.put(key, b"x")
        raise KeyboardInterrupt
    return str(broken.value)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_results_stand_alone_when_all_is_done(tmp_path: Path) -> None:
    make(tmp_path / "deep" / "run")
    assert names(tmp_path / "deep") == {"run"}
    assert names(tmp_path / "deep" / "run") == {store.MANIFEST, store.CHECKSUMS, "rows"}


def test_what_is_there_is_refused_and_kept(tmp_path: Path) -> None:
    make(tmp_path / "run")
    with pytest.raises(StoreError, match=r"exists.*--resume.*--force"):
        make(tmp_path / "run")
    assert names(tmp_path) == {"run"}


def test_force_replaces_results_and_nothing_else(tmp_path: Path) -> None:
    make(tmp_path / "run")
    (tmp_path / "run" / "old").write_text("x")
    make(tmp_path / "run", force=True)
    assert names(tmp_path) == {"run"} and "old" not in names(tmp_path / "run")
    photos = tmp_path / "photos"
    photos.mkdir()
    (photos / "dog.jpg").write_text("woof")
    for how in ("force", "resume"):
        with pytest.raises(StoreError, match="no result folder"):
            make(photos, **{how: True})
    assert names(tmp_path) == {"run", "photos"} and (photos / "dog.jpg").read_text() == "woof"


def test_an_interrupted_replacement_keeps_what_was_there(tmp_path: Path) -> None:
    make(tmp_path / "run")
    assert leave(tmp_path / "run", force=True) == ""
    assert names(tmp_path) == {"run"} and (tmp_path / "run" / "rows").exists()


def test_an_interrupt_keeps_what_is_complete_and_says_how_to_go_on(tmp_path: Path) -> None:
    assert leave(tmp_path / "none") == "" and names(tmp_path) == set()
    told = leave(tmp_path / "run", "0-0", "0-2")
    assert told == f"2 of 4 runs are kept in {tmp_path / 'run.part'}; the same command with --resume goes on"
    assert names(tmp_path) == {"run.part"}
    assert "--resume" in (tmp_path / "run.part" / store.MANIFEST).read_text()
    with workplace(tmp_path / "run", resume=True) as place:
        assert place.replications(None, None, 100) == 4
        place.begin(ASKED | {"replications": 9})
        assert {path.name for path in place.parts.folder.iterdir()} == {"0-0.part", "0-2.part"}
        place.finish(write)
    assert names(tmp_path) == {"run"}


def test_an_unfinished_folder_of_another_experiment_is_refused_or_forgotten(tmp_path: Path) -> None:
    leave(tmp_path / "run", "0-0")
    with pytest.raises(StoreError, match=r"another experiment \(seed differ"), workplace(tmp_path / "run") as place:
        place.begin(ASKED | {"seed": 2})
    assert (tmp_path / "run.part" / "parts" / "0-0.part").exists()
    with workplace(tmp_path / "run", force=True) as place:
        place.begin(ASKED | {"seed": 2})
        assert not list(place.parts.folder.iterdir())
        place.finish(write)
    assert names(tmp_path) == {"run"}


def test_an_error_keeps_what_is_complete_too(tmp_path: Path) -> None:
    def full(path: Path) -> None:
        raise OSError(28, os.strerror(28))

    with pytest.raises(StoreError, match="No space left on device\n1 of 4 runs are kept"):  # noqa: SIM117
        with workplace(tmp_path / "run") as place:
            place.begin(ASKED)
            place.parts.put("0-0", b"x")
            place.finish(full)
    assert names(tmp_path) == {"run.part"}


def test_more_are_added_to_results_alone(tmp_path: Path) -> None:
    with (
        pytest.raises(StoreError, match="no results to which"),
        workplace(tmp_path / "run", resume=True) as place,
    ):
        place.replications(None, 3, 100)
    make(tmp_path / "run")
    with workplace(tmp_path / "run", resume=True) as place:
        asked = (None, 3), (6, None), (None, None)
        assert [place.replications(given, more, 100) for given, more in asked] == [7, 6, 4]
        with pytest.raises(StoreError, match="4 replications already"):
            place.replications(3, None, 100)


HOLD = """
import sys, time
from pathlib import Path
from sim.outcome.workplace import workplace
with workplace(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_two_processes_do_not_write_to_one_place(tmp_path: Path) -> None:
    first = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "run")], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    assert first.stdout is not None and first.stdout.readline() == b"held\n"
    for how in ({}, {"force": True}, {"resume": True}):
        with pytest.raises(StoreError, match="another process is writing"):
            make(tmp_path / "run", **how)
    first.kill()
    first.communicate()
    make(tmp_path / "run")
    assert names(tmp_path) == {"run"}


@pytest.mark.parametrize("step", ["before", "between", "after"])
def test_a_kill_at_the_last_moment_loses_nothing(tmp_path: Path, step: str) -> None:
    """What is on the disk when a process is killed while results are put in place over others."""
    make(tmp_path / "run")
    part = tmp_path / "run.part"
    (part / "parts").mkdir(parents=True)
    (part / "results").mkdir()
    write(part / "results")
    (part / "results" / "fresh").write_text("x")
    if step == "before":
        store.write_json(part / store.MANIFEST, {"format": store.UNFINISHED, "asked": ASKED})
    if step != "before":
        (tmp_path / "run").rename(part / "old")
    if step == "after":
        (part / "results").rename(tmp_path / "run")
    with pytest.raises(StoreError, match="exists"):
        make(tmp_path / "run")
    assert names(tmp_path) == {"run"}
    assert "fresh" in names(tmp_path / "run")


def test_a_link_to_an_empty_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "disk")
    make(tmp_path / "link")
    assert names(tmp_path) == {"disk", "link"} and (tmp_path / "link").is_symlink()
    assert "rows" in names(tmp_path / "disk")


def test_a_place_where_nothing_can_be_written_is_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("x")
    for folder in (tmp_path / "note.txt" / "o", tmp_path / ("x" * 252), Path("/proc/x"), Path("/")):
        with pytest.raises(StoreError), workplace(folder):
            pytest.fail("the work began")
    assert names(tmp_path) == {"note.txt"}


def test_what_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "run.part").mkdir()
    (tmp_path / "run.part" / "novel.txt").write_text("Chapter 1")
    for how in ({}, {"force": True}, {"resume": True}):
        with pytest.raises(StoreError, match=r"stands in the way: it holds novel\.txt"):
            make(tmp_path / "run", **how)
    assert (tmp_path / "run.part" / "novel.txt").exists()


@pytest.mark.parametrize("content", ["", "[]", "{", '{"format": "x"}', '{"format": "jadsim unfinished 1"}'])
def test_an_unfinished_folder_that_cannot_be_read_is_named(tmp_path: Path, content: str) -> None:
    leave(tmp_path / "run", "0-0")
    (tmp_path / "run.part" / store.MANIFEST).write_text(content)
    with pytest.raises(StoreError, match=r"run\.part"):
        make(tmp_path / "run", resume=True)
    make(tmp_path / "run", force=True)
    assert names(tmp_path) == {"run"}


def test_a_folder_that_is_taken_away_while_it_is_waited_for_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[Path] = []

    def held_late(path: Path) -> int | None:
        handle = real(path)
        if not tries:
            path.rmdir()
        tries.append(path)
        return handle

    real = held
    monkeypatch.setattr(module, "held", held_late)
    make(tmp_path / "run")
    assert len(tries) == 2 and names(tmp_path) == {"run"}


def test_a_workplace_knows_its_names(tmp_path: Path) -> None:
    assert Workplace(tmp_path / "run").path == tmp_path / "run.part"
