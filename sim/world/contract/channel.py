"""What a channel is: a way that a request takes, with its desks and its times (ODD 7.5).

A channel says how long it is expected to take for a request now, or nothing where the two countries may not use it, and
leads the request there and back.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from sim.engine.clock import Desk
from sim.engine.distributions import Exponential, spread
from sim.words import EUROPOL
from sim.world.contract.environment import Environment
from sim.world.contract.request import URGENT, Process, Request
from sim.world.theatre.cooperation import Terms


def queue_h(desk: Desk, job_h: float) -> float:
    """Expected wait at a desk, if its jobs take so long."""
    return job_h * (desk.waiting + desk.busy) / max(desk.staff, 1) if desk.busy >= desk.staff else 0.0


class Channel(ABC):
    """A channel between two countries, or between a country and Europol.

    Attributes
    ----------
    name
        The word for it in tables.
    messages
        Physical messages of an answered request: each desk that is passed receives and sends one.
    """

    name = ""
    messages = 2

    def __init__(self, env: Environment) -> None:
        self.env = env
        self._behaviour = env.plan.behaviour.exchange
        self._handling = (Exponential(self._behaviour.urgent_handling), Exponential(self._behaviour.handling))

    def at_hand(self, request: Request) -> bool:
        """Whether it is there on the spot, so that it is taken without weighing it against others."""
        return False

    def expected_h(self, request: Request, terms: Terms) -> float | None:
        """Expected hours to an answer; None where it is not chosen by time, or may not be used now."""
        return None

    @abstractmethod
    def go(self, request: Request, terms: Terms) -> Process:
        """Take a request there and bring the answer back; each channel says which desks that passes.

        The process returns whether the request arrived.
        """

    def work_out(self, request: Request, hours: float, desk: Desk | None = None) -> Process:
        """Wait until an answer that by itself takes so many hours is worked out and may leave.

        A desk works it out, if one is named, else whoever knows. People who hold the desk of the country or agency that
        is asked may decide it.
        """
        clock, seats = self.env.clock, self.env.seats
        if request.kind != "request":
            yield clock.timeout(hours) if desk is None else desk.serve(hours, request.priority)
            return
        hours = seats.receive(request, hours)
        done = clock.timeout(hours) if desk is None else desk.serve(hours, request.priority)
        seats.work_on(request, done)
        yield done
        yield from seats.let_go(request)

    def takes_report(self, sender: str, receiver: str) -> bool:
        """Whether it takes what a country reports unasked, before any line does."""
        return False

    def send(self, request: Request) -> Process:
        """Take a report there, on a channel that takes reports.

        The process returns whether the report arrived.
        """
        yield from ()
        return False

    def desk_h(self, request: Request, u: float) -> float:
        """Time that a message takes at a desk."""
        return self._handling[request.priority].at(u)

    def mean_desk_h(self, request: Request) -> float:
        """Mean time that a message takes at a desk."""
        urgent = request.priority == URGENT
        return self._behaviour.urgent_handling if urgent else self._behaviour.handling

    def authority_h(self, request: Request, terms: Terms) -> float:
        """Median time of the authority that knows; contact points themselves query what is urgent and in systems."""
        if request.receiver == EUROPOL:
            return terms.europol_h
        if request.priority != URGENT:
            return terms.siena_other_h
        return terms.siena_urgent_h * (self._behaviour.direct if request.in_systems else 1.0)

    def answer_h(self, request: Request, median_h: float) -> float:
        """Time that whoever knows needs."""
        return spread(median_h, self._behaviour.variation, request.luck.authority)
