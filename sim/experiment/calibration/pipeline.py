"""All steps of calibration, one after the other; each keeps what it made, so that it can be stopped and resumed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.errors import StoreError
from sim.experiment.calibration import check, design, emulator, holdout, posterior, recovery, results
from sim.experiment.calibration.design import ModelJob, Simulated
from sim.experiment.calibration.emulator import Emulator, Quality
from sim.experiment.calibration.space import Space, priors
from sim.experiment.calibration.targets import Target, measured, targets
from sim.experiment.executors import default_workers
from sim.files import writing
from sim.scenario.schema import Scenario

Floats = NDArray[np.float64]
type Say = Callable[[str], None]
type Progress = Callable[[int, int], None]

CANDIDATES = 4096
MANY = 4000
"""Draws from which ranges of parameters are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How much calibration does.

    Attributes
    ----------
    points, more
        Points of the first design, over the whole prior, and of the second, where totals do not rule them out.
    replications
        Simulations of each point.
    draws
        Draws of the posterior that are written, each simulated once more for the check.
    steps, trial_steps
        Steps of the walkers, for the posterior and for each trial of recovery.
    trials
        Data sets of the recovery test, made by the emulator; and by the model, at most one a point of the first design.
    seed
        Fixes all chance.
    """

    points: int = 128
    more: int = 96
    replications: int = 3
    draws: int = 200
    steps: int = 5000
    trials: int = 200
    trial_steps: int = 1000
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What calibration found."""

    estimates: list[results.Estimate]
    fits: list[check.Fit]
    forecasts: list[holdout.Forecast]
    uniformity: list[recovery.Uniformity]
    uniformity_of_model: list[recovery.Uniformity]


@dataclass(frozen=True, slots=True)
class Calibration:
    """A calibration of some scenarios, in a folder.

    Attributes
    ----------
    scenarios
        Past actions with published totals.
    folder
        Takes all results; what does not belong to this model and these scenarios is left alone.
    settings
        How much is done.
    workers
        Processes; None for as many as pay.
    say
        Told of each step.
    on_progress
        Called with simulations done and to do.
    """

    scenarios: tuple[Scenario, ...]
    folder: Path
    settings: Settings
    workers: int | None = None
    say: Say = print
    on_progress: Progress | None = None

    @property
    def targets(self) -> tuple[Target, ...]:
        """Targets of the scenarios."""
        names = {scenario.name for scenario in self.scenarios}
        return tuple(target for target in targets() if target.scenario in names)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of what one simulation gives."""
        return measured([scenario.name for scenario in self.scenarios])

    def run(self) -> Calibrated:
        """Do everything, and write it to the folder."""
        space = priors()
        everything, near = self.designs(space)
        fitted, quality = self.learn(near)
        results.write_emulator(self.folder, quality)
        draws, estimates = self._sample(space, fitted)
        fits = self._check(space, draws)
        results.write_check(self.folder, fits)
        forecasts = self.hold_out(space, fitted)
        found = self._recover(space, fitted, None)
        return Calibrated(
            estimates, fits, forecasts, found, self._recover(space, self.learn(everything)[0], everything)
        )

    def designs(self, space: Space) -> tuple[Simulated, Simulated]:
        """Simulate both designs: all of their points, and those that totals do not rule out."""
        self._prepare()
        settings = self.settings
        mark = design.fingerprint(self.scenarios, space.paths, settings.replications, settings.seed)
        home = self.folder / mark
        self.say(f"{settings.points} points of the prior, {settings.replications} simulations each ({home})")
        z = design.sobol(settings.points, len(space.paths), settings.seed)
        first = self._simulate(space, z, home / f"first-{_mark(z)}", settings.seed, settings.replications)
        rough, _ = emulator.fit(first, self.targets, self.names, rough=True)
        density = posterior.posterior_of(rough, self.targets)
        z = _not_ruled_out(density, len(space.paths), settings)
        self.say(f"{settings.more} points that totals do not rule out")
        second = self._simulate(space, z, home / f"second-{_mark(z)}", settings.seed + 1, settings.replications)
        limit = 2.0 * max(posterior.IMPOSSIBLE, float(density.implausibility(z).max(initial=0.0)))
        near = density.implausibility(first.z) <= limit
        kept = Simulated(first.points[near], first.z[near], first.rows[near])
        return first.joined(second), kept.joined(second)

    def learn(self, simulated: Simulated) -> tuple[Emulator, list[Quality]]:
        """Learn the model from simulations of it."""
        fitted, quality = emulator.fit(simulated, self.targets, self.names)
        error, noise = (float(np.mean([getattr(one, name) for one in quality])) for name in ("error", "chance"))
        self.say(
            f"emulator: {fitted.method}, from {len(np.unique(simulated.points))} points; mean error {error:.3f}, "
            f"chance of a run {noise:.3f} (logarithms)"
        )
        return fitted, quality

    def hold_out(self, space: Space, fitted: Emulator) -> list[holdout.Forecast]:
        """Predict each year from the others."""
        self.say("each year from the others")
        settings = self.settings
        forecasts = holdout.hold_out(
            fitted, self.targets, self.scenarios, len(space.paths), settings.steps // 2, settings.seed
        )
        results.write_holdout(self.folder, forecasts)
        return forecasts

    def _prepare(self) -> None:
        missing = [scenario.name for scenario in self.scenarios if not _known(scenario)]
        if missing:
            raise StoreError(f"no published totals in targets.csv for {', '.join(missing)}")
        with writing(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)

    def _simulate(self, space: Space, z: Floats, home: Path, seed: int, replications: int) -> Simulated:
        count = len(z) * replications
        return design.simulate(
            ModelJob(self.scenarios, space.paths, seed),
            z,
            space.values(z),
            self.names,
            home,
            replications=replications,
            workers=self.workers or default_workers(count),
            on_progress=self.on_progress,
        )

    def _sample(self, space: Space, fitted: Emulator) -> tuple[Floats, list[results.Estimate]]:
        """Sample the posterior and write its draws; returns their coordinates."""
        settings = self.settings
        density = posterior.posterior_of(fitted, self.targets)
        many = posterior.sample(density, len(space.paths), MANY, settings.steps, settings.seed)
        self.say(f"posterior: {many.accepted:.0%} accepted, correlated over {many.correlation_steps:.0f} steps")
        z = many.z[: settings.draws]
        best = space.values(many.mode[None])[0]
        notes = [
            "Calibrated parameters: draws of their posterior, and its mode (best). Written by 'jadsim calibrate'.",
            f"Years: {', '.join(one.name for one in self.scenarios)}. Priors: priors.csv; totals: targets.csv.",
            f"Design: {settings.points} and {settings.more} points, {settings.replications} simulations each; "
            f"seed {settings.seed}; emulator: {fitted.method}.",
            f"Sampler: emcee, {settings.steps} steps, {many.accepted:.2f} accepted, correlated over "
            f"{many.correlation_steps:.0f} steps.",
            f"Model: {design.fingerprint(self.scenarios)}",
        ]
        results.write_posterior(self.folder, space, space.values(z), best, notes)
        return z, results.estimates(space, space.values(many.z), best)

    def _check(self, space: Space, z: Floats) -> list[check.Fit]:
        """Simulate the draws themselves: the emulator is left out here."""
        self.say(f"{len(z)} draws of the posterior, simulated")
        mark = design.fingerprint(self.scenarios, space.paths)
        home = self.folder / mark / f"check-{_mark(z)}"
        simulated = self._simulate(space, z, home, self.settings.seed + 2, 1)
        return check.fits(simulated.rows, self.names, self.targets)

    def _recover(self, space: Space, fitted: Emulator, made: Simulated | None) -> list[recovery.Uniformity]:
        """Try to find known parameters again, from data of the emulator or from those that the model made."""
        settings, dimensions = self.settings, len(space.paths)
        density = posterior.posterior_of(fitted, self.targets)
        probe = design.sobol(16, dimensions, 0)
        mark = _mark(fitted.mean(probe), fitted.covariance(probe, density.error), settings.trial_steps, settings.seed)
        trial: recovery.Trial | recovery.ModelTrial
        if made is None:
            by, count = "", settings.trials
            trial = recovery.Trial(density, dimensions, settings.trial_steps, settings.seed)
        else:
            by, count = "_model", min(settings.trials, settings.points)
            trial = recovery.ModelTrial(density, made, self.targets, self.names, settings.trial_steps, settings.seed)
        self.say(f"{count} data sets from known parameters, made by the {'model' if by else 'emulator'}")
        ranks = recovery.recover(
            trial,
            count,
            self.folder / f"recovery{by}-{mark}",
            workers=self.workers or default_workers(count),
            on_progress=self.on_progress,
        )
        found = recovery.uniformity(ranks, space.paths)
        results.write_recovery(self.folder, space.paths, ranks, found, by)
        return found


def _not_ruled_out(density: posterior.Posterior, dimensions: int, settings: Settings) -> Floats:
    """Points of the prior that no total rules out; if there are too few, those that are ruled out least."""
    candidates = design.sobol(CANDIDATES, dimensions, settings.seed + 1)
    distance = density.implausibility(candidates)
    order = np.argsort(np.maximum(distance, posterior.IMPOSSIBLE), kind="stable")
    return candidates[order[: settings.more]]


def _known(scenario: Scenario) -> bool:
    return any(target.scenario == scenario.name for target in targets())


def _mark(*what: object) -> str:
    digest = hashlib.sha256()
    for part in what:
        digest.update(np.round(part, 6).tobytes() if isinstance(part, np.ndarray) else repr(part).encode())
    return digest.hexdigest()[:12]
