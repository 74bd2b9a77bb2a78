"""A second dog or expert at a post that has one: it finds more, less than the first, and nothing where nothing is."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
import pytest

from sim.institutions.deployments.agents import SpecialTeam
from sim.scenario import reference
from sim.scenario.schema import Scenario
from tests.institutions.deployments.posts import theatre
from tests.institutions.paired import Figure, is_above, values
from tests.institutions.scenes import found_at
from tests.theatre import changed_tables, everything, operate, outcome, without

POST = "kalotina-gradina"
HERE = f"BG/{POST}"
MORE = 1.15
"""Least that a second of a kind adds: a share of what the first finds. It is expected to be 1.4 or 1.5."""
THERE: dict[str, Mapping[str, str]] = {
    "canine": {"behaviour.prevalence.vehicle.drugs": "0.35", "behaviour.selection.referral_offender": "1"},
    "document_expert": {
        "behaviour.prevalence.person.false_document": "0.3",
        "behaviour.prevalence.vehicle.drugs": "0",
        "behaviour.selection.referral_offender": "1",
    },
}
"""Much of what each can find."""
RUNS = 24


def with_teams(asset: str, number: int, *changes: Mapping[str, str]) -> Scenario:
    """The theatre with so many more of a kind at a post that has one of its own."""
    assert asset in reference.posts()[POST].equipment
    sent = ", ".join([f"{{asset: {asset}, post: {POST}, country: BG}}"] * number)
    return theatre(THERE[asset], {"deployments": f"[{sent}]"}, *changes)


def found(asset: str) -> Figure:
    """Number of findings of a kind at the post."""
    return lambda run: float(found_at(run, HERE, asset))


@cache
def finds(asset: str, number: int) -> tuple[float, ...]:
    """What those of a kind find there, run by run, with so many more of them."""
    return tuple(values(found(asset), with_teams(asset, number), RUNS))


@pytest.mark.parametrize("asset", THERE)
def test_a_second_finds_more_and_a_third_adds_less(asset: str) -> None:
    one, two, three = (np.array(finds(asset, number)) for number in range(3))
    assert is_above(two - MORE * one), f"{one.mean():.3g}, then {two.mean():.3g}"
    assert is_above((two - one) - (three - two)), f"{one.mean():.3g}, {two.mean():.3g}, {three.mean():.3g}"


@pytest.mark.parametrize("asset", THERE)
def test_it_finds_nothing_more_where_all_is_seen_already(asset: str) -> None:
    whole = {f"behaviour.detection.coverage.{asset}": "1"}
    assert changed_tables(outcome(with_teams(asset, 0, whole)), outcome(with_teams(asset, 1, whole))) == []


def test_it_finds_nothing_where_nothing_is() -> None:
    clean = {f"behaviour.detection.document_expert.{mark}": "0" for mark in ("false_document",)}
    clean["behaviour.detection.false_alarm.document_expert"] = "0"
    base, more = (outcome(with_teams("document_expert", number, clean)) for number in (0, 1))
    assert changed_tables(base, more) == []


def test_without_its_agent_it_adds_nothing() -> None:
    _, gone = operate(with_teams("canine", 1), before=without(SpecialTeam))
    assert everything(gone) == everything(outcome(with_teams("canine", 0)))
