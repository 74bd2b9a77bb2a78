"""Those who lead an operational action (ODD 2, 7.23)."""

from __future__ import annotations

import mesa

from sim.institutions.actions.plan import OperationalAction
from sim.outcome.records import Decision
from sim.world.contract.environment import Environment


class ActionLeader(mesa.Agent[Environment]):
    """The country that leads an operational action of the policy cycle."""

    def __init__(self, env: Environment, action: OperationalAction) -> None:
        super().__init__(env)
        self.action = action
        self.country = action.leader
        self.name = f"{action.leader}/action-leader"

    def begin(self) -> None:
        """Write down what the action is, and who takes part."""
        action = self.action
        detail = f"{action.area} with weight {action.weight:g}: {' '.join(sorted(action.participants))}"
        if action.co_leaders:
            detail += f", led together with {' '.join(action.co_leaders)}"
        self.model.journal.add(Decision(self.model.clock.now, self.name, "action", action.name, detail))

    def lead(self, operation: str, instead_of: str) -> None:
        """Write down that it takes the lead of a network operation."""
        detail = f"instead of {instead_of}, as {self.action.name}"
        self.model.journal.add(Decision(self.model.clock.now, self.name, "lead", operation, detail))
