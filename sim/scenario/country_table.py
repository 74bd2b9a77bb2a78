"""A country table: officers by country and service, and planned checks, as offices keep them in CSV or xlsx."""

from collections.abc import Container, Iterator
from pathlib import Path

from sim.errors import Fault, ScenarioError
from sim.scenario.allocation import CHECK_KINDS
from sim.scenario.codes import likely
from sim.scenario.known import SERVICES, code_of
from sim.scenario.schema import Scenario
from sim.scenario.table_files import Row, bare_number, fault, table
from sim.units import shown

COLUMNS = ("country", "service", "officers", *CHECK_KINDS)
OTHER_NAMES = {
    "code": "country",
    "services": "service",
    "persons": "person",
    "vehicles": "vehicle",
    "parcels": "parcel",
}


def read(path: str | Path, own: Container[str] = ()) -> dict[str, dict[str, int]]:
    """Figures of each country in a table, as `sim.new` takes them: officers in all or by service, checks by kind.

    Columns are country, service, officers, person, vehicle, parcel and premises, in any order; all but country may be
    left out. A row without a service gives the officers of the country in all. EL and UK are understood,
    and codes of the plan's `own`.

    Raises
    ------
    ScenarioError
        With all faults, each with its line and column.
    """
    path = Path(path)
    faults: list[Fault] = []
    figures: dict[str, dict[str, int]] = {}
    rows, separator = table(path, COLUMNS, "country", OTHER_NAMES)
    for row in rows:
        try:
            code = code_of(row.cells.get("country", ""), own)
        except ScenarioError as error:
            faults += [fault(path, row.line, "country", one.found, one.wanted) for one in error.faults]
            continue
        known = figures.setdefault(code, {})
        for name, column, text in _figures(row):
            try:
                _put(known, name, _number(text, separator))
            except ValueError as error:
                faults.append(fault(path, row.line, column, str(error), ""))
    if faults:
        raise ScenarioError(tuple(faults))
    return figures


def exported(scenario: Scenario) -> Iterator[list[str | int]]:
    """The country table of a scenario: a row for each service, the planned checks in the first row of a country."""
    yield [*COLUMNS]
    for code, country in scenario.countries.items():
        scale = country.officers_scale * scenario.officers_scale
        checks: list[str | int] = [round(scenario.planned_checks(code)[kind]) for kind in CHECK_KINDS]
        for service, number in country.officers.items():
            yield [code, service, round(number * scale), *checks]
            checks = [""] * len(CHECK_KINDS)


def _figures(row: Row) -> Iterator[tuple[str, str, str]]:
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
    number = bare_number(text, separator)
    if number is None or float(number) < 0 or not float(number).is_integer():
        raise ValueError(f"{shown(text)} is not a whole number. Write a number such as 120")
    return int(float(number))
