"""Expectations: met, not met, not seen, each with its proof, by what was on the seat's screen."""

from pathlib import Path

import pytest

from sim.exercise.conditions import look
from sim.exercise.expectations import Judged, judged
from sim.exercise.play import Play
from sim.scenario.exercise import Trigger
from tests.exercise.plays import MINUTE, TEXT, begun, small

SIMPLE = TEXT.partition("expectations:")[0] + "expectations:\n"


def one(play: Play) -> Judged:
    """The only expectation."""
    (found,) = judged(play.course)
    return found


def ended(play: Play) -> Play:
    play.act("controller", {"end": True})
    return play


RULE = SIMPLE + '  - {id: E1, objective: O2, seat: centre, answered: "1.2", within: 40 min}\n'


def test_an_answer_in_time_is_met_and_names_its_line(tmp_path: Path) -> None:
    play = begun(tmp_path, RULE)
    play.tick(4 * MINUTE)
    assert (one(play).verdict, one(play).proof) == ("open", "Message 1.2 has not come.")
    play.tick(6 * MINUTE)
    play.act("centre", {"reply": "1.2", "text": "All told."})
    found = one(play)
    assert (
        found.verdict == "met"
        and found.proof == "Mon 06:00, The centre: Reply to 1.2: All told. (1 min of play after the message)"
    )
    assert one(ended(play)).verdict == "met"


def test_an_answer_that_is_late_is_not_met(tmp_path: Path) -> None:
    play = begun(tmp_path, RULE)
    play.tick(7 * MINUTE + 1000)  # more than two minutes, which are 40 of the scenario
    assert one(play).verdict == "not met" and one(play).proof == "The message came at Mon 05:40. Not done in time."
    play.act("centre", {"reply": "1.2", "text": "All told."})
    assert one(play).verdict == "not met"


def test_what_did_not_come_was_not_seen(tmp_path: Path) -> None:
    play = begun(tmp_path, RULE)
    play.act("controller", {"skip": "1.2"})
    play.tick(10 * MINUTE)
    assert one(ended(play)).verdict == "not seen" and one(play).proof == "Message 1.2 has not come."


def test_a_seat_at_which_nobody_sat_saw_nothing(tmp_path: Path) -> None:
    play = Play.new(small(tmp_path, RULE), tmp_path / "play")
    play.act("controller", {"clock": {"running": True}})
    play.tick(10 * MINUTE)
    assert one(play).verdict == "open" and one(ended(play)).verdict == "not seen"
    assert one(play).proof == "Nobody sat at The centre: the model played it."


def test_a_decision_counts_from_its_message_and_by_its_seat(tmp_path: Path) -> None:
    rule = SIMPLE + '  - {id: E1, objective: O2, seat: rs, decided: jit_proposed, of: "1.1", within: 3 h}\n'
    play = begun(tmp_path, rule)
    play.act("rs", {"event": {"kind": "jit_proposed", "countries": ["RS", "BG"]}})  # before the message
    play.tick(2 * MINUTE)
    play.act("bg", {"event": {"kind": "jit_proposed", "countries": ["BG", "RS"]}})  # by somebody else
    assert one(play).verdict == "open"
    play.act("rs", {"event": {"kind": "jit_proposed", "countries": ["RS", "HU"]}})
    assert one(play).verdict == "met" and "Propose a joint investigation team: of Serbia, Hungary" in one(play).proof


def test_an_evaluator_judges_what_no_rule_does(tmp_path: Path) -> None:
    play = begun(tmp_path, SIMPLE + "  - {id: E1, objective: O2, manual: Everybody was told}\n")
    assert one(play).verdict == "open" and one(play).text == "Everybody was told"
    play.act("evaluator", {"judge": {"expectation": "E1", "verdict": "not met", "comment": "Not Belgrade."}})
    play.act("evaluator", {"judge": {"expectation": "E1", "verdict": "met"}})
    assert (one(play).verdict, one(play).proof, one(play).comment) == ("met", "An evaluator", "")


RELEASED = "  - {id: E1, objective: O1, seat: rs, released_unanswered: {at_most: MOST}}\n"


def slow(most: int) -> str:
    """Nothing leaves a desk without people, and so many may be let go."""
    text = SIMPLE + RELEASED.replace("MOST", str(most))
    return text.replace("seed: 3", "seed: 3\nrequests: all\nsilence: never")


def test_who_never_answers_lets_people_go_and_each_is_named(tmp_path: Path) -> None:
    play = begun(tmp_path, slow(0))
    play.tick(29 * MINUTE)
    found = one(play)
    assert found.verdict == "not met" and found.proof.startswith("RS-") and "no answer had left" in found.proof
    numbers = [part.split(",")[0] for part in found.proof.split("; ")]
    assert len({*numbers}) == len(numbers) > 0
    for number in numbers:
        told = [row for row in play.course.action.notices("RS") if row.subject == number]
        assert told[0].kind == "asked" and told[0].until_h < play.t / 3600
        assert not any(row.kind == "replied" and row.time_h <= told[0].until_h for row in told)


def test_a_limit_that_is_kept_is_met_at_the_end(tmp_path: Path) -> None:
    play = begun(tmp_path, slow(1000))
    play.tick(29 * MINUTE)
    assert one(play).verdict == "open" and one(play).proof.endswith("so far.")
    assert one(ended(play)).verdict == "met"


def test_answering_at_once_lets_fewer_go(tmp_path: Path) -> None:
    """Twin: the same luck, one desk that answers at once."""

    def late(answer: str) -> int:
        play = begun(tmp_path / answer, slow(1000))
        play.act("rs", {"event": {"kind": "standing_order", "requests": "all", "answer": answer}})
        play.tick(29 * MINUTE)
        return int(one(play).proof.split()[0])

    assert late("at_once") < late("never")


def test_only_requests_about_persons_held_are_counted(tmp_path: Path) -> None:
    play = begun(tmp_path, slow(1000))
    play.tick(29 * MINUTE)
    since = play.course.board.seatings[0].t / 3600
    asked = [row for row in play.course.action.notices("RS") if row.kind == "asked" and row.until_h >= since]
    assert asked and one(ended(play)).proof.endswith(f"of {len(asked)} until the end.")


def test_what_comes_late_is_told(tmp_path: Path) -> None:
    rule = SIMPLE + '  - {id: E1, objective: O2, seat: rs, answered: "1.1", within: 1 min}\n'
    play = begun(tmp_path, rule)
    play.tick(3 * MINUTE)
    play.act("rs", {"reply": "1.1", "text": "Now."})
    assert one(play).verdict == "not met" and "Too late: " in one(play).proof and "Reply to 1.1" in one(play).proof


@pytest.mark.parametrize(
    ("trigger", "held"),
    [
        ({"sent": "1.1"}, True),
        ({"sent": "1.4"}, None),
        ({"answered": "1.1"}, True),
        ({"answered": "1.1", "by": "rs"}, None),
        ({"answered": "1.1", "within": "1 h"}, True),
        ({"answered": "1.1", "by": "rs", "within": "20 min"}, False),
        ({"decided": "surge"}, True),
        ({"decided": "surge", "by": "rs"}, None),
        ({"decided": "surge", "of": "1.1"}, True),
        ({"decided": "surge", "of": "1.1", "within": "1 s"}, False),
        ({"decided": "surge", "of": "1.4"}, None),
        ({"count": {"measure": "referrals", "at_least": 1}}, True),
        ({"count": {"measure": "referrals", "at_least": 1_000_000}}, None),
    ],
)
def test_what_is_looked_for(tmp_path: Path, trigger: dict[str, object], held: bool | None) -> None:
    play = begun(tmp_path, SIMPLE.replace("expectations:\n", ""))
    play.tick(3 * MINUTE)
    play.act("bg", {"reply": "1.1", "text": "Seen."})
    surge = {"kind": "surge", "posts": ["kalotina-gradina"], "traffic": 2, "lasts": "2 h"}
    play.act("controller", {"event": surge})
    found = look(Trigger.model_validate(trigger), play.course.board, play.t, play.course.action.reached)
    assert found.held is held
