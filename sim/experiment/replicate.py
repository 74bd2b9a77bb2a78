"""Repeating a scenario: every replication with its own luck, failed ones kept as data."""

import shutil
import tempfile
import time
import traceback
import weakref
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import SupportsIndex

import numpy as np

from sim.experiment.executors import default_workers, do_all
from sim.experiment.manifest import manifest
from sim.experiment.parameters import Choice, Parameters
from sim.experiment.parameters import parameters as chosen
from sim.experiment.summary import Failure, Run
from sim.outcome import records
from sim.outcome.measures import MEASURES, measure
from sim.outcome.outcome import Outcome
from sim.outcome.scopes import Floats
from sim.outcome.tables import Packed, Part, pack
from sim.scenario.events import Event
from sim.scenario.load import plan_of
from sim.scenario.schema import Scenario
from sim.units import whole
from sim.words import Detail

type Progress = Callable[[int, int], None]
"""Called with the number of replications that have ended and of all."""

_BEST = Parameters()
_SPOOLED = "checks"
"""The one table that is too large to be kept in memory for every replication."""


@dataclass(frozen=True, slots=True)
class Task:
    """One replication of one of the scenarios of an experiment."""

    scenario: int
    replication: int


@dataclass(frozen=True, slots=True)
class Replicate:
    """What is kept of a replication: measures, shape (1 + countries, measures), and packed tables."""

    values: Floats
    tables: Mapping[str, Part]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replicator:
    """Does one replication; made once and sent to every worker."""

    scenarios: tuple[Scenario, ...]
    seed: int
    events: tuple[Event, ...]
    parameters: Parameters = _BEST
    spools: tuple[Path, ...] = ()
    """One folder for each scenario, if every check is to be kept."""

    def __call__(self, task: Task) -> Replicate | Failure:
        """Run, measure and pack; any error of the model becomes a `Failure`."""
        scenario = self.scenarios[task.scenario]
        try:
            detail: Detail = "checks" if self.spools else "cases"
            outcome = replay(scenario, self.seed, task.replication, self.events, detail, self.parameters)
            values = measure(outcome).values
            return Replicate(values, self._pack(task, outcome))
        except Exception as error:  # noqa: BLE001  # whatever fails in one replication must not end the others
            return self.failure(task, error)

    def failure(self, task: Task, error: Exception) -> Failure:
        """Record a replication that failed."""
        told = "".join(traceback.format_exception(error))
        name = f"{type(error).__name__}: {error}"
        return Failure(self.scenarios[task.scenario].hash, self.seed, task.replication, name, told)

    def _pack(self, task: Task, outcome: Outcome) -> dict[str, Part]:
        tables: dict[str, Part] = {
            name: pack(name, outcome.tables[name]) for name in records.TABLES if name != _SPOOLED
        }
        if self.spools:
            path = self.spools[task.scenario] / str(task.replication)
            path.write_bytes(pack(_SPOOLED, outcome.tables[_SPOOLED]))
            tables[_SPOOLED] = path
        return tables


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
    return JointAction(scenario, seed, replication, events=tuple(events), detail=detail, behaviour=behaviour).run()


def run(
    scenario: Scenario | str | Path,
    replications: SupportsIndex = 100,
    *,
    seed: SupportsIndex = 1,
    workers: SupportsIndex | None = None,
    detail: Detail = "cases",
    events: Sequence[Event] = (),
    parameters: Choice | Parameters = "posterior",
    on_progress: Progress | None = None,
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
    workers : int, optional
        Processes; by default as many as pay. The result does not depend on it.
    detail
        "checks" keeps every single check as well.
    events
        Recorded events that are added to those of the scenario.
    parameters
        "posterior": each replication has its own draw of the calibrated parameters, so that results vary by chance and
        by what is not known; "best": all have the most plausible values. What a scenario gives itself is kept.
    on_progress
        Called after each replication with the number done and the number of all.

    Raises
    ------
    ScenarioError
        If the file is no scenario.
    ValueError
        If the seed, or the number of replications or of workers, is none.
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
    )
    return one


def run_all(
    scenarios: Sequence[Scenario],
    replications: SupportsIndex,
    *,
    seed: SupportsIndex,
    workers: SupportsIndex | None = None,
    detail: Detail = "cases",
    events: Sequence[Event] = (),
    parameters: Choice | Parameters = "posterior",
    on_progress: Progress | None = None,
) -> tuple[Run, ...]:
    """Repeat several scenarios with the same luck, on the same workers; arguments as for `run`."""
    seed, replications, workers = numbers(seed, replications, workers)
    _get_ready()
    began = time.perf_counter()
    spools = tuple(Path(tempfile.mkdtemp(prefix="jadsim-")) for _ in scenarios if detail == "checks")
    job = Replicator(
        scenarios=tuple(scenarios), seed=seed, events=tuple(events), parameters=chosen(parameters), spools=spools
    )
    tasks = [Task(at, replication) for replication in range(replications) for at in range(len(scenarios))]
    count = workers or default_workers(len(tasks))
    results: dict[Task, Replicate | Failure] = {}
    try:
        with closing(do_all(job, tasks, count, died=job.failure)) as done:
            for task, result in done:
                results[task] = result
                if on_progress is not None:
                    on_progress(len(results), len(tasks))
    except BaseException:
        for spool in spools:
            shutil.rmtree(spool, ignore_errors=True)
        raise
    wall_s = time.perf_counter() - began
    runs = tuple(
        _collect(job, at, [results[task] for task in tasks if task.scenario == at], wall_s)
        for at in range(len(scenarios))
    )
    for spool, one in zip(spools, runs, strict=bool(spools)):
        weakref.finalize(one.tables, shutil.rmtree, spool, ignore_errors=True)
    return runs


def numbers(
    seed: SupportsIndex, replications: SupportsIndex, workers: SupportsIndex | None
) -> tuple[int, int, int | None]:
    """Seed, replications and workers of an experiment, as whole numbers of Python.

    Raises
    ------
    ValueError
        If one of them is none, or too small.
    """
    processes = None if workers is None else whole(workers, "the number of workers", least=1)
    return whole(seed, "a seed"), whole(replications, "the number of replications", least=1), processes


def _get_ready() -> None:
    """Import the model and load its compiled code, so that neither counts as time of a run."""
    from sim import joint_action  # noqa: F401
    from sim.world.checks.warm_up import load_kernels

    load_kernels()


def _collect(job: Replicator, at: int, results: Sequence[Replicate | Failure], wall_s: float) -> Run:
    scenario = job.scenarios[at]
    good = {number: result for number, result in enumerate(results) if isinstance(result, Replicate)}
    shape = (0, 1 + len(scenario.countries), len(MEASURES))
    return Run(
        scenario=scenario,
        seed=job.seed,
        requested=len(results),
        completed=tuple(good),
        values=np.stack([result.values for result in good.values()]) if good else np.empty(shape),
        tables=Packed(scenario_hash=scenario.hash, seed=job.seed, parts={at: one.tables for at, one in good.items()}),
        failures=tuple(result for result in results if isinstance(result, Failure)),
        manifest=manifest(scenario, job.seed, len(results), job.events, job.parameters),
        wall_s=wall_s,
    )
