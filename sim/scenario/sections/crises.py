"""Special intervention units and assistance in a crisis."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.scenario.quantity import Frozen, Sealed
from sim.scenario.tree import Path

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario


class SpecialUnits(Sealed):
    """On what terms special intervention units help abroad."""


class CrisisPractice(Frozen):
    """Times of special intervention units."""


def findings(scenario: Scenario) -> Iterator[tuple[Path, str, str]]:
    """What does not fit the rest of the scenario, as (path, what was found, what was wanted)."""
    yield from ()
