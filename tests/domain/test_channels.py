"""Channels and coordination centres: what each gives when it is there, and what its loss costs.

Directions are one-sided paired t tests over `RUNS` replications with the same luck on both sides and a false alarm of
at most `FALSE_ALARM`. So many `QUESTIONS` are asked within a day, each by one country drawn of another, half of them
minor; every tenth goes to Europol, every tenth is not urgent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pytest
from scipy import stats

from sim.domain import rules
from sim.domain.cooperation import EUROPOL
from sim.domain.exchange import OTHER, URGENT
from sim.domain.layout import SHIFT_WORDS, shift_of
from sim.domain.operation import Operation
from sim.outcome.outcome import Outcome
from sim.scenario import reference
from sim.scenario.schema import Scenario
from tests.domain.theatre import (
    COUNTRIES,
    SEED,
    Floats,
    Row,
    changed_tables,
    event,
    in_parallel,
    outcome,
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
MEMBERS = [code for code in COUNTRIES if code in reference.members("selec", date(2024, 11, 25))]
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


# What each mechanism does, and does not -------------------------------------------------------------------------------

ALL = {
    "channels": "{pccc: all, selec: true, interpol: true, deadlines: true, translation: true, mistakes: true}",
    "behaviour.channels.duplicated": "0.3",
    "behaviour.channels.wrong_desk": "0.3",
    "behaviour.channels.pccc_serious": "0.5",
}
NEW_DECISIONS = {"hand_over", "pass_up", "relay", "hurry", "translate", "duplicate", "send_back"}


def by(run: Outcome, channel: str) -> list[Row]:
    """Requests, and those sent twice, by a channel."""
    return rows(run, "messages", lambda row: row["channel"] == channel and row["kind"] != "report")


def decided(run: Outcome) -> set[str]:
    return {row["decision"] for row in run["decisions"].rows()}


def test_what_a_scenario_leaves_out_does_nothing() -> None:
    run = run_of(small(BUSY))
    assert {row["channel"] for row in run["messages"].rows()} == {"siena", "liaison"}
    assert not decided(run) & NEW_DECISIONS
    assert set(run["desks"].text("desk")) == {"contact_point", "liaison", "search_teams", "analysts", "centre"}
    assert {row["kind"] for row in run["messages"].rows()} == {"request"}


def test_parameters_of_channels_that_are_off_change_nothing() -> None:
    moved = {
        f"behaviour.channels.{name}": "1" for name in ("selec", "interpol", "pccc", "bureau", "heeded", "quickest")
    }
    moved |= {f"behaviour.channels.{name}": "0.01" for name in ("duplicated", "wrong_desk", "translated")}
    assert changed_tables(run_of(small(BUSY)), run_of(small({**BUSY, **moved}))) == []


def test_no_liaison_officers_is_the_same_as_none_at_any_seat() -> None:
    nobody = {f"countries.{code}.liaison.centre": "0" for code in COUNTRIES}
    assert changed_tables(run_of(small(NOBODY)), run_of(small({**BUSY, **nobody}))) == []


def test_every_mechanism_leaves_rows_of_its_own() -> None:
    run = run_of(small({**BUREAUX, **ALL, **{f"countries.{code}.liaison.selec": "1" for code in MEMBERS}}))
    assert decided(run) >= NEW_DECISIONS - {"hurry"}
    assert {row["channel"] for row in run["messages"].rows()} >= {"siena", "liaison_europol", "selec", "pccc"}
    assert {"liaison_europol", "liaison_selec", "selec", "pccc/kalotina"} <= set(run["desks"].text("desk"))
    again = rows(run, "messages", lambda row: row["kind"] == "duplicate")
    first = {row["message"]: row["channel"] for row in run["messages"].rows()}
    assert again and all(row["channel"] != first[row["message"].removesuffix("/again")] for row in again)
    assert "hurry" in decided(run_of(small({**NOBODY, **ALL})))


@pytest.mark.parametrize("shift", ["day", "evening", "night"])
def test_a_gap_in_the_shifts_closes_the_centre(shift: str) -> None:
    served = [other for other in ("day", "evening", "night") if other != shift]
    run = run_of(small({**BUSY, "centre.shifts": f"[{', '.join(served)}]"}))
    chosen = {SHIFT_WORDS[shift_of(row["time_h"] % 24.0)] for row in by(run, "liaison")}
    assert chosen == set(served)


def test_an_officer_off_shift_is_not_asked_and_keeps_the_queue() -> None:
    run = run_of(small({**BUSY, "countries.RS.liaison.shifts": "[day]"}))
    with_rs = [row for row in by(run, "liaison") if with_country("RS")(row)]
    assert with_rs and all(6.0 <= row["time_h"] % 24.0 < 14.0 for row in with_rs)
    assert by(run, "liaison") != with_rs


def test_neighbours_share_a_centre_for_what_is_minor() -> None:
    run = run_of(small({**NOBODY, "channels.pccc": "[kalotina, giurgiu]"}))
    pairs = {frozenset((row["sender"], row["receiver"])) for row in by(run, "pccc")}
    assert pairs == {frozenset(("BG", "RS")), frozenset(("BG", "RO"))}
    both = {row["priority"] for row in by(run, "pccc")}
    assert both == {"urgent"}
    serious = run_of(small({**NOBODY, "channels.pccc": "all", "behaviour.channels.pccc_serious": "1"}))
    passed = rows(serious, "decisions", lambda row: row["decision"] == "pass_up")
    assert {row["agent"].partition("/")[0] for row in passed} == {"pccc"}
    assert all(row["messages"] in (1, 6) for row in by(serious, "pccc"))


def test_only_members_of_selec_ask_through_it() -> None:
    run = run_of(small({**AT_SELEC, "channels.selec": "true"}))
    assert {code for row in by(run, "selec") for code in (row["sender"], row["receiver"])} == set(MEMBERS)
    assert not by(run_of(small({**AT_SELEC, "channels.selec": "true", "channels.selec_desks": "0"})), "selec")


def test_lines_reach_whom_they_reach() -> None:
    with_tr = {"countries.TR": "{officers: {police: 200}, plan: {officers: 200}}", "channels.interpol": "true"}
    run = run_of(small({**NOBODY, **with_tr}))
    assert by(run, "interpol") and all("TR" in (row["sender"], row["receiver"]) for row in by(run, "interpol"))
    without_way = [row for row in by(run, "national") if row["status"] == "lost"]
    assert {frozenset((row["sender"], row["receiver"])) for row in without_way} == {frozenset(("TR", "XK"))}
    off = run_of(small({**NOBODY, **with_tr, "channels.interpol": "false"}))
    assert {row["channel"] for row in off["messages"].rows()} == {"siena"}


def test_deadlines_bind_states_of_the_union_and_of_schengen() -> None:
    run = run_of(small(NOBODY))
    limits = {"urgent": 8.0, "urgent_indirect": 72.0, "other": 168.0}
    for row in asked(run):
        bound = {row["sender"], row["receiver"]} <= {"BG", "GR", "HU", "RO"}
        assert row["deadline_h"] == limits[row["priority"]] if bound else np.isnan(row["deadline_h"])
    late = [row for row in asked(run) if row["deadline_h"] < np.inf and not row["response_h"] <= row["deadline_h"]]
    late = [row for row in late if row["response_h"] > 0 or row["time_h"] + row["deadline_h"] < run.hours]
    assert total(run, "past_deadline") == len(late) > 0


def test_bureaux_at_europol_hand_over_in_the_house() -> None:
    run = run_of(small({**BUREAUX, **event("{kind: siena_down, at: 0 h, lasts: 48 h}")}))
    assert {row["channel"] for row in to_europol(run) if row["answered_h"] < 48.0} == {"liaison_europol"}
    away = run_of(small({**BUREAUX, **event("{kind: liaison_away, at: 0 h, country: BG, lasts: 48 h, seat: europol}")}))
    assert all("BG" not in (row["sender"], row["receiver"]) for row in by(away, "liaison_europol"))
    elsewhere = small({**BUREAUX, **event("{kind: liaison_away, at: 0 h, country: BG, lasts: 48 h, seat: centre}")})
    assert changed_tables(run_of(small(BUREAUX)), run_of(elsewhere)) == ["timeline"]


def test_the_fastest_way_and_of_equals_the_first() -> None:
    assert rules.fastest([("a", 2.0), ("b", 1.0), ("c", 1.0)]) == "b"
    assert rules.fastest([("a", np.inf)]) == "a"
    assert rules.fastest([]) is None


def test_who_hurries_meets_the_deadline_or_does_the_least() -> None:
    assert rules.hurried(10.0, 7.0, 0.3) == 7.0
    assert rules.hurried(10.0, 1.0, 0.3) == 3.0
    assert rules.hurried(10.0, -4.0, 0.3) == 3.0
    assert rules.hurried(2.0, 7.0, 0.3) == 2.0


def test_centres_of_the_data_are_whole() -> None:
    for name, centre in reference.centres().items():
        assert set(centre.countries) <= reference.countries().keys() and len(set(centre.countries)) > 1, name
        assert centre.shifts and set(centre.shifts) <= set(SHIFT_WORDS) and centre.desks > 0
        assert -90 <= centre.lat <= 90 and -180 <= centre.lon <= 180 and centre.source
    assert all(country.languages for country in reference.countries().values())
    assert not reference.countries()["XK"].interpol and not reference.countries()["TR"].siena


def test_without_answers_people_are_let_go() -> None:
    """What the loss of all liaison officers costs in a theatre with checks: fewer answers while somebody is held."""
    pairs = [
        (outcome(small(days="1"), n), outcome(small({"days": "1", "cooperation.liaison": "false"}), n))
        for n in range(6)
    ]
    lost = np.array(
        [total(bare, "released_without_answer") - total(whole, "released_without_answer") for whole, bare in pairs]
    )
    assert stats.ttest_1samp(lost, 0.0, alternative="greater").pvalue < FALSE_ALARM
