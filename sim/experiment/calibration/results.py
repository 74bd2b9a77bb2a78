"""What calibration writes down: small tables that ship with the package."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.errors import StoreError
from sim.experiment.calibration.check import Fit
from sim.experiment.calibration.emulator import Quality
from sim.experiment.calibration.holdout import Forecast
from sim.experiment.calibration.recovery import INTERVALS, Uniformity
from sim.experiment.calibration.space import Space
from sim.experiment.parameters import BEST, POSTERIOR
from sim.experiment.stored_text import csv_text, digits
from sim.files import write_together, writing
from sim.scenario.calibrated import FILE as CALIBRATED

Floats = NDArray[np.float64]
TABLES = (
    "emulator.csv",
    "check.csv",
    "holdout.csv",
    "recovery.csv",
    "uniformity.csv",
    "recovery_model.csv",
    "uniformity_model.csv",
)


@dataclass(frozen=True, slots=True)
class Estimate:
    """What is known of one parameter before and after: medians and ranges of 95 of 100, and the mode."""

    parameter: str
    prior: tuple[float, float, float]
    posterior: tuple[float, float, float]
    best: float


def estimates(space: Space, draws: Floats, best: Floats) -> list[Estimate]:
    """Prior and posterior of each parameter, from draws of values (draws, parameters)."""
    quantiles = np.array([-1.959964, 0.0, 1.959964])
    found = []
    for at, prior in enumerate(space.priors):
        before = [float(value) for value in prior.value(quantiles)]
        after = [float(value) for value in np.quantile(draws[:, at], [0.025, 0.5, 0.975])]
        found.append(Estimate(prior.path, (before[0], before[1], before[2]), (after[0], after[1], after[2]), best[at]))
    return found


def write_posterior(folder: Path, space: Space, values: Floats, best: Floats, notes: Iterable[str]) -> None:
    """Write the draws with their header, and the mode as the values that behaviour has by default."""
    text = "".join(f"# {note}\n" for note in notes)
    rows = [[BEST, *digits(best)], *([str(number), *digits(row)] for number, row in enumerate(values))]
    text += csv_text(["draw", *space.paths], rows)
    with writing(folder):
        (folder / POSTERIOR).write_text(text, encoding="utf-8")
    _write(folder, CALIBRATED, ["parameter", "value"], zip(space.paths, digits(best), strict=True))


def write_emulator(folder: Path, quality: Sequence[Quality]) -> None:
    """Write how well the emulator does."""
    rows = [[one.target, *digits((one.ridge, one.process, one.chance, one.error)), one.kept] for one in quality]
    _write(folder, "emulator.csv", ["target", "ridge", "process", "chance", "error", "kept"], rows)


def write_check(folder: Path, found: Sequence[Fit]) -> None:
    """Write published totals beside runs of the posterior."""
    rows = [
        [
            one.scenario,
            one.measure,
            *digits((one.published, one.median, one.low, one.high, one.wide_low, one.wide_high)),
            one.verdict,
        ]
        for one in found
    ]
    names = ["scenario", "measure", "published", "median", "low", "high", "wide_low", "wide_high", "verdict"]
    _write(folder, "check.csv", names, rows)


def write_holdout(folder: Path, forecasts: Sequence[Forecast]) -> None:
    """Write the forecasts of years that were left out."""
    rows = [
        [
            one.scenario,
            one.measure,
            *digits((one.published, one.median, one.low, one.high, one.per_officer, one.per_officer_day)),
        ]
        for one in forecasts
    ]
    names = ["scenario", "measure", "published", "median", "low", "high", "per_officer", "per_officer_day"]
    _write(folder, "holdout.csv", names, rows)


def write_recovery(
    folder: Path, names: Sequence[str], ranks: NDArray[np.int64], found: Sequence[Uniformity], by: str
) -> None:
    """Write ranks of known parameters, and the tests of their uniformity; `by` says in names what made the data."""
    _write(folder, f"recovery{by}.csv", names, ranks.tolist())
    rows = [[one.parameter, *digits((one.chi_square_p, one.ecdf_p, *one.coverage))] for one in found]
    heads = ["parameter", "chi_square_p", "ecdf_p", *(f"inside_{share:.0%}".rstrip("%") for share in INTERVALS)]
    _write(folder, f"uniformity{by}.csv", heads, rows)


def adopt(folder: Path) -> list[Path]:
    """Put what was written into the package, so that runs use it.

    Raises
    ------
    StoreError
        If calibration is not complete, or the package is not a folder that can be written.
    """
    homes: Mapping[str, Path] = {
        POSTERIOR: Path(str(files("sim.experiment"))),
        CALIBRATED: Path(str(files("sim.scenario"))) / "data",
        **{name: Path(str(files("sim.experiment"))) / "data" for name in TABLES},
    }
    missing = [name for name in homes if not (folder / name).is_file()]
    if missing:
        raise StoreError(f"{folder} lacks {', '.join(missing)}: calibrate first, without --hold-out")
    if not all(home.is_dir() for home in homes.values()):
        raise StoreError("the package is not a folder of sources, so that nothing can be adopted")
    contents = {home / name: (folder / name).read_bytes() for name, home in homes.items()}
    write_together(contents)
    return [*contents]


def _write(folder: Path, name: str, names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with writing(folder):
        (folder / name).write_text(csv_text(names, rows), encoding="utf-8")
