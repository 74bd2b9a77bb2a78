"""Tables of pages: numbers break only beside what is said with them, and wide tables are set small."""

import pytest

from sim.present.markup import LONGEST_PIECE, MANY, pieces, table


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("5.42 min", []),
        ("666,433 (588,209 to 755,059)", ["666,433", "(588,209 to 755,059)"]),
        ("357 (240 to 533); 44 %", ["357", "(240 to 533);", "44 %"]),
        ("+223 [−375, +820] h", ["+223", "[−375, +820]", "h"]),
    ],
)
def test_a_number_breaks_only_beside_what_is_said_with_it(cell: str, parts: list[str]) -> None:
    assert pieces(cell).count('class="whole"') == len(parts)
    assert all(f">{part}</span>" in pieces(cell) for part in parts)
    assert (f'<td class="number">{cell}</td>' in table("Plans", ["", "a"], [["Arrests", cell]])) is (not parts)


def test_what_is_long_breaks_anywhere() -> None:
    assert f'<span class="whole">{"a" * LONGEST_PIECE}' not in pieces(f"1.5 h ({'a' * LONGEST_PIECE})")


@pytest.mark.parametrize(("columns", "small"), [(MANY, False), (MANY + 1, True)])
def test_a_table_of_many_columns_is_set_small(columns: int, small: bool) -> None:
    assert ('<table class="dense">' in table("Plans", ["1"] * columns, [])) is small


def test_text_is_text_however_long() -> None:
    assert '<td class="text">' in table("Plans", ["", "a"], [["Why", "a" * 99]], text_columns=2)
