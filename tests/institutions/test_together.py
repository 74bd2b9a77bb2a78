"""Institutions together: what none of them does alone."""

from __future__ import annotations

from sim.world.theatre.theatre import Theatre
from tests.institutions.actions import test_actions as actions
from tests.institutions.customs.test_customs import CUSTOMS
from tests.institutions.justice import test_justice as justice
from tests.institutions.national import test_national as national
from tests.institutions.scenes import merged, trade
from tests.institutions.support.test_support import SUPPORT
from tests.theatre import changed_tables, outcome, small


def test_what_is_off_changes_nothing() -> None:
    assert changed_tables(outcome(small()), outcome(small(merged(national.OFF, justice.OFF, actions.OFF)))) == []


def test_tables_of_checks_stay_probabilities_with_everything_on() -> None:
    everything = {**CUSTOMS, **SUPPORT, "customs": "{risk_management: all, laboratory: all, sanctions: true}"}
    theatre = Theatre(trade(everything, {"behaviour.prevalence.parcel.drugs": "0.5"}))
    for table in (theatre.prevalence, theatre.detection, theatre.false_alarm, theatre.indicators):
        assert (table >= 0.0).all() and (table <= 1.0).all()
    assert (theatre.prevalence.sum(axis=3) <= 1.0 + 1e-12).all()
