"""Tables of pages: numbers stay on one line, unless much is said beside them."""

from sim.present.markup import table


def test_a_number_breaks_over_lines_only_where_much_is_said_beside_it() -> None:
    said = "at least 23.9 h (not reached in 5 of 12; requests answered 38.1 %) (13.5 h to not reached)"
    text = table("Plans", ["", "a", "b"], [["Arrests", "1,234,567 (1,123,456 to 1,345,678)", said]])
    assert '<td class="number">1,234,567 (' in text
    assert f'<td class="number long">{said}' in text


def test_text_is_text_however_long() -> None:
    assert '<td class="text">' in table("Plans", ["", "a"], [["Why", "a" * 99]], text_columns=2)
