"""What is right in a scenario or a programme and probably not meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations
from typing import TYPE_CHECKING

from sim.scenario.allocation import CHECK_KINDS
from sim.scenario.capacity import beyond
from sim.scenario.part import institutions
from sim.scenario.schema import Scenario
from sim.scenario.shifts import DAY_H, RESTED_H, length_of, unserved

if TYPE_CHECKING:
    from sim.scenario.programme import Action, Programme


COMPARED = ("migrant_smuggling", "drugs", "firearms", "human_trafficking", "document_fraud")
"""Crime areas of the actions whose published totals were compared with the model."""
PREMISES = ("premises",)
INSPECTED = 0.05
"""Share of premises among checks, beyond that of any such action (1 %), from which they are inspections."""


def doubts(scenario: Scenario) -> Iterator[str]:
    """Sentences about values that leave nothing of what they scale, and about what does not go with a change."""
    yield from scenario.doubts
    for code, country in scenario.countries.items():
        if sum(country.officers.values()) > 0 and scenario.officers(code) == 0:
            yield f"countries.{code}: officers_scale is 0, so {code} takes part without an officer"
    yield from beyond(scenario)
    yield from _shifts(scenario)
    for part in institutions():
        yield from part.doubts(scenario)
    for name, network in scenario.networks.own.items():
        if not network.comes_to(scenario.countries):
            lives = " ".join(network.at_work_in)
            yield f"networks.own.{name}: it is at work in {lives}, of which fewer than two take part; so it stays away"
    yield from _never_compared(scenario)


def _never_compared(scenario: Scenario) -> Iterator[str]:
    """That a plan is of a kind of which no published total was ever compared with what the model makes of it."""
    rest = (
        "no action of this kind was ever compared with what was published: trust differences, not the height of numbers"
    )
    planned = [scenario.planned_checks(code) for code in scenario.countries]
    made, premises = (sum(sum(one[kind] for kind in kinds) for one in planned) for kinds in (CHECK_KINDS, PREMISES))
    sought = [area for area, weight in scenario.crime_areas.items() if weight > 0.0]
    if not set(sought) & set(COMPARED):
        yield f"crime_areas: {', '.join(sought)} alone; {rest}"
    if made == 0:
        yield f"countries: no checks are planned; {rest}"
    elif premises > INSPECTED * made:
        yield f"countries: {premises / made:.0%} of the planned checks are on premises; {rest}"


def _shifts(scenario: Scenario) -> Iterator[str]:
    """Hours at which nobody serves, and shifts that leave too little rest."""
    rosters = {"shifts": scenario.shifts}
    rosters |= {f"countries.{code}.shifts": country.shifts for code, country in scenario.countries.items()}
    for post, sides in scenario.posts.shifts.items():
        rosters |= {f"posts.shifts.{post}.{code}": shifts for code, shifts in sides.items()}
    for key, roster in rosters.items():
        served = [shift for shift, share in roster.items() if share]
        for begin, end in unserved(served) if served else ():
            yield f"{key}: nobody is on duty from {_clock(begin)} to {_clock(end)} (UTC)"
        for shift in served:
            if length_of(shift) > RESTED_H:
                rest = f"{DAY_H - length_of(shift):g} h of rest a day"
                yield f"{key}: {shift} leaves {rest}, less than 11 h (Directive 2003/88/EC, Article 3)"


def _clock(hour: float) -> str:
    minutes = round(60 * hour)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def of_programme(programme: Programme) -> Iterator[str]:
    """That actions which overlap in days and countries use the same officers: each counts them as its own."""
    at_once: defaultdict[tuple[str, date], list[Action]] = defaultdict(list)
    for action in programme.ordered():
        for later in range(programme.length(action)):
            for code in action.countries:
                at_once[code, action.start + timedelta(days=later)].append(action)
    pairs: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for (code, _), actions in at_once.items():
        for first, second in combinations(actions, 2):
            pairs[first.name, second.name].add(code)
    if not pairs:
        return
    (first_name, second_name), codes = next(iter(pairs.items()))
    more = f", and {len(pairs) - 1:,} pairs more" if len(pairs) > 1 else ""
    most, code, day = max((_share(programme, actions), *place) for place, actions in at_once.items())
    yield (
        f"actions overlap and use officers of the same countries twice: {first_name} and {second_name} "
        f"({', '.join(sorted(codes))}){more}; most of {code} on {day}, {100 * most:.3g} % of its officers at once"
    )


def _share(programme: Programme, actions: list[Action]) -> float:
    """Share of a country's officers that some actions take together."""
    shares = (
        programme.templates[action.template].officers if action.officers is None else action.officers
        for action in actions
    )
    return programme.officers_scale * sum(shares)
