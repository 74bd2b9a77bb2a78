"""The desks through which a country speaks: contact points, liaison officers, the coordination centre (ODD 2, 7.5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, get_args

import mesa

from sim.engine.clock import Desk, Switch
from sim.outcome.records import Decision
from sim.words import Seat
from sim.world.contract.channel import Channel
from sim.world.contract.environment import Environment
from sim.world.exchange import rules
from sim.world.theatre.changes import centre_desks, sends_liaison
from sim.world.theatre.shifts import on_shift

CENTRE: Seat = "centre"


class ContactPoint(mesa.Agent[Environment]):
    """A single point of contact (SPOC): every message that enters or leaves its country by SIENA passes its desk."""

    def __init__(self, env: Environment, country: str) -> None:
        super().__init__(env)
        self.country = country
        self.name = f"{country}/spoc"
        self.desk = Desk(env.clock, 0)

    def staff(self, clerks: float, hour_of_day: float) -> None:
        """Staff the desk for a shift: at least one person day and night."""
        on_duty = clerks * self.model.theatre.served[self.country].on_duty(hour_of_day)
        self.desk.set_staff(max(1, round(on_duty)) if clerks > 0.0 else 0)

    def choose_channel(self, channels: Sequence[tuple[Channel, float]]) -> Channel | None:
        """The channel that promises the earliest answer, of those that both countries may use now; else none."""
        return rules.fastest(channels)

    def decide(self, decision: str, case: str, detail: str) -> None:
        """Write down what the contact point decided or did about a request."""
        env = self.model
        env.journal.add(Decision(env.clock.now, self.name, decision, case, detail))


class LiaisonOfficer(mesa.Agent[Environment]):
    """Liaison officers of one country at one seat, with access to their own systems.

    The seat is the international coordination centre, Europol's centre or SELEC.
    """

    def __init__(self, env: Environment, country: str, seat: Seat) -> None:
        super().__init__(env)
        self.country = country
        self.seat = seat
        self.name = f"{country}/liaison" if seat == CENTRE else f"{country}/liaison-{seat}"
        self.away = 0
        self.desk = Desk(env.clock, 0)

    def staff(self, hour_of_day: float) -> None:
        """Staff the desk for a shift; between shifts that are served it is closed and keeps its queue."""
        liaison = self.model.plan.countries[self.country].liaison
        on_duty = on_shift(liaison.shifts, hour_of_day)
        self.desk.set_staff(getattr(liaison, self.seat) if on_duty else 0)

    @property
    def present(self) -> bool:
        """Whether somebody sits at the desk."""
        return self.away == 0 and self.desk.staff > 0


class CoordinationCentre(mesa.Agent[Environment]):
    """The international coordination centre: liaison officers side by side, and simultaneous operations."""

    def __init__(self, env: Environment) -> None:
        super().__init__(env)
        self.name = "centre"
        self.switch = Switch(env.clock)
        self.desk = Desk(env.clock, centre_desks(env.plan))

    @property
    def works(self) -> bool:
        """Whether the centre is open and staffed."""
        return self.switch.up and self.desk.staff > 0

    def staff(self, hour_of_day: float) -> None:
        """Staff the desks for a shift."""
        plan = self.model.plan
        self.desk.set_staff(centre_desks(plan) if on_shift(plan.centre.shifts, hour_of_day) else 0)

    def agree(self, operation: str, countries: Sequence[str]) -> None:
        """Write down which countries will strike together."""
        env = self.model
        env.journal.add(Decision(env.clock.now, self.name, "operation", operation, "with " + " ".join(countries)))


class FrontDesk(Protocol):
    """Where an agency takes in what is for it, while it works."""

    desk: Desk

    @property
    def works(self) -> bool:
        """Whether it works now."""


class Offices:
    """The contact points, the liaison officers at their seats, and the coordination centre of a run.

    Attributes
    ----------
    points
        Contact points by country.
    officers
        Liaison officers by seat and country.
    centre
        The international coordination centre; None where there is none.
    analysts
        The desk of Europol's analysts, through which every message to Europol goes.
    """

    def __init__(self, env: Environment) -> None:
        self._env = env
        self.points: dict[str, ContactPoint] = {}
        self.officers: dict[tuple[Seat, str], LiaisonOfficer] = {}
        self.centre: CoordinationCentre | None = None
        self.analysts = Desk(env.clock, 0)
        self._front: FrontDesk | None = None

    def found(self) -> None:
        """Create what the plan opens."""
        plan = self._env.plan
        for code, country in plan.countries.items():
            ContactPoint(self._env, code)
            for seat in get_args(Seat) if sends_liaison(plan, code) else ():
                if getattr(country.liaison, seat):
                    LiaisonOfficer(self._env, code, seat)
        if plan.centre.open:
            CoordinationCentre(self._env)

    def prepare(self) -> None:
        """Find out who takes part."""
        env = self._env
        self.points = {agent.country: agent for agent in env.of_kind(ContactPoint)}
        self.officers = {(agent.seat, agent.country): agent for agent in env.of_kind(LiaisonOfficer)}
        self.centre = env.one_of_kind(CoordinationCentre)
        self.staff_seats(env.clock.hour_of_day(0.0))

    def staff_seats(self, hour_of_day: float) -> None:
        """Staff seats and the centre for a shift."""
        for officer in self.officers.values():
            officer.staff(hour_of_day)
        if self.centre is not None:
            self.centre.staff(hour_of_day)

    def present(self, seat: Seat, country: str) -> bool:
        """Whether a country has a liaison officer at the desk of a seat now."""
        officer = self.officers.get((seat, country))
        return officer is not None and officer.present

    @property
    def centre_works(self) -> bool:
        """Whether there is a coordination centre that works now."""
        return self.centre is not None and self.centre.works

    def take_in_at(self, front: FrontDesk | None) -> None:
        """Europol takes in everyday messages there, while it works; without it, or while it is down, analysts do."""
        self._front = front

    def europol_desk(self) -> Desk:
        """The desk that takes in Europol's everyday messages now."""
        return self._front.desk if self._front is not None and self._front.works else self.analysts

    def at(self, seat: Seat) -> Iterator[LiaisonOfficer]:
        """Liaison officers at a seat."""
        return (officer for (where, _), officer in self.officers.items() if where == seat)
