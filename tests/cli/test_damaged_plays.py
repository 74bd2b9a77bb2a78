"""Whatever happens to the folder of a play, it goes on, or a command says in a line which file cannot be read."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from sim.exercise import workings
from sim.exercise.play import Play
from tests import theatre
from tests.cli.test_damage import damage, jadsim
from tests.exercise.plays import MINUTE, TEXT

FEW, MANY = 10, 300


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An exercise, a play of it that has ended, with its codes and its debrief."""
    home = tmp_path_factory.mktemp("damage")
    (home / "theatre.yaml").write_text(theatre.TEXT, encoding="utf-8")
    (home / "morning.yaml").write_text(TEXT, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        few = partial(workings.Workings, fewest=2, most=2, reference=2)
        patch.setattr(workings, "Workings", few)
        assert jadsim(*printing(home, home / "play")).exit_code == 0
        play = Play.open(home / "play")
        play.act("bg", {"seat": "bg", "do": "take"})
        play.act("controller", {"clock": {"running": True}})
        play.act("bg", {"event": {"kind": "standing_order", "requests": "urgent", "answer": "at_once"}})
        play.tick(30 * MINUTE)
        assert jadsim("debrief", home / "play", "--workers", 1).exit_code == 0
        yield home


def printing(home: Path, play: Path) -> list[object]:
    """Open a play, and print what is printed before it."""
    return ["exercise", home / "morning.yaml", "--play", play, "--print", home / "paper"]


def wrong_after(number: int, home: Path, play: Path) -> str:
    """Damage a copy of a play in one of many ways and ask for something; what is wrong with how that ends."""
    luck = random.Random(number)
    shutil.copytree(home / "play", play)
    what = damage(play, luck)
    words = luck.choice([printing(home, play), ["debrief", play, "--workers", 1, "--out", home / "debrief.html"]])
    ended = jadsim(*words)
    shutil.rmtree(play)
    right = ended.exit_code == 0 or (ended.exit_code == 2 and str(play) in ended.stderr)
    return "" if right else f"{what}: {words[0]} ended with {ended.exit_code}: {ended.stderr}"


@pytest.mark.parametrize(
    "damages", [range(FEW), pytest.param(range(FEW, MANY), marks=pytest.mark.slow)], ids=["some", "many"]
)
def test_damage_is_told_with_its_file(damages: range, home: Path, tmp_path: Path) -> None:
    found = [wrong_after(number, home, tmp_path / "play") for number in damages]
    assert [wrong for wrong in found if wrong] == []


def test_answers_of_an_earlier_version_are_worked_out_anew(home: Path, tmp_path: Path) -> None:
    play = shutil.copytree(home / "play", tmp_path / "play")
    rings = play / workings.FILE
    whole = rings.read_bytes()
    for old in (
        b'{"of": {"lines": 9}, "known": {"order-3": {"settled": true, "cases": [{"request": "x"}]}}}',
        b"[]",
        b"",
    ):
        rings.write_bytes(old)
        assert jadsim("debrief", play, "--workers", 1).exit_code == 0
        assert rings.read_bytes() == whole
