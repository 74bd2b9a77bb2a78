"""Many plans, each repeated with the same luck, of which measures alone are kept: sweeps, sensitivity, allocation."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict

import numpy as np
import pyarrow as pa

from sim.experiment.design import Design
from sim.experiment.executors import Workers
from sim.experiment.manifest import versions
from sim.experiment.parameters import Choice, Parameters
from sim.experiment.parameters import parameters as chosen
from sim.experiment.replicate import Replicate, Replicator, Task, numbers
from sim.experiment.rest import Progress, the_rest
from sim.experiment.stored import wall_s, write_log
from sim.experiment.summary import Failure
from sim.outcome import store
from sim.outcome.measures import MEASURES
from sim.outcome.parts import packed
from sim.outcome.scopes import Floats
from sim.outcome.workplace import Workplace, check_same
from sim.scenario.schema import Scenario

_VALUES = "values"
_FREE = ("failures", "platform")
"""What a manifest says that need not agree to go on."""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Measures of plans that were run with the same luck.

    Attributes
    ----------
    manifest : Mapping
        Identity in plain values.
    values : array, shape (plans, replications, measures)
        Measures of the whole action; nan where undefined or failed, infinite where a time was not reached.
    failures : tuple of Failure
        Runs that failed.
    wall_s : float
        Wall-clock time, s.
    """

    manifest: Mapping[str, Any]
    values: Floats
    failures: tuple[Failure, ...]
    wall_s: float

    def of(self, measure: str) -> Floats:
        """One measure, shape (replications, plans)."""
        return self.values[:, :, [*MEASURES].index(measure)].T

    @property
    def hours(self) -> float:
        """How long the longest plan lasts, h: what a time that was not reached counts as."""
        return float(self.manifest["hours"])

    def counted(self, measure: str) -> Floats:
        """The same, where a time that was not reached counts as long as the longest plan."""
        values = self.of(measure)
        return np.where(np.isposinf(values), self.hours, values)


class How(TypedDict, total=False):
    """How plans are run."""

    seed: int
    workers: Workers | None
    parameters: Choice | Parameters
    on_progress: Progress | None
    keep: Workplace | None


def measured(
    kind: str,
    base: Scenario,
    plans: Sequence[Scenario],
    replications: int,
    *,
    design: Design,
    measures: Sequence[str],
    seed: int = 1,
    workers: Workers | None = None,
    parameters: Choice | Parameters = "posterior",
    on_progress: Progress | None = None,
    keep: Workplace | None = None,
) -> Measured:
    """Run plans with the same luck; what is complete in `keep` is not done again.

    Parameters
    ----------
    kind
        What kind of experiment it is.
    base
        From which the plans come.
    design, measures
        How the plans were chosen, and what is told of them: with others, it is not gone on with.

    Raises
    ------
    ValueError
        If the seed, or the number of replications or of workers, is none.
    StoreError
        If what is kept cannot be written, or belongs to another experiment.
    """
    seed, replications, workers = numbers(seed, replications, workers)
    about = {"design": design.document, "measures": [*measures]}
    drawn = chosen(parameters, base)
    manifest = _identity(kind, base, plans, replications, seed, drawn) | about
    found: dict[Task, Floats | Failure] = dict(_there(keep, manifest) if keep else {})
    job = Replicator(scenarios=tuple(plans), seed=seed, events=(), parameters=drawn, keep=())
    tasks = [Task(at, replication) for replication in range(replications) for at in range(len(plans))]
    began = time.perf_counter()
    shard = keep.shard if keep else None
    rest = the_rest(job, tasks, {*found}, died=job.failure, workers=workers, shard=shard, on_progress=on_progress)
    with closing(rest) as done:
        for task, result in done:
            found[task] = result.values[0] if isinstance(result, Replicate) else result
            if keep is not None and isinstance(result, Replicate):
                keep.parts.put(task.key, _part(found[task]))
    rows = [found[task] for task in tasks]
    values = [np.full(len(MEASURES), np.nan) if isinstance(row, Failure) else row for row in rows]
    failures = tuple(row for row in rows if isinstance(row, Failure))
    failed = [
        {"replication": one.replication, "scenario_hash": one.scenario_hash, "error": one.error} for one in failures
    ]
    shaped = np.array(values).reshape(replications, len(plans), len(MEASURES)).swapaxes(0, 1)
    return Measured(
        manifest=manifest | {"failures": failed},
        values=shaped,
        failures=failures,
        wall_s=time.perf_counter() - began,
    )


def check_measures(names: Sequence[str]) -> None:
    """Refuse what is no measure.

    Raises
    ------
    ValueError
        If there is no such measure.
    """
    for name in names:
        if name not in MEASURES:
            raise ValueError(f"there is no measure {name!r}")


def keep_measured(
    result: Measured,
    place: Workplace,
    document: Mapping[str, Any],
    tables: Mapping[str, pa.Table],
    report: Callable[[], str],
) -> None:
    """Write an experiment to the place that is held for it: its measures, its result, tables, and its report."""

    def write(path: Path) -> None:
        store.write_json(path / store.MANIFEST, result.manifest)
        store.write_groups(path / "measures.parquet", iter([_table(result.values)]))
        for name, table in tables.items():
            store.write_groups(path / f"{name}.parquet", iter([table]))
        store.write_json(path / "result.json", document)
        (path / store.REPORT).write_text(report(), encoding="utf-8")
        write_log(path, result.wall_s)

    place.finish(write)


def read_measured(folder: Path) -> Measured:
    """Open the folder of an experiment at many points.

    Raises
    ------
    StoreError
        If it holds none, or not as it was written.
    """
    manifest = store.read_manifest(folder)
    store.check_whole(folder, store.MANIFEST)
    table = store.read_table(folder, "measures").select([*MEASURES]).to_pandas()
    return Measured(
        manifest=manifest,
        values=table.to_numpy(dtype=np.float64).reshape(-1, manifest["replications"], len(MEASURES)),
        failures=tuple(Failure(seed=manifest["seed"], traceback="", **one) for one in manifest["failures"]),
        wall_s=wall_s(folder),
    )


def _identity(
    kind: str, base: Scenario, plans: Sequence[Scenario], replications: int, seed: int, parameters: Parameters
) -> dict[str, Any]:
    return {
        "format": store.FORMAT,
        "kind": kind,
        "scenario": base.name,
        "scenario_hash": base.hash,
        "plans": len(plans),
        "hours": max(plan.hours for plan in plans),
        "seed": seed,
        "replications": replications,
        "parameters": parameters.identity,
        **versions(),
        "text": base.text,
    }


def _there(place: Workplace, manifest: Mapping[str, Any]) -> dict[Task, Floats]:
    """What is complete, of results that are gone on with or under way."""
    wanted = {key: value for key, value in manifest.items() if key not in _FREE}
    earlier, values = place.earlier, {}
    if earlier is not None:
        check_same(place.folder, {key: value for key, value in earlier.items() if key not in _FREE}, wanted)
        store.check_whole(place.folder, store.MANIFEST)
        values = _stored(place.folder)
    place.begin(wanted)
    parts = {key: np.load(io.BytesIO(part[_VALUES])) for key, part in place.parts.sound()}
    return values | {
        Task(int(plan), int(number)): parts[f"{plan}-{number}"] for plan, number in (key.split("-") for key in parts)
    }


def _stored(folder: Path) -> dict[Task, Floats]:
    """Runs of a finished folder; those that failed are done again."""
    table = store.read_table(folder, "measures").to_pandas()
    rows = table[[*MEASURES]].to_numpy(dtype=np.float64)
    tasks = zip(table["plan"], table["replication"], rows, strict=True)
    return {Task(int(plan), int(replication)): row for plan, replication, row in tasks if not np.isnan(row).all()}


def _table(values: Floats) -> pa.Table:
    """Measures in the wide form: `plan` (from 0), `replication`, one column a measure."""
    plans, replications, _ = values.shape
    flat = values.reshape(plans * replications, -1)
    columns = {
        "plan": np.repeat(np.arange(plans), replications),
        "replication": np.tile(np.arange(replications), plans),
    }
    return pa.table(columns | {name: flat[:, at] for at, name in enumerate(MEASURES)})


def _part(values: Floats | Failure) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.asarray(values))
    return packed({_VALUES: buffer.getvalue()})
