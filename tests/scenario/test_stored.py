"""What is read can be stored and opened again; what the reader of YAML stumbles over is a fault like others."""

from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario import yaml_text
from sim.scenario.annotation import stripped
from sim.scenario.load import load, load_text
from sim.scenario.tree import size
from sim.units import SECONDS_IN, hours
from tests.scenario.minimal import TEXT, with_change

CHECKS = "    person_thorough: 11 min\n"
NUMBERS = ("1", "2", "3", "7", "10", "11", "0.1", "1.7", "13.37", "0.00027777777777777778", "1e-05", "59.999999")


@pytest.mark.parametrize("unit", SECONDS_IN)
@pytest.mark.parametrize("number", NUMBERS)
def test_a_range_in_any_unit_is_opened_again_as_it_was(number: str, unit: str) -> None:
    """Also where the value is one of the ends, so that a bound that moves by a bit would be refused."""
    value = f"{{value: {number} {unit}, range: [{number} {unit}, {number} {unit}], source: a stop-watch}}"
    first = load_text(f"{TEXT}cross_border: {{agreements: {{BG-RS: {{surveillance_h: {value}}}}}}}\n")
    again = load_text(first.text)
    path = "cross_border.agreements.BG-RS.surveillance_h"
    assert again.hash == first.hash and again.text == first.text
    assert again.notes[path] == first.notes[path]
    assert first.notes[path].range == (hours(f"{number} {unit}"),) * 2


@pytest.mark.parametrize("unit", [*SECONDS_IN, "%"])
def test_a_unit_beside_the_value_holds_for_the_range_as_well(unit: str) -> None:
    group, key = ("cases", "escape") if unit == "%" else ("crime", "lie_low")
    value = f"{{value: 7, range: [7, 9.1], unit: {unit!r}, source: a stop-watch}}"
    first = load_text(TEXT.replace(CHECKS, f"{CHECKS}  {group}: {{{key}: {value}}}\n"))
    again = load_text(first.text)
    assert again.hash == first.hash and again.notes == first.notes


def test_the_size_of_a_tree_is_what_its_text_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = load_text(TEXT)
    values = 0
    original = yaml_text._Reader._value

    def counted(self: yaml_text._Reader, event: object, path: tuple[str | int, ...]) -> object:
        nonlocal values
        values += 1
        return original(self, event, path)  # type: ignore[arg-type]

    monkeypatch.setattr(yaml_text._Reader, "_value", counted)
    yaml_text.read(scenario.text, "stored")
    monkeypatch.undo()
    assert values == _size_of(scenario.text)


def _size_of(text: str) -> int:
    return size(stripped(yaml_text.read(text, "stored"), []))


def test_files_that_are_too_large_together_are_refused_and_not_stored(tmp_path: Path) -> None:
    """Each of them is small enough alone."""
    lower = ", ".join(f"p{number}: 1" for number in range(15_000))
    upper = ", ".join(f"q{number}: 1" for number in range(15_000))
    (tmp_path / "lower.yaml").write_text(with_change("{sofia-airport: 1.5}", f"{{sofia-airport: 1.5, {lower}}}"))
    (tmp_path / "upper.yaml").write_text(f"extends: lower.yaml\nposts: {{traffic: {{{upper}}}}}\n")
    with pytest.raises(ScenarioError, match=r"the files that extend each other hold 60,\d\d\d values together"):
        load(tmp_path / "upper.yaml")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('name: a\nstart: "\\U00110000"', "2  an escape that stands for no character. Write the character itself"),
        ('name: "\\UFFFFFFFF"', "1  an escape that stands for no character. Write the character itself"),
        ("%YAML 1.0\n---\nname: x", "1  a directive. Leave it out: scenarios are YAML 1.2"),
        ("# years\n%YAML 1.3\n---\nname: x", "2  a directive. Leave it out: scenarios are YAML 1.2"),
        ("%YAML 1." + "9" * 5000 + "\n---\nname: x", "1  a directive. Leave it out: scenarios are YAML 1.2"),
        ("%YAML 1.1\n---\nname: x", "2  a directive. Leave it out: scenarios are YAML 1.2"),
    ],
)
def test_texts_that_make_the_reader_fail_are_faults_with_their_line(text: str, told: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        load_text(text, "danube.yaml")
    assert str(refused.value) == f"danube.yaml:{told}"


def test_an_override_that_makes_the_reader_fail_is_a_fault_too() -> None:
    with pytest.raises(ScenarioError, match="an escape that stands for no character"):
        load_text(TEXT, overrides={"name": '"\\U00110000"'})
