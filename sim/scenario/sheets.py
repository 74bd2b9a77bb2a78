"""Tables in CSV and xlsx files, read within limits; a cell says where it stands as spreadsheets do (C4)."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from sim.errors import Fault, ScenarioError
from sim.files import write_whole, writing

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
type Cells = Sequence[str | int | float]


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


def content_of(path: Path) -> bytes:
    """The bytes of a file; raises `ScenarioError` if it cannot be read or is too large."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)
        size = path.stat().st_size
    except OSError as error:
        raise refused(path, f"the file cannot be read: {error.strerror}", "") from error
    if len(content) > LARGEST_BYTES:
        raise refused(path, f"the file has {size:,} bytes", f"Stay within {LARGEST_BYTES:,}")
    return content


def read_rows(path: Path, most: int = MOST_ROWS) -> tuple[Rows, str]:
    """The texts of a table, row by row, without empty rows at the end, and the sign between its columns.

    That sign is a comma for xlsx.

    Raises
    ------
    ScenarioError
        If the file is no table, or has more rows or columns than it may.
    """
    _check_name(path)
    content = content_of(path)
    book = path.suffix.lower() == ".xlsx"
    rows, separator = (_of_book(path, content, most), ",") if book else _of_text(path, content)
    while rows and not any(rows[-1]):
        rows.pop()
    if len(rows) > most or any(len(row) > MOST_COLUMNS for row in rows):
        raise refused(path, "the table is too large", f"Stay within {most:,} rows and {MOST_COLUMNS} columns")
    return rows, separator


def write_rows(path: Path, rows: Sequence[Cells], title: str, separator: str = ",") -> None:
    """Write a table, formulas as text; raises `ScenarioError` if the file's name ends in another way."""
    _check_name(path)
    if path.suffix.lower() == ".xlsx":
        write_book(path, [(title, rows)])
    else:
        write_whole(path, _text(rows, separator))


def write_book(path: Path, tables: Iterable[tuple[str, Sequence[Cells]]]) -> None:
    """Write texts as a spreadsheet of several sheets, each with its title, formulas as text."""
    with writing(path):  # sheets are files for a while
        content = _book(tables)
    write_whole(path, content)


def _check_name(path: Path) -> None:
    if path.suffix.lower() not in SUFFIXES:
        raise refused(path, "this is no table", "Name a file that ends in .csv or .xlsx")


def _as_text(cell: str | float, separator: str) -> str:
    """A cell as text that no spreadsheet takes for a formula; where semicolons separate, decimals have commas."""
    if isinstance(cell, str):
        return f"'{cell}" if cell.lstrip("'").startswith(FORMULAS) else cell
    return repr(cell).replace(".", ",") if separator == ";" else repr(cell)


def _as_written(text: str) -> str:
    """A text without the apostrophe that keeps it from being a formula."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(FORMULAS) else text


def refused(path: Path, found: str, wanted: str) -> ScenarioError:
    """A refusal of a whole file."""
    return ScenarioError((Fault(file=str(path), line=None, key="", found=found, wanted=wanted),))


# --- CSV --------------------------------------------------------------------------------------------------------------


def _text(rows: Sequence[Cells], separator: str) -> bytes:
    text = io.StringIO()
    lines = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    lines.writerows([[_as_text(cell, separator) for cell in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def _of_text(path: Path, content: bytes) -> tuple[Rows, str]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refused(path, "this is not UTF-8 text", "Save the table as 'CSV UTF-8'") from error
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise refused(path, f"this is no CSV file: {error}", "Save the table as 'CSV UTF-8'") from error
    return [[_as_written(cell.replace("\r\n", "\n").strip(" ")) for cell in row] for row in rows], separator


# --- xlsx -------------------------------------------------------------------------------------------------------------


def _book(tables: Iterable[tuple[str, Sequence[Cells]]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for title, rows in tables:
        _add_sheet(book, title, rows)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _add_sheet(book: Any, title: str, rows: Sequence[Cells]) -> None:
    """Add a sheet with some rows, the first as its head."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"

    def cell_of(value: str | float, *, bold: bool) -> WriteOnlyCell:
        text = isinstance(value, str) and value != ""
        cell = WriteOnlyCell(sheet, value=value[:LONGEST_CELL] or None if isinstance(value, str) else value)
        cell.data_type = "s" if text else "n"
        cell.alignment, cell.font = Alignment(wrap_text=True, vertical="top"), Font(bold=bold)
        return cell

    for at, row in enumerate(rows):
        sheet.append([cell_of(value, bold=not at) for value in row])


def _of_book(path: Path, content: bytes, most: int) -> Rows:
    _check_archive(path, content)
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        values = [list(row) for row in book.worksheets[0].iter_rows(values_only=True, max_row=most + 1)]
    except (InvalidFileException, *DAMAGED) as error:
        raise refused(path, "this is no xlsx file", "Save the table as .xlsx or .csv") from error
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
        raise refused(path, "this is no xlsx file", "Save the table as .xlsx or .csv") from error
    if any("vbaproject" in part.filename.lower() for part in parts):
        raise refused(path, "the file holds macros", "Save the table as .xlsx, without macros")
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise refused(path, "the file is too large when it is unpacked", f"Stay within {LARGEST_UNPACKED:,} bytes")


def _cell_text(value: object) -> str:
    """The value of a cell as people see it: whole numbers without a point, nothing as nothing."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\r\n", "\n").strip(" ")
