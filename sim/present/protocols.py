"""What is shown: the form in which a run and a comparison come to this room."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Protocol

import pandas as pd

from sim.outcome.intervals import Integers
from sim.outcome.measure import Measure, Smallest
from sim.outcome.origins import ArrestOrigins
from sim.scenario.diff import Change
from sim.scenario.schema import Scenario

ESTIMATE: Final = ["mean", "ci_low", "ci_high", "spread_low", "spread_high"]
"""Columns of an estimate: mean of the runs, confidence of the mean, range of 95 of 100 runs."""


class Run(Protocol):
    """What is shown of a run of many replications."""

    @property
    def scenario(self) -> Scenario:
        """What was planned."""

    @property
    def completed(self) -> tuple[int, ...]:
        """Numbers of the replications that ended well."""

    @property
    def sets(self) -> Integers | None:
        """Which set of parameters each of them had; None where each had its own."""

    @property
    def repeated(self) -> str:
        """In words: that they share sets of parameters; empty if they do not."""

    @property
    def cautions(self) -> Sequence[str]:
        """What must be known before the numbers, in sentences."""

    @property
    def fates(self) -> Sequence[object]:
        """How each event of the timeline ended; each says it as text."""

    @property
    def origins(self) -> ArrestOrigins | None:
        """Where arrests come from; None where that is not kept."""

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
        """`country` ("" for the whole action), `measure`, `mean`, `ci_low`, `ci_high`, `spread_low`, `spread_high`.

        Behind them `runs`, `unreached`, and in words why there is `no_confidence` and `no_prediction`.
        """

    def table(self, name: str, columns: Sequence[str] = ()) -> pd.DataFrame:
        """A table of `sim.outcome.records` over all replications, after its identity; or the columns that are named."""

    def frames(self, name: str, columns: Sequence[str] = ()) -> Iterator[pd.DataFrame]:
        """The same in blocks of whole replications, at least one."""


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
    def pairs(self) -> int:
        """Pairs compared."""

    @property
    def dropped(self) -> int:
        """Pairs left out because the measure was undefined in one of the two."""

    @property
    def unreached_base(self) -> int:
        """Pairs in which a time was not reached in the base."""

    @property
    def unreached_variant(self) -> int:
        """The same in the variant."""

    @property
    def matters(self) -> float:
        """The smallest difference that matters."""

    @property
    def effect(self) -> str:
        """better, worse, changed, negligible, unclear, identical or undefined."""

    @property
    def told(self) -> bool:
        """Whether there is a difference in one direction."""

    @property
    def verdict(self) -> str:
        """The same in words."""

    @property
    def widths(self) -> Widths | None:
        """How far it rests on luck, fit and assumptions; None where these were not drawn."""

    @property
    def base_widths(self) -> Widths | None:
        """The same of the mean of the base."""

    @property
    def variant_widths(self) -> Widths | None:
        """The same of the mean of the variant."""

    @property
    def leading(self) -> Sequence[Leading] | None:
        """The assumptions that move it most; None where nobody looked."""


class Leading(Protocol):
    """An assumption that moves a difference."""

    @property
    def path(self) -> str:
        """Where it stands in the plan."""

    @property
    def value(self) -> float:
        """Its value there."""

    @property
    def low(self) -> float:
        """Lower end of its range."""

    @property
    def high(self) -> float:
        """Upper end."""

    @property
    def unit(self) -> str:
        """Unit of these."""

    @property
    def change(self) -> float:
        """How much larger the difference is at the upper end than at the lower."""


class Widths(Protocol):
    """How far a difference rests on luck, fit and assumptions; nan where that is not told."""

    @property
    def luck(self) -> tuple[float, float]:
        """Interval for luck."""

    @property
    def calibrated(self) -> tuple[float, float]:
        """Interval over draws of calibrated parameters."""

    @property
    def assumed(self) -> tuple[float, float]:
        """Interval over draws of what is assumed, and of those."""

    @property
    def of_luck(self) -> float:
        """Share of the variance that is luck."""

    @property
    def of_fit(self) -> float:
        """Share that calibration leaves."""

    @property
    def of_assumptions(self) -> float:
        """Share that is assumed."""

    @property
    def rests(self) -> str:
        """Whether the sign is firm over what is assumed, loose, or not told."""

    @property
    def draws(self) -> int:
        """Draws of what is assumed."""

    @property
    def same_sign(self) -> int:
        """Those with the sign that the answer has with all that is assumed at its value."""


class Variant(Protocol):
    """What is shown of a plan that is set against the base."""

    @property
    def changes(self) -> Sequence[Change]:
        """What it changes in the plan of the base."""

    @property
    def unlike(self) -> Sequence[object]:
        """In what the plans are unlike; each says it as text."""

    @property
    def same_as(self) -> str:
        """The plan of which it is a repetition, in words; empty where it is a plan of its own."""

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
        """How results follow officers; None where anything else differs, or nothing."""


class PlanPair(Protocol):
    """One plan against another; plans by number, 0 is the base of the comparison."""

    @property
    def base(self) -> int:
        """The plan against which the other is set."""

    @property
    def variant(self) -> int:
        """The other plan."""

    @property
    def difference(self) -> float:
        """Mean difference."""

    @property
    def ci_low(self) -> float:
        """Lower end of its interval, which holds together with those of all other pairs."""

    @property
    def ci_high(self) -> float:
        """Upper end."""

    @property
    def better(self) -> float:
        """Share of pairs of runs in which the variant does better."""

    @property
    def worse(self) -> float:
        """Share in which it does worse."""


class Ranking(Protocol):
    """All plans by one measure."""

    @property
    def measure(self) -> Measure:
        """By which they are ranked."""

    @property
    def runs(self) -> int:
        """Runs in which it is defined in all plans."""

    @property
    def means(self) -> Sequence[float]:
        """Mean of each plan."""

    @property
    def order(self) -> Sequence[int]:
        """Plans, the best mean first."""

    @property
    def best(self) -> Sequence[int]:
        """Those that could be the best."""

    @property
    def ruled_out(self) -> Sequence[int]:
        """The others."""

    @property
    def pairs(self) -> Sequence[PlanPair]:
        """Each plan with each later one."""

    @property
    def of_single_actions(self) -> bool:
        """Whether the runs are enough to say how single actions would go."""

    @property
    def widest(self) -> float:
        """Half the width of the widest interval."""


class Precision(Protocol):
    """How well differences were to be known."""

    @property
    def measure(self) -> str:
        """Of which measure."""

    @property
    def size(self) -> Smallest:
        """Half the width of the interval."""

    @property
    def looks(self) -> int:
        """How often was looked."""


class Comparison(Protocol):
    """What is shown of a comparison: a base, and variants that were run with the same luck."""

    @property
    def base(self) -> Run:
        """The base, run."""

    @property
    def variants(self) -> Sequence[Variant]:
        """The variants."""

    @property
    def rankings(self) -> Sequence[Ranking]:
        """All plans against each other, measure by measure."""

    @property
    def precision(self) -> Precision | None:
        """How well differences were to be known, where runs went on until they were."""

    @property
    def precise(self) -> bool:
        """Whether they are."""

    @property
    def adjustment(self) -> str:
        """The rule by which verdicts are made, in one sentence."""

    @property
    def manifest(self) -> Mapping[str, object]:
        """Identity: the scenarios with their hashes, seed, versions."""
