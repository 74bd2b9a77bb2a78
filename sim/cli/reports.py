"""Results in their folders, with the report that the present room makes of them."""

from pathlib import Path

from sim.experiment.compare import Comparison
from sim.experiment.folder import save_comparison, save_run
from sim.experiment.programme import ProgrammeRun, save_programme
from sim.experiment.summary import Run
from sim.present.report import comparison_report, run_report
from sim.present.year import year_report


def html(result: Run | Comparison) -> str:
    """Make the report of a run or of a comparison."""
    return run_report(result) if isinstance(result, Run) else comparison_report(result)


def save_year(result: ProgrammeRun, folder: Path, *, force: bool) -> None:
    """Write a year of actions and its evaluation to a folder."""
    save_programme(result, folder, _year, force=force)


def _year(result: ProgrammeRun) -> str:
    plan = result.programme
    return year_report(plan.description, result.document(), result.actions(), result.manifest, plan.text)


def save(result: Run | Comparison, folder: Path, *, force: bool) -> None:
    """Write results and their report to a folder."""
    if isinstance(result, Run):
        save_run(result, folder, run_report, force=force)
    else:
        save_comparison(result, folder, comparison_report, force=force)
