"""More of what helps gives more of what is wanted, in the mean over paired replications.

Each statement is a one-sided paired t test over `RUNS` replications with the same luck on both sides. In these theatres
offenders are many, so that the few days of a few countries suffice.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from sim.scenario.schema import Scenario
from tests.institutions.paired import Lever, Trial, assert_above
from tests.theatre import changed_tables, event, figures, outcome, small

RUNS = 14

OPEN = {"counting.per_officer": "0"}
"""The plan of checks is the same whatever the number of officers."""
SCARCE = {
    "name": "Scarce analysts",
    "europol.analysts": "1",
    "networks.count": "40",
    "preparation.prior_traces": "5",
    "behaviour.fusion.analysis": "5 h",
    "behaviour.fusion.package": "6 h",
}
"""Many networks of which much is known, and one analyst who needs long."""
GOODS = {
    "name": "Goods in vehicles",
    "countries.BG.plan": "{officers: 340, person: 2400, vehicle: 4800}",
    "behaviour.prevalence.vehicle.drugs": "0.1",
    "behaviour.selection.referral_offender": "0.9",
    "deployments": "[]",
}


LEVERS = {
    "more officers": Lever({"officers_scale": "2"}, raises=("arrests", "checks_total", "officer_hours")),
    "more officers for the same plan": Lever({"officers_scale": "2"}, lowers=("wait for a check", "passed"), on=OPEN),
    "fewer officers": Lever({"officers_scale": "0.5"}, lowers=("arrests", "checks_total")),
    "less cooperation": Lever(
        {"cooperation.scale": "0.4"},
        lowers=("arrests", "arrests_needing_abroad", "answered_share", "packages", "hits_europol"),
    ),
    "full cooperation": Lever(
        {"cooperation.baseline": "full", "cooperation.frameworks": "{}"},
        raises=("arrests", "arrests_needing_abroad", "answered_share"),
        lowers=("response_time_median_h",),
    ),
    "more analysts where they are scarce": Lever(
        {"europol.analysts": "10"}, raises=("packages", "operations", "arrests_network_operation", "arrests"), on=SCARCE
    ),
    "training": Lever({"preparation.trained": "1"}, raises=("found by officers",)),
    "centre closed": Lever({"centre.open": "false"}, raises=("response_time_median_h",)),
    "liaison officer away": Lever(
        event("{kind: liaison_away, at: 0, country: RS, lasts: 48 h}"),
        raises=("wait of RS for answers",),
        on={
            "preparation.jits": "[]",
            "behaviour.exchange.in_systems": "0.95",
            "behaviour.prevalence.person.wanted_abroad": "0.03",
        },
    ),
    "better hidden loads of networks": Lever(
        {"behaviour.crime.concealment": "0.95"}, lowers=("detection_probability", "interception_probability")
    ),
    "better hidden goods of others": Lever(
        {"behaviour.detection.concealment": "0.95"}, lowers=("found by officers", "arrests")
    ),
    "room to wait": Lever({"behaviour.checks.backlog": "20"}, raises=("wait for a check",), lowers=("passed",)),
    "a dog": Lever(
        {"deployments": "[{asset: canine, post: malko-tarnovo-derekoy, country: BG}]"},
        raises=("found at a road post",),
        on=GOODS,
    ),
    "a scanner": Lever(
        {"deployments": "[{asset: scanner, post: malko-tarnovo-derekoy, country: BG}]"},
        raises=("found at a road post",),
        on=GOODS,
    ),
    "mobile office": Lever(
        event("{kind: mobile_office, at: 0, post: presevo-tabanovce}"), raises=("submitted by MK", "submitted_entities")
    ),
    "prepared targets": Lever(
        {"preparation.prepared_targets": "90"}, raises=("arrests_prepared_target", "arrests", "weapons")
    ),
    "more networks": Lever({"networks.count": "40"}, raises=("movements", "packages")),
    "investigations opened more readily": Lever(
        {"behaviour.cases.opening_this_action": "2"}, raises=("investigations",)
    ),
    "more weapons counted": Lever({"behaviour.cases.weapons_this_action": "1.5"}, raises=("weapons",)),
    "tip-off": Lever(event("{kind: tip_off, at: 0, networks: 1}"), lowers=("movements", "arrests_network_operation")),
}


def changed_theatre(*changes: Mapping[str, str]) -> Scenario:
    """Two days of the small theatre with some changes."""
    return small({"days": "2", **{key: value for change in changes for key, value in change.items()}})


TRIAL = Trial(figures, RUNS, always={"days": "2"})


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", LEVERS)
def test_direction(name: str) -> None:
    TRIAL.assert_direction(LEVERS[name])


def test_analysts_take_nothing_from_the_posts() -> None:
    """More packages may catch some before a post does: at most a twentieth of the arrests made without them."""
    figure = "arrests without operations"
    base = TRIAL.measured(changed_theatre(SCARCE), RUNS // 2)[figure].mean()
    assert_above(TRIAL.changes(LEVERS["more analysts where they are scarce"])[figure] + 0.05 * base)


def test_a_dog_changes_nothing_at_the_next_post() -> None:
    assert not TRIAL.changes(LEVERS["a dog"])["found at its neighbour"].any()


def test_the_same_luck_on_both_sides_takes_away_most_of_the_variance() -> None:
    base, other = (
        TRIAL.measured(changed_theatre(change), RUNS)["arrests"] for change in ({}, LEVERS["prepared targets"].change)
    )
    assert np.var(other - base) < 0.5 * (np.var(base) + np.var(other))


def test_how_weapons_are_counted_changes_no_other_table() -> None:
    plain, more = (outcome(changed_theatre(change)) for change in ({}, {"behaviour.cases.weapons_this_action": "3"}))
    assert changed_tables(plain, more) == ["seizures"]
    assert plain["seizures"].text("case") == more["seizures"].text("case")
