"""One version everywhere, dependencies that are pinned, an import that costs nothing."""

import importlib.metadata
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from ruamel.yaml import YAML

import sim

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
REQUIRED = [Requirement(line) for line in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]]
HEAVY = (
    "mesa",
    "simpy",
    "numba",
    "numpy",
    "pandas",
    "pyarrow",
    "scipy",
    "networkx",
    "plotly",
    "pydantic",
    "click",
    "rich",
)


CONSTRAINTS = (ROOT / "constraints.txt").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
"""One line each: name, version, sometimes a marker, checksums."""
PINNED = [Requirement(line.partition(" --hash=")[0]) for line in CONSTRAINTS if not line.startswith("#")]


def pinned() -> dict[str, Version]:
    """What is installed on a machine such as this."""
    here = [one for one in PINNED if one.marker is None or one.marker.evaluate()]
    return {canonicalize_name(one.name): Version(str(one.specifier).removeprefix("==")) for one in here}


def closure(requirements: list[Requirement]) -> set[str]:
    """All that is installed for these requirements on this machine, by name."""
    found: set[str] = set()
    waiting = [(requirement, "") for requirement in requirements]
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        if name not in found:
            found.add(name)
            needs = importlib.metadata.requires(requirement.name) or []
            waiting += [(Requirement(need), one) for need in needs for one in (requirement.extras or {""})]
    return found


def test_one_version() -> None:
    citation = YAML(typ="safe").load(ROOT / "CITATION.cff")
    assert PROJECT["version"] == str(citation["version"]) == sim.__version__
    assert f"## {PROJECT['version']} " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_citation_is_complete() -> None:
    citation = YAML(typ="safe").load(ROOT / "CITATION.cff")
    assert citation["cff-version"] == "1.2.0"
    assert {"message", "title", "authors", "license"} <= set(citation)
    assert citation["license"] == PROJECT["license"]


def test_licence_is_whole() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text


@pytest.mark.parametrize("requirement", REQUIRED, ids=lambda requirement: requirement.name)
def test_requirement_has_a_lowest_version_and_a_pin_that_fits(requirement: Requirement) -> None:
    assert any(part.operator == ">=" for part in requirement.specifier)
    assert pinned()[canonicalize_name(requirement.name)] in requirement.specifier


def test_constraints_name_all_that_is_installed_and_nothing_else() -> None:
    assert closure(REQUIRED) == set(pinned())


def test_constraints_are_exact_and_name_no_place() -> None:
    pin = r"[a-z0-9-]+==[0-9][0-9A-Za-z.]*( ; [^:/]*)?( +--hash=sha256:[0-9a-f]{64})+"
    assert [line for line in CONSTRAINTS if not re.fullmatch(rf"#.*|{pin}", line)] == []


def test_import_is_light() -> None:
    code = f"import sys, sim; print(*sorted(set(sys.modules) & set({HEAVY})))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == []
