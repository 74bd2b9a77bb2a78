"""Operational actions of the policy cycle that run side by side in one action (ODD 7.23)."""

from __future__ import annotations

from collections.abc import Collection

from sim.institutions.actions.agents import ActionLeader
from sim.institutions.actions.plan import ACTIONS
from sim.world.contract.environment import Environment
from sim.world.contract.institution import Institution
from sim.world.world import World


class PolicyCycle(Institution):
    """Those who lead the operational actions."""

    world: World

    def __init__(self, env: Environment, world: World) -> None:
        super().__init__(env, world)
        self._leaders: list[ActionLeader] = []

    def found(self) -> None:
        """Create a leader for each action of the plan."""
        for action in ACTIONS.of(self.env.plan):
            ActionLeader(self.env, action)

    def prepare(self) -> None:
        """Every leader says what its action is."""
        leaders = self.env.of_kind(ActionLeader)
        self._leaders = sorted(leaders, key=lambda leader: leader.action.weight, reverse=True)
        for leader in self._leaders:
            leader.begin()

    def leads(self, operation: str, area: str, lead: str, concerned: Collection[str]) -> str:
        """The country that leads a network operation: who leads the action of its area, if concerned; else as it was.

        Of several such actions the one of the greatest weight counts.
        """
        for leader in self._leaders:
            if leader.action.area == area and leader.country in {lead, *concerned}:
                if leader.country != lead:
                    leader.lead(operation, lead)
                return leader.country
        return lead


INSTITUTION = PolicyCycle
