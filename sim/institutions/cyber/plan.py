"""Cyber patrols."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from sim.scenario.codes import CountryCode, Members
from sim.scenario.fitting import no_country
from sim.scenario.languages import Language
from sim.scenario.part import Finding, Group, Part, Section, Work
from sim.scenario.quantity import Duration, Flag, Frozen, Interval, People, Sealed, Share, Spread, Weight, param

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

Venue = Literal["messaging", "marketplace", "clear_web", "dark_web", "social_media"]

PUBLISHED: dict[Venue, float] = {
    "messaging": 94.0,
    "marketplace": 11.0,
    "clear_web": 10.0,
    "dark_web": 5.0,
    "social_media": 0.0,
}
"""The 120 targets of the cyber patrol of 2023 by venue (occrp.org); none was published for social media."""
ASSUMED = "assumed: no published figure"
SHIFT_H = 8.0
"""Hours of a shift."""


class Cyber(Sealed):
    """Which countries patrol online, where, in which further languages, and whether prosecutors sit with them."""

    patrols: Members = ()
    languages: dict[CountryCode, tuple[Language, ...]] = Field(default_factory=dict)
    venues: dict[Venue, Weight] = Field(default_factory=lambda: {**PUBLISHED})
    prosecutors: Flag = False

    def patrolled_by(self, code: str) -> bool:
        """Whether the cyber officers of a country patrol."""
        return self.patrols == "all" or code in self.patrols


class CyberPractice(Frozen):
    """Times and shares of cyber patrols."""

    team: People = param(
        4.0,
        low=2,
        high=10,
        unit="officers",
        trust="assumed",
        source=ASSUMED,
        meaning="Cyber officers of a team",
    )
    search: Interval = param(
        "48 h",
        low="16 h",
        high="8 d",
        unit="h",
        trust="assumed",
        source="assumed, so that all teams of 2024 identify near the 120 targets that were published for 2023",
        meaning="Mean time on duty in which a team comes upon something",
    )
    reading: Duration = param(
        "3 h",
        low="30 min",
        high="12 h",
        unit="h",
        trust="assumed",
        source=ASSUMED,
        meaning="Median time in which a team that knows the language works out what was found",
    )
    own_language: Share = param(
        0.5,
        low=0.2,
        high=0.9,
        unit="share",
        trust="assumed",
        source=ASSUMED,
        meaning="Share of finds in what is written in the team's own country; others by population of the theatre",
    )
    identified: dict[str, Share] = param(
        {"messaging": 0.8, "marketplace": 0.7, "clear_web": 0.8, "dark_web": 0.3, "social_media": 0.85},
        low=0.05,
        high=0.95,
        unit="probability",
        trust="assumed",
        source=ASSUMED,
        meaning="Probability that it can be told who is behind a find, by venue",
    )
    target: Share = param(
        0.7,
        low=0.3,
        high=0.85,
        unit="share",
        trust="assumed",
        source=ASSUMED,
        meaning="Share of finds behind which somebody is known that name a person who can be visited",
    )
    parcel: Share = param(
        0.1,
        low=0.0,
        high=0.14,
        unit="share",
        trust="assumed",
        source=ASSUMED,
        meaning="Share of finds behind which somebody is known that announce a parcel; the rest are traces",
    )
    of_network: Share = param(
        0.3,
        low=0.05,
        high=0.7,
        unit="probability",
        trust="assumed",
        source=ASSUMED,
        meaning="Probability that a person or a parcel belongs to a network that is active there",
    )
    elsewhere: Share = param(
        0.3,
        low=0.05,
        high=0.7,
        unit="probability",
        trust="assumed",
        source=ASSUMED,
        meaning="Probability that the person lives in another country than the language suggests",
    )
    warrant: Duration = param(
        "18 h",
        low="4 h",
        high="4 d",
        unit="h",
        trust="assumed",
        source=ASSUMED,
        meaning="Median time to a prosecutor's order for a visit",
    )
    warrant_present: Duration = param(
        "2 h",
        low="30 min",
        high="8 h",
        unit="h",
        trust="assumed",
        source="assumed; prosecutors of several countries sat with the patrols of 2024 (Europol), to act at once",
        meaning="Median time to a prosecutor's order for a visit where prosecutors sit with the patrol",
    )
    variation: Spread = param(
        0.8,
        low=0.3,
        high=1.5,
        unit="log",
        trust="assumed",
        source=ASSUMED,
        meaning="Log standard deviation of the times of reading, orders and parcels",
    )
    stays: Duration = param(
        "72 h",
        low="24 h",
        high="21 d",
        unit="h",
        trust="assumed",
        source=ASSUMED,
        meaning="Time in which the chance to meet somebody who was identified online falls to a third",
    )
    post: Duration = param(
        "48 h",
        low="12 h",
        high="7 d",
        unit="h",
        trust="assumed",
        source=ASSUMED,
        meaning="Median time until an announced parcel passes the postal centre of its destination",
    )
    parcel_taken: Share = param(
        0.6,
        low=0.2,
        high=0.95,
        unit="probability",
        trust="assumed",
        source=ASSUMED,
        meaning="Probability that customs picks out a parcel of which it was told in time",
    )


CYBER = Section(key="cyber", kind=Cyber, default=Cyber())
PRACTICE = Group(key="cyber", default=CyberPractice())


def _findings(scenario: Scenario) -> Iterator[Finding]:
    """Faults of cyber patrols: countries without cyber officers, languages, venues, shares above 1."""
    cyber = CYBER.of(scenario)
    for at, code in enumerate(() if cyber.patrols == "all" else cyber.patrols):
        yield from no_country(scenario, code, ("cyber", "patrols", at))
        if code in scenario.countries and not scenario.countries[code].officers.get("cyber"):
            wanted = f"Give it some under countries.{code}.officers, or take it off the list"
            yield ("cyber", "patrols", at), f"{code} has no officers of service cyber", wanted
    for code in cyber.languages:
        path = ("cyber", "languages", code)
        yield from no_country(scenario, code, path)
        if code in scenario.countries and not cyber.patrolled_by(code):
            yield path, f"{code} does not patrol", "Name it under cyber.patrols, or leave its languages out"
    if not any(cyber.venues.values()):
        yield ("cyber", "venues"), "every weight is 0", "Give at least one venue a weight above 0"
    practice = PRACTICE.of(scenario)
    if practice.target + practice.parcel > 1.0:
        found = f"target and parcel together are {practice.target + practice.parcel:g} of the finds"
        yield ("behaviour", "cyber", "target"), found, "Stay within 1 together"


def _works(scenario: Scenario) -> Iterator[Work]:
    """Finds of the teams, which are on duty for a shift a day."""
    practice, scales = PRACTICE.of(scenario), scenario.officers_scale
    patrolling = [country for code, country in scenario.countries.items() if CYBER.of(scenario).patrolled_by(code)]
    officers = sum(country.officers.get("cyber", 0) * country.officers_scale * scales for country in patrolling)
    teams = len(patrolling) + officers / practice.team
    finds = teams * scenario.days * SHIFT_H / practice.search
    path = ("behaviour", "cyber", "search")
    yield Work(path=path, what="finds of cyber patrols", number=finds, each_s=5e-4, each_bytes=6e3)


PART = Part(
    sections=(CYBER,),
    practice=(PRACTICE,),
    chance={"cyber": "one find of a cyber patrol: venue, language, what it leads to"},
    findings=_findings,
    works=_works,
)
