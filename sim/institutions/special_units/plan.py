"""Special intervention units and assistance in a crisis."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from sim.scenario.codes import CountryCode, Members
from sim.scenario.fitting import absent
from sim.scenario.part import Finding, Group, Part, Section, Timed, Work
from sim.scenario.quantity import Duration, Flag, Frozen, Hours, Sealed, Share, Speed, Spread, UnitCount, param

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

    own_lead: Duration = param(
        "1 h",
        low="15 min",
        high="3 h",
        unit="h",
        trust="assumed",
        source=ASSUMED,
        meaning="Median time from the alert until a unit of the country itself stands at the place",
    )
    foreign_lead: Duration = param(
        "3 h",
        low="1 h",
        high="12 h",
        unit="h",
        trust="assumed",
        source=f"assumed; assistance is asked and agreed case by case ({LAW})",
        meaning="Median time from a country's consent until its unit takes off",
    )
    lead_variation: Spread = param(
        0.4,
        low=0.1,
        high=0.8,
        unit="log",
        trust="assumed",
        source=ASSUMED,
        meaning="Log standard deviation of the times until units take off",
    )
    flight: Speed = param(
        450.0,
        low=150,
        high=750,
        unit="km/h",
        trust="assumed",
        source="assumed; helicopter to transport aircraft",
        meaning="Speed of a unit on its way to another country and back",
    )
    joining: Duration = param(
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
        meaning="What remains of the time until units can act together where they trained together",
    )
    longest: dict[str, Duration] = param(
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
    units: UnitCount
    lasts: Hours


SPECIAL_UNITS = Section(key="special_units", kind=SpecialUnits, default=SpecialUnits())
PRACTICE = Group(key="crises", default=CrisisPractice())


def _findings(scenario: Scenario) -> Iterator[Finding]:
    """Faults of special intervention units: countries."""
    yield from absent(scenario, SPECIAL_UNITS.of(scenario).assistance, ("special_units", "assistance"))


def _works(scenario: Scenario) -> Iterator[Work]:
    """Units that are called to crises; each crisis is told to all countries."""
    crises = [event for event in scenario.events if isinstance(event, Crisis)]
    units = sum(event.units + len(scenario.countries) for event in crises)
    yield Work(path=("events",), what="units called to crises", number=units, each_s=3e-4, each_bytes=4e3)


PART = Part(
    sections=(SPECIAL_UNITS,),
    practice=(PRACTICE,),
    events=(Crisis,),
    chance={"crisis": "a crisis: who comes, when, how long it lasts"},
    findings=_findings,
    works=_works,
)
