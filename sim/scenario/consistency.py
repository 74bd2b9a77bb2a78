"""Whether the parts of a scenario fit each other: posts that exist, countries that take part, sizes that can be run."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import get_args

from sim.scenario import reference
from sim.scenario.codes import likely, meant_country
from sim.scenario.events import ClosePost, Event, Reassign, Reinforce, Surge
from sim.scenario.fitting import no_country, no_post, no_side, team_findings
from sim.scenario.part import Finding, institutions
from sim.scenario.schema import Scenario
from sim.words import Kind

MOST_CHECKS = 100_000_000
MOST_OFFICERS = 10_000_000
MOST_NETWORKS = 100_000
MOST_PREPARED = 1_000_000
BYTES_PER_CHECK = 64
SECONDS_PER_CHECK = 1e-7


def findings(scenario: Scenario) -> Iterator[Finding]:
    """Everything that does not fit, as (path, what was found, what was wanted)."""
    return chain(
        _sizes(scenario),
        _priorities(scenario),
        _plans(scenario),
        _posts(scenario),
        _added_posts(scenario),
        _unstaffed(scenario),
        _cooperation(scenario),
        _behaviour(scenario),
        *(part.findings(scenario) for part in institutions()),
        event_findings(scenario, scenario.events),
    )


def event_findings(scenario: Scenario, events: Sequence[Event]) -> Iterator[Finding]:
    """What does not fit of some events, planned or recorded; paths begin with ``events`` and the place in the list."""
    return chain(
        _moments(scenario, events),
        _event_countries(scenario, events),
        _event_posts(scenario, events),
        *(part.event_findings(scenario, events) for part in institutions()),
    )


def _behaviour(scenario: Scenario) -> Iterator[Finding]:
    """Values that the model cannot work with, though each is of the right type."""
    for name, group in scenario.behaviour:
        for key, field in type(group).model_fields.items():
            known = field.json_schema_extra
            lowest = known.get("low") if isinstance(known, dict) else None
            if isinstance(lowest, float) and lowest > 0.0 and getattr(group, key) == 0:
                yield ("behaviour", name, key), "0 is outside what the model can work with", "Write a value above 0"
    staffing = scenario.behaviour.staffing
    if staffing.day_shift + staffing.night_shift > 1.0:
        found = f"day and night shift together are {staffing.day_shift + staffing.night_shift:g} of the officers"
        yield ("behaviour", "staffing", "day_shift"), found, "Leave a share for the evening: stay within 1 together"
    per_hour = 1.0 / scenario.behaviour.checks.briefing if scenario.behaviour.checks.briefing else 1.0
    if per_hour < 1.0 or abs(per_hour - round(per_hour)) > 1e-9:
        found = "the time between two briefings does not divide an hour"
        yield ("behaviour", "checks", "briefing"), found, "Write 5, 10, 12, 15, 20, 30 or 60 min"
    if sum(scenario.behaviour.prevalence.premises.values()) > 1.0:
        found = "the prevalences on premises sum to more than 1"
        yield ("behaviour", "prevalence", "premises"), found, "Stay within 1 together"
    if scenario.behaviour.selection.false_alarm == 1.0:
        found = "an indicator that is always shown tells nothing"
        yield ("behaviour", "selection", "false_alarm"), found, "Write a value below 1"
    if scenario.behaviour.traffic.night_level > 1.0:
        found = f"night_level is {scenario.behaviour.traffic.night_level:g}"
        yield ("behaviour", "traffic", "night_level"), found, "Write at most 1: the night is the quietest time"


def _sizes(scenario: Scenario) -> Iterator[Finding]:
    officers = sum(scenario.officers(code) for code in scenario.countries)
    if officers == 0:
        yield ("countries",), "no country brings officers", "Give at least one country officers, and scales above 0"
    if officers > MOST_OFFICERS:
        yield ("countries",), f"{officers:,.0f} officers in all", f"Stay within {MOST_OFFICERS:,}"
    if not any(scenario.crime_areas.values()):
        yield ("crime_areas",), "every weight is 0", "Give at least one crime area a weight above 0"
    networks = scenario.networks.count * scenario.networks.scale
    if networks > MOST_NETWORKS:
        yield ("networks",), f"{networks:,.0f} networks", f"Stay within {MOST_NETWORKS:,}"
    if scenario.preparation.prepared_targets > MOST_PREPARED:
        found = f"{scenario.preparation.prepared_targets:,} prepared targets"
        yield ("preparation", "prepared_targets"), found, f"Stay within {MOST_PREPARED:,}"


def _priorities(scenario: Scenario) -> Iterator[Finding]:
    """Crime areas that were no priority of the EMPACT cycle in which the action lies."""
    year = scenario.start.year
    cycle = [row for row in reference.priorities() if row.first_year <= year <= row.last_year]
    areas = dict.fromkeys(area for row in cycle for area in row.crime_areas)
    for area, weight in scenario.crime_areas.items():
        if cycle and weight > 0.0 and area not in areas:
            found = f"{area} was no priority of the EMPACT cycle {cycle[0].cycle}, in which the action lies"
            yield ("crime_areas", area), found, f"Its crime areas are {', '.join(areas)}"


def _plans(scenario: Scenario) -> Iterator[Finding]:
    for code, country in scenario.countries.items():
        plan = country.plan
        if not country.officers:
            yield ("countries", code, "officers"), f"{code} names no service", "Write one, such as 'police: 120'"
        if plan.officers == 0 and plan.person + plan.vehicle + plan.parcel + plan.premises > 0:
            wanted = "Write the number of officers for which this plan was made"
            yield ("countries", code, "plan", "officers"), "checks are planned for 0 officers", wanted
    planned = dict.fromkeys(get_args(Kind), 0.0)
    for code in scenario.countries:
        for kind, number in scenario.planned_checks(code).items():
            planned[kind] += number
    counting = scenario.counting
    thorough = planned["premises"] + (
        planned["person"] * counting.thorough_person
        + planned["vehicle"] * counting.thorough_vehicle
        + planned["parcel"] * counting.thorough_parcel
    )
    total = sum(planned.values())
    if total > MOST_CHECKS:
        memory, hours = total * BYTES_PER_CHECK / 1e9, total * SECONDS_PER_CHECK / 3600
        yield (
            ("countries",),
            (
                f"{total:,.0f} planned checks, {thorough:,.0f} of them thorough: "
                f"about {memory:,.0f} GB and {hours:,.2g} h for each run"
            ),
            f"Stay within {MOST_CHECKS:,}, by smaller plans or scales",
        )


def _posts(scenario: Scenario) -> Iterator[Finding]:
    for at, post in enumerate(scenario.posts.exclude):
        if post not in reference.posts():
            meant = likely(post, [*reference.posts()])
            wanted = f"Did you mean '{meant}'?" if meant else "Take an id of the reference data"
            yield ("posts", "exclude", at), f"'{post}' is not a known post", wanted
    for post in scenario.posts.traffic:
        yield from no_post(scenario, post, ("posts", "traffic", post))


def _added_posts(scenario: Scenario) -> Iterator[Finding]:
    for key, added in scenario.posts.added.items():
        path = ("posts", "added", key)
        if key in reference.posts():
            yield path, f"'{key}' is already in the reference data", "Give it another id"
        elif not set(added.countries) & scenario.countries.keys():
            yield (*path, "countries"), "none of its countries takes part", "Name a country of this scenario"
        if len(set(added.countries)) < len(added.countries):
            yield (
                (*path, "countries"),
                "the same country twice",
                "Name the country of each side, or one for an inland post",
            )


def _unstaffed(scenario: Scenario) -> Iterator[Finding]:
    staffed = {side for post in scenario.active_posts().values() if post.kind != "online" for side in post.sides}
    for code in scenario.countries:
        if code not in staffed:
            wanted = "Add one under posts.added, or leave the country out"
            yield ("countries", code), f"{code} has no post where it could check", wanted


def _cooperation(scenario: Scenario) -> Iterator[Finding]:
    for pair in scenario.cooperation.pairs:
        path = ("cooperation", "pairs", pair)
        first, second = pair.split("-")
        if first == second:
            yield path, "a country paired with itself", "Name two countries"
        for code in (first, second):
            meant = meant_country(code)
            if code not in reference.countries():
                wanted = f"Did you mean '{meant}'?" if meant else "Write two country codes, such as 'AL-XK'"
                yield path, f"'{code}' is not a country of the reference data", wanted
            else:
                yield from no_country(scenario, code, path)
    for at, team in enumerate(scenario.preparation.jits):
        yield from team_findings(scenario, team.members, ("preparation", "jits", at))


def _moments(scenario: Scenario, events: Sequence[Event]) -> Iterator[Finding]:
    for at, event in enumerate(events):
        if event.at is not None and event.at >= scenario.hours:
            found = f"hour {event.at:g} comes after the end of the action"
            yield ("events", at, "at"), found, f"Write a time below {scenario.hours:g} h"
        if getattr(event, "lasts", 1.0) == 0:
            yield ("events", at, "lasts"), "it lasts no time", "Write a duration above 0, such as '4 h'"


def _event_countries(scenario: Scenario, events: Sequence[Event]) -> Iterator[Finding]:
    for at, event in enumerate(events):
        path = ("events", at)
        if code := getattr(event, "country", ""):
            yield from no_country(scenario, code, (*path, "country"))
        if event.when is not None and event.when.country is not None:
            yield from no_country(scenario, event.when.country, (*path, "when", "country"))


def _event_posts(scenario: Scenario, events: Sequence[Event]) -> Iterator[Finding]:
    for at, event in enumerate(events):
        path = ("events", at)
        if isinstance(event, Surge):
            for place, post in enumerate(event.posts):
                yield from no_post(scenario, post, (*path, "posts", place))
            if 0 < event.lasts < 1:
                yield (*path, "lasts"), "traffic changes by the full hour", "Let the surge last 1 h or more"
        elif isinstance(event, ClosePost | Reinforce):
            yield from no_post(scenario, event.post, (*path, "post"))
            if isinstance(event, Reinforce):
                yield from no_side(scenario, event.post, event.country, (*path, "country"))
        elif isinstance(event, Reassign):
            for key, post in (("from", event.origin), ("to", event.to)):
                yield from no_post(scenario, post, (*path, key))
                yield from no_side(scenario, post, event.country, (*path, key))
            if event.origin == event.to:
                yield (*path, "to"), "the officers already are there", "Name another post"
