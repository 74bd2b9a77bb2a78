"""How well countries answer each other and Europol (ODD 7.4).

A level of cooperation is a number from 0 to 1, built from the frameworks that two countries share and then scaled by
the scenario. Everything that cooperation does follows from what the number means: whether a request is answered, after
how long, how much of what is known is in the answer, and whether a finding is reported to Europol unasked.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim.scenario import levels, reference
from sim.scenario.behaviour import Behaviour
from sim.scenario.levels import place
from sim.scenario.schema import Scenario
from sim.words import EUROPOL


@dataclass(frozen=True, slots=True)
class Terms:
    """What one level of cooperation means in numbers: shares from 0 to 1 and median hours."""

    level: float
    answered: float
    content: float
    reported: float
    siena_urgent_h: float
    siena_other_h: float
    liaison_h: float
    europol_h: float


class Ladder:
    """What every level means: the named ones as the behaviour says, and those between them."""

    def __init__(self, behaviour: Behaviour) -> None:
        nothing = dict.fromkeys(levels.SHARES, 0.0) | {f"{name}_h": math.inf for name in levels.TIMES}
        self.rungs = [Terms(level=0.0, **nothing)]
        for level, group in levels.GROUPS.items():
            meaning = getattr(behaviour, group)
            shares = {name: getattr(meaning, name) for name in levels.SHARES}
            times = {f"{name}_h": getattr(meaning, name) for name in levels.TIMES}
            self.rungs.append(Terms(level=levels.PLACES[level], **shares, **times))

    def at(self, level: float) -> Terms:
        """Meaning of a level: shares linear between two named ones, times geometric; below "minimal" its times."""
        upper = next(rung for rung in self.rungs if rung.level >= level)
        lower = next((rung for rung in reversed(self.rungs) if rung.level <= level), upper)
        weight = 0.0 if upper.level == lower.level else (level - lower.level) / (upper.level - lower.level)

        def share(name: str) -> float:
            low, high = getattr(lower, name), getattr(upper, name)
            return float(low + weight * (high - low))

        def hours(name: str) -> float:
            low, high = getattr(lower, name), getattr(upper, name)
            return float(high if math.isinf(low) else low ** (1.0 - weight) * high**weight)

        shares = {name: share(name) for name in levels.SHARES}
        times = {f"{name}_h": hours(f"{name}_h") for name in levels.TIMES}
        return Terms(level=level, **shares, **times)


class CooperationTerms:
    """Levels and terms for every ordered pair of participating countries, and for each country with Europol."""

    def __init__(self, scenario: Scenario) -> None:
        plan = scenario.cooperation
        ladder = Ladder(scenario.behaviour)
        facts = scenario.facts
        member_of = {code: facts.frameworks(code) for code in scenario.countries}

        def level(here: str, there: str) -> float:
            pair = plan.pairs.get(f"{here}-{there}", plan.pairs.get(f"{there}-{here}"))
            if pair is not None:
                return place(pair)
            shared = (
                place(lev)
                for framework, lev in plan.frameworks.items()
                if framework in (member_of[here] & member_of[there]) - reference.DIALOGUES
            )
            return max(shared, default=place(plan.baseline))

        self._terms: dict[tuple[str, str], Terms] = {}
        known: dict[float, Terms] = {}
        for here in scenario.countries:
            standing = facts.standing(here)
            lev = plan.europol.get(standing, plan.baseline)
            for there, value in [
                (EUROPOL, place(lev)),
                *((code, level(here, code)) for code in scenario.countries if code != here),
            ]:
                scaled = min(1.0, value * plan.scale)
                self._terms[here, there] = known.setdefault(scaled, ladder.at(scaled))

    def between(self, here: str, there: str) -> Terms:
        """Terms on which `here` deals with `there` (a country code, or EUROPOL)."""
        return self._terms[here, there]

    def reports(self, country: str, u: float) -> bool:
        """Whether a country reports something to Europol unasked."""
        return u < self.between(country, EUROPOL).reported
