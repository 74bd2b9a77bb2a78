"""The journal: what a run writes down while it happens, and the only way out of it."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

type Column = list[str] | np.ndarray[Any, Any]


class Journal:
    """An append-only record of one run.

    Things that happen one by one are records (`add`), kept in one list per record class; what is counted densely, hour
    by hour and post by post, is given once as columns (`put`). Nothing is ever changed or taken out.
    """

    __slots__ = ("_columns", "_counts", "_rows")

    def __init__(self) -> None:
        self._rows: defaultdict[type[Any], list[Any]] = defaultdict(list)
        self._columns: dict[str, dict[str, Column]] = {}
        self._counts: Counter[tuple[str, str]] = Counter()

    def add(self, record: tuple[Any, ...]) -> None:
        """Write one record (a NamedTuple) down."""
        self._rows[record.__class__].append(record)

    def put(self, table: str, columns: Mapping[str, Column]) -> None:
        """Give a dense table, column by column; each table once.

        Raises
        ------
        ValueError
            If the table was given before.
        """
        if table in self._columns:
            raise ValueError(f"table {table!r} was already given")
        self._columns[table] = dict(columns)

    def rows[R](self, record: type[R]) -> Sequence[R]:
        """Return what was written so far of one record class, in the order of writing."""
        return self._rows[record]

    def columns(self, table: str) -> Mapping[str, Column] | None:
        """Return the columns of a dense table, or None if it was never given."""
        return self._columns.get(table)

    def count(self, what: str, country: str, number: int = 1) -> None:
        """Count something that may be asked for while the run goes on."""
        self._counts[what, country] += number

    def counted(self, what: str, country: str | None = None) -> int:
        """Return what was counted so far, in one country or in all."""
        if country is not None:
            return self._counts[what, country]
        return sum(number for (name, _), number in self._counts.items() if name == what)
