"""Asking each other in a joint patrol (ODD 7.21)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sim.institutions.cross_border.plan import PRACTICE
from sim.world.contract.channel import Channel
from sim.world.contract.environment import Environment
from sim.world.contract.request import Process, Request
from sim.world.theatre.cooperation import Terms


class InJointPatrol(Channel):
    """Officers of the other country stand at the same post.

    Parameters
    ----------
    partners
        Countries whose officers stand on the same spot, by checkpoint.
    """

    name = "joint_patrol"

    def __init__(self, env: Environment, partners: Mapping[int, Collection[str]]) -> None:
        super().__init__(env)
        self._partners = partners
        self._median_h = PRACTICE.of(env.plan).patrol_answer

    def at_hand(self, request: Request) -> bool:
        """Whether officers of the country that is asked stand there, and what is asked is in their systems."""
        return request.in_systems and request.receiver in self._partners.get(request.point, ())

    def go(self, request: Request, terms: Terms) -> Process:
        """The officer of the other side answers on the spot."""
        yield self.env.clock.timeout(self.answer_h(request, self._median_h))
        return True
