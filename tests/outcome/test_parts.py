"""Parts are there whole or not at all, and go when nobody needs them."""

import os
from pathlib import Path

import pytest

from sim.errors import StoreError
from sim.files import writing
from sim.outcome.parts import Parts, held, packed, temporary

CONTENTS = {"values": b"12", "arrests": b"", "cases": bytes(range(256))}


def test_a_part_comes_back(tmp_path: Path) -> None:
    parts = Parts(tmp_path)
    parts.put("0-3", packed(CONTENTS))
    assert parts.get("0-3") == CONTENTS
    assert list(parts.sound()) == [("0-3", CONTENTS)]
    assert packed(CONTENTS) == packed(dict(CONTENTS))


def test_a_part_in_the_place_of_another_counts_as_not_there(tmp_path: Path) -> None:
    parts = Parts(tmp_path)
    parts.put("0-1", packed(CONTENTS))
    parts.path("0-1").rename(parts.path("0-2"))
    with pytest.raises(StoreError, match=r"0-2\.part cannot be read: it is damaged, or from elsewhere"):
        parts.get("0-2")
    assert list(parts.sound()) == []


@pytest.mark.parametrize("at", [0, 40, 200, -1])
def test_a_damaged_part_counts_as_not_there(tmp_path: Path, at: int) -> None:
    parts = Parts(tmp_path)
    parts.put("0-1", packed(CONTENTS))
    parts.put("0-2", packed(CONTENTS))
    path = tmp_path / "0-1.part"
    content = bytearray(path.read_bytes())
    if at < 0:
        del content[at:]
    else:
        content[at] ^= 255
    path.write_bytes(content)
    assert dict(parts.sound()) == {"0-2": CONTENTS}


def test_a_part_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"0-9\.part cannot be read"):
        Parts(tmp_path).get("0-9")


def test_what_cannot_be_written_is_an_ordinary_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"nowhere cannot be written.*No such file"):
        Parts(tmp_path / "nowhere").put("0-0", b"")
    with pytest.raises(StoreError, match="No space left"), writing(tmp_path):
        raise OSError(28, os.strerror(28))


def test_a_folder_is_held_by_one(tmp_path: Path) -> None:
    handle = held(tmp_path)
    assert handle is not None and held(tmp_path) is None
    os.close(handle)
    again = held(tmp_path)
    assert again is not None
    os.close(again)


def test_a_temporary_folder_goes_with_its_parts_and_clears_what_was_abandoned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / "jadsim-tables-of-somebody-who-was-killed").mkdir()
    (tmp_path / "jadsim-somebody").mkdir()
    first, second = temporary(), temporary()
    assert {path.name for path in tmp_path.iterdir()} == {"jadsim-somebody", first.folder.name, second.folder.name}
    del first, second
    assert [path.name for path in tmp_path.iterdir()] == ["jadsim-somebody"]
