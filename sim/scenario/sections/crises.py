"""Special intervention units and assistance in a crisis."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.scenario.quantity import Flag, Frozen, Hours, Sealed, Share, Weight, param
from sim.scenario.tree import Path
from sim.scenario.words import Members

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

ASSUMED = "assumed: no published figure"
LAW = "Council Decision 2008/617/JHA; ATLAS network of 38 units"


class SpecialUnits(Sealed):
    """On what terms special intervention units help abroad: who helps, and whether they trained together."""

    assistance: Members = "all"
    joint_training: Flag = False


class CrisisPractice(Frozen):
    """Times of special intervention units."""

    own_lead: Hours = param(
        "1 h",
        low="15 min",
        high="3 h",
        unit="h",
        trust="assumed",
        source=ASSUMED,
        meaning="Median time from the alert until a unit of the country itself stands at the place",
    )
    foreign_lead: Hours = param(
        "3 h",
        low="1 h",
        high="12 h",
        unit="h",
        trust="assumed",
        source=f"assumed; assistance is asked and agreed case by case ({LAW})",
        meaning="Median time from a country's consent until its unit takes off",
    )
    lead_variation: Weight = param(
        0.4,
        low=0.1,
        high=0.8,
        unit="log",
        trust="assumed",
        source=ASSUMED,
        meaning="Log standard deviation of these times",
    )
    flight: Weight = param(
        450.0,
        low=150,
        high=750,
        unit="km/h",
        trust="assumed",
        source="assumed; helicopter to transport aircraft",
        meaning="Speed of a unit on its way to another country and back",
    )
    joining: Hours = param(
        "2 h",
        low="30 min",
        high="6 h",
        unit="h",
        trust="assumed",
        source=ASSUMED,
        meaning="Time that a unit from abroad needs at the place until it can act with the others",
    )
    trained_together: Share = param(
        0.4,
        low=0.1,
        high=0.8,
        unit="factor",
        trust="assumed",
        source=f"assumed; joint training is an aim of the Decision ({LAW})",
        meaning="What remains of that time where the units trained together",
    )
    longest: dict[str, Hours] = param(
        {"hostage_taking": "36 h", "hijacking": "24 h", "terrorist_incident": "10 h"},
        low="4 h",
        high="96 h",
        unit="h",
        trust="assumed",
        source=ASSUMED,
        meaning="How long a crisis goes on, by situation, when too few units come: then it ends by itself, unresolved",
    )


def findings(scenario: Scenario) -> Iterator[tuple[Path, str, str]]:
    """What does not fit the rest of the scenario, as (path, what was found, what was wanted)."""
    from sim.scenario.consistency import _no_country

    if scenario.special_units.assistance != "all":
        for at, code in enumerate(scenario.special_units.assistance):
            yield from _no_country(scenario, code, ("special_units", "assistance", at))
