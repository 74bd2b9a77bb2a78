"""How well countries answer each other and Europol (ODD 7.4).

A level of cooperation is a number from 0 to 1, built from the frameworks that two countries share and then scaled by
the scenario. Everything that cooperation does follows from what the number means: whether a request is answered, after
how long, how much of what is known is in the answer, and whether a finding is reported to Europol unasked.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim.scenario import reference
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


def terms(level: float) -> Terms:
    """Meaning of a level between the named ones: shares linear, times geometric; below "minimal" its times."""
    rows = reference.levels()
    upper = next(row for row in rows if row.c >= level)
    lower = next((row for row in reversed(rows) if row.c <= level), upper)
    weight = 0.0 if upper.c == lower.c else (level - lower.c) / (upper.c - lower.c)

    def share(name: str) -> float:
        low, high = getattr(lower, name), getattr(upper, name)
        return float(low + weight * (high - low))

    def hours(name: str) -> float:
        low, high = getattr(lower, name), getattr(upper, name)
        return float(high if math.isinf(low) else low ** (1.0 - weight) * high**weight)

    return Terms(
        level=level,
        answered=share("answered"),
        content=share("content"),
        reported=share("reported"),
        siena_urgent_h=hours("siena_urgent_h"),
        siena_other_h=hours("siena_other_h"),
        liaison_h=hours("liaison_h"),
        europol_h=hours("europol_h"),
    )


class CooperationTerms:
    """Levels and terms for every ordered pair of participating countries, and for each country with Europol."""

    def __init__(self, scenario: Scenario) -> None:
        plan = scenario.cooperation
        named = {row.level: row.c for row in reference.levels()}
        facts = scenario.facts
        member_of = {code: facts.frameworks(code) for code in scenario.countries}

        def level(here: str, there: str) -> float:
            pair = plan.pairs.get(f"{here}-{there}") or plan.pairs.get(f"{there}-{here}")
            if pair is not None:
                return named[pair]
            shared = (
                named[lev]
                for framework, lev in plan.frameworks.items()
                if framework in (member_of[here] & member_of[there]) - reference.DIALOGUES
            )
            return max(shared, default=named[plan.baseline])

        self._terms: dict[tuple[str, str], Terms] = {}
        known: dict[float, Terms] = {}
        for here in scenario.countries:
            standing = facts.standing(here)
            lev = plan.europol.get(standing, plan.baseline)
            for there, value in [
                (EUROPOL, named[lev]),
                *((code, level(here, code)) for code in scenario.countries if code != here),
            ]:
                scaled = min(1.0, value * plan.scale)
                self._terms[here, there] = known.setdefault(scaled, terms(scaled))

    def between(self, here: str, there: str) -> Terms:
        """Terms on which `here` deals with `there` (a country code, or EUROPOL)."""
        return self._terms[here, there]

    def reports(self, country: str, u: float) -> bool:
        """Whether a country reports something to Europol unasked."""
        return u < self.between(country, EUROPOL).reported
