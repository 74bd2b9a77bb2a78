"""Which channel a request takes, of those that two countries may use now (ODD 7.5)."""

from __future__ import annotations

from sim.engine.clock import Switch
from sim.words import EUROPOL
from sim.world.contract.channel import Channel
from sim.world.contract.environment import Environment
from sim.world.contract.institutions import Institutions
from sim.world.contract.request import Request
from sim.world.exchange import rules
from sim.world.exchange.channels import Direct, Line, SideBySide
from sim.world.exchange.contact_points import Offices
from sim.world.exchange.joint_teams import JointTeams


class Choice:
    """The channels of a run, and who takes which.

    Attributes
    ----------
    direct
        The direct way inside a joint investigation team.
    """

    def __init__(
        self, env: Environment, institutions: Institutions, offices: Offices, teams: JointTeams, siena: Switch
    ) -> None:
        self._env = env
        self._institutions = institutions
        self._offices = offices
        self._teams = teams
        self.direct = Direct(env)
        connected = env.facts.connected("siena")
        self._siena = Line(env, offices, institutions, name="siena", switch=siena, reaches=connected.__contains__)
        self._side_by_side = SideBySide(env, offices)
        self._opened: tuple[Channel, ...] = ()
        self._lines: tuple[Line, ...] = (self._siena,)
        self._reach: dict[tuple[str, str], tuple[Line, ...]] = {}
        """Lines that reach both sides."""

    def prepare(self) -> None:
        """Open the channels of institutions."""
        opened = tuple(self._institutions.opens_channels())
        self._opened = tuple(channel for channel in opened if not isinstance(channel, Line))
        self._lines = (self._siena, *(channel for channel in opened if isinstance(channel, Line)))
        self._reach.clear()

    def request(self, request: Request) -> Channel | None:
        """The channel that a request takes; what is at hand first, then what the contact point chooses."""
        at_hand = next((channel for channel in self._opened if channel.at_hand(request)), None)
        if at_hand is not None:
            return at_hand
        if request.receiver == EUROPOL:
            return rules.fastest(self.usable(request))
        contact = self._offices.points.get(request.sender)
        if contact is None:
            return self._siena
        if self._teams.together(request.sender, request.receiver):
            return self.direct
        return contact.choose_channel(self.usable(request))

    def named(self, name: str, request: Request) -> Channel | None:
        """The channel of a name, if both countries may use it now."""
        return next((channel for channel, _ in self.usable(request) if channel.name == name), None) if name else None

    def report(self, sender: str, receiver: str) -> Channel | None:
        """The channel that something takes which is told unasked; none where no line reaches both."""
        special = next((channel for channel in self._opened if channel.takes_report(sender, receiver)), None)
        return special or self.line(sender, receiver)

    def line(self, sender: str, receiver: str) -> Line | None:
        """The secure line of two countries, or of a country and Europol: the first that works now, else the first."""
        lines = self._between(sender, receiver)
        return next((line for line in lines if line.switch.up), lines[0] if lines else None)

    def usable(self, request: Request) -> list[tuple[Channel, float]]:
        """The channels that both countries may use now, with the hours that each is expected to take."""
        terms = self._env.theatre.cooperation.between(request.sender, request.receiver)
        lines = self._between(request.sender, request.receiver)
        expected = [
            (channel, channel.expected_h(request, terms)) for channel in (self._side_by_side, *self._opened, *lines)
        ]
        return [(channel, hours) for channel, hours in expected if hours is not None]

    def _between(self, sender: str, receiver: str) -> tuple[Line, ...]:
        """Lines that reach both sides; to Europol only the first that reaches the country.

        Where SIENA is the only line it is taken to reach everybody.
        """
        if len(self._lines) == 1:
            return self._lines
        reach = self._reach.get((sender, receiver))
        if reach is None:
            reach = tuple(line for line in self._lines if line.reaches(sender))
            reach = reach[:1] if receiver == EUROPOL else tuple(line for line in reach if line.reaches(receiver))
            self._reach[sender, receiver] = reach
        return reach
