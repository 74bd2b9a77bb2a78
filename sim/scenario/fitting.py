"""Whether what a part says fits the rest of a scenario: checks that several parts share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.scenario import reference
from sim.scenario.codes import CountryCode, Members, likely
from sim.scenario.part import Finding
from sim.scenario.tree import Path

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

EVERYWHERE = "all"


def named(members: Members, scenario: Scenario) -> tuple[CountryCode, ...]:
    """The countries that are meant, in the order of their codes."""
    return tuple(sorted(scenario.countries if members == EVERYWHERE else members))


def no_country(scenario: Scenario, code: str, path: Path) -> Iterator[Finding]:
    """What is wrong with naming a country here: it takes no part."""
    if code not in scenario.countries:
        yield path, f"{code} takes no part", "Name one of the countries of this scenario, or add it there"


def absent(scenario: Scenario, members: Members, path: Path) -> Iterator[Finding]:
    """Countries of a list that take no part."""
    for at, code in enumerate(() if members == EVERYWHERE else members):
        yield from no_country(scenario, code, (*path, at))


def no_post(scenario: Scenario, post: str, path: Path) -> Iterator[Finding]:
    """What is wrong with naming a post here: it is unknown, or takes no part."""
    active = scenario.active_post(post)
    if active is not None:
        if active.kind == "online":
            yield path, f"'{post}' is online: nobody passes there", "Name a post where people or goods pass"
        return
    if post in scenario.posts.exclude:
        yield path, f"'{post}' is excluded by posts.exclude", "Take it off that list, or leave it out here"
    elif post in reference.posts() and not reference.posts()[post].holds(scenario.start.date()):
        yield path, f"'{post}' is not open on {scenario.start.date()}", "Leave it out, or add it under posts.added"
    elif post in reference.posts():
        sides = " and ".join(reference.posts()[post].sides)
        yield path, f"'{post}' takes no part: it lies in {sides}", "Name a post of a participating country"
    else:
        meant = likely(post, [*scenario.active_posts()])
        wanted = (
            f"Did you mean '{meant}'?" if meant else "Take an id of the reference data, or add it under posts.added"
        )
        yield path, f"'{post}' is not a known post", wanted


def no_side(scenario: Scenario, post: str, code: str, path: Path) -> Iterator[Finding]:
    """What is wrong with a country acting at a post, both of which may be wrong in themselves."""
    active = scenario.active_post(post)
    if active is not None and code in scenario.countries and code not in active.sides:
        yield path, f"{code} has no side at '{post}'", "Name one of " + ", ".join(active.sides)


def posted(scenario: Scenario, post: str, country: str, path: Path) -> Iterator[Finding]:
    """What is wrong with sending somebody to a country's side of a post."""
    yield from no_post(scenario, post, (*path, "post"))
    yield from no_country(scenario, country, (*path, "country"))
    yield from no_side(scenario, post, country, (*path, "country"))


def no_priority(area: str, year: int, path: Path) -> Iterator[Finding]:
    """What is wrong with a crime area in a year: it was no priority of the EMPACT cycle in which the year lies."""
    cycle = [row for row in reference.priorities() if row.first_year <= year <= row.last_year]
    areas = dict.fromkeys(known for row in cycle for known in row.crime_areas)
    if cycle and area not in areas:
        found = f"{area} was no priority of the EMPACT cycle {cycle[0].cycle}, in which the action lies"
        yield path, found, f"Its crime areas are {', '.join(areas)}"


def team_findings(scenario: Scenario, members: tuple[str, ...], path: Path) -> Iterator[Finding]:
    """What is wrong with the countries of a team."""
    if len(set(members)) < 2:
        yield path, "a team of fewer than two countries", "Name two or more different countries"
    for at, code in enumerate(members):
        yield from no_country(scenario, code, (*path, at))
