"""Prosecutors, Eurojust and joint investigation teams."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from sim.scenario.quantity import Count, Flag, Frozen, Hours, Scale, Sealed, Share, Weight, param, refusal
from sim.scenario.tree import Path
from sim.scenario.words import CountryCode, Members
from sim.units import shown

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

EVERYWHERE = "all"
EIO = "Directive 2014/41/EU (30 days to recognise, 24 h for urgent provisional measures)"
TEAMS = (
    "assumed: set-up times are not published; teams last 12 to 24 months (eurojust.europa.eu/fr/node/232), and are "
    "held up by translation, approval and legal differences (eucrim.eu/news/fifth-jits-evaluation-report)"
)


class JointTeam(Sealed):
    """A joint investigation team: its countries, and the agencies that take part; a bare list names the countries."""

    members: tuple[CountryCode, ...]
    europol: Flag = False
    eurojust: Flag = False
    olaf: Flag = False

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: object) -> object:
        if isinstance(value, list | tuple):
            return {"members": value}
        if isinstance(value, str | int | float):
            raise refusal(f"{shown(value)} is not a list", "Write a list, such as [a, b]")
        return value

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """As a mapping, or as the list of its members."""
        mapping = handler.resolve_ref_schema(handler(core))
        return {"anyOf": [mapping, mapping["properties"]["members"]]}


class Eurojust(Sealed):
    """What Eurojust brings: national desks that help, meetings of prosecutors, money for joint teams."""

    open: Flag = False
    desks: Annotated[Count, Field(ge=1)] = 4
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
    warrant: Hours = param(
        "75 min",
        low="15 min",
        high="6 h",
        unit="h",
        trust="assumed",
        source="assumed: no published figure",
        meaning="Median desk time of prosecutors for a warrant, the court included",
    )
    order: Hours = param(
        "10 h",
        low="3 h",
        high="3 d",
        unit="h",
        trust="assumed",
        source=f"assumed; {EIO}",
        meaning="Median time until an urgent European Investigation Order is recognised, between countries of the EU",
    )
    letter: Hours = param(
        "20 h",
        low="6 h",
        high="7 d",
        unit="h",
        trust="assumed",
        source="assumed: no published figure",
        meaning="Median time of an urgent letter of request between other countries",
    )
    variation: Weight = param(
        0.6,
        low=0.2,
        high=1.2,
        unit="log",
        trust="assumed",
        source="assumed: no published figure",
        meaning="Log standard deviation of judicial times",
    )
    meeting: Hours = param(
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
    team_to_europol: Hours = param(
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
    setting_up: Hours = param(
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
        meaning="What remains of that time when Eurojust helps",
    )
    with_funding: Scale = param(
        0.8,
        low=0.5,
        high=1,
        unit="factor",
        trust="assumed",
        source="assumed: no published figure; Eurojust funds teams by means of the Commission",
        meaning="What remains of it when Eurojust also pays for travel and translation",
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


def team_findings(scenario: Scenario, members: tuple[str, ...], path: Path) -> Iterator[tuple[Path, str, str]]:
    """What is wrong with the countries of a team."""
    from sim.scenario.consistency import _no_country

    if len(set(members)) < 2:
        yield path, "a team of fewer than two countries", "Name two or more different countries"
    for at, code in enumerate(members):
        yield from _no_country(scenario, code, (*path, at))


def findings(scenario: Scenario) -> Iterator[tuple[Path, str, str]]:
    """What does not fit the rest of the scenario, as (path, what was found, what was wanted)."""
    from sim.scenario.consistency import _no_country

    members = scenario.justice.prosecutors
    for at, code in enumerate(members if members != EVERYWHERE else ()):
        yield from _no_country(scenario, code, ("justice", "prosecutors", at))
    if scenario.justice.eurojust.open:
        return
    found, wanted = "Eurojust is not there", "Write 'open: true' under justice.eurojust, or leave Eurojust out here"
    for at, team in enumerate(scenario.preparation.jits):
        if team.eurojust:
            yield ("preparation", "jits", at, "eurojust"), found, wanted
    for at, event in enumerate(scenario.events):
        if getattr(event, "eurojust", False):
            yield ("events", at, "eurojust"), found, wanted
