"""Repeating a scenario: every replication with its own luck, failed ones kept as data."""

import io
import time
import traceback
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, SupportsIndex

import numpy as np

from sim.engine.collector import collector_paused
from sim.errors import StoreError
from sim.experiment.assumed import LUCKS, Assumed, assumed, draws_for
from sim.experiment.executors import Workers, default_workers
from sim.experiment.manifest import asked, manifest
from sim.experiment.parameters import Choice, Parameters
from sim.experiment.parameters import parameters as chosen
from sim.experiment.remarks import fates_in
from sim.experiment.rest import Progress, the_rest
from sim.experiment.stored import read_run, run_folders
from sim.experiment.summary import Failure, Run
from sim.outcome import records, store
from sim.outcome.measures import MEASURES, measure
from sim.outcome.outcome import Outcome
from sim.outcome.parts import DRAWN, Parts, packed, temporary
from sim.outcome.scopes import Floats
from sim.outcome.shards import Shard
from sim.outcome.tables import Continued, NotKept, OnDisk, Packed, Tables, pack
from sim.outcome.workplace import Workplace, check_same
from sim.scenario.events import Event
from sim.scenario.load import plan_of
from sim.scenario.schema import Scenario
from sim.units import whole
from sim.words import Detail

type Assumptions = Literal["drawn", "fixed"]

_BEST = Parameters()
_VALUES = "values"
"""Name of the measures in a part; its tables have their own names."""


@dataclass(frozen=True, slots=True)
class Task:
    """One replication of one of the scenarios of an experiment; `drawn` where its assumptions are drawn as well."""

    scenario: int
    replication: int
    drawn: bool = False

    @property
    def key(self) -> str:
        """Under which its part is kept."""
        return f"{self.scenario}-{self.replication}{DRAWN * self.drawn}"


@dataclass(frozen=True, slots=True)
class Replicate:
    """What is kept of a replication: measures, shape (1 + countries, measures), and a part with them and the tables."""

    values: Floats
    part: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Replicator:
    """Does one replication; made once and sent to every worker."""

    scenarios: tuple[Scenario, ...]
    seed: int
    events: tuple[Event, ...]
    parameters: Parameters = _BEST
    detail: Detail = "cases"
    keep: bool | tuple[str, ...] = True
    """Whether there is somebody to keep the part; of all tables, or of those that are named."""
    assumed: Assumed | None = None

    def __call__(self, task: Task) -> Replicate | Failure:
        """Run, measure and pack; any error of the model becomes a `Failure`."""
        scenario = self.scenarios[task.scenario]
        parameters, keep = self.parameters, self.keep
        try:
            if task.drawn and self.assumed is not None:
                scenario = self.assumed.plan(scenario, parameters, task.replication // LUCKS)
                parameters, keep = _BEST, ()
            outcome = replay(scenario, self.seed, task.replication, self.events, self.detail, parameters)
            values = measure(outcome).values
            return Replicate(values, self._packed(values, outcome, keep) if self.keep else b"")
        except Exception as error:  # noqa: BLE001  # whatever fails in one replication must not end the others
            return self.failure(task, error)

    def failure(self, task: Task, error: Exception) -> Failure:
        """Record a replication that failed."""
        told = "".join(traceback.format_exception(error))
        name = f"{type(error).__name__}: {error}"
        return Failure(self.scenarios[task.scenario].hash, self.seed, task.replication, name, told)

    def _packed(self, values: Floats, outcome: Outcome, keep: bool | tuple[str, ...]) -> bytes:
        buffer = io.BytesIO()
        np.save(buffer, values)
        wanted = records.TABLES if isinstance(keep, bool) else keep
        names = [name for name in wanted if name != "checks" or self.detail == "checks"]
        return packed({_VALUES: buffer.getvalue()} | {name: pack(name, outcome.tables[name]) for name in names})


def replay(
    scenario: Scenario,
    seed: int,
    replication: int,
    events: Sequence[Event] = (),
    detail: Detail = "cases",
    parameters: Parameters = _BEST,
) -> Outcome:
    """Run one replication, in this process; the same arguments give the same outcome."""
    from sim.joint_action import JointAction

    behaviour = parameters.behaviour(scenario, replication)
    action = JointAction(scenario, seed, replication, events=tuple(events), detail=detail, behaviour=behaviour)
    outcome = action.run(told=False)
    action.take_apart()
    return outcome


def run(
    scenario: Scenario | str | Path,
    replications: SupportsIndex = 100,
    *,
    seed: SupportsIndex = 1,
    workers: SupportsIndex | str | None = None,
    detail: Detail = "cases",
    events: Sequence[Event] = (),
    parameters: Choice | Parameters = "posterior",
    on_progress: Progress | None = None,
    keep: Workplace | bool | tuple[str, ...] = True,
) -> Run:
    """Repeat a scenario.

    Parameters
    ----------
    scenario
        What is planned, or the name of its file.
    replications : int
        How often, at least once. Replication k has the same luck in every experiment with the same seed.
    seed : int
        Fixes all chance; 0 or more.
    workers : int or str, optional
        Processes, by default as many as pay; or the address of the scheduler of a Dask cluster, such as
        ``tcp://10.0.0.1:8786`` (extra 'cluster'). The result does not depend on it.
    detail
        "checks" keeps every single check as well.
    events
        Recorded events that are added to those of the scenario.
    parameters
        "posterior": each replication has its own draw of the calibrated parameters, so that results vary by chance and
        by what is not known; "best": all have the most plausible values. What a scenario gives itself is kept.
    on_progress
        Called after each replication with the number done and the number of all.
    keep
        Where each replication is kept as soon as it is complete, and what is kept there is not done again. By default a
        temporary folder, which goes when the run does; names of tables keep those alone, and False none.

    Raises
    ------
    ScenarioError
        If the file is no scenario.
    ValueError
        If the seed, or the number of replications or of workers, is none.
    StoreError
        If what is kept cannot be written, or belongs to another experiment.
    """
    (one,) = run_all(
        [plan_of(scenario)],
        replications,
        seed=seed,
        workers=workers,
        detail=detail,
        events=events,
        parameters=parameters,
        on_progress=on_progress,
        keep=keep,
    )
    return one


def run_all(
    scenarios: Sequence[Scenario],
    replications: SupportsIndex,
    *,
    seed: SupportsIndex,
    workers: SupportsIndex | str | None = None,
    detail: Detail = "cases",
    events: Sequence[Event] = (),
    parameters: Choice | Parameters = "posterior",
    on_progress: Progress | None = None,
    keep: Workplace | Parts | bool | tuple[str, ...] = True,
    assumptions: Assumptions = "fixed",
) -> tuple[Run, ...]:
    """Repeat several scenarios with the same luck, on the same workers.

    Arguments as for `run`; parts of the same experiment that are given are not done again, and more are put there.
    Where `assumptions` are "drawn", half as many runs more are made, of which measures alone are kept.
    """
    seed, replications, workers = numbers(seed, replications, workers)
    drawn = chosen(parameters, scenarios[0])
    spread = assumed(scenarios, seed, drawn) if assumptions == "drawn" else None
    draws = draws_for(replications) if spread else 0
    manifests = [manifest(scenario, seed, replications, events, drawn, detail, spread) for scenario in scenarios]
    found = _begun(keep, manifests)
    if 1 in (workers, default_workers(len(scenarios) * replications)):
        _get_ready()
    began = time.perf_counter()
    job = Replicator(
        scenarios=tuple(scenarios),
        seed=seed,
        events=tuple(events),
        parameters=drawn,
        detail=detail,
        keep=keep if isinstance(keep, tuple) else found.parts is not None,
        assumed=spread,
    )
    plans = range(len(scenarios))
    tasks = [Task(at, replication) for replication in range(replications) for at in plans]
    tasks += [Task(at, number, drawn=True) for number in range(LUCKS * draws) for at in plans]
    results = _all(job, tasks, workers, found, on_progress)
    wall_s = time.perf_counter() - began
    return tuple(
        _collect(
            manifests[at],
            scenario,
            {task: results[task] for task in tasks if task.scenario == at},
            found.tables(at, scenario, seed, results),
            wall_s,
        )
        for at, scenario in enumerate(scenarios)
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """What is there of an experiment when it begins, and where more is put.

    Attributes
    ----------
    parts
        Takes complete replications; None if they are not kept.
    values
        Measures of the replications that are there.
    earlier
        Runs that were finished before.
    shard
        Which share of the replications is done here; None for all.
    """

    parts: Parts | None
    values: Mapping[Task, Floats]
    earlier: Sequence[Run] = ()
    shard: Shard | None = None

    def tables(self, at: int, scenario: Scenario, seed: int, results: "Mapping[Task, Floats | Failure]") -> Tables:
        """The tables of one of the scenarios, of all its replications that ended well."""
        if self.parts is None:
            return NotKept()
        before = set(self.earlier[at].completed) if self.earlier else set()
        keys = {
            task.replication: task.key
            for task, result in sorted(results.items(), key=lambda item: item[0].replication)
            if task.scenario == at and not (task.drawn or task.replication in before or isinstance(result, Failure))
        }
        since = Packed(scenario_hash=scenario.hash, seed=seed, parts=OnDisk(self.parts, keys))
        return Continued(self.earlier[at].tables, since) if self.earlier else since


def _begun(keep: Workplace | Parts | bool | tuple[str, ...], manifests: Sequence[Mapping[str, Any]]) -> _Found:
    """What is there of an experiment that is asked for."""
    if isinstance(keep, Parts):
        return _Found(keep, _values(keep))
    if not isinstance(keep, Workplace):
        return _Found(temporary() if keep else None, {})
    wanted = asked("run" if len(manifests) == 1 else "comparison", manifests)
    earlier = _earlier(keep, wanted)
    keep.begin(wanted)
    values = _values(keep.parts)
    for at, one in enumerate(earlier):
        values |= {Task(at, number): one.values[row] for row, number in enumerate(one.completed)}
        values |= {Task(at, number, drawn=True): row for number, row in one.drawn.items()}
    return _Found(keep.parts, values, earlier, keep.shard)


def _earlier(place: Workplace, wanted: Mapping[str, Any]) -> list[Run]:
    """Finished runs of the same experiment that are gone on with."""
    manifest = place.earlier
    if manifest is None:
        return []
    store.check_whole(place.folder, store.MANIFEST)
    if manifest["kind"] != wanted["kind"]:
        raise StoreError(f"{place.folder} holds a {manifest['kind']}, not a {wanted['kind']}")
    runs = [read_run(place.folder / name) for name in run_folders(len(manifest.get("scenarios", [0])))]
    check_same(place.folder, asked(wanted["kind"], [one.manifest for one in runs]), wanted)
    return runs


def _values(parts: Parts) -> dict[Task, Floats]:
    """Measures of the replications that are complete."""
    return {_task(key): np.load(io.BytesIO(part[_VALUES])) for key, part in parts.sound()}


def _task(key: str) -> Task:
    scenario, _, replication = key.removesuffix(DRAWN).partition("-")
    return Task(int(scenario), int(replication), drawn=key.endswith(DRAWN))


def _all(
    job: Replicator, tasks: Sequence[Task], workers: Workers | None, found: _Found, on_progress: Progress | None
) -> dict[Task, Floats | Failure]:
    """Do the tasks of which nothing is there; keep each as it comes."""
    results: dict[Task, Floats | Failure] = {task: found.values[task] for task in tasks if task in found.values}
    rest = the_rest(
        job, tasks, found.values, died=job.failure, workers=workers, shard=found.shard, on_progress=on_progress
    )
    with closing(rest) as done:
        for task, result in done:
            if isinstance(result, Replicate) and found.parts is not None:
                found.parts.put(task.key, result.part)
            results[task] = result.values if isinstance(result, Replicate) else result
    return results


def numbers(
    seed: SupportsIndex, replications: SupportsIndex, workers: SupportsIndex | str | None
) -> tuple[int, int, Workers | None]:
    """Seed, replications and workers of an experiment, as whole numbers of Python; the address of a cluster stays one.

    Raises
    ------
    ValueError
        If one of them is none, or too small.
    """
    return whole(seed, "a seed"), whole(replications, "the number of replications", least=1), _hands(workers)


def _hands(workers: SupportsIndex | str | None) -> Workers | None:
    if not isinstance(workers, str):
        return None if workers is None else whole(workers, "the number of workers", least=1)
    if "://" not in workers:
        raise ValueError(f"the number of workers is a whole number, or the address of a cluster, not {workers!r}")
    return workers


def _get_ready() -> None:
    """Import the model and load its compiled code, so that neither counts as time of a run."""
    with collector_paused():
        from sim import joint_action  # noqa: F401
        from sim.world.checks.warm_up import load_kernels

        load_kernels()


def _collect(
    manifest: Mapping[str, Any],
    scenario: Scenario,
    results: Mapping[Task, Floats | Failure],
    tables: Tables,
    wall_s: float,
) -> Run:
    ended = {task: values for task, values in results.items() if not isinstance(values, Failure)}
    good = {task.replication: values for task, values in ended.items() if not task.drawn}
    shape = (0, 1 + len(scenario.countries), len(MEASURES))
    return Run(
        scenario=scenario,
        seed=manifest["seed"],
        requested=sum(not task.drawn for task in results),
        completed=tuple(good),
        values=np.stack(list(good.values())) if good else np.empty(shape),
        tables=tables,
        failures=tuple(result for result in results.values() if isinstance(result, Failure)),
        manifest=manifest,
        wall_s=wall_s,
        fates=fates_in(tables, manifest, scenario),
        drawn={task.replication: values for task, values in ended.items() if task.drawn},
    )
