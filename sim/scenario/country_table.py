"""A country table: officers by country and service, and planned checks, as offices keep them in CSV or xlsx."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.errors import Fault, ScenarioError, StoreError
from sim.scenario.allocation import CHECK_KINDS
from sim.scenario.codes import likely
from sim.scenario.schema import Scenario
from sim.scenario.totals import SERVICES, code_of
from sim.units import shown

COLUMNS = ("country", "service", "officers", *CHECK_KINDS)
SUFFIXES = (".csv", ".xlsx")
OTHER_NAMES = {
    "code": "country",
    "services": "service",
    "persons": "person",
    "vehicles": "vehicle",
    "parcels": "parcel",
}
GROUPED = {";": re.compile(r"\d{1,3}(?:[. ]\d{3})+(?:,0*)?"), ",": re.compile(r"\d{1,3}(?:[, ]\d{3})+(?:\.0*)?")}
"""Numbers with a sign between thousands, by what separates columns: a table with semicolons has decimal commas."""
WHOLE = re.compile(r"(\d{1,12})(?:[.,]0*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    line: int
    cells: Mapping[str, str]


def read(path: str | Path) -> dict[str, dict[str, int]]:
    """Figures of each country in a table, as `sim.new` takes them: officers in all or by service, checks by kind.

    Columns are country, service, officers, person, vehicle, parcel and premises, in any order; all but country may be
    left out. A row without a service gives the officers of the country in all. EL and UK are understood.

    Raises
    ------
    ScenarioError
        With all faults, each with its line and column.
    """
    path = Path(path)
    faults: list[Fault] = []
    figures: dict[str, dict[str, int]] = {}
    rows, separator = _rows(path)
    for row in rows:
        try:
            code = code_of(row.cells.get("country", ""))
        except ScenarioError as error:
            faults += [_fault(path, row.line, "country", one.found, one.wanted) for one in error.faults]
            continue
        known = figures.setdefault(code, {})
        for name, column, text in _figures(row):
            try:
                _put(known, name, _number(text, separator))
            except ValueError as error:
                faults.append(_fault(path, row.line, column, str(error), ""))
    if faults:
        raise ScenarioError(tuple(faults))
    return figures


def write(scenario: Scenario, path: Path, *, separator: str = ",", force: bool = False) -> None:
    """The country table of a scenario: a row for each service, the planned checks in the first row of a country.

    Raises
    ------
    StoreError
        If the file is there and is not to be replaced, cannot be written, or ends neither in .csv nor in .xlsx.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise StoreError(f"{path} ends neither in .csv nor in .xlsx")
    if path.exists() and not force:
        raise StoreError(f"{path} is there already; --force replaces it")
    rows: list[list[str | int]] = [[*COLUMNS], *_exported(scenario)]
    try:
        path.write_bytes(_as_xlsx(rows) if path.suffix.lower() == ".xlsx" else _as_csv(rows, separator))
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror}") from error


def _exported(scenario: Scenario) -> Iterator[list[str | int]]:
    for code, country in scenario.countries.items():
        scale = country.officers_scale * scenario.officers_scale
        checks: list[str | int] = [round(scenario.planned_checks(code)[kind]) for kind in CHECK_KINDS]
        for service, number in country.officers.items():
            yield [code, service, round(number * scale), *checks]
            checks = [""] * len(CHECK_KINDS)


def _as_csv(rows: Sequence[Sequence[str | int]], separator: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8")


def _as_xlsx(rows: Sequence[Sequence[str | int]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "countries"
    for row in rows:
        sheet.append([cell if cell != "" else None for cell in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _rows(path: Path) -> tuple[list[_Row], str]:
    """The rows below the header, and the sign that separates columns."""
    if path.suffix.lower() not in SUFFIXES:
        raise ScenarioError((_fault(path, None, "", "this is no table", "Name a file that ends in .csv or .xlsx"),))
    try:
        lines, separator = _lines_of_book(path) if path.suffix.lower() == ".xlsx" else _lines_of_text(path)
    except OSError as error:
        raise ScenarioError((_fault(path, None, "", f"the file cannot be read: {error.strerror}", ""),)) from error
    filled = [(at, cells) for at, cells in enumerate(lines, 1) if any(cells)]
    if not filled:
        raise ScenarioError((_fault(path, 1, "", "the table is empty", "Begin with: " + ", ".join(COLUMNS)),))
    (first, header), *below = filled
    names = [OTHER_NAMES.get(name.casefold(), name.casefold()) for name in header]
    _check_header(path, first, names)
    return [_Row(line=at, cells=dict(zip(names, cells, strict=False))) for at, cells in below], separator


def _check_header(path: Path, line: int, names: list[str]) -> None:
    faults = []
    for name in names:
        if name and name not in COLUMNS:
            meant = likely(name, list(COLUMNS))
            wanted = f"Did you mean '{meant}'?" if meant else "Known here: " + ", ".join(COLUMNS)
            faults.append(_fault(path, line, name, "unknown column", wanted))
    if "country" not in names:
        faults.append(_fault(path, line, "", "there is no column 'country'", "Begin with: " + ", ".join(COLUMNS)))
    if faults:
        raise ScenarioError(tuple(faults))


def _lines_of_text(path: Path) -> tuple[list[list[str]], str]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ScenarioError((_fault(path, None, "", "this is not UTF-8 text", "Save the table as UTF-8"),)) from error
    separator = ";" if ";" in text.partition("\n")[0] else ","
    return [[cell.strip() for cell in line] for line in csv.reader(text.splitlines(), delimiter=separator)], separator


def _lines_of_book(path: Path) -> tuple[list[list[str]], str]:
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError) as error:
        raise ScenarioError(
            (_fault(path, None, "", "this is no xlsx file", "Save the table as .xlsx or .csv"),)
        ) from error
    lines = [["" if cell is None else str(cell).strip() for cell in row] for row in book.worksheets[0].values]
    book.close()
    return lines, ","


def _figures(row: _Row) -> Iterator[tuple[str, str, str]]:
    """Name of each figure of a row, its column, and its text; what is empty says nothing."""
    for column, text in row.cells.items():
        if column == "officers" and text:
            yield row.cells.get("service", "").casefold().replace(" ", "_") or "officers", column, text
        elif column in CHECK_KINDS and text:
            yield column, column, text


def _put(known: dict[str, int], name: str, number: int) -> None:
    if name not in ("officers", *SERVICES, *CHECK_KINDS):
        meant = likely(name, list(SERVICES))
        raise ValueError(
            f"{shown(name)} is no service. " + (f"Did you mean '{meant}'?" if meant else f"Write {', '.join(SERVICES)}")
        )
    if name in known:
        raise ValueError(f"{name} of this country stands in an earlier row. Keep one of the two")
    known[name] = number


def _number(text: str, separator: str) -> int:
    bare = text.replace("\u00a0", " ").replace("\u202f", " ").strip()
    if GROUPED[separator].fullmatch(bare):
        bare = bare.replace(" ", "").replace("." if separator == ";" else ",", "")
    whole = WHOLE.fullmatch(bare)
    if whole is None:
        raise ValueError(f"{shown(text)} is not a whole number. Write a number such as 120")
    return int(whole.group(1))


def _fault(path: Path, line: int | None, column: str, found: str, wanted: str) -> Fault:
    return Fault(file=str(path), line=line, key=column, found=found, wanted=wanted)
