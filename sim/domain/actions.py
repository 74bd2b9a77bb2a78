"""Operational actions of the policy cycle that run side by side in one action (ODD 7.23)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from sim.domain.agents.coordination import ActionLeader
from sim.domain.institution import Institution, agents_of

if TYPE_CHECKING:
    from sim.domain.operation import Operation


class PolicyCycle(Institution):
    """Those who lead the operational actions."""

    def __init__(self, world: Operation) -> None:
        super().__init__(world)
        leaders = agents_of(world, ActionLeader)
        self._leaders = sorted(leaders, key=lambda leader: leader.action.weight, reverse=True)

    def prepare(self) -> None:
        """Every leader says what its action is."""
        for leader in self._leaders:
            leader.begin()

    def lead(self, operation: str, area: str, lead: str, concerned: Collection[str]) -> str:
        """The country that leads a network operation: who leads the action of its area, if concerned; else as it was.

        Of several such actions the one of the greatest weight counts.
        """
        for leader in self._leaders:
            if leader.action.area == area and leader.country in {lead, *concerned}:
                if leader.country != lead:
                    leader.lead(operation, lead)
                return leader.country
        return lead
