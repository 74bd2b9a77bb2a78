"""What is given away: the wheel works with nothing beside it, the source distribution carries its own tests."""

import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.experiment.plans import SMALL

ROOT = Path(__file__).resolve().parents[2]
NEVER = ("out/", ".venv/", "dist/", "__pycache__", ".pyc")
"""What is made on a machine, and is given to nobody."""
TESTED = ("sim", "scenarios", "notebooks", "docs", "tests")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a wheel and a source distribution of these sources."""
    place = tmp_path_factory.mktemp("dist")
    _python("-m", "hatchling", "build", "-t", "wheel", "-t", "sdist", "-d", str(place), cwd=ROOT)
    return place


def _python(*words: str, cwd: Path, **surroundings: str) -> str:
    env = {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "HOME"}} | surroundings
    done = subprocess.run([sys.executable, *words], cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _wheel(built: Path, place: Path) -> Path:
    """The wheel, unpacked as an installation does it."""
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        wheel.extractall(place)
    return place


def _sdist(built: Path, place: Path) -> Path:
    """The source distribution, unpacked: the folder with `pyproject.toml`."""
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        archive.extractall(place, filter="data")
    return next(place.iterdir())


def _files(folder: Path, *below: str) -> set[str]:
    """Files in a folder, or in some folders of it, without what is made when it is used."""
    found = {path.relative_to(folder).as_posix() for name in below for path in (folder / name).rglob("*")}
    return {name for name in found if (folder / name).is_file() and not any(part in name for part in NEVER)}


def test_the_wheel_carries_scenarios_and_pages_but_no_tests(built: Path, tmp_path: Path) -> None:
    wheel = _wheel(built, tmp_path)
    carried = _files(wheel, "sim")
    assert _files(ROOT, "sim") <= carried
    assert {f"sim/scenario/files/{name}" for name in _files(ROOT / "scenarios", ".")} <= carried
    assert {path.name.split("-")[0] for path in wheel.iterdir()} == {"sim", "jadsim"}


@pytest.fixture
def used(built: Path, tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Call `jadsim` of an installed wheel from a folder of the user's own, where nothing else can be written."""
    wheel = _wheel(built, tmp_path / "installed")
    away = tmp_path / "away"
    away.mkdir()
    (away / "mine.yaml").write_text("extends: danube.yaml\nname: Ours\n", encoding="utf-8")
    (away / "small.yaml").write_text(SMALL, encoding="utf-8")
    for path in (wheel, *wheel.rglob("*")):
        path.chmod(path.stat().st_mode & 0o555)
    before = _files(wheel, "sim")
    where = {"PYTHONPATH": str(wheel), "PYTHONDONTWRITEBYTECODE": "1", "HOME": "/nonexistent"}
    yield lambda *words: _python("-m", "sim.cli", *words, cwd=away, **where)
    assert _files(wheel, "sim") == before


def test_an_installed_wheel_finds_what_it_carries(used: Callable[..., str]) -> None:
    assert "right. Ours" in used("check", "mine.yaml")


@pytest.mark.slow  # compiles all kernels
def test_an_installed_wheel_runs_where_nothing_can_be_kept(used: Callable[..., str]) -> None:
    assert '"arrests"' in used("run", "small.yaml", "-n", "2", "--json")


def test_the_source_distribution_carries_all_that_its_tests_read(built: Path, tmp_path: Path) -> None:
    sources = _sdist(built, tmp_path)
    assert _files(sources, *TESTED) == _files(ROOT, *TESTED)
    alone = {path.name for path in ROOT.iterdir() if path.is_file() and path.name != ".git"}
    assert {path.name for path in sources.iterdir() if path.is_file()} - {"PKG-INFO"} <= alone
    assert {"Makefile", "constraints.txt", "pyproject.toml", ".ci", ".pre-commit-config.yaml"} <= {
        path.name for path in sources.iterdir()
    }


@pytest.mark.slow
def test_tests_of_the_source_distribution_pass(built: Path, tmp_path: Path) -> None:
    sources = _sdist(built, tmp_path)
    words = ("-m", "pytest", "-q", "-n", "0", "-m", "not slow", "tests/house", "tests/scenario", "tests/engine")
    assert " passed" in _python(*words, cwd=sources, HOME=os.environ.get("HOME", "/nonexistent"))
