"""Simulating many points of the parameters for all years, in parts that survive an interruption."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import qmc

from sim.errors import ReplicationError
from sim.experiment.calibration import rows
from sim.experiment.crew import WorkerDiedError
from sim.experiment.executors import do_all
from sim.experiment.manifest import sources
from sim.experiment.parameters import Parameters
from sim.experiment.replicate import replay
from sim.outcome.measures import measure
from sim.scenario.schema import Scenario

Floats = NDArray[np.float64]
type Job = Callable[["Point"], Floats]
"""Simulates a point once and returns a row of numbers."""

PART = 32
"""Rows of a part file: what an interruption may cost."""
MOST_FAILED = 0.05
ROOMS = ("engine", "institutions", "outcome", "scenario", "world")


@dataclass(frozen=True, slots=True)
class Point:
    """One simulation: which point, with which luck, at which values."""

    number: int
    replication: int
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Simulated:
    """Rows of a design: the point that each belongs to, its coordinates, and what came out."""

    points: NDArray[np.int64]
    z: Floats
    rows: Floats

    def joined(self, other: Simulated) -> Simulated:
        """Join another design, whose points are other points."""
        first = self.points.max() + 1 if len(self.points) else 0
        return Simulated(
            np.concatenate([self.points, other.points + first]),
            np.concatenate([self.z, other.z]),
            np.concatenate([self.rows, other.rows]),
        )


@dataclass(frozen=True, slots=True)
class ModelJob:
    """Simulates a point for all years, and returns every measure of every year."""

    scenarios: tuple[Scenario, ...]
    paths: tuple[str, ...]
    seed: int

    def __call__(self, point: Point) -> Floats:
        """One row; nan where the model failed."""
        draw = Parameters("design", self.paths, (point.values,))
        rows = []
        for scenario in self.scenarios:
            outcome = replay(scenario, self.seed, point.replication, parameters=draw)
            rows.append(measure(outcome).values[0])
        return np.concatenate(rows)


@dataclass(frozen=True, slots=True)
class Guarded:
    """A job whose errors become rows of nan."""

    job: Job
    width: int

    def __call__(self, point: Point) -> Floats:
        """The row, or nan."""
        try:
            return self.job(point)
        except Exception:  # noqa: BLE001  # a point at which the model fails is a hole in the design, not its end
            return self.lost(point, None)

    def lost(self, _: Point, __: WorkerDiedError | None) -> Floats:
        """The row of a point that failed."""
        return np.full(self.width, math.nan)


def sobol(count: int, dimensions: int, seed: int) -> Floats:
    """Coordinates that fill the prior evenly (count, dimensions): a scrambled Sobol sequence, made normal."""
    sampler = qmc.Sobol(dimensions, scramble=True, rng=np.random.default_rng(seed))
    unit = sampler.random_base2(max(1, math.ceil(math.log2(count))))[:count]
    return np.asarray(ndtri(np.clip(unit, 1e-6, 1.0 - 1e-6)))


def simulate(
    job: Job,
    z: Floats,
    values: Floats,
    names: Sequence[str],
    folder: Path,
    *,
    replications: int,
    workers: int,
    on_progress: Callable[[int, int], None] | None = None,
) -> Simulated:
    """Simulate every point several times; what the folder holds already is not done again.

    Parameters
    ----------
    job
        Does one simulation; sent to each worker once.
    z, values
        Coordinates and values of the points (points, parameters).
    names
        What the numbers of a row are.
    folder
        Takes part files; belongs to this job and these points alone.
    replications
        How often each point is simulated. No two simulations share their luck.
    workers
        Processes.
    on_progress
        Called with the number of simulations done and of all.

    Raises
    ------
    ReplicationError
        If the model failed too often.
    """
    known = rows.stored(folder)
    tasks = [
        Point(number, number * replications + again, tuple(values[number].tolist()))
        for number in range(len(z))
        for again in range(replications)
    ]
    waiting = [task for task in tasks if task.replication not in known]
    guarded = Guarded(job, len(names))
    fresh: dict[int, Floats] = {}
    try:
        with closing(do_all(guarded, waiting, workers, died=guarded.lost)) as done:
            for task, row in done:
                known[task.replication] = fresh[task.replication] = row
                if on_progress is not None:
                    on_progress(len(known), len(tasks))
                if len(fresh) == PART:
                    rows.store(folder, fresh)
                    fresh = {}
    finally:
        rows.store(folder, fresh)
    found = np.array([known[task.replication] for task in tasks])
    good = np.isfinite(found).any(axis=1)
    if (~good).mean() > MOST_FAILED:
        raise ReplicationError(f"{(~good).sum()} of {len(good)} simulations failed")
    points = np.array([task.number for task in tasks])
    return Simulated(points[good], z[points[good]], found[good])


def fingerprint(scenarios: Sequence[Scenario], *more: object) -> str:
    """What a design belongs to: the code and data of the model, the scenarios, and whatever else is named.

    The defaults of calibrated parameters are left out, since every point sets them.
    """
    digest = hashlib.sha256()
    for room in ROOMS:
        for name, content in sorted(sources(files(f"sim.{room}"), room)):
            if not name.endswith("calibrated.csv"):
                digest.update(name.encode() + b"\0" + content)
    for scenario in scenarios:
        digest.update(scenario.text.encode())
    digest.update(repr(more).encode())
    return digest.hexdigest()[:16]
