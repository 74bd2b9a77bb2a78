"""Compiled kernels are as new as all sources of the engine, wherever they are kept, and do what their sources say."""

from __future__ import annotations

import ast
import json
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from sim.outcome.outcome import Outcome
from tests.theatre import COUNTRIES, operate, small

CALL = """
import json, sys, tempfile
import numpy as np
from sim.engine import queues
from sim.engine.arrivals import draw_arrivals
from sim.engine.keys import uniform

def people():
    came = queues.Arrivals(np.zeros(99, queues.PERSON), np.zeros(1, np.int64), np.zeros(2, np.int64))
    count = draw_arrivals(3, np.full((1, 3), 5.0), np.full(1, 7, np.uint64), came)
    return came.people["came"][:count].tolist(), draw_arrivals

def numbers():
    return [uniform(np.uint64(7), number) for number in range(5)], uniform

tempfile.tempdir = sys.argv[1]
drawn, kernel = globals()[sys.argv[2]]()
print(json.dumps([drawn, sum(kernel.stats.cache_hits.values())]))
"""
SMALL = """
import pickle, sys
from tests.engine.test_compiled import few_checks
sys.stdout.buffer.write(pickle.dumps(few_checks()))
"""


class Told(NamedTuple):
    """What a process drew."""

    drawn: list[float]
    kept: bool
    """Whether it found the kernel compiled."""
    note: str


class Installation:
    """A copy of the package with folders of its own, in which processes are started."""

    def __init__(self, folder: Path, root: Path) -> None:
        self.engine = folder / "sim" / "engine"
        self.beside = self.engine / "__pycache__"
        self.home = folder / "home"
        self.temporary = folder / "temporary"
        self.temporary.mkdir()
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("NUMBA_", "XDG_"))},
            "PYTHONPATH": str(folder),
            "HOME": str(self.home),
            "NUMBA_OPT": "0",  # quicker to compile
        }
        shutil.copytree(root / "sim", folder / "sim", ignore=shutil.ignore_patterns("__pycache__"))

    def draw(self, what: str = "numbers", **environment: str) -> Told:
        """Start a process that calls a kernel: `draw_arrivals` for people, `uniform` for numbers."""
        done = subprocess.run(
            [sys.executable, "-c", CALL, str(self.temporary), what],
            cwd=self.engine.parents[1],
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            check=True,
        )
        drawn, hits = json.loads(done.stdout)
        return Told(drawn, hits > 0, done.stderr)

    def edit(self, module: str, old: str, new: str) -> None:
        path = self.engine / module
        source = path.read_text(encoding="utf-8")
        assert source.count(old) == 1
        path.write_text(source.replace(old, new), encoding="utf-8")

    def files(self, place: Path) -> list[Path]:
        """Compiled kernels in a folder."""
        return sorted(path for path in place.rglob("*.*.*") if path.is_file() and path.suffix != ".pyc")

    def block(self, place: Path) -> None:
        """Put a file where a folder would have to be."""
        if place.is_dir():
            shutil.rmtree(place)
        place.write_text("in the way")


@pytest.fixture
def installed(tmp_path: Path, root: Path) -> Installation:
    return Installation(tmp_path, root)


def test_what_was_compiled_is_kept_until_any_source_of_the_engine_changes(installed: Installation) -> None:
    first = installed.draw("people")
    assert not first.kept
    assert installed.draw("people") == Told(first.drawn, True, "")
    names = [path.name for path in installed.files(installed.beside)]
    installed.edit("keys.py", "_UNIT = 2.0**-52", "_UNIT = 2.0**-53")  # arrivals.py does not name it
    changed = installed.draw("people")
    assert not changed.kept
    assert changed.drawn != first.drawn
    others = [path.name for path in installed.files(installed.beside)]
    assert len(others) == len(names)
    assert not set(others) & set(names)
    installed.edit("keys.py", "_UNIT = 2.0**-53", "_UNIT = 2.0**-52")
    assert installed.draw("people").drawn == first.drawn


def test_a_kernel_compiled_with_other_settings_is_another_kernel(installed: Installation) -> None:
    first = installed.draw()
    assert not installed.draw(NUMBA_BOUNDSCHECK="1").kept
    assert installed.draw() == Told(first.drawn, True, "")


def test_the_user_may_say_where_kernels_are_kept(installed: Installation, tmp_path: Path) -> None:
    chosen = {"NUMBA_CACHE_DIR": str(tmp_path / "here" / "please")}
    first = installed.draw(**chosen)
    assert installed.files(tmp_path / "here" / "please")
    assert not installed.files(installed.beside)
    assert installed.draw(**chosen) == Told(first.drawn, True, "")


def test_damaged_files_are_noticed_and_made_again(installed: Installation) -> None:
    first = installed.draw()
    for damage in (
        lambda content: content[:-1],
        lambda content: content[:999] + bytes([content[999] ^ 1]) + content[1000:],
        lambda _: b"",
    ):
        for path in installed.files(installed.beside):
            path.write_bytes(damage(path.read_bytes()))
        told = installed.draw()
        assert (told.drawn, told.kept) == (first.drawn, False)
        assert "damaged" in told.note
    assert installed.draw() == Told(first.drawn, True, "")


def test_a_place_that_cannot_be_written_to_is_passed_over(installed: Installation) -> None:
    installed.block(installed.beside)
    first = installed.draw()
    assert first.note == ""
    assert installed.files(installed.home)
    assert installed.draw() == Told(first.drawn, True, "")
    installed.block(installed.home)
    told = installed.draw()
    assert (told.drawn, told.kept) == (first.drawn, False)
    assert str(installed.temporary) in told.note
    assert installed.draw() == Told(first.drawn, True, "")
    installed.block(installed.temporary)
    told = installed.draw()
    assert (told.drawn, told.kept) == (first.drawn, False)
    assert "not kept" in told.note


@pytest.mark.skipif(os.name == "nt", reason="temporary folders are the user's own there")
def test_nothing_is_taken_from_a_temporary_folder_in_which_others_can_write(installed: Installation) -> None:
    installed.block(installed.beside)
    installed.block(installed.home)
    first = installed.draw()
    (own,) = installed.temporary.iterdir()
    own.chmod(0o777)
    told = installed.draw()
    assert (told.drawn, told.kept) == (first.drawn, False)
    assert "not kept" in told.note


def test_kernels_are_made_of_nothing_but_the_engine(root: Path) -> None:
    """Or the digest of its sources would not be enough. Streams, which are not compiled, check whole numbers."""
    for path in (root / "sim" / "engine").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            own = {name for name in names if name.startswith("sim.") and not name.startswith("sim.engine.")}
            assert own <= ({"sim.units"} if path.name == "streams.py" else {"sim.words"}), path


def few_checks() -> Outcome:
    """A day with some hundred checks and with networks."""
    planned = {"person": "100", "vehicle": "60", "parcel": "10"}
    plans = {f"countries.{code}.plan.{name}": number for code in COUNTRIES for name, number in planned.items()}
    return operate(small(plans, days="1"), detail="checks")[1]


def test_without_compiling_the_same_comes_out(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SMALL],
        env={**os.environ, "PYTHONPATH": str(root), "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        check=True,
    )
    slow: Any = pickle.loads(done.stdout)
    compiled = few_checks()
    assert len(compiled["checks"]) > 300
    assert min(len(compiled[name]) for name in ("cases", "movements", "searches")) > 20
    for name, table in compiled.tables.items():
        for key, column in table.columns.items():
            if isinstance(column, list):
                assert slow[name][key] == column, (name, key)
            else:
                np.testing.assert_allclose(slow[name][key], column, rtol=1e-9, err_msg=f"{name}.{key}")
