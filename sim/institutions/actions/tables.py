"""What operational actions change in the focus of checks (ODD 7.23)."""

from __future__ import annotations

from collections.abc import Mapping

from sim.institutions.actions.plan import ACTIONS, PRACTICE
from sim.scenario.schema import Scenario
from sim.world.theatre.changes import Changes


class ByAction(Changes):
    """A country looks for what the actions are about in which it takes part."""

    def crime_weights(self, scenario: Scenario, country: str, weights: Mapping[str, float]) -> Mapping[str, float]:
        """Weights of the actions that a country takes part in, more where it leads; else those of the plan."""
        practice = PRACTICE.of(scenario)
        own = [action for action in ACTIONS.of(scenario) if country in action.participants]
        if not own:
            return weights
        changed = dict.fromkeys(weights, 0.0)
        for action in own:
            role = practice.co_leader if country in action.co_leaders else 1.0
            changed[action.area] += action.weight * (practice.leader if country == action.leader else role)
        return changed


CHANGES = ByAction()
