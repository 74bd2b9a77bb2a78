"""Europol in the field: mobile offices, and guest officers for secondary security checks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from sim.scenario.codes import PostId
from sim.scenario.fitting import no_post, posted
from sim.scenario.part import Finding, Group, Part, PostedOfficers, Section, Timed
from sim.scenario.quantity import Duration, Frozen, Sealed, Share, Staff, param
from sim.scenario.tree import Path

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

ASSUMED = "assumed: no published figure"


class FieldOffices(Sealed):
    """What of Europol goes to the posts; these keys stand in the section `europol`."""

    mobile_offices: tuple[PostId, ...] = ()
    office_desks: Staff | None = None
    guest_officers: tuple[PostedOfficers, ...] = ()


class FieldPractice(Frozen):
    """What Europol's people at posts need and can; these keys stand in the group `assets`."""

    cross_check: Duration = param(
        "10 min",
        low="4 min",
        high="30 min",
        unit="h",
        trust="assumed",
        source=ASSUMED,
        meaning="Mean time in which a guest officer, or a limited desk of a mobile office, looks at one referral",
    )
    second_look: Share = param(
        0.5,
        low=0.2,
        high=0.8,
        unit="of a document expert's",
        trust="assumed",
        source=ASSUMED,
        meaning="Probability of detection of a guest officer who looks again at a document",
    )


class MobileOffice(Timed):
    """Europol opens a mobile office at a post."""

    kind: Literal["mobile_office"]
    post: PostId


class MoveMobileOffice(Timed):
    """Europol moves a mobile office from one post to another."""

    kind: Literal["move_mobile_office"]
    origin: PostId = Field(alias="from")
    to: PostId


EUROPOL_FIELD = Section(key="europol", kind=FieldOffices, default=FieldOffices(), carried=False)
PRACTICE = Group(key="assets", default=FieldPractice())


def _findings(scenario: Scenario) -> Iterator[Finding]:
    """Faults of mobile offices and guest officers: posts and their sides."""
    europol = EUROPOL_FIELD.of(scenario)
    for at, post in enumerate(europol.mobile_offices):
        yield from no_post(scenario, post, ("europol", "mobile_offices", at))
    for at, guests in enumerate(europol.guest_officers):
        yield from posted(scenario, guests.post, guests.country, ("europol", "guest_officers", at))


def _event_findings(scenario: Scenario, events: Sequence[Timed]) -> Iterator[Finding]:
    """Faults of events: posts, offices that are never where they should leave."""
    for at, event in enumerate(events):
        path: Path = ("events", at)
        if isinstance(event, MobileOffice):
            yield from no_post(scenario, event.post, (*path, "post"))
        elif isinstance(event, MoveMobileOffice):
            yield from no_post(scenario, event.origin, (*path, "from"))
            yield from no_post(scenario, event.to, (*path, "to"))
            if event.origin == event.to:
                yield (*path, "to"), "that is where it leaves", "Name another post"
            if event.origin not in _office_posts(scenario, events):
                found = f"no mobile office is ever at '{event.origin}'"
                yield (*path, "from"), found, "Name a post that has one before"


def _office_posts(scenario: Scenario, events: Sequence[Timed]) -> set[str]:
    """Posts where a mobile office may stand at some time."""
    posts = set(EUROPOL_FIELD.of(scenario).mobile_offices)
    posts |= {event.post for event in events if isinstance(event, MobileOffice)}
    return posts | {event.to for event in events if isinstance(event, MoveMobileOffice)}


PART = Part(
    sections=(EUROPOL_FIELD,),
    practice=(PRACTICE,),
    events=(MobileOffice, MoveMobileOffice),
    findings=_findings,
    event_findings=_event_findings,
)
