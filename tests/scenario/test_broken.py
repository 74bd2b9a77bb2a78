"""Every kind of mistake is refused, at its line, in words that say what to write instead."""

from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario.load import load_text
from tests.scenario.minimal import with_change


def mistakes() -> list[tuple[str, str, list[str]]]:
    """(old text, new text, faults) of each block of broken.txt."""
    _, *blocks = Path(__file__).with_name("broken.txt").read_text(encoding="utf-8").strip().split("\n\n")
    lines = [[(line[:1], line[2:]) for line in block.split("\n")] for block in blocks]
    old, new, faults = ([[text for sign, text in block if sign == wanted] for block in lines] for wanted in "-+>")
    return [("\n".join(a), "\n".join(b), told) for a, b, told in zip(old, new, faults, strict=True)]


@pytest.mark.parametrize(("old", "new", "faults"), mistakes(), ids=[new.strip()[:40] for _, new, _ in mistakes()])
def test_mistake_is_located_and_explained(old: str, new: str, faults: list[str]) -> None:
    with pytest.raises(ScenarioError) as refused:
        load_text(with_change(old, new), "danube.yaml")
    assert [str(fault) for fault in refused.value.faults] == [f"danube.yaml:{fault}" for fault in faults]


def test_control_character_is_refused() -> None:
    with pytest.raises(ScenarioError, match="3  this is not YAML: a character that cannot be printed"):
        load_text(with_change("days: 2", "days: \x07"), "danube.yaml")


def test_all_mistakes_are_told_at_once() -> None:
    text = with_change("days: 2", "days: 0").replace("{police: 100}", "{polise: 100}").replace("at: 6 h", "at: 6")
    with pytest.raises(ScenarioError) as refused:
        load_text(text)
    assert [fault.key for fault in refused.value.faults] == ["days", "countries.RS.officers.polise", "events.0.at"]


def test_all_misfits_are_told_at_once_in_the_order_of_the_file() -> None:
    text = (
        with_change("country: RS}", "country: NO}").replace("at: 6 h", "at: 60 h").replace("{sofia-airport:", "{sofia:")
    )
    with pytest.raises(ScenarioError) as refused:
        load_text(text)
    keys = ["posts.traffic.sofia", "deployments.0.country", "events.0.at"]
    assert [fault.key for fault in refused.value.faults] == keys
    lines = [fault.line or 0 for fault in refused.value.faults]
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "1  the file is empty. Write keys and values, beginning with 'name: ...'"),
        ("# nothing\n", "1  the file is empty. Write keys and values, beginning with 'name: ...'"),
        ("- a\n- b\n", "1  the file holds a list, not a mapping. Write keys and values, beginning with 'name: ...'"),
        ("word", "1  the file holds 'word', not a mapping. Write keys and values, beginning with 'name: ...'"),
    ],
)
def test_what_is_no_mapping_is_refused(text: str, said: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        load_text(text, "danube.yaml")
    assert str(refused.value) == f"danube.yaml:{said}"


def test_the_search_for_faults_ends() -> None:
    many = "\n".join(f"  word{number}: 1" for number in range(5000))
    with pytest.raises(ScenarioError) as refused:
        load_text(with_change("  drugs: 2", many))
    assert len(refused.value.faults) == 200


def test_bomb_of_aliases_is_refused() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    with pytest.raises(ScenarioError, match="an anchor, 'a'"):
        load_text(bomb)
