"""Two theatres against each other, over replications with the same luck on both sides.

A statement of direction is a one-sided paired t test. If there were no effect, or one the other way, it would pass with
a probability of at most `FALSE_ALARM`. Seeds are fixed: it does not flicker.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import stats

from sim.outcome.outcome import Outcome
from sim.scenario.schema import Scenario
from tests.theatre import Floats, operate, outcome, small, total

FALSE_ALARM = 1e-3
LOOKS = 3
"""It is looked after half of the runs, after all, and after as many again, each time with a third of `FALSE_ALARM`:
what is plain takes half, and what one odd run hides is still seen."""

Figure = Callable[[Outcome], float]


def chance(found: Sequence[float] | Floats) -> float:
    """Probability of a mean as great as this one, or greater, if the true mean were not above 0."""
    if np.ptp(found) < 1e-9:
        return 0.0 if found[0] > 0.0 else 1.0
    return float(stats.ttest_1samp(found, 0.0, alternative="greater").pvalue)


def measured(name: str) -> Figure:
    """A measure of the whole action."""
    return lambda run: total(run, name)


def values(figure: Figure, scenario: Scenario, runs: int) -> Floats:
    """A figure over the first replications of a scenario."""
    return np.array([_found(figure, scenario, replication) for replication in range(runs)])


def _found(figure: Figure, scenario: Scenario, replication: int) -> float:
    """A figure of one run; a time that is never reached lasts as long as the action."""
    return _reached(figure(outcome(scenario, replication)), scenario)


def _reached(found: float, scenario: Scenario) -> float:
    return scenario.hours if math.isinf(found) and found > 0 else found


def is_higher(figure: Figure, low: Scenario, high: Scenario, *, runs: int) -> bool:
    """Whether a figure is higher in the second scenario than in the first."""
    return shows_above(lambda replication: _found(figure, high, replication) - _found(figure, low, replication), runs)


def shows_above(change: Callable[[int], float], runs: int) -> bool:
    """Whether a change, replication by replication, is above 0 in the mean; `LOOKS` looks."""
    found: list[float] = []
    for enough in looks(runs):
        found += map(change, range(len(found), enough))
        if is_above(np.array(found)):
            return True
    return False


def looks(runs: int) -> tuple[int, int, int]:
    """Numbers of runs after which it is looked."""
    return runs // 2, runs, 2 * runs


def is_above(found: Floats) -> bool:
    """Whether a look shows that the mean is above 0; at most two replications may leave it undefined."""
    defined = found[~np.isnan(found)]
    return len(defined) >= len(found) - 2 and chance(defined) < FALSE_ALARM / LOOKS


# Levers ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Lever:
    """A change of a theatre, and the figures that it must raise and lower; `on` is what holds on both sides."""

    change: Mapping[str, str]
    on: Mapping[str, str] = field(default_factory=dict)
    raises: tuple[str, ...] = ()
    lowers: tuple[str, ...] = ()

    def said(self, changes: Mapping[str, Floats]) -> dict[str, Floats]:
        """What must be above 0 of what it changed, by figure."""
        return {of: changes[of] for of in self.raises} | {of: -changes[of] for of in self.lowers}


def _made(scenario: Scenario, replication: int) -> Outcome:
    """The outcome of a scenario, made and not kept."""
    return operate(scenario, replication)[1]


@dataclass(frozen=True)
class Trial:
    """How levers are tried.

    Attributes
    ----------
    figures
        What is asked of an outcome, by name.
    runs
        Number of replications.
    always
        What holds in every theatre.
    run
        The outcome of a scenario and a replication.
    """

    figures: Callable[[Outcome], Mapping[str, float]]
    runs: int
    always: Mapping[str, str] = field(default_factory=dict)
    run: Callable[[Scenario, int], Outcome] = _made
    _known: dict[tuple[str, int], Mapping[str, float]] = field(default_factory=dict, repr=False)

    def assert_direction(self, lever: Lever) -> None:
        """A lever raises and lowers what it must."""
        for of, found in lever.said(self.changes(lever)).items():
            assert is_above(found), f"{of}: {np.nanmean(found):+.3g} in the mean"

    def changes(self, lever: Lever) -> Mapping[str, Floats]:
        """What a lever changes, by figure, after the first look that tells, or the last."""
        for enough in looks(self.runs):
            found = self._changes(lever, enough)
            if all(map(is_above, lever.said(found).values())):
                break
        return found

    def _changes(self, lever: Lever, runs: int) -> dict[str, Floats]:
        low, high = (self.measured(small({**self.always, **lever.on, **change}), runs) for change in ({}, lever.change))
        return {figure: found - low[figure] for figure, found in high.items()}

    def measured(self, scenario: Scenario, runs: int) -> dict[str, Floats]:
        """Each figure over the first replications of a scenario."""
        made = [self._replicate(scenario, replication) for replication in range(runs)]
        return {name: np.array([_reached(figures[name], scenario) for figures in made]) for name in made[0]}

    def _replicate(self, scenario: Scenario, replication: int) -> Mapping[str, float]:
        key = scenario.text, replication
        if key not in self._known:
            self._known[key] = self.figures(self.run(scenario, replication))
        return self._known[key]


def assert_above(found: Floats) -> None:
    """The mean is above 0."""
    assert is_above(found), f"{np.nanmean(found):+.3g} in the mean"
