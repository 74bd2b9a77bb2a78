"""How runs spread over processes and over a Dask cluster of this machine, and what it costs to keep them."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from distributed import LocalCluster

from sim.experiment.parameters import posterior
from sim.experiment.replicate import Replicate, Replicator, Task, replay, run
from sim.outcome.parts import Parts
from sim.scenario.schema import Scenario
from tests.benchmarks.clocks import median_s

RUNS = 60
HANDS = 2
WRITES = 200


def figures(scenario: Scenario, row: Callable[..., None]) -> None:
    """Rows of the table; what is on the wall is worth something only where all cores are free."""
    alone = _wall_s(scenario, 1)
    row("a run, one after another", alone / RUNS, "s", f"{RUNS} runs, on the wall")
    pool = _wall_s(scenario, HANDS)
    row("  parallel efficiency of processes", alone / (HANDS * pool), "", f"{HANDS} of them, started for it")
    with LocalCluster(
        n_workers=HANDS, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=logging.ERROR
    ) as cluster:
        run(scenario, HANDS, workers=cluster.scheduler_address, keep=False)
        row("  parallel efficiency of Dask", alone / (HANDS * _wall_s(scenario, cluster.scheduler_address)), "")
    _keeping(scenario, row)


def _wall_s(scenario: Scenario, workers: Any) -> float:
    begin = perf_counter()
    run(scenario, RUNS, workers=workers)
    return perf_counter() - begin


def _keeping(scenario: Scenario, row: Callable[..., None]) -> None:
    """Processor seconds of measures and tables, as a share of a run without them; and how fast parts go to the disk."""
    job = Replicator(scenarios=(scenario,), seed=1, events=(), parameters=posterior())
    plain = median_s(lambda: replay(scenario, 1, 0, parameters=posterior()))
    whole = median_s(lambda: job(Task(0, 0)))
    row("  measures and tables, of the time of a run", 100 * (whole / plain - 1), "%")
    kept = job(Task(0, 0))
    assert isinstance(kept, Replicate)
    with tempfile.TemporaryDirectory() as folder:
        begin = perf_counter()
        for number in range(WRITES):
            Parts(Path(folder)).put(str(number), kept.part)
        row("  parts to the disk", WRITES / (perf_counter() - begin), "a second", f"{len(kept.part) / 1e6:.2f} MB each")
