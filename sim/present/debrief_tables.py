"""The debrief of an exercise as a spreadsheet: one sheet a chapter, every cell a text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

type Rows = Sequence[Sequence[str]]

LONGEST_CELL: Final = 32_000
WIDTH: Final = 28


def write_book(path: Path, told: Mapping[str, Any]) -> None:
    """Write the tables of a debrief; a text that begins like a formula stays a text."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets(told):
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        for at, row in enumerate(rows, 1):
            for place, text in enumerate(row, 1):
                cell = sheet.cell(at, place)
                cell.value, cell.data_type = text[:LONGEST_CELL] or None, "s"
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                cell.font = Font(bold=at == 1)
        for column in sheet.columns:
            sheet.column_dimensions[column[0].column_letter].width = WIDTH
    book.save(path)


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
    yield "Expectations", [("Objective", "Text", "Expectation", "Seat", "Verdict", "Proof"), *expected]
    for title, key, columns in (
        ("Mistakes", "mistakes", ("label", "seat", "kind", "text", "comment")),
        ("Observations", "observations", ("label", "seat", "kind", "text", "objective")),
        ("Hot wash", "hot_wash", ("seat", "kind", "text")),
        ("Improvements", "improvements", ("action", "owner", "date", "priority")),
    ):
        yield title, [[name.capitalize() for name in columns], *(_cells(row, *columns) for row in told[key])]


def _cells(row: Mapping[str, Any], *names: str) -> list[str]:
    return ["" if row.get(name) is None else str(row[name]) for name in names]
