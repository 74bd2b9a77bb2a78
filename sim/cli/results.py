"""Results from Python: kept in a folder, as the command line keeps them, or shown as a report."""

from pathlib import Path
from typing import get_args

from sim.cli import reports
from sim.experiment.compare import Comparison
from sim.experiment.folder import Result, open_results, save_comparison, save_run
from sim.experiment.summary import Run
from sim.present.report import comparison_report, run_report


def save(result: Run | Comparison, folder: str | Path, *, force: bool = False) -> Path:
    """Write results and their report to a folder, and return where it is; `sim.open_run` opens it again.

    Parameters
    ----------
    result
        A run, or a comparison.
    folder
        Must not exist, unless `force` is set and it holds results.
    force
        Replace results that are there.

    Raises
    ------
    StoreError
        If the folder is in use.
    """
    place = Path(folder)
    if isinstance(result, Run):
        save_run(result, place, run_report, force=force)
    else:
        save_comparison(result, place, comparison_report, force=force)
    return place


def report(result: Result | str | Path) -> str:
    """Make the report of results, or of a folder of them: one HTML page that needs no network.

    Raises
    ------
    TypeError
        If it is given anything but results, such as a scenario.
    """
    found = open_results(result) if isinstance(result, str | Path) else result
    if not isinstance(found, get_args(Result.__value__)):
        raise TypeError(f"a report is made of results, and not of a {type(found).__name__}")
    return reports.html(found)
