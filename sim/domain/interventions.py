"""Simultaneous arrests against a network in several countries (ODD 7.9)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING

from sim.domain import rules
from sim.domain.agents.networks import CriminalNetwork
from sim.domain.cases import Finding
from sim.domain.exchange import Process
from sim.engine.distributions import spread
from sim.outcome.records import Case, OperationRow

if TYPE_CHECKING:
    from sim.domain.operation import Operation


class Interventions:
    """Operations that need arrest teams of several countries at one moment."""

    def __init__(self, world: Operation) -> None:
        self.world = world

    def strike(self, network: CriminalNetwork, package: str, known: float, lead: str) -> Process:
        """Agree with the other countries, wait until every team is ready, arrest the known members who are met."""
        world = self.world
        behaviour = world.plan.behaviour.interventions
        name = f"{network.name}/operation"
        begun = world.clock.now
        targets = network.known_members(known)
        lead = world.actions.lead(name, network.main_area, lead, {network.member_country[one] for one in targets})
        countries = self._willing(name, lead, network, targets)
        if not countries:
            return
        u = world.chance.draws("operation", name)
        yield from world.justice.agree(name, countries)
        yield from self._coordinate(name, countries, u)
        yield from world.bureaus.task_all(countries, name)
        with ExitStack() as bound:
            for code in sorted(countries, key=world.layout.codes.index):
                yield bound.enter_context(world.arrest_teams[code].request(priority=1))
            delay_h = world.clock.now - begun
            leaked = network.corrupt and u[1] < rules.leak_chance(behaviour.leak, delay_h, len(countries))
            yield world.clock.timeout(behaviour.strike)
            arrested = self._arrest(name, network, package, countries, targets, leaked or network.warned)
        world.journal.add(
            OperationRow(
                name,
                world.clock.now,
                network.name,
                " ".join(countries),
                len(targets),
                arrested,
                leaked,
                delay_h,
                package,
            )
        )

    def _willing(self, name: str, lead: str, network: CriminalNetwork, targets: Sequence[int]) -> list[str]:
        """The country in the lead and those of the others where targets live that agree to join; all have teams."""
        world = self.world
        others = dict.fromkeys(network.member_country[member] for member in targets)
        others.pop(lead, None)
        between = world.layout.cooperation.between
        joined = (
            code for code in others if world.chance.draw("operation", f"{name}/{code}") < between(lead, code).answered
        )
        return [code for code in (lead, *joined) if code in world.arrest_teams]

    def _coordinate(self, name: str, countries: Sequence[str], u: tuple[float, ...]) -> Process:
        """Agree on a moment at a desk of the centre; without the centre it takes longer."""
        world = self.world
        behaviour = world.plan.behaviour.interventions
        hours = spread(behaviour.coordination, behaviour.variation, u[0]) * math.sqrt(len(countries) / 2.0)
        hours *= world.justice.agreement_factor(countries)
        if world.centre_works and world.centre is not None:
            world.centre.agree(name, countries)
            yield world.centre.desk.serve(hours)
        else:
            yield world.clock.timeout(hours * behaviour.without_centre)

    def _arrest(
        self,
        name: str,
        network: CriminalNetwork,
        package: str,
        countries: Sequence[str],
        targets: Sequence[int],
        warned: bool,
    ) -> int:
        """Arrest the targets who are met in the countries that strike; returns their number."""
        world = self.world
        behaviour = world.plan.behaviour.interventions
        presence = behaviour.present * (behaviour.warned if warned else 1.0)
        arrested = 0
        for member in targets:
            code = network.member_country[member]
            met = world.chance.draw("operation", f"{name}/member-{member}") < presence
            if code not in countries or not met or member in network.lost:
                continue
            arrested += 1
            case = f"{name}/member-{member}"
            area = network.main_area
            world.journal.add(
                Case(
                    case,
                    world.clock.now,
                    code,
                    "",
                    "person",
                    "target",
                    area,
                    "suspect",
                    "information",
                    network.name,
                    name,
                )
            )
            finding = Finding(case, code, "", -1, "person", "suspect", "information", area, network.name, abroad=True)
            world.cases.arrest(finding, "network_operation", member=member)
        return arrested
