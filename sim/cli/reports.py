"""Results in their folders, with the report that the present room makes of them."""

from pathlib import Path

from sim.experiment.compare import Comparison
from sim.experiment.folder import save_comparison, save_run
from sim.experiment.summary import Run
from sim.present.report import comparison_report, run_report


def html(result: Run | Comparison) -> str:
    """Make the report of a run or of a comparison."""
    return run_report(result) if isinstance(result, Run) else comparison_report(result)


def save(result: Run | Comparison, folder: Path, *, force: bool) -> None:
    """Write results and their report to a folder."""
    if isinstance(result, Run):
        save_run(result, folder, run_report, force=force)
    else:
        save_comparison(result, folder, comparison_report, force=force)
