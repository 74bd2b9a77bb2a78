"""The sources of the package, parsed once, and the room that each of them stands in."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "sim"
DEEP = ("world", "institutions")
"""Rooms that consist of rooms."""

type Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Source:
    """One module.

    Attributes
    ----------
    path
        Under the root of the project, as in ``sim/world/crime/purse.py``.
    """

    path: str
    text: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """The room, as in ``sim/world/crime``; a module that stands alone is a room of its own."""
        parts = Path(self.path).with_suffix("").parts
        return "/".join(parts[: 3 if parts[1] in DEEP else 2])

    @property
    def module(self) -> str:
        """The name under which it is imported."""
        parts = Path(self.path).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def source(path: str, text: str) -> Source:
    """A module of this text."""
    return Source(path, text, ast.parse(text))


def _read(package: Path) -> Iterator[Source]:
    for path in sorted(package.rglob("*.py")):
        yield source(path.relative_to(package.parent).as_posix(), path.read_text(encoding="utf-8"))


SOURCES: tuple[Source, ...] = tuple(_read(PACKAGE))


def under(*rooms: str) -> Iterator[Source]:
    """The modules of some rooms, as in ``sim/world``."""
    return (
        one for one in SOURCES if any(one.path == f"{room}.py" or one.path.startswith(f"{room}/") for room in rooms)
    )


def classes(sources: Sequence[Source]) -> Iterator[tuple[Source, ast.ClassDef]]:
    """All classes, each with the module that defines it."""
    for one in sources:
        for node in ast.walk(one.tree):
            if isinstance(node, ast.ClassDef):
                yield one, node


def functions(sources: Sequence[Source]) -> Iterator[tuple[Source, Function]]:
    """All functions and methods, each with its module."""
    for one in sources:
        for node in ast.walk(one.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield one, node


def is_protocol(node: ast.ClassDef) -> bool:
    """Whether a class says only what is read of another."""
    return any(ast.unparse(base).partition("[")[0] == "Protocol" for base in node.bases)
