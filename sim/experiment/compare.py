"""Scenarios against each other: the same seed and replication, the same luck, so that the difference is the plan's."""

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from scipy.special import stdtr, stdtrit

from sim.experiment.parameters import Choice, Parameters
from sim.experiment.replicate import Progress, run_all
from sim.experiment.summary import Run, number, pair
from sim.outcome.measure import Measure
from sim.outcome.measures import MEASURES
from sim.outcome.scopes import Floats
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd

type Effect = Literal["better", "worse", "changed", "unclear", "identical", "undefined"]

ALPHA = 0.05
ADJUSTMENT = "Holm, over the countries of each measure, at 5 %; the confidence intervals are not adjusted"
POWER = 0.8
"""Share of experiments that tell a difference, with the number of runs that a verdict asks for."""

_ROUNDING = 1e-12
_MANY_RUNS = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One measure in one scope, variant less base, paired by replication.

    Attributes
    ----------
    unit : str
        Unit of the measure.
    base, variant, difference : float
        Means over the pairs; nan where there is no pair.
    ci_low, ci_high : float
        95 % confidence interval of the mean difference (Student's t); nan with fewer than two pairs.
    variance_reduction : float
        Variance of the difference without pairing over its variance with it; nan where every pair differs alike.
    pairs, dropped : int
        Replications compared, and those left out because the measure was undefined in one of the two.
    effect : str
        better, worse, changed (neither good nor bad), unclear, identical (in every run) or undefined.
    verdict : str
        The same in words, with numbers.
    """

    unit: str
    base: float
    variant: float
    difference: float
    ci_low: float
    ci_high: float
    variance_reduction: float
    pairs: int
    dropped: int
    effect: Effect
    verdict: str

    def document(self) -> dict[str, Any]:
        """Return it in plain values, ready for JSON; what is undefined is None."""
        return {
            "unit": self.unit,
            "base": number(self.base),
            "variant": number(self.variant),
            "difference": number(self.difference),
            "ci95": pair(self.ci_low, self.ci_high),
            "variance_reduction": number(self.variance_reduction),
            "pairs": self.pairs,
            "dropped": self.dropped,
            "verdict": self.verdict,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantComparison:
    """A variant against the base.

    Attributes
    ----------
    run : Run
        The variant.
    differences : Mapping
        Difference in the whole action, by measure.
    by_country : Mapping
        The same for each country that takes part in both, by code and measure; verdicts are adjusted (`ADJUSTMENT`).
    only_in_base, only_in_variant : tuple of str
        Countries that take part in one of the two.
    elasticity : Mapping or None
        Elasticity of checks and of arrests to officers; None where the number of officers is the same.
    """

    run: Run
    differences: Mapping[str, Difference]
    by_country: Mapping[str, Mapping[str, Difference]]
    only_in_base: tuple[str, ...] = ()
    only_in_variant: tuple[str, ...] = ()
    elasticity: Mapping[str, Any] | None = None

    def document(self) -> dict[str, Any]:
        """Return it in plain values, ready for JSON; what is undefined is None."""
        return {
            "scenario": self.run.scenario.name,
            "scenario_hash": self.run.manifest["scenario_hash"],
            "failed": self.run.failed,
            "differences": {name: difference.document() for name, difference in self.differences.items()},
            "by_country": {
                code: {name: difference.document() for name, difference in rows.items()}
                for code, rows in self.by_country.items()
            },
            "only_in_base": list(self.only_in_base),
            "only_in_variant": list(self.only_in_variant),
            "elasticity": self.elasticity,
        }


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A base, and variants of it that were run with the same luck."""

    base: Run
    variants: tuple[VariantComparison, ...]

    @property
    def runs(self) -> tuple[Run, ...]:
        """The base and the variants."""
        return self.base, *(variant.run for variant in self.variants)

    @property
    def manifest(self) -> dict[str, Any]:
        """Identity in plain values: the scenarios, the seed, the replications, the versions."""
        kept = {
            key: self.base.manifest[key]
            for key in ("format", "seed", "replications", "parameters", "versions", "platform")
        }
        names = [{"name": run.scenario.name, "scenario_hash": run.manifest["scenario_hash"]} for run in self.runs]
        return kept | {"kind": "comparison", "scenarios": names}

    def differences(self) -> "pd.DataFrame":
        """Return all differences, tidy: `variant` (from 1), `scenario` (name), `country` ("" for all), `measure` ..."""
        import pandas as pd

        return pd.DataFrame(
            [
                {"variant": at, "scenario": variant.run.scenario.name, "country": code, "measure": name}
                | dataclasses.asdict(difference)
                for at, variant in enumerate(self.variants, start=1)
                for code, rows in {"": variant.differences, **variant.by_country}.items()
                for name, difference in rows.items()
            ]
        )

    def document(self) -> dict[str, Any]:
        """Return the result in plain values, ready for JSON; what is undefined is None."""
        return {
            "base": self.base.scenario.name,
            "base_hash": self.base.manifest["scenario_hash"],
            "seed": self.base.seed,
            "replications": self.base.requested,
            "parameters": self.base.parameters,
            "failed": sum(run.failed for run in self.runs),
            "wall_s": round(self.base.wall_s, 3),
            "adjustment": ADJUSTMENT,
            "variants": [variant.document() for variant in self.variants],
        }


def compare(
    base: Scenario,
    variants: Sequence[Scenario],
    replications: int = 200,
    *,
    seed: int = 1,
    workers: int | None = None,
    parameters: Choice | Parameters = "posterior",
    on_progress: Progress | None = None,
) -> Comparison:
    """Run a base and variants of it with the same luck, and compare them replication by replication.

    Parameters are those of `sim.experiment.replicate.run`.

    Raises
    ------
    ValueError
        If there is nothing to compare, or no replications or workers to do it.
    """
    if not variants:
        raise ValueError("at least one variant is needed")
    runs = run_all(
        [base, *variants], replications, seed=seed, workers=workers, parameters=parameters, on_progress=on_progress
    )
    return comparison(*runs)


def comparison(base: Run, *variants: Run) -> Comparison:
    """Compare runs that exist."""
    return Comparison(base=base, variants=tuple(against(base, run) for run in variants))


def against(base: Run, run: Run) -> VariantComparison:
    """Compare a variant with its base, pair by pair.

    Raises
    ------
    ValueError
        If the two did not have the same seed, or not the same parameters.
    """
    if base.seed != run.seed:
        raise ValueError(f"runs with seed {base.seed} and {run.seed} cannot be paired")
    if base.manifest.get("parameters") != run.manifest.get("parameters"):
        raise ValueError("runs with different parameters cannot be paired")
    left, right = _paired(base, run)
    common = [code for code in base.countries if code in run.countries]
    compared = VariantComparison(
        run=run,
        differences=_total(left[:, 0], right[:, 0]),
        by_country=_by_country(
            common,
            left[:, [1 + base.countries.index(code) for code in common]],
            right[:, [1 + run.countries.index(code) for code in common]],
        ),
        only_in_base=tuple(code for code in base.countries if code not in run.countries),
        only_in_variant=tuple(code for code in run.countries if code not in base.countries),
    )
    if officers(base) == officers(run) or not len(left):
        return compared
    from sim.experiment.elasticity import elasticity

    return dataclasses.replace(compared, elasticity=elasticity(base, run))


def officers(run: Run) -> float:
    """Officers who take part, after all scales."""
    return sum(run.scenario.officers(code) for code in run.countries)


def _paired(base: Run, run: Run) -> tuple[Floats, Floats]:
    """Values of the replications that ended well in both."""
    both = sorted(set(base.completed) & set(run.completed))
    rows = [[one.completed.index(replication) for replication in both] for one in (base, run)]
    return base.values[rows[0]], run.values[rows[1]]


@dataclass(frozen=True, slots=True)
class _Paired:
    """One measure in one scope, over the pairs in which it is defined in both."""

    pairs: int
    dropped: int
    base: float
    variant: float
    difference: float
    half: float
    deviation: float
    reduction: float
    p: float

    @classmethod
    def of(cls, left: Floats, right: Floats) -> "_Paired":
        """Pair values of shape (replications,)."""
        defined = ~(np.isnan(left) | np.isnan(right))
        left, right = left[defined], right[defined]
        pairs, dropped = len(left), len(defined) - len(left)
        if not pairs:
            return cls(0, dropped, math.nan, math.nan, math.nan, math.nan, math.nan, math.nan, 1.0)
        change = right - left
        change[np.abs(change) <= _ROUNDING * (np.abs(left) + np.abs(right))] = 0.0
        difference = float(change.mean())
        deviation = float(change.std(ddof=1)) if pairs > 1 else math.nan
        if deviation <= _ROUNDING * abs(difference):
            deviation = 0.0
        error = deviation / math.sqrt(pairs)
        reduction = (left.var(ddof=1) + right.var(ddof=1)) / deviation**2 if deviation > 0 else math.nan
        p = 2 * float(stdtr(pairs - 1, -abs(difference) / error)) if deviation > 0 else float(difference == 0)
        half = error * float(stdtrit(max(pairs - 1, 1), 1 - ALPHA / 2))
        means = float(left.mean()), float(right.mean())
        return cls(pairs, dropped, *means, difference, half, deviation, reduction, p if pairs > 1 else 1.0)


def _total(left: Floats, right: Floats) -> Mapping[str, Difference]:
    """Differences by measure, from arrays of shape (replications, measures)."""
    paired = {name: _Paired.of(left[:, at], right[:, at]) for at, name in enumerate(MEASURES)}
    return {name: _difference(MEASURES[name], one, one.p < ALPHA, ALPHA) for name, one in paired.items()}


def _by_country(codes: list[str], left: Floats, right: Floats) -> Mapping[str, Mapping[str, Difference]]:
    """Differences by country and measure, from arrays of shape (replications, countries, measures)."""
    rows: dict[str, dict[str, Difference]] = {code: {} for code in codes}
    for at, (name, measure) in enumerate(MEASURES.items()):
        paired = [_Paired.of(left[:, country, at], right[:, country, at]) for country in range(len(codes))]
        tests = _holm([one.p for one in paired])
        for code, one, (told, level) in zip(codes, paired, tests, strict=True):
            rows[code][name] = _difference(measure, one, told, level)
    return rows


def _holm(p: list[float]) -> list[tuple[bool, float]]:
    """Whether each of several tests tells a difference, and at which level it is made (Holm's step-down)."""
    tests = [(False, ALPHA)] * len(p)
    told = True
    for rank, at in enumerate(sorted(range(len(p)), key=p.__getitem__)):
        level = ALPHA / (len(p) - rank)
        told = told and p[at] < level
        tests[at] = told, level
    return tests


def _difference(measure: Measure, paired: _Paired, told: bool, level: float) -> Difference:
    effect = _effect(measure, paired, told)
    return Difference(
        unit=measure.unit,
        base=paired.base,
        variant=paired.variant,
        difference=paired.difference,
        ci_low=paired.difference - paired.half,
        ci_high=paired.difference + paired.half,
        variance_reduction=paired.reduction,
        pairs=paired.pairs,
        dropped=paired.dropped,
        effect=effect,
        verdict=_verdict(measure, paired, effect, level),
    )


def _effect(measure: Measure, paired: _Paired, told: bool) -> Effect:
    if not paired.pairs:
        return "undefined"
    if paired.difference == 0 and not paired.deviation > 0:
        return "identical"
    if not told:
        return "unclear"
    if not measure.direction:
        return "changed"
    return "better" if measure.direction * paired.difference > 0 else "worse"


def _verdict(measure: Measure, paired: _Paired, effect: Effect, level: float) -> str:
    if effect == "undefined":
        return "undefined"
    if effect == "identical":
        return "identical in every run"
    if effect == "unclear":
        return _undecided(paired, level)
    words = ("lower", "higher")
    if not measure.denominator and measure.unit in ("1", "kg"):
        words = ("fewer" if measure.unit == "1" else "less", "more")
    scale, unit = (
        (100, " points") if measure.unit == "share" else (1, "" if measure.unit == "1" else f" {measure.unit}")
    )
    middle, half = scale * paired.difference, scale * paired.half
    judged = "" if effect == "changed" else f" ({effect})"
    change = f"{signed(middle)} [{plain(middle - half)}, {plain(middle + half)}]{unit}"
    return f"{words[paired.difference > 0]} {measure.title}: {change}{judged}"


def _undecided(paired: _Paired, level: float) -> str:
    runs = "1 run" if paired.pairs == 1 else f"{paired.pairs} runs"
    told = f"cannot tell with {runs}"
    if paired.pairs == 1:
        return f"{told}; 2 are the least"
    if paired.difference == 0:
        return f"{told}: no difference on average"
    needed = _needed(paired, level)
    return f"{told}; {f'more than {_MANY_RUNS:,}' if needed is None else f'about {_rounded(needed):,}'} would be needed"


def _needed(paired: _Paired, level: float) -> int | None:
    """Fewest runs, to 5 %, that would mostly tell a difference of this size; None if they are very many."""
    runs = paired.pairs + 1
    while runs <= _MANY_RUNS:
        quantiles = stdtrit(runs - 1, 1 - level / 2) + stdtrit(runs - 1, POWER)
        if runs >= (quantiles * paired.deviation / paired.difference) ** 2:
            return runs
        runs = math.ceil(1.05 * runs)
    return None


def _rounded(runs: int) -> int:
    """Two digits, upwards."""
    step = int(10 ** max(len(str(runs)) - 2, 0))
    return -(-runs // step) * step


def plain(value: float) -> str:
    """A number for a sentence: three digits, or all that stand before the point."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def signed(value: float) -> str:
    """The same with its sign."""
    return f"+{plain(value)}" if value > 0 else plain(value)
