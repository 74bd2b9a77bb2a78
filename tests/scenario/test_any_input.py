"""Whatever a file holds, it becomes a scenario or a list of faults: never another error, never a long wait."""

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.scenario.load import load, load_text
from sim.scenario.office_text import LIKENESS
from sim.scenario.tree import plain
from sim.scenario.yaml_text import on_one_line, read, write
from tests.scenario.ends import TINY
from tests.scenario.minimal import TEXT

SHORT = settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])

TOKENS = [
    *TEXT.split(),
    "\n",
    " ",
    "\t",
    "-",
    ":",
    "? ",
    "&a",
    "*a",
    "!!x",
    "<<",
    "{",
    "}",
    "[",
    "]",
    "'",
    '"',
    "|",
    ">",
    "%",
    "#",
]
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(TOKENS)
SAFE = st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t", exclude_characters=[*LIKENESS])
"""Signs that a file may hold: not those that a word processor leaves."""
PARTS = [line.strip().split(":")[0].strip('"- ') for line in TEXT.splitlines()]
KEYS = st.sampled_from([*PARTS, "value", "source", "trust", "range", "unit", "extends", "kind"]) | st.text(
    SAFE, max_size=8
)
VALUES = st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(SAFE, max_size=12)
NUMBERS = st.integers(-(10**17), 10**17)
TREES = st.recursive(
    VALUES | NUMBERS,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(KEYS, below, max_size=4),
    max_leaves=15,
)


def judged(text: str) -> None:
    """A text is accepted, and then its resolved text means the same; or it is refused with faults that can be read."""
    try:
        scenario = load_text(text, "any.yaml")
    except ScenarioError as refused:
        assert refused.faults
        assert all(fault.found and len(str(fault)) < 2000 for fault in refused.faults)
    else:
        assert load_text(scenario.text).hash == scenario.hash


@SHORT
@given(st.binary(max_size=200))
def test_bytes(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.yaml"
    path.write_bytes(content)
    try:
        load(path)
    except ScenarioError as refused:
        assert refused.faults


@SHORT
@given(st.text(max_size=200))
def test_text(text: str) -> None:
    judged(text)


@SHORT
@given(st.lists(st.sampled_from(TOKENS), max_size=40))
def test_words_of_scenarios_in_any_order(words: list[str]) -> None:
    judged(" ".join(words))


@SHORT
@given(TREES)
def test_trees(tree: object) -> None:
    judged(write(tree))


@SHORT
@given(TREES)
def test_what_is_written_reads_back(tree: object) -> None:
    assert plain(read(write(tree), "any.yaml")) == tree
    assert plain(read(on_one_line(tree), "any.yaml")) == tree


@pytest.mark.parametrize(
    "text", ["1,5", "1.000.000", "1'000", "1 000", "yes", "1e5", "0x10", "2024-01-01", "<<", "=", "~"]
)
def test_text_that_looks_like_a_number_reads_back(text: str) -> None:
    for written in (write({"name": text, "x": [text]}), on_one_line({"name": text, "x": [text]})):
        assert plain(read(written, "any.yaml")) == {"name": text, "x": [text]}


def places(tree: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    below = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [path, *(place for part, value in below for place in places(value, (*path, part)))]


def replaced(tree: Any, path: tuple[str | int, ...], value: object) -> Any:
    if not path:
        return value
    part, *rest = path
    if isinstance(tree, dict):
        return {**tree, part: replaced(tree[part], tuple(rest), value)}
    return [replaced(one, tuple(rest), value) if at == part else one for at, one in enumerate(tree)]


RIGHT: Any = plain(read(TEXT, "danube.yaml"))


@settings(SHORT, max_examples=200)
@given(st.sampled_from(places(RIGHT)[1:]), TREES | st.sampled_from(TOKENS))
def test_one_value_replaced(path: tuple[str | int, ...], value: object) -> None:
    judged(write(replaced(RIGHT, path, value)))


@settings(SHORT, max_examples=200)
@given(st.integers(0, len(TEXT)), st.integers(0, 12), st.text(max_size=6) | st.sampled_from(TOKENS))
def test_a_piece_of_text_replaced(start: int, length: int, piece: str) -> None:
    judged(TEXT[:start] + piece + TEXT[start + length :])


@SHORT
@given(
    st.text(max_size=30) | st.sampled_from(sorted({".".join(map(str, place)) for place in places(RIGHT)})),
    st.text(max_size=30),
)
def test_overrides(key: str, text: str) -> None:
    try:
        load_text(TEXT, overrides={key: text})
    except ScenarioError as refused:
        assert refused.faults


FEW, MANY = 60, 5000
SPOILT = [
    "null",
    "-1",
    "0",
    "1e9",
    ".nan",
    ".inf",
    "true",
    "[]",
    "{}",
    "''",
    "12,5",
    "1.000",
    "50 %",
    "3 h",
    "BG",
    "&a [*a]",
]
INSERTED = [
    "\t",
    "  ",
    "\u00a0",
    "\u201c",
    "\x07",
    "\ufeff",
    "- ",
    ": ",
    "#",
    "'",
    '"',
    "{",
    "]",
    "*a",
    "<<: ",
    "%",
    "\r",
]


def mutated(number: int) -> str:
    """The tiny scenario in which everything is on, after some of the mishaps that happen to files."""
    luck = random.Random(number)
    lines = TINY.splitlines()
    for _ in range(luck.randint(1, 3)):
        at = luck.randrange(len(lines))
        line, other = lines[at], luck.choice(lines)
        place = luck.randint(0, len(line))
        lines[at : at + 1] = luck.choice(
            [
                [],
                [line, line],
                [other, line],
                [line[:place], line[place:]],
                [" " * luck.randint(1, 5) + line],
                [line.lstrip()],
                [line[:place] + luck.choice(INSERTED) + line[place:]],
                [line[:place] + line[place + 1 :]],
                [line.replace(luck.choice(line.split() or [" "]), luck.choice(SPOILT), 1)],
                [line.rpartition(":")[0] + ": " + luck.choice(SPOILT)],
            ]
        )
    return "\n".join(lines[: luck.randrange(len(lines))] if luck.random() < 0.05 else lines) + "\n"


@pytest.mark.parametrize(
    "numbers", [range(FEW), pytest.param(range(FEW, MANY), marks=pytest.mark.slow)], ids=["some", "many"]
)
def test_mishaps_of_files(numbers: range) -> None:
    for number in numbers:
        judged(mutated(number))
