"""Plans that are chosen one after another and measured with the same luck; what is complete is not done again.

A run is kept under its plan, its seed and its replication, so an experiment that was broken off, or is asked again with
more runs, finds all that it did before.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any

import numpy as np
import pyarrow as pa

from sim.experiment.executors import Workers
from sim.experiment.manifest import versions
from sim.experiment.parameters import Parameters
from sim.experiment.replicate import Replicate, Replicator, Task
from sim.experiment.rest import Progress, the_rest
from sim.experiment.summary import Failure
from sim.outcome import store
from sim.outcome.measures import MEASURES
from sim.outcome.parts import packed
from sim.outcome.scopes import Floats
from sim.outcome.workplace import Workplace, check_same
from sim.scenario.schema import Scenario

_VALUES = "values"
_FREE = ("platform", "runs", "failures")
"""What a manifest says that need not agree to go on."""
_MARK = 16
"""Digits of a plan's hash by which its runs are kept."""


class Laboratory:
    """Where plans are measured.

    Attributes
    ----------
    manifest : Mapping
        Identity in plain values.
    failures : list of Failure
        Runs that failed; nothing is known of them.
    """

    def __init__(
        self,
        manifest: Mapping[str, Any],
        *,
        parameters: Parameters,
        most: int,
        workers: Workers | None = None,
        on_progress: Progress | None = None,
        keep: Workplace | None = None,
    ) -> None:
        """Begin; `most` are the runs that will be asked for at the most, of which progress tells."""
        self.manifest = manifest
        self._most = most
        self.failures: list[Failure] = []
        self._parameters, self._workers, self._on_progress, self._keep = parameters, workers, on_progress, keep
        self._found = _there(keep, manifest) if keep else {}

    def measure(self, plans: Sequence[Scenario], replications: Sequence[int], seed: int) -> Floats:
        """Measures of plans, shape (plans, replications, measures); nan where undefined or failed."""
        keys = [[f"{plan.hash[:_MARK]}-{seed}-{number}" for number in replications] for plan in plans]
        job = Replicator(scenarios=tuple(plans), seed=seed, events=(), parameters=self._parameters, keep=())
        first = {
            keys[at][column]: Task(at, number) for column, number in enumerate(replications) for at in range(len(plans))
        }
        names = {task: key for key, task in first.items()}
        done_before = {task for task, key in names.items() if key in self._found}
        rest = the_rest(
            job,
            [*names],
            done_before,
            died=job.failure,
            workers=self._workers,
            on_progress=self._told,
        )
        with closing(rest) as done:
            for task, result in done:
                self._put(names[task], result, plans[task.scenario])
        nothing = np.full(len(MEASURES), np.nan)
        return np.array([[self._found.get(key, nothing) for key in row] for row in keys])

    @property
    def table(self) -> pa.Table:
        """All that was measured: `run` (plan, seed and replication), and one column a measure."""
        keys = sorted(self._found)
        rows = np.array([self._found[key] for key in keys]).reshape(len(keys), len(MEASURES))
        return pa.table({"run": keys} | {name: rows[:, at] for at, name in enumerate(MEASURES)})

    def _told(self, *_: int) -> None:
        """Say how many of all runs are over."""
        if self._on_progress is not None:
            self._on_progress(min(len(self._found) + len(self.failures), self._most), self._most)

    def _put(self, key: str, result: Replicate | Failure, plan: Scenario) -> None:
        if isinstance(result, Failure):
            self.failures.append(result)
            return
        total = result.values[0]
        self._found[key] = np.where(np.isposinf(total), plan.hours, total)
        if self._keep is not None:
            buffer = io.BytesIO()
            np.save(buffer, self._found[key])
            self._keep.parts.put(key, packed({_VALUES: buffer.getvalue()}))


def identity(base: Scenario, parameters: Parameters, about: Mapping[str, Any]) -> dict[str, Any]:
    """Identity of an allocation in plain values; it is gone on with by the same alone."""
    return {
        "format": store.FORMAT,
        "kind": "allocation",
        "scenario": base.name,
        "scenario_hash": base.hash,
        "parameters": parameters.identity,
        **about,
        **versions(),
        "text": base.text,
    }


def _asked(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What must agree to go on with an allocation."""
    return {key: value for key, value in manifest.items() if key not in _FREE}


def _there(place: Workplace, manifest: Mapping[str, Any]) -> dict[str, Floats]:
    """What is complete, of results that are gone on with or under way."""
    wanted = _asked(manifest)
    earlier, found = place.earlier, {}
    if earlier is not None:
        check_same(place.folder, _asked(earlier), wanted)
        store.check_whole(place.folder, store.MANIFEST)
        table = store.read_table(place.folder, "measures").to_pandas()
        found = dict(zip(table["run"], table[[*MEASURES]].to_numpy(dtype=np.float64), strict=True))
    place.begin(wanted)
    return found | {key: np.load(io.BytesIO(part[_VALUES])) for key, part in place.parts.sound()}
