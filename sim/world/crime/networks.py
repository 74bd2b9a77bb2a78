"""All criminal networks of a run: which there are, and in which countries they are at work (ODD 7.11)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.engine.choices import one_of
from sim.scenario.events import TipOff
from sim.world.contract.environment import Environment
from sim.world.contract.institution import Handler
from sim.world.contract.request import Process
from sim.world.crime.carry_over import Legacy, NetworkState
from sim.world.crime.founding import founded, of_graph
from sim.world.crime.network import CriminalNetwork


class CriminalNetworks:
    """The networks of a run.

    Attributes
    ----------
    by_name
        Networks that take part; empty until the run has begun.
    """

    def __init__(self, env: Environment, legacy: Legacy | None) -> None:
        self._env = env
        self._legacy = legacy
        self.by_name: dict[str, CriminalNetwork] = {}
        self._in: dict[str, list[str]] = {code: [] for code in env.plan.countries}

    def __getitem__(self, name: str) -> CriminalNetwork:
        return self.by_name[name]

    def __iter__(self) -> Iterator[CriminalNetwork]:
        return iter(self.by_name.values())

    def found(self) -> None:
        """Create the networks, and note in which countries each is at work."""
        for state in self._at_work():
            network = CriminalNetwork(self._env, state)
            for code in network.countries:
                self._in[code].append(network.name)

    def prepare(self) -> None:
        """Find out which networks take part."""
        self.by_name = {agent.name: agent for agent in self._env.of_kind(CriminalNetwork)}

    def _at_work(self) -> Iterator[NetworkState]:
        """Networks to begin with.

        They are drawn, or their graph is given by the plan, unless an earlier action handed networks on. Of those only
        the ones come that still have members, and can cross a border between two of their countries that take part.
        """
        plan = self._env.plan
        if self._legacy is None:
            yield from self._new()
            return
        for state in self._legacy.networks.values():
            if len(plan.countries.keys() & set(state.countries)) >= 2 and state.present:
                yield state

    def _new(self) -> Iterator[NetworkState]:
        plan = self._env.plan
        for name in plan.networks.names:
            given = plan.networks.own.get(name)
            if given is None:
                yield founded(self._env, name)
            elif given.comes_to(plan.countries):
                yield of_graph(self._env, name, given)

    def at_work_in(self, country: str) -> int:
        """Number of networks that were at work in a country at the beginning."""
        return len(self._in[country])

    def of_associate(self, country: str, u: float) -> str:
        """The network to which an associate who was met in a country belongs.

        One of those that were at work there at the beginning, by chance `u`; empty where there is none, or where it was
        taken away before the run.
        """
        names = self._in[country]
        name = one_of(names, u) if names else ""
        return name if name in self.by_name else ""

    def states(self) -> Mapping[str, NetworkState]:
        """All networks as they were at the beginning."""
        return {network.name: network.state for network in self._env.of_kind(CriminalNetwork)}

    def handed_on(self) -> Mapping[str, NetworkState]:
        """All networks as the next action finds them."""
        return {network.name: network.handed_on() for network in self}

    def handles(self) -> Mapping[type[TipOff], Handler]:
        """Networks hear of what is planned."""
        return {TipOff: self._tip_off}

    def _tip_off(self, event: TipOff) -> Process:
        """A share of the networks hears of what is planned."""
        yield from ()
        for network in self:
            if self._env.chance.draw("timeline", f"tip-off/{network.name}") < event.networks:
                network.warn()
