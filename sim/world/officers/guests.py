"""Officers from outside the participating countries (ODD 2, 7.17)."""

from __future__ import annotations

from dataclasses import dataclass

import mesa

from sim.outcome.records import Decision
from sim.world.contract.environment import Environment


@dataclass(slots=True)
class Guests:
    """What officers from outside the participating countries put in, at one host, in one service."""

    officers: float = 0.0
    hours: float = 0.0
    travel_h: float = 0.0


class Contingent(mesa.Agent[Environment]):
    """Officers of Frontex, or guest officers of Europol, at one checkpoint for the whole action."""

    def __init__(self, env: Environment, service: str, point: int, officers: int) -> None:
        super().__init__(env)
        place = env.theatre.checkpoints[point]
        self.name = f"{place.name}/{service}"
        self.service = service
        self.country = place.country
        self.point = point
        self.officers = officers

    def deploy(self) -> None:
        """Write down that they are there."""
        env = self.model
        place = env.theatre.checkpoints[self.point].name
        env.journal.add(Decision(env.clock.now, self.name, "deploy", place, f"{self.officers} officers"))
