"""Databases and their availability."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from sim.scenario.codes import CountryCode
from sim.scenario.fitting import no_country
from sim.scenario.part import Finding, Group, Part, Section, Timed, Work
from sim.scenario.quantity import Flag, Frozen, Hours, Interval, Sealed, Share, Weight, param

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

SHARES = (
    "assumed; per search, SIS met 2.6e-5 foreign alerts (2024), INTERPOL's lost documents 9.3e-5 (2016): "
    "rates of different searches, not shares of what all hold"
)
AVAILABILITY = "assumed; eu-LISA runs SIS around the clock; no figure of the others was found"


class Systems(Sealed):
    """Which databases a query reaches: one for all, or each country those that it is connected to."""

    separate: Flag = False
    sis: Literal["members"] | tuple[CountryCode, ...] = "members"
    interpol: Flag = True
    sltd: Flag = True
    notices: Flag = True
    outages: Flag = False


class SystemPractice(Frozen):
    """What each database knows, and how often it is down. Of what a database holds only the proportions count."""

    sis: dict[str, Weight] = param(
        {"wanted_abroad": 0.65, "notice": 0.6, "false_document": 0.35},
        low=0,
        high=1,
        unit="share of what all hold",
        trust="assumed",
        source=SHARES,
        meaning="What the Schengen Information System holds of alerts from abroad and of stolen documents",
    )
    interpol: dict[str, Weight] = param(
        {"wanted_abroad": 0.25, "notice": 0.3},
        low=0,
        high=1,
        unit="share of what all hold",
        trust="assumed",
        source=SHARES,
        meaning="What INTERPOL's notices and diffusions hold",
    )
    sltd: dict[str, Weight] = param(
        {"false_document": 0.5},
        low=0,
        high=1,
        unit="share of what all hold",
        trust="assumed",
        source=SHARES,
        meaning="What INTERPOL's database of stolen and lost travel documents holds",
    )
    national: dict[str, Weight] = param(
        {"wanted_abroad": 0.1, "notice": 0.1, "false_document": 0.15},
        low=0,
        high=1,
        unit="share of what all hold",
        trust="assumed",
        source=SHARES,
        meaning="What national databases hold of alerts from abroad and stolen documents; own alerts they alone hold",
    )
    availability: dict[str, Share] = param(
        {"sis": 0.999, "interpol": 0.995, "europol": 0.995, "national": 0.998},
        low=0.9,
        high=1,
        unit="share of time",
        trust="assumed",
        source=AVAILABILITY,
        meaning="Share of time in which a system answers; national systems fail each on their own",
    )
    outage: Interval = param(
        "2 h",
        low="15 min",
        high="12 h",
        unit="h",
        trust="assumed",
        source=AVAILABILITY,
        meaning="Mean length of an outage",
    )


System = Literal["sis", "interpol", "europol", "national"]


class SystemDown(Timed):
    """A database does not answer for a while, in one country or everywhere."""

    kind: Literal["system_down"]
    system: System
    lasts: Hours
    country: CountryCode | None = None


SYSTEMS = Section(key="systems", kind=Systems, default=Systems())
PRACTICE = Group(key="systems", default=SystemPractice())


def _findings(scenario: Scenario) -> Iterator[Finding]:
    """Faults of databases: countries, a list that has no effect."""
    systems = SYSTEMS.of(scenario)
    if systems.sis != "members":
        for at, code in enumerate(systems.sis):
            yield from no_country(scenario, code, ("systems", "sis", at))
        if not systems.separate:
            found = "countries connected to SIS are named, but every country reaches every database"
            yield ("systems", "sis"), found, "Write 'separate: true', or leave them out"


def _works(scenario: Scenario) -> Iterator[Work]:
    """Outages of the databases of agencies and of each country; posts feel each of them twice."""
    practice = PRACTICE.of(scenario)
    if not SYSTEMS.of(scenario).outages:
        return
    running = dict.fromkeys(practice.availability, 1) | {"national": len(scenario.countries)}
    down = sum(number * (1.0 - practice.availability[system]) for system, number in running.items())
    outages = down * scenario.hours / practice.outage
    path = ("behaviour", "systems", "outage")
    yield Work(path=path, what="outages of databases", number=outages, each_s=2e-3, each_bytes=2e3)


PART = Part(
    sections=(SYSTEMS,),
    practice=(PRACTICE,),
    events=(SystemDown,),
    chance={"system": "outages of databases"},
    findings=_findings,
    works=_works,
)
