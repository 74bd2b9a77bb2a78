"""What desks have to do on all days, and what submitted entities cost Europol's analysts (ODD 7.5, 7.8)."""

from __future__ import annotations

import math
from collections.abc import Mapping

from sim.engine.clock import Desk
from sim.scenario.behaviour import Exchange
from sim.scenario.facts import Facts
from sim.words import EUROPOL
from sim.world.checks.checkpoints import Checkpoints
from sim.world.contract.environment import Environment
from sim.world.contract.request import Process
from sim.world.exchange.exchange import InformationExchange

ENDS = 2
"""A message is handled where it leaves and where it arrives."""


class EverydayWork:
    """Everyday messages of contact points and of Europol, and entities that are submitted: work of each hour.

    Half of the messages of a desk arrive by SIENA. While it is down they wait, and all come when it is up again.
    """

    def __init__(self, env: Environment, exchange: InformationExchange, checkpoints: Checkpoints) -> None:
        self._env = env
        self._exchange = exchange
        self._checkpoints = checkpoints
        self._load_h: dict[str, float] = {}
        self._held_h: dict[str, float] = {}

    def prepare(self) -> None:
        """Divide the work of an hour over desks, and have so many there who do it on all days."""
        behaviour = self._env.plan.behaviour.exchange
        hourly = behaviour.everyday * ENDS / 24.0 * behaviour.handling
        shares = shares_of_messages(self._env.facts, behaviour)
        self._load_h = {
            code: hourly * share for code, share in shares.items() if code in (EUROPOL, *self._exchange.offices.points)
        }
        self._held_h = dict.fromkeys(self._load_h, 0.0)
        for code, hours in self._load_h.items():
            desk = self._desk(code)
            if desk is not self._exchange.offices.analysts:
                desk.keep(math.ceil(hours / behaviour.everyday_use))

    def go_on(self) -> Process:
        """Hand each hour's work to the desks."""
        clock, offices, held_h = self._env.clock, self._exchange.offices, self._held_h
        entity_h = self._env.plan.behaviour.fusion.entity
        desks = {code: self._desk(code) for code in self._load_h}
        for hour in range(math.ceil(self._env.plan.hours)):
            entities = self._checkpoints.submitted(hour - 1) * entity_h if hour else 0.0
            if EUROPOL in desks:
                desks[EUROPOL] = offices.europol_desk()
            up = self._exchange.siena.up
            for code, hours in self._load_h.items():
                sent = hours / ENDS
                arrived = held_h[code] + sent  # while the line is down nothing arrives, and then all of it
                held_h[code] = 0.0 if up else arrived
                work = sent + (arrived if up else 0.0)
                desks[code].take_in(work + (entities if desks[code] is offices.analysts else 0.0))
            if self._desk(EUROPOL) is not offices.analysts:
                offices.analysts.take_in(entities)
            yield clock.timeout(1.0)

    def _desk(self, code: str) -> Desk:
        offices = self._exchange.offices
        return offices.europol_desk() if code == EUROPOL else offices.points[code].desk


def shares_of_messages(facts: Facts, behaviour: Exchange) -> Mapping[str, float]:
    """Share of all ends of everyday messages that are at Europol and at each country that SIENA reaches.

    Europol and its partners have theirs; the rest is at members of Europol. Within members and within partners they are
    divided by police officers.
    """
    police = {code: facts[code].police_officers for code in sorted(facts.connected("siena") & facts.keys())}
    members = {code for code in police if facts.standing(code) == "member"}
    shares = {EUROPOL: behaviour.everyday_europol}
    rest = 1.0 - behaviour.everyday_europol - behaviour.everyday_partners
    for codes, part in ((members, rest), (police.keys() - members, behaviour.everyday_partners)):
        total = sum(police[code] for code in codes)
        shares |= {code: part * police[code] / total for code in sorted(codes) if total}
    return shares
