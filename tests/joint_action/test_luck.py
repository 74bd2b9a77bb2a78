"""Draws by name: each names at most as many numbers as a decision about a subject has."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import sim

PACKAGE = Path(sim.__file__).parent
MOST = 8


def kinds_of_luck() -> Iterator[type[Any]]:
    """Every kind of luck of the world and of institutions, where it is declared."""
    for room in ("world", "institutions"):
        for path in sorted((PACKAGE / room).rglob("[!_]*.py")):
            module = import_module(".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts))
            for name, kind in vars(module).items():
                if name.endswith("Luck") and kind.__module__ == module.__name__:
                    yield kind


def test_luck_has_no_more_names_than_there_are_numbers() -> None:
    found = list(kinds_of_luck())
    rooms = [kind.__module__.split(".")[1] for kind in found]
    assert min(rooms.count("world"), rooms.count("institutions")) >= 5
    assert {kind.__name__: len(kind._fields) for kind in found if not 1 <= len(kind._fields) <= MOST} == {}
