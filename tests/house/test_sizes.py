"""Modules, functions, constructors and the world stay small enough to be read."""

import ast
from collections.abc import Iterator

import numpy as np
import pytest

from tests.house.sources import SOURCES, Source, classes, functions, source, under

LONGEST_MODULE = 450
MEDIAN_FUNCTION = 8
LONG_FUNCTION = 30
MOST_OFFERED = 12
MOST_ROOMS = 5
EVERYBODYS = {"Environment", "Institutions"}
"""What every room is given is counted for none."""
ROOMS = {node.name for _, node in classes(list(under("sim/world")))} - EVERYBODYS


def rooms_taken(node: ast.ClassDef) -> int:
    """How many rooms of the world a class is given when it is made."""
    made = [part for part in node.body if isinstance(part, ast.FunctionDef) and part.name == "__init__"]
    given = [argument for function in made for argument in (*function.args.args, *function.args.kwonlyargs)]
    return sum(bool(_names(argument.annotation) & ROOMS) for argument in given if argument.annotation)


def _names(node: ast.AST | None) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)} if node else set()


def offered(node: ast.ClassDef) -> Iterator[str]:
    """What a class offers: its methods and fields without an underscore."""
    for part in ast.walk(node):
        match part:
            case ast.FunctionDef(name=name) | ast.AnnAssign(target=ast.Name(id=name)):
                yield name
            case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Store()):
                yield name


@pytest.mark.parametrize("one", SOURCES, ids=lambda one: one.path)
def test_module_fits(one: Source) -> None:
    assert len(one.text.splitlines()) <= LONGEST_MODULE


def test_functions_fit() -> None:
    lines = [(node.end_lineno or node.lineno) - node.lineno + 1 for _, node in functions(SOURCES)]
    assert np.median(lines) <= MEDIAN_FUNCTION
    assert np.percentile(lines, 95) <= LONG_FUNCTION


def test_the_world_offers_little() -> None:
    world = next(node for one, node in classes(list(under("sim/world/world"))) if node.name == "World")
    names = {name for name in offered(world) if not name.startswith("_")}
    assert {"institutions", "officers", "begin", "close"} <= names
    assert len(names) <= MOST_OFFERED


def test_no_constructor_takes_many_rooms() -> None:
    taken = {f"{one.path}: {node.name}": rooms_taken(node) for one, node in classes(SOURCES)}
    assert {name: number for name, number in taken.items() if number > MOST_ROOMS} == {}


def test_rooms_that_a_constructor_takes_are_counted() -> None:
    text = "class Desk:\n    def __init__(self, env: Environment, who: Officers | None, *, hours: float): pass"
    assert [rooms_taken(node) for _, node in classes([source("sim/world/desk.py", text)])] == [1]
    assert max(rooms_taken(node) for _, node in classes(SOURCES)) == MOST_ROOMS
