"""What is known of policing and of covert networks comes out of the model, though nobody put it in as a number.

Each fact is a one-sided t test over replications, paired where two theatres have the same luck, or over drawn networks.
If the model did not show the fact, a test would pass with a probability of at most `FALSE_ALARM`. Seeds are fixed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

import numpy as np
import pytest
from scipy import stats

from sim.engine.streams import Chance
from sim.outcome.outcome import Outcome
from sim.scenario import reference
from sim.world.crime import graphs
from tests.theatre import Floats, operate, rows, small, total
from tests.world.crime.test_covert_networks import edges, plan

FALSE_ALARM = 1e-3
RUNS = 12
DRAWN = 60

LONG = {
    "name": "Networks under pressure",
    "days": "6",
    "europol.analysts": "0",
    "behaviour.crime.members_median": "10",
    "behaviour.crime.movements": "5",
    "behaviour.crime.concealment": "0.2",
    "behaviour.crime.replacement": "10 d",
    "behaviour.crime.learning": "3 h",
    "behaviour.crime.memory": "7 d",
}
"""Six days with small and busy networks whose loads are badly hidden; no operations."""
SEIZED = {**LONG, "behaviour.cases.escape": "1"}
"""Those on the way always get away: loads are lost, and nobody is."""
UNTOUCHED = {**LONG, "behaviour.selection.most_taken": "0.000001"}
"""Hardly any movement is taken out of the stream."""


@cache
def _runs(changes: tuple[tuple[str, str], ...]) -> tuple[Outcome, ...]:
    scenario = small(dict(changes))
    return tuple(operate(scenario, number)[1] for number in range(RUNS))


def runs(changes: Mapping[str, str]) -> tuple[Outcome, ...]:
    return _runs(tuple(changes.items()))


def measured(name: str, changes: Mapping[str, str]) -> Floats:
    return np.array([total(run, name) for run in runs(changes)])


def chance(found: Floats, more_than: float = 0.0) -> float:
    """Probability of a mean as great as this one, or greater, if the true mean were not above a value."""
    return float(stats.ttest_1samp(found, more_than, alternative="greater").pvalue)


# (a) Diminishing returns ---------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("per_officer", [0.0, 0.5])
def test_a_second_doubling_of_officers_brings_fewer_arrests_per_officer(per_officer: float) -> None:
    """Also where half of the plan grows with officers; where all of it does there is no such law (ODD 7.2)."""
    half, one, two = (
        measured("arrests", {"days": "2", "officers_scale": scale, "counting.per_officer": str(per_officer)})
        for scale in ("0.5", "1", "2")
    )
    assert chance(two - one) < FALSE_ALARM
    assert chance((one - half) / 0.5 - (two - one) / 1.0) < FALSE_ALARM


# (b) Brokers against chance (Duijn et al. 2014; Manzi and Calderoni 2024) ---------------------------------------------


@cache
def connected_after(share: float) -> Floats:
    """Share of members still connected, after brokers and after anybody were taken (networks, 2); at least one is."""
    found = []
    for number in range(DRAWN):
        size = 60 + number
        ties = edges(size, number)
        taken = max(1, round(share * size))
        between = graphs.brokerage(size, ties)
        luck = Chance(1, number).many("operation", "whom", size)
        brokers = sorted(range(size), key=lambda member, b=between: -b[member])[:taken]  # type: ignore[misc]
        anybody = sorted(range(size), key=luck.__getitem__)[:taken]
        found.append([graphs.strength(size, ties, set(whom)) for whom in (brokers, anybody)])
    return np.array(found)


def test_one_broker_alone_matters_little() -> None:
    brokers, anybody = connected_after(0.0).T
    assert chance(-(anybody - brokers), -0.1) < FALSE_ALARM, "less than a tenth of the members between them"


@pytest.mark.parametrize("share", [0.1, 0.2, 0.3])
def test_many_brokers_split_a_network_that_bears_the_loss_of_anybody(share: float) -> None:
    brokers, anybody = connected_after(share).T
    assert chance(anybody - brokers, 0.1) < FALSE_ALARM
    assert chance((anybody - brokers) - (1.0 - share) * 0.05) < FALSE_ALARM


def test_the_damage_of_targeting_grows_with_scale() -> None:
    gaps = [np.diff(connected_after(share), axis=1)[:, 0] for share in (0.0, 0.1, 0.2)]
    assert chance(gaps[1] - gaps[0]) < FALSE_ALARM
    assert chance(gaps[2] - gaps[1]) < FALSE_ALARM


# (c) Displacement (Magliocca et al. 2019) -----------------------------------------------------------------------------


def shifted(run: Outcome) -> float:
    """Of the crossings, after a loss of the same network, of the border where it was lost: share at other posts."""
    sides = {post.id: frozenset(post.sides) for post in reference.posts().values()}
    crossed: dict[tuple[str, frozenset[str]], list[tuple[float, str]]] = defaultdict(list)
    for row in run["movements"].rows():
        for post in row["route"].split():
            crossed[row["network"], sides[post]].append((row["time_h"], post))
    elsewhere = after = 0
    for case in rows(run, "cases", lambda row: row["selection"] == "movement"):
        lost_at = case["checkpoint"].partition("/")[2]
        for time_h, post in crossed[case["network"], sides[lost_at]]:
            if time_h > case["time_h"] + 12.0:
                after += 1
                elsewhere += post != lost_at
    return elsewhere / after


@pytest.mark.slow
def test_after_losses_movements_shift_to_neighbouring_posts() -> None:
    wary = np.array([shifted(run) for run in runs(SEIZED)])
    blind = np.array([shifted(run) for run in runs({**SEIZED, "networks.adaptive": "false"})])
    assert chance(wary - blind, 0.03) < FALSE_ALARM


# (d) Seizures without arrests (Morselli on CAVIAR) --------------------------------------------------------------------


def late_movements(run: Outcome) -> int:
    """Movements that begin in the second half of the action."""
    return int((run["movements"].numbers("time_h") >= run.hours / 2).sum())


@pytest.mark.slow
def test_seizures_without_arrests_reroute_but_do_not_stop() -> None:
    seized, free = runs(SEIZED), runs(UNTOUCHED)
    assert chance(measured("displaced_movements", SEIZED) - measured("displaced_movements", UNTOUCHED)) < FALSE_ALARM
    going_on = np.array([late_movements(run) / late_movements(other) for run, other in zip(seized, free, strict=True)])
    assert chance(going_on, 0.5) < FALSE_ALARM, "networks lie low for a while after losses, and go on"


@pytest.mark.slow
def test_arrests_lower_the_rate_of_movements() -> None:
    assert chance(measured("movements", SEIZED) - measured("movements", LONG)) < FALSE_ALARM


# (e) Recovery (Bright et al. 2017; Diviak 2023) -----------------------------------------------------------------------


def recovered(number: int) -> tuple[Floats, Floats]:
    """Density, compactness and connected share of a network that lost a sixth: before and after all are replaced."""
    size = 40 + number
    ties = edges(size, number)
    chance = Chance(1, number)
    roles = graphs.roles_of(plan(size), chance.many("member", "roles", size))
    lost = set(sorted(range(size), key=chance.many("operation", "whom", size).__getitem__)[: size // 6])
    before = ties
    for member in sorted(lost):
        successor = graphs.successor_of(ties, lost, member, roles, chance.draw("adaptation", str(member)))
        if successor is not None:
            ties = graphs.inherited(ties, lost, member, successor)
    left = size - len(lost)
    found = [
        [
            graphs.density(size, some, lost),
            graphs.compactness(size, some, lost),
            graphs.strength(size, some, lost) * size / left,
        ]
        for some in (before, ties)
    ]
    return np.array(found[0]), np.array(found[1])


def test_recovery_makes_networks_smaller_and_more_compact() -> None:
    both = [recovered(number) for number in range(DRAWN)]
    density, compact, together = np.array([after - before for before, after in both]).T
    assert chance(density) < FALSE_ALARM and chance(compact) < FALSE_ALARM and chance(together) < FALSE_ALARM
    whole = np.array([graphs.compactness(40 + n, edges(40 + n, n)) for n in range(DRAWN)])
    after = np.array([after[1] for _, after in both])
    assert chance(after - whole) < FALSE_ALARM, "also against the network before its losses"
