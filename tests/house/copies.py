"""Copies of the package, to which something is added or from which something is taken, and processes that use them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.house.sources import PACKAGE

REGISTRY = Path("sim", "registry.py")
INSTITUTIONS = Path("sim", "institutions")


def copy_to(folder: Path, package: Path = PACKAGE) -> Path:
    """A copy of the package in a folder, with what was compiled of it; returns the folder."""
    shutil.copytree(package, folder / PACKAGE.name)
    return folder


def take_out(project: Path, institution: str) -> None:
    """Remove an institution: its folder, and its line in the registry."""
    shutil.rmtree(project / INSTITUTIONS / institution)
    _replace_once(project / REGISTRY, f'    "{institution}",\n', "")


def put_in(project: Path, institution: str) -> None:
    """Give an institution its line in the registry, the last one."""
    _replace_once(project / REGISTRY, ",\n)\n", f',\n    "{institution}",\n)\n')


def _replace_once(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def python(project: Path, *arguments: str, fails: bool = False) -> str:
    """Run Python in a copy; returns what it printed, or, where it is to fail, what it said on the error stream."""
    command = [sys.executable, *arguments]
    environment = {**os.environ, "PYTHONPATH": str(project)}
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True)
    assert (done.returncode != 0) == fails, done.stderr
    return done.stderr if fails else done.stdout
