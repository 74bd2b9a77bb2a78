"""What a measure is, and the ways to work one out that many measures share."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from sim.outcome.scopes import Floats, Scopes

type Formula = Callable[[Scopes], Floats]


@dataclass(frozen=True, slots=True)
class Smallest:
    """The smallest difference that matters: in the unit of a measure, or as a share of the base.

    Raises
    ------
    ValueError
        If it is no number that is positive or zero.
    """

    amount: float
    relative: bool = False

    def __post_init__(self) -> None:
        if not (math.isfinite(self.amount) and self.amount >= 0):
            raise ValueError(f"{self.amount} is no smallest difference")

    @classmethod
    def read(cls, text: str) -> Smallest:
        """Read ``"0.5"`` (in the unit of the measure) or ``"1 %"`` (of the base); raises as the class does."""
        number, percent, rest = text.strip().partition("%")
        if rest:
            raise ValueError(f"{text!r} is no smallest difference")
        return cls(float(number) / 100 if percent else float(number), bool(percent))

    def __str__(self) -> str:
        return f"{100 * self.amount:.12g} %" if self.relative else f"{self.amount:.12g}"

    def of(self, base: float) -> float:
        """The same in the unit of the measure, beside a base."""
        return self.amount * abs(base) if self.relative else self.amount


@dataclass(frozen=True, slots=True)
class Measure:
    """A number about a run, declared once.

    Attributes
    ----------
    direction
        Whether more is better (+1), worse (-1) or neither (0).
    meaning, denominator
        What is counted, and, of a share or a mean, of what.
    smallest
        The smallest difference between two plans that matters, as `Smallest.read` takes it: a convention.
    finished
        For a time to an event, the measure that tells in which share of cases the event came; otherwise empty.
    formula
        Works it out for the whole action and each country, shape (1 + countries,); nan where it is not defined.
    """

    name: str
    title: str
    unit: str
    direction: int
    meaning: str
    formula: Formula
    smallest: str
    denominator: str = ""
    finished: str = ""

    @property
    def matters(self) -> Smallest:
        """The smallest difference that matters."""
        return Smallest.read(self.smallest)

    @property
    def most(self) -> float:
        """What it cannot exceed; nothing measured is negative."""
        return 1.0 if self.unit == "share" else math.inf


def column(table: str, name: str) -> Formula:
    """Sum of a column of numbers."""
    return lambda scopes: scopes.column(table, name)


def equal(table: str, name: str, *wanted: str) -> Formula:
    """Number of rows whose text is one of those wanted."""
    return lambda scopes: scopes.equal(table, name, *wanted)


def number(table: str) -> Formula:
    """Number of rows."""
    return lambda scopes: scopes.sum(table)
