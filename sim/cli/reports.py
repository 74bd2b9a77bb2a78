"""Results in their folders, with the report that the present room makes of them."""

from sim.experiment.compare import Comparison
from sim.experiment.folder import keep_comparison, keep_run
from sim.experiment.summary import Run
from sim.experiment.years import ProgrammeRun, keep_programme
from sim.outcome.workplace import Workplace
from sim.present.report import comparison_report, run_report
from sim.present.year import year_report


def html(result: Run | Comparison) -> str:
    """Make the report of a run or of a comparison."""
    return run_report(result) if isinstance(result, Run) else comparison_report(result)


def save_year(result: ProgrammeRun, place: Workplace) -> None:
    """Write a year of actions and its evaluation to the place that is held for it."""
    keep_programme(result, place, _year)


def _year(result: ProgrammeRun) -> str:
    plan = result.programme
    return year_report(plan.description, result.document(), result.actions(), result.manifest, plan.text)


def save_run(result: Run, place: Workplace) -> Run:
    """Write a run and its report to the place that is held for them, and give it as it is there."""
    return keep_run(result, place, run_report)


def save_comparison(result: Comparison, place: Workplace) -> Comparison:
    """Write a comparison and its report to the place that is held for them, and give it as it is there."""
    return keep_comparison(result, place, comparison_report)
