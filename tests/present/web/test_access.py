"""Codes and guesses: what holds, what no longer does, how long who guesses waits."""

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.errors import StoreError
from sim.present.web.access import CODE_BYTES, FIRST_WAIT_S, FORGOTTEN_S, LONGEST_WAIT_S, MOST_ADDRESSES, Codes, Guesses
from tests.present.web.stand_in import Hand


def test_codes_have_128_bits_and_differ(tmp_path: Path) -> None:
    codes = Codes(tmp_path / "codes.json", ["rs", "bg"])
    found = [codes.of(seat).replace("-", "") for seat in codes.seats]
    assert len(set(found)) == 2
    assert all(len(code) * 5 >= CODE_BYTES * 8 == 128 for code in found)


def test_codes_hold_after_a_restart_and_only_their_owner_may_read_them(tmp_path: Path) -> None:
    file = tmp_path / "codes.json"
    before = Codes(file, ["rs", "bg"])
    after = Codes(file, ["rs", "bg", "hr"])
    assert [after.of(seat) for seat in before.seats] == [before.of(seat) for seat in before.seats]
    assert after.admits("rs", before.cookie("rs"))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("typed", [str.lower, lambda code: code.replace("-", ""), lambda code: f" {code} "])
def test_a_code_may_be_typed_carelessly(tmp_path: Path, typed: Callable[[str], str]) -> None:
    codes = Codes(tmp_path / "codes.json", ["rs", "bg"])
    assert codes.seat_of(typed(codes.of("bg"))) == "bg"


@pytest.mark.parametrize("code", ["", "-", "AAAA", "é", "\x00", "İ"])
def test_what_is_no_code_opens_nothing(tmp_path: Path, code: str) -> None:
    codes = Codes(tmp_path / "codes.json", ["rs"])
    assert codes.seat_of(code) is None
    assert not codes.admits("rs", code)
    assert not codes.admits("nobody", codes.cookie("rs"))


def test_a_cookie_gives_neither_the_code_nor_another_cookie(tmp_path: Path) -> None:
    codes = Codes(tmp_path / "codes.json", ["rs", "bg"])
    assert codes.seat_of(codes.cookie("rs")) is None
    assert not codes.admits("bg", codes.cookie("rs"))
    assert not codes.admits("rs", codes.drawer("rs"))


def test_codes_end_with_their_play(tmp_path: Path) -> None:
    codes = Codes(tmp_path / "codes.json", ["rs"])
    code = codes.of("rs")
    codes.end()
    assert Codes(tmp_path / "codes.json", ["rs"]).seat_of(code) is None


ONE_FOR_TWO = json.dumps(dict.fromkeys(("rs", "bg"), "ABCD-ABCD-ABCD-ABCD-ABCD-ABCD-AB"))


@pytest.mark.parametrize("text", ["", "[", "[]", '{"rs": 5}', '{"rs": "A"}', ONE_FOR_TWO, "\x00"])
def test_a_damaged_file_of_codes_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "codes.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(StoreError, match=r"codes\.json.*new codes"):
        Codes(file, ["rs"])


def test_who_guesses_waits_longer_each_time_and_others_do_not() -> None:
    clock = Hand()
    guesses = Guesses(clock)
    waits = []
    for _ in range(9):
        assert guesses.wait_s("10.0.0.7") == 0
        guesses.wrong("10.0.0.7")
        waits.append(guesses.wait_s("10.0.0.7"))
        clock.seconds += waits[-1]
    assert waits[:4] == [FIRST_WAIT_S * 2**times for times in range(4)]
    assert waits[-1] == LONGEST_WAIT_S == max(waits)
    assert guesses.wait_s("10.0.0.8") == 0
    clock.seconds += FORGOTTEN_S
    guesses.wrong("10.0.0.7")
    assert guesses.wait_s("10.0.0.7") == FIRST_WAIT_S


def test_many_addresses_are_not_kept_for_ever() -> None:
    guesses = Guesses(Hand())
    for number in range(MOST_ADDRESSES + 5):
        guesses.wrong(f"10.0.0.{number}")
    assert guesses.wait_s("10.0.0.0") == 0
    assert guesses.wait_s(f"10.0.0.{MOST_ADDRESSES}") > 0
