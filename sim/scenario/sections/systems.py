"""Databases and their availability."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.scenario.quantity import Frozen, Sealed
from sim.scenario.tree import Path

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario


class Systems(Sealed):
    """Which databases answer."""


class SystemPractice(Frozen):
    """What each database knows, and how often it is down."""


def findings(scenario: Scenario) -> Iterator[tuple[Path, str, str]]:
    """What does not fit the rest of the scenario, as (path, what was found, what was wanted)."""
    yield from ()
