"""Where the next ones should go: marginal values, a recommended plan, and its test against proportional allocation.

1. **Screening.** All of what is divided is given to one place after another. What that brings, for each of them, is the
   place's marginal value: a paired difference to the plan as it stands, with its interval.
2. **Search.** Optuna proposes divisions over the places that promise most (`search.searched`).
3. **Race.** The best of all, the proportional one among them, are run more and more often (`search.raced`).
4. **Test.** The winner meets the proportional division and the plan as it stands on luck, and on parameters, of which
   the search knows nothing: another seed and other replications. Only this says what the recommendation is worth.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from sim.experiment.allocation.laboratory import Laboratory, identity
from sim.experiment.allocation.pool import NO_LIMITS, Limits, Pool, pools
from sim.experiment.allocation.result import COSTS, Allocation, most, usual
from sim.experiment.allocation.search import (
    AT_ONCE,
    TRIALS,
    Changes,
    applied,
    corners,
    raced,
    searched,
)
from sim.experiment.executors import Workers
from sim.experiment.pairs import Paired
from sim.experiment.parameters import Choice, Parameters, sets_of
from sim.experiment.parameters import parameters as chosen
from sim.experiment.replicate import numbers
from sim.experiment.rest import Progress
from sim.experiment.verdicts import Difference, judge
from sim.outcome.measures import MEASURES
from sim.outcome.scopes import Floats
from sim.outcome.workplace import Workplace
from sim.scenario.load import plan_of
from sim.scenario.schema import Scenario

FINALISTS = 4
FRESH = 5
"""The test has so many times the runs of the screening."""
TRIED = 30
"""Places of a resource that are screened, unless told otherwise."""


def allocate(
    scenario: Scenario | str | Path,
    amounts: Mapping[str, int],
    replications: int = 20,
    *,
    moved: bool = False,
    limits: Limits = NO_LIMITS,
    measure: str = "arrests",
    places: int = TRIED,
    trials: int = TRIALS,
    seed: int = 1,
    workers: Workers | None = None,
    parameters: Choice | Parameters = "posterior",
    on_progress: Progress | None = None,
    keep: Workplace | None = None,
) -> Allocation:
    """Find out where more of something, or what is moved, brings most; needs the extra 'allocate'.

    Parameters
    ----------
    amounts
        How many of each resource: ``{"officers": 500, "lanes": 20}``; see `sim.scenario.resources`.
    replications : int
        Pairs of runs of each plan in the search, two or more; the test has five times as many.
    moved
        Whether they are moved within the plan, instead of added.
    limits
        What a planner allows.
    measure
        What is sought: one of which more is better, or less.
    places : int
        Places of each resource that are screened: the busiest.
    trials : int
        Divisions that the search proposes; rounded up to whole lots of `search.AT_ONCE`.

    Raises
    ------
    ScenarioError
        With all that is wrong in amounts and limits.
    ValueError
        If there is no such measure, or the seed, or the number of replications or of workers, is none.
    StoreError
        If what is kept cannot be written, or belongs to another experiment.
    """
    base = plan_of(scenario)
    seed, replications, workers = numbers(seed, replications, workers)
    _check(measure, replications)
    divided = pools(base, amounts, moved=moved, limits=limits)
    asked = budget(divided, places, replications, trials)
    about = {
        "seed": seed,
        "replications": replications,
        "plans": math.ceil(asked / replications),
        "resources": dict(amounts),
        "moved": moved,
        "limits": limits.document,
        "measure": measure,
        "places": places,
        "trials": trials,
    }
    drawn = chosen(parameters, base)
    manifest = identity(base, drawn, about)
    began = time.perf_counter()
    bench = Laboratory(manifest, parameters=drawn, workers=workers, most=asked, on_progress=on_progress, keep=keep)
    return _Trial(base, divided, measure, bench).result(places, trials, began)


def budget(divided: Sequence[Pool], places: int, replications: int, trials: int = TRIALS) -> int:
    """Runs that are needed at the most."""
    screened = len(corners(divided, places))
    race, rounds, left = 0, 1, FINALISTS
    while left > 1:
        race, rounds, left = race + left * rounds, rounds * 2, left // 2
    return (2 + screened + -(-trials // AT_ONCE) * AT_ONCE + race + 3 * FRESH) * replications


class _Trial:
    """One allocation under way: the plans that were run, and what is known of them."""

    def __init__(self, base: Scenario, divided: tuple[Pool, ...], measure: str, bench: Laboratory) -> None:
        self.base, self.pools, self.measure, self.bench = base, divided, measure, bench
        self.runs, self.seed = bench.manifest["replications"], bench.manifest["seed"]
        self.plans: dict[Changes, Scenario] = {(): base}
        self.values: dict[Changes, Floats] = {}

    def result(self, places: int, trials: int, began: float) -> Allocation:
        """Screen, search, race and test."""
        screened = corners(self.pools, places)
        division = usual(self.pools)
        self._measure([(), division, *(one.changes for one in screened)], 1)
        known = [(one, float(self._value([one.changes], 1)[0])) for one in screened]
        searched(self.pools, known, lambda some: self._value(some, 1), self.seed, trials)
        whole = [made for made in self.values if made and self._keeps_all(made)]
        order = np.argsort(-np.nan_to_num(self._value(whole, 1), nan=-np.inf), kind="stable")
        best = [whole[at] for at in order if whole[at] != division][: FINALISTS - 1]
        winner = raced([*best, division], self._value)
        proportional = applied(self.base, self.pools, division, f"{self.base.name}, divided in proportion")[0]
        recommended, overrides = applied(self.base, self.pools, winner, f"{self.base.name}, {_said(self.pools)}")
        return Allocation(
            base=self.base,
            proportional=proportional,
            recommended=recommended,
            made=overrides,
            division=winner,
            pools=self.pools,
            measure=self.measure,
            screened=tuple((one, self._paired(one.changes)) for one in screened),
            tried=tuple(self.values.items()),
            test=self._test(division, winner),
            laboratory=self.bench,
            wall_s=time.perf_counter() - began,
        )

    def _keeps_all(self, made: Changes) -> bool:
        """Whether a plan divides all of what is asked; a corner of one of several resources does not."""
        given = {resource for resource, _, _ in made}
        return given >= {resource for resource, _, _ in usual(self.pools)} and len(given) == len(self.pools)

    def _measure(self, some: Sequence[Changes], times: int) -> None:
        for made in some:
            if made not in self.plans:
                self.plans[made] = applied(self.base, self.pools, made)[0]
        few = [made for made in dict.fromkeys(some) if len(self.values.get(made, ())) < times * self.runs]
        if few:
            found = self.bench.measure([self.plans[made] for made in few], range(times * self.runs), self.seed)
            self.values |= dict(zip(few, found, strict=True))

    def _value(self, some: Sequence[Changes], times: int) -> Floats:
        """Mean paired difference to the base, the higher the better."""
        self._measure([(), *some], times)
        at, runs = [*MEASURES].index(self.measure), times * self.runs
        base = self.values[()][:runs, at]
        found = np.array([np.nanmean(self.values[made][:runs, at] - base) for made in some])
        return MEASURES[self.measure].direction * found

    def _paired(self, made: Changes) -> Paired:
        at, runs = [*MEASURES].index(self.measure), self.runs
        sets = sets_of(range(runs), self.bench.manifest)
        left, right = (self.values[key][:runs, at] for key in ((), made))
        return Paired.of(left, right, sets, most(self.base, self.measure))

    def _test(self, division: Changes, winner: Changes) -> dict[str, dict[str, Difference]]:
        first = 2 ** (FINALISTS.bit_length() - 1) * self.runs
        fresh = range(first, first + FRESH * self.runs)
        measured = self.bench.measure([self.plans[made] for made in (winner, division, ())], fresh, self.seed + 1)
        sets = sets_of(fresh, self.bench.manifest)
        names = [*dict.fromkeys((self.measure, *COSTS))]
        tests = {
            (rival, name): (
                MEASURES[name],
                Paired.of(measured[row, :, at], measured[0, :, at], sets, most(self.base, name)),
            )
            for row, rival in ((1, division), (2, ()))
            for name in names
            for at in [[*MEASURES].index(name)]
        }
        judged = judge(tests, {})  # of two rivals that are one plan, once: a verdict hangs on how many stand beside it
        return {
            against: {name: judged[rival, name] for name in names}
            for against, rival in (("proportional", division), ("base", ()))
        }


def _said(divided: Sequence[Pool]) -> str:
    verb = "moved" if divided[0].moved else "more"
    return " and ".join(f"{pool.amount:,} {pool.resource.unit} {verb}" for pool in divided)


def _check(measure: str, replications: int) -> None:
    if measure not in MEASURES:
        raise ValueError(f"there is no measure {measure!r}")
    if not MEASURES[measure].direction:
        raise ValueError(f"of {measure} neither more nor less is better; name another measure")
    if replications < 2:
        raise ValueError("2 replications are the least: one does not show what is luck")
