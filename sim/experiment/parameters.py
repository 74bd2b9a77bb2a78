"""Which parameters a replication uses: the most plausible ones, or a draw of those that published totals allow.

With ``best`` every replication has the values of `sim.scenario.behaviour`, and replications differ by chance alone.
With ``posterior`` replication k has draw k of ``posterior.csv``, so that they differ by chance and by what calibration
could not decide, and draw k of ``effects.csv``: how much there is to find in this action, how readily investigations
are opened and how weapons are counted, which differs from action to action of the series to which parameters are
calibrated, and more from series to series. All plans that are compared have the effects of the first. When there are no
more, draws begin again at the first; every interval then counts draws, not runs. What a scenario gives itself is kept.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import numpy as np

from sim.errors import StoreError
from sim.experiment.likeness import is_calibrated
from sim.outcome.intervals import Integers
from sim.outcome.scopes import Floats
from sim.scenario.behaviour import Behaviour
from sim.scenario.schema import Scenario

type Choice = Literal["best", "posterior"]
CHOICES: tuple[Choice, ...] = ("posterior", "best")
POSTERIOR = "posterior.csv"
EFFECTS = "effects.csv"
THIS_ACTION: Mapping[str, str] = {
    "arrests": "prevalence.this_action",
    "investigations": "cases.opening_this_action",
    "weapons": "cases.weapons_this_action",
}
"""What differs from action to action, by the total that tells how far."""
OF_SERIES: Mapping[bool, str] = {True: "calibrated", False: "another"}
BEST = "best"

INTERVAL: Mapping[str, str] = {"best": "spread of runs", "posterior": "predictive interval"}
"""What the range of 95 of 100 runs is called: chance alone, or all that a forecast is uncertain by."""
VARIES: Mapping[str, str] = {"best": "chance", "posterior": "chance, calibrated parameters and how actions differ"}


@dataclass(frozen=True, slots=True)
class Parameters:
    """Parameters of replications.

    Attributes
    ----------
    kind
        "best", "posterior", or any other word for draws of one's own.
    paths
        Parameters that the draws hold, by path below ``behaviour``.
    draws
        One tuple of values for each draw; none: the values of the scenario.
    """

    kind: str = BEST
    paths: tuple[str, ...] = ()
    draws: tuple[tuple[float, ...], ...] = ()

    @property
    def identity(self) -> dict[str, Any]:
        """Kind, number of draws and fingerprint, for a manifest."""
        values = repr((self.paths, self.draws)).encode()
        mark = hashlib.sha256(values).hexdigest()[:16] if self.draws else ""
        return {"kind": self.kind, "draws": len(self.draws), "fingerprint": mark}

    def behaviour(self, scenario: Scenario, replication: int) -> Behaviour | None:
        """Behaviour of a replication; None if it is that of the scenario."""
        if not self.draws:
            return None
        draw = self.draws[replication % len(self.draws)]
        fresh = {
            path: value
            for path, value in zip(self.paths, draw, strict=True)
            if f"behaviour.{path}" not in scenario.given
        }
        return changed(scenario.behaviour, fresh)


def changed(behaviour: Behaviour, values: Mapping[str, float]) -> Behaviour:
    """The same behaviour with other values of some parameters, by path."""
    groups: dict[str, dict[str, Any]] = {}
    for path, value in values.items():
        group, name, *key = path.split(".")
        if key:
            table = groups.setdefault(group, {}).setdefault(name, dict(getattr(getattr(behaviour, group), name)))
            table[key[0]] = value
        else:
            groups.setdefault(group, {})[name] = value
    made = {group: getattr(behaviour, group).model_copy(update=update) for group, update in groups.items()}
    return behaviour.model_copy(update=made)


def value_of(behaviour: Behaviour, path: str) -> float:
    """The value of a parameter by its path below ``behaviour``."""
    value: object = behaviour
    for part in path.split("."):
        value = value[part] if isinstance(value, dict) else getattr(value, part)
    assert isinstance(value, float)
    return value


def parameters(choice: Choice | Parameters, plan: Scenario) -> Parameters:
    """Parameters by name, or those that are given; draws hold how actions of the series of a plan differ."""
    if isinstance(choice, Parameters):
        return choice
    if choice not in CHOICES:
        raise ValueError(f"parameters are {' or '.join(CHOICES)}, not {choice!r}")
    return Parameters() if choice == BEST else posterior(is_calibrated(plan))


@cache
def calibrated() -> Parameters:
    """The calibrated draws that ship with the package, of a typical action of their series."""
    return read((files("sim.experiment") / POSTERIOR).read_text(encoding="utf-8"))


@cache
def posterior(of_series: bool = True) -> Parameters:
    """The same draws for one action, of the series to which they are calibrated or of another, with effects."""
    typical, paths = calibrated(), tuple(THIS_ACTION.values())
    effects = read((files("sim.experiment") / EFFECTS).read_text(encoding="utf-8"))
    columns = [effects.paths.index(f"{OF_SERIES[of_series]} {path}") for path in paths]
    factors = [tuple(draw[column] for column in columns) for draw in effects.draws]
    draws = tuple((*draw, *factors[at % len(factors)]) for at, draw in enumerate(typical.draws))
    return Parameters("posterior", (*typical.paths, *paths), draws)


def read(text: str) -> Parameters:
    """Read draws from a table: lines of ``#``, names, one row for each draw."""
    rows = list(csv.reader(line for line in text.splitlines() if not line.startswith("#")))
    draws = tuple(tuple(map(float, row[1:])) for row in rows[1:] if row[0] != BEST)
    return Parameters("posterior", tuple(rows[0][1:]), draws)


def known(identity: Mapping[str, Any]) -> Parameters:
    """The parameters that a manifest tells of.

    Raises
    ------
    StoreError
        If this version has other draws.
    """
    drawn = (posterior(True), posterior(False)) if identity["kind"] == "posterior" else (Parameters(identity["kind"]),)
    for one in drawn:
        if one.identity == dict(identity):
            return one
    raise StoreError("these results were made with other calibrated parameters; run the scenario again")


def sets_of(replications: Sequence[int], manifest: Mapping[str, Any]) -> Integers | None:
    """Which draw each replication had, from a manifest; None where no two had the same."""
    draws = manifest.get("parameters", {}).get("draws", 0)
    sets = np.array(replications, dtype=np.int64) % draws if draws else None
    return sets if sets is not None and len(np.unique(sets)) < len(sets) else None


def recognised(identity: Mapping[str, Any]) -> Parameters | None:
    """The parameters that a manifest tells of; None where they are draws of one's own, or of another version."""
    try:
        return known(identity)
    except StoreError:
        return None


def fitted(replications: Sequence[int], manifest: Mapping[str, Any]) -> Floats:
    """Calibrated parameters of each replication, shape (replications, parameters).

    No columns where all have the same; one of nan where this version does not know them.
    """
    used = recognised(manifest["parameters"])
    if used is None:
        return np.full((len(replications), 1), np.nan)
    draws = np.array(used.draws).reshape(len(used.draws), len(used.paths))
    return (
        draws[np.array(replications, dtype=np.int64) % max(len(draws), 1)]
        if len(draws)
        else np.empty((len(replications), 0))
    )


def repeated(replications: Sequence[int], manifest: Mapping[str, Any]) -> str:
    """In words: that replications share draws, and what intervals make of it; empty if none do."""
    sets = sets_of(replications, manifest)
    if sets is None:
        return ""
    return (
        f"There are {manifest['parameters']['draws']:,} sets of calibrated parameters, so the {len(sets):,} runs share "
        "them; the intervals count sets, not runs, and more runs narrow them little."
    )
