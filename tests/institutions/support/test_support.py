"""Agencies that prepare the action or equip it: each does what it is for, and only where it is."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.institutions.paired import Figure, is_higher
from tests.institutions.scenes import TRADE, cases, decided, found_in, marked, merged, trade
from tests.theatre import changed_tables, operate, outcome, rows, small, wait_for_answers

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

RAISED: dict[str, tuple[Mapping[str, str], Mapping[str, str], Figure]] = {
    "CEPOL": (TRADE, SUPPORT, found_in("BG", "officer")),
    "UNODC": (TRADE, SUPPORT, cases(lambda row: row["checkpoint"] == "GR/athens-postal-centre")),
    "EMCDDA": (TRADE, SUPPORT, marked("RO", "drugs")),
    "EASO": (TRADE, SUPPORT, marked("HU", "false_document", "migrants")),
    "SEESAC": (
        TRADE,
        SUPPORT,
        cases(lambda row: row["country"] in ("AL", "XK", "MK", "RS") and row["mark"] == "firearms"),
    ),
    "Danube strategy": (
        {
            "days": "1",
            "preparation.prior_traces": "6",
            "cooperation.scale": "0.4",
            "behaviour.crime.movements": "0.1",
            # of one country alone, so that links are to what others brought before the action
            "events": "[{kind: intelligence, at: 0, country: BG, traces: 100}]",
        },
        {"support": "{eusdr: true}", "behaviour.support.workshop": "0.8"},
        lambda run: float(len(decided(run, "link"))),
    ),
    "EU4FAST does not pay": (
        {"days": "1", "preparation.jits": "[]", "behaviour.exchange.in_systems": "0.95", "networks.count": "2"},
        {"support": "{eu4fast: {paid: false, funds_centre_desks: 6}}"},
        wait_for_answers,
    ),
}
"""A theatre, what is changed in it, and the figure that this must raise."""


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", RAISED)
def test_direction(name: str) -> None:
    base, change, figure = RAISED[name]
    assert is_higher(figure, small(base), small(merged(base, change)), runs=16)


def test_officers_of_a_country_with_a_better_rating_find_more() -> None:
    assert is_higher(found_in("BG", "officer"), trade(RATED), trade(), runs=16)


@pytest.mark.parametrize(
    "nothing",
    [
        {"support": "{eu4fast: {paid: true}, cepol: {countries: [BG]}}"},
        {"support": "{cepol: {trained: 1, countries: []}}"},
        {"cooperation.frameworks": "{eu: close, asem: full}"},
    ],
)
def test_what_is_not_in_force_changes_nothing(nothing: Mapping[str, str]) -> None:
    assert not changed_tables(outcome(small(days="1")), outcome(small({"days": "1", **nothing})))


def test_agencies_say_before_hour_0_what_they_bring() -> None:
    helped = small(
        support="{cepol: {trained: 0.3}, seesac: 0.4, unodc: [athens-airport], emcdda: all, easo: [GR], "
        "eu4fast: {funds_centre_desks: 2, funds_partners: [AL]}, eusdr: true}"
    )
    said = [row for row in decided(outcome(helped), "support") if row["time_h"] == 0.0]
    assert [row["agent"] for row in said] == ["CEPOL", "SEESAC", "UNODC", "EMCDDA", "EASO", "EUSDR", "EU4FAST"]
    assert not decided(outcome(small()), "support")


def test_the_partners_of_an_unpaid_project_send_no_liaison_officers() -> None:
    funds = "funds_centre_desks: 4, funds_partners: [AL, XK]"
    paid, _ = operate(small(support=f"{{eu4fast: {{{funds}}}}}"))
    unpaid, run = operate(small(support=f"{{eu4fast: {{paid: false, {funds}}}}}"))
    before, after = (action.world.exchange.offices for action in (paid, unpaid))
    assert set(before.officers) - set(after.officers) == {("centre", "AL"), ("centre", "XK")}
    assert before.centre and after.centre and before.centre.desk.staff - after.centre.desk.staff == 4
    asked = rows(run, "messages", lambda row: "AL" in (row["sender"], row["receiver"]))
    assert asked and not [row for row in asked if row["channel"] == "liaison"]
