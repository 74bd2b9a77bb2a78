"""Crime areas of an action: what belongs to them alone, and what their movements carry."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.engine.queues import MARKS
from sim.world.theatre.crime_areas import BY_PRIORITY, COMMON, MARK_OF_AREA
from sim.world.theatre.theatre import Theatre
from tests.institutions.scenes import trade
from tests.theatre import Floats, outcome, rows, small, total


def theatre_with(**weights: float) -> Theatre:
    """The small theatre with the six common areas as they are, and others."""
    common = {str(area): weight for area, weight in small().crime_areas.items()}
    return Theatre(small(crime_areas=str(common | weights).replace("'", "")))


def finds(theatre: Theatre) -> Floats:
    """Everything that can be found in a theatre: at posts, and by searches."""
    return np.append(theatre.prevalence.ravel(), [theatre.premises[mark] for mark in sorted(theatre.premises)])


NEWER = ("environmental_crime", "excise_fraud", "economic_crime", "criminal_finances", "cybercrime")


@pytest.mark.parametrize("area", NEWER)
def test_naming_an_area_with_next_to_no_weight_is_not_naming_it(area: str) -> None:
    """The difference vanishes with the weight, at least as fast as its square root; at 0 there is none."""
    plain = finds(theatre_with())
    for weight in (0.0, 1e-6, 1e-4, 1e-2):
        assert np.abs(finds(theatre_with(**{area: weight})) - plain).max() <= 0.03 * math.sqrt(weight)


@pytest.mark.parametrize("factor", [10, 0.25])
def test_only_proportions_of_weights_count(factor: float) -> None:
    weights = {area: weight * factor for area, weight in small().crime_areas.items()}
    scaled = Theatre(small(crime_areas=str(weights).replace("'", "")))
    assert np.array_equal(finds(scaled), finds(theatre_with()))


def test_what_is_not_sought_is_found_less_and_not_never() -> None:
    everything = theatre_with(**dict.fromkeys(NEWER[:4], 3.0))
    for area in COMMON + NEWER[:4]:
        mark = MARK_OF_AREA[area]
        left = {other: weight for other, weight in small().crime_areas.items() if other != area}
        without = Theatre(small(crime_areas=str(left).replace("'", "")))
        column = MARKS.index(mark)
        assert 0.0 < without.prevalence[..., column].sum() < everything.prevalence[..., column].sum()
        if mark in everything.premises:
            assert 0.0 < without.premises[mark] < everything.premises[mark]


def test_premises_follow_the_areas_of_the_action() -> None:
    drugs, firearms = (
        Theatre(small(crime_areas=f"{{drugs: {a}, firearms: {b}}}")).premises for a, b in ((3, 1), (1, 3))
    )
    assert drugs["drugs"] > firearms["drugs"]
    assert drugs["firearms"] < firearms["firearms"]


def test_marks_by_priority_are_a_matter_of_the_priorities() -> None:
    seldom = {"behaviour.prevalence.unsought": "0"}
    assert not [row for row in rows(outcome(small(seldom)), "cases") if row["mark"] in BY_PRIORITY]
    run = outcome(trade({"customs": "{sanctions: true}"}))
    assert {row["mark"] for row in rows(run, "cases")} >= set(BY_PRIORITY)
    areas = ("environmental_crime", "excise_fraud", "economic_crime", "criminal_finances")
    assert all(total(run, f"arrests_{area}") > 0.0 for area in areas[:3])
    assert sum(total(run, f"arrests_{area}") for area in areas) < total(run, "arrests")


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
