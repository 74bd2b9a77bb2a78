"""The direct way of a joint investigation team to Europol (ODD 7.16)."""

from __future__ import annotations

from sim.words import EUROPOL
from sim.world.contract.channel import Channel
from sim.world.contract.environment import Environment
from sim.world.contract.request import Process, Request
from sim.world.exchange.joint_teams import JointTeams
from sim.world.theatre.cooperation import Terms


class TeamLine(Channel):
    """Inside a joint team with Europol a trace goes to the analysts of the own team; it always arrives."""

    name = "jit"

    def __init__(self, env: Environment, teams: JointTeams, median_h: float) -> None:
        super().__init__(env)
        self._teams = teams
        self._median_h = median_h

    def takes_report(self, sender: str, receiver: str) -> bool:
        """Whether a country reports to Europol from inside a joint team with it."""
        return receiver == EUROPOL and self._teams.with_europol(sender)

    def send(self, request: Request) -> Process:
        """The trace reaches the analysts."""
        yield self.env.clock.timeout(self.answer_h(request, self._median_h))
        return True

    def go(self, request: Request, terms: Terms) -> Process:
        """A request takes as long as a report."""
        return self.send(request)
