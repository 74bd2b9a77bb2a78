"""An emulator: what the model would give at any parameters, learned from a design, with its own error and with chance.

Each target has a mean (of its logarithm), a standard deviation of chance (linear in the coordinates, in logarithms),
and an error of the emulator, measured by cross-validation. Chance is correlated between targets of one year.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma

from sim.experiment.calibration.design import Simulated
from sim.experiment.calibration.targets import Target

Floats = NDArray[np.float64]
Method = Literal["ridge", "process"]
FOLDS = 5
AS_GOOD = 1.05
"""The simpler emulator is kept unless its error is larger than this times the other's."""
LEAST_SD = 0.005
OWN_SHARE = 0.05
"""Part of the correlation of chance that is taken back, so that the matrix is safe to invert."""
PENALTIES = tuple(np.logspace(-2, 4, 13).tolist())


@dataclass(frozen=True, slots=True)
class Emulator:
    """A fitted emulator of the logarithms of targets."""

    method: Method
    means: Any
    spread: Floats
    """Coefficients of the logarithm of the standard deviation of chance (1 + parameters, targets)."""
    correlation: Floats
    error: Floats
    """Standard deviation of the emulator's error, by target."""

    def mean(self, z: Floats) -> Floats:
        """Means at coordinates (points, targets)."""
        return np.asarray(self.means(z))

    def chance(self, z: Floats) -> Floats:
        """Standard deviations of chance at coordinates (points, targets)."""
        return np.asarray(np.exp(np.clip(self.spread[0] + z @ self.spread[1:], -6.0, 1.0)))

    def covariance(self, z: Floats, error: Floats) -> Floats:
        """Covariance of published figures about the mean (points, targets, targets): chance, emulator, `error`."""
        sd = self.chance(z)
        return sd[:, :, None] * sd[:, None, :] * self.correlation + np.diag(self.error**2 + error**2)


@dataclass(frozen=True, slots=True)
class Quality:
    """How well an emulator does: cross-validated error of the mean of a point by both methods, and chance."""

    target: str
    ridge: float
    process: float
    chance: float
    kept: Method
    error: float


@dataclass(frozen=True, slots=True)
class _Points:
    """Means and variances over the replications of each point."""

    z: Floats
    mean: Floats
    variance: Floats
    repeats: NDArray[np.int64]
    residuals: Floats
    """Of single replications about the mean of their point, made larger to be unbiased."""


class _Ridge:
    """Quadratic regression with a penalty, one for each target."""

    def __init__(self, z: Floats, y: Floats) -> None:
        from sklearn.linear_model import RidgeCV

        features = _quadratic(z)
        self._centre, self._scale = features.mean(axis=0), features.std(axis=0) + 1e-12
        fits = [RidgeCV(alphas=PENALTIES).fit((features - self._centre) / self._scale, column) for column in y.T]
        self._coefficients = np.stack([fit.coef_ for fit in fits], axis=1)
        self._first = np.array([fit.intercept_ for fit in fits])

    def __call__(self, z: Floats) -> Floats:
        return np.asarray((_quadratic(z) - self._centre) / self._scale @ self._coefficients + self._first)


class _Process:
    """A linear trend and a Gaussian process about it, one for each target; predicts all targets at once."""

    def __init__(self, z: Floats, y: Floats, kernels: Sequence[Any] | None = None) -> None:
        trend = np.column_stack([np.ones(len(z)), z])
        self._trend = np.linalg.lstsq(trend, y, rcond=None)[0]
        rest = y - trend @ self._trend
        self._scale = rest.std(axis=0) + 1e-12
        fits = [
            _fitted(z, column, None if kernels is None else kernels[at])
            for at, column in enumerate((rest / self._scale).T)
        ]
        self.kernels = [one.kernel_ for one in fits]
        """Kernels as they were fitted."""
        self._lengths = np.array([kernel.k1.k2.length_scale for kernel in self.kernels])
        self._weights = np.array(
            [one.alpha_ * kernel.k1.k1.constant_value for one, kernel in zip(fits, self.kernels, strict=True)]
        )
        self._known = z[None] / self._lengths[:, None, :]

    def __call__(self, z: Floats) -> Floats:
        asked = z[None] / self._lengths[:, None, :]
        distance = (asked**2).sum(axis=2)[:, :, None] + (self._known**2).sum(axis=2)[:, None, :]
        distance -= 2.0 * asked @ self._known.transpose(0, 2, 1)
        about = (np.exp(-0.5 * distance) @ self._weights[:, :, None])[:, :, 0].T * self._scale
        return np.asarray(np.column_stack([np.ones(len(z)), z]) @ self._trend + about)


def _fitted(z: Floats, y: Floats, kernel: Any) -> Any:
    """A Gaussian process on one standardised target; with a kernel given, nothing is searched."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel

    smooth = ConstantKernel(1.0, (1e-3, 1e2)) * RBF(np.full(z.shape[1], 4.0), (0.5, 50.0))
    start = smooth + WhiteKernel(1.0, (1e-3, 1e1))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # lengths at their bound: a parameter without effect
        return GaussianProcessRegressor(
            kernel=start if kernel is None else kernel, optimizer="fmin_l_bfgs_b" if kernel is None else None
        ).fit(z, y)


def fit(
    simulated: Simulated, targets: Sequence[Target], names: Sequence[str], *, rough: bool = False
) -> tuple[Emulator, list[Quality]]:
    """Fit both kinds of emulator, cross-validate them, and keep the simpler one unless the other is better.

    Parameters
    ----------
    simulated
        The design.
    targets
        What to learn.
    names
        What the numbers of a row are.
    rough
        Fit the simpler kind alone, which takes no time.

    Returns
    -------
    The emulator, and its quality for each target.
    """
    from threadpoolctl import threadpool_limits

    points = _points(simulated, logs(simulated, targets, names))
    chance = np.sqrt((points.residuals**2).mean(axis=0))
    noise = (chance**2)[None, :] / points.repeats[:, None]
    with threadpool_limits(1):  # small matrices: more threads only get into each other's way
        process = None if rough else _Process(points.z, points.mean)
        errors, kept = _compared(points, noise, process)
    best = errors[kept]
    means = process if kept == "process" else _Ridge(points.z, points.mean)
    emulator = Emulator(kept, means, _spread(points), _correlation(points, targets), np.maximum(best, LEAST_SD))
    quality = [
        Quality(target.name, float(ridge), float(other), float(sd), kept, float(own))
        for target, ridge, other, sd, own in zip(
            targets, errors["ridge"], errors["process"], chance, emulator.error, strict=True
        )
    ]
    return emulator, quality


def logs(simulated: Simulated, targets: Sequence[Target], names: Sequence[str]) -> Floats:
    """Logarithms of targets in simulations (simulations, targets)."""
    return np.stack([target.logs(simulated.rows, names) for target in targets], axis=1)


def without(
    fitted: Emulator, simulated: Simulated, targets: Sequence[Target], names: Sequence[str], point: int
) -> Emulator:
    """The same emulator, whose means were learned from all points but one."""
    from threadpoolctl import threadpool_limits

    others = simulated.points != point
    rest = Simulated(simulated.points[others], simulated.z[others], simulated.rows[others])
    points = _points(rest, logs(rest, targets, names))
    with threadpool_limits(1):
        if fitted.method == "process":
            return replace(fitted, means=_Process(points.z, points.mean, fitted.means.kernels))
        return replace(fitted, means=_Ridge(points.z, points.mean))


def _compared(points: _Points, noise: Floats, process: _Process | None) -> tuple[dict[Method, Floats], Method]:
    """Error of the methods for each target, without the chance of the points left out; and which one is kept."""
    missed = {"ridge": _missed(points, _Ridge)}
    missed["process"] = (
        missed["ridge"] if process is None else _missed(points, lambda z, y: _Process(z, y, process.kernels))
    )
    raw = {method: np.sqrt((error**2).mean(axis=0)) for method, error in missed.items()}
    worse = float(np.exp(np.log(raw["ridge"] / raw["process"]).mean()))
    found: dict[Method, Floats] = {
        "ridge": np.sqrt(np.maximum((missed["ridge"] ** 2 - noise).mean(axis=0), 0.0)),
        "process": np.sqrt(np.maximum((missed["process"] ** 2 - noise).mean(axis=0), 0.0)),
    }
    return found, "ridge" if worse <= AS_GOOD else "process"


def _missed(points: _Points, method: Callable[[Floats, Floats], Callable[[Floats], Floats]]) -> Floats:
    """What a method misses at points that it has not seen (points, targets)."""
    fold = np.arange(len(points.z)) % FOLDS
    missed = np.empty_like(points.mean)
    for left in range(FOLDS):
        train, test = fold != left, fold == left
        missed[test] = points.mean[test] - method(points.z[train], points.mean[train])(points.z[test])
    return missed


def _points(simulated: Simulated, y: Floats) -> _Points:
    numbers, index, repeats = np.unique(simulated.points, return_inverse=True, return_counts=True)
    mean = np.zeros((len(numbers), y.shape[1]))
    np.add.at(mean, index, y)
    mean /= repeats[:, None]
    residuals = y - mean[index]
    squares = np.zeros_like(mean)
    np.add.at(squares, index, residuals**2)
    variance = squares / np.maximum(repeats - 1, 1)[:, None]
    first = np.array([np.flatnonzero(index == at)[0] for at in range(len(numbers))])
    unbiased = np.sqrt(repeats / np.maximum(repeats - 1, 1))[index]
    return _Points(simulated.z[first], mean, variance, repeats, residuals * unbiased[:, None])


def _spread(points: _Points) -> Floats:
    """Logarithm of the standard deviation of chance, linear in the coordinates; corrected for few replications."""
    from sklearn.linear_model import RidgeCV

    several = points.repeats > 1
    freedom = (points.repeats[several] - 1) / 2.0
    bias = digamma(freedom) - np.log(freedom)
    columns = []
    for column in points.variance[several].T:
        logs = np.log(np.maximum(column, 1e-6)) - bias
        model = RidgeCV(alphas=PENALTIES).fit(points.z[several], logs)
        level = np.log(column.mean()) - np.log(np.exp(model.predict(points.z[several])).mean())
        columns.append(np.concatenate([[model.intercept_ + level], model.coef_]) / 2.0)
    return np.stack(columns, axis=1)


def _correlation(points: _Points, targets: Sequence[Target]) -> Floats:
    """Correlation of chance between targets of the same year; actions of different years have nothing in common."""
    shared = np.corrcoef(points.residuals.T)
    years = np.array([target.scenario for target in targets])
    shared = np.where(years[:, None] == years[None, :], np.nan_to_num(shared), 0.0)
    np.fill_diagonal(shared, 1.0)
    return (1.0 - OWN_SHARE) * shared + OWN_SHARE * np.eye(len(targets))


def _quadratic(z: Floats) -> Floats:
    """Coordinates, their squares and products."""
    rows, columns = np.triu_indices(z.shape[1])
    return np.concatenate([z, z[:, rows] * z[:, columns]], axis=1)
