"""Files that belong together are all there, or all as they were."""

import errno
import os
from pathlib import Path

import pytest

from sim.errors import StoreError
from sim.files import write_together, write_whole, writing


@pytest.mark.parametrize("broken", [0, 1, 2])
def test_where_one_file_cannot_be_written_all_are_as_they_were(tmp_path: Path, broken: int) -> None:
    paths = [tmp_path / name for name in ("one", "two", "three")]
    for path in paths:
        path.write_text("before")
    asked = [*paths[:broken], tmp_path / "nowhere" / "file", *paths[broken:]]
    with pytest.raises(StoreError, match=r"nowhere/file cannot be written: No such file or directory$"):
        write_together(dict.fromkeys(asked, "after"))
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == dict.fromkeys(
        ("one", "two", "three"), "before"
    )
    write_together({paths[0]: "after", paths[1]: b"bytes"})
    assert [path.read_text() for path in paths] == ["after", "bytes", "before"]
    assert len([*tmp_path.iterdir()]) == len(paths)


def test_a_link_stays_a_link_and_a_pipe_is_written_to(tmp_path: Path) -> None:
    link, pipe = tmp_path / "link", tmp_path / "pipe"
    link.symlink_to("target")
    os.mkfifo(pipe)
    end = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_together({link: "linked", pipe: "piped"})
        assert os.read(end, 100) == b"piped"
    finally:
        os.close(end)
    assert link.is_symlink() and (tmp_path / "target").read_text() == "linked"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "pipe", "target"]


@pytest.mark.parametrize("name", ["folder", "file/below"])
def test_what_is_no_file_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=f"{name} cannot be written: (Is|Not) a directory$"):
        write_whole(tmp_path / name, "text")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, 6), (errno.EROFS, 6), (errno.EACCES, 6), (errno.ENOENT, 2)]
)
def test_what_the_machine_refuses_is_told_apart_from_a_wrong_place(number: int, code: int, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written") as told, writing(tmp_path / "file"):
        raise OSError(number, "refused")
    assert told.value.exit_code == code
