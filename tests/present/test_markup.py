"""Tables of pages: numbers break only beside what is said with them, and wide tables are set small."""

import pytest

from sim.present.markup import LONGEST_PIECE, MANY, el, join, paragraph, pieces, table
from sim.present.page import ReportSection, page
from sim.present.wording import KOSOVO_FOOTNOTE


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


@pytest.mark.parametrize(("text", "noted"), [("Kosovo* and others", 1), ("Bulgaria", 0)])
def test_the_footnote_on_kosovo_stands_once_where_a_star_refers_to_it(text: str, noted: int) -> None:
    told = page("A", el("h1", "A"), [ReportSection("a", "A", "A", paragraph(text))], el("p", "Made by"), {})
    assert told.count(KOSOVO_FOOTNOTE) == noted
    twice = ReportSection("b", "B", "B", join([paragraph(text), paragraph(KOSOVO_FOOTNOTE)]))
    assert page("A", el("h1", "A"), [twice], el("p", "Made by"), {}).count(KOSOVO_FOOTNOTE) == 1


def test_who_skips_the_contents_comes_to_the_first_section() -> None:
    sections = [ReportSection(name, name, name, paragraph(name)) for name in ("surface", "arrests")]
    told = page("A", el("h1", "A"), sections, el("p", "Made by"), {})
    assert '<a class="skip" href="#surface">' in told and 'id="surface"' in told
