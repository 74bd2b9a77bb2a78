"""A play: lines in, state out; what is acknowledged is never lost."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from sim.errors import ActRefusedError, StoreError
from sim.exercise.play import LOG, Play
from tests.exercise.plays import MINUTE, SECOND, TEXT, begun, sent, small, standing, written


def to(play: Play, played: int, step: int = 5 * SECOND) -> Play:
    """Let time pass as a server does, tick by tick."""
    while play.state == "running" and play.played < played:
        play.tick(min(play.played + step, played))
    return play


def a_morning(folder: Path) -> Play:
    """A play with something of everything."""
    play = begun(folder)
    to(play, 2 * MINUTE)
    play.act("bg", {"reply": "1.1", "text": "Seen."}, "b-1")
    play.act("controller", {"write": {"to": ["rs"], "from": "Us", "channel": "phone", "title": "Well?", "text": "So?"}})
    to(play, 6 * MINUTE)
    play.act("centre", {"reply": "1.2", "text": "All told."})
    play.act("rs", {"event": {"kind": "jit_proposed", "countries": ["RS", "BG"]}})
    play.act("evaluator", {"observe": {"kind": "strength", "text": "Calm.", "seat": "rs"}})
    play.act("controller", {"postpone": "1.4", "minutes": 2})
    play.act("controller", {"clock": {"speed": 30}})
    return to(play, 13 * MINUTE)


# --- time -------------------------------------------------------------------------------------------------------------


def test_messages_come_at_their_time_of_play(tmp_path: Path) -> None:
    play = to(begun(tmp_path), 12 * MINUTE, step=7 * SECOND)
    due = {"1.1": MINUTE, "1.2": 5 * MINUTE, "1.3": 8 * MINUTE, "1.4": 10 * MINUTE, "2.1": None, "2.2": None}
    assert sent(play) == due
    assert play.t == 4 * 3600 + 12 * 60 * 20
    assert play.course.board.entries["1.2"].sent.t == 4 * 3600 + 5 * 60 * 20  # type: ignore[union-attr]


def test_any_ticks_give_the_same_play(tmp_path: Path) -> None:
    one = to(begun(tmp_path / "one"), 12 * MINUTE, step=12 * MINUTE)
    other = to(begun(tmp_path / "other"), 12 * MINUTE, step=3 * SECOND + 17)
    assert sent(one) == sent(other) and written(one) == written(other)


def test_a_pause_moves_no_message(tmp_path: Path) -> None:
    play = to(begun(tmp_path), 4 * MINUTE)
    play.act("controller", {"clock": {"running": False}})
    play.tick(9 * MINUTE)
    assert (play.state, play.played) == ("paused", 4 * MINUTE)
    play.act("controller", {"clock": {"running": True}})
    assert sent(to(play, 9 * MINUTE))["1.2"] == 5 * MINUTE


def test_another_speed_moves_no_message_and_the_scenario_goes_on_from_there(tmp_path: Path) -> None:
    play = to(begun(tmp_path), 4 * MINUTE)
    play.act("controller", {"clock": {"speed": 60}})
    to(play, 6 * MINUTE)
    assert play.t == 4 * 3600 + 4 * 60 * 20 + 2 * 60 * 60 and sent(play)["1.2"] == 5 * MINUTE


def test_play_ends_at_the_end_of_its_time(tmp_path: Path) -> None:
    play = to(begun(tmp_path), 40 * MINUTE, step=MINUTE)
    assert (play.state, play.t, play.played) == ("ended", 14 * 3600, 30 * MINUTE)
    with pytest.raises(ActRefusedError, match="ended"):
        play.act("controller", {"clock": {"running": True}})
    assert play.act("rs", {"feedback": {"strengths": ["The night"], "statements": [5] * 8 + [0]}})


@pytest.mark.parametrize(("what", "played"), [("inject", 5 * MINUTE), ("hour", 5 * MINUTE)])
def test_skipping_goes_on_at_once_and_sends_what_is_due(tmp_path: Path, what: str, played: int) -> None:
    play = to(begun(tmp_path), 2 * MINUTE)
    play.act("controller", {"skip_to": what})
    assert play.played == played and sent(play)["1.2"] == 5 * MINUTE
    assert Play.open(play.folder).played == played


# --- the events list --------------------------------------------------------------------------------------------------


def test_the_controller_sends_skips_postpones_and_changes(tmp_path: Path) -> None:
    play = to(begun(tmp_path), 2 * MINUTE)
    play.act("controller", {"send": "1.4"})
    play.act("controller", {"skip": "1.3"})
    play.act("controller", {"postpone": "1.2", "minutes": 4})
    play.act("controller", {"edit": "1.2", "title": "Quite down"})
    to(play, 10 * MINUTE)
    entry = play.course.board.entries["1.2"]
    assert (sent(play)["1.4"], sent(play)["1.3"], sent(play)["1.2"]) == (2 * MINUTE, None, 9 * MINUTE)
    assert (entry.title, entry.text) == ("Quite down", "The line.")
    with pytest.raises(ActRefusedError, match="has been sent"):
        play.act("controller", {"edit": "1.2", "text": "Late"})


def test_a_message_that_was_left_out_can_still_be_sent(tmp_path: Path) -> None:
    play = to(begun(tmp_path), 2 * MINUTE)
    play.act("controller", {"skip": "1.2"})
    play.act("controller", {"send": "1.2"})
    assert sent(play)["1.2"] == 2 * MINUTE


def test_an_effect_comes_with_its_message(tmp_path: Path) -> None:
    play = to(begun(tmp_path), 6 * MINUTE)
    (down,) = [event for event in play.course.action.recorded if event.kind == "siena_down"]
    assert down.at == 4 + 5 * 20 / 60


@pytest.mark.parametrize(
    ("reply", "comes"), [(None, True), (5 * MINUTE + 30 * SECOND, False), (8 * MINUTE - SECOND, False)]
)
def test_unless_it_was_done_in_time(tmp_path: Path, reply: int | None, comes: bool) -> None:
    """Message 1.3 comes unless the centre answers 1.2 within an hour of the scenario: three minutes of play."""
    play = begun(tmp_path)
    if reply is not None:
        to(play, reply).act("centre", {"reply": "1.2", "text": "All told."})
    assert (sent(to(play, 9 * MINUTE))["1.3"] is not None) == comes


def test_a_reply_that_is_too_late_counts_for_nothing(tmp_path: Path) -> None:
    text = TEXT.replace("within: 1 h", "within: 20 min")
    play = to(begun(tmp_path, text), 7 * MINUTE)
    play.act("centre", {"reply": "1.2", "text": "All told."})
    assert sent(to(play, 9 * MINUTE))["1.3"] == 8 * MINUTE


def test_a_message_without_a_time_comes_when_its_condition_holds(tmp_path: Path) -> None:
    play = to(begun(tmp_path), 3 * MINUTE)
    assert sent(play)["2.1"] is None
    play.act("rs", {"reply": "1.1", "text": "Seen."})
    assert sent(to(play, 4 * MINUTE))["2.1"] is None
    play.act("bg", {"reply": "1.1", "text": "Seen."})
    assert sent(to(play, 5 * MINUTE))["2.1"] == 4 * MINUTE


def test_a_count_of_the_model_is_waited_for_from_the_time_on(tmp_path: Path) -> None:
    assert sent(to(begun(tmp_path / "some"), 17 * MINUTE))["2.2"] == 16 * MINUTE
    text = TEXT.replace("measure: referrals, at_least: 1}", "measure: referrals, at_least: 1000000}")
    assert sent(to(begun(tmp_path / "many", text), 29 * MINUTE))["2.2"] is None


# --- the log ----------------------------------------------------------------------------------------------------------


def test_a_play_that_is_opened_again_stands_where_it_stood(tmp_path: Path) -> None:
    play = a_morning(tmp_path)
    again = Play.open(play.folder)
    beat = json.loads((play.folder / LOG).read_text().splitlines()[-1])
    assert again.state == "paused" and again.played == beat["played"] > play.played - 10 * SECOND
    again.act("controller", {"clock": {"running": True}})
    for one in (play, again):
        one.tick(14 * MINUTE)
    assert standing(again) == standing(play) and written(again) == written(play)


def test_each_act_is_on_the_disk_before_it_is_applied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    play = to(begun(tmp_path), 2 * MINUTE)

    def die(line: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(play.course, "take", die)
    with pytest.raises(KeyboardInterrupt):
        play.act("bg", {"reply": "1.1", "text": "Seen."})
    assert Play.open(play.folder).course.board.entries["1.1"].replies[0].text == "Seen."


def test_a_torn_last_line_is_dropped_and_said(tmp_path: Path) -> None:
    play = a_morning(tmp_path)
    whole = (play.folder / LOG).read_bytes()
    (play.folder / LOG).write_bytes(whole + b'{"n":99,"t":5')
    again = Play.open(play.folder)
    assert again.log.dropped and (play.folder / LOG).read_bytes() == whole
    assert not Play.open(play.folder).log.dropped


@pytest.mark.parametrize(
    ("at", "lines", "told"),
    [
        (1, ['{"play":1,"seed":3}'], "play.jsonl:1  this is no log of a play that this version reads"),
        (1, [], "play.jsonl:1  this is no log of a play"),
        (3, [], "play.jsonl:3  this line is not as it was written, or one before it is gone"),
        (3, ['{"n":2,'], "play.jsonl:3  this line is not as it was written"),
        (3, ['{"n":2,"t":14400,"played":0,"seat":"rs","act":{}}'], "play.jsonl:3  this line is not as it was written"),
        (3, ['{"n":2,"t":14400,"played":0,"seat":"rs","act":{},"check":1}'], "play.jsonl:3  this line is not as it"),
    ],
)
def test_a_log_that_is_damaged_elsewhere_is_refused(tmp_path: Path, at: int, lines: list[str], told: str) -> None:
    play = begun(tmp_path)
    written = (play.folder / LOG).read_text().splitlines()
    written[at - 1 : at] = lines
    (play.folder / LOG).write_text("\n".join(written) + "\n")
    with pytest.raises(StoreError, match=told):
        Play.open(play.folder)


def test_a_play_of_another_exercise_cannot_go_on(tmp_path: Path) -> None:
    play = begun(tmp_path)
    path = play.folder / "exercise.yaml"
    path.write_text(path.read_text().replace("A call", "A visit"))
    with pytest.raises(StoreError, match="exercise is not the one"):
        Play.open(play.folder)


def test_an_exercise_that_was_read_is_not_read_again_if_it_is_the_one_that_is_played(tmp_path: Path) -> None:
    play = begun(tmp_path)
    assert Play.open(play.folder, play.exercise).exercise is play.exercise
    other = small(tmp_path / "other", TEXT.replace("A call", "A visit"))
    assert Play.open(play.folder, other).exercise.hash == play.exercise.hash != other.hash


@pytest.mark.parametrize("number", ["", "x" * 65, "\ud800", "\x00", "a\nb", "\u2028"])
def test_a_number_that_no_browser_gives_is_refused(tmp_path: Path, number: str) -> None:
    play = to(begun(tmp_path), 2 * MINUTE)
    content = (play.folder / LOG).read_bytes()
    with pytest.raises(ActRefusedError, match="plain letters and digits"):
        play.act("bg", {"reply": "1.1", "text": "Held first."}, number)
    assert (play.folder / LOG).read_bytes() == content


def test_a_new_play_wants_a_folder_of_its_own(tmp_path: Path) -> None:
    play = begun(tmp_path)
    with pytest.raises(StoreError, match="is not empty"):
        Play.new(play.exercise, play.folder)


def test_what_comes_twice_under_one_number_is_done_once(tmp_path: Path) -> None:
    play = to(begun(tmp_path), 2 * MINUTE)
    said = [play.act("bg", {"reply": "1.1", "text": "Seen."}, "b-7") for _ in range(2)]
    said.append(Play.open(play.folder).act("bg", {"reply": "1.1", "text": "Seen."}, "b-7"))
    assert len(set(said)) == 1 and len(play.course.board.entries["1.1"].replies) == 1
    assert len(play.act("rs", {"reply": "1.1", "text": "Seen."}, "b-7")) > 0  # another seat's number is its own
    assert len(play.course.board.entries["1.1"].replies) == 2


def test_acts_that_are_acknowledged_survive_any_end(tmp_path: Path) -> None:
    """The file is cut at random places: what stands before the cut is there again, and the play goes on alike."""
    _cut_and_compare(a_morning(tmp_path / "whole"), tmp_path, cuts=4)


@pytest.mark.slow
def test_acts_that_are_acknowledged_survive_fifty_ends(tmp_path: Path) -> None:
    _cut_and_compare(a_morning(tmp_path / "whole"), tmp_path, cuts=50)


def _cut_and_compare(play: Play, folder: Path, cuts: int) -> None:
    content = (play.folder / LOG).read_bytes()
    head = content.index(b"\n") + 1
    places = random.Random(1).sample(range(head, len(content)), cuts)
    for place in places:
        cut = folder / str(place)
        cut.mkdir()
        for name in ("exercise.yaml", "scenario.yaml"):
            (cut / name).write_bytes((play.folder / name).read_bytes())
        (cut / LOG).write_bytes(content[:place])
        again = Play.open(cut)
        kept = [json.loads(line) for line in content[:place].decode(errors="ignore").split("\n")[1:-1]]
        assert [line.n for line in again.log.lines] == [line["n"] for line in kept]
        assert (again.t, again.played) == ((kept[-1]["t"], kept[-1]["played"]) if kept else (4 * 3600, 0))
        rest = [json.loads(line) for line in content.decode().split("\n")[1:-1]][len(kept) :]
        for line in rest:  # the browsers send again what was not acknowledged, and time goes on
            _again(again, line)
        assert (cut / LOG).read_bytes() == content


def _again(play: Play, line: dict[str, Any]) -> None:
    """Let a line be written once more, by the play that was cut short."""
    play.course.go(line["t"], line["played"])
    play._do(line["seat"], line["act"], line.get("number"))


# --- taking back, and going on from here ------------------------------------------------------------------------------


def test_the_last_act_is_taken_back_with_what_followed(tmp_path: Path) -> None:
    play = to(begun(tmp_path), 2 * MINUTE)
    before = standing(play)
    play.act("controller", {"send": "1.4"})
    to(play, 6 * MINUTE)
    assert "taken back" in play.act("controller", {"undo": True})
    assert standing(play) == before and play.state == "paused"
    assert standing(Play.open(play.folder)) == before
    play.act("controller", {"clock": {"running": True}})
    assert sent(to(play, 11 * MINUTE))["1.4"] == 10 * MINUTE


def test_taking_back_leaves_no_trace_in_the_model(tmp_path: Path) -> None:
    plain = to(begun(tmp_path / "plain"), 3 * MINUTE)
    play = to(begun(tmp_path / "other"), 2 * MINUTE)
    play.act("rs", {"event": {"kind": "jit_proposed", "countries": ["RS", "BG"]}})
    to(play, 3 * MINUTE)
    play.act("controller", {"undo": True})
    play.act("controller", {"clock": {"running": True}})
    assert written(to(play, 3 * MINUTE)) == written(plain)


def test_nothing_can_be_taken_back_before_the_first_act(tmp_path: Path) -> None:
    play = Play.new(small(tmp_path), tmp_path / "play")
    with pytest.raises(ActRefusedError, match="nothing to take back"):
        play.act("controller", {"undo": True})


def test_a_branch_is_the_same_until_it_branches(tmp_path: Path) -> None:
    play = a_morning(tmp_path)
    line = next(line for line in play.log.lines if line.act.get("reply") == "1.2")
    other = play.branch(tmp_path / "branch", line.n)
    assert (other.t, other.played, other.state) == (line.t, line.played, "paused")
    assert other.course.board.entries["1.2"].replies and not other.course.board.orders
    assert [one.n for one in other.log.lines] == [one.n for one in play.log.lines if one.n <= line.n]
    other.act("controller", {"clock": {"running": True}})
    assert other.log.lines[-1].n == line.n + 1 and Play.open(other.folder).played == other.played


def test_a_branch_after_the_end_goes_on_before_it(tmp_path: Path) -> None:
    play = a_morning(tmp_path)
    play.act("controller", {"end": True})
    play.act("bg", {"hot_wash": {"kind": "open", "text": "Who was told?"}})
    moments = play.view("controller")["moments"]
    assert moments and not any("ended" in one["text"] or "A card" in one["text"] for one in moments)
    other = play.branch(tmp_path / "branch", play.log.lines[-1].n)
    assert other.state == "paused" and all("end" not in line.act for line in other.log.lines)
    assert "moments" not in other.view("controller") and "moments" not in play.view("evaluator")


# --- alone ------------------------------------------------------------------------------------------------------------


def test_who_plays_alone_reads_in_peace(tmp_path: Path) -> None:
    play = begun(tmp_path, alone="bg")
    play.tick(3 * MINUTE)
    assert (play.state, play.played) == ("paused", MINUTE)
    assert [(one["expect"], one["stakes"]) for one in play.view("bg")["messages"]] == [(None, None)]
    play.act("bg", {"reply": "1.1", "text": "Those who are held first."})
    (told,) = play.view("bg")["messages"]
    assert (told["expect"], told["stakes"]) == ("Those who are held first", "Few are let go")
    assert play.view("bg")["self_check"][0]["replied"] == "Those who are held first."
    play.act("bg", {"clock": {"running": True}})
    play.tick(9 * MINUTE)
    assert play.state == "paused" and [one.id for one in play.course.board.inbox("bg")] == ["2.1", "1.1"]
    again = Play.open(play.folder)
    assert (again.state, again.alone) == ("paused", "bg")
    with pytest.raises(ActRefusedError):
        play.act("rs", {"clock": {"running": True}})


def test_who_plays_alone_skips_to_the_next_message_of_the_own_seat(tmp_path: Path) -> None:
    play = begun(tmp_path, alone="bg")
    for name in ("1.1", "1.4"):  # those that come between are for others
        play.act("bg", {"skip_to": "inject"})
        assert play.state == "paused" and play.course.board.inbox("bg")[0].id == name
        play.act("bg", {"clock": {"running": True}})
    with pytest.raises(ActRefusedError, match="No message with a time is left"):
        play.act("bg", {"skip_to": "inject"})
    assert play.state == "running"
