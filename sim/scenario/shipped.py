"""The scenario files that come with jadsim: inside the package where it was installed, else beside it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from sim.errors import Fault, ScenarioError, StoreError
from sim.files import write_whole, writing
from sim.scenario.codes import likely

HERE = Path(__file__).resolve().parent
INSTALLED, FETCHED = HERE / "files", HERE.parents[1] / "scenarios"
REFERENCE = "jad-see-2024.yaml"
"""The reference action."""


def shipped() -> Mapping[str, Path]:
    """Scenario files by name."""
    folder = INSTALLED if INSTALLED.is_dir() else FETCHED
    return MappingProxyType({path.name: path for path in sorted(folder.glob("*.yaml"))})


def found(path: str | Path) -> Path:
    """A file that is there, or else the shipped one of that bare name; what is neither stays as it is named."""
    path = Path(path)
    return path if path.exists() or path.name != str(path) else shipped().get(path.name, path)


def described() -> Iterator[tuple[str, str]]:
    """Each file with the name that it gives its plan."""
    for name, path in shipped().items():
        said = _named(path, "name")
        yield name, f"{said} (changes {base})" if (base := _named(path, "extends")) else said


def copied(names: Sequence[str], folder: Path, *, force: bool) -> list[Path]:
    """Copies of some files and of all that they extend or run over, in a folder.

    Raises
    ------
    ScenarioError
        If there is no such file.
    StoreError
        If a file is there already and is not to be replaced, or cannot be written.
    """
    wanted: dict[str, Path] = {}
    for name in names:
        wanted |= _with_base(name)
    if not force and (there := [name for name in wanted if (folder / name).exists()]):
        raise StoreError(f"{folder / there[0]} is there already; --force replaces it")
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    for name, path in wanted.items():
        write_whole(folder / name, path.read_bytes())
    return [folder / name for name in wanted]


def _with_base(name: str) -> dict[str, Path]:
    if name not in shipped():
        meant = likely(name, [*shipped()])
        wanted = f"Did you mean '{meant}'?" if meant else "Name one of the list"
        fault = Fault(file="scenarios", line=None, key="", found=f"there is no file '{name}'", wanted=wanted)
        raise ScenarioError((fault,))
    path = shipped()[name]
    base = _named(path, "extends") or _named(path, "theatre")
    return {name: path} | (_with_base(base) if base else {})


def _named(path: Path, key: str) -> str:
    """The text under a key at the beginning of a line, or nothing."""
    found = re.search(rf"^{key}:\s*(.*?)\s*(#.*)?$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return found.group(1).strip("'\"") if found else ""
