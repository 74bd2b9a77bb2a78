"""What published totals leave possible: a synthetic likelihood over the emulator, and its sampling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.experiment.calibration.emulator import Emulator
from sim.experiment.calibration.targets import Target

Floats = NDArray[np.float64]
WALKERS_PER_PARAMETER = 6
IMPOSSIBLE = 3.0
"""Standard deviations at which a point counts as ruled out by a target."""
EDGE = 5.0
"""Coordinates farther out than this are not looked at."""


@dataclass(frozen=True, slots=True)
class Posterior:
    """Density of coordinates, given logarithms of published totals.

    Attributes
    ----------
    emulator
        Stands for the model.
    seen
        Logarithms of the totals, by target.
    error
        Standard deviations of what separates totals from the model.
    used
        Targets that count; the others are left out.
    """

    emulator: Emulator
    seen: Floats
    error: Floats
    used: NDArray[np.int64]

    def log_density(self, z: Floats) -> Floats:
        """Log density at coordinates (points, parameters), but for a constant."""
        missed = (self.seen - self.emulator.mean(z))[:, self.used]
        covariance = self.emulator.covariance(z, self.error)[:, self.used[:, None], self.used]
        root = np.linalg.cholesky(covariance)
        whitened = np.linalg.solve(root, missed[:, :, None])[:, :, 0]
        volume = np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1)
        density = -0.5 * (whitened**2).sum(axis=1) - volume - 0.5 * (z**2).sum(axis=1)
        return np.where((np.abs(z) < EDGE).all(axis=1), density, -np.inf)

    def implausibility(self, z: Floats) -> Floats:
        """Largest distance of a total from the model at coordinates, in standard deviations (points)."""
        variance = self.emulator.chance(z) ** 2 + self.emulator.error**2 + self.error**2
        distance = np.abs(self.seen - self.emulator.mean(z)) / np.sqrt(variance)
        return np.asarray(distance[:, self.used].max(axis=1))


@dataclass(frozen=True, slots=True)
class Sampled:
    """Coordinates from a posterior (draws, parameters), its mode, and how well the sampler moved."""

    z: Floats
    mode: Floats
    accepted: float
    correlation_steps: float


def posterior_of(emulator: Emulator, targets: Sequence[Target], without: str = "") -> Posterior:
    """The posterior given all targets but those of one scenario."""
    used = np.array([at for at, target in enumerate(targets) if target.scenario != without], dtype=np.int64)
    seen = np.log([target.value for target in targets])
    return Posterior(emulator, seen, np.array([target.error for target in targets]), used)


def mode(posterior: Posterior, dimensions: int) -> Floats:
    """The most plausible coordinates."""
    from scipy.optimize import minimize

    found = minimize(
        lambda z: -float(posterior.log_density(z[None])[0]),
        np.zeros(dimensions),
        method="L-BFGS-B",
        bounds=[(-0.9 * EDGE, 0.9 * EDGE)] * dimensions,
    )
    return np.asarray(found.x)


def sample(posterior: Posterior, dimensions: int, draws: int, steps: int, seed: int) -> Sampled:
    """Sample a posterior with an ensemble of walkers.

    Parameters
    ----------
    posterior
        What to sample.
    dimensions
        Number of parameters.
    draws
        How many coordinates to return, evenly from the second two thirds of the chains, in no order.
    steps
        Steps of every walker.
    seed
        Fixes all chance.
    """
    import emcee
    from threadpoolctl import threadpool_limits

    rng = np.random.default_rng(seed)
    top = mode(posterior, dimensions)
    walkers = WALKERS_PER_PARAMETER * dimensions
    start = np.clip(top + 0.4 * rng.standard_normal((walkers, dimensions)), -0.9 * EDGE, 0.9 * EDGE)
    moves = [(emcee.moves.DEMove(), 0.7), (emcee.moves.DESnookerMove(), 0.1), (emcee.moves.StretchMove(), 0.2)]
    sampler = emcee.EnsembleSampler(walkers, dimensions, posterior.log_density, vectorize=True, moves=moves)
    sampler.random_state = np.random.RandomState(seed).get_state()
    with threadpool_limits(1):  # small matrices, and several processes at once
        sampler.run_mcmc(start, steps, skip_initial_state_check=True)
    chain = sampler.get_chain(discard=steps // 3)
    flat = chain.reshape(-1, dimensions)
    chosen = rng.permutation(np.linspace(0, len(flat) - 1, draws).astype(int))
    slow = float(np.nanmax(sampler.get_autocorr_time(discard=steps // 3, tol=0, quiet=True)))
    return Sampled(flat[chosen], top, float(sampler.acceptance_fraction.mean()), slow)


def predicted(posterior: Posterior, z: Floats, seed: int) -> Floats:
    """Totals as they might be printed at coordinates (points, targets): model, chance, emulator and errors."""
    rng = np.random.default_rng(seed)
    root = np.linalg.cholesky(posterior.emulator.covariance(z, posterior.error))
    noise = rng.standard_normal((len(z), len(posterior.seen), 1))
    return np.asarray(np.exp(posterior.emulator.mean(z) + (root @ noise)[:, :, 0]))
