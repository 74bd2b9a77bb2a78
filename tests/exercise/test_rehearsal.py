"""A rehearsal: each effect and each expected decision against an exercise without it."""

from dataclasses import replace
from pathlib import Path

import pytest

from sim.cli import rehearsing
from sim.exercise.rehearsal import Rehearsal, rehearse
from tests.exercise.plays import TEXT, small

FUTURES = 4
CLOSE = "effect: {kind: close_post, post: kalotina-gradina, lasts: 6 h}"
WITH_DECISIONS = TEXT.replace("effect: {kind: siena_down, lasts: 4 h}", CLOSE).replace(
    'title: A call, text: "Well?"}',
    'title: A call, text: "Well?",\n'
    "     decision: {kind: reinforce, country: RS, post: presevo-tabanovce, officers: 80}}",
)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Rehearsal:
    exercise = small(tmp_path_factory.mktemp("rehearsal"), WITH_DECISIONS)
    return rehearse(exercise, FUTURES, workers=1)


def test_each_effect_and_each_decision_has_a_stake(found: Rehearsal) -> None:
    assert [(one.inject.id, one.brings) for one in found.stakes] == [("1.2", "effect"), ("1.4", "decision")]
    assert found.futures == FUTURES


def test_what_is_brought_stands_on_the_right(found: Rehearsal) -> None:
    closed, reinforced = found.stakes
    checks = {
        look.place: one.difference for look, one in closed.answer.differences.items() if look.measure == "checks_total"
    }
    assert checks["kalotina-gradina"] < 0
    checks = {
        look.place: one.difference
        for look, one in reinforced.answer.differences.items()
        if look.measure == "checks_total"
    }
    assert checks["presevo-tabanovce"] > 0


def test_messages_that_wait_for_people_are_named(found: Rehearsal) -> None:
    assert [one.id for one in found.waiting] == ["2.1", "2.2"]


def test_it_is_counted_what_reaches_each_seat(found: Rehearsal, tmp_path: Path) -> None:
    assert set(found.reached) == {"bg", "rs", "centre", "europol"}
    assert {len(counts) for counts in found.reached.values()} == {3}
    assert found.reached["centre"][0] >= 1 and found.reached["rs"][1] >= 1


@pytest.mark.parametrize(
    ("parts", "told"), [(9, ["0", "10", "80", "1"]), (60, ["0", "50", "550", "5"]), (61, ["0", "60", "600", "6", "1"])]
)
def test_what_reaches_seats_fits_a_terminal(
    parts: int, told: list[str], found: Rehearsal, capsys: pytest.CaptureFixture[str]
) -> None:
    rehearsing._print(replace(found, stakes=(), waiting=(), reached={"bg": (1,) * parts}))
    *_, heads, _, counts = [line.split() for line in capsys.readouterr().out.splitlines() if line.strip()]
    assert set(told) <= {*heads, *counts} and len(heads) == len(counts) <= 13
