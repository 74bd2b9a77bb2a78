"""Numbers as people read them."""

import pytest

from sim.present import wording
from sim.present.markup import Html, el, join, table

NAN = float("nan")


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (31109.0, "1", "31,109"),
        (0.1234, "share", "12.3 %"),
        (0.000026, "share", "0.0026 %"),
        (0.6, "h", "36 min"),
        (3.4, "h", "3.4 h"),
        (1_480_000.2, "h", "1,480,000 h"),
        (14.2345678901, "min", "14.2 min"),
        (25.63, "1", "25.6"),
        (488.6, "kg", "489 kg"),
        (0.0, "1", "0"),
        (-7.389, "1", "\N{MINUS SIGN}7.4"),
        (1e-9, "", "1.0e-09"),
        (99.97, "", "100"),
        (NAN, "share", "not defined"),
        (None, "", "not defined"),
        (float("inf"), "h", "not defined"),
    ],
)
def test_number(value: float | None, unit: str, text: str) -> None:
    assert wording.number(value, unit) == text


def test_intervals_say_their_unit_once_where_it_is_the_same() -> None:
    assert wording.interval(12.1, 14.9, "min") == "12.1 to 14.9 min"
    assert wording.interval(0.5, 2, "h") == "30 min to 2 h"
    assert wording.interval(740, 851) == "740 to 851"
    assert wording.interval(NAN, 1) == "not defined"


def test_differences_carry_their_sign_and_shares_are_points() -> None:
    assert wording.signed(38, "1") == "+38"
    assert wording.signed(-0.0955, "share") == "\N{MINUS SIGN}9.55 points"
    assert wording.signed(0, "1") == "0"
    assert wording.signed_interval(-1, 2) == "\N{MINUS SIGN}1 to +2"


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
    assert wording.country("XK", "Kosovo*") == wording.country("XK", "Kosovo") == "Kosovo*"
    assert wording.country("BG", "Bulgaria") == "Bulgaria"


def test_only_html_escapes_escaping() -> None:
    assert el("p", "<b>", Html("<i></i>"), title='"') == '<p title="&quot;">&lt;b&gt;<i></i></p>'
    assert join(["&", Html("<br>")]) == "&amp;<br>"
    assert "<td" in table("c", ["a", "b"], [["<x>", "1"]])
    assert "&lt;x&gt;" in table("c", ["a", "b"], [["<x>", "1"]])


def test_a_table_without_rows_says_so() -> None:
    assert "Nothing was recorded." in table("c", ["a", "b"], [])
