"""Simulation-based calibration: whether the method finds parameters that are known, being those of made-up data.

Parameters are drawn from the prior, totals are made with all their noise, and the posterior is sampled. If the method
is right, the rank of the true value among the draws is uniform (Talts et al. 2018). Totals are made in two ways: by the
emulator, which tells whether the sampling is right; and by the model itself, which tells whether the emulator is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from sim.experiment.calibration import emulator, rows
from sim.experiment.calibration.design import Simulated
from sim.experiment.calibration.posterior import EDGE, Posterior, sample
from sim.experiment.calibration.targets import Target
from sim.experiment.crew import WorkerDiedError
from sim.experiment.executors import do_all

Floats = NDArray[np.float64]
DRAWS = 99
BINS = 20
INTERVALS = (0.5, 0.8, 0.95)
PART = 20


class _Recovery:
    """One data set from known parameters, whose place among draws given the data is looked for."""

    __slots__ = ()

    def lost(self, _: int, error: WorkerDiedError) -> NDArray[np.int64]:
        """A worker that died tells of the machine and not of the method."""
        raise error


@dataclass(frozen=True, slots=True)
class Trial(_Recovery):
    """Makes one data set from known parameters by the emulator and ranks them among draws given the data."""

    posterior: Posterior
    dimensions: int
    steps: int
    seed: int

    def __call__(self, number: int) -> NDArray[np.int64]:
        """Ranks of the true values among `DRAWS` draws, by parameter."""
        rng = np.random.default_rng([self.seed, number])
        true = np.clip(rng.standard_normal(self.dimensions), -EDGE + 1e-6, EDGE - 1e-6)
        fitted = self.posterior.emulator
        root = np.linalg.cholesky(fitted.covariance(true[None], self.posterior.error)[0])
        seen = fitted.mean(true[None])[0] + root @ rng.standard_normal(len(root))
        return _ranks(replace(self.posterior, seen=seen), true, self.steps, self.seed + number)


@dataclass(frozen=True, slots=True)
class ModelTrial(_Recovery):
    """Takes one simulation of a point of the prior for data, and ranks the point among draws given them.

    The emulator learns its means anew without that point. What separates published figures from the model is drawn.

    Attributes
    ----------
    posterior
        With an emulator that was fitted to all of `simulated`.
    simulated
        A design whose first points are drawn from the prior.
    targets, names
        What is learned, and what the numbers of a row are.
    """

    posterior: Posterior
    simulated: Simulated
    targets: tuple[Target, ...]
    names: tuple[str, ...]
    steps: int
    seed: int

    def __call__(self, number: int) -> NDArray[np.int64]:
        """Ranks of the coordinates of one point among `DRAWS` draws, by parameter."""
        made = self.simulated
        point = np.unique(made.points)[number]
        at = int(np.flatnonzero(made.points == point)[0])
        one = Simulated(made.points[at : at + 1], made.z[at : at + 1], made.rows[at : at + 1])
        rng = np.random.default_rng([self.seed, number])
        error = self.posterior.error
        seen = emulator.logs(one, self.targets, self.names)[0] + error * rng.standard_normal(len(error))
        unseen = emulator.without(self.posterior.emulator, made, self.targets, self.names, int(point))
        asked = replace(self.posterior, emulator=unseen, seen=seen)
        return _ranks(asked, one.z[0], self.steps, self.seed + number)


def _ranks(posterior: Posterior, true: Floats, steps: int, seed: int) -> NDArray[np.int64]:
    found = sample(posterior, len(true), DRAWS, steps, seed)
    return np.asarray((found.z < true).sum(axis=0))


@dataclass(frozen=True, slots=True)
class Uniformity:
    """How uniform the ranks of one parameter are: tests, and the share of true values in central intervals."""

    parameter: str
    chi_square_p: float
    ecdf_p: float
    coverage: tuple[float, ...]


def recover(
    trial: Trial | ModelTrial,
    count: int,
    folder: Path,
    *,
    workers: int,
    on_progress: Callable[[int, int], None] | None = None,
) -> NDArray[np.int64]:
    """Ranks of many trials (trials, parameters); those that the folder holds are not done again."""
    known = rows.stored(folder)
    waiting = [number for number in range(count) if number not in known]
    fresh: dict[int, NDArray[np.int64]] = {}
    try:
        with closing(do_all(trial, waiting, workers, died=trial.lost)) as done:
            for number, ranks in done:
                known[number] = fresh[number] = ranks
                if on_progress is not None:
                    on_progress(len(known), count)
                if len(fresh) == PART:
                    rows.store(folder, fresh)
                    fresh = {}
    finally:
        rows.store(folder, fresh)
    return np.array([known[number] for number in range(count)])


def uniformity(ranks: NDArray[np.int64], names: Sequence[str]) -> list[Uniformity]:
    """Test whether ranks are uniform: chi-square over `BINS` bins, and Kolmogorov-Smirnov on their distribution.

    Parameters
    ----------
    ranks
        Ranks from 0 to `DRAWS` (trials, parameters).
    names
        Parameters.
    """
    found = []
    for at, name in enumerate(names):
        column = ranks[:, at]
        bins = np.bincount(column * BINS // (DRAWS + 1), minlength=BINS)
        middle = (column + 0.5) / (DRAWS + 1)
        inside = tuple(float((np.abs(middle - 0.5) < share / 2).mean()) for share in INTERVALS)
        found.append(
            Uniformity(name, float(stats.chisquare(bins).pvalue), float(stats.kstest(middle, "uniform").pvalue), inside)
        )
    return found
