"""What the README promises is there: commands, options, names, measures, exit codes, files."""

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import sim
import sim.cli
import sim.cli.ending
import sim.errors
from sim.outcome.measures import MEASURES

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = ("README.md", "CONTRIBUTING.md", "scenarios/README.md", "sim/experiment/VALIDATION.md")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def lines_of_shell() -> Iterator[list[str]]:
    for block in blocks("sh"):
        for line in block.splitlines():
            yield shlex.split(line, comments=True)


def section(title: str) -> str:
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", README, re.MULTILINE | re.DOTALL)
    assert found, f"the README has no section '{title}'"
    return found.group(1)


def jadsim() -> click.Group:
    return sim.cli.main


COMMANDS = [words for words in lines_of_shell() if words[:1] == ["jadsim"]]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_command_and_options_exist(words: list[str]) -> None:
    command = jadsim().commands[words[1]]
    if isinstance(command, click.Group):
        command = command.commands[words[2]]
    known = {text for parameter in command.params for text in parameter.opts}
    assert {word for word in words[2:] if word.startswith("-")} <= known


def test_every_command_is_shown() -> None:
    shown = set(re.findall(r"jadsim ([\w-]+)", README))
    assert not set(jadsim().commands) - shown - {"report"}


def test_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE))
    wanted = {words[1] for words in lines_of_shell() if words[:1] == ["make"]} | set(
        re.findall(r"`make ([a-z]+)`", README)
    )
    assert wanted and wanted <= targets


def test_python_names_exist_and_are_all_shown() -> None:
    used = {
        node.attr
        for block in blocks("python")
        for node in ast.walk(ast.parse(block))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "sim"
    }
    assert used
    assert used <= set(sim.__all__)
    assert all(hasattr(sim, name) for name in sim.__all__)
    assert set(sim.__all__) <= set(re.findall(r"\bsim\.(\w+)", section("From Python")))


def test_measures_are_all_named() -> None:
    text = (ROOT / "sim" / "outcome" / "MEASURES.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert sorted(re.findall(r"`(\w+)`", " ".join(rows))) == sorted(MEASURES)


def test_exit_codes_are_those_of_the_errors() -> None:
    named = {int(code) for code in re.findall(r"^\| (\d+) \|", section("For programs"), re.MULTILINE)}
    raised = {
        error.exit_code
        for error in vars(sim.errors).values()
        if isinstance(error, type) and issubclass(error, sim.errors.JadsimError)
    }
    assert named == raised | {0, sim.cli.ending.SURROUNDINGS, 130}


def test_files_exist() -> None:
    own = set(re.findall(r"Save this as `([^`]+)`", README))
    named = set(re.findall(r"scenarios/[\w-]+\.yaml", README)) - own
    assert own and named
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    path = ROOT / page
    linked = set(re.findall(r"\]\((?!https?:)([^)#]+)[^)]*\)", path.read_text(encoding="utf-8")))
    assert linked
    assert [link for link in sorted(linked) if not (path.parent / link).exists()] == []
