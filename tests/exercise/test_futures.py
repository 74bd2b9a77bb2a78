"""Other futures: the same past, a difference that is found, and none where there is none."""

import math

import numpy as np
import pytest

from sim.exercise.futures import OF_CRISIS, WHOLE, Contrast, Futures, Look, answers, looks_at
from sim.experiment.pairs import Paired
from sim.institutions.special_units.plan import Crisis
from sim.outcome.measures import MEASURES
from sim.scenario.events import ClosePost, Event, Reassign, Reinforce, SienaDown
from tests import theatre

POST = "kalotina-gradina"
HOUR = 20.0
FUTURES = 8
CLOSED = ClosePost.model_validate({"kind": "close_post", "at": "20 h", "post": POST, "lasts": "40 h"})
IDLE = SienaDown.model_validate({"kind": "siena_down", "at": "4319 min", "lasts": "1 min"})
"""The last minute of the action, in which nothing is answered any more."""
CHECKED = Look("checks_total", POST)
ELSEWHERE = Look("checks_total")


def job(*courses: tuple[Event, ...], looks: tuple[Look, ...] = (CHECKED, ELSEWHERE)) -> Futures:
    contrasts = tuple(Contrast(0, at, looks) for at in range(1, len(courses)))
    return Futures(plan=theatre.small(), seed=theatre.SEED, hour=HOUR, courses=courses, contrasts=contrasts)


def test_what_a_decision_did_is_found_where_it_was_taken_and_in_the_whole() -> None:
    ((answer,),) = answers(job((), (CLOSED,)), fewest=FUTURES, most=FUTURES, workers=1)
    told = answer.differences
    assert answer.same == 0
    assert told[CHECKED].difference < 0 and told[CHECKED].told
    assert told[CHECKED].difference == pytest.approx(told[ELSEWHERE].difference, rel=0.5)


def test_a_decision_that_did_nothing_brings_nothing_in_any_future() -> None:
    played: list[int] = []
    ((answer,),) = answers(job((), (IDLE,)), fewest=3, most=3, workers=1, on_played=played.append)
    assert played == [1, 2, 3]
    assert answer.same == answer.futures == 3
    assert {one.effect for one in answer.differences.values()} == {"identical"}
    assert answer.settled and not answer.told


def test_futures_differ_and_the_first_is_that_of_the_play() -> None:
    one = job((), ())
    played = theatre.outcome(theatre.small())
    assert theatre.everything(one.outcome(())) == theatre.everything(played)
    assert theatre.changed_tables(one.outcome((), 1), one.outcome((), 2))


def test_each_contrast_looks_at_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Futures(
        plan=theatre.small(),
        seed=1,
        hour=HOUR,
        courses=((), (CLOSED,)),
        contrasts=(Contrast(0, 1, (CHECKED,)), Contrast(1, 0, (ELSEWHERE, CHECKED))),
    )
    drawn = {(0, CHECKED): 100.0, (1, CHECKED): 60.0, (0, ELSEWHERE): 900.0, (1, ELSEWHERE): 880.0}

    def known(self: Futures, future: int) -> np.ndarray:
        return np.array([[drawn[course, look] + future for look in self.looks] for course in (0, 1)])

    monkeypatch.setattr(Futures, "__call__", known)
    ((there, back),) = answers(one, fewest=FUTURES, most=FUTURES, workers=1)
    assert there.differences[CHECKED].difference == -40 and set(there.differences) == {CHECKED}
    assert back.differences[CHECKED].difference == 40 and back.differences[ELSEWHERE].difference == 20


@pytest.mark.parametrize(("change", "steps"), [(100.0, 1), (0.0, 3)])
def test_more_futures_are_played_while_something_cannot_be_told(
    monkeypatch: pytest.MonkeyPatch, change: float, steps: int
) -> None:
    def drawn(self: Futures, future: int) -> np.ndarray:
        luck = 300.0 * (-1) ** future if change == 0.0 else 0.0
        return np.array([[1000.0, 5000.0], [1000.0 + change + luck, 5000.0 + change]])

    monkeypatch.setattr(Futures, "__call__", drawn)
    told = [*answers(job((), (CLOSED,)), fewest=10, most=30, workers=1)]
    assert [one.futures for (one,) in told] == [10 * step for step in range(1, steps + 1)]


def test_a_future_in_which_the_model_failed_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(self: Futures, future: int) -> np.ndarray:
        values = np.array([[10.0 + future, 20.0], [11.0 + 2 * future, 21.0]])
        return values * (math.nan if future == 3 else 1.0)

    monkeypatch.setattr(Futures, "__call__", failing)
    ((answer,),) = answers(job((), (CLOSED,)), fewest=FUTURES, most=FUTURES, workers=1)
    assert answer.differences[CHECKED].pairs == FUTURES - 1
    assert answer.differences[CHECKED].dropped == 1


def test_it_is_looked_at_what_events_name() -> None:
    looks = looks_at(theatre.small(), (CLOSED,), ())
    assert looks[: len(WHOLE)] == tuple(Look(name) for name in WHOLE)
    assert {look.place for look in looks} == {"", POST}
    moved = {"kind": "reassign", "at": "20 h", "country": "BG", "from": POST, "to": "sofia-airport", "officers": 5}
    assert {look.place for look in looks_at(theatre.small(), (Reassign.model_validate(moved),), ())} == {
        "",
        "BG",
        POST,
        "sofia-airport",
    }
    assert all(look.measure in MEASURES for look in looks)
    alarm = {"kind": "crisis", "at": "20 h", "country": "BG", "situation": "hostage_taking", "units": 2, "lasts": "4 h"}
    of_crisis = {look.measure for look in looks_at(theatre.small(), (CLOSED,), (Crisis.model_validate(alarm), CLOSED))}
    assert {*OF_CRISIS} <= of_crisis and not {*OF_CRISIS} & {look.measure for look in looks}


@pytest.mark.slow
def test_intervals_hold_the_difference_at_their_rate() -> None:
    """The mean over very many futures lies in the interval of few, about as often as is said."""
    many, few = 400, 20
    event = {"kind": "reinforce", "at": "20 h", "country": "BG", "post": POST, "officers": 60}
    one = job((), (Reinforce.model_validate(event),), looks=(CHECKED,))
    drawn = np.array([one(future)[:, 0] for future in range(1, many + 1)])
    truth = float((drawn[:, 1] - drawn[:, 0]).mean())
    pairs = [
        Paired.of(drawn[at : at + few, 0], drawn[at : at + few, 1], most=math.inf).ends for at in range(0, many, few)
    ]
    held = sum(low <= truth <= high for low, high in pairs)
    print(f"{held} of {len(pairs)} intervals of {few} futures hold the mean of {many}: {truth:.1f}")
    assert held >= len(pairs) - 3
