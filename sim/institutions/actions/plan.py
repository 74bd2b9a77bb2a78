"""Operational actions of the policy cycle: parallel parts of one action, each with a crime area and a leader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import Field

from sim.scenario.codes import CountryCode
from sim.scenario.fitting import no_country
from sim.scenario.part import Finding, Group, Part, Section
from sim.scenario.quantity import Frozen, Scale, Sealed, Weight, param
from sim.scenario.tree import Path
from sim.words import CrimeArea

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario


class OperationalAction(Sealed):
    """One operational action: its crime area, who leads it, who takes part, and what it weighs beside others."""

    name: str = Field(min_length=1)
    area: CrimeArea
    leader: CountryCode
    co_leaders: tuple[CountryCode, ...] = ()
    participants: tuple[CountryCode, ...] = Field(min_length=1)
    weight: Weight = 1


class ActionPractice(Frozen):
    """How much those who lead do for their action."""

    leader: Scale = param(
        2.0,
        low=1,
        high=4,
        unit="factor",
        trust="assumed",
        source="assumed: no published figure",
        meaning="Weight of an operational action in the country that leads it, against one that takes part",
    )
    co_leader: Scale = param(
        1.5,
        low=1,
        high=3,
        unit="factor",
        trust="assumed",
        source="assumed: no published figure",
        meaning="Weight of an operational action in a country that leads it with others",
    )


ACTIONS: Section[tuple[OperationalAction, ...]] = Section(
    key="actions", kind=tuple[OperationalAction, ...], default=(), carried=False
)
PRACTICE = Group(key="actions", default=ActionPractice())


def _findings(scenario: Scenario) -> Iterator[Finding]:
    """Faults of operational actions: names given twice, weights of 0, areas without weight, countries."""
    names = Counter(action.name for action in ACTIONS.of(scenario))
    for at, action in enumerate(ACTIONS.of(scenario)):
        path: Path = ("actions", at)
        if names[action.name] > 1:
            yield (*path, "name"), f"two actions are called '{action.name}'", "Give each action a name of its own"
        if action.weight == 0:
            yield (*path, "weight"), "an action of weight 0", "Write a weight above 0, or leave the action out"
        if scenario.crime_areas.get(action.area, 0) == 0:
            found = f"'{action.area}' has no weight under crime_areas"
            yield (*path, "area"), found, "Give it a weight above 0 there, or name another area"
        yield from _countries(scenario, action, path)


def _countries(scenario: Scenario, action: OperationalAction, path: Path) -> Iterator[Finding]:
    """Leader, co-leaders and participants: they take part, and who leads is among the participants."""
    leading: list[tuple[Path, str]] = [((*path, "leader"), action.leader)]
    leading += [((*path, "co_leaders", at), code) for at, code in enumerate(action.co_leaders)]
    for place, code in leading:
        yield from no_country(scenario, code, place)
        if code in scenario.countries and code not in action.participants:
            yield place, f"{code} is not among the participants", "Name it there as well"
    if action.leader in action.co_leaders:
        place = (*path, "co_leaders", action.co_leaders.index(action.leader))
        yield place, f"{action.leader} already leads the action", "Name another country, or leave it out"
    for at, code in enumerate(action.participants):
        yield from no_country(scenario, code, (*path, "participants", at))


PART = Part(sections=(ACTIONS,), practice=(PRACTICE,), findings=_findings)
