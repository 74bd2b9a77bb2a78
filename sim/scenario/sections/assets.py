"""Special teams, officers of Frontex, and Europol's guest officers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from sim.scenario import reference
from sim.scenario.events import CallExperts, MobileOffice, MoveAsset, MoveMobileOffice, SendAsset
from sim.scenario.quantity import Count, Frozen, Hours, Sealed, Share, Weight, param
from sim.scenario.tree import Path
from sim.scenario.words import Asset, CountryCode, PostId, Sender, Shift

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

Finding = tuple[Path, str, str]
ASSUMED = "assumed: no published figure"


class Deployment(Sealed):
    """A special team on one country's side of a post: on which shifts it works, who sends it, when it arrives."""

    asset: Asset
    post: PostId
    country: CountryCode
    by: Sender = ""
    shifts: Annotated[tuple[Shift, ...], Field(min_length=1)] = ("day", "evening", "night")
    arrives: Hours = 0.0


class HostPost(Sealed):
    """One country's side of a post."""

    post: PostId
    country: CountryCode


class PostedOfficers(HostPost):
    """Officers from elsewhere on one country's side of a post."""

    officers: Count


class Frontex(Sealed):
    """What Frontex sends: officers and document experts to posts, and a pool of experts who can be called."""

    officers: tuple[PostedOfficers, ...] = ()
    document_experts: tuple[HostPost, ...] = ()
    pool: Count = 0


class AssetPractice(Frozen):
    """Times and shares of special teams, of Frontex and of Europol in the field."""

    team: Weight = param(
        2.0,
        low=1,
        high=6,
        unit="officers",
        trust="assumed",
        source=ASSUMED,
        meaning="Officers of a special team",
    )
    lead: Hours = param(
        "24 h",
        low="6 h",
        high="72 h",
        unit="h",
        trust="assumed",
        source=ASSUMED,
        meaning="Median time until a special team that nobody had planned is at its post",
    )
    lead_variation: Weight = param(
        0.4,
        low=0.2,
        high=1.0,
        unit="log",
        trust="assumed",
        source=ASSUMED,
        meaning="Log standard deviation of that time",
    )
    expert_deployment: Hours = param(
        "48 h",
        low="12 h",
        high="72 h",
        unit="h",
        trust="measured",
        source="Frontex has a document fraud team on the spot within 48 h (published); the range is assumed",
        meaning="Time until a document expert of Frontex who was called is at the post",
    )
    on_checks: Share = param(
        0.7,
        low=0.4,
        high=0.9,
        unit="share of officers",
        trust="assumed",
        source="assumed; above that of a country's units, which have other tasks as well",
        meaning="Share of Frontex officers at a post who make checks",
    )
    cross_check: Hours = param(
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


def findings(scenario: Scenario) -> Iterator[Finding]:
    """What does not fit the rest of the scenario, as (path, what was found, what was wanted)."""
    for at, deployment in enumerate(scenario.deployments):
        if deployment.arrives >= scenario.hours:
            found = f"hour {deployment.arrives:g} comes after the end of the action"
            yield ("deployments", at, "arrives"), found, f"Write a time below {scenario.hours:g} h"
    for key, places in (
        ("officers", scenario.frontex.officers),
        ("document_experts", scenario.frontex.document_experts),
    ):
        for at, place in enumerate(places):
            yield from _side(scenario, place.post, place.country, ("frontex", key, at))
            yield from _inner_border(scenario, place.post, place.country, ("frontex", key, at, "post"))
    for at, guests in enumerate(scenario.europol.guest_officers):
        yield from _side(scenario, guests.post, guests.country, ("europol", "guest_officers", at))
    yield from _events(scenario)


def _side(scenario: Scenario, post: str, country: str, path: Path) -> Iterator[Finding]:
    """What is wrong with sending somebody to a country's side of a post."""
    from sim.scenario.consistency import _no_country, _no_post, _no_side

    yield from _no_post(scenario, post, (*path, "post"))
    yield from _no_country(scenario, country, (*path, "country"))
    yield from _no_side(scenario, post, country, (*path, "country"))


def _inner_border(scenario: Scenario, post: str, country: str, path: Path) -> Iterator[Finding]:
    """Frontex works at external borders, and at any border of a country outside Schengen that hosts it."""
    place = scenario.active_posts().get(post)
    if place is None or country not in place.sides:
        return
    day = scenario.start.date()
    schengen = [code for code in place.sides if "schengen" in reference.countries()[code].frameworks(day)]
    if place.kind in ("inland", "postal"):
        yield path, f"'{post}' is no border", "Name a post of the external border: that is where Frontex works"
    elif len(schengen) == 2:
        yield path, f"'{post}' lies inside Schengen on the first day", "Name a post of the external border"


def _events(scenario: Scenario) -> Iterator[Finding]:
    from sim.scenario.consistency import _no_post, _no_side

    for at, event in enumerate(scenario.events):
        path = ("events", at)
        if isinstance(event, MoveAsset | MoveMobileOffice):
            for key, post in (("from", event.origin), ("to", event.to)):
                yield from _no_post(scenario, post, (*path, key))
                if isinstance(event, MoveAsset):
                    yield from _no_side(scenario, post, event.country, (*path, key))
            if event.origin == event.to:
                yield (*path, "to"), "that is where it leaves", "Name another post"
            yield from _nothing_to_move(scenario, event, (*path, "from"))
        elif isinstance(event, SendAsset | CallExperts):
            yield from _no_post(scenario, event.post, (*path, "post"))
            yield from _no_side(scenario, event.post, event.country, (*path, "country"))
        if isinstance(event, CallExperts):
            yield from _inner_border(scenario, event.post, event.country, (*path, "post"))
            if not scenario.frontex.pool:
                yield path, "Frontex has no experts who can be called", "Write their number under frontex.pool"


def _nothing_to_move(scenario: Scenario, event: MoveAsset | MoveMobileOffice, path: Path) -> Iterator[Finding]:
    """A move from where nothing of the kind ever stands; what a post has every day cannot move."""
    if isinstance(event, MoveMobileOffice):
        if event.origin not in _office_posts(scenario):
            yield path, f"no mobile office is ever at '{event.origin}'", "Name a post that has one before"
    elif (event.country, event.origin) not in _team_places(scenario, event.asset):
        found = f"no {event.asset} team of {event.country} is ever sent to '{event.origin}'"
        yield path, found, "Name a post to which one is sent under deployments, or by an event"


def _office_posts(scenario: Scenario) -> set[str]:
    """Posts where a mobile office may stand at some time."""
    posts = set(scenario.europol.mobile_offices)
    posts |= {event.post for event in scenario.events if isinstance(event, MobileOffice)}
    return posts | {event.to for event in scenario.events if isinstance(event, MoveMobileOffice)}


def _team_places(scenario: Scenario, asset: str) -> set[tuple[str, str]]:
    """Sides of posts where a team of a kind may stand at some time."""
    places = {(sent.country, sent.post) for sent in scenario.deployments if sent.asset == asset}
    for event in scenario.events:
        if isinstance(event, SendAsset | MoveAsset) and event.asset == asset:
            places.add((event.country, event.to if isinstance(event, MoveAsset) else event.post))
        elif isinstance(event, CallExperts) and asset == "document_expert":
            places.add((event.country, event.post))
    if asset == "document_expert":
        places |= {(host.country, host.post) for host in scenario.frontex.document_experts}
    return places
