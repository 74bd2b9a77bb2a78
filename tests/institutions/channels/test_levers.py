"""What each channel and coordination centre gives when it is there, and what its loss costs."""

from __future__ import annotations

import numpy as np
import pytest

from sim.outcome.outcome import Outcome
from tests.institutions.channels.questions import (
    AT_SELEC,
    BUREAUX,
    BUSY,
    NOBODY,
    asked,
    run_of,
    to_europol,
    with_country,
)
from tests.institutions.paired import Lever, Trial, is_higher, measured
from tests.theatre import COUNTRIES, Row, event, small, total

RUNS = 18
SOON_H = 2.0
"""An answer within so many hours comes in time even where somebody under mere suspicion may be held least long."""
SILENT = {**NOBODY, **event("{kind: siena_down, at: 2 h, lasts: 20 h}")}
"""The secure line is down for most of the day."""

LEVERS = {
    "nobody sends liaison officers": Lever(
        {"cooperation.liaison": "false"}, BUSY, raises=("response", "contact points"), lowers=("in time",)
    ),
    "one officer of each country instead of two": Lever(
        {f"countries.{code}.liaison.centre": "1" for code in COUNTRIES}, BUSY, raises=("response",), lowers=("in time",)
    ),
    "no officer of Serbia in the centre": Lever(
        {"countries.RS.liaison.centre": "0"}, BUSY, raises=("response of RS",), lowers=("in time for RS",)
    ),
    "officers of Serbia by day alone": Lever(
        {"countries.RS.liaison.shifts": "[day]"}, BUSY, raises=("response of RS",), lowers=("in time for RS",)
    ),
    "the centre closed at night": Lever(
        {"centre.shifts": "[day, evening]"}, BUSY, raises=("response",), lowers=("in time",)
    ),
    "the centre down": Lever(
        event("{kind: centre_down, at: 4 h, lasts: 12 h}"), BUSY, raises=("response",), lowers=("in time",)
    ),
    "bureaux at Europol closed": Lever(
        {"europol.centre.open": "false"}, BUREAUX, raises=("response", "response of Europol"), lowers=("in time",)
    ),
    "Europol's centre by day alone": Lever(
        {"europol.centre.shifts": "[day]"}, BUREAUX, raises=("response",), lowers=("in time",)
    ),
    "Europol's centre down": Lever(
        event("{kind: centre_down, at: 4 h, lasts: 12 h, which: europol}"),
        BUREAUX,
        raises=("response",),
        lowers=("in time",),
    ),
    "officers of Romania away from Europol": Lever(
        event("{kind: liaison_away, at: 2 h, country: RO, lasts: 22 h, seat: europol}"),
        BUREAUX,
        raises=("response of RO",),
        lowers=("in time for RO",),
    ),
    "centres at the border": Lever({"channels.pccc": "all"}, NOBODY, raises=("in time",), lowers=("response",)),
    "centres at the border by day alone": Lever(
        {"channels.pccc_shifts": "[day]"},
        {**NOBODY, "channels.pccc": "all"},
        lowers=("in time",),
    ),
    "nobody at the desks of the centres at the border": Lever(
        {"channels.pccc_desks": "0"}, {**NOBODY, "channels.pccc": "all"}, raises=("response",), lowers=("in time",)
    ),
    "SELEC": Lever({"channels.selec": "true"}, AT_SELEC, raises=("in time",), lowers=("response",)),
    "few desks at SELEC": Lever(
        {"channels.selec_desks": "1"},
        {**AT_SELEC, "channels.selec": "true", "behaviour.exchange.urgent_handling": "30 min"},
        raises=("response",),
    ),
    "I-24/7 while SIENA is down": Lever({"channels.interpol": "true"}, SILENT, lowers=("response",)),
    "deadlines": Lever({"channels.deadlines": "true"}, NOBODY, lowers=("response", "past the deadline")),
    "translation": Lever({"channels.translation": "true"}, NOBODY, raises=("response",)),
    "mistakes": Lever(
        {"channels.mistakes": "true"},
        {
            **BUSY,
            "behaviour.channels.wrong_desk": "0.15",
            "behaviour.channels.duplicated": "0.15",
            "behaviour.channels.sent_back": "5 h",
        },
        raises=("response", "contact points", "messages"),
    ),
}


def waited(run: Outcome, found: list[Row]) -> float:
    """Mean hours to an answer, or to the end of the action where none came."""
    times = [run.hours - row["time_h"] if np.isnan(row["response_h"]) else row["response_h"] for row in found]
    return float(np.mean(times)) if times else np.nan


def soon(found: list[Row]) -> float:
    """Answers that came in time."""
    return float(sum(row["response_h"] <= SOON_H for row in found))


def figures(run: Outcome) -> dict[str, float]:
    """What is asked of a run."""
    between = asked(run)
    by_country = {code: [row for row in between if with_country(code)(row)] for code in ("RS", "RO")}
    return {
        "response": waited(run, between),
        "in time": soon(between),
        "response of Europol": waited(run, to_europol(run)),
        **{f"response of {code}": waited(run, found) for code, found in by_country.items()},
        **{f"in time for {code}": soon(found) for code, found in by_country.items()},
        "past the deadline": total(run, "past_deadline"),
        "contact points": total(run, "contact_point_h"),
        "messages": total(run, "messages"),
    }


TRIAL = Trial(figures, RUNS, run=run_of)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", LEVERS)
def test_direction(name: str) -> None:
    TRIAL.assert_direction(LEVERS[name])


def test_without_answers_people_are_let_go() -> None:
    """What the loss of all liaison officers costs in a theatre with checks: fewer answers while somebody is held."""
    whole, bare = small(days="1"), small({"days": "1", "cooperation.liaison": "false"})
    assert is_higher(measured("released_without_answer"), whole, bare, runs=10)
