"""The worked example of CONTRIBUTING.md: the page is followed to the letter, in a copy of the package."""

import json
import re
import shlex
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.house.copies import copy_to, put_in, python
from tests.house.sources import PACKAGE, ROOT

PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
FILES: Mapping[str, str] = dict(re.findall(r"^`([^`\n]+)`\n\n```\w+\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
COMMANDS = [shlex.split(line)[1:] for line in re.findall(r"^jadsim .*$", PAGE, re.MULTILINE)]
KEY = "task_force"
PLAN = "scenarios/danube-task-force.yaml"
REGISTRY = "sim/registry.py"
CLI = ("-m", "sim.cli")


def contents(package: Path) -> dict[str, bytes]:
    """The files of a package, without what was compiled."""
    paths = (path for path in package.rglob("*") if path.is_file() and path.parent.name != "__pycache__")
    return {path.relative_to(package.parent).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package to which all was added that the page shows."""
    folder = copy_to(tmp_path_factory.mktemp("project"))
    shutil.copytree(ROOT / "scenarios", folder / "scenarios")
    put_in(folder, KEY)
    for path, text in FILES.items():
        if path != REGISTRY:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def results(project: Path) -> Path:
    """What the commands of the page leave behind."""
    printed = [python(project, *CLI, *words) for words in COMMANDS]
    assert printed[0].startswith(f"{PLAN}: right.")
    return project / COMMANDS[-1][COMMANDS[-1].index("--out") + 1]


def test_the_example_is_one_folder_and_one_line(project: Path) -> None:
    before, after = contents(PACKAGE), contents(project / "sim")
    touched = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    assert {path for path in touched if not path.startswith(f"sim/institutions/{KEY}/")} == {REGISTRY}
    lines = after[REGISTRY].decode().splitlines()
    assert [line for line in lines if line not in before[REGISTRY].decode().splitlines()] == [FILES[REGISTRY].rstrip()]


def test_its_parameters_are_among_the_assumptions(project: Path) -> None:
    told = json.loads(python(project, *CLI, "assumptions", PLAN, "--json"))["assumptions"]
    rows = {row["path"]: row for row in told}
    known = {"value": 1.5, "unit": "h", "low": 0.5, "high": 6.0, "trust": "assumed"}
    assert known.items() <= rows[f"behaviour.{KEY}.meeting"].items()
    assert rows[f"behaviour.{KEY}.agrees"]["trust"] == "assumed"


def test_a_misspelt_key_is_located(project: Path) -> None:
    right = (project / PLAN).read_text(encoding="utf-8")
    misspelt = right.replace(f"{KEY}:", "task_forse:")
    assert misspelt != right
    (project / PLAN).write_text(misspelt, encoding="utf-8")
    said = python(project, *CLI, "check", PLAN, fails=True)
    (project / PLAN).write_text(right, encoding="utf-8")
    assert f"```text\n{said}```" in PAGE


def test_a_country_that_takes_no_part_is_located(project: Path) -> None:
    setting = f"{KEY}.members=[AT, FI]"
    said = python(project, *CLI, "run", PLAN, "-n", "1", "--set", setting, fails=True)
    assert f"{KEY}.members.1: FI takes no part" in said


def test_its_table_and_measure_are_in_the_outcome(project: Path, results: Path) -> None:
    code = (
        "import sys, json, sim; run = sim.open_run(sys.argv[1]); meetings = run.table('meetings'); "
        'total = run.summary.query(\'country == "" and measure == "task_force_meetings"\'); '
        "print(json.dumps([len(meetings) / run.replications, float(total['mean'].iloc[0])]))"
    )
    rows, mean = json.loads(python(project, "-c", code, str(results)))
    assert rows == pytest.approx(mean)
    assert mean > 0.0


def test_its_measure_and_parameters_are_in_the_report(results: Path) -> None:
    report = (results / "report.html").read_text(encoding="utf-8")
    assert "Meetings of the task force" in report
    assert "operations that the joint liaison task force prepared, by the country that leads" in report
    assert "Median time in which the task force prepares one operation" in report


def test_its_own_tests_and_those_of_its_section_pass(project: Path) -> None:
    for path in ("pyproject.toml", "tests/theatre.py", "tests/house/test_odd.py"):
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, project / path)
    own, of_section = f"tests/institutions/{KEY}", "tests/house/test_odd.py"
    said = python(project, "-m", "pytest", "-p", "no:cacheprovider", "-k", KEY, own, of_section)
    assert "6 passed" in said


def test_it_keeps_the_rules_of_the_house(project: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", project)
    python(project, "-m", "ruff", "check", "--no-cache", "sim", "tests/institutions")
    python(project, "-m", "ruff", "format", "--no-cache", "--check", "sim", "tests/institutions")
    python(project, "-c", "from importlinter.cli import lint_imports_command as run; run(['--no-cache'])")


@pytest.mark.slow
def test_its_types_are_right(project: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", project)
    python(project, "-m", "mypy", "--cache-dir", "types", f"sim/institutions/{KEY}")
