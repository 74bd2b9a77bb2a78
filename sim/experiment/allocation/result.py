"""What an allocation found: marginal values of places, plans and their price, the recommendation and its test."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from sim.experiment.allocation.laboratory import Laboratory
from sim.experiment.allocation.pool import Pool
from sim.experiment.allocation.search import Changes, Corner, changes
from sim.experiment.pairs import Paired
from sim.experiment.parameters import sets_of
from sim.experiment.summary import number
from sim.experiment.verdicts import Difference, judge
from sim.outcome.measures import MEASURES
from sim.outcome.scopes import Floats
from sim.scenario.names import place_name
from sim.scenario.schema import Scenario

_NAMED = 6
"""Places of each resource that the answer names."""
COSTS = ("officer_hours", "wait_mean_min")
"""What is told beside the measure that is sought."""


@dataclass(frozen=True, kw_only=True)
class Recommendation:
    """What an allocation found, as its folder keeps it.

    Attributes
    ----------
    base : Scenario
        The plan as it stands.
    document : Mapping
        The result in plain values.
    marginal, front : DataFrame
        As of `Allocation`.
    manifest : Mapping
        Identity in plain values.
    """

    base: Scenario
    document: Mapping[str, Any]
    marginal: pd.DataFrame
    front: pd.DataFrame
    manifest: Mapping[str, Any]

    def frame(self) -> pd.DataFrame:
        """Marginal values of places, the best first."""
        return self.marginal


@dataclass(frozen=True, kw_only=True)
class Allocation:
    """Where more, or moved, resources bring most.

    Attributes
    ----------
    base, proportional, recommended : Scenario
        The plan as it stands, with the usual division, and with the one that is recommended.
    made : dict
        Overrides that make the recommended plan from the base.
    division : tuple
        What the recommendation changes: resource, place, by how many.
    measure : str
        What is sought.
    screened : tuple of (Corner, Paired)
        Each place, with what it brings if it is given everything.
    tried : tuple of (Changes, array)
        Every plan that was run in the search, the base first: measures, shape (replications, measures).
    test : Mapping
        Differences on fresh luck of the recommended plan to "proportional" and to "base", by measure.
    """

    base: Scenario
    proportional: Scenario
    recommended: Scenario
    made: Mapping[str, object]
    division: Changes
    pools: tuple[Pool, ...]
    measure: str
    screened: tuple[tuple[Corner, Paired], ...]
    tried: tuple[tuple[Changes, Floats], ...]
    test: Mapping[str, Mapping[str, Difference]]
    laboratory: Laboratory
    wall_s: float

    @cached_property
    def told(self) -> Recommendation:
        """What is kept and told of it."""
        return Recommendation(
            base=self.base,
            document=self.document(),
            marginal=self.marginal,
            front=self.front,
            manifest=self.manifest,
        )

    @property
    def manifest(self) -> dict[str, Any]:
        """Identity in plain values, how many runs there were, and which failed."""
        bench = self.laboratory
        failed = [dataclasses.asdict(one) | {"traceback": ""} for one in dict.fromkeys(bench.failures)]
        runs = bench.table.num_rows + len(failed)
        return {**bench.manifest, "runs": runs, "failures": failed}

    @cached_property
    def marginal(self) -> pd.DataFrame:
        """Marginal values, the best first: `resource`, `place`, `country`, `change`, `per`, `unit`, `value` ...

        `pairs` of `of` pairs of runs are those in which the measure was defined. `value`, `low` and `high` are changes
        of the measure for each `per` more of the resource at the place (fewer, where `change` is below 0), with a 95 %
        interval for each place; `effect` and `verdict` are adjusted for all of them.
        """
        judged = judge({at: (MEASURES[self.measure], one) for at, (_, one) in enumerate(self.screened)}, {})
        rows = [_marginal(corner, one, judged[at]) for at, (corner, one) in enumerate(self.screened)]
        return pd.DataFrame(rows).sort_values("value", ascending=MEASURES[self.measure].direction < 0, kind="stable")

    @cached_property
    def front(self) -> pd.DataFrame:
        """Every plan of the search: its mean measures, and whether no other one is as good in all and better in one.

        Columns `plan`, `front`, and for the measure that is sought, for officer hours and for waits the mean, and
        `_difference`, `_low` and `_high` of its paired difference to the plan as it stands, which could be taken in
        `_pairs` of `_of` pairs of runs.
        """
        names = [*dict.fromkeys((self.measure, *COSTS))]
        rows = [{"plan": self._told(made)} | self._means(values, names) for made, values in self.tried]
        found = pd.DataFrame(rows)
        found.insert(1, "front", _not_dominated(found[names].to_numpy() * [_sense(name) for name in names]))
        return found

    def document(self) -> dict[str, Any]:
        """Return the result in plain values, ready for JSON; what is undefined is None."""
        return {
            "scenario": self.base.name,
            "scenario_hash": self.base.hash,
            "measure": self.measure,
            "answer": self.answer,
            **{key: self.laboratory.manifest[key] for key in ("seed", "replications", "resources", "moved", "limits")},
            "failed": len(self.laboratory.failures),
            "marginal": _plain(self.marginal),
            "plans": _plain(self.front),
            "recommended": [
                {"resource": one, "place": place, "name": place_name(self.base, place), "change": count}
                for one, place, count in self.division
            ],
            "recommended_hash": self.recommended.hash,
            "is_proportional": self.is_proportional,
            "test": {
                against: {name: one.document() for name, one in found.items()} for against, found in self.test.items()
            },
        }

    @property
    def answer(self) -> str:
        """Where they should go, and whether that beats the usual division on fresh luck, in two sentences."""
        if self.is_proportional and self.moved:
            return "No move was found that does better than the plan as it stands, which is recommended."
        if self.is_proportional:
            gains = self.test["base"][self.measure].verdict
            first = "No division was found that does better than the one in proportion, which is recommended."
            return f"{first} Against the plan as it stands, on fresh luck: {gains}."
        found, usual = self.test["proportional"][self.measure], "the plan as it stands" if self.moved else "proportion"
        known = {"better": "It beats", "unclear": "It is not shown to beat"}
        said = known.get(found.effect, "It does not beat")
        against = usual if self.moved else f"a division in {usual}"
        pairs = f"{found.pairs}{f' of {found.pairs + found.dropped}' if found.dropped else ''} pairs"
        return f"{told(self.division, self.base, _NAMED)}. {said} {against} on fresh luck, {pairs}: {found.verdict}."

    @property
    def is_proportional(self) -> bool:
        """Whether the recommended division is the usual one."""
        return self.division == usual(self.pools)

    @property
    def moved(self) -> bool:
        """Whether what is divided is moved within the plan."""
        return self.pools[0].moved

    def _told(self, made: Changes) -> str:
        if not made:
            return "as it stands"
        if made == usual(self.pools):
            return "proportional"
        return ("recommended: " if made == self.division else "") + told(made, self.base)

    def _means(self, values: Floats, names: Sequence[str]) -> dict[str, float | int]:
        runs = self.laboratory.manifest["replications"]
        base = self.tried[0][1][:runs]
        found: dict[str, float | int] = {}
        sets = sets_of(range(runs), self.laboratory.manifest)
        for name in names:
            at = [*MEASURES].index(name)
            one = Paired.of(base[:, at], values[:runs, at], sets, most(self.base, name))
            low, high = one.ends if one.unequal else (one.difference, one.difference)
            found |= {name: one.variant, f"{name}_difference": one.difference}
            found |= {f"{name}_low": low, f"{name}_high": high}
            found |= {f"{name}_pairs": one.pairs, f"{name}_of": one.pairs + one.dropped}
        return found


def told(made: Changes, base: Scenario, most: int | None = None) -> str:
    """A division in words, with the names of the plan; of each resource the `most` places that change most."""
    found: dict[str, list[tuple[int, str]]] = {}
    for resource, place, count in made:
        named = f"{place_name(base, place)} {count:+,}"
        found.setdefault(resource.replace("_", " "), []).append((count, named))
    return "; ".join(f"{resource}: {_places(places, most)}" for resource, places in found.items())


def _places(places: Sequence[tuple[int, str]], most: int | None) -> str:
    shown = places if most is None else sorted(places, key=lambda one: -abs(one[0]))[:most]
    left = len(places) - len(shown)
    return ", ".join(named for _, named in shown) + (f", and {left:,} more" if left else "")


def usual(divided: Sequence[Pool]) -> Changes:
    """The usual division: in proportion to what is there."""
    return changes([(pool, pool.proportional) for pool in divided])


def most(base: Scenario, name: str) -> float:
    """What a measure cannot exceed, and what a time that was not reached counts as."""
    measure = MEASURES[name]
    return base.hours if measure.finished else measure.most


def _sense(name: str) -> int:
    """Whether more of a measure is better; officer hours are a price."""
    return MEASURES[name].direction or -1


def _marginal(corner: Corner, one: Paired, known: Difference) -> dict[str, Any]:
    resource, count = corner.pool.resource, abs(corner.number)
    each = resource.per / count
    low, high = one.ends if one.unequal else (one.difference, one.difference)
    return {
        "resource": resource.name,
        "place": corner.place,
        "country": corner.pool.places[corner.place].country,
        "change": corner.number,
        "per": resource.per,
        "unit": resource.unit,
        "value": one.difference * each,
        "low": low * each,
        "high": high * each,
        "pairs": one.pairs,
        "of": one.pairs + one.dropped,
        "effect": known.effect,
        "verdict": known.verdict,
    }


def _not_dominated(points: Floats) -> list[bool]:
    """Of points of which more is better, shape (points, measures): whether none is as good in all, better in one."""
    return [not ((points >= one).all(axis=1) & (points > one).any(axis=1)).any() for one in points]


def _plain(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {str(key): number(value) if isinstance(value, float) else value for key, value in row.items()}
        for row in rows.to_dict("records")
    ]
