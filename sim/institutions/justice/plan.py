"""Prosecutors, Eurojust and joint investigation teams."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from sim.scenario.codes import CountryCode, Members
from sim.scenario.fitting import absent, team_findings
from sim.scenario.part import Finding, Group, Part, Section, Timed
from sim.scenario.quantity import Duration, Flag, Frozen, Scale, Sealed, Share, Spread, Staff, param

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

EIO = "Directive 2014/41/EU (30 days to recognise, 24 h for urgent provisional measures)"
TEAMS = (
    "assumed: set-up times are not published; teams last 12 to 24 months (eurojust.europa.eu/fr/node/232), and are "
    "held up by translation, approval and legal differences (eucrim.eu/news/fifth-jits-evaluation-report)"
)


class Eurojust(Sealed):
    """What Eurojust brings: national desks that help, meetings of prosecutors, money for joint teams."""

    open: Flag = False
    desks: Annotated[Staff, Field(ge=1)] = 4
    coordination_meetings: Flag = True
    funding: Flag = True


class Justice(Sealed):
    """Where prosecutors must agree to searches and operations, and whether Eurojust helps."""

    prosecutors: Members = ()
    eurojust: Eurojust = Eurojust()


class JudicialPractice(Frozen):
    """Times and shares of judicial work."""

    staff: Share = param(
        0.005,
        low=0.001,
        high=0.03,
        unit="per officer",
        trust="assumed",
        source="assumed: no published figure",
        meaning="Prosecutors for the action per officer of the country; at least one on each shift",
    )
    warrant: Duration = param(
        "75 min",
        low="15 min",
        high="6 h",
        unit="h",
        trust="assumed",
        source="assumed: no published figure",
        meaning="Median desk time of prosecutors for a warrant, the court included",
    )
    custody: Duration = param(
        "20 min",
        low="5 min",
        high="2 h",
        unit="h",
        trust="assumed",
        source="assumed: no published figure",
        meaning="Median desk time of prosecutors until they say whether somebody held on suspicion is held on",
    )
    keeps: Share = param(
        0.3,
        low=0.1,
        high=0.6,
        unit="probability",
        trust="assumed",
        source="assumed: no published figure",
        meaning="Probability that prosecutors have somebody under suspicion held up to the country's detention limit",
    )
    order: Duration = param(
        "10 h",
        low="3 h",
        high="3 d",
        unit="h",
        trust="assumed",
        source=f"assumed; {EIO}",
        meaning="Median time until an urgent European Investigation Order is recognised, between countries of the EU",
    )
    letter: Duration = param(
        "20 h",
        low="6 h",
        high="7 d",
        unit="h",
        trust="assumed",
        source="assumed: no published figure",
        meaning="Median time of an urgent letter of request between other countries",
    )
    variation: Spread = param(
        0.6,
        low=0.2,
        high=1.2,
        unit="log",
        trust="assumed",
        source="assumed: no published figure",
        meaning="Log standard deviation of judicial times",
    )
    meeting: Duration = param(
        "4 h",
        low="1 h",
        high="12 h",
        unit="h",
        trust="assumed",
        source="assumed; 577 coordination meetings in 2023 (Eurojust, consolidated annual activity report 2023)",
        meaning="Median time of a coordination meeting of two countries at Eurojust, in place of bilateral letters; "
        "grows with the square root of their number",
    )
    team_agrees: Scale = param(
        0.5,
        low=0.2,
        high=1,
        unit="factor",
        trust="assumed",
        source="assumed: no published figure",
        meaning="Time to agree on an operation inside a joint investigation team with Eurojust, against the usual",
    )
    team_to_europol: Duration = param(
        "30 min",
        low="5 min",
        high="4 h",
        unit="h",
        trust="assumed",
        source="assumed: no published figure",
        meaning="Median time in which a trace reaches the analysts inside a joint investigation team with Europol",
    )
    olaf: Share = param(
        0.4,
        low=0.1,
        high=0.8,
        unit="share",
        trust="assumed",
        source="assumed: no published figure",
        meaning="Share of what an answer about goods lacks that OLAF adds inside a joint investigation team",
    )
    setting_up: Duration = param(
        "5 d",
        low="12 h",
        high="60 d",
        unit="h",
        trust="assumed",
        source=TEAMS,
        meaning="Median time to sign a joint investigation team without help",
    )
    with_eurojust: Scale = param(
        0.6,
        low=0.3,
        high=1,
        unit="factor",
        trust="assumed",
        source="assumed; Eurojust supported 288 teams in 2023 (consolidated annual activity report 2023)",
        meaning="What remains of the time to sign a joint investigation team when Eurojust helps",
    )
    with_funding: Scale = param(
        0.8,
        low=0.5,
        high=1,
        unit="factor",
        trust="assumed",
        source="assumed: no published figure; Eurojust funds teams by means of the Commission",
        meaning="What is left of the time to sign a joint team when Eurojust also pays for travel and translation",
    )
    initiated: Share = param(
        0.1,
        low=0,
        high=0.5,
        unit="probability",
        trust="assumed",
        source="assumed: no published figure",
        meaning="Probability that Eurojust requests a joint investigation team after a package on a network",
    )


class JitSigned(Timed):
    """Countries sign a joint investigation team."""

    kind: Literal["jit_signed"]
    countries: tuple[CountryCode, ...] = Field(min_length=2)


class JitProposed(Timed):
    """Countries are asked to set up a joint investigation team; it is signed later, if all agree."""

    kind: Literal["jit_proposed"]
    countries: tuple[CountryCode, ...] = Field(min_length=2)
    europol: Flag = False
    eurojust: Flag = False
    olaf: Flag = False


JUSTICE = Section(key="justice", kind=Justice, default=Justice())
PRACTICE = Group(key="justice", default=JudicialPractice())
ABSENT = "Eurojust is not there", "Write 'open: true' under justice.eurojust, or leave Eurojust out here"


def _findings(scenario: Scenario) -> Iterator[Finding]:
    """Faults of justice: countries, joint teams with a Eurojust that is not there."""
    yield from absent(scenario, JUSTICE.of(scenario).prosecutors, ("justice", "prosecutors"))
    for at, team in enumerate(scenario.preparation.jits):
        if team.eurojust and not JUSTICE.of(scenario).eurojust.open:
            yield ("preparation", "jits", at, "eurojust"), *ABSENT


def _event_findings(scenario: Scenario, events: Sequence[Timed]) -> Iterator[Finding]:
    """Faults of events: members of joint teams, a Eurojust that is not there."""
    for at, event in enumerate(events):
        if isinstance(event, JitSigned | JitProposed):
            yield from team_findings(scenario, event.countries, ("events", at, "countries"))
        if isinstance(event, JitProposed) and event.eurojust and not JUSTICE.of(scenario).eurojust.open:
            yield ("events", at, "eurojust"), *ABSENT


PART = Part(
    sections=(JUSTICE,),
    practice=(PRACTICE,),
    events=(JitSigned, JitProposed),
    chance={"justice": "work of prosecutors and Eurojust"},
    findings=_findings,
    event_findings=_event_findings,
)
