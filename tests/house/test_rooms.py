"""Every room and every library has a contract; everybody runs the same checks; sources speak of no machine."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACTS: list[dict[str, Any]] = PYPROJECT["tool"]["importlinter"]["contracts"]
PROTECTED = {name for contract in CONTRACTS for name in contract.get("protected_modules", [])}
IMPORTED_AS = {"scikit-learn": "sklearn"}
TEXT = {".cff", ".csv", ".html", ".ipynb", ".json", ".md", ".py", ".toml", ".txt", ".yaml", ""}
MADE = {".git", ".hypothesis", ".venv", "out", "build", "dist"}
# A folder at the root of somebody's machine, and not a part of an address on the web or of a longer path.
MACHINE = re.compile(r"(?<![\w.~:/<-])/(?:home|private|root|tmp|Users|work)/\w|\b[A-Z]:\\\\|\.\./" + "shared")


def rooms() -> set[str]:
    found = (path for path in (ROOT / "sim").iterdir() if not path.name.startswith(("_", ".")))
    return {path.stem for path in found if path.suffix == ".py" or (path.is_dir() and any(path.rglob("*.py")))}


def sources() -> Iterator[Path]:
    for top in sorted(ROOT.iterdir()):
        if top.name not in MADE:
            paths = sorted(top.rglob("*")) if top.is_dir() else [top]
            yield from (path for path in paths if path.is_file() and path.suffix in TEXT)


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_every_room_has_a_layer() -> None:
    layers = next(contract["layers"] for contract in CONTRACTS if contract["type"] == "layers")
    assert {room for layer in layers for room in layer.split(" | ")} == rooms()


def test_every_library_has_a_room() -> None:
    project = PYPROJECT["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *(line for name in extras.keys() - {"dev", "docs"} for line in extras[name])]
    libraries = {Requirement(line).name.partition(".")[0] for line in wanted}
    known = {IMPORTED_AS.get(name, name) for name in libraries}
    everywhere, by_others = {"numpy"}, {"jupyterlab", "websockets"}  # the page of notebooks; uvicorn imports the other
    assert known - everywhere - by_others == PROTECTED


def test_nothing_speaks_of_one_machine() -> None:
    said = [
        f"{relative(path)}:{number}"
        for path in sources()
        if not any(part.startswith(".") and part.endswith("_cache") for part in path.parts)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if MACHINE.search(line)
    ]
    assert said == []


def test_continuous_integration_runs_what_everybody_runs() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    commands = [
        line for line in script.read_text(encoding="utf-8").splitlines() if not line.startswith(("#", "set ", "cd "))
    ]
    assert commands == ["make browser", "exec make test"]


def test_a_commit_is_checked_as_everybody_checks() -> None:
    hooks = YAML(typ="safe").load(ROOT / ".pre-commit-config.yaml")["repos"]
    assert [hook["entry"] for repository in hooks for hook in repository["hooks"]] == ["make check"]


def test_make_says_what_it_makes() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    assert phony
    assert set(phony.group(1).split()) == set(re.findall(r"^([a-z]+):.*## ", text, re.MULTILINE))
