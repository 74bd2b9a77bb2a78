"""Cross-checks at Europol's mobile offices (ODD 7.17)."""

from __future__ import annotations

from collections.abc import Callable

from simpy.events import Event

from sim.words import EUROPOL
from sim.world.contract.channel import Channel
from sim.world.contract.environment import Environment
from sim.world.contract.request import Process, Request
from sim.world.theatre.cooperation import Terms

CrossCheck = Callable[[int, float, int], Event]
"""Checks at a mobile office, given the checkpoint, hours and priority."""


class AtMobileOffice(Channel):
    """A Europol mobile office at the post queries Europol's data on the spot."""

    name = "mobile_office"

    def __init__(self, env: Environment, open_at: Callable[[int], bool], cross_check: CrossCheck) -> None:
        super().__init__(env)
        self._open_at = open_at
        self._cross_check = cross_check

    def at_hand(self, request: Request) -> bool:
        """Whether something is asked of Europol from a checkpoint where an office is open."""
        return request.receiver == EUROPOL and request.point >= 0 and self._open_at(request.point)

    def go(self, request: Request, terms: Terms) -> Process:
        """A cross-check at the office, which may have to wait for a desk."""
        hours = self.answer_h(request, terms.europol_h * self._behaviour.mobile_office)
        yield self._cross_check(request.point, hours, request.priority)
        return True
