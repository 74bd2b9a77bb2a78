"""Who comes to a post that has what they bring is told to add nothing there, and adds nothing."""

from __future__ import annotations

from typing import get_args

import pytest

from sim.scenario import reference
from sim.scenario.doubts import doubts
from sim.scenario.schema import Scenario
from sim.words import Asset
from tests.institutions.deployments.posts import BUSY, QUIET, theatre
from tests.theatre import changed_tables, outcome, small

HAS_DOG = next(
    post.id for post in theatre().active_posts().values() if "BG" in post.sides and "canine" in post.equipment
)
"""A post of the theatre that has a dog of its own."""
EQUIPPED = {
    asset: next(
        (post.id, side)
        for post in reference.posts().values()
        for side in post.sides
        if asset in post.equipment and post.kind != "online"
    )
    for asset in get_args(Asset)
    if any(asset in post.equipment for post in reference.posts().values())
}
"""A side of a post that has each asset of its own."""


def sent(*teams: str, **more: str) -> Scenario:
    """The theatre with special teams of Bulgaria."""
    return theatre({"deployments": f"[{', '.join(f'{{{team}, country: BG}}' for team in teams)}]"}, more)


def told(plan: Scenario) -> list[str]:
    """Entries of which it is told that they add nothing."""
    return [said.split(":")[0] for said in doubts(plan) if "adds nothing there" in said]


@pytest.mark.parametrize("asset", EQUIPPED)
def test_a_team_that_the_post_has_of_its_own_is_told(asset: str) -> None:
    post, side = EQUIPPED[asset]
    country = "{officers: {police: 10}, plan: {officers: 10}}"
    there = {f"countries.{side}": country, "deployments": f"[{{asset: {asset}, post: {post}, country: {side}}}]"}
    assert told(small(there)) == ["deployments.0"]


def test_it_adds_nothing() -> None:
    plan = sent(f"asset: canine, post: {HAS_DOG}")
    assert told(plan) == ["deployments.0"]
    assert changed_tables(outcome(plan), outcome(sent())) == []


@pytest.mark.parametrize(
    ("teams", "idle"),
    [
        ((f"asset: scanner, post: {BUSY}",), []),
        ((f"asset: scanner, post: {BUSY}", f"asset: scanner, post: {QUIET}"), []),
        ((f"asset: scanner, post: {BUSY}", f"asset: document_expert, post: {BUSY}"), []),
        ((f"asset: scanner, post: {BUSY}", f"asset: scanner, post: {BUSY}"), ["deployments.1"]),
        ((f"asset: scanner, post: {BUSY}, shifts: [day]", f"asset: scanner, post: {BUSY}"), ["deployments.0"]),
        ((f"asset: scanner, post: {BUSY}, shifts: [day]", f"asset: scanner, post: {BUSY}, shifts: [night]"), []),
        ((f"asset: scanner, post: {BUSY}, arrives: 9 h", f"asset: scanner, post: {BUSY}"), ["deployments.0"]),
        ((f"asset: scanner, post: {BUSY}, arrives: 9 h", f"asset: scanner, post: {BUSY}, shifts: [day]"), []),
    ],
)
def test_of_two_teams_alike_the_one_that_is_never_there_alone_is_told(teams: tuple[str, ...], idle: list[str]) -> None:
    assert told(sent(*teams)) == idle


def test_experts_and_events_are_told_as_well() -> None:
    to_dog = f"{{at: 5 h, kind: send_asset, asset: canine, country: BG, post: {HAS_DOG}}}"
    called = f"{{at: 5 h, kind: call_experts, country: BG, post: {BUSY}}}"
    experts = {"frontex": f"{{document_experts: [{{post: {BUSY}, country: BG}}], pool: 3}}"}
    assert told(theatre(experts, {"events": f"[{to_dog}, {called}]"})) == ["events.0", "events.1"]


def test_a_team_that_takes_the_place_of_one_that_leaves_is_not_told() -> None:
    away = f"{{at: 5 h, kind: move_asset, asset: scanner, country: BG, from: {BUSY}, to: {QUIET}}}"
    fresh = f"{{at: 5 h, kind: send_asset, asset: scanner, country: BG, post: {BUSY}}}"
    assert told(sent(f"asset: scanner, post: {BUSY}", events=f"[{away}, {fresh}]")) == []
    to_dog = f"{{at: 5 h, kind: move_asset, asset: canine, country: BG, from: {BUSY}, to: {HAS_DOG}}}"
    assert told(sent(f"asset: canine, post: {BUSY}", events=f"[{to_dog}]")) == ["events.0"]
