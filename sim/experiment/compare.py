"""Scenarios against each other: the same seed and replication, the same luck, so that the difference is the plan's."""

import dataclasses
import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import StoreError
from sim.experiment.assumed import Assumed, assumed
from sim.experiment.elasticity import elasticity
from sim.experiment.executors import Workers
from sim.experiment.leading import by_draw, leading
from sim.experiment.likeness import Unlike, changes, check_common, repeats, unlike
from sim.experiment.pairs import ALPHA, Paired
from sim.experiment.parameters import Choice, Parameters, fitted, recognised, sets_of
from sim.experiment.ranking import Ranking, rank, spent
from sim.experiment.replicate import Assumptions, run_all
from sim.experiment.rest import Progress
from sim.experiment.sequential import Precision, until
from sim.experiment.summary import Run
from sim.experiment.verdicts import ADJUSTMENT, Difference, Matters, judge, smallest
from sim.experiment.widths import widths
from sim.outcome.intervals import Integers
from sim.outcome.measure import Measure, Smallest
from sim.outcome.measures import HEADLINE, MAIN, MEASURES
from sim.outcome.parts import temporary
from sim.outcome.scopes import Floats
from sim.outcome.workplace import Workplace
from sim.scenario.diff import Change
from sim.scenario.load import plan_of
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd

type Test = tuple[int, str, str]
"""A variant (its place), a country ("" for all) and a measure."""
type Differences = Mapping[Test, Difference]

_MEANS = {"base": "base_mean", "variant": "variant_mean"}


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantComparison:
    """A variant against the base.

    Attributes
    ----------
    number : int
        Which variant it is, from 1.
    run : Run
        The variant.
    differences : Mapping
        Difference in the whole action, by measure.
    by_country : Mapping
        The same for each country that takes part in both, by code and measure.
    changes : tuple of Change
        What the variant changes in the plan of the base.
    unlike : tuple of Unlike
        In what the plans are unlike, so that every difference comes from all of it together.
    same_as : str
        The plan of which it is a repetition, in words; empty where it is a plan of its own.
    only_in_base, only_in_variant : tuple of str
        Countries that take part in one of the two.
    elasticity : Mapping or None
        Elasticity of checks and of arrests to officers; None where anything else differs, or nothing.
    """

    number: int
    run: Run
    differences: Mapping[str, Difference]
    by_country: Mapping[str, Mapping[str, Difference]]
    changes: tuple[Change, ...] = ()
    unlike: tuple[Unlike, ...] = ()
    same_as: str = ""
    only_in_base: tuple[str, ...] = ()
    only_in_variant: tuple[str, ...] = ()
    elasticity: Mapping[str, Any] | None = None

    def document(self) -> dict[str, Any]:
        """Return it in plain values, ready for JSON; what is undefined is None."""
        return {
            "variant": self.number,
            "scenario": self.run.scenario.name,
            "scenario_hash": self.run.manifest["scenario_hash"],
            "unlike": [dataclasses.asdict(one) for one in self.unlike],
            "same_as": self.same_as or None,
            "cautions": [*self.run.cautions],
            "events": [dataclasses.asdict(fate) for fate in self.run.fates],
            "failed": self.run.failed,
            "arrests_from": self.run.origins.document() if self.run.origins else None,
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
    """A base, and variants of it that were run with the same luck.

    `matters` by measure, where it was given; `precision` where runs went on until it was reached.
    """

    base: Run
    variants: tuple[VariantComparison, ...]
    matters: Matters
    precision: Precision | None = None

    def __repr__(self) -> str:
        """The comparison in one line."""
        names = ", ".join(repr(variant.run.scenario.name) for variant in self.variants)
        base = self.base
        return f"<Comparison of {names} with {base.scenario.name!r}: {base.requested:,} runs, seed {base.seed}>"

    def _repr_html_(self) -> str:
        """The main differences, for a notebook."""
        rows = self.differences()
        shown = rows[(rows["country"] == "") & rows["measure"].isin(HEADLINE)]
        columns = ["variant", "scenario", "measure", "unit", "difference", "ci_low", "ci_high", "verdict"]
        return f"<p>{html.escape(repr(self))}</p>{shown[columns].to_html(index=False)}"

    @property
    def runs(self) -> tuple[Run, ...]:
        """The base and the variants."""
        return self.base, *(variant.run for variant in self.variants)

    @property
    def adjustment(self) -> str:
        """The rule by which verdicts are made, in one sentence."""
        return ADJUSTMENT

    @property
    def manifest(self) -> dict[str, Any]:
        """Identity in plain values: the scenarios, the seed, the replications, the versions."""
        kept = {
            key: self.base.manifest[key]
            for key in ("format", "seed", "replications", "parameters", "versions", "platform")
        }
        names = [{"name": run.scenario.name, "scenario_hash": run.manifest["scenario_hash"]} for run in self.runs]
        matters = {name: str(least) for name, least in self.matters.items()}
        precise = {"precision": self.precision.document} if self.precision else {}
        return kept | {"kind": "comparison", "scenarios": names, "matters": matters} | precise

    @cached_property
    def rankings(self) -> tuple[Ranking, ...]:
        """All plans against each other, by each main measure of which more is better or less."""
        asked = [self.precision.measure] if self.precision else []
        names = [name for name in dict.fromkeys((*asked, *HEADLINE)) if MEASURES[name].direction]
        return tuple(one for one in map(self.ranking, names) if one is not None)

    def ranking(self, name: str) -> Ranking | None:
        """All plans against each other by one measure; None where too few runs have a value in all plans."""
        both = sorted(set.intersection(*(set(run.completed) for run in self.runs)))
        at = list(MEASURES).index(name)
        values = np.column_stack([run.values[[run.completed.index(one) for one in both], 0, at] for run in self.runs])
        measure = MEASURES[name]
        most = min(run.scenario.hours for run in self.runs) if measure.finished else measure.most
        alpha = spent(max(self.precision.looks, 1)) if self.precision else ALPHA
        return rank(measure, values, sets_of(both, self.base.manifest), most=most, alpha=alpha)

    @property
    def precise(self) -> bool:
        """Whether all plans are known as well against each other as was asked."""
        found = self.ranking(self.precision.measure) if self.precision else None
        return (
            found is not None and self.precision is not None and found.widest <= self.precision.size.of(found.means[0])
        )

    def differences(self) -> "pd.DataFrame":
        """Return all differences, tidy: `variant` (from 1), `scenario` (name), `country` ("" for all), `measure` ...

        `base_mean` and `variant_mean` are the means over the pairs.
        """
        import pandas as pd

        rows = [
            {"variant": variant.number, "scenario": variant.run.scenario.name, "country": code, "measure": name}
            | {_MEANS.get(key, key): value for key, value in difference.row().items()}
            for variant in self.variants
            for code, known in {"": variant.differences, **variant.by_country}.items()
            for name, difference in known.items()
        ]
        return pd.DataFrame(rows)

    def document(self) -> dict[str, Any]:
        """Return the result in plain values, ready for JSON; what is undefined is None."""
        return {
            "base": self.base.scenario.name,
            "base_hash": self.base.manifest["scenario_hash"],
            "seed": self.base.seed,
            "replications": self.base.requested,
            "parameters": self.base.parameters,
            "repeated": self.base.repeated or None,
            "cautions": [*self.base.cautions],
            "events": [dataclasses.asdict(fate) for fate in self.base.fates],
            "failed": sum(run.failed for run in self.runs),
            "arrests_from": self.base.origins.document() if self.base.origins else None,
            "wall_s": round(self.base.wall_s, 3),
            "adjustment": self.adjustment,
            "precision": self.precision.document | {"reached": self.precise} if self.precision else None,
            "rankings": [one.document() for one in self.rankings],
            "variants": [variant.document() for variant in self.variants],
        }


def compare(
    base: Scenario | str | Path,
    variants: Scenario | str | Path | Sequence[Scenario | str | Path],
    replications: int = 200,
    *,
    seed: int = 1,
    workers: Workers | None = None,
    parameters: Choice | Parameters = "posterior",
    matters: Mapping[str, str | float | Smallest] | None = None,
    anyway: bool = False,
    precision: Precision | str | None = None,
    on_progress: Progress | None = None,
    keep: Workplace | bool | tuple[str, ...] = True,
    assumptions: Assumptions = "fixed",
) -> Comparison:
    """Run a base and variants of it with the same luck, and compare them replication by replication.

    Parameters
    ----------
    base, variants, replications, seed, workers, parameters, on_progress, keep
        As for `sim.experiment.replicate.run`; one variant or several, and replications are pairs of runs.
    matters
        The smallest difference that matters, by measure: a number in its unit, or text such as ``"2 %"`` of the base.
    anyway
        Compare plans that have no country in common as well.
    precision
        Run until the intervals between all plans are so narrow, to both sides, or `replications` are reached: ``"2%"``
        of the arrests of the base, or text such as ``"wait_mean_min=0.5"``.
    assumptions
        "drawn": half as many pairs more are run under draws of all that is assumed (`sim.experiment.assumed`), which
        say how far differences rest on it; "fixed": none are.

    Raises
    ------
    UnlikeError
        If plans have no country in common.
    ValueError
        If there is nothing to compare, no replications or workers to do it, or no such measure.
    StoreError
        If what is kept cannot be written, belongs to another experiment, or is finished where `precision` is asked for.
    """
    several = [variants] if isinstance(variants, Scenario | str | Path) else variants
    first, *others = (plan_of(plan) for plan in (base, *several))
    if not others:
        raise ValueError("at least one variant is needed")
    if not anyway:
        check_common(first, others)
    least = smallest(matters or {})
    wanted = Precision.read(precision) if isinstance(precision, str) else precision

    def look(number: int, runs: int) -> Comparison:
        done = run_all(
            [first, *others],
            runs,
            seed=seed,
            workers=workers,
            parameters=parameters,
            on_progress=on_progress,
            keep=place,
            assumptions=assumptions,
        )
        looked = dataclasses.replace(wanted, looks=number) if wanted else None
        return comparison(*done, matters=least, precision=looked)

    if wanted and isinstance(keep, Workplace) and keep.earlier:
        raise StoreError(f"{keep.folder} is finished; --more adds runs to it, --force begins anew")
    place = temporary() if wanted and not isinstance(keep, Workplace) else keep
    return until(look, replications, lambda found: found.precise) if wanted else look(1, replications)


def comparison(
    base: Run, *variants: Run, matters: Matters | None = None, precision: Precision | None = None
) -> Comparison:
    """Compare runs that exist; `precision` where they went on until it was reached.

    Raises
    ------
    ValueError
        If two did not have the same seed, or not the same parameters.
    """
    pairs = [_Pair(base, run) for run in variants]
    known = _beside_assumptions(pairs, _judged(pairs, matters or {}))
    changed = [changes(base.scenario, run.scenario) for run in variants]
    same = repeats(base.scenario, [run.scenario for run in variants], changed)
    compared = tuple(pair.compared(at, known, changed[at], same[at]) for at, pair in enumerate(pairs))
    return Comparison(base=base, variants=compared, matters=matters or {}, precision=precision)


def _judged(pairs: "Sequence[_Pair]", matters: Matters) -> Differences:
    """Differences of all variants, with verdicts that are adjusted as `ADJUSTMENT` says."""
    tests = {(at, *place): one for at, pair in enumerate(pairs) for place, one in pair.tests().items()}
    families: dict[str | bool, dict[Test, tuple[Measure, Paired]]] = {}
    for test, paired in tests.items():
        _, country, name = test
        families.setdefault(name if country else name in MAIN, {})[test] = MEASURES[name], paired
    return {test: one for family in families.values() for test, one in judge(family, matters).items()}


def _beside_assumptions(pairs: "Sequence[_Pair]", known: Differences) -> Differences:
    """The same differences beside draws of what is assumed: all of the whole action, main ones of each country."""
    if not all(pair.draws for pair in pairs):
        return known
    design = _design(pairs[0].base, [pair.run for pair in pairs])
    return {
        test: one if test[1] and test[2] not in HEADLINE else pairs[test[0]].beside_assumptions(one, test, design)
        for test, one in known.items()
    }


def _design(base: Run, variants: Sequence[Run]) -> Assumed | None:
    """What was drawn in some runs; None if this version draws something else."""
    used = recognised(base.manifest["parameters"])
    if used is None:
        return None
    design = assumed([run.scenario for run in (base, *variants)], base.seed, used)
    return design if design.identity == base.manifest.get("assumptions") else None


class _Pair:
    """Two runs, replication by replication."""

    def __init__(self, base: Run, run: Run) -> None:
        if base.seed != run.seed:
            raise ValueError(f"runs with seed {base.seed} and {run.seed} cannot be paired")
        if base.manifest.get("parameters") != run.manifest.get("parameters"):
            raise ValueError("runs with different parameters cannot be paired")
        self.base, self.run = base, run
        self.common = [code for code in base.countries if code in run.countries]
        self.both = sorted(set(base.completed) & set(run.completed))

    @property
    def sets(self) -> Integers | None:
        """Which set of parameters each replication had that ended well in both; None where each had its own."""
        return sets_of(self.both, self.base.manifest)

    @cached_property
    def paired(self) -> tuple[Floats, Floats]:
        """Values of the replications that ended well in both."""
        rows = [[run.completed.index(replication) for replication in self.both] for run in (self.base, self.run)]
        return self.base.values[rows[0]], self.run.values[rows[1]]

    def values(self, country: str = "") -> tuple[Floats, Floats]:
        """Measures of a country or of the whole action in both, each of shape (replications, measures)."""
        at = self._scopes(country)
        return self.paired[0][:, at[0]], self.paired[1][:, at[1]]

    def _scopes(self, country: str) -> list[int]:
        """The row of a country, or of the whole action, in the measures of either run."""
        return [1 + run.countries.index(country) if country else 0 for run in (self.base, self.run)]

    def tests(self) -> dict[tuple[str, str], Paired]:
        """Every measure in every scope that both have, by country and name."""
        found = {}
        for country in ("", *self.common):
            left, right = self.values(country)
            for at, name in enumerate(MEASURES):
                found[country, name] = Paired.of(left[:, at], right[:, at], self.sets, self.most(name))
        return found

    @property
    def draws(self) -> list[int]:
        """Numbers of the runs under drawn assumptions that ended well in both."""
        return sorted(self.base.drawn.keys() & self.run.drawn.keys())

    def beside_assumptions(self, known: Difference, test: Test, design: Assumed | None) -> Difference:
        """A difference with its widths and those of both means, and, of a main measure, what moves it most."""
        _, country, name = test
        at, most = list(MEASURES).index(name), self.most(name)
        left, right = (np.minimum(one[:, at], most) for one in self.values(country))
        known_in_both = np.where(np.isnan(right - left), np.nan, 1.0)
        rows = zip(self._scopes(country), (self.base, self.run), strict=True)
        under, other = (
            by_draw(np.minimum([run.drawn[number][row, at] for number in self.draws], most), self.draws)
            for row, run in rows
        )
        fit = fitted(self.both, self.base.manifest)
        moved = leading(design, other - under) if design and name in HEADLINE and not country else None
        return known.under(
            widths(right - left, fit, other - under, -most, most),
            widths(left * known_in_both, fit, under, 0.0, most),
            widths(right * known_in_both, fit, other, 0.0, most),
            moved,
        )

    def most(self, name: str) -> float:
        """What a measure cannot exceed, or hours after which a time is late: the end of the shorter action."""
        end = min(self.base.scenario.hours, self.run.scenario.hours)
        return end if MEASURES[name].finished else MEASURES[name].most

    def compared(self, at: int, known: Differences, changed: tuple[Change, ...], same_as: str) -> VariantComparison:
        """The variant at a place against the base."""
        base, run = self.base, self.run
        found = {country: {name: known[at, country, name] for name in MEASURES} for country in ("", *self.common)}
        total = found.pop("")
        return VariantComparison(
            number=at + 1,
            run=run,
            differences=total,
            by_country=found,
            changes=changed,
            unlike=unlike(base.scenario, run.scenario),
            same_as=same_as,
            only_in_base=tuple(code for code in base.countries if code not in run.countries),
            only_in_variant=tuple(code for code in run.countries if code not in base.countries),
            elasticity=elasticity(base.scenario, run.scenario, changed, self.values(), self.sets, total),
        )
