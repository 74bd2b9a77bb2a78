"""The page of a programme: the year in one sentence, and every action in its row."""

import re

import pandas as pd

from sim.present.year import FIGURES, year_report
from sim.words import NUMBER_OF_ACTIONS

DOCUMENT = {
    "programme": "A year, invented",
    NUMBER_OF_ACTIONS: 2,
    "theatre": "three countries",
    "replications": 2,
    "failed": 0,
    "cautions": [],
    "not_comparable": ["none is"],
    "published": {"source": ""},
    "figures": {name: {"runs": 2, "mean": 0.5, "ci95": [0.4, 0.6], "spread95": [0.1, 0.9]} for name, *_ in FIGURES}
    | {"arrests": {"runs": 2, "mean": 700.0, "ci95": [650.0, 750.0], "spread95": [600.0, 800.0]}},
}
ACTIONS = pd.DataFrame(
    [
        (run, action, start, "drugs", arrests + run, 2, 1, 0.1, 0.0)
        for run in (0, 1)
        for action, start, arrests in (("Spring", "2026-03-01", 200), ("Autumn", "2026-09-01", 500))
    ],
    columns=[
        "replication",
        "action",
        "start",
        "areas",
        "arrests",
        "investigations",
        "operations",
        "known_share",
        "trust",
    ],
)


def test_the_year_stands_in_one_sentence_and_each_action_in_a_row() -> None:
    page = year_report("", DOCUMENT, ACTIONS, {"seed": 1}, "")
    assert "2 actions lead to 700 arrests a year (confidence of the mean: 650 to 750)" in page
    table = page[page.index("<caption>Actions of the year") :].partition("</table>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", table)
    cells = [re.sub(r"<[^>]+>", "|", row) for row in rows]
    assert [("Spring" in row, "Autumn" in row) for row in cells if "2026" in row] == [(True, False), (False, True)]
    assert "200" in next(row for row in cells if "Spring" in row)


def test_years_that_failed_are_said_beside_each_figure() -> None:
    page = year_report("", DOCUMENT | {"replications": 3, "failed": 1}, ACTIONS, {"seed": 1}, "")
    assert "2 actions over three countries; 2 of 3 years" in page
    assert page.count("(2 of 3 years)</span></td>") == len(FIGURES)
    assert "of 2 years" not in year_report("", DOCUMENT, ACTIONS, {"seed": 1}, "")


def test_a_year_without_actions_has_no_sentence() -> None:
    page = year_report("", DOCUMENT | {"figures": {}}, ACTIONS.iloc[:0], {"seed": 1}, "")
    assert "arrests a year" not in page and "Actions of the year" not in page
