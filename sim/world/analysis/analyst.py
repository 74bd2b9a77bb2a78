"""Europol's analysts (ODD 2, 7.8)."""

from __future__ import annotations

import mesa

from sim.outcome.records import Decision
from sim.world.contract.environment import Environment


class EuropolAnalyst(mesa.Agent[Environment]):
    """One of Europol's analysts: links traces of several countries and writes packages."""

    def __init__(self, env: Environment, number: int) -> None:
        super().__init__(env)
        self.name = f"EUROPOL/analyst-{number:02d}"

    def link(self, trace: str, network: str, others: int) -> None:
        """Write down that a trace was linked to others of the same network."""
        env = self.model
        env.journal.add(Decision(env.clock.now, self.name, "link", trace, f"{network} with {others} other traces"))
