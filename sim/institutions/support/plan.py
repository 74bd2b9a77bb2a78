"""Agencies and projects that prepare and equip: CEPOL, EU4FAST, SEESAC, UNODC, EMCDDA, EASO, the Danube strategy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from sim.scenario import reference
from sim.scenario.codes import Members, PostId
from sim.scenario.fitting import absent, no_post
from sim.scenario.part import Finding, Group, Part, Section
from sim.scenario.quantity import Flag, Frozen, LogOdds, Sealed, Share, Staff, param

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

ASSUMED = "assumed: no published figure"
CARGO_AT = ("sea_port", "airport", "postal")
"""Kinds of post where a cargo control unit can work."""
SUPPORTED = {"seesac": ("seesac", 1), "eusdr": ("danube_strategy", 2)}
"""Projects that work only where so many members of a framework take part."""


class Training(Sealed):
    """Training of officers before the action: the share that takes part, and of which countries."""

    trained: Share = 0.0
    countries: Members = "all"


class Funding(Sealed):
    """What the project EU4FAST pays for; without it, those desks and those liaison officers are not there."""

    paid: Flag = True
    funds_centre_desks: Staff = 0
    funds_partners: Members = ()


class Support(Sealed):
    """Which agencies and projects support the action."""

    cepol: Training = Training()
    seesac: Share = 0.0
    unodc: tuple[PostId, ...] = ()
    emcdda: Members = ()
    easo: Members = ()
    eu4fast: Funding = Funding()
    eusdr: Flag = False


class SupportPractice(Frozen):
    """What their support changes."""

    firearms_training: LogOdds = param(
        0.6,
        low=0,
        high=1.2,
        unit="log-odds",
        trust="assumed",
        source=ASSUMED,
        meaning="What SEESAC's training on firearms adds to the detection of firearms by a trained officer",
    )
    cargo_control: LogOdds = param(
        0.8,
        low=0,
        high=1.5,
        unit="log-odds",
        trust="assumed",
        source=ASSUMED,
        meaning="What a cargo control unit of UNODC adds to the sensitivity of risk selection of goods and drugs",
    )
    drug_targeting: LogOdds = param(
        0.3,
        low=0,
        high=0.8,
        unit="log-odds",
        trust="assumed",
        source=ASSUMED,
        meaning="What the situation reports of EMCDDA add to the sensitivity of risk indicators for drugs",
    )
    asylum_targeting: LogOdds = param(
        0.3,
        low=0,
        high=0.8,
        unit="log-odds",
        trust="assumed",
        source=ASSUMED,
        meaning="What EASO adds to the sensitivity of indicators for irregular entry, migrants and false documents",
    )
    workshop: Share = param(
        0.4,
        low=0,
        high=0.8,
        unit="share",
        trust="assumed",
        source="assumed; workshops were held in April and September before the action of 2023 (seesac.org)",
        meaning="Share of a member's willingness to report with which it brings a withheld trace to a workshop",
    )


SUPPORT = Section(key="support", kind=Support, default=Support())
PRACTICE = Group(key="support", default=SupportPractice())


def _findings(scenario: Scenario) -> Iterator[Finding]:
    """Faults of supporters: countries, desks that are not there, projects without members, posts of cargo units."""
    support = SUPPORT.of(scenario)
    yield from absent(scenario, support.cepol.countries, ("support", "cepol", "countries"))
    yield from absent(scenario, support.emcdda, ("support", "emcdda"))
    yield from absent(scenario, support.easo, ("support", "easo"))
    yield from absent(scenario, support.eu4fast.funds_partners, ("support", "eu4fast", "funds_partners"))
    if support.eu4fast.funds_centre_desks > scenario.centre.desks:
        found = f"it pays for {support.eu4fast.funds_centre_desks} desks of {scenario.centre.desks}"
        yield ("support", "eu4fast", "funds_centre_desks"), found, "Write at most centre.desks"
    for project in SUPPORTED:
        if getattr(support, project):
            yield from _nobody(scenario, project)
    yield from _cargo(scenario)


def _nobody(scenario: Scenario, project: str) -> Iterator[Finding]:
    """A project whose countries do not take part on the first day."""
    framework, least = SUPPORTED[project]
    there = scenario.facts.members(framework) & scenario.countries.keys()
    if len(there) < least:
        found = f"{len(there)} of its countries take part on {scenario.start.date()}"
        yield ("support", project), found, f"Leave it out, or let {least} or more of its countries take part"


def _cargo(scenario: Scenario) -> Iterator[Finding]:
    posts = scenario.active_posts()
    for at, post in enumerate(SUPPORT.of(scenario).unodc):
        path = ("support", "unodc", at)
        yield from no_post(scenario, post, path)
        if post in posts and posts[post].kind not in (*CARGO_AT, "online"):
            found = f"'{post}' is of kind {posts[post].kind}"
            yield path, found, "Name a sea port, an airport or a postal centre"


def _restrict(values: dict[str, Any], codes: set[str], day: date) -> None:
    """Leave out projects of whose framework too few members take part on the day of the action."""
    for project, (framework, least) in SUPPORTED.items():
        if len(reference.members(framework, day) & codes) < least:
            values.get("support", {}).pop(project, None)


PART = Part(sections=(SUPPORT,), practice=(PRACTICE,), findings=_findings, restrict=_restrict)
