"""What an action achieved and what it cost, in numbers: one row for the whole action and one for each country."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np

from sim.outcome import check_measures, crime_measures, exchange_measures
from sim.outcome.measure import Measure
from sim.outcome.outcome import Outcome
from sim.outcome.scopes import Floats, Scopes
from sim.registry import parts


def _of_every_action() -> Iterator[Measure]:
    for module in (check_measures, exchange_measures, crime_measures):
        yield from module.MEASURES


def _of_institutions() -> Iterator[Measure]:
    for module in parts("records"):
        yield from module.MEASURES


OF_INSTITUTIONS: tuple[str, ...] = tuple(one.name for one in _of_institutions())
"""Names of the measures that institutions bring."""
MEASURES: Mapping[str, Measure] = MappingProxyType(
    {measure.name: measure for measure in (*_of_every_action(), *_of_institutions())}
)
"""Every measure by name, in the order in which they are reported: those of every action, then those of institutions."""

HEADLINE = (
    "arrests",
    "investigations",
    "weapons",
    "checks_total",
    "detection_probability",
    "response_time_median_h",
    "wait_mean_min",
)
"""What is told of a plan first."""

MAIN = (
    "checks_total",
    "referrals",
    "hits",
    "requests",
    "answered_share",
    "response_time_median_h",
    "released_without_answer",
    "arrests",
    "arrests_needing_abroad",
    "weapons",
    "drugs_kg",
    "victims",
    "investigations",
    "detection_probability",
    "interception_probability",
    "networks_disrupted",
    "wait_mean_min",
    "officer_hours",
    "arrests_per_1000_officers",
)
"""What is compared between plans first, the headline among it."""


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
    values = np.stack([one.formula(scopes) for one in MEASURES.values()], axis=1)
    return Measures(outcome.countries, values)
