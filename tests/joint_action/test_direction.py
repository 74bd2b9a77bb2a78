"""More of what helps gives more of what is wanted, in the mean over paired replications.

Each statement is a one-sided paired t test over `RUNS` replications with the same luck on both sides. If there were no
effect, or one the other way, it would pass with a probability of at most `FALSE_ALARM`. Seeds are fixed: it does not
flicker. In these theatres offenders are many, so that the few days of a few countries suffice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import pytest
from scipy import stats

from sim.scenario.schema import Scenario
from tests.theatre import Floats, event, figures, in_parallel, small

RUNS = 10
FALSE_ALARM = 1e-3

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


@dataclass(frozen=True)
class Lever:
    """A change of a theatre, and the figures that it must raise and lower."""

    change: Mapping[str, str]
    raises: tuple[str, ...] = ()
    lowers: tuple[str, ...] = ()
    on: Mapping[str, str] = field(default_factory=dict)


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
    "tip-off": Lever(event("{kind: tip_off, at: 0, networks: 1}"), lowers=("movements", "arrests_network_operation")),
}


def theatre(*changes: Mapping[str, str]) -> Scenario:
    """Two days of the small theatre with some changes."""
    merged = {"days": "2"}
    for change in changes:
        merged |= change
    return small(merged)


Runs = Mapping[str, Mapping[str, Floats]]


@pytest.fixture(scope="module")
def runs() -> Runs:
    """Figures of every theatre that is asked for, by the text of its scenario."""
    pairs = [(theatre(lever.on), theatre(lever.on, lever.change)) for lever in LEVERS.values()]
    unique = {scenario.text: scenario for pair in pairs for scenario in pair}
    found = in_parallel(partial(figures, replications=RUNS), [*unique.values()])
    return dict(zip(unique, found, strict=True))


def differences(runs: Runs, lever: Lever, figure: str) -> Floats:
    """Differences of a figure, replication by replication, defined on both sides."""
    base, changed = (runs[theatre(*change).text][figure] for change in ((lever.on,), (lever.on, lever.change)))
    both = changed - base
    return np.asarray(both[~np.isnan(both)])


def chance(found: Floats) -> float:
    """Probability of a mean as great as this one, or greater, if the true mean were not above 0."""
    if np.ptp(found) == 0.0:
        return 0.0 if found[0] > 0.0 else 1.0
    return float(stats.ttest_1samp(found, 0.0, alternative="greater").pvalue)


@pytest.mark.parametrize(
    ("name", "figure", "sign"),
    [
        (name, figure, sign)
        for name, lever in LEVERS.items()
        for figures, sign in ((lever.raises, 1.0), (lever.lowers, -1.0))
        for figure in figures
    ],
)
def test_direction(name: str, figure: str, sign: float, runs: Runs) -> None:
    found = differences(runs, LEVERS[name], figure)
    assert len(found) >= RUNS - 2
    assert chance(sign * found) < FALSE_ALARM, f"{found.mean():+.3g} in the mean"


def test_analysts_take_nothing_from_the_posts(runs: Runs) -> None:
    """More packages may catch some before a post does: at most a twentieth of the arrests made without them."""
    lever = LEVERS["more analysts where they are scarce"]
    base = runs[theatre(lever.on).text]["arrests without operations"].mean()
    assert chance(differences(runs, lever, "arrests without operations") + 0.05 * base) < FALSE_ALARM


def test_a_dog_changes_nothing_at_the_next_post(runs: Runs) -> None:
    assert not differences(runs, LEVERS["a dog"], "found at its neighbour").any()


def test_the_same_luck_on_both_sides_takes_away_most_of_the_variance(runs: Runs) -> None:
    lever = LEVERS["prepared targets"]
    base, changed = (runs[theatre(*change).text]["arrests"] for change in ((), (lever.change,)))
    assert np.var(changed - base) < 0.5 * (np.var(base) + np.var(changed))
