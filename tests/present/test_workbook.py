"""Results as a workbook: what stands in it, with the formats of numbers, and text that stays text."""

import io
from dataclasses import replace
from typing import Any

from openpyxl import load_workbook

from sim.present.brief import comparison_brief, run_brief
from sim.present.workbook import comparison_workbook, run_workbook
from tests.present import synthetic


def sheets(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    book = load_workbook(io.BytesIO(content))
    return {sheet.title: list(sheet.iter_rows()) for sheet in book.worksheets}


def test_a_workbook_holds_summary_differences_countries_and_assumptions() -> None:
    compared = synthetic.comparison()
    found = sheets(comparison_workbook(compared))
    assert [*found] == ["Summary", "Differences", "Countries", "Differences by country", "Assumptions"]
    rows = {row[2].value: row for row in found["Differences"][1:]}
    arrests = compared.variants[0].differences["arrests"]
    assert [cell.value for cell in rows["arrests"][4:8]] == [
        arrests.base,
        arrests.variant,
        arrests.difference,
        arrests.ci_low,
    ]
    assert rows["arrests"][11].value == arrests.verdict
    assert {row[0].value for row in found["Summary"][1:]} == {compared.base.scenario.name, "Half more officers"}
    assert len(found["Assumptions"]) > 100


def test_numbers_have_the_format_of_their_unit_and_what_is_undefined_is_empty() -> None:
    rows = {row[2].value: row for row in sheets(run_workbook(synthetic.run()))["Summary"][1:]}
    assert rows["detection_probability"][7].number_format == "0.0%"
    assert rows["wait_mean_min"][7].number_format == "#,##0.00"
    few = {row[2].value: row for row in sheets(run_workbook(synthetic.run(replications=2)))["Summary"][1:]}
    assert few["arrests"][10].value is None


def test_text_that_begins_like_a_formula_is_text() -> None:
    name = '=HYPERLINK("http://example.org")'
    found = sheets(run_workbook(synthetic.run(synthetic.scenario(name=name))))
    cell = found["Summary"][1][0]
    assert (cell.value, cell.data_type) == (name, "s")
    assert all(one.data_type != "f" for rows in found.values() for row in rows for one in row)


def test_a_sign_that_no_workbook_takes_is_left_out() -> None:
    compared = synthetic.comparison()
    odd = replace(compared.variants[0].differences["arrests"], verdict="more\x07 arrests")
    variant = replace(compared.variants[0], differences={"arrests": odd})
    assert (
        sheets(comparison_workbook(replace(compared, variants=(variant,))))["Differences"][1][11].value
        == "more  arrests"
    )


def test_runs_and_pairs_behind_each_figure_stand_in_its_row() -> None:
    run = synthetic.run(replications=12)
    median = run.summary["measure"] == "response_time_median_h"
    few = replace(run, summary=run.summary.assign(runs=run.summary["runs"].mask(median, 5), unreached=1.0 * median))
    for title in ("Summary", "Countries"):
        head, *rows = sheets(run_workbook(few))[title]
        names = [cell.value for cell in head]
        at = names.index("Runs")
        assert names[at : at + 3] == ["Runs", "Of runs", "Not reached in"]
        told = {tuple(cell.value for cell in row[at : at + 3]) for row in rows}
        assert told == {(5, 12, 1), (12, 12, 0)}
    variant = synthetic.comparison().variants[0]
    dropped = replace(variant.differences["arrests"], pairs=5, dropped=7)
    compared = replace(
        synthetic.comparison(), variants=(replace(variant, differences={**variant.differences, "arrests": dropped}),)
    )
    head, *rows = sheets(comparison_workbook(compared))["Differences"]
    at = [cell.value for cell in head].index("Pairs")
    assert ("arrests", 5, 12) in {(row[2].value, row[at].value, row[at + 1].value) for row in rows}
    brief = comparison_brief(compared)
    assert "(5 of 12 pairs)" in brief and "From 5 of 100 pairs of runs" in brief
    assert "of 100 pairs" not in comparison_brief(synthetic.comparison())


def test_a_brief_says_question_answer_picture_ground_and_limits() -> None:
    compared = comparison_brief(synthetic.comparison())
    for said in (
        "What would Half more officers change",
        "single actions under the same luck",
        "What it rests on",
        "not looked at",
    ):
        assert said in compared
    assert compared.count('class="plot"') == 1
    alone = run_brief(synthetic.run())
    assert "What would" in alone and "What was not looked at" in alone and alone.count('class="plot"') == 1
