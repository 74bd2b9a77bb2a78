"""What a measure is, and the ways to work one out that many measures share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sim.outcome.scopes import Floats, Scopes

type Formula = Callable[[Scopes], Floats]


@dataclass(frozen=True, slots=True)
class Measure:
    """A number about a run, declared once.

    Attributes
    ----------
    direction
        Whether more is better (+1), worse (-1) or neither (0).
    meaning, denominator
        What is counted, and, of a share or a mean, of what.
    formula
        Works it out for the whole action and each country, shape (1 + countries,); nan where it is not defined.
    """

    name: str
    title: str
    unit: str
    direction: int
    meaning: str
    formula: Formula
    denominator: str = ""


def column(table: str, name: str) -> Formula:
    """Sum of a column of numbers."""
    return lambda scopes: scopes.column(table, name)


def equal(table: str, name: str, *wanted: str) -> Formula:
    """Number of rows whose text is one of those wanted."""
    return lambda scopes: scopes.equal(table, name, *wanted)


def number(table: str) -> Formula:
    """Number of rows."""
    return lambda scopes: scopes.sum(table)
