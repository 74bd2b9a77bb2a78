"""Customs, crime areas of the EMPACT cycles, agencies that prepare: each does what it is for, and only where it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest

from sim.domain.customs import CONSIGNED
from sim.domain.layout import Layout
from sim.domain.practice import BY_PRIORITY
from sim.engine.queues import CHANNELS, KINDS, MARKS
from sim.outcome.outcome import Outcome
from sim.scenario.schema import Scenario
from tests.domain.test_direction import FALSE_ALARM, chance
from tests.domain.theatre import (
    COUNTRIES,
    QUIET,
    Floats,
    Row,
    changed_tables,
    of,
    operate,
    outcome,
    records_of,
    rows,
    small,
    total,
)

RUNS = 16
AREAS = (
    "{migrant_smuggling: 1, drugs: 1, firearms: 1, human_trafficking: 1, document_fraud: 1, property_crime: 1, "
    "environmental_crime: 1, excise_fraud: 1, economic_crime: 1, criminal_finances: 1}"
)
TRADE = {
    **QUIET,
    "name": "Trade",
    "days": "1",
    "crime_areas": AREAS,
    "deployments": "[{asset: canine, post: makaza-nymfaia, country: GR}, "
    "{asset: canine, post: kulata-promachonas, country: GR}]",
    "behaviour.selection.referral_offender": "0.9",
    **{f"countries.{code}.plan.parcel": "700" for code in COUNTRIES},
    **{f"behaviour.prevalence.vehicle.{mark}": "0.01" for mark in (*CONSIGNED, "cash", "notice", "migrants")},
    **{f"behaviour.prevalence.parcel.{mark}": "0.01" for mark in ("drugs", "goods", "excise", "sanctioned", "waste")},
    "behaviour.prevalence.person.cash": "0.002",
    "behaviour.prevalence.person.false_document": "0.01",
    "behaviour.prevalence.premises.cash": "0.2",
}
"""Each country is alone, and there is much to be found in vehicles and parcels."""
SHARED = "{name: Shared, members: [BG, RO], from: 2023-01-01, until: 2025-12-31, unified_procedures: true}"
MODERN = "{name: Modern, members: [GR, RS], from: 2023-01-01, until: 2025-12-31, dog_handlers: 1, anpr: true}"
AWARE = "{name: Aware, members: [MK, AL], from: 2023-01-01, until: 2025-12-31, sanctions: true}"
CUSTOMS = {
    "customs": f"{{risk_management: [BG], laboratory: [RS], plans: [{SHARED}, {MODERN}, {AWARE}]}}",
    "behaviour.customs.dog_handling": "1.0",
    "behaviour.customs.sampling": "0.8",
}
SUPPORT = {
    "support": "{cepol: {trained: 1, countries: [BG]}, seesac: 1, unodc: [athens-postal-centre], emcdda: [RO], "
    "easo: [HU]}",
    "behaviour.detection.training": "1.0",
    "behaviour.support.cargo_control": "1.5",
    "behaviour.support.drug_targeting": "0.8",
    "behaviour.support.asylum_targeting": "0.8",
    "behaviour.support.firearms_training": "1.2",
}
RATED = {"countries.BG.schengen_rating": "non_compliant", "behaviour.detection.non_compliant": "1.0"}
ASYLUM = ("false_document", "migrants")

Figure = Callable[[Outcome], float]


def cases(keep: Callable[[Row], bool]) -> Figure:
    """Number of findings at posts."""
    return lambda run: float(len(rows(run, "cases", lambda row: row["checkpoint"] != "" and keep(row))))


def consigned(code: str) -> Figure:
    return cases(lambda row: row["country"] == code and row["kind"] != "person" and row["mark"] in CONSIGNED)


def found_by(code: str, channel: str) -> Figure:
    return cases(lambda row: row["country"] == code and row["channel"] == channel)


def marked(code: str, *marks: str) -> Figure:
    return cases(lambda row: row["country"] == code and row["mark"] in marks)


def hours_to_proof(run: Outcome) -> float:
    """Mean time in Serbia from the finding of drugs in a vehicle to their seizure."""
    begun = {row["case"]: row["time_h"] for row in rows(run, "cases", of("RS"))}
    seized = rows(run, "seizures", lambda row: row["country"] == "RS" and row["drugs_kg"] > 0 and row["case"] in begun)
    return float(np.mean([row["time_h"] - begun[row["case"]] for row in seized]))


RAISED: dict[str, tuple[Mapping[str, str], Mapping[str, str], Figure]] = {
    "risk profiles": (TRADE, CUSTOMS, consigned("BG")),
    "profiles shared under a plan": (TRADE, CUSTOMS, consigned("RO")),
    "dog handlers": (TRADE, CUSTOMS, found_by("GR", "canine")),
    "plates read at all road posts": (TRADE, CUSTOMS, found_by("RS", "anpr")),
    "laboratory finds": (TRADE, CUSTOMS, found_by("RS", "laboratory")),
    "laboratory takes time": (TRADE, CUSTOMS, hours_to_proof),
    "sanctions": (TRADE, CUSTOMS, marked("MK", "sanctioned")),
    "CEPOL": (TRADE, SUPPORT, found_by("BG", "officer")),
    "UNODC": (TRADE, SUPPORT, cases(lambda row: row["checkpoint"] == "GR/athens-postal-centre")),
    "EMCDDA": (TRADE, SUPPORT, marked("RO", "drugs")),
    "EASO": (TRADE, SUPPORT, marked("HU", *ASYLUM)),
    "SEESAC": (
        TRADE,
        SUPPORT,
        cases(lambda row: row["country"] in ("AL", "XK", "MK", "RS") and row["mark"] == "firearms"),
    ),
    "a better rating": ({**TRADE, **RATED}, {}, found_by("BG", "officer")),
    "profiles meet movements as well": (
        {"days": "1", "crime_areas": "{excise_fraud: 1}"},
        {"customs": "{risk_management: all}", "behaviour.customs.sensitivity": "0.8"},
        lambda run: float(sum(row["selected"] for row in rows(run, "movements"))),
    ),
    "Danube strategy": (
        {
            "days": "1",
            "preparation.prior_traces": "6",
            "cooperation.scale": "0.4",
            "behaviour.crime.movements": "0.1",
            "events": "[{kind: intelligence, at: 0, country: BG, traces: 100}, "
            "{kind: intelligence, at: 0, country: RO, traces: 300}]",
        },
        {"support": "{eusdr: true}", "behaviour.support.workshop": "0.8"},
        lambda run: float(len(rows(run, "decisions", lambda row: row["decision"] == "link"))),
    ),
    "EU4FAST does not pay": (
        {"days": "1", "preparation.jits": "[]", "behaviour.exchange.in_systems": "0.95", "networks.count": "2"},
        {"support": "{eu4fast: {paid: false, funds_centre_desks: 6}}"},
        lambda run: total(run, "response_time_median_h"),
    ),
}
"""A theatre, what is changed in it, and the figure that this must raise."""


def scenario(*changes: Mapping[str, str]) -> Scenario:
    return small({key: value for change in changes for key, value in change.items()})


def values(figure: Figure, plan: Scenario) -> Floats:
    return np.array([figure(outcome(plan, replication)) for replication in range(RUNS)])


@pytest.mark.parametrize("name", RAISED)
def test_direction(name: str) -> None:
    base, change, figure = RAISED[name]
    changed = scenario(TRADE) if name == "a better rating" else scenario(base, change)
    found = values(figure, changed) - values(figure, scenario(base))
    assert chance(found) < FALSE_ALARM, f"{found.mean():+.3g} in the mean"


def test_what_one_country_does_leaves_the_others_as_they_were() -> None:
    plain = outcome(scenario(TRADE))
    alone = outcome(scenario(TRADE, {"customs": "{risk_management: [BG], laboratory: [BG]}"}))
    for code in COUNTRIES:
        assert (records_of(plain, code) == records_of(alone, code)) == (code != "BG"), code


@pytest.mark.parametrize(
    "nothing",
    [
        {"customs": "{plans: [{name: Past, members: [BG, RO], from: 2022-01-01, until: 2024-11-24, anpr: true, "
         "laboratory: true, sanctions: true, dog_handlers: 1}]}"},
        {"customs": "{risk_management: [], laboratory: []}"},
        {"support": "{eu4fast: {paid: true}, cepol: {countries: [BG]}}"},
        {"support": "{cepol: {trained: 1, countries: []}}", "behaviour.customs.sample": "48 h"},
        {"cooperation.frameworks": "{eu: close, asem: full}"},
    ],
)  # fmt: skip
def test_what_is_not_in_force_changes_nothing(nothing: Mapping[str, str]) -> None:
    assert not changed_tables(outcome(scenario({"days": "1"})), outcome(scenario({"days": "1"}, nothing)))


def test_goods_under_sanctions_are_found_only_where_they_are_looked_for() -> None:
    found = rows(outcome(scenario(TRADE, CUSTOMS)), "cases", lambda row: row["mark"] == "sanctioned")
    assert {row["country"] for row in found} == {"MK", "AL"}
    assert not rows(outcome(scenario(TRADE)), "cases", lambda row: row["mark"] == "sanctioned")


def test_marks_by_priority_are_a_matter_of_the_priorities() -> None:
    assert not [row for row in rows(outcome(small()), "cases") if row["mark"] in BY_PRIORITY]
    run = outcome(scenario(TRADE, {"customs": "{sanctions: true}"}))
    assert {row["mark"] for row in rows(run, "cases")} >= set(BY_PRIORITY)
    areas = ("environmental_crime", "excise_fraud", "economic_crime", "criminal_finances")
    assert all(total(run, f"arrests_{area}") > 0.0 for area in areas[:3])
    assert sum(total(run, f"arrests_{area}") for area in areas) < total(run, "arrests")


def test_cash_goes_to_the_financial_unit_and_nobody_is_held_for_it() -> None:
    run = outcome(scenario(TRADE))
    cash = {row["case"] for row in rows(run, "cases", lambda row: row["mark"] == "cash")}
    reports = rows(run, "decisions", lambda row: row["decision"] == "cash_report")
    assert {row["subject"] for row in reports} <= cash and len(reports) > 0.8 * len(cash)
    assert not rows(run, "arrests", lambda row: row["case"] in cash)


def test_movements_carry_what_their_area_says() -> None:
    online = "{cybercrime: 1, child_sexual_exploitation: 1}"
    assert not rows(outcome(small(crime_areas=online)), "movements")
    mixed = outcome(small(crime_areas="{high_risk_networks: 1, excise_fraud: 1, environmental_crime: 1}"))
    loads: dict[str, set[str]] = {}
    area_of = {row["movement"]: row["crime_area"] for row in rows(mixed, "movements")}
    for row in rows(mixed, "cases", lambda row: row["selection"] == "movement" and row["cause"] in area_of):
        loads.setdefault(area_of[row["cause"]], set()).add(row["mark"])
    assert loads == {
        "high_risk_networks": {"drugs", "firearms"},
        "excise_fraud": {"excise"},
        "environmental_crime": {"waste"},
    }


def test_agencies_say_before_hour_0_what_they_bring() -> None:
    helped = small(
        support="{cepol: {trained: 0.3}, seesac: 0.4, unodc: [athens-airport], emcdda: all, easo: [GR], "
        "eu4fast: {funds_centre_desks: 2, funds_partners: [AL]}, eusdr: true}",
        customs=f"{{risk_management: [BG], plans: [{SHARED}, {AWARE}]}}",
    )
    said = rows(outcome(helped), "decisions", lambda row: row["time_h"] == 0.0)
    agencies = [row["agent"] for row in said if row["decision"] == "support"]
    assert agencies == ["CEPOL", "SEESAC", "UNODC", "EMCDDA", "EASO", "EUSDR", "EU4FAST"]
    by_customs = {(row["agent"], row["decision"]): row["detail"] for row in said if row["agent"].endswith("/customs")}
    assert by_customs["BG/customs", "risk_profiles"] == "own profiles"
    assert by_customs["RO/customs", "risk_profiles"] == "profiles shared under Shared"
    assert by_customs["AL/customs", "sanctions"] and by_customs["MK/customs", "common_plan"] == "Aware"
    words = ("support", "common_plan", "risk_profiles", "sanctions", "analysis", "cash_report")
    assert not rows(outcome(small()), "decisions", lambda row: row["decision"] in words)


def test_the_partners_of_an_unpaid_project_send_no_liaison_officers() -> None:
    funds = "funds_centre_desks: 4, funds_partners: [AL, XK]"
    paid, _ = operate(small(support=f"{{eu4fast: {{{funds}}}}}"))
    unpaid, run = operate(small(support=f"{{eu4fast: {{paid: false, {funds}}}}}"))
    assert set(paid.liaison_officers) - set(unpaid.liaison_officers) == {("centre", "AL"), ("centre", "XK")}
    assert paid.centre and unpaid.centre and paid.centre.desk.staff - unpaid.centre.desk.staff == 4
    asked = rows(run, "messages", lambda row: "AL" in (row["sender"], row["receiver"]))
    assert asked and not [row for row in asked if row["channel"] == "liaison"]


def test_laboratories_are_desks_that_take_samples() -> None:
    run = outcome(scenario(TRADE, CUSTOMS))
    desks = rows(run, "desks", lambda row: row["desk"] == "laboratory")
    assert [row["country"] for row in desks] == ["RS"] and desks[0]["jobs"] > 10
    done = rows(run, "decisions", lambda row: row["decision"] == "analysis")
    assert len(done) <= desks[0]["jobs"] and {row["agent"] for row in done} == {"RS/customs"}
    assert not rows(outcome(scenario(TRADE)), "desks", lambda row: row["desk"] == "laboratory")


def test_tables_of_checks_stay_probabilities_with_everything_on() -> None:
    everything = {**CUSTOMS, **SUPPORT, "customs": "{risk_management: all, laboratory: all, sanctions: true}"}
    layout = Layout(scenario(TRADE, everything, {"behaviour.prevalence.parcel.drugs": "0.5"}))
    for table in (layout.prevalence, layout.detection, layout.false_alarm, layout.indicators):
        assert (table >= 0.0).all() and (table <= 1.0).all()
    assert (layout.prevalence.sum(axis=3) <= 1.0 + 1e-12).all()


def test_profiles_select_consignments_where_customs_serves() -> None:
    plain, profiled = Layout(scenario(TRADE)), Layout(scenario(TRADE, CUSTOMS))
    raised = np.argwhere((profiled.prevalence > plain.prevalence).any(axis=2))
    places = {(plain.checkpoints[point].country, KINDS[kind], MARKS[mark]) for point, kind, mark in raised.tolist()}
    assert {country for country, _, _ in places} == {"BG", "RO"}
    assert {kind for _, kind, _ in places} == {"vehicle", "parcel"}
    assert {mark for _, _, mark in places} == set(CONSIGNED)
    no_customs = {f"countries.{code}.officers": "{police: 280, border_guard: 60}" for code in ("BG", "RO")}
    unserved = Layout(scenario(TRADE, CUSTOMS, no_customs))
    np.testing.assert_array_equal(unserved.indicators, plain.indicators)


def test_a_laboratory_takes_samples_where_no_own_one_stands() -> None:
    plain, with_samples = Layout(scenario(TRADE)), Layout(scenario(TRADE, {"customs": "{laboratory: [RS]}"}))
    at = CHANNELS.index("laboratory")
    for number, point in enumerate(plain.checkpoints):
        before, after = plain.detection[number, at], with_samples.detection[number, at]
        more = point.country == "RS" and point.kind not in ("inland", "green_border")
        assert bool((after > before).any()) == (more and "laboratory" not in point.equipment), point.name
