"""Reading an outcome by scope: the whole action first, then each participating country."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np

from sim.words import EUROPOL

type Floats = np.ndarray[Any, np.dtype[np.float64]]
type Numbers = np.ndarray[Any, Any]


class Table(Protocol):
    """What is read of a table."""

    def text(self, name: str) -> list[str]:
        """A text column."""

    def numbers(self, name: str) -> np.ndarray[Any, Any]:
        """A column of numbers or truth values, shape (rows,)."""


class Outcome(Protocol):
    """What is read of the result of a run."""

    @property
    def tables(self) -> Mapping[str, Table]:
        """Tables by name."""

    @property
    def countries(self) -> tuple[str, ...]:
        """Participating countries, in the order of the scenario."""

    @property
    def hours(self) -> float:
        """Length of the action."""


class Scopes:
    """An outcome, read by scope: every result has shape (1 + countries,)."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.size = 1 + len(outcome.countries)
        self._row = {code: 1 + at for at, code in enumerate(outcome.countries)}
        self._known: dict[tuple[str, str], Numbers] = {}
        self._foreign: Numbers | None = None

    def __getitem__(self, table: str) -> Table:
        return self.outcome.tables[table]

    def at(self, table: str, column: str) -> Numbers:
        """Scope of each row (0 where the place is no participating country), shape (rows,)."""
        key = table, column
        if key not in self._known:
            row = self._row
            self._known[key] = np.array([row.get(code, 0) for code in self[table].text(column)], dtype=np.intp)
        return self._known[key]

    def sum(self, table: str, weights: Numbers | None = None, column: str = "country") -> Floats:
        """Sum of the weights (or number) of the rows of each scope."""
        at = self.at(table, column)
        sums: Floats = np.bincount(at, weights=weights, minlength=self.size).astype(np.float64)
        sums[0] = len(at) if weights is None else weights.sum()
        return sums

    def column(self, table: str, column: str) -> Floats:
        """Sum of a column of numbers in each scope."""
        return self.sum(table, self[table].numbers(column))

    def equal(self, table: str, column: str, *wanted: str) -> Floats:
        """Number of rows of each scope whose text is one of those wanted."""
        return self.sum(table, self.matches(table, column, *wanted))

    def matches(self, table: str, column: str, *wanted: str) -> Numbers:
        """Whether the text of each row is one of those wanted, shape (rows,)."""
        return np.array([text in wanted for text in self[table].text(column)], dtype=np.bool_)

    def named(self, table: str) -> Numbers:
        """Whether the column `countries` of each row names a country, shape (scopes, rows); the total has every row."""
        named = np.zeros((self.size, len(self[table].text("countries"))), dtype=np.bool_)
        named[0] = True
        for at, codes in enumerate(self[table].text("countries")):
            named[[self._row[code] for code in codes.split() if code in self._row], at] = True
        return named

    def by_named_country(self, table: str) -> Floats:
        """Rows of each country that their column `countries` names; the total counts each row once."""
        return self.named(table).sum(axis=1, dtype=np.float64)

    def undefined(self) -> Floats:
        """Not defined by country: nan, with room for the total."""
        return np.full(self.size, np.nan)

    @property
    def foreign(self) -> Numbers:
        """Whether each message is a request of one country to another, shape (messages,)."""
        if self._foreign is None:
            table = self["messages"]
            rows = zip(table.text("kind"), table.text("sender"), table.text("receiver"), strict=True)
            self._foreign = np.array(
                [kind == "request" and asks != asked and EUROPOL not in (asks, asked) for kind, asks, asked in rows],
                dtype=np.bool_,
            )
        return self._foreign


def ratio(above: Floats, below: Floats) -> Floats:
    """Divide scope by scope; nan where there is nothing to divide by."""
    quotients: Floats = np.divide(above, below, out=np.full(len(below), np.nan), where=below > 0)
    return quotients
