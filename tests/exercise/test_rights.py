"""Rights: the tables against all pairs of role and act, and a thousand acts that nobody may do."""

import random
from pathlib import Path
from typing import Any

import pytest

from sim.errors import ActRefusedError
from sim.exercise import rights
from sim.exercise.play import LOG
from sim.scenario.exercise_acts import FORMS
from tests.exercise.plays import MINUTE, begun, standing

SEATS = ("controller", "evaluator", "wall", "bg", "rs", "centre", "europol")
ACTS: dict[str, dict[str, Any]] = {
    "clock": {"clock": {"speed": 20}},
    "skip_to": {"skip_to": "inject"},
    "send": {"send": "1.4"},
    "skip": {"skip": "1.4"},
    "postpone": {"postpone": "1.4", "minutes": 1},
    "edit": {"edit": "1.4", "title": "Another"},
    "write": {"write": {"to": ["rs"], "from": "Us", "channel": "phone", "title": "So?", "text": "Well?"}},
    "reply": {"reply": "1.1", "text": "Seen."},
    "event": {"event": {"kind": "jit_proposed", "countries": ["BG", "RS"]}},
    "seat": {"seat": "bg", "do": "give_back"},
    "observe": {"observe": {"kind": "strength", "text": "Calm."}},
    "judge": {"judge": {"expectation": "E3", "verdict": "met"}},
    "mistake": {"mistake": {"kind": "minor", "text": "No number"}},
    "undo": {"undo": True},
    "end": {"end": True},
    "hot_wash": {"hot_wash": {"kind": "well", "text": "Calm."}},
    "improvement": {"improvement": {"action": "More desks", "owner": "The centre", "date": "May"}},
    "feedback": {"feedback": {"strengths": ["Calm"]}},
}
FOR_ROLE = {"bg": "unit", "rs": "unit"}


def test_each_act_has_an_example_and_a_right() -> None:
    assert set(ACTS) == set(FORMS)
    assert set().union(*rights.ACTS.values()) == set(FORMS)


@pytest.mark.parametrize("seat", SEATS)
def test_a_role_does_what_it_may_and_nothing_else(tmp_path: Path, seat: str) -> None:
    play = begun(tmp_path)
    play.tick(2 * MINUTE)
    allowed = rights.ACTS[FOR_ROLE.get(seat, seat)]
    for name, act in ACTS.items():
        if name not in allowed:
            before = standing(play)
            with pytest.raises(ActRefusedError, match="not for"):
                play.act(seat, act)
            assert standing(play) == before
    for name in sorted(allowed, key=[*ACTS].index):
        try:
            assert play.act(seat, ACTS[name])
        except ActRefusedError as error:  # by what was done before, and not for want of a right
            assert "not for" not in str(error)


@pytest.mark.parametrize(
    ("seat", "act", "told"),
    [
        ("bg", {"reply": "1.2", "text": "I read it"}, "There is no message 1.2 here"),
        ("bg", {"reply": "1.9", "text": "Well"}, "There is no message 1.9 here"),
        ("bg", {"seat": "rs", "do": "give_back"}, "Only the controller"),
        ("bg", {"seat": "bg", "do": "code"}, "Only the controller"),
        ("bg", {"seat": "bg", "do": "take"}, "People sit at bg already"),
        ("controller", {"seat": "xx", "do": "take"}, "There is no seat xx"),
        ("bg", {"event": {"kind": "tip_off", "networks": 1}}, "A unit does not order this: tip_off"),
        ("bg", {"event": {"kind": "nothing"}}, "'nothing' is no kind of event"),
        ("bg", {"event": {}}, "is no kind of event"),
        ("bg", {"event": {"kind": ["surge"]}}, "is no kind of event"),
        ("bg", {"event": {"kind": "jit_proposed", "countries": ["RS", "HU"]}}, "a team without BG"),
        ("bg", {"event": {"kind": "jit_proposed", "countries": ["BG", "AT"]}}, "AT takes no part"),
        ("rs", {"event": {"kind": "reinforce", "country": "BG", "post": "x", "officers": 5}}, "'BG' is not yours"),
        ("rs", {"event": {"kind": "reinforce", "country": "RS", "post": "nowhere", "officers": 5}}, "not a known post"),
        ("rs", {"event": {"kind": "lift", "event": "1.2"}}, "You gave no such order"),
        ("controller", {"event": {"kind": "surge", "posts": [], "traffic": 2, "lasts": "4 h"}}, "posts"),
        ("controller", {"event": {"kind": "siena_down", "lasts": "4 h", "at": "3 h"}}, "is not now"),
        ("controller", {"send": "9.9"}, "There is no message 9.9"),
        ("controller", {"send": "1.1"}, "Message 1.1 has been sent"),
        ("controller", {"edit": "1.4"}, "Say what to change"),
        ("controller", {"clock": {}}, "Say what the clock is to do"),
        ("controller", {"write": ACTS["write"]["write"] | {"to": ["xx"]}}, "There is no seat xx"),
        ("controller", {"write": ACTS["write"]["write"] | {"effect": {"kind": "x"}}}, "'x' is no kind of event"),
        ("centre", {"write": ACTS["write"]["write"] | {"effect": {"kind": "x"}}}, "Only the controller writes"),
        ("evaluator", {"judge": {"expectation": "E1", "verdict": "met"}}, "judged by a rule"),
        ("evaluator", {"judge": {"expectation": "E9", "verdict": "met"}}, "There is no expectation E9"),
        ("evaluator", {"observe": {"kind": "strength", "text": "x", "seat": "xx"}}, "There is no seat xx"),
        ("evaluator", {"observe": {"kind": "strength", "text": "x", "objective": "O9"}}, "There is no objective O9"),
        ("nobody", {"reply": "1.1", "text": "x"}, "There is no seat nobody"),
    ],
)
def test_what_the_rules_refuse_is_said(tmp_path: Path, seat: str, act: dict[str, Any], told: str) -> None:
    play = begun(tmp_path)
    play.tick(2 * MINUTE)
    with pytest.raises(ActRefusedError) as error:
        play.act(seat, act)
    assert told in str(error.value)


def _deep(levels: int) -> Any:
    return [_deep(levels - 1)] if levels else []


ODD: tuple[Any, ...] = (
    None,
    True,
    3,
    -1.5,
    float("nan"),
    float("inf"),
    "",
    "\ud800",
    "x" * 3000,
    [],
    {},
    [[]],
    {"a": {}},
    _deep(400),
    10**30,
)


def _spoilt(luck: random.Random) -> Any:
    """An act that is malformed in one way or another."""
    name, act = luck.choice([*ACTS.items()])
    way = luck.randrange(5)
    if way == 0:
        return luck.choice(ODD)
    if way == 1:
        return {**act, luck.choice(["x", "at", "truth", *ACTS]): luck.choice(ODD)}
    if way == 2:
        return {name: luck.choice(ODD)}
    inside = act[name]
    if isinstance(inside, dict):
        key = luck.choice([*inside, "id", "extra"])
        return {**act, name: {**inside, key: luck.choice([odd for odd in ODD if odd != []])}}
    return {luck.choice([name.upper(), f"{name}_", "act", "__class__"]): inside}


def test_a_thousand_malformed_or_forbidden_acts_none_accepted_none_fatal(tmp_path: Path) -> None:
    play = begun(tmp_path)
    play.tick(2 * MINUTE)
    before, content = standing(play), (play.folder / LOG).read_bytes()
    luck = random.Random(7)
    accepted = []
    for _ in range(1000):
        seat = luck.choice([*SEATS, "nobody", ""])
        allowed = rights.ACTS.get(FOR_ROLE.get(seat, seat), frozenset())
        forbidden = [act for name, act in ACTS.items() if name not in allowed]
        act = luck.choice(forbidden) if luck.random() < 0.3 and forbidden else _spoilt(luck)
        if act in ACTS.values() and act not in forbidden:
            continue  # spoilt so little that it is right
        try:
            accepted.append((seat, act, play.act(seat, act)))
        except ActRefusedError as error:
            assert error.sentences and all(error.sentences)
    assert accepted == []
    assert standing(play) == before and (play.folder / LOG).read_bytes() == content
