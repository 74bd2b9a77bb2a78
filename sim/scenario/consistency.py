"""Whether the parts of a scenario fit each other: posts that exist, countries that take part, sizes that can be run."""

from collections.abc import Iterator, Sequence
from itertools import chain, pairwise

from sim.scenario import effort, reference
from sim.scenario.codes import likely, meant_country
from sim.scenario.events import (
    AnswerRequest,
    AskAgain,
    ClosePost,
    Commit,
    Event,
    Launch,
    Lift,
    Reassign,
    Reinforce,
    Reserve,
    StandingOrder,
    Surge,
    UseLanes,
)
from sim.scenario.facts import PROFILE
from sim.scenario.fitting import no_country, no_post, no_priority, no_side, team_findings
from sim.scenario.levels import GROUPS, SHARES, TIMES
from sim.scenario.part import Finding, institutions
from sim.scenario.quantity import SMALLEST
from sim.scenario.schema import Scenario
from sim.scenario.tree import Path
from sim.words import AGENCIES, AT_EUROPOL


def findings(scenario: Scenario) -> Iterator[Finding]:
    """Everything that does not fit, as (path, what was found, what was wanted)."""
    return chain(
        _sizes(scenario),
        _priorities(scenario),
        _plans(scenario),
        _profiles(scenario),
        _posts(scenario),
        _added_posts(scenario),
        _unstaffed(scenario),
        _cooperation(scenario),
        _networks(scenario),
        _behaviour(scenario),
        _levels(scenario),
        scenario.experiment.findings() if scenario.experiment else (),
        *(part.findings(scenario) for part in institutions()),
        event_findings(scenario, scenario.events),
        effort.findings(scenario),
    )


def event_findings(scenario: Scenario, events: Sequence[Event]) -> Iterator[Finding]:
    """What does not fit of some events, planned or recorded; paths begin with ``events`` and the place in the list."""
    return chain(
        _moments(scenario, events),
        _event_countries(scenario, events),
        _event_posts(scenario, events),
        _event_seats(scenario, events),
        _event_names(events),
        *(part.event_findings(scenario, events) for part in institutions()),
    )


def _behaviour(scenario: Scenario) -> Iterator[Finding]:
    """Values that the model cannot work with, though each is of the right type."""
    for name, group in scenario.behaviour:
        for key, field in type(group).model_fields.items():
            known = field.json_schema_extra
            lowest = known.get("low") if isinstance(known, dict) else None
            value = getattr(group, key)
            if isinstance(lowest, float) and lowest > 0.0 and isinstance(value, int | float) and value < SMALLEST:
                found = f"{value:g} is outside what the model can work with"
                yield ("behaviour", name, key), found, f"Write {SMALLEST:f} or more"
    staffing = scenario.behaviour.staffing
    if staffing.day_shift + staffing.night_shift > 1.0:
        found = f"day and night shift together are {staffing.day_shift + staffing.night_shift:g} of the officers"
        yield ("behaviour", "staffing", "day_shift"), found, "Leave a share for the evening: stay within 1 together"
    per_hour = 1.0 / scenario.behaviour.checks.briefing if scenario.behaviour.checks.briefing else 1.0
    if per_hour < 1.0 or abs(per_hour - round(per_hour)) > 1e-9:
        found = "the time between two briefings does not divide an hour"
        yield effort.BRIEFING, found, "Write 5, 10, 12, 15, 20, 30 or 60 min"
    if sum(scenario.behaviour.prevalence.premises.values()) > 1.0:
        found = "the prevalences on premises sum to more than 1"
        yield ("behaviour", "prevalence", "premises"), found, "Stay within 1 together"
    if scenario.behaviour.selection.false_alarm == 1.0:
        found = "an indicator that is always shown tells nothing"
        yield ("behaviour", "selection", "false_alarm"), found, "Write a value below 1"
    if scenario.behaviour.traffic.night_level > 1.0:
        found = f"night_level is {scenario.behaviour.traffic.night_level:g}"
        yield ("behaviour", "traffic", "night_level"), found, "Write at most 1: the night is the quietest time"


def _levels(scenario: Scenario) -> Iterator[Finding]:
    """Levels of cooperation of which the closer one is the worse."""
    for far, close in pairwise(GROUPS.values()):
        for name in (*SHARES, *TIMES):
            known = getattr(scenario.behaviour, far), getattr(scenario.behaviour, close)
            below, above = (getattr(meaning, name) for meaning in known)
            if (above < below) if name in SHARES else (above > below):
                said = far if f"behaviour.{far}.{name}" in scenario.given else close
                found = f"a closer level is worse: {name} is {below:g} in {far} and {above:g} in {close}"
                yield (
                    ("behaviour", said, name),
                    found,
                    "Let closer levels answer more, and no later (times are hours here)",
                )


def _sizes(scenario: Scenario) -> Iterator[Finding]:
    officers = sum(scenario.officers(code) for code in scenario.countries)
    if officers == 0:
        yield ("countries",), "no country brings officers", "Give at least one country officers, and scales above 0"
    if not any(scenario.crime_areas.values()):
        yield ("crime_areas",), "every weight is 0", "Give at least one crime area a weight above 0"


def _priorities(scenario: Scenario) -> Iterator[Finding]:
    """Crime areas that were no priority of the EMPACT cycle in which the action lies."""
    for area, weight in scenario.crime_areas.items():
        if weight > 0.0:
            yield from no_priority(area, scenario.start.year, ("crime_areas", area))


def _plans(scenario: Scenario) -> Iterator[Finding]:
    for code, country in scenario.countries.items():
        plan = country.plan
        if not country.officers:
            yield ("countries", code, "officers"), f"{code} names no service", "Write one, such as 'police: 120'"
        if plan.officers == 0 and plan.person + plan.vehicle + plan.parcel + plan.premises > 0:
            wanted = "Write the number of officers for which this plan was made"
            yield ("countries", code, "plan", "officers"), "checks are planned for 0 officers", wanted


def _profiles(scenario: Scenario) -> Iterator[Finding]:
    """Profiles of countries that are in the reference data, or that contradict themselves."""
    for code, profile in scenario.facts.profiles.items():
        path = ("countries", code, PROFILE)
        if code in reference.countries():
            yield path, f"{code} is in the reference data", "Leave the profile out, or take a code that is not"
        if (profile.lat is None) != (profile.lon is None):
            yield path, "a place with one coordinate", "Give both lat and lon, or neither"
        for at, other in enumerate(profile.neighbours):
            if other == code or other in profile.neighbours[:at]:
                yield (*path, "neighbours", at), f"{other} is no other neighbour", "Name each other country once"


def _posts(scenario: Scenario) -> Iterator[Finding]:
    for at, post in enumerate(scenario.posts.exclude):
        if post not in reference.posts():
            meant = likely(post, [*reference.posts()])
            wanted = f"Did you mean '{meant}'?" if meant else "Take an id of the reference data"
            yield ("posts", "exclude", at), f"'{post}' is not a known post", wanted
    for key, named in (("traffic", scenario.posts.traffic), ("per_day", scenario.posts.per_day)):
        for post in named:
            yield from no_post(scenario, post, ("posts", key, post))
    for key, by_side in (("lanes", scenario.posts.lanes), ("shifts", scenario.posts.shifts)):
        for post, sides in by_side.items():
            yield from _sides(scenario, post, tuple(sides), ("posts", key, post))


def _sides(scenario: Scenario, post: str, named: Sequence[str], path: Path) -> Iterator[Finding]:
    """What is wrong with saying something of some sides of a post."""
    yield from no_post(scenario, post, path)
    known = scenario.active_post(post)
    sides = known.sides if known else named
    for code in sorted({*named} - {*sides}):
        yield (*path, code), f"{code} has no side at '{post}'", f"Name one of {', '.join(sides)}"


def _added_posts(scenario: Scenario) -> Iterator[Finding]:
    for key, added in scenario.posts.added.items():
        path = ("posts", "added", key)
        if key in reference.posts() and set(added.countries) != set(reference.posts()[key].sides):
            wanted = f"Give it another id, or its sides: {', '.join(reference.posts()[key].sides)}"
            yield path, f"'{key}' is already in the reference data", wanted
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
        if code not in staffed and any(scenario.planned_checks(code).values()):
            wanted = "Add one under posts.added, plan no checks for it, or leave the country out"
            yield ("countries", code), f"{code} has no post where it could check", wanted


def _cooperation(scenario: Scenario) -> Iterator[Finding]:
    for pair in scenario.cooperation.pairs:
        path = ("cooperation", "pairs", pair)
        first, second = pair.split("-")
        if first == second:
            yield path, "a country paired with itself", "Name two countries"
        for code in (first, second):
            meant = meant_country(code)
            if code not in scenario.facts:
                wanted = f"Did you mean '{meant}'?" if meant else "Write two country codes, such as 'AL-XK'"
                yield path, f"'{code}' is not a country of the reference data", wanted
            else:
                yield from no_country(scenario, code, path)
    for at, team in enumerate(scenario.preparation.jits):
        yield from team_findings(scenario, team.members, ("preparation", "jits", at))


def _networks(scenario: Scenario) -> Iterator[Finding]:
    """Networks of the plan's own that are at work in one country alone, or whose members live elsewhere."""
    for name, network in scenario.networks.own.items():
        path = ("networks", "own", name)
        if len({*network.at_work_in}) == 1:
            found = f"it is at work in {network.at_work_in[0]} alone, so nothing crosses a border"
            yield path, found, "Name two countries, or none: then they are drawn"
        for number, member in network.members.items():
            if network.countries and member.country not in (None, *network.countries):
                found = f"{member.country} is none of the countries of {name}"
                yield (*path, "members", number, "country"), found, "Name one of them, or add it to them"


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
        elif isinstance(event, ClosePost | Reinforce | UseLanes | Reserve):
            yield from no_post(scenario, event.post, (*path, "post"))
            if isinstance(event, Reinforce | UseLanes | Reserve):
                yield from no_side(scenario, event.post, event.country, (*path, "country"))
        elif isinstance(event, Reassign | Commit):
            for key, post in (("from", event.origin), ("to", event.to)):
                yield from no_post(scenario, post, (*path, key))
                yield from no_side(scenario, post, event.country, (*path, key))
            if isinstance(event, Reassign) and event.origin == event.to:
                yield (*path, "to"), "the officers already are there", "Name another post"


def _event_seats(scenario: Scenario, events: Sequence[Event]) -> Iterator[Finding]:
    """Owners who take no part, and orders to those who answer nothing."""
    for at, event in enumerate(events):
        owner = getattr(event, "owner", "")
        if owner and owner not in AGENCIES:
            yield from no_country(scenario, owner, ("events", at, "owner"))
        if isinstance(event, StandingOrder) and owner in AGENCIES and owner != AT_EUROPOL:
            yield ("events", at, "owner"), f"nobody asks {owner}", "Name a country or europol"
        if (
            isinstance(event, AnswerRequest)
            and event.units is not None
            and (event.give == "refused" or not event.units)
        ):
            yield ("events", at, "units"), "who sends no unit refuses", "Write 'give: refused', or a number of units"
        if isinstance(event, AskAgain):
            yield from no_country(scenario, event.receiver, ("events", at, "of"))
            if event.receiver == event.country:
                yield ("events", at, "of"), "a country does not ask itself", "Name another country"
        if isinstance(event, Launch):
            for place, code in enumerate(event.without):
                yield from no_country(scenario, code, ("events", at, "without", place))


def _event_names(events: Sequence[Event]) -> Iterator[Finding]:
    """Names that two events have, and events that lift what is not there or ends by itself."""
    named = {event.id: event for event in reversed(events) if event.id is not None}
    for at, event in enumerate(events):
        if event.id is not None and named[event.id] is not event:
            yield ("events", at, "id"), f"another event is called '{event.id}'", "Give each event a name of its own"
        if isinstance(event, Lift):
            lifted = named.get(event.event)
            if lifted is None:
                meant = likely(event.event, list(named))
                wanted = f"Did you mean '{meant}'?" if meant else "Give the event that is to be lifted an 'id'"
                yield ("events", at, "event"), f"no event is called '{event.event}'", wanted
            elif not hasattr(lifted, "lasts"):
                yield ("events", at, "event"), f"{lifted.kind} has nothing that lasts", "Name an event with a length"
