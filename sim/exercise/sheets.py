"""Tables of texts in CSV and xlsx files, read within limits; a cell says where it stands as spreadsheets do (C4)."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from sim.errors import Fault, ScenarioError

SUFFIXES = (".csv", ".xlsx")
LARGEST_BYTES = 1_000_000
LARGEST_UNPACKED = 20_000_000
MOST_ROWS = 2_000
MOST_COLUMNS = 60
LONGEST_CELL = 32_000
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""Signs with which a spreadsheet begins a formula; in CSV a text that begins so has an apostrophe before it."""

DAMAGED = (zipfile.BadZipFile, ElementTree.ParseError, KeyError, ValueError, IndexError)
"""What a reader stumbles over in a damaged file."""

type Rows = list[list[str]]


def cell_name(row: int, column: int) -> str:
    """The name of a cell, both counted from 0: ``C4``."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def cell_fault(path: Path, row: int, column: int, found: str, wanted: str) -> Fault:
    """A fault of a cell, both counted from 0."""
    return Fault(file=str(path), line=row + 1, key=cell_name(row, column), found=found, wanted=wanted)


def read_rows(path: Path) -> Rows:
    """The texts of a table, row by row; empty rows at the end are left out.

    Raises
    ------
    ScenarioError
        If the file is no table, or a larger one than an events list can be.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise _refused(path, "this is no table", "Name a file that ends in .csv or .xlsx")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _refused(path, f"the file cannot be read: {error.strerror}", "") from error
    if len(content) > LARGEST_BYTES:
        raise _refused(path, f"the file has {len(content):,} bytes", f"Stay within {LARGEST_BYTES:,}")
    rows = _of_book(path, content) if suffix == ".xlsx" else _of_text(path, content)
    while rows and not any(rows[-1]):
        rows.pop()
    if len(rows) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in rows):
        raise _refused(path, "the table is too large", f"Stay within {MOST_ROWS:,} rows and {MOST_COLUMNS} columns")
    return rows


def write_rows(path: Path, rows: Sequence[Sequence[str]], title: str) -> None:
    """Write texts as a table, formulas as text; raises `ScenarioError` if the file's name ends in another way."""
    if path.suffix.lower() not in SUFFIXES:
        raise _refused(path, "this is no table", "Name a file that ends in .csv or .xlsx")
    path.write_bytes(_book([(title, rows)]) if path.suffix.lower() == ".xlsx" else _text(rows))


def write_book(path: Path, tables: Iterable[tuple[str, Sequence[Sequence[str]]]]) -> None:
    """Write texts as a spreadsheet of several sheets, each with its title, formulas as text."""
    path.write_bytes(_book(tables))


def _as_text(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip("'").startswith(FORMULAS) else text


def _as_written(text: str) -> str:
    """A text without the apostrophe that keeps it from being a formula."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(FORMULAS) else text


def _refused(path: Path, found: str, wanted: str) -> ScenarioError:
    return ScenarioError((Fault(file=str(path), line=None, key="", found=found, wanted=wanted),))


# --- CSV --------------------------------------------------------------------------------------------------------------


def _text(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([[_as_text(cell) for cell in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def _of_text(path: Path, content: bytes) -> Rows:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(path, "this is not UTF-8 text", "Save the table as 'CSV UTF-8'") from error
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise _refused(path, f"this is no CSV file: {error}", "Save the table as 'CSV UTF-8'") from error
    return [[_as_written(cell.replace("\r\n", "\n").strip(" ")) for cell in row] for row in rows]


# --- xlsx -------------------------------------------------------------------------------------------------------------


def _book(tables: Iterable[tuple[str, Sequence[Sequence[str]]]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for title, rows in tables:
        _add_sheet(book, title, rows)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _add_sheet(book: Any, title: str, rows: Sequence[Sequence[str]]) -> None:
    """Add a sheet with some rows, the first as its head."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"

    def cell_of(text: str, *, bold: bool) -> WriteOnlyCell:
        cell = WriteOnlyCell(sheet, value=text[:LONGEST_CELL] or None)
        cell.data_type = "s" if text else "n"
        cell.alignment, cell.font = Alignment(wrap_text=True, vertical="top"), Font(bold=bold)
        return cell

    for at, row in enumerate(rows):
        sheet.append([cell_of(text, bold=not at) for text in row])


def _of_book(path: Path, content: bytes) -> Rows:
    _check_archive(path, content)
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        values = [list(row) for row in book.worksheets[0].iter_rows(values_only=True, max_row=MOST_ROWS + 1)]
    except (InvalidFileException, *DAMAGED) as error:
        raise _refused(path, "this is no xlsx file", "Save the table as .xlsx or .csv") from error
    rows = [[_cell_text(value) for value in row] for row in values]
    for row in rows:
        while row and not row[-1]:
            row.pop()
    return rows


def _check_archive(path: Path, content: bytes) -> None:
    """Refuse what is no xlsx file, holds macros, or grows too large when it is unpacked."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except zipfile.BadZipFile as error:
        raise _refused(path, "this is no xlsx file", "Save the table as .xlsx or .csv") from error
    if any("vbaproject" in part.filename.lower() for part in parts):
        raise _refused(path, "the file holds macros", "Save the table as .xlsx, without macros")
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise _refused(path, "the file is too large when it is unpacked", f"Stay within {LARGEST_UNPACKED:,} bytes")


def _cell_text(value: object) -> str:
    """The value of a cell as people see it: whole numbers without a point, nothing as nothing."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\r\n", "\n").strip(" ")
