"""Agencies and projects that prepare and equip: CEPOL, EU4FAST, SEESAC, UNODC, EMCDDA, EASO."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.scenario.quantity import Frozen, Sealed
from sim.scenario.tree import Path

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario


class Support(Sealed):
    """Which agencies and projects support the action."""


class SupportPractice(Frozen):
    """What their support changes."""


def findings(scenario: Scenario) -> Iterator[tuple[Path, str, str]]:
    """What does not fit the rest of the scenario, as (path, what was found, what was wanted)."""
    yield from ()
