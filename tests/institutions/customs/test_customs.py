"""Customs: risk profiles, laboratories, common plans, goods under sanctions; each only where it is in force."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from sim.engine.queues import DETECTORS, KINDS, MARKS
from sim.outcome.outcome import Outcome
from sim.words import CONSIGNED
from sim.world.theatre.theatre import Theatre
from tests.institutions.paired import Figure, assert_above, is_higher, values
from tests.institutions.scenes import TRADE, cases, decided, found_in, marked, merged, trade
from tests.theatre import COUNTRIES, Floats, changed_tables, of, of_country, outcome, records_of, rows, small

SHARED = "{name: Shared, members: [BG, RO], from: 2023-01-01, until: 2025-12-31, unified_procedures: true}"
MODERN = "{name: Modern, members: [GR, RS], from: 2023-01-01, until: 2025-12-31, dog_handlers: 1, anpr: true}"
AWARE = "{name: Aware, members: [MK, AL], from: 2023-01-01, until: 2025-12-31, sanctions: true}"
CUSTOMS = {
    "customs": f"{{risk_management: [BG], laboratory: [RS], plans: [{SHARED}, {MODERN}, {AWARE}]}}",
    "behaviour.customs.dog_handling": "1.0",
    "behaviour.customs.sampling": "0.8",
}


def consigned(code: str) -> Figure:
    """Number of findings in vehicles and parcels at posts of a country."""
    return cases(lambda row: row["country"] == code and row["kind"] != "person" and row["mark"] in CONSIGNED)


def hours_to_proof(run: Outcome) -> float:
    """Mean time in Serbia from the finding of drugs in a vehicle to their seizure."""
    begun = {row["case"]: row["time_h"] for row in rows(run, "cases", of("RS"))}
    seized = rows(run, "seizures", lambda row: row["country"] == "RS" and row["drugs_kg"] > 0 and row["case"] in begun)
    return float(np.mean([row["time_h"] - begun[row["case"]] for row in seized]))


RAISED: dict[str, tuple[Mapping[str, str], Mapping[str, str], Figure]] = {
    "risk profiles": (TRADE, CUSTOMS, consigned("BG")),
    "profiles shared under a plan": (TRADE, CUSTOMS, consigned("RO")),
    "dog handlers": (TRADE, CUSTOMS, found_in("GR", "canine")),
    "plates read at all road posts": (TRADE, CUSTOMS, found_in("RS", "anpr")),
    "laboratory finds": (TRADE, CUSTOMS, found_in("RS", "laboratory")),
    "laboratory takes time": (TRADE, CUSTOMS, hours_to_proof),
    "sanctions": (TRADE, CUSTOMS, marked("MK", "sanctioned")),
    "profiles meet movements as well": (
        {"days": "1", "crime_areas": "{excise_fraud: 1}"},
        {"customs": "{risk_management: all}", "behaviour.customs.sensitivity": "0.8"},
        lambda run: float(sum(row["selected"] for row in rows(run, "movements"))),
    ),
}
"""A theatre, what is changed in it, and the figure that this must raise."""


@pytest.mark.sampled(2)
@pytest.mark.parametrize("name", RAISED)
def test_direction(name: str) -> None:
    base, change, figure = RAISED[name]
    assert is_higher(figure, small(base), small(merged(base, change)), runs=16)


PROFILED = {"customs": "{risk_management: [BG]}"}
NOTHING_HIDDEN = {
    f"behaviour.prevalence.{kind}.{mark}": "0"
    for kind, marks in (("vehicle", CONSIGNED), ("parcel", ("drugs", "goods", "excise", "sanctioned", "waste")))
    for mark in marks
}
SCARCE = {
    "countries.BG.officers": "{customs: 60}",
    "countries.BG.plan.officers": "60",
    "behaviour.checks.backlog": "0",
    "behaviour.customs.targeting": "0.2",
}
"""All who check in Bulgaria are of customs, and each lane is needed."""
RUNS = 16


def checked_in(code: str) -> Figure:
    """Number of checks in a country."""
    return lambda run: of_country(run, code, "checks_total")


def changed_by_profiles(figure: Figure, at_least: float, *scene: Mapping[str, str]) -> Floats:
    """What profiles change of a figure in Bulgaria beyond a factor, run by run."""
    plain, profiled = (values(figure, trade(*scene, change), RUNS) for change in ({}, PROFILED))
    return profiled - at_least * plain


def test_profiles_find_more_of_what_is_hidden() -> None:
    """The lift is 0.5 / 0.04 in place of 0.35 / 0.05, but only a part is found in thorough checks."""
    assert_above(changed_by_profiles(consigned("BG"), 1.2))


def test_profiles_cost_the_checks_of_those_who_keep_them() -> None:
    """20 % of the officers (the most assumed) are at no post: 3 % of the checks or more are not made."""
    assert_above(-changed_by_profiles(checked_in("BG"), 0.97, SCARCE, NOTHING_HIDDEN))


READS = {"customs": "{plans: [{name: Plates, members: [GR, RS], from: 2023-01-01, until: 2025-12-31, anpr: true}]}"}


def test_plate_readers_of_a_common_plan_find_stolen_vehicles() -> None:
    """They recognise half of the stolen vehicles that 7 of 10 lanes let by: more at posts that had no reader."""
    plain, reading = (values(stolen, trade(change), RUNS) for change in ({}, READS))
    assert_above(reading - 1.05 * plain)


def stolen(run: Outcome) -> float:
    """Number of stolen vehicles and goods found in Serbia, by whomever."""
    return marked("RS", "goods")(run)


def test_plate_readers_find_nothing_where_no_plate_is_sought() -> None:
    none = {f"behaviour.prevalence.vehicle.{mark}": "0" for mark in ("goods", "notice")}
    alone = {"networks.scale": "0"}
    base, reading = (outcome(trade(none, alone, change)) for change in ({}, READS))
    assert changed_tables(base, reading) == ["decisions"]


def test_what_one_country_does_leaves_the_others_as_they_were() -> None:
    plain = outcome(trade())
    alone = outcome(trade({"customs": "{risk_management: [BG], laboratory: [BG]}"}))
    for code in COUNTRIES:
        assert (records_of(plain, code) == records_of(alone, code)) == (code != "BG"), code


@pytest.mark.parametrize(
    "nothing",
    [
        {"customs": "{plans: [{name: Past, members: [BG, RO], from: 2022-01-01, until: 2024-11-24, anpr: true, "
         "laboratory: true, sanctions: true, dog_handlers: 1}]}"},
        {"customs": "{risk_management: [], laboratory: []}"},
        {"behaviour.customs.sample": "48 h"},
    ],
)  # fmt: skip
def test_what_is_not_in_force_changes_nothing(nothing: Mapping[str, str]) -> None:
    assert not changed_tables(outcome(small(days="1")), outcome(small({"days": "1", **nothing})))


def test_goods_under_sanctions_are_found_only_where_they_are_looked_for() -> None:
    found = rows(outcome(trade(CUSTOMS)), "cases", lambda row: row["mark"] == "sanctioned")
    assert {row["country"] for row in found} == {"MK", "AL"}
    assert not rows(outcome(trade()), "cases", lambda row: row["mark"] == "sanctioned")


def test_cash_goes_to_the_financial_unit_and_nobody_is_held_for_it() -> None:
    run = outcome(trade())
    cash = {row["case"] for row in rows(run, "cases", lambda row: row["mark"] == "cash")}
    reports = decided(run, "cash_report")
    assert {row["subject"] for row in reports} <= cash and len(reports) > 0.8 * len(cash)
    assert not rows(run, "arrests", lambda row: row["case"] in cash)


def test_customs_say_before_hour_0_what_they_work_with() -> None:
    working = small(customs=f"{{risk_management: [BG], plans: [{SHARED}, {AWARE}]}}")
    said = rows(outcome(working), "decisions", lambda row: row["time_h"] == 0.0 and row["agent"].endswith("/customs"))
    by_customs = {(row["agent"], row["decision"]): row["detail"] for row in said}
    assert by_customs["BG/customs", "risk_profiles"] == "own profiles"
    assert by_customs["RO/customs", "risk_profiles"] == "profiles shared under Shared"
    assert by_customs["AL/customs", "sanctions"] and by_customs["MK/customs", "common_plan"] == "Aware"
    words = ("common_plan", "risk_profiles", "sanctions", "analysis", "cash_report")
    assert not rows(outcome(small()), "decisions", lambda row: row["decision"] in words)


def test_laboratories_are_desks_that_take_samples() -> None:
    run = outcome(trade(CUSTOMS))
    desks = rows(run, "desks", lambda row: row["desk"] == "laboratory")
    assert [row["country"] for row in desks] == ["RS"] and desks[0]["jobs"] > 10
    done = decided(run, "analysis")
    assert len(done) <= desks[0]["jobs"] and {row["agent"] for row in done} == {"RS/customs"}
    assert not rows(outcome(trade()), "desks", lambda row: row["desk"] == "laboratory")


def test_profiles_select_consignments_where_customs_serves() -> None:
    plain, profiled = Theatre(trade()), Theatre(trade(CUSTOMS))
    raised = np.argwhere((profiled.prevalence > plain.prevalence).any(axis=2))
    places = {(plain.checkpoints[point].country, KINDS[kind], MARKS[mark]) for point, kind, mark in raised.tolist()}
    assert {country for country, _, _ in places} == {"BG", "RO"}
    assert {kind for _, kind, _ in places} == {"vehicle", "parcel"}
    assert {mark for _, _, mark in places} == set(CONSIGNED)
    no_customs = {f"countries.{code}.officers": "{police: 280, border_guard: 60}" for code in ("BG", "RO")}
    unserved = Theatre(trade(CUSTOMS, no_customs))
    np.testing.assert_array_equal(unserved.indicators, plain.indicators)


def test_a_laboratory_takes_samples_where_no_own_one_stands() -> None:
    plain, with_samples = Theatre(trade()), Theatre(trade({"customs": "{laboratory: [RS]}"}))
    at = DETECTORS.index("laboratory")
    for number, point in enumerate(plain.checkpoints):
        before, after = plain.detection[number, at], with_samples.detection[number, at]
        sampled = point.country == "RS" and point.kind not in ("inland", "green_border")
        assert bool((after > before).any()) == (sampled and "laboratory" not in point.equipment), point.name
