"""Why two plans differ: the difference in arrests taken apart, and arrests that only one of two worlds has.

Every arrest of a run is put into one part of each of four ways to take it apart, so that the parts of a way add up to
the whole, pair by pair.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.errors import StoreError
from sim.experiment.compare import Comparison, compare
from sim.experiment.executors import Workers
from sim.experiment.pairs import Paired
from sim.experiment.parameters import Choice, Parameters, sets_of
from sim.experiment.partings import Parting, parting
from sim.experiment.rest import Progress
from sim.experiment.summary import Run
from sim.experiment.trace import replayed
from sim.experiment.verdicts import Difference, judge
from sim.experiment.ways import WAYS, Sorted, kinds_of_place, sorted_arrests
from sim.outcome.intervals import Integers
from sim.outcome.measures import MEASURES
from sim.outcome.workplace import Workplace
from sim.scenario.names import country_name
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd

NEEDED: tuple[str, ...] = ("cases", "messages", "arrests", "packages", "operations", "timeline")
"""Tables that are read for it."""
_ARREST = MEASURES["arrests"]


class DifferencePart(NamedTuple):
    """One part of a difference: the way in which it is taken apart, the name of the part, and how much it is."""

    way: str
    name: str
    difference: Difference


class Example(NamedTuple):
    """An arrest that one plan alone has (0 the base, 1 the variant), and how the same story went in the other."""

    path: str
    replication: int
    plan: int
    arrest: str
    story: Parting


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """The difference in arrests between two plans, taken apart.

    Attributes
    ----------
    compared : Comparison
        Both plans, with the same luck.
    number : int
        Which variant of it, from 1.
    whole : Difference
        The difference in arrests.
    parts : tuple of DifferencePart
        Its parts: those of each way add up to the whole, the largest first.
    examples : tuple of Example
        Arrests that one of the two alone has, of the paths that differ most.
    """

    compared: Comparison
    number: int
    whole: Difference
    parts: tuple[DifferencePart, ...]
    examples: tuple[Example, ...]

    @property
    def runs(self) -> tuple[Run, Run]:
        """The base and the variant."""
        return self.compared.base, self.compared.variants[self.number - 1].run

    @property
    def names(self) -> tuple[str, str]:
        """The two plans."""
        base, variant = self.runs
        return base.scenario.name, variant.scenario.name

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """One row a part: `way`, `part`, its `title`, and what `Difference` has of the same names.

        These are `base`, `variant`, `difference`, `ci_low`, `ci_high`, `effect` and `verdict`.
        """
        kept = ("base", "variant", "difference", "ci_low", "ci_high", "effect", "verdict")
        return [self._named(part) | {name: getattr(part.difference, name) for name in kept} for part in self.parts]

    def _named(self, part: DifferencePart) -> dict[str, str]:
        """Which part it is, and what it is called: a country by its name."""
        title = country_name(self.runs[0].scenario, part.name) if part.way == "country" else part.name
        return {"way": part.way, "part": part.name, "title": title}

    def frame(self) -> pd.DataFrame:
        """The same as a data frame."""
        import pandas as pd

        return pd.DataFrame(self.rows)

    def document(self) -> dict[str, Any]:
        """Return it in plain values, ready for JSON; what is undefined is None."""
        return {
            "base": self.names[0],
            "variant": self.names[1],
            "seed": self.compared.base.seed,
            "replications": self.compared.base.requested,
            "failed": sum(run.failed for run in self.runs),
            "measure": _ARREST.name,
            "whole": self.whole.document(),
            "parts": [self._named(one) | one.difference.document() for one in self.parts],
            "examples": [_example(one) for one in self.examples],
        }


def explain(
    a: Scenario | str | Path,
    b: Scenario | str | Path,
    replications: int = 100,
    *,
    seed: int = 1,
    workers: Workers | None = None,
    parameters: Choice | Parameters = "posterior",
    examples: int = 3,
    on_progress: Progress | None = None,
    keep: Workplace | None = None,
) -> Explanation:
    """Run two plans with the same luck and take the difference in arrests apart.

    Parameters
    ----------
    a, b, replications, seed, workers, parameters, on_progress
        As for `sim.compare`.
    examples
        How many arrests are told that only one of the two plans has.
    keep
        Where the pairs of runs are kept, as a comparison.

    Raises
    ------
    ScenarioError, UnlikeError, ValueError, StoreError
        As `sim.compare`.
    """
    done = compare(
        a,
        b,
        replications,
        seed=seed,
        workers=workers,
        parameters=parameters,
        on_progress=on_progress,
        keep=keep or NEEDED,
    )
    return explained(done, examples=examples)


def explained(compared: Comparison, number: int = 1, *, examples: int = 3) -> Explanation:
    """Take the difference apart between the base of a comparison and one of its variants.

    Parameters
    ----------
    number
        Which variant, from 1.
    examples
        How many arrests are told that only one of the two plans has.

    Raises
    ------
    StoreError
        If there is no such variant, or no pair of runs that ended well.
    """
    if not 1 <= number <= len(compared.variants):
        raise StoreError(f"there is no variant {number}; there are {len(compared.variants)}")
    runs = compared.base, compared.variants[number - 1].run
    both = sorted(set(runs[0].completed) & set(runs[1].completed))
    if not both:
        raise StoreError("no pair of runs ended well, so there is nothing to take apart")
    tally = _Tally()
    for pair in _pairs(runs, both):
        tally.add(*pair)
    sets = sets_of(both, runs[0].manifest)
    whole, parts = tally.judged(sets)
    chosen = tally.chosen([part for part in parts if part.way == "path"], examples)
    return Explanation(
        compared=compared,
        number=number,
        whole=whole,
        parts=parts,
        examples=tuple(_told(runs, one) for one in chosen),
    )


class _Chosen(NamedTuple):
    path: str
    replication: int
    plan: int
    arrest: str


class _Tally:
    """Arrests of pairs of runs, counted by part, and those that one world alone has."""

    def __init__(self) -> None:
        self._counts: list[tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]] = []
        self._alone: dict[tuple[int, str], tuple[bool, _Chosen]] = {}

    def add(self, replication: int, base: Sorted, variant: Sorted) -> None:
        """Count a pair."""
        self._counts.append((base.counted(), variant.counted()))
        for plan, (here, there) in enumerate(((base, variant), (variant, base))):
            for row in here.rows:
                if row["arrest"] not in there.names:
                    self._offer(row["case"] in there.cases, _Chosen(row["path"], replication, plan, row["arrest"]))

    def _offer(self, shared: bool, found: _Chosen) -> None:
        """Keep the first of each path and plan; one whose case both worlds know is better."""
        known = self._alone.get((found.plan, found.path))
        if known is None or (shared and not known[0]):
            self._alone[found.plan, found.path] = shared, found

    def judged(self, sets: Integers | None) -> tuple[Difference, tuple[DifferencePart, ...]]:
        """The whole difference and its parts; verdicts are adjusted within each way."""
        whole = judge({"": (_ARREST, self._paired(sets, *{key for key in self._keys() if key[0] == WAYS[0]}))}, {})
        parts: list[DifferencePart] = []
        for way in WAYS:
            keys = [key for key in self._keys() if key[0] == way]
            known = judge({name: (_ARREST, self._paired(sets, (way, name))) for _, name in keys}, {})
            ordered = sorted(known.items(), key=lambda item: (-abs(item[1].difference), item[0]))
            parts += [DifferencePart(way, name, one) for name, one in ordered]
        return whole[""], tuple(parts)

    def chosen(self, paths: Sequence[DifferencePart], most: int) -> list[_Chosen]:
        """An example of each of the paths that differ most, from the plan that has more."""
        offers = [self._alone.get((int(one.difference.difference > 0), one.name)) for one in paths]
        return [offer[1] for offer in offers if offer is not None][:most]

    def _keys(self) -> list[tuple[str, str]]:
        return sorted({key for pair in self._counts for counts in pair for key in counts})

    def _paired(self, sets: Integers | None, *keys: tuple[str, str]) -> Paired:
        counts = np.array([[float(sum(one[key] for key in keys)) for one in pair] for pair in self._counts])
        return Paired.of(counts[:, 0], counts[:, 1], sets)


def _pairs(runs: Sequence[Run], both: Sequence[int]) -> Iterator[tuple[int, Sorted, Sorted]]:
    """The arrests of both worlds, pair by pair."""
    places = [kinds_of_place(run.scenario) for run in runs]
    for (replication, base), (_, variant) in zip(*(run.tables.each(both) for run in runs), strict=True):
        yield replication, sorted_arrests(base, places[0]), sorted_arrests(variant, places[1])


def _told(runs: Sequence[Run], one: _Chosen) -> Example:
    """An example, from the two worlds run again."""
    here, there = (replayed(run, one.replication) for run in (runs[one.plan], runs[1 - one.plan]))
    return Example(*one, parting(here, there, one.arrest))


def _example(one: Example) -> dict[str, Any]:
    steps: Iterable[Mapping[str, Any]] = (
        step._asdict() | {"in": where} for step, where in zip(one.story.steps, one.story.where, strict=True)
    )
    return {
        "path": one.path,
        "replication": one.replication,
        "only_in": ("base", "variant")[one.plan],
        "arrest": one.arrest,
        "parts_at_h": one.story.parts_at_h,
        "steps": [*steps],
    }
