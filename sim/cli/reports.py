"""Results in their folders, with the report that the present room makes of them."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sim.experiment.allocation.result import Allocation, Recommendation
from sim.experiment.allocation.written import keep_allocation
from sim.experiment.compare import Comparison
from sim.experiment.explanation import Explanation
from sim.experiment.folder import NOTHING, Result, keep_comparison, keep_run
from sim.experiment.points import keep_measured
from sim.experiment.sensitivity import Sensitivity
from sim.experiment.summary import Run
from sim.experiment.sweep import Sweep
from sim.experiment.ways import MEANING
from sim.experiment.years import ProgrammeRun, keep_programme
from sim.outcome.workplace import Workplace
from sim.present.allocation import allocation_report
from sim.present.brief import comparison_brief, run_brief
from sim.present.explanation import explanation_report
from sim.present.pictures import Figures, figures_of
from sim.present.report import comparison_report, run_report
from sim.present.surface import sensitivity_report, sweep_report
from sim.present.workbook import comparison_workbook, run_workbook
from sim.present.year import year_report

if TYPE_CHECKING:
    from sim.experiment.merge import Merged


def html(result: Result) -> str:
    """Make the report of results, of whatever kind of experiment."""
    match result:
        case Run():
            return run_report(result)
        case Comparison():
            return comparison_report(result)
        case Sweep():
            return sweep_report(result.document(), result.frame(), result.manifest, result.base.text)
        case Sensitivity():
            return sensitivity_report(result.document(), result.frame(), result.manifest, result.base.text)
        case ProgrammeRun():
            plan = result.programme
            return year_report(plan.description, result.document(), result.actions(), result.manifest, plan.text)
        case Recommendation():
            return allocation_report(result.document, result.marginal, result.front, result.manifest, result.base)


def figures(result: Result) -> Figures:
    """All figures of the report of results, each with where it comes from, by names for files."""
    return figures_of(html(result), result.manifest)


def save(result: "Merged", place: Workplace) -> "Merged":
    """Write results and their report to the place that is held for them, and give them as they are there."""
    if isinstance(result, Run):
        return save_run(result, place)
    if isinstance(result, Comparison):
        return save_comparison(result, place)
    if isinstance(result, ProgrammeRun):
        keep_programme(result, place, html)
        return result
    keep_measured(result.measured, place, result.document(), result.tables, lambda: html(result))
    return result


def brief(result: Run | Comparison) -> str:
    """Make the page for whoever decides."""
    return run_brief(result) if isinstance(result, Run) else comparison_brief(result)


def workbook(result: Run | Comparison) -> bytes:
    """Make the workbook of a run or of a comparison."""
    return run_workbook(result) if isinstance(result, Run) else comparison_workbook(result)


def save_run(result: Run, place: Workplace) -> Run:
    """Write a run and its report to the place that is held for them, and give it as it is there."""
    return keep_run(result, place, run_report)


def save_comparison(result: Comparison, place: Workplace, beside: Mapping[str, str] = NOTHING) -> Comparison:
    """Write a comparison and its report to the place that is held for them, and give it as it is there.

    `beside` holds the text of further files, by name.
    """
    return keep_comparison(result, place, comparison_report, beside)


def explanation(result: Explanation) -> str:
    """Make the page on which a difference is taken apart."""
    plans = [run.scenario for run in result.runs]
    return explanation_report(result.document(), result.frame(), MEANING, result.compared.manifest, plans)


def explanation_files(result: Explanation) -> dict[str, str]:
    """A difference taken apart as files: for programs, and the page."""
    document = json.dumps(result.document(), indent=2, ensure_ascii=False, allow_nan=False)
    return {"explanation.json": f"{document}\n", "explanation.html": explanation(result)}


def save_allocation(result: Allocation, place: Workplace) -> None:
    """Write an allocation, the plan that it recommends and its report to the place that is held for them."""
    keep_allocation(result, place, html)
