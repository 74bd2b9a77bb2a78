"""Protocol and code name each other rightly: sections exist, and the section of each institution is whole."""

import json
import re
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import pytest

from sim.registry import INSTITUTIONS
from sim.scenario.part import Part
from sim.world.contract.institution import Institution
from sim.world.theatre.changes import Changes

ROOT = Path(__file__).resolve().parents[2]
ODD = (ROOT / "sim" / "world" / "ODD.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^#+ ([\d.]+) (.*?)(?=^#|\Z)", ODD, re.MULTILINE | re.DOTALL))
NUMBERS = r"\d+(?:\.\d+)?"
CITED = re.compile(rf"\bODD\s+({NUMBERS}(?:(?:,| to| and)\s+{NUMBERS})*)")
NAMED_FILE = re.compile(r"`((?:sim|tests)/[\w./-]+)`")
PARTS = ["Entities", "Process", "Parameters", "Assumed", "Hooks", "Records", "Off"]
"""What a section of an institution has, in this order."""
LEAST = 600


def cited(text: str) -> set[str]:
    """Numbers of sections that a text refers to as 'ODD 2, 7.5' or 'ODD 7.1 to 7.3'."""
    return {number for group in CITED.findall(text) for number in re.findall(NUMBERS, group)}


def part(key: str, name: str) -> ModuleType | None:
    path = f"sim.institutions.{key}.{name}"
    return import_module(path) if find_spec(path) else None


def wanted(key: str, name: str) -> Any:
    module = part(key, name)
    assert module is not None
    return module


def section_of(key: str) -> str:
    text = import_module(f"sim.institutions.{key}").__doc__
    assert text, f"{key} has no section"
    return text


def first_line(key: str) -> str:
    return section_of(key).partition("\n")[0]


def paragraphs(key: str) -> dict[str, str]:
    """The parts of an institution's section by their headings; what stands before them has none."""
    pieces = re.split(r"^(\w+)\n-+$", section_of(key), flags=re.MULTILINE)
    return dict(zip(["", *pieces[1::2]], pieces[::2], strict=True))


def names(text: str) -> set[str]:
    """What a text names as code: the last word of each dotted name, without its value."""
    return {word.split(":")[0].rpartition(".")[2] for word in re.findall(r"`([^`\s]+)(?:\s[^`]*)?`", text)}


def fields(kind: Any) -> set[str]:
    """Keys of a section of a scenario file, or of an entry where the section is a list."""
    model = kind if hasattr(kind, "model_fields") else get_args(kind)[0]
    return {field.alias or name for name, field in model.model_fields.items()}


def overridden(one: type, hooks: type) -> set[str]:
    public = (name for name in vars(hooks) if not name.startswith("_"))
    return {name for name in public if getattr(one, name) is not getattr(hooks, name)}


def hooks_of(key: str) -> set[str]:
    """Hooks of the run and of the tables of checks to which an institution has something to say."""
    tables = part(key, "tables")
    of_tables = overridden(type(tables.CHANGES), Changes) if tables else set()
    return overridden(wanted(key, "processes").INSTITUTION, Institution) | of_tables


PAGES = (
    "README.md",
    "scenarios/README.md",
    "scenarios/RESULTS.md",
    "sim/experiment/VALIDATION.md",
    "sim/outcome/MEASURES.md",
    "sim/scenario/data/SOURCES.md",
    "sim/world/ODD.md",
)


def prose() -> Iterator[tuple[str, str]]:
    """Every text of the project that is read by itself, by its name."""
    for path in PAGES:
        yield path, (ROOT / path).read_text(encoding="utf-8")
    for notebook in (ROOT / "notebooks").glob("*.ipynb"):
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        yield notebook.name, "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    yield from ((key, section_of(key)) for key in INSTITUTIONS)


def test_sections_that_code_cites_exist() -> None:
    code = {path: path.read_text(encoding="utf-8") for path in (ROOT / "sim").rglob("*.py")}
    everywhere = {(str(path.relative_to(ROOT)), number) for path, text in code.items() for number in cited(text)}
    assert {(path, number) for path, number in everywhere if number not in SECTIONS} == set()
    submodels = {number for number in SECTIONS if number.startswith("7.")}
    assert len(submodels & {number for _, number in everywhere}) > 0.9 * len(submodels)


def test_sections_that_the_protocol_cites_exist() -> None:
    here = set(re.findall(r"(?<![\w.])7\.\d+(?![\w.]*\d)", ODD))
    assert len(here) > 20
    assert here <= SECTIONS.keys()


def test_files_that_prose_names_exist() -> None:
    named = {(where, path) for where, text in prose() for path in NAMED_FILE.findall(text)}
    assert len(named) > 50
    assert {(where, path) for where, path in named if not (ROOT / path).exists()} == set()


@pytest.mark.parametrize("key", INSTITUTIONS)
def test_institution_has_a_section_in_the_common_form(key: str) -> None:
    parts = paragraphs(key)
    assert len(section_of(key)) >= LEAST
    assert [*parts] == ["", *PARTS]
    assert all(text.strip() for text in parts.values())


@pytest.mark.parametrize("key", [key for key in INSTITUTIONS if cited(first_line(key))])
def test_section_of_institution_is_where_the_protocol_says(key: str) -> None:
    """An institution need not have a number of the protocol: its folder says what it is."""
    file = f"`sim/institutions/{key}/__init__.py`"
    (number,) = cited(first_line(key))
    assert file in SECTIONS[number]
    assert re.search(rf"^\|.*\| {re.escape(number)} \| {re.escape(file)} \|$", SECTIONS["2"], re.MULTILINE)


@pytest.mark.parametrize("key", INSTITUTIONS)
def test_section_of_institution_names_keys_and_parameters(key: str) -> None:
    declared: Part = wanted(key, "plan").PART
    keys = {name for section in declared.sections for name in fields(section.kind)}
    parameters = {name for group in declared.practice for name in type(group.default).model_fields}
    groups = {group.key for group in declared.practice} | {section.key for section in declared.sections}
    assert keys | parameters | groups <= names(paragraphs(key)["Parameters"] + paragraphs(key)["Process"])


@pytest.mark.parametrize("key", INSTITUTIONS)
def test_section_of_institution_names_events_tables_and_measures(key: str) -> None:
    events = {get_args(event.model_fields["kind"].annotation)[0] for event in wanted(key, "plan").PART.events}
    records = part(key, "records")
    tables = {*records.TABLES, *(measure.name for measure in records.MEASURES)} if records else set()
    assert events | tables <= names(section_of(key))


@pytest.mark.parametrize("key", INSTITUTIONS)
def test_section_of_institution_names_the_hooks_that_it_uses_and_no_other(key: str) -> None:
    known = {name for name in (*vars(Institution), *vars(Changes)) if not name.startswith("_")}
    assert names(paragraphs(key)["Hooks"]) & known == hooks_of(key)
