"""What is shown: the form in which a run and a comparison come to this room."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

import pandas as pd

from sim.scenario.schema import Scenario

ESTIMATE: Final = ["mean", "ci_low", "ci_high", "spread_low", "spread_high"]
"""Columns of an estimate: mean of the runs, confidence of the mean, range of 95 of 100 runs."""


class Run(Protocol):
    """What is shown of a run of many replications."""

    @property
    def scenario(self) -> Scenario:
        """What was planned."""

    @property
    def replications(self) -> int:
        """Replications that ended well."""

    @property
    def failed(self) -> int:
        """Replications that failed."""

    @property
    def manifest(self) -> Mapping[str, object]:
        """Identity: seed, versions, hash."""

    @property
    def summary(self) -> pd.DataFrame:
        """`country` ("" for the whole action), `measure`, `mean`, `ci_low`, `ci_high`, `spread_low`, `spread_high`."""

    def table(self, name: str) -> pd.DataFrame:
        """A table of `sim.outcome.records` over all replications, with a column `replication`."""


class Difference(Protocol):
    """One measure, variant less base, paired by replication; undefined numbers are nan."""

    @property
    def base(self) -> float:
        """Mean of the base over the pairs."""

    @property
    def variant(self) -> float:
        """Mean of the variant over the pairs."""

    @property
    def difference(self) -> float:
        """Mean difference."""

    @property
    def ci_low(self) -> float:
        """Lower end of its 95 % confidence interval."""

    @property
    def ci_high(self) -> float:
        """Upper end."""

    @property
    def variance_reduction(self) -> float:
        """What pairing gained."""

    @property
    def effect(self) -> str:
        """better, worse, changed, unclear, identical or undefined."""

    @property
    def verdict(self) -> str:
        """The same in words."""


class Variant(Protocol):
    """What is shown of a plan that is set against the base."""

    @property
    def run(self) -> Run:
        """The variant, run."""

    @property
    def differences(self) -> Mapping[str, Difference]:
        """Differences in the whole action, by measure."""

    @property
    def by_country(self) -> Mapping[str, Mapping[str, Difference]]:
        """The same by country that takes part in both."""

    @property
    def only_in_base(self) -> Sequence[str]:
        """Countries that take part in the base alone."""

    @property
    def only_in_variant(self) -> Sequence[str]:
        """Countries that take part in the variant alone."""

    @property
    def elasticity(self) -> Mapping[str, Any] | None:
        """How results follow officers; None where their number is the same."""


class Comparison(Protocol):
    """What is shown of a comparison: a base, and variants that were run with the same luck."""

    @property
    def base(self) -> Run:
        """The base, run."""

    @property
    def variants(self) -> Sequence[Variant]:
        """The variants."""

    @property
    def manifest(self) -> Mapping[str, object]:
        """Identity: the scenarios with their hashes, seed, versions."""
