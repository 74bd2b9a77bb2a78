"""Customs: risk management, laboratories, sanctions, common plans such as the Baltic Plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.scenario.quantity import Frozen, Sealed
from sim.scenario.tree import Path

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario


class Customs(Sealed):
    """What customs does besides checks."""


class CustomsPractice(Frozen):
    """Shares and times of customs work."""


def findings(scenario: Scenario) -> Iterator[tuple[Path, str, str]]:
    """What does not fit the rest of the scenario, as (path, what was found, what was wanted)."""
    yield from ()
