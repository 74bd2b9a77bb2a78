"""Who comes to where nothing passes that they work on is told to add nothing there, and adds nothing."""

from __future__ import annotations

from typing import get_args

import pytest

from sim.engine.queues import DETECTORS
from sim.scenario import reference
from sim.scenario.doubts import doubts
from sim.scenario.schema import Scenario
from sim.words import Asset, PostKind
from sim.world.theatre.theatre import theatre_of
from tests.institutions.deployments.posts import BUSY, QUIET, theatre
from tests.theatre import changed_tables, outcome, small

PLACES = {
    kind: next(post for post in reference.posts().values() if post.kind == kind)
    for kind in get_args(PostKind)
    if kind != "online"
}
"""A post of each kind."""


def told(plan: Scenario) -> list[str]:
    """Entries of which it is told that they add nothing."""
    return [said.split(":")[0] for said in doubts(plan) if "adds nothing" in said]


def sent_to(kind: str, asset: str) -> Scenario:
    """The small theatre with a team at a post of a kind."""
    post, side = PLACES[kind].id, PLACES[kind].sides[0]
    country = "{officers: {police: 60, customs: 60}, plan: {officers: 120, person: 900, vehicle: 900, parcel: 900}}"
    team = f"[{{asset: {asset}, post: {post}, country: {side}}}]"
    return small({f"countries.{side}": country, "deployments": team, "days": "1"})


@pytest.mark.parametrize("asset", get_args(Asset))
@pytest.mark.parametrize("kind", PLACES)
def test_who_has_nothing_to_work_on_is_told(kind: str, asset: Asset) -> None:
    """Nothing to work on: no kind of check is made at the post in which such a detector takes part."""
    plan = sent_to(kind, asset)
    layout = theatre_of(plan)
    here = layout.index[f"{PLACES[kind].sides[0]}/{PLACES[kind].id}"]
    works = layout.reach[:, DETECTORS.index(asset)].max(axis=0) * layout.candidates[here]
    assert told(plan) == ([] if works.any() else ["deployments.0"])


def test_it_adds_nothing() -> None:
    plan = sent_to("postal", "document_expert")
    assert told(plan) == ["deployments.0"]
    assert changed_tables(outcome(plan), outcome(sent_to("postal", "anpr"))) == []


def test_events_are_told_as_well() -> None:
    post, side = PLACES["postal"].id, PLACES["postal"].sides[0]
    sending = f"{{at: 5 h, kind: send_asset, asset: anpr, country: {side}, post: {post}}}"
    country = "{officers: {police: 10}, plan: {officers: 10}}"
    assert told(small({f"countries.{side}": country, "events": f"[{sending}]"})) == ["events.0"]


def test_those_who_come_to_a_post_that_has_their_like_are_not() -> None:
    scanner = f"{{asset: scanner, post: {BUSY}, country: BG}}"
    assert told(theatre({"deployments": f"[{scanner}, {scanner}, {scanner.replace(BUSY, QUIET)}]"})) == []
