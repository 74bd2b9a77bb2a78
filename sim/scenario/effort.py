"""How long a run of a scenario takes and how much memory, as an estimate from the plan alone: what is accepted ends.

Each kind of work has a number of things that a run makes, and what one of them costs. The weights are about twice what
was measured on a laptop; where a plan leaves open how much there will be, the estimate takes the upper end.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain
from typing import get_args

from sim.scenario.events import Intelligence, Reassign, Reinforce, Surge
from sim.scenario.part import Finding, Work, institutions
from sim.scenario.quantity import SMALLEST
from sim.scenario.schema import Scenario
from sim.scenario.tree import Path
from sim.words import Kind

MOST_SECONDS = 120.0
MOST_BYTES = 1e9
UNLUCKY = 2.33
"""The estimate holds for all but one in a hundred actions: so many standard deviations."""
CASE_S, CASE_BYTES = 2e-4, 4e3
FREQUENT = 0.1
"""Where more checks than this become a case, it is for what is met and not for the number of checks."""
FIRST_LINE = ("officer", "database", "anpr")
ALL_NETWORKS = "associate"
"""The mark whose prevalence is that of each network."""
IRREGULAR = "irregular_entry"
LIGHT = 0.15
"""What an irregular entry costs, which nobody follows up, against another case."""
SOUGHT_BY_ALL = ("wanted_home", "wanted_abroad", "notice", "suspect", ALL_NETWORKS)
"""Marks that belong to no crime area: whoever looks for anything looks for them."""

BRIEFING: Path = ("behaviour", "checks", "briefing")
"""Where the time between two briefings stands."""


def findings(scenario: Scenario) -> Iterator[Finding]:
    """What is wrong with a plan that a laptop cannot run: told at the largest part of the work."""
    works = list(works_of(scenario))
    seconds, size = math.fsum(work.seconds for work in works), math.fsum(work.bytes for work in works)
    if seconds <= MOST_SECONDS and size <= MOST_BYTES:
        return
    largest = max(works, key=lambda work: max(work.seconds / MOST_SECONDS, work.bytes / MOST_BYTES))
    found = f"about {largest.number:,.0f} {largest.what}: a run would take about {_time(seconds)} and {_memory(size)}"
    yield largest.path, found, f"Stay within {_time(MOST_SECONDS)} and {_memory(MOST_BYTES)} for a run: plan less"


def _time(seconds: float) -> str:
    return f"{seconds:,.0f} s" if seconds < 5400 else f"{seconds / 3600:,.0f} h"


def _memory(size: float) -> str:
    return f"{size / 1e9:,.1f} GB"


def works_of(scenario: Scenario) -> Iterator[Work]:
    """All the work of a run, the large parts and the small."""
    own = (_checks, _cases, _searches, _networks, _checkpoints, _lanes, _events)
    return chain(
        *(part(scenario) for part in own),
        *(part.works(scenario) for part in institutions()),
    )


# --- checks and cases -------------------------------------------------------------------------------------------------


def _planned(scenario: Scenario) -> dict[str, float]:
    """Planned checks of all countries by kind, with what surges add at their height."""
    planned: dict[str, float] = dict.fromkeys(get_args(Kind), 0.0)
    for code in scenario.countries:
        for kind, number in scenario.planned_checks(code).items():
            planned[kind] += number
    return {kind: number * (1.0 if kind == "premises" else _surge(scenario)) for kind, number in planned.items()}


def _surge(scenario: Scenario) -> float:
    """By how much the traffic of the post with the most surges grows, when they come together."""
    growth: defaultdict[str, float] = defaultdict(float)
    for event in scenario.events:
        if isinstance(event, Surge):
            for post in event.posts:
                growth[post] += math.log(max(1.0, event.traffic))
    return math.exp(min(max(growth.values(), default=0.0), 50.0))


def _busy(scenario: Scenario) -> float:
    """By how much the traffic of a busy action exceeds the mean."""
    traffic = scenario.behaviour.traffic
    variance = sum(math.log1p(cv**2) for cv in (traffic.action_variation, traffic.country_variation))
    return math.exp(UNLUCKY * math.sqrt(variance) - variance / 2.0)


def _largest(scenario: Scenario) -> str:
    """The country that plans the most checks."""
    return max(scenario.countries, key=lambda code: sum(scenario.planned_checks(code).values()))


def _checks(scenario: Scenario) -> Iterator[Work]:
    planned = _planned(scenario)
    path = ("countries", _largest(scenario), "plan")
    checks = (sum(planned.values()) - planned["premises"]) * _busy(scenario)
    at_once = 400.0 * max(1.0, _day_variation(scenario)) / scenario.hours
    yield Work(path=path, what="candidates for a check", number=checks, each_s=1.2e-6, each_bytes=at_once)


def _day_variation(scenario: Scenario) -> float:
    """By how much a busy day at a checkpoint exceeds the mean."""
    variance = math.log1p(scenario.behaviour.traffic.day_variation**2)
    return 2.0 * math.exp(UNLUCKY * math.sqrt(variance) - variance / 2.0)


def _cases(scenario: Scenario) -> Iterator[Work]:
    """Findings of checks, and what suspicion leads to: no more than there are checks."""
    planned, busy, counting = _planned(scenario), _busy(scenario), scenario.counting
    number = 0.0
    for kind, thorough in (
        ("person", counting.thorough_person),
        ("vehicle", counting.thorough_vehicle),
        ("parcel", counting.thorough_parcel),
    ):
        brief_rate, thorough_rate = _found(scenario, kind)
        number += planned[kind] * (thorough * thorough_rate + (1.0 - thorough) * brief_rate)
    frequent = number > FREQUENT * sum(planned.values())
    path: Path = ("behaviour", "prevalence") if frequent else ("countries", _largest(scenario), "plan")
    yield Work(path=path, what="cases that are followed up", number=number * busy, each_s=CASE_S, each_bytes=CASE_BYTES)


def _found(scenario: Scenario, kind: str) -> tuple[float, float]:
    """Share of the brief and of the thorough checks of a kind that become a case."""
    selection, detection = scenario.behaviour.selection, scenario.behaviour.detection
    alarm = 1.0 - math.prod(1.0 - rate for rate in detection.false_alarm.values())
    brief, thorough = selection.referral_brief, max(selection.referral_clean, selection.referral_offender)
    suspected = alarm * selection.suspicion
    lift = max(1.0, selection.sensitivity / max(selection.false_alarm, SMALLEST))
    return (
        min(1.0, _met(scenario, kind, brief, 1.0) + brief * suspected),
        min(1.0, _met(scenario, kind, thorough, lift) + selection.referral_clean * suspected),
    )


def _met(scenario: Scenario, kind: str, referral: float, lift: float) -> float:
    """Share of checks that find something, by what is there, what is seen in it, and how many are referred."""
    prevalence, detection = scenario.behaviour.prevalence, scenario.behaviour.detection
    channels = [(name, table) for name, table in detection if isinstance(table, dict) and name != "false_alarm"]
    common = {ALL_NETWORKS: _at_work(scenario), IRREGULAR: _irregular(scenario)}
    sought = max(scenario.crime_areas.values()) / max(sum(scenario.crime_areas.values()), SMALLEST)
    found = 0.0
    for mark, share in getattr(prevalence, kind).items():
        focus = 1.0 if mark in SOUGHT_BY_ALL else sought
        there = min(1.0, prevalence.this_action * share * common.get(mark, 1.0) * (1.0 + (lift - 1.0) * focus))
        seen = sum(table.get(mark, 0.0) * (1.0 if name in FIRST_LINE else referral) for name, table in channels)
        found += there * min(1.0, seen) * (LIGHT if mark == IRREGULAR else 1.0)
    return found


def _at_work(scenario: Scenario) -> float:
    """Networks that are at work in one country."""
    reach = 2.0 + scenario.behaviour.crime.countries / 2.0
    return len(scenario.networks.names) * min(1.0, reach / len(scenario.countries))


def _irregular(scenario: Scenario) -> float:
    """How common irregular entry is at the mean post, against a border crossing."""
    prevalence, posts = scenario.behaviour.prevalence, scenario.active_posts().values()
    factors = {"green_border": prevalence.green_border, "inland": prevalence.inside, "postal": prevalence.inside}
    return math.fsum(factors.get(post.kind, 1.0) for post in posts) / max(1, len(posts))


def _searches(scenario: Scenario) -> Iterator[Work]:
    premises = {code: scenario.planned_checks(code)["premises"] for code in scenario.countries}
    largest = max(premises, key=premises.__getitem__)
    path: Path = ("countries", largest, "plan", "premises")
    number = sum(premises.values())
    yield Work(path=path, what="planned searches of premises", number=number, each_s=5e-5, each_bytes=2.2e3)
    targets = scenario.preparation.prepared_targets
    path = ("preparation", "prepared_targets")
    yield Work(path=path, what="prepared targets", number=targets, each_s=3e-4, each_bytes=3e3)


# --- networks ---------------------------------------------------------------------------------------------------------


def members(scenario: Scenario) -> float:
    """Mean size of a network, at the most."""
    crime = scenario.behaviour.crime
    mean = crime.members_median * math.exp(min(crime.members_sigma**2 / 2.0, 20.0))
    return max(4.0, min(float(crime.largest), mean))


def _networks(scenario: Scenario) -> Iterator[Work]:
    crime, size = scenario.behaviour.crime, members(scenario)
    ties = min(size, 1.0 + 2.0 * crime.ties * math.exp(crime.ties_variation**2 / 2.0))
    number = scenario.networks.count * scenario.networks.scale
    path: Path = ("networks", "count")
    yield _graphs(scenario, path, number, size, size * ties)
    path = ("networks", "own")
    for network in scenario.networks.own.values():
        yield _graphs(scenario, path, 1, len(network.members), len(network.edges))
    roots = number * math.sqrt(size) + sum(math.sqrt(len(one.members)) for one in scenario.networks.own.values())
    sent = crime.movements * scenario.days / math.sqrt(crime.members_median)
    path = ("behaviour", "crime", "movements")
    yield Work(path=path, what="movements", number=roots * sent, each_s=1e-3, each_bytes=5e3)


def _graphs(scenario: Scenario, path: Path, number: float, size: float, ties: float) -> Work:
    """Some networks of so many members and ties each."""
    each_s = 1.5e-3 + ties * 2e-5
    if scenario.networks.targeting == "brokers":
        each_s += size * ties * 1e-6
    return Work(path=path, what="networks", number=number, each_s=each_s, each_bytes=4e4 + ties * 200)


# --- places and time --------------------------------------------------------------------------------------------------


def sides(scenario: Scenario) -> int:
    """Sides of posts that take part."""
    posts = scenario.active_posts().values()
    return sum(side in scenario.countries for post in posts for side in post.sides)


def _checkpoints(scenario: Scenario) -> Iterator[Work]:
    points = sides(scenario)
    path: Path = ("posts", "added") if scenario.posts.added else ("countries",)
    hours = points * scenario.hours
    yield Work(path=path, what="hours of checkpoints", number=hours, each_s=1.5e-5, each_bytes=500)
    windows = scenario.hours / scenario.behaviour.checks.briefing
    yield Work(path=BRIEFING, what="briefings", number=windows, each_s=2e-4 + points * 3e-6, each_bytes=0)


def _lanes(scenario: Scenario) -> Iterator[Work]:
    """Lanes of checks: their room in memory, and what theory says of their queues for each hour of the week."""
    staffing, points = scenario.behaviour.staffing, sides(scenario)
    at_once = staffing.on_checks * staffing.productive / staffing.officers_per_lane
    most = {
        code: max(scenario.officers(code), float(plan.plan.officers)) + _sent(scenario, code)
        for code, plan in scenario.countries.items()
    }
    largest = max(most, key=most.__getitem__)
    path: Path = ("countries", largest, "officers")
    if scenario.countries[largest].plan.officers > scenario.officers(largest):
        path = ("countries", largest, "plan", "officers")
    room, lanes = most[largest] * at_once, sum(most.values()) * at_once
    steps = 21.0 * min(scenario.hours, 168.0) * 8e-9
    yield Work(path=path, what="lanes", number=lanes, each_s=steps, each_bytes=points * 80.0 * room / max(lanes, 1.0))
    checks = scenario.behaviour.checks
    places = points * max(checks.backlog, checks.second_backlog)
    path = ("behaviour", "checks", "backlog")
    yield Work(path=path, what="places to wait", number=places, each_s=steps, each_bytes=48)


def _sent(scenario: Scenario, code: str) -> float:
    """Officers of a country who come or move to a post during the action."""
    moves = (event for event in scenario.events if isinstance(event, Reinforce | Reassign))
    return float(sum(event.officers for event in moves if event.country == code))


def _events(scenario: Scenario) -> Iterator[Work]:
    path: Path = ("events",)
    yield Work(path=path, what="events", number=len(scenario.events), each_s=1e-2, each_bytes=5e3)
    traces = sum(event.traces for event in scenario.events if isinstance(event, Intelligence))
    yield Work(path=path, what="traces that are brought in", number=traces, each_s=5e-4, each_bytes=5e3)
