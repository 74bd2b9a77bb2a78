"""Candidates: divisions that are tried, proposed by Optuna, and raced by successive halving.

Every candidate meets the same luck, so its value is a paired difference to the plan as it stands. What is best among
candidates by the runs that chose it looks better than it is; it is tested elsewhere, on luck that the search never met.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.experiment.allocation.pool import Pool
from sim.outcome.scopes import Floats
from sim.scenario.load import vary
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    import optuna

type Changes = tuple[tuple[str, str, int], ...]
"""What a plan changes: resource, place, by how many; in one order, so that equal changes are equal."""
type Value = Callable[[Sequence[Changes]], Floats]
"""The value of some divisions, the higher the better, shape (divisions,); nan where it is not known."""

PLACES = 6
"""Places of each resource among which the search divides: those that promise most, and cost least to take from."""
TRIALS = 24
AT_ONCE = 8
"""Divisions that are proposed together, whatever number of workers there is: the search is the same on any machine."""
STEP = 0.25
"""Weights of the search are multiples of it."""


@dataclass(frozen=True, slots=True)
class Corner:
    """All of one resource given to one place, or taken from it."""

    pool: Pool
    place: str
    sign: int

    @property
    def changes(self) -> Changes:
        """The division, other resources as they are."""
        return changes([(self.pool, self.pool.division({self.place: float(self.sign)}))])

    @property
    def number(self) -> int:
        """By how many the place itself changes."""
        return dict(self.pool.division({self.place: float(self.sign)})).get(self.place, 0)


def changes(divided: Sequence[tuple[Pool, Mapping[str, int]]]) -> Changes:
    """What some divisions change together."""
    return tuple(
        sorted((pool.resource.name, name, number) for pool, found in divided for name, number in found.items())
    )


def corners(pools: Sequence[Pool], places: int) -> list[Corner]:
    """All of each resource to one of its places, and from one where it is moved; the busiest places first."""
    found = [
        Corner(pool, name, sign)
        for pool in pools
        for name in pool.open[:places]
        for sign in ((1, -1) if pool.moved else (1,))
    ]
    return [one for one in found if one.number * one.sign > 0]


def applied(base: Scenario, pools: Sequence[Pool], made: Changes, name: str = "") -> tuple[Scenario, dict[str, object]]:
    """The plan with some changes, and the overrides that make it."""
    overrides: dict[str, object] = {"name": f'"{name}"'} if name else {}
    for pool in pools:
        here = {place: number for resource, place, number in made if resource == pool.resource.name}
        if here:
            overrides |= pool.resource.placed(base, here)
    return (vary(base, overrides) if overrides else base), overrides


def searched(
    pools: Sequence[Pool], known: Sequence[tuple[Corner, float]], value: Value, seed: int, trials: int = TRIALS
) -> list[Changes]:
    """Divisions that Optuna proposes (tree-structured Parzen estimator), after the corners that are known.

    Parameters
    ----------
    known
        Corners, each with its value, the higher the better.
    value
        Asked for `AT_ONCE` divisions at a time.
    """
    import optuna

    axes = [_axis(one) for one in _promising(known)]
    if len(axes) < 2:
        return []
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    sampler = optuna.samplers.TPESampler(seed=seed % 2**32, n_startup_trials=AT_ONCE)
    study = optuna.create_study(direction="maximize", sampler=sampler)
    for one, worth in known:
        if _axis(one) in axes:
            study.add_trial(_observed(axes, _axis(one), worth))
    study.enqueue_trial(_weights(axes, known))
    found: list[Changes] = []
    while len(found) < trials:
        asked = [study.ask({_name(axis): _range() for axis in axes}) for _ in range(AT_ONCE)]
        proposed = [_proposed(pools, axes, trial.params) for trial in asked]
        for trial, worth in zip(asked, value(proposed), strict=True):
            study.tell(trial, None if np.isnan(worth) else float(worth), state=_state(float(worth)))
        found += proposed
    return found


def raced(candidates: Sequence[Changes], value: Callable[[Sequence[Changes], int], Floats]) -> Changes:
    """The best of some candidates: half of them is dropped, and the others are run twice as often, until one is left.

    Parameters
    ----------
    value
        Values of candidates after so many times the usual number of runs.
    """
    left, times = [*candidates], 1
    while len(left) > 1:
        times *= 2
        order = np.argsort(-np.nan_to_num(value(left, times), nan=-np.inf), kind="stable")
        left = [left[at] for at in order[: len(left) // 2]]
    return left[0]


type _Axis = tuple[int, str, str]
"""A sign, a resource and a place."""


def _axis(one: Corner) -> _Axis:
    return one.sign, one.pool.resource.name, one.place


def _promising(known: Sequence[tuple[Corner, float]]) -> list[Corner]:
    """The corners that are worth most, of each resource and sign."""
    best: dict[tuple[int, str], list[Corner]] = {}
    for one, _ in sorted((pair for pair in known if not np.isnan(pair[1])), key=lambda pair: -pair[1]):
        best.setdefault((one.sign, one.pool.resource.name), []).append(one)
    return [one for kept in best.values() for one in kept[:PLACES]]


def _range() -> optuna.distributions.FloatDistribution:
    import optuna

    return optuna.distributions.FloatDistribution(0.0, 1.0, step=STEP)


def _observed(axes: Sequence[_Axis], full: _Axis, worth: float) -> optuna.trial.FrozenTrial:
    """A corner as a trial that is over."""
    import optuna

    names = {axis: _name(axis) for axis in axes}
    params = {name: float(axis == full) for axis, name in names.items()}
    return optuna.trial.create_trial(
        params=params, distributions={name: _range() for name in names.values()}, value=worth
    )


def _name(axis: _Axis) -> str:
    sign, resource, place = axis
    return f"{'to' if sign > 0 else 'from'} {place}: {resource}"


def _weights(axes: Sequence[_Axis], known: Sequence[tuple[Corner, float]]) -> dict[str, float]:
    """By how much each corner is worth, in steps: the first division that is tried."""
    worth = {_axis(one): max(number, 0.0) for one, number in known if _axis(one) in axes}
    most = max(worth.values()) or 1.0
    return {_name(axis): STEP * round(number / most / STEP) for axis, number in worth.items()}


def _proposed(pools: Sequence[Pool], axes: Sequence[_Axis], params: Mapping[str, float]) -> Changes:
    favour: dict[str, dict[str, float]] = {pool.resource.name: {} for pool in pools}
    for axis in axes:
        sign, resource, place = axis
        favour[resource][place] = favour[resource].get(place, 0.0) + sign * params[_name(axis)]
    return changes([(pool, pool.division(favour[pool.resource.name])) for pool in pools])


def _state(worth: float) -> optuna.trial.TrialState:
    import optuna

    return optuna.trial.TrialState.FAIL if np.isnan(worth) else optuna.trial.TrialState.COMPLETE
