"""Crime areas of an action: what belongs to them alone, and what their movements carry."""

from __future__ import annotations

from sim.world.theatre.crime_areas import BY_PRIORITY
from tests.institutions.scenes import trade
from tests.theatre import outcome, rows, small, total


def test_marks_by_priority_are_a_matter_of_the_priorities() -> None:
    assert not [row for row in rows(outcome(small()), "cases") if row["mark"] in BY_PRIORITY]
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
