"""The words around numbers."""

from typing import Any

import pytest

from sim.outcome.amounts import row_unit
from sim.present import wording
from sim.present.markup import Html, el, join, table
from sim.scenario.names import country

NAN = float("nan")


HOURS = row_unit("h", 4.4, 51.0)


@pytest.mark.parametrize(
    ("mean", "more", "text"),
    [
        (4.4, {"of": (12, 12)}, "4.4 h"),
        (4.4, {"of": (5, 12)}, "4.4 h (5 of 12 runs)"),
        (
            51.0,
            {"of": (12, 12), "unreached": 3, "finished": ("answered_share", 0.472)},
            "at least 51 h (not reached in 3 of 12; requests answered 47.2 %)",
        ),
        (96.0, {"of": (12, 12), "unreached": 12, "finished": ("answered_share", 0.1)},
         "not reached (requests answered 10 %)"),
        (NAN, {"of": (0, 12), "finished": ("answered_share", NAN)}, "not defined (0 of 12 runs)"),
    ],
)  # fmt: skip
def test_a_mean_comes_with_the_runs_behind_it_and_with_what_was_not_reached(
    mean: float, more: dict[str, Any], text: str
) -> None:
    assert wording.estimate(HOURS, mean, **more) == text


@pytest.mark.parametrize(
    ("reduction", "text"),
    [(NAN, ""), (8.72, "8.72 times"), (202_529_300.0, "over 1,000 times"), (1000.0, "1,000 times")],
)
def test_what_pairing_gains_is_no_absurd_number(reduction: float, text: str) -> None:
    assert wording.gain(reduction) == text


@pytest.mark.parametrize(
    ("value", "base", "text"),
    [
        (103, 100, "+3 %"),
        (0, 796, "\N{MINUS SIGN}100 %"),
        (100.01, 100, "0 %"),
        (5, 0, "not defined"),
        (NAN, 5, "not defined"),
    ],
)
def test_per_cent_of_a_base(value: float, base: float, text: str) -> None:
    assert wording.percent_of(value, base) == text


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (1, 354, "1 in 354"),
        (71, 100, "71 in 100"),
        (31, 10, "3.1 for each"),
        (0, 5, "not defined"),
        (5, 0, "not defined"),
    ],
)
def test_one_in(part: float, whole: float, text: str) -> None:
    assert wording.one_in(part, whole) == text


def test_kosovo_has_its_asterisk_once() -> None:
    assert country("XK", "Kosovo*") == country("XK", "Kosovo") == "Kosovo*"
    assert country("BG", "Bulgaria") == "Bulgaria"


def test_only_html_escapes_escaping() -> None:
    assert el("p", "<b>", Html("<i></i>"), title='"') == '<p title="&quot;">&lt;b&gt;<i></i></p>'
    assert join(["&", Html("<br>")]) == "&amp;<br>"
    assert "<td" in table("c", ["a", "b"], [["<x>", "1"]])
    assert "&lt;x&gt;" in table("c", ["a", "b"], [["<x>", "1"]])


def test_a_table_without_rows_says_so() -> None:
    assert "Nothing was recorded." in table("c", ["a", "b"], [])
