"""How many checks the officers of a plan can make at the most: what is planned beyond that cannot be made."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from sim.scenario.schema import Scenario
from sim.scenario.shifts import ALL_SHIFTS, DAY_H, length_of

ROUNDING = 1e-9
"""How far a plan may lie above what can be made: what rounding leaves."""


def beyond(scenario: Scenario) -> Iterator[str]:
    """Sentences about countries that plan more checks than their own officers can make, kind by kind."""
    for code in scenario.countries:
        planned, most = scenario.planned_checks(code), most_checks(scenario, code)
        short = [
            f"{math.floor(most[kind] * (1.0 + ROUNDING)):,} of {number:,.0f} {kind} checks"
            for kind, number in planned.items()
            if number > most[kind] * (1.0 + ROUNDING)
        ]
        if short:
            who = f"its own {scenario.officers(code):,.0f} officers"
            yield f"countries.{code}.plan: {who} can make at most {', '.join(short)}, all as short as they can be"


def most_checks(scenario: Scenario, code: str) -> dict[str, float]:
    """How many of the planned checks of each kind a country's own officers can make at the most.

    All its officers on checks open lanes in all their hours, and each check takes as long as a brief one; the kinds at
    a lane keep their proportion. All search teams search day and night, each time for the median time.
    """
    planned, behaviour, staffing = scenario.planned_checks(code), scenario.behaviour, scenario.behaviour.staffing
    officers = scenario.officers(code) * _served_h(scenario, code) / DAY_H
    lanes = officers * staffing.on_checks * staffing.productive / staffing.officers_per_lane
    brief = behaviour.checks
    at_lanes = {"person": brief.person_brief, "vehicle": brief.vehicle_brief, "parcel": brief.parcel_brief}
    teams = math.ceil(officers * staffing.on_searches / staffing.search_team)
    at_premises = {"premises": behaviour.searches.planned}
    made = _in_proportion(planned, at_lanes, lanes * scenario.hours)
    return made | _in_proportion(planned, at_premises, teams * scenario.hours)


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
