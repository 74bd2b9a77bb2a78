"""What all institutions have in common: they prepare, are staffed by shift, and have desks (ODD 3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.engine.clock import Desk

if TYPE_CHECKING:
    from sim.domain.operation import Operation


class Institution:
    """Somebody who takes part besides posts and contact points; what a scenario leaves out does nothing.

    Parameters
    ----------
    world
        The operation that it belongs to.
    """

    def __init__(self, world: Operation) -> None:
        self.world = world

    def prepare(self) -> None:
        """What is done before hour 0."""

    def staff(self, hour_of_day: float) -> None:
        """Staff desks and teams for the shift that begins, or after officers were moved."""

    def close(self) -> None:
        """At the end of the action, write down what is still open."""

    def desks(self) -> Iterator[tuple[str, str, Desk]]:
        """Its desks: name, country (or agency), desk."""
        yield from ()
