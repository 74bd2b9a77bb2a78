"""Two theatres against each other, over replications with the same luck on both sides.

A statement of direction is a one-sided paired t test. If there were no effect, or one the other way, it would pass with
a probability of at most `FALSE_ALARM`. Seeds are fixed: it does not flicker.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from scipy import stats

from sim.outcome.outcome import Outcome
from sim.scenario.schema import Scenario
from tests.theatre import Floats, in_parallel, operate, outcome, small, total

FALSE_ALARM = 1e-3
LOOKS = 2
"""It is looked after half of the runs and after all, each time with half of `FALSE_ALARM`: what is plain takes half."""

Figure = Callable[[Outcome], float]
Statement = tuple[str, str, float]
"""Name of a lever, a figure, and the sign of the change."""
Changed = Mapping[str, Mapping[str, Floats]]
"""What levers change, by lever and figure, replication by replication."""


def chance(found: Sequence[float] | Floats) -> float:
    """Probability of a mean as great as this one, or greater, if the true mean were not above 0."""
    if np.ptp(found) < 1e-9:
        return 0.0 if found[0] > 0.0 else 1.0
    return float(stats.ttest_1samp(found, 0.0, alternative="greater").pvalue)


def measured(name: str) -> Figure:
    """A measure of the whole action."""
    return lambda run: total(run, name)


def values(figure: Figure, scenario: Scenario, runs: int) -> Floats:
    """A figure over the first replications of a scenario; what is never reached takes as long as the action."""
    return _reached([figure(outcome(scenario, replication)) for replication in range(runs)], scenario)


def _reached(found: Sequence[float], scenario: Scenario) -> Floats:
    """Figures of a scenario, in which a time that is never reached lasts as long as the action."""
    return np.where(np.isposinf(found), scenario.hours, found)


def is_higher(figure: Figure, low: Scenario, high: Scenario, *, runs: int) -> bool:
    """Whether a figure is higher in the second scenario than in the first."""
    return any(is_above(values(figure, high, n) - values(figure, low, n)) for n in (runs // LOOKS, runs))


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


def statements(levers: Mapping[str, Lever]) -> list[Statement]:
    """What is said of some levers, figure by figure."""
    return [statement for name in levers for statement in said_of(name, levers)]


def said_of(name: str, levers: Mapping[str, Lever]) -> list[Statement]:
    """What is said of one lever."""
    lever = levers[name]
    return [(name, figure, 1.0) for figure in lever.raises] + [(name, figure, -1.0) for figure in lever.lowers]


def _made(scenario: Scenario, replication: int) -> Outcome:
    """The outcome of a scenario, made and not kept."""
    return operate(scenario, replication)[1]


@dataclass(frozen=True)
class Trial:
    """How levers are tried.

    Attributes
    ----------
    figures
        What is asked of an outcome, by name; like `run`, another process must be able to find it.
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

    def changes(self, levers: Mapping[str, Lever]) -> Changed:
        """What each of some levers changes: in half of the replications where that tells, in all where it does not."""
        half = self.runs // LOOKS
        first = self._changes(levers, range(half))
        plain = {
            name for name in levers if all(is_above(sign * first[name][of]) for _, of, sign in said_of(name, levers))
        }
        rest = self._changes(
            {name: lever for name, lever in levers.items() if name not in plain}, range(half, self.runs)
        )
        return {
            name: {
                figure: np.append(found, rest[name][figure] if name in rest else ()) for figure, found in some.items()
            }
            for name, some in first.items()
        }

    def _changes(self, levers: Mapping[str, Lever], replications: range) -> Changed:
        pairs = {
            name: (small({**self.always, **lever.on}), small({**self.always, **lever.on, **lever.change}))
            for name, lever in levers.items()
        }
        unique = {scenario.text: scenario for pair in pairs.values() for scenario in pair}
        work = partial(_replicate, self, replications)
        made = dict(zip(unique, in_parallel(work, [*unique.values()]), strict=True))
        return {
            name: {figure: made[high.text][figure] - before for figure, before in made[low.text].items()}
            for name, (low, high) in pairs.items()
        }


def _replicate(trial: Trial, replications: range, scenario: Scenario) -> Mapping[str, Floats]:
    made = [trial.figures(trial.run(scenario, replication)) for replication in replications]
    return {name: _reached([figures[name] for figures in made], scenario) for name in made[0]}


def assert_above(found: Floats) -> None:
    """The mean is above 0."""
    assert is_above(found), f"{np.nanmean(found):+.3g} in the mean"
