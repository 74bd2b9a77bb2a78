"""Officers who were trained with those of other countries ask better questions; who asks nobody gains nothing by it."""

from __future__ import annotations

from collections.abc import Mapping

from sim.scenario.schema import Scenario
from tests.institutions.paired import assert_above, measured, values
from tests.theatre import changed_tables, outcome, small

ASKS = {
    "days": "1",
    "behaviour.detection.training": "0",
    "behaviour.prevalence.person.suspect": "0.01",
    "behaviour.selection.referral_offender": "0.9",
    "behaviour.exchange.in_systems": "0.95",
    "behaviour.exchange.trained_question": "0.5",
    "behaviour.cases.hold_unarrested": "12 h",
    "preparation.trained": "0",
}
"""Much is asked abroad, and training helps with nothing but the questions."""
TRAINED = {"preparation.trained": "1"}
RUNS = 16


def asking(*changes: Mapping[str, str]) -> Scenario:
    """The small theatre with much to ask, changed."""
    return small({key: value for change in (ASKS, *changes) for key, value in change.items()})


def test_trained_officers_arrest_more_of_those_for_whom_they_ask() -> None:
    """Half of what answers lacked (the most assumed) is at least an eighth more; not all is answered in time."""
    plain, trained = (values(measured("arrests_needing_abroad"), asking(change), RUNS) for change in ({}, TRAINED))
    assert_above(trained - 1.03 * plain)


def test_who_is_answered_nothing_gains_nothing() -> None:
    alone = {"cooperation.scale": "0"}
    assert changed_tables(outcome(asking(alone)), outcome(asking(alone, TRAINED))) == []


def test_a_country_has_a_share_of_its_own() -> None:
    own = asking({"countries.BG.trained": "1"})
    assert changed_tables(outcome(asking()), outcome(own))
    assert not changed_tables(outcome(asking(TRAINED)), outcome(asking(TRAINED, {"countries.BG.trained": "1"})))
