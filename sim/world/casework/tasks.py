"""How a task reaches those who carry it out (ODD 7.10)."""

from __future__ import annotations

from sim.engine.distributions import spread
from sim.world.contract.environment import Environment
from sim.world.contract.institutions import Institutions
from sim.world.contract.request import Process


def handed_out(
    env: Environment, institutions: Institutions, country: str, subject: str, u: float, *, urgent: bool = False
) -> Process:
    """Wait until a task has reached those who carry it out: by an office that knows who is free, or without one.

    Parameters
    ----------
    u
        Luck of how soon it is known who is free, uniform on [0, 1).
    urgent
        Whether the task goes before others at such an office.
    """
    if not (yield from institutions.tasked(country, subject, u, urgent)):
        behaviour = env.plan.behaviour.searches
        yield env.clock.timeout(spread(behaviour.unaided, behaviour.variation, u))
