"""Results as a workbook for an office: summary, differences, countries, assumptions, with formats of numbers."""

import io
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sim.outcome.measures import MAIN, MEASURES
from sim.present.overlay import named_variants, plan_names, runs_of
from sim.present.protocols import ESTIMATE, Comparison, Difference, Run
from sim.present.wording import sentence_case
from sim.scenario.assumptions import assumptions
from sim.scenario.names import country_name

type Cell = str | float | None
type Rows = Iterator[Sequence[Cell]]

LONGEST: Final = 32_000
"""Characters of a cell; a spreadsheet takes few more."""
ESTIMATED: Final = ("Mean", "Confidence low", "Confidence high", "95 of 100 runs low", "95 of 100 runs high")
BEHIND: Final = ("Runs", "Of runs", "Not reached in")
"""Runs in which a measure was defined, of how many, and those of them in which a time was not reached."""
DIFFERS: Final = ("Base", "Variant", "Difference", "Confidence low", "Confidence high", "Pairs", "Of pairs", "Verdict")
ASSUMED: Final = ("What", "Value", "Unit", "Low", "High", "Trust", "Source", "Meaning")


def run_workbook(run: Run) -> bytes:
    """One plan as an xlsx file."""
    return _book({"Summary": _summary([run]), "Countries": _countries([run]), "Assumptions": _assumptions([run])})


def comparison_workbook(compared: Comparison) -> bytes:
    """Plans compared with a base as an xlsx file."""
    runs = runs_of(compared)
    sheets = {
        "Summary": _summary(runs),
        "Differences": _differences(compared),
        "Countries": _countries(runs),
        "Differences by country": _by_country(compared),
        "Assumptions": _assumptions(runs),
    }
    return _book(sheets)


def _summary(runs: Sequence[Run]) -> Rows:
    yield ("Plan", "Measure", "Name", "Unit", *BEHIND, *ESTIMATED)
    for name, run in zip(plan_names(runs), runs, strict=True):
        for row in run.summary.query("country == ''").to_dict("records"):
            title = sentence_case(MEASURES[row["measure"]].title)
            yield (name, title, row["measure"], row["unit"], *_estimate(run, row))


def _countries(runs: Sequence[Run]) -> Rows:
    yield ("Plan", "Country", "Code", "Measure", "Name", "Unit", *BEHIND, *ESTIMATED)
    for name, run in zip(plan_names(runs), runs, strict=True):
        for row in run.summary.query("country != ''").to_dict("records"):
            if row["measure"] in MAIN:
                place = (
                    country_name(run.scenario, row["country"]),
                    row["country"],
                    sentence_case(MEASURES[row["measure"]].title),
                )
                yield (name, *place, row["measure"], row["unit"], *_estimate(run, row))


def _estimate(run: Run, row: Mapping[Any, Any]) -> tuple[Cell, ...]:
    """The cells of `BEHIND` and `ESTIMATED`."""
    return (row["runs"], run.replications, row["unreached"], *(row[column] for column in ESTIMATE))


def _differences(compared: Comparison) -> Rows:
    yield ("Plan", "Measure", "Name", "Unit", *DIFFERS)
    for name, variant in named_variants(compared):
        for measure, row in variant.differences.items():
            yield (name, *_measure(measure), *_difference(row))


def _by_country(compared: Comparison) -> Rows:
    yield ("Plan", "Country", "Code", "Measure", "Name", "Unit", *DIFFERS)
    for name, variant in named_variants(compared):
        for code, known in variant.by_country.items():
            for measure in (one for one in MAIN if one in known):
                yield (
                    name,
                    country_name(variant.run.scenario, code),
                    code,
                    *_measure(measure),
                    *_difference(known[measure]),
                )


def _assumptions(runs: Sequence[Run]) -> Rows:
    yield ("Plan", *ASSUMED)
    for name, run in zip(plan_names(runs), runs, strict=True):
        for row in assumptions(run.scenario):
            yield (name, row.path, row.value, row.unit, row.low, row.high, row.trust, row.source, row.meaning)


def _measure(name: str) -> tuple[str, str, str]:
    return sentence_case(MEASURES[name].title), name, MEASURES[name].unit


def _difference(row: Difference) -> tuple[Cell, ...]:
    pairs = float(row.pairs), float(row.pairs + row.dropped)
    return (row.base, row.variant, row.difference, row.ci_low, row.ci_high, *pairs, row.verdict)


def _book(sheets: dict[str, Rows]) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for title, rows in sheets.items():
        _add_sheet(book, title, rows)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _add_sheet(book: Any, title: str, rows: Rows) -> None:
    """Add a sheet, its first row as a head that stays and by which can be filtered."""
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    head, *body = rows
    for at, name in enumerate(head):
        longest = max((len(text) for row in body if isinstance(text := row[at], str)), default=0)
        sheet.column_dimensions[get_column_letter(at + 1)].width = min(60, max(12, len(str(name)) + 2, longest + 2))
    units = [at for at, name in enumerate(head) if name == "Unit"]
    sheet.append([_cell(sheet, name, bold=True) for name in head])
    for row in body:
        share = any(row[at] == "share" for at in units)
        sheet.append([_cell(sheet, value, share=share) for value in row])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(head))}{len(body) + 1}"


def _cell(sheet: Any, value: Cell, *, bold: bool = False, share: bool = False) -> Any:
    """A cell: text is text, whatever it begins with, and a number has the format of its unit."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font

    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub(" ", value)[:LONGEST] or None)
        cell.data_type = "s" if value else "n"
        cell.font = Font(bold=bold)
        return cell
    known = value is not None and math.isfinite(value)
    cell = WriteOnlyCell(sheet, value=float(value) if known and value is not None else None)
    cell.number_format = "0.0%" if share else "#,##0" if known and value == round(value or 0) else "#,##0.00"
    return cell
