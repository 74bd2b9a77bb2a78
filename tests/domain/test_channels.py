"""Channels and coordination centres: what each gives when it is there, and what its loss costs.

Directions are one-sided paired t tests over `RUNS` replications with the same luck on both sides and a false alarm of
at most `FALSE_ALARM`. So many `QUESTIONS` are asked within a day, each by one country drawn of another, half of them
minor; every tenth goes to Europol, every tenth is not urgent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pytest
from scipy import stats

from sim.domain.cooperation import EUROPOL
from sim.domain.exchange import OTHER, URGENT
from sim.domain.operation import Operation
from sim.outcome.outcome import Outcome
from sim.scenario import reference
from sim.scenario.schema import Scenario
from tests.domain.theatre import (
    COUNTRIES,
    SEED,
    Floats,
    Row,
    event,
    in_parallel,
    rows,
    small,
    total,
)

RUNS = 12
FALSE_ALARM = 1e-3
QUESTIONS = 160
SOON_H = 2.0
"""An answer within so many hours comes in time even where somebody under mere suspicion may be held least long."""
BUSY = {
    "name": "Questions",
    "days": "2",
    "preparation": "{}",
    "networks.scale": "0",
    "cooperation.baseline": "close",
    "behaviour.exchange.in_systems": "0.9",
    **{f"countries.{code}.plan": "{officers: 340}" for code in COUNTRIES},
}
"""Nobody checks anything: desks have nothing to do but what the tests ask of them."""
NOBODY = {**BUSY, "cooperation.liaison": "false"}
"""No country sends liaison officers."""
BUREAUX = {**BUSY, "centre.open": "false", **{f"countries.{code}.liaison.europol": "3" for code in COUNTRIES}}
"""No international centre, and bureaux of all countries at Europol."""
MEMBERS = [code for code in COUNTRIES if reference.countries()[code].selec_member]
AT_SELEC = {**BUSY, "centre.open": "false", **{f"countries.{code}.liaison.selec": "3" for code in MEMBERS}}
"""No international centre, and officers of the members of SELEC in Bucharest."""
SILENT = {**NOBODY, **event("{kind: siena_down, at: 2 h, lasts: 20 h}")}
"""The secure line is down for most of the day."""


@dataclass(frozen=True)
class Lever:
    """A change of a theatre, and the figures that it must raise and lower."""

    change: Mapping[str, str]
    on: Mapping[str, str]
    raises: tuple[str, ...] = ()
    lowers: tuple[str, ...] = ()


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
        raises=("response",),
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


def asked(run: Outcome, keep: Callable[[Row], bool] = lambda row: True) -> list[Row]:
    """Requests between countries that were not refused."""
    return rows(
        run,
        "messages",
        lambda row: (
            row["kind"] == "request" and row["receiver"] != "EUROPOL" and row["status"] != "refused" and keep(row)
        ),
    )


def with_country(code: str) -> Callable[[Row], bool]:
    """Whether a request is of or to a country."""
    return lambda row: code in (row["sender"], row["receiver"])


def waited(run: Outcome, found: list[Row]) -> float:
    """Mean hours to an answer, or to the end of the action where none came."""
    times = [run.hours - row["time_h"] if np.isnan(row["response_h"]) else row["response_h"] for row in found]
    return float(np.mean(times)) if times else np.nan


def soon(found: list[Row]) -> float:
    """Answers that came in time."""
    return float(sum(row["response_h"] <= SOON_H for row in found))


def to_europol(run: Outcome) -> list[Row]:
    return rows(
        run,
        "messages",
        lambda row: row["kind"] == "request" and row["receiver"] == "EUROPOL" and row["channel"] != "mobile_office",
    )


FIGURES: Mapping[str, Callable[[Outcome], float]] = {
    "response": lambda run: waited(run, asked(run)),
    "in time": lambda run: soon(asked(run)),
    "response of Europol": lambda run: waited(run, to_europol(run)),
    **{f"response of {code}": lambda run, c=code: waited(run, asked(run, with_country(c))) for code in ("RS", "RO")},  # type: ignore[misc]
    **{f"in time for {code}": lambda run, c=code: soon(asked(run, with_country(c))) for code in ("RS", "RO")},  # type: ignore[misc]
    "past the deadline": lambda run: total(run, "past_deadline"),
    "contact points": lambda run: total(run, "contact_point_h"),
    "messages": lambda run: total(run, "messages"),
}


class Asked(Operation):
    """An operation in which only questions are asked."""

    def _prepare(self) -> None:
        super()._prepare()
        codes = self.layout.codes
        for number in range(QUESTIONS):
            u = self.chance.draws("case", f"question-{number}")
            sender = codes[int(u[0] * len(codes))]
            others = [code for code in codes if code != sender]
            receiver = EUROPOL if u[2] < 0.1 else others[int(u[1] * len(others))]
            priority = OTHER if 0.1 < u[2] < 0.2 else URGENT
            question = self.exchange.ask(
                f"{sender}/question-{number}", sender, receiver, priority=priority, minor=u[3] < 0.5
            )
            self.clock.begin(24.0 * u[4], question)


def run_of(scenario: Scenario, replication: int = 0) -> Outcome:
    """The outcome of questions asked under a plan."""
    return Asked(scenario, SEED, replication).run()


def figures(scenario: Scenario) -> Mapping[str, Floats]:
    """All figures over the first replications of a scenario."""
    made = [run_of(scenario, replication) for replication in range(RUNS)]
    return {name: np.array([figure(run) for run in made]) for name, figure in FIGURES.items()}


Runs = Mapping[str, Mapping[str, Floats]]


@pytest.fixture(scope="module")
def runs() -> Runs:
    """Figures of every theatre that is asked for, by the text of its scenario."""
    wanted = [small(change) for lever in LEVERS.values() for change in (lever.on, {**lever.on, **lever.change})]
    unique = {scenario.text: scenario for scenario in wanted}
    return dict(zip(unique, in_parallel(figures, [*unique.values()]), strict=True))


@pytest.mark.parametrize(
    ("name", "figure", "sign"),
    [
        (name, figure, sign)
        for name, lever in LEVERS.items()
        for wanted, sign in ((lever.raises, 1.0), (lever.lowers, -1.0))
        for figure in wanted
    ],
)
def test_direction(name: str, figure: str, sign: float, runs: Runs) -> None:
    lever = LEVERS[name]
    base, changed = (runs[small(change).text][figure] for change in (lever.on, {**lever.on, **lever.change}))
    found = changed - base
    found = sign * found[~np.isnan(found)]
    assert len(found) >= RUNS - 2
    chance = 0.0 if np.ptp(found) == 0.0 < found[0] else stats.ttest_1samp(found, 0.0, alternative="greater").pvalue
    assert chance < FALSE_ALARM, f"{sign * found.mean():+.3g} in the mean"
