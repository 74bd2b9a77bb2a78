"""Special teams, officers of Frontex, and Europol's guest officers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Literal, get_args

from pydantic import Field

from sim.scenario.codes import CountryCode, PostId, Sender
from sim.scenario.fitting import no_post, no_side, posted
from sim.scenario.part import Finding, Group, HostPost, Part, PostedOfficers, Section, Timed
from sim.scenario.quantity import Duration, Frozen, Guests, Hours, People, Sealed, Share, Spread, param
from sim.scenario.resource import Position, Resource
from sim.scenario.shifts import ALL_SHIFTS, Serves
from sim.scenario.tree import Path
from sim.words import Asset

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

ASSUMED = "assumed: no published figure"
IDLE_AT: Mapping[str, tuple[str, ...]] = {"anpr": ("rail", "airport", "postal"), "document_expert": ("postal",)}
"""Kinds of post where nothing is checked that an asset works on: no vehicles, or parcels alone."""


class Deployment(Sealed):
    """A special team on one country's side of a post: on which shifts it works, who sends it, when it arrives."""

    asset: Asset
    post: PostId
    country: CountryCode
    by: Sender = ""
    shifts: Annotated[Serves, Field(min_length=1)] = ALL_SHIFTS
    arrives: Hours = 0.0


class Frontex(Sealed):
    """What Frontex sends: officers and document experts to posts, and a pool of experts who can be called."""

    officers: tuple[PostedOfficers, ...] = ()
    document_experts: tuple[HostPost, ...] = ()
    pool: Guests = 0


class AssetPractice(Frozen):
    """Times and shares of special teams, of Frontex and of Europol in the field."""

    team: People = param(
        2.0,
        low=1,
        high=6,
        unit="officers",
        trust="assumed",
        source=ASSUMED,
        meaning="Officers of a special team",
    )
    lead: Duration = param(
        "24 h",
        low="6 h",
        high="72 h",
        unit="h",
        trust="assumed",
        source=ASSUMED,
        meaning="Median time until a special team that nobody had planned is at its post",
    )
    lead_variation: Spread = param(
        0.4,
        low=0.2,
        high=1.0,
        unit="log",
        trust="assumed",
        source=ASSUMED,
        meaning="Log standard deviation of the time until an unplanned team is there",
    )
    expert_deployment: Duration = param(
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


class MoveAsset(Timed):
    """A special team that stands on a country's side of a post goes to its side of another post."""

    kind: Literal["move_asset"]
    asset: Asset
    country: CountryCode
    origin: PostId = Field(alias="from")
    to: PostId


class SendAsset(Timed):
    """A special team that nobody had planned is sent to a country's side of a post."""

    kind: Literal["send_asset"]
    asset: Asset
    country: CountryCode
    post: PostId
    by: Sender = ""


class CallExperts(Timed):
    """A country calls document experts of Frontex to its side of a post."""

    kind: Literal["call_experts"]
    country: CountryCode
    post: PostId


DEPLOYMENTS: Section[tuple[Deployment, ...]] = Section(
    key="deployments", kind=tuple[Deployment, ...], default=(), before="cooperation", carried=False
)
FRONTEX_SECTION = Section(key="frontex", kind=Frontex, default=Frontex(), carried=False)
PRACTICE = Group(key="assets", default=AssetPractice())


def _findings(scenario: Scenario) -> Iterator[Finding]:
    """Faults of special teams and of Frontex: posts and their sides, hours after the end, inner borders."""
    for at, deployment in enumerate(DEPLOYMENTS.of(scenario)):
        yield from posted(scenario, deployment.post, deployment.country, ("deployments", at))
        if deployment.arrives >= scenario.hours:
            found = f"hour {deployment.arrives:g} comes after the end of the action"
            yield ("deployments", at, "arrives"), found, f"Write a time below {scenario.hours:g} h"
    frontex = FRONTEX_SECTION.of(scenario)
    for key, places in (("officers", frontex.officers), ("document_experts", frontex.document_experts)):
        for at, place in enumerate(places):
            yield from posted(scenario, place.post, place.country, ("frontex", key, at))
            yield from _inner_border(scenario, place.post, place.country, ("frontex", key, at, "post"))


def _inner_border(scenario: Scenario, post: str, country: str, path: Path) -> Iterator[Finding]:
    """Frontex works at external borders, and at any border of a country outside Schengen that hosts it."""
    place = scenario.active_post(post)
    if place is None or country not in place.sides:
        return
    schengen = scenario.facts.members("schengen") & set(place.sides)
    if place.kind in ("inland", "postal"):
        yield path, f"'{post}' is no border", "Name a post of the external border: that is where Frontex works"
    elif len(schengen) == 2:
        yield path, f"'{post}' lies inside Schengen on the first day", "Name a post of the external border"


def _event_findings(scenario: Scenario, events: Sequence[Timed]) -> Iterator[Finding]:
    """Faults of events: posts and their sides, teams that never stand where they should leave."""
    for at, event in enumerate(events):
        path = ("events", at)
        if isinstance(event, MoveAsset):
            for key, post in (("from", event.origin), ("to", event.to)):
                yield from no_post(scenario, post, (*path, key))
                yield from no_side(scenario, post, event.country, (*path, key))
            if event.origin == event.to:
                yield (*path, "to"), "that is where it leaves", "Name another post"
            yield from _nothing_to_move(scenario, event, events, (*path, "from"))
        elif isinstance(event, SendAsset | CallExperts):
            yield from no_post(scenario, event.post, (*path, "post"))
            yield from no_side(scenario, event.post, event.country, (*path, "country"))
        if isinstance(event, CallExperts):
            yield from _inner_border(scenario, event.post, event.country, (*path, "post"))
            if not FRONTEX_SECTION.of(scenario).pool:
                yield path, "Frontex has no experts who can be called", "Write their number under frontex.pool"


def _nothing_to_move(scenario: Scenario, event: MoveAsset, events: Sequence[Timed], path: Path) -> Iterator[Finding]:
    """A move from where nothing of the kind ever stands; what a post has every day cannot move."""
    if (event.country, event.origin) not in _team_places(scenario, events, event.asset):
        found = f"no {event.asset} team of {event.country} is ever sent to '{event.origin}'"
        yield path, found, "Name a post to which one is sent under deployments, or by an event"


def _team_places(scenario: Scenario, events: Sequence[Timed], asset: str) -> set[tuple[str, str]]:
    """Sides of posts where a team of a kind may stand at some time."""
    places = {(sent.country, sent.post) for sent in DEPLOYMENTS.of(scenario) if sent.asset == asset}
    for event in events:
        if isinstance(event, SendAsset | MoveAsset) and event.asset == asset:
            places.add((event.country, event.to if isinstance(event, MoveAsset) else event.post))
        elif isinstance(event, CallExperts) and asset == "document_expert":
            places.add((event.country, event.post))
    if asset == "document_expert":
        places |= {(host.country, host.post) for host in FRONTEX_SECTION.of(scenario).document_experts}
    return places


def _coming(scenario: Scenario) -> Iterator[tuple[str, Asset, PostId]]:
    """All whom a plan sends to posts: by which entry of the file, what they are, where."""
    for at, sent in enumerate(DEPLOYMENTS.of(scenario)):
        yield f"deployments.{at}", sent.asset, sent.post
    for at, host in enumerate(FRONTEX_SECTION.of(scenario).document_experts):
        yield f"frontex.document_experts.{at}", "document_expert", host.post
    for at, event in enumerate(scenario.events):
        if isinstance(event, SendAsset):
            yield f"events.{at}", event.asset, event.post
        elif isinstance(event, MoveAsset):
            yield f"events.{at}", event.asset, event.to
        elif isinstance(event, CallExperts):
            yield f"events.{at}", "document_expert", event.post


def _doubts(scenario: Scenario) -> Iterator[str]:
    """Teams and experts that come to where nothing passes that they work on."""
    posts = scenario.active_posts()
    for entry, asset, post in _coming(scenario):
        kind = posts[post].kind
        if kind in IDLE_AT.get(asset, ()):
            what = asset.replace("_", " ")
            yield f"{entry}: {post} is of kind {kind}, where a {what} has nothing to work on and adds nothing"


def _teams(asset: Asset) -> Resource:
    """Special teams of a kind as a resource: one at most is added to a side of a post."""

    def places(scenario: Scenario) -> dict[str, Position]:
        sent = [(team.post, team.country) for team in DEPLOYMENTS.of(scenario) if team.asset == asset]
        return {
            f"{key}/{side}": Position(
                country=side,
                now=sent.count((key, side)),
                most=max(1, sent.count((key, side))),
                share=post.vehicles_per_day,
                busy=post.vehicles_per_day * scenario.posts.traffic.get(key, 1.0),
            )
            for key, post in scenario.active_posts().items()
            for side in post.sides
            if side in scenario.countries
        }

    def placed(scenario: Scenario, changes: Mapping[str, int]) -> Mapping[str, object]:
        left = {name: -change for name, change in changes.items() if change < 0}
        kept = []
        for team in DEPLOYMENTS.of(scenario):
            name = f"{team.post}/{team.country}"
            if team.asset == asset and left.get(name):
                left[name] -= 1
            else:
                kept.append(team.model_dump(mode="json", exclude_defaults=True))
        added = [name.split("/") for name, change in changes.items() for _ in range(max(change, 0))]
        fresh = [{"asset": asset, "post": post, "country": side} for post, side in added]
        return {DEPLOYMENTS.key: [*kept, *fresh]}

    return Resource(name=asset, unit=f"{asset.replace('_', ' ')} teams", places=places, placed=placed)


PART = Part(
    sections=(DEPLOYMENTS, FRONTEX_SECTION),
    practice=(PRACTICE,),
    events=(MoveAsset, SendAsset, CallExperts),
    chance={"asset": "special assets, Frontex and guest officers"},
    findings=_findings,
    event_findings=_event_findings,
    doubts=_doubts,
    resources=tuple(map(_teams, get_args(Asset))),
)
