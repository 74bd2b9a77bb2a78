"""National units: the officers of one service of one country (ODD 2, 7.2)."""

from __future__ import annotations

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.words import APART
from sim.world.contract.environment import Environment


class NationalUnit(mesa.Agent[Environment]):
    """The officers of one service of one country: it posts them, forms search teams and lends staff to the desks."""

    def __init__(self, env: Environment, country: str, service: str, officers: float) -> None:
        super().__init__(env)
        self.country = country
        self.service = service
        self.officers = officers
        self.name = f"{country}/{service}"
        self.travel_h = 0.0
        self.reinforced = 0.0
        """Officers who came during the action."""
        self.reinforced_h = 0.0
        """Hours that they serve until its planned end."""
        self._posting = env.theatre.posting[country, service]

    def deploy(self) -> NDArray[np.float64]:
        """Officers on checks by checkpoint."""
        return self._posting

    @property
    def searchers(self) -> float:
        """Officers in search and arrest teams."""
        if self.service in APART:
            return 0.0
        return self.officers * self.model.plan.behaviour.staffing.on_searches

    @property
    def clerks(self) -> float:
        """Officers at the desks of the contact point."""
        return self.officers * self.model.plan.behaviour.staffing.on_desks
