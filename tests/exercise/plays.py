"""A small exercise over the small theatre, and plays of it."""

from pathlib import Path
from typing import Any

from sim.exercise.play import Play
from sim.scenario.exercise import Exercise
from sim.scenario.exercise_files import load_exercise
from tests import theatre

MINUTE = 60_000
SECOND = 1_000
TEXT = """\
exercise: 1
name: A morning in Sofia
scenario: theatre.yaml
change: {days: 1, behaviour.checks.briefing: 5 min}
seed: 3
begin: 4 h
end: 14 h
speed: 20 # ten hours in half an hour
seats:
  bg: {role: unit, country: BG, name: Sofia}
  rs: {role: unit, country: RS, name: Belgrade}
  centre: {role: centre, name: The centre}
  europol: {role: europol, name: Europol}
objectives: {O1: Answers in time, O2: The right way}
mistakes: {critical: [Nobody told], minor: [No number]}
moves:
  - {id: 1, name: Early}
  - {id: 2, name: Late, begin: 15 min}
injects:
  - {id: "1.1", at: 1 min, to: [bg, rs], from: Day shift, channel: phone, title: Yours, text: "Look.", objective: O1,
     expect: Those who are held first, stakes: Few are let go}
  - {id: "1.2", at: 5 min, to: [centre], from: Europol, channel: phone, title: Down, text: "The line.", objective: O2,
     effect: {kind: siena_down, lasts: 4 h}, deadline: 2 h, expect: All told}
  - {id: "1.3", at: 8 min, to: [rs], from: A friend, channel: mail, title: Here, text: "Send it here.",
     if_not: {answered: "1.2", by: centre, within: 1 h}}
  - {id: "1.4", at: 10 min, to: [all, wall], from: Press, channel: mail, title: A call, text: "Well?"}
  - {id: "2.1", to: [bg], from: Prosecutor, channel: phone, title: Thanks, text: "Well done.",
     if: {answered: "1.1", by: bg}}
  - {id: "2.2", at: 16 min, to: [rs], from: Border, channel: radio, title: Many, text: "They come.",
     if: {count: {measure: referrals, at_least: 1}}}
expectations:
  - {id: E1, objective: O1, seat: bg, released_unanswered: {at_most: 0}}
  - {id: E2, objective: O2, seat: centre, answered: "1.2", within: 2 h, text: The centre answers}
  - {id: E3, objective: O2, manual: Everybody was told}
  - {id: E4, objective: O2, seat: rs, decided: jit_proposed, of: "1.4", within: 3 h}
"""


_READ: dict[str, Exercise] = {}


def small(folder: Path, text: str = TEXT) -> Exercise:
    """The small exercise; each text is read once."""
    if text not in _READ:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "theatre.yaml").write_text(theatre.TEXT, encoding="utf-8")
        path = folder / "morning.yaml"
        path.write_text(text, encoding="utf-8")
        _READ[text] = load_exercise(path)
    return _READ[text]


def begun(folder: Path, text: str = TEXT, *, alone: str | None = None) -> Play:
    """A play whose clock runs, with people at every seat."""
    play = Play.new(small(folder, text), folder / "play", alone=alone)
    for seat in play.exercise.seats if alone is None else (alone,):
        play.act(seat, {"seat": seat, "do": "take"})
    play.act(alone or "controller", {"clock": {"running": True}})
    return play


def sent(play: Play) -> dict[str, int | None]:
    """Time of play at which each message came, None if it did not."""
    return {name: one.sent.played if one.sent else None for name, one in play.course.board.entries.items()}


def standing(play: Play) -> dict[str, Any]:
    """Where a play stands between people: equal for plays that are the same."""
    board = play.course.board
    return {
        "t": play.t,
        "played": play.played,
        "speed": play.course.pace.speed,
        "entries": dict(board.entries),
        "held": set(board.held),
        "noted": {name: list(lines) for name, lines in board.noted.items()},
        "recorded": play.course.action.recorded,
    }


def written(play: Play) -> dict[str, list[str]]:
    """All that the model wrote until now, to the last bit; the play goes no further."""
    return theatre.everything(play.course.action.finish())
