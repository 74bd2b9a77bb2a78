"""Special intervention units and assistance in a crisis."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from sim.scenario.codes import CountryCode, Members
from sim.scenario.fitting import absent
from sim.scenario.part import Finding, Group, Part, Section, Timed
from sim.scenario.quantity import Count, Flag, Frozen, Hours, Sealed, Share, Weight, param

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


Situation = Literal["hostage_taking", "hijacking", "terrorist_incident"]


class Crisis(Timed):
    """A hostage-taking or the like: so many special intervention units, for so long once all are there, resolve it."""

    kind: Literal["crisis"]
    country: CountryCode
    situation: Situation = "hostage_taking"
    units: Count
    lasts: Hours


SPECIAL_UNITS = Section(key="special_units", kind=SpecialUnits, default=SpecialUnits())
PRACTICE = Group(key="crises", default=CrisisPractice())


def _findings(scenario: Scenario) -> Iterator[Finding]:
    """Faults of special intervention units: countries."""
    yield from absent(scenario, SPECIAL_UNITS.of(scenario).assistance, ("special_units", "assistance"))


PART = Part(
    sections=(SPECIAL_UNITS,),
    practice=(PRACTICE,),
    events=(Crisis,),
    chance={"crisis": "a crisis: who comes, when, how long it lasts"},
    findings=_findings,
)
