"""The debrief of an exercise as a spreadsheet: one sheet a chapter, every cell a text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from sim.scenario.sheets import write_book

type Rows = Sequence[Sequence[str]]

IMPROVEMENT: Final = ("action", "owner", "date", "priority")
"""What is said of an improvement."""
HEADS: Final = {"label": "When", "text": "What", "date": "Until"}
"""Heads of columns that are not called by their names."""


def write_tables(path: Path, told: Mapping[str, Any]) -> None:
    """Write the tables of a debrief as a spreadsheet."""
    write_book(path, sheets(told))


def sheets(told: Mapping[str, Any]) -> Iterator[tuple[str, Rows]]:
    """Each sheet with its rows, the header first."""
    done = [
        (move["name"], *_cells(row, "label", "played", "seat", "text"))
        for move in told["moves"]
        for row in move["rows"]
    ]
    yield "What you did", [("Move", "In the action", "Of play", "Who", "What"), *done]
    brought = [
        (
            *_cells(one, "label", "seat", "text"),
            str(one["futures"]),
            *_cells(row, "title", "place", "verdict", "one_draw"),
        )
        for one in told["decisions"]
        for row in one["rows"]
    ]
    heads = (
        "When",
        "Seat",
        "Decision",
        "Futures",
        "Measure",
        "Where",
        "With it, against without it",
        "In this run (one draw)",
    )
    yield "What it brought", [heads, *brought]
    expected = [
        (one["id"], one["text"], *_cells(row, "text", "seat", "verdict", "proof"))
        for one in told["objectives"]
        for row in one["expectations"]
    ]
    yield "Expectations", [("Objective", "What it is about", "Expectation", "Seat", "Verdict", "Proof"), *expected]
    for title, key, columns in (
        ("Mistakes", "mistakes", ("label", "seat", "kind", "text", "comment")),
        ("Observations", "observations", ("label", "seat", "kind", "text", "objective")),
        ("Hot wash", "hot_wash", ("seat", "kind", "text")),
        ("Improvements", "improvements", IMPROVEMENT),
    ):
        yield (
            title,
            [[HEADS.get(name, name.capitalize()) for name in columns], *(_cells(row, *columns) for row in told[key])],
        )


def _cells(row: Mapping[str, Any], *names: str) -> list[str]:
    return ["" if row.get(name) is None else str(row[name]) for name in names]
