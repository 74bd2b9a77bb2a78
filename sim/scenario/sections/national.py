"""National coordination: bureaus that give tasks to territorial divisions, and national centres."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.scenario.quantity import Frozen, Sealed
from sim.scenario.tree import Path

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario


class National(Sealed):
    """Which countries coordinate nationally, and how."""


class Tasking(Frozen):
    """Times of giving tasks."""


def findings(scenario: Scenario) -> Iterator[tuple[Path, str, str]]:
    """What does not fit the rest of the scenario, as (path, what was found, what was wanted)."""
    yield from ()
