"""The frozen result of one run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from sim.engine.journal import Column, Journal
from sim.outcome import records

_DTYPES: Mapping[type, type[np.generic]] = {int: np.int64, float: np.float64, bool: np.bool_}


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of equal length: text as a list, numbers and truth values as a numpy array that cannot be written to."""

    columns: Mapping[str, Column]

    def __getitem__(self, name: str) -> Column:
        return self.columns[name]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def text(self, name: str) -> list[str]:
        """Return a text column."""
        column = self.columns[name]
        if not isinstance(column, list):
            raise TypeError(f"column {name!r} is not text")
        return column

    def numbers(self, name: str) -> np.ndarray[Any, Any]:
        """Return a column of numbers or truth values, shape (rows,)."""
        column = self.columns[name]
        if isinstance(column, list):
            raise TypeError(f"column {name!r} is text")
        return column

    def rows(self) -> list[dict[str, Any]]:
        """Return the rows as plain mappings."""
        plain = [column if isinstance(column, list) else column.tolist() for column in self.columns.values()]
        return [dict(zip(self.columns, row, strict=True)) for row in zip(*plain, strict=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one run left behind. Identity: (scenario hash, recorded events, seed, replication, turn).

    It holds no wall-clock time: the same identity gives the same bytes.

    Attributes
    ----------
    scenario_hash : str
        Hash of the scenario and the reference data.
    seed, replication : int
        Which run it was.
    events : tuple
        Recorded events that were added to those of the scenario.
    turn : tuple of (float, int) or None
        Hour from which luck was that of another replication, and which; None for one luck throughout.
    hours : float
        Length of the action as far as it was played, h.
    start : datetime
        Calendar time of hour 0, UTC.
    countries : tuple of str
        Participating countries, in the order of the scenario.
    tables : Mapping
        Every table of `sim.outcome.records.TABLES`, by name.
    """

    scenario_hash: str
    seed: int
    replication: int
    events: tuple[object, ...]
    hours: float
    start: datetime
    countries: tuple[str, ...]
    tables: Mapping[str, Table]
    turn: tuple[float, int] | None = None

    def __getitem__(self, table: str) -> Table:
        return self.tables[table]


def freeze(
    journal: Journal,
    *,
    scenario_hash: str,
    seed: int,
    replication: int,
    hours: float,
    start: datetime,
    countries: Sequence[str],
    events: Sequence[object] = (),
    turn: tuple[float, int] | None = None,
) -> Outcome:
    """Close a journal and make its tables.

    Raises
    ------
    ValueError
        If a dense table is missing, if its columns are not the declared ones or differ in length, or if a column holds
        a word that it may not hold.
    """
    return Outcome(
        scenario_hash=scenario_hash,
        seed=seed,
        replication=replication,
        events=tuple(events),
        hours=hours,
        start=start,
        countries=tuple(countries),
        tables={name: _table(journal, name) for name in records.TABLES},
        turn=turn,
    )


def _table(journal: Journal, name: str) -> Table:
    given = journal.columns(name)
    if given is None and name in records.DENSE:
        raise ValueError(f"table {name!r} was not given")
    table = _from_records(journal, name) if given is None else _from_columns(name, given)
    for key, column in records.describe(name).items():
        unknown = set(table[key]) - set(column.choices) if column.choices else ()
        if unknown:
            raise ValueError(f"table {name!r}, column {key!r}: unknown words {sorted(unknown)}")
    return table


def _from_records(journal: Journal, name: str) -> Table:
    types = records.columns(name)
    rows = journal.rows(records.TABLES[name])
    columns = zip(*rows, strict=True) if rows else iter([()] * len(types))
    return Table({key: _column(kind, values) for (key, kind), values in zip(types.items(), columns, strict=True)})


def _from_columns(name: str, given: Mapping[str, Column]) -> Table:
    types = records.columns(name)
    if given.keys() != types.keys():
        raise ValueError(f"table {name!r}: columns missing or too many: {sorted(given.keys() ^ types.keys())}")
    if len({len(column) for column in given.values()}) > 1:
        raise ValueError(f"table {name!r}: columns differ in length: { {key: len(c) for key, c in given.items()} }")
    return Table({key: _column(kind, given[key]) for key, kind in types.items()})


def _column(kind: type, values: Any) -> Column:
    if kind is str:
        return values.tolist() if isinstance(values, np.ndarray) else list(values)
    column = np.array(values, dtype=_DTYPES[kind])
    column.flags.writeable = False
    return column
