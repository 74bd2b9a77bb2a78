"""How many checks the officers of a plan can make: what is planned beyond that will not be made."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from sim.scenario.schema import Scenario
from sim.scenario.shifts import ALL_SHIFTS, DAY_H, length_of
from sim.words import APART

ROUNDING = 1e-9
"""How far a plan may lie above what can be made: what rounding leaves."""


def beyond(scenario: Scenario) -> Iterator[str]:
    """What countries plan that their own officers have no time for: of one kind by kind, of several in one sentence."""
    short: dict[str, tuple[dict[str, float], dict[str, float]]] = {}
    for code in scenario.countries:
        planned, can = scenario.planned_checks(code), within_reach(scenario, code)
        if kinds := [kind for kind, number in planned.items() if number > can[kind] * (1.0 + ROUNDING)]:
            short[code] = {kind: can[kind] for kind in kinds}, {kind: planned[kind] for kind in kinds}
    if len(short) > 1:
        kinds = list(dict.fromkeys(kind for can, _ in short.values() for kind in can))
        made, wanted = (math.fsum(math.fsum(one[at].values()) for one in short.values()) for at in (0, 1))
        share = math.floor(100.0 * made / wanted)
        yield (
            f"countries: the officers of {len(short)} countries ({', '.join(short)}) have time for about {share} % of "
            f"the checks of the kinds {', '.join(kinds)} that they plan, as long as checks take on average"
        )
        return
    for code, (can, planned) in short.items():
        told = [
            f"{math.floor(number * (1.0 + ROUNDING)):,} of {planned[kind]:,.0f} {kind} checks"
            for kind, number in can.items()
        ]
        can_make = f"its own officers have time for about {', '.join(told)}"
        yield f"countries.{code}.plan: {can_make}, as long as checks take on average"


def within_reach(scenario: Scenario, code: str) -> dict[str, float]:
    """How many of the planned checks of each kind a country's own officers have time for.

    All its officers on checks open lanes in all their hours, with somebody to check at any time, and each check takes
    as long as brief and thorough ones do on average; the kinds at a lane keep their proportion. All search teams
    search day and night, each time for the median time.
    """
    planned, behaviour, staffing = scenario.planned_checks(code), scenario.behaviour, scenario.behaviour.staffing
    officers = _checking(scenario, code) * _served_h(scenario, code) / DAY_H
    lanes = officers * staffing.on_checks * staffing.productive / staffing.officers_per_lane
    checks, thorough = behaviour.checks, scenario.counting
    at_lanes = {
        "person": _mean(checks.person_brief, checks.person_thorough, thorough.thorough_person),
        "vehicle": _mean(checks.vehicle_brief, checks.vehicle_thorough, thorough.thorough_vehicle),
        "parcel": _mean(checks.parcel_brief, checks.parcel_thorough, thorough.thorough_parcel),
    }
    teams = math.ceil(officers * staffing.on_searches / staffing.search_team)
    at_premises = {"premises": behaviour.searches.planned}
    made = _in_proportion(planned, at_lanes, lanes * scenario.hours)
    return made | _in_proportion(planned, at_premises, teams * scenario.hours)


def _checking(scenario: Scenario, code: str) -> float:
    """Officers of the services that check and search."""
    country = scenario.countries[code]
    number = sum(number for service, number in country.officers.items() if service not in APART)
    return number * country.officers_scale * scenario.officers_scale


def _mean(brief_h: float, thorough_h: float, share: float) -> float:
    return brief_h * (1.0 - share) + thorough_h * share


def _in_proportion(planned: Mapping[str, float], lasts_h: Mapping[str, float], hours: float) -> dict[str, float]:
    """What of a plan some hours of work suffice for, all kinds cut alike; `lasts_h`: hours of one of each kind."""
    work = math.fsum(planned[kind] * each for kind, each in lasts_h.items())
    part = min(1.0, hours / work) if work else 1.0
    return {kind: planned[kind] * part for kind in lasts_h}


def _served_h(scenario: Scenario, code: str) -> float:
    """Hours that an officer of a country serves on a day; where its posts have shifts of their own, the longest."""
    country = scenario.countries[code].shifts or scenario.shifts
    rosters = [country, *(sides[code] for sides in scenario.posts.shifts.values() if code in sides)]
    usual = length_of(ALL_SHIFTS[0])
    return max(sum(share * length_of(shift) for shift, share in one.items()) if one else usual for one in rosters)
