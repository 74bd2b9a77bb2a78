"""Pursuit, surveillance, joint patrols: officers follow where planned, and over a border where that was agreed."""

from __future__ import annotations

from functools import partial
from itertools import combinations

import numpy as np
import pytest

from sim.engine.queues import DETECTORS
from sim.outcome.outcome import Outcome
from sim.scenario.schema import Scenario
from sim.world.theatre.theatre import theatre_of
from tests.institutions.paired import is_higher, measured
from tests.institutions.scenes import decided, detection
from tests.theatre import COUNTRIES, Row, changed_tables, outcome, rows, small, total

AWAY = {
    "name": "Many get away",
    "days": "1",
    "behaviour.cases.escape": "1",
    "behaviour.crime.movements": "25",
    "behaviour.crime.concealment": "0.2",
    **{f"countries.{code}.plan": "{officers: 340, person: 300, vehicle: 600}" for code in COUNTRIES},
}
MET = {
    "name": "Many associates",
    "days": "1",
    "cooperation.europol": "{member: full, operational_agreement: full, none: full}",
    "behaviour.prevalence.person.associate": "0.001",
    "behaviour.cross_border.crime": "20 h",
    "behaviour.cross_border.crosses": "0.8",
    "behaviour.cross_border.most_teams": "1",
    "behaviour.staffing.on_searches": "0.2",
    "behaviour.crime.movements": "0.1",
    **{f"countries.{code}.plan": "{officers: 340, person: 800}" for code in COUNTRIES},
}


def agreed(terms: str = "{}") -> str:
    pairs = (f"{one}-{other}: {terms}" for one, other in combinations(COUNTRIES, 2))
    return f"{{{', '.join(pairs)}}}"


def away(**more: str) -> Scenario:
    return small(AWAY, **more)


def met(**more: str) -> Scenario:
    return small(MET, **more)


rises = partial(is_higher, runs=16)
"""Whether a figure is higher in the second scenario than in the first."""


def ended(run: Outcome, *outcomes: str) -> list[Row]:
    return rows(run, "pursuits", lambda row: row["outcome"] in outcomes)


PURSUIT = {"cross_border__pursuit": "true"}
WATCH = {"cross_border__surveillance": "true"}


@pytest.mark.parametrize("more", [{"cross_border.agreements": agreed()}, {"behaviour.cross_border.caught": "0.7"}])
def test_without_a_plan_nobody_is_followed(more: dict[str, str]) -> None:
    assert changed_tables(outcome(small()), outcome(small(more))) == []
    assert not len(outcome(small())["pursuits"])


def test_every_pursuit_is_of_somebody_who_got_away() -> None:
    run = outcome(away(**PURSUIT))
    cases = {row["case"]: row for row in run["cases"].rows()}
    pursuits = run["pursuits"].rows()
    assert len(pursuits) > 50
    assert all(cases[row["cause"]]["selection"] == "movement" for row in pursuits)
    caught = {row["cause"] for row in ended(run, "caught")}
    arrests = rows(run, "arrests", lambda row: row["path"] == "pursuit")
    assert arrests
    assert {row["case"] for row in arrests} <= caught
    said = decided(run, "pursuit")
    assert {row["agent"].partition("/")[2] for row in said} == {"field_command"}
    assert len(said) == len(pursuits) == total(run, "pursuits")


def test_pursuit_gives_arrests() -> None:
    assert rises(measured("arrests_pursuit"), away(), away(**PURSUIT))
    assert rises(measured("arrests"), away(), away(**PURSUIT))


def test_a_border_stops_a_pursuit_without_an_agreement() -> None:
    run = outcome(away(**PURSUIT))
    assert len(ended(run, "stopped_at_border")) > 10
    assert not any(row["into"] for row in run["pursuits"].rows())
    alone = outcome(away(**PURSUIT, cross_border__agreements=agreed(), cooperation__scale="0"))
    assert len(ended(alone, "refused")) > 10
    assert not any(row["into"] for row in alone["pursuits"].rows())
    surveillance_only = outcome(away(**PURSUIT, cross_border__agreements=agreed("{pursuit: false}")))
    assert changed_tables(run, surveillance_only) == []


def test_agreements_let_pursuits_go_on_and_catch_more() -> None:
    free = away(**PURSUIT, cross_border__agreements=agreed())
    assert rises(measured("arrests_pursuit"), away(**PURSUIT), free)
    run = outcome(free)
    cases = {row["case"]: row for row in run["cases"].rows()}
    abroad = {row["cause"]: row["into"] for row in ended(run, "caught") if row["into"]}
    arrests = [row for row in run["arrests"].rows() if row["path"] == "pursuit" and row["case"] in abroad]
    assert arrests
    for row in arrests:
        assert row["needs_abroad"]
        assert row["country"] == abroad[row["case"]] != cases[row["case"]]["country"]


@pytest.mark.parametrize("limit", ["{pursuit_h: 10 min}", "{pursuit_km: 10}"])
def test_a_limit_ends_pursuits_beyond_the_border(limit: str) -> None:
    free, short = (away(**PURSUIT, cross_border__agreements=agreed(terms)) for terms in ("{}", limit))
    assert rises(measured("arrests_pursuit"), short, free)
    assert all(row["into"] and row["hours"] <= 10 / 60 + 1e-9 for row in ended(outcome(short), "limit"))
    assert ended(outcome(short), "limit")
    assert not ended(outcome(free), "limit")


def test_surveillance_brings_traces_and_arrests() -> None:
    assert rises(measured("arrests_surveillance"), met(), met(**WATCH))
    run = outcome(met(**WATCH))
    cases = {row["case"]: row for row in run["cases"].rows()}
    assert all(cases[row["cause"]]["mark"] == "associate" for row in run["pursuits"].rows())
    told = rows(run, "messages", lambda row: row["case"].endswith("/surveillance"))
    assert {row["kind"] for row in told} == {"report"}
    assert rises(
        lambda run: float(len(rows(run, "messages", lambda row: row["receiver"] == "EUROPOL"))), met(), met(**WATCH)
    )


def test_surveillance_binds_search_teams() -> None:
    def busy_h(run: Outcome) -> float:
        return float(sum(row["busy_h"] for row in rows(run, "desks", lambda row: row["desk"] == "search_teams")))

    assert rises(busy_h, met(), met(**WATCH))
    none = outcome(met(**WATCH, behaviour__staffing__on_searches="0.001"))
    assert len(ended(none, "no_team")) > len(ended(none, "ended", "caught", "stopped_at_border"))


def test_surveillance_goes_on_over_a_border_where_agreed() -> None:
    def stopped(run: Outcome) -> float:
        return float(len(ended(run, "stopped_at_border")))

    there = met(**WATCH, cross_border__agreements=agreed("{surveillance_h: 1 h}"))
    assert rises(stopped, there, met(**WATCH))
    assert any(row["into"] for row in outcome(there)["pursuits"].rows())
    assert ended(outcome(there), "limit")


PATROL = {"cross_border__joint_patrols": "[{post: lojane-miratovac, countries: [MK, RS]}]"}


def test_officers_of_a_joint_patrol_at_a_green_border_find_more() -> None:
    alone, joint = detection(met()), detection(met(**PATROL))
    officer = DETECTORS.index("officer")
    for name, point in theatre_of(met()).index.items():
        same = np.array_equal(joint[point], alone[point])
        assert same is not name.endswith("/lojane-miratovac")
        assert (joint[point, officer] >= alone[point, officer]).all()


def test_a_joint_patrol_answers_on_the_spot() -> None:
    posts = {"presevo-tabanovce": "MK, RS", "roszke-horgos": "HU, RS", "tompa-kelebija": "HU, RS"}
    patrols = ", ".join(f"{{post: {post}, countries: [{pair}]}}" for post, pair in posts.items())
    asking = {"name": "Much to ask", "behaviour.prevalence.person.wanted_abroad": "0.06", "days": "2"}
    base, run = outcome(small(asking)), outcome(small(asking, cross_border__joint_patrols=f"[{patrols}]"))
    on_the_spot = rows(run, "messages", lambda row: row["channel"] == "joint_patrol")
    assert on_the_spot
    assert all({row["sender"], row["receiver"]} in ({"MK", "RS"}, {"HU", "RS"}) for row in on_the_spot)
    answered = [row for row in on_the_spot if row["status"] == "answered"]
    assert answered
    assert all(row["response_h"] < 2.0 for row in answered)
    before = {
        row["message"]: row["response_h"] if row["status"] == "answered" else base.hours - row["time_h"]
        for row in rows(base, "messages", lambda row: row["status"] in ("answered", "open"))
    }
    sooner = [before[row["message"]] - row["response_h"] for row in answered if row["message"] in before]
    assert np.mean(sooner) > 0.0
    assert not rows(base, "messages", lambda row: row["channel"] == "joint_patrol")
