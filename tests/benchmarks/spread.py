"""How runs spread over processes and over a Dask cluster of this machine, and what it costs to keep them."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

from dask import config
from distributed import LocalCluster

from sim.experiment.parameters import posterior
from sim.experiment.replicate import Replicate, Replicator, Task, replay, run
from sim.outcome.parts import Parts
from sim.scenario.schema import Scenario

RUNS, MANY = 24, 1_000
TURNS = 3
"""A machine does not keep its speed for minutes, so those that are compared take turns."""
FIRST = 9
"""From the tenth run on they come at their own rate."""
HANDS = 2
PAIRS = 7
WRITES = 200


@dataclass(frozen=True)
class _Stretch:
    """Runs in one piece: seconds on the wall from one end to the next, and beside those."""

    each_s: float
    start_s: float


def figures(scenario: Scenario, row: Callable[..., None]) -> None:
    """Rows of the table; what is on the wall is worth something only where all cores are free."""
    with (
        config.set({"distributed.worker.profile.enabled": False}),
        LocalCluster(
            n_workers=HANDS, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=logging.ERROR
        ) as cluster,
    ):
        places = (1, HANDS, cluster.scheduler_address)
        run(scenario, HANDS, workers=places[-1], keep=False)
        turns = [[_stretch(scenario, place) for place in places] for _ in range(TURNS)]
    alone, processes, dask = zip(*turns, strict=True)
    row("a run, one after another", median(turn.each_s for turn in alone), "s", f"{TURNS} x {RUNS} runs, on the wall")
    _efficiency("processes, started for it", processes, alone, row)
    _efficiency("Dask, without its profiler", dask, alone, row)
    _keeping(scenario, row)


def _efficiency(what: str, spread: Sequence[_Stretch], alone: Sequence[_Stretch], row: Callable[..., None]) -> None:
    """Parallel efficiency of as many runs as a study has, each turn against its own runs one after another."""
    shares = [
        MANY * one.each_s / (HANDS * (many.start_s + MANY * many.each_s))
        for one, many in zip(alone, spread, strict=True)
    ]
    row(
        f"  parallel efficiency of {what}",
        median(shares),
        "",
        f"{min(shares):.2f} to {max(shares):.2f} in {TURNS} turns; of {MANY:,} runs, by their rate and "
        f"{median(turn.start_s for turn in spread):.1f} s to start and end",
    )


def _stretch(scenario: Scenario, workers: Any) -> _Stretch:
    """Do some runs."""
    begin = perf_counter()
    ends: list[float] = []
    run(scenario, RUNS, workers=workers, on_progress=lambda *_: ends.append(perf_counter()))
    each_s = (ends[-1] - ends[FIRST]) / (len(ends) - 1 - FIRST)
    return _Stretch(each_s, perf_counter() - begin - RUNS * each_s)


def _keeping(scenario: Scenario, row: Callable[..., None]) -> None:
    """Processor seconds of measures and tables, as a share of a run without them; and how fast parts go to the disk."""
    job = Replicator(scenarios=(scenario,), seed=1, events=(), parameters=posterior())
    shares = []
    for _ in range(PAIRS):
        begin = process_time()
        replay(scenario, 1, 0, parameters=posterior())
        between = process_time()
        job(Task(0, 0))
        shares.append((process_time() - between) / (between - begin) - 1)
    row("  measures and tables, of the time of a run", 100 * median(shares), "%", f"median of {PAIRS} turns")
    kept = job(Task(0, 0))
    assert isinstance(kept, Replicate)
    with tempfile.TemporaryDirectory() as folder:
        begin = perf_counter()
        for number in range(WRITES):
            Parts(Path(folder)).put(str(number), kept.part)
        row("  parts to the disk", WRITES / (perf_counter() - begin), "a second", f"{len(kept.part) / 1e6:.2f} MB each")
