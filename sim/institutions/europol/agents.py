"""Europol's mobile offices and guest officers (ODD 2, 7.17)."""

from __future__ import annotations

from collections import Counter

import mesa

from sim.engine.clock import Desk
from sim.institutions.europol.plan import EUROPOL_FIELD
from sim.outcome.records import Decision
from sim.world.contract.environment import Environment
from sim.world.officers.guests import Contingent

GUEST_OFFICERS = "guest_officers"


class FieldOffice(mesa.Agent[Environment]):
    """A mobile office of Europol, which cross-checks on the spot.

    Attributes
    ----------
    post
        Where it is open; empty while it is on the way.
    """

    def __init__(self, env: Environment, name: str, post: str) -> None:
        super().__init__(env)
        self.name = name
        self.post = post
        self._desks = EUROPOL_FIELD.of(env.plan).office_desks or 0
        self.desk = Desk(env.clock, self._desks)

    def close(self, to: str) -> None:
        """Close and set out for another post; cross-checks not yet begun wait until it opens there."""
        env = self.model
        env.journal.add(Decision(env.clock.now, self.name, "move", to, f"mobile office from {self.post}"))
        self.post = ""
        self.desk.set_staff(0)

    def open(self, post: str) -> None:
        """Open at a post."""
        self.post = post
        self.desk.set_staff(self._desks)


def found(env: Environment) -> None:
    """Create what Europol sends; names do not depend on who else is sent elsewhere."""
    europol = EUROPOL_FIELD.of(env.plan)
    for guests in europol.guest_officers:
        point = env.theatre.index[f"{guests.country}/{guests.post}"]
        Contingent(env, GUEST_OFFICERS, point, guests.officers)
    numbers: Counter[str] = Counter()
    for post in sorted(europol.mobile_offices):
        numbers[post] += 1
        FieldOffice(env, f"EUROPOL/office-{post}-{numbers[post]}", post)
