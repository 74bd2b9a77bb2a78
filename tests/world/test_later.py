"""Parts of libraries that are loaded later: once, whole, whoever asks first."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

import pytest

from sim.world.later import load_later

SLOW = """
import time
from pathlib import Path

with Path({log!r}).open("a") as log:
    log.write("loaded\\n")
time.sleep(0.2)
late = 3
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder on the path of imports, with nothing of it left behind."""
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        del sys.modules[name]


def test_eight_threads_that_ask_at_once_get_one_whole_module(place: Path) -> None:
    log = place / "log"
    (place / "asked_late.py").write_text(SLOW.format(log=str(log)), encoding="utf-8")
    load_later("asked_late")
    module = import_module("asked_late")
    assert not log.exists()
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda _: module.late, range(8))) == [3] * 8
    assert log.read_text(encoding="utf-8") == "loaded\n"
    with pytest.raises(AttributeError, match="nothing_such"):
        _ = module.nothing_such


def test_a_module_that_fails_says_why_each_time(place: Path) -> None:
    (place / "breaks.py").write_text("raise ValueError('no')\n", encoding="utf-8")
    load_later("breaks")
    module = import_module("breaks")
    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            _ = module.anything


def test_a_module_keeps_its_own_way_of_finding_names(place: Path) -> None:
    (place / "own.py").write_text("def __getattr__(name):\n    return name.upper()\n", encoding="utf-8")
    load_later("own")
    assert import_module("own").word == "WORD"
