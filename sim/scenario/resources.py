"""Resources of every plan: officers and liaison officers of countries, lanes of posts, analysts of Europol."""

from collections.abc import Iterator, Mapping

from sim.scenario.lineup import lineup
from sim.scenario.part import institutions
from sim.scenario.reference import Post
from sim.scenario.resource import Position, Resource
from sim.scenario.schema import Scenario
from sim.words import EUROPOL

MOST_OFFICERS = 1_000_000
MOST_PLACES = 1_000
"""As many as a plan may hold at one place: see the types `Officers`, `Staff` and `Lanes`."""


def resources() -> dict[str, Resource]:
    """All resources by name: those of every plan, and those that institutions bring."""
    brought = [one for part in institutions() for one in part.resources]
    return {one.name: one for one in (OFFICERS, LANES, ANALYSTS, LIAISON, *brought)}


def _officer_places(scenario: Scenario) -> dict[str, Position]:
    numbers = {code: round(scenario.officers(code)) for code in scenario.countries}
    return {
        code: Position(country=code, now=number, most=MOST_OFFICERS, share=number, busy=number)
        for code, number in numbers.items()
        if number
    }


def _officers(scenario: Scenario, changes: Mapping[str, int]) -> Mapping[str, object]:
    return lineup(scenario, [f"{code}={change:+d}" for code, change in changes.items()], [])


def _lane_places(scenario: Scenario) -> dict[str, Position]:
    return {name: place for post in scenario.active_posts().values() for name, place in _sides(scenario, post)}


def _sides(scenario: Scenario, post: Post) -> Iterator[tuple[str, Position]]:
    persons = post.persons_per_day * scenario.posts.traffic.get(post.id, 1.0)
    for side, lanes in zip(post.sides, (post.lanes_a, post.lanes_b), strict=False):
        if lanes and side in scenario.countries:
            yield (
                f"{post.id}/{side}",
                Position(country=side, now=lanes, most=MOST_PLACES, share=lanes, busy=persons / lanes),
            )


def _lanes(scenario: Scenario, changes: Mapping[str, int]) -> Mapping[str, object]:
    there = _lane_places(scenario)
    return {f"posts.lanes.{name.replace('/', '.')}": there[name].now + change for name, change in changes.items()}


def _analyst_places(scenario: Scenario) -> dict[str, Position]:
    return {EUROPOL: Position(country="", now=scenario.europol.analysts, most=MOST_PLACES, share=1.0, busy=1.0)}


def _analysts(scenario: Scenario, changes: Mapping[str, int]) -> Mapping[str, object]:
    return {"europol.analysts": scenario.europol.analysts + sum(changes.values())}


def _seats(scenario: Scenario) -> dict[str, Position]:
    """Seats of liaison officers: at the centre for all, at Europol and SELEC for those who may sit there."""
    facts = scenario.facts
    return {
        f"{code}/{seat}": Position(country=code, now=now, most=MOST_PLACES, share=1.0, busy=scenario.officers(code))
        for code, country in scenario.countries.items()
        for seat, now, may in (
            ("centre", country.liaison.centre, scenario.centre.open),
            ("europol", country.liaison.europol, facts.standing(code) != "none"),
            ("selec", country.liaison.selec, "selec" in facts.frameworks(code)),
        )
        if now or may
    }


def _liaison(scenario: Scenario, changes: Mapping[str, int]) -> Mapping[str, object]:
    there, split = _seats(scenario), [(name.split("/"), name, change) for name, change in changes.items()]
    return {f"countries.{code}.liaison.{seat}": there[name].now + change for (code, seat), name, change in split}


OFFICERS = Resource(name="officers", unit="officers", per=100, places=_officer_places, placed=_officers)
LANES = Resource(name="lanes", unit="lanes", places=_lane_places, placed=_lanes)
ANALYSTS = Resource(name="analysts", unit="analysts", places=_analyst_places, placed=_analysts)
LIAISON = Resource(name="liaison", unit="liaison officers", places=_seats, placed=_liaison)
