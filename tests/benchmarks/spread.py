"""How runs spread over processes and over a Dask cluster of this machine, and what it costs to keep them."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

from distributed import LocalCluster

from sim.experiment.parameters import posterior
from sim.experiment.replicate import Replicate, Replicator, Task, replay, run
from sim.outcome.parts import Parts
from sim.scenario.schema import Scenario
from tests.benchmarks.clocks import median_s

RUNS, MANY = 60, 1_000
FIRST = 9
"""From the tenth run on they come at their own rate."""
HANDS = 2
WRITES = 200


def figures(scenario: Scenario, row: Callable[..., None]) -> None:
    """Rows of the table; what is on the wall is worth something only where all cores are free."""
    alone = _ends_s(scenario, 1)
    run_s = _rate_s(alone)
    row("a run, one after another", run_s, "s", f"{RUNS} runs, on the wall")
    _efficiency("processes, started for it", _ends_s(scenario, HANDS), run_s, row)
    with LocalCluster(
        n_workers=HANDS, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=logging.ERROR
    ) as cluster:
        run(scenario, HANDS, workers=cluster.scheduler_address, keep=False)
        _efficiency("Dask, workers that have run", _ends_s(scenario, cluster.scheduler_address), run_s, row)
    _keeping(scenario, row)


def _efficiency(what: str, ends: Sequence[float], run_s: float, row: Callable[..., None]) -> None:
    """Parallel efficiency of runs that ended so, with their start and for as many as a study has."""
    each = _rate_s(ends)
    start = ends[-1] - RUNS * each
    row(
        f"  parallel efficiency of {what}",
        RUNS * run_s / (HANDS * ends[-1]),
        "",
        f"{RUNS} runs, {start:.1f} s to start",
    )
    row(
        "    the same of 1,000 runs",
        MANY * run_s / (HANDS * (start + MANY * each)),
        "",
        "by their start and their rate",
    )


def _ends_s(scenario: Scenario, workers: Any) -> list[float]:
    """Seconds on the wall after which each of the runs had ended; the last, when all was done."""
    begin = perf_counter()
    ends: list[float] = []
    run(scenario, RUNS, workers=workers, on_progress=lambda *_: ends.append(perf_counter() - begin))
    return [*ends[:-1], perf_counter() - begin]


def _rate_s(ends: Sequence[float]) -> float:
    """Seconds from one end to the next, once all have begun."""
    return (ends[-1] - ends[FIRST]) / (len(ends) - 1 - FIRST)


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
