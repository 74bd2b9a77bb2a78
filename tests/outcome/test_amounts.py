"""Numbers as people read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.outcome import amounts

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
        (1e-9, "", "1.0e\N{MINUS SIGN}09"),
        (99.97, "", "100"),
        (NAN, "share", "not defined"),
        (None, "", "not defined"),
        (float("inf"), "h", "not reached"),
        (float("-inf"), "h", "not defined"),
    ],
)
def test_number(value: float | None, unit: str, text: str) -> None:
    assert amounts.number(value, unit) == text


def test_intervals_say_their_unit_once() -> None:
    assert amounts.interval(12.1, 14.9, "min") == "12.1 to 14.9 min"
    assert amounts.interval(740, 851) == "740 to 851"
    assert amounts.interval(NAN, 1) == "not defined"
    assert amounts.interval(2.5, float("inf"), "h") == "2.5 h to not reached"


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ((0.5, 2.0, 0.1), ["0.5 h", "2 h", "0.1 h"]),
        ((0.5, 0.25, 0.0), ["30 min", "15 min", "0 min"]),
        ((0.5, float("inf"), NAN), ["30 min", "not reached", "not defined"]),
        ((0.0, 0.0, 0.0), ["0 h", "0 h", "0 h"]),
    ],
)
def test_a_row_has_one_unit(values: tuple[float, ...], told: list[str]) -> None:
    unit = amounts.row_unit("h", *values)
    assert [unit.number(value) for value in values] == told


def test_differences_carry_their_sign_and_shares_are_points() -> None:
    count, share = amounts.row_unit("1", 38.0), amounts.row_unit("share", 0.5)
    assert count.signed(38) == "+38"
    assert count.signed(0) == "0"
    assert count.signed_interval(-1, 2) == "\N{MINUS SIGN}1 to +2"
    assert share.number(0.0955) == "9.55 %"
    assert share.signed(-0.0955) == "\N{MINUS SIGN}9.55 points"
    assert share.change(0.1, -0.05, 0.25) == "+10 [\N{MINUS SIGN}5, +25] points"
    assert count.change(0.0, NAN, NAN) == "0"
    assert count.change(-1.2e-15, -1.0, 1.0) == "0 [\N{MINUS SIGN}1, +1]"


@given(st.floats(-1e7, 1e7), st.sampled_from(["", "1", "h", "min", "share", "kg", "EUR"]))
def test_there_is_one_kind_of_minus_sign(value: float, unit: str) -> None:
    text = amounts.number(value, unit)
    assert "-" not in text
    assert text.startswith("\N{MINUS SIGN}") == (value < 0)
