"""What an action achieved and what it cost, in numbers: one row for the whole action and one for each country."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from types import MappingProxyType

import numpy as np

from sim.outcome.formulas import FORMULAS
from sim.outcome.outcome import Outcome
from sim.outcome.scopes import Floats, Scopes


@dataclass(frozen=True, slots=True)
class Measure:
    """A number about a run: its unit, whether more is better (+1), worse (-1) or neither (0), and what it means."""

    name: str
    title: str
    unit: str
    direction: int
    meaning: str
    denominator: str = ""


def _declared() -> Iterator[Measure]:
    """Read `measures.csv`, where each measure is declared once."""
    text = files("sim.outcome").joinpath("measures.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        direction = int(row.pop("direction"))
        yield Measure(direction=direction, **row)


MEASURES: Mapping[str, Measure] = MappingProxyType({measure.name: measure for measure in _declared()})
"""Every measure by name, in the order in which they are reported."""


@dataclass(frozen=True)
class Measures:
    """All measures of one run.

    Attributes
    ----------
    countries : tuple of str
        Participating countries, in the order of the scenario.
    values : array, shape (1 + countries, measures)
        The whole action in row 0, then the countries; measures in the order of `MEASURES`; nan where undefined.
    """

    countries: tuple[str, ...]
    values: Floats

    @cached_property
    def total(self) -> Mapping[str, float]:
        """Measures of the whole action, by name."""
        return MappingProxyType(dict(zip(MEASURES, self.values[0].tolist(), strict=True)))

    @cached_property
    def by_country(self) -> Mapping[str, Mapping[str, float]]:
        """Measures of each country, by code and name."""
        rows = zip(self.countries, self.values[1:].tolist(), strict=True)
        return MappingProxyType({code: MappingProxyType(dict(zip(MEASURES, row, strict=True))) for code, row in rows})


def measure(outcome: Outcome) -> Measures:
    """Work out every measure of a run.

    What has no denominator is nan. The total counts every row, also rows of places outside the participating countries
    (movements that begin elsewhere, messages that Europol sent), which no country's row counts.
    """
    scopes = Scopes(outcome)
    values = np.stack([FORMULAS[name](scopes) for name in MEASURES], axis=1)
    return Measures(outcome.countries, values)
