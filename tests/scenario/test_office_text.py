"""What word processors leave in a file is named, with its line and column; prose may hold it."""

import pytest

from sim.errors import ScenarioError
from sim.scenario import yaml_text
from sim.scenario.office_text import whole
from sim.scenario.tree import plain


def faults(text: str) -> list[tuple[int | None, str, str]]:
    with pytest.raises(ScenarioError) as refused:
        yaml_text.read(text, "pasted.yaml")
    return [(fault.line, fault.found, fault.wanted) for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("text", "line", "found"),
    [
        ("name: a\ndays:\u00a02\nareas: {drugs: 5}\n", 2, "a non-breaking space (U+00A0) in column 6"),
        ("a:\n  b: 1\n\u00a0 c: 2\n  d: 3\n", 3, "a non-breaking space (U+00A0) in column 1"),
        ("a:\u202f2\nb: 1\n", 1, "a non-breaking space (U+202F) in column 3"),
        ("days: 2\u00a0\n", 1, "a non-breaking space (U+00A0) in column 8"),
        ("a: {police: 1\u00a0200}\n", 1, "a non-breaking space (U+00A0) in column 14"),
        ("start: \"2024-10-14\u00a000:00\"\n", 1, "a non-breaking space (U+00A0) in column 19"),
        ("lead: 9\u2009min\n", 1, "a space of another kind (U+2009) in column 8"),
        ("service: police\u200b\n", 1, "a sign that is not seen (U+200B) in column 16"),
        ("pol\u200bice: 5\n", 1, "a sign that is not seen (U+200B) in column 4"),
        ("\n\ufeffname: a\n", 2, "a sign that is not seen (U+FEFF) in column 1"),
        ("level: “none”\n", 1, "a typographic quotation mark (U+201C) in column 8"),
        ("level: ’none’\n", 1, "a typographic quotation mark (U+2019) in column 8"),
        ("pairs: {BG–TR: close}\n", 1, "a typographic dash (U+2013) in column 11"),
        ("offset: −5\n", 1, "a typographic dash (U+2212) in column 9"),
        ("scale: 0,5\n", 1, "a decimal comma in column 8"),
        ("lead: 9,5 min\n", 1, "a decimal comma in column 7"),
        ("share: 12,5 %\n", 1, "a decimal comma in column 8"),
        ("police: 1,200\n", 1, "a mark between thousands in column 9"),
        ("police: 1 200\n", 1, "a mark between thousands in column 9"),
        ("police: 1'200\n", 1, "a mark between thousands in column 9"),
        ("kg: 1.234.567\n", 1, "a mark between thousands in column 5"),
        ("kg: 1.234,5\n", 1, "a mark between thousands in column 5"),
    ],
)  # fmt: skip
def test_what_an_office_program_leaves_is_named_with_its_place(text: str, line: int, found: str) -> None:
    (fault,) = faults(text)
    assert fault[:2] == (line, found)
    assert fault[2].startswith(("Write", "Leave it out"))


@pytest.mark.parametrize(
    ("number", "wanted"),
    [
        ("0,5", "Write 0.5"),
        ("9,5 min", "Write 9.5 min"),
        ("1,200", "Write 1200, or 1.200 if that is meant"),
        ("1 234 567", "Write 1234567"),
        ("1.234,5", "Write 1234.5"),
        ("1,234.5", "Write 1234.5"),
    ],
)
def test_a_number_for_people_is_told_as_a_number_of_the_format(number: str, wanted: str) -> None:
    assert [told for _, _, told in faults(f"a: {number}\n")] == [wanted]


@pytest.mark.parametrize(
    ("number", "wanted"),
    [
        ("2\u00a0000", "Write 2000"),
        ("12,5\u202f%", "Write 12.5 %"),
        ("1\u2009234,5", "Write 1234.5"),
        ("50\u00a0%", "Write an ordinary space"),
    ],
)
def test_a_number_with_a_special_space_is_told_as_it_must_be_in_the_end(number: str, wanted: str) -> None:
    assert [told for _, _, told in faults(f"a: {number}\n")] == [wanted]
    text = wanted.removeprefix("Write ") if wanted[-1] in "0123456789%" else "50 %"
    assert plain(yaml_text.read(f"a: {text}\n", "mended.yaml"))


@pytest.mark.parametrize(
    ("text", "line"), [("name: a\ndays 2\nb: 1\n", 2), ("days 2\n\nb: 1\n", 1), ("a:\n  b 1\n  c: 2\n", 2)]
)
def test_a_line_without_a_colon_is_named_itself_and_not_the_next(text: str, line: int) -> None:
    assert faults(text) == [(line, "a line without a colon", "Write 'key: value'")]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *((text, 28_000) for text in ("28000", "28,000", "28.000", "28 000", "28'000", "28\u00a0000", "28\u2019000")),
        ("1.234.567", 1_234_567),
        *((text, None) for text in ("28.5", "28,5", "2,80", "1.234,567", "28,0000", "-5", "", "1e3", "28k")),
    ],
)
def test_where_only_a_whole_number_can_be_meant_any_mark_of_thousands_is_one(text: str, number: int | None) -> None:
    assert whole(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "name: JAD “South\u00a0East” – 2024\n",
        "description: 25\u00a0countries, 1\u202f200 officers; what others call “the action”\n",
        "place: Sofia–Skopje\n",
        "source: 1,234\n",
        "a: Größe – “drei”, Đerdap 👩\u200d🚒 1,2 oder 3\n",
        "a: 1.234\n",
        "a: [1, 2]\n",
        "a: '0,5'\n",
        "a: 2024-10-14 00:00\n",
        "a: BG-TR # “comment” with\u00a0signs\n",
    ],
)
def test_prose_and_plain_values_may_be_as_they_are(text: str) -> None:
    key, _, _ = text.partition(": ")
    assert str(plain(yaml_text.read(text, "fine.yaml"))).startswith(f"{{'{key}': ")


def test_the_end_of_a_number_with_a_comma_in_a_mapping_is_told() -> None:
    assert faults("a: {person: 2,000, vehicle: 5}\nb: {share: 0,4}\n") == [
        (1, "a mark between thousands in column 13", "Write 2000, or 2.000 if that is meant"),
        (2, "a decimal comma in column 12", "Write 0.4"),
    ]
