"""Alerts of Europol about networks: which posts know of a network, and how closely they then look (ODD 7.2, 7.8)."""

from __future__ import annotations

import math

from sim.words import EUROPOL
from sim.world.contract.environment import Environment


class Alerts:
    """What posts know of networks.

    An alert counts from an hour on. It holds for all posts, except in countries where somebody must pass it on: there
    it holds once it was published for that country.
    """

    def __init__(self, env: Environment) -> None:
        self._env = env
        self._from_h: dict[tuple[str, str], float] = {}
        self._passed_on_by: set[str] = set()

    def pass_on_in(self, country: str) -> None:
        """In this country somebody passes alerts on: its posts know only of what is published for it by name."""
        self._passed_on_by.add(country)

    def publish(self, network: str, from_h: float, country: str = "") -> None:
        """Alert posts to a network, from an hour on.

        Parameters
        ----------
        country
            The country whose posts are told; empty for all posts that need nobody to pass it on.
        """
        self._from_h[network, country] = from_h

    def odds(self, network: str, country: str) -> float:
        """How much an alert multiplies the odds that a movement of a network is taken out of traffic, in a country.

        1 where there is no alert. With one, the better the country cooperates with Europol, the more.
        """
        source = country if country in self._passed_on_by else ""
        if self._env.clock.now < self._from_h.get((network, source), math.inf):
            return 1.0
        level = self._env.theatre.cooperation.between(country, EUROPOL).level
        return float(self._env.plan.behaviour.selection.alert**level)
