"""What an action of a programme takes from its theatre: all that concerns those who take part, and nothing else."""

from collections.abc import Container
from functools import cache
from typing import Any, get_args

from sim.scenario import reference, yaml_text
from sim.scenario.annotation import stripped
from sim.scenario.part import institutions
from sim.scenario.schema import Scenario
from sim.scenario.tree import plain
from sim.words import Kind

CARRIED = ("counting", "centre", "cooperation", "networks", "behaviour")
"""What an action takes from its theatre as it is."""
LIMITED = tuple(section.key for part in institutions() for section in part.sections if section.carried)
"""What an action takes from its theatre as far as it concerns those who take part."""


@cache
def carried(text: str) -> dict[str, Any]:
    """What every action takes from its theatre, as the theatre's text has it."""
    values = plain(stripped(yaml_text.read(text, "theatre"), []))
    assert isinstance(values, dict)
    return {key: values[key] for key in (*CARRIED, *LIMITED) if key in values}


def limited(value: Any, codes: set[str], known: Container[str]) -> Any:
    """What a section says of those who take part: other countries of all `known`, their pairs, posts, are left out."""
    if isinstance(value, dict):
        return {key: limited(part, codes, known) for key, part in value.items() if _takes_part(key, codes, known)}
    if isinstance(value, list):
        return [limited(part, codes, known) for part in value if _takes_part(part, codes, known)]
    return value


def _takes_part(part: Any, codes: set[str], known: Container[str]) -> bool:
    """Whether a key or an item of a section concerns an action of some countries."""
    if isinstance(part, dict):
        together = "members" not in part or len(codes.intersection(part["members"])) > 1
        return together and codes.issuperset(part.get("countries", ()))
    named = [code for code in str(part).split("-") if code in known]
    post = reference.posts().get(str(part))
    return set(named) <= codes and (post is None or not codes.isdisjoint(post.sides))


def part(theatre: Scenario, code: str, officers: float, checks: float) -> dict[str, Any]:
    """What a country brings to an action: at least one officer of a service that it has."""
    country = theatre.countries[code]
    scale = officers * country.officers_scale * theatre.officers_scale
    brought = {service: max(1, round(number * scale)) for service, number in country.officers.items() if number}
    plan = country.plan
    kinds = {kind: round(getattr(plan, kind) * checks) for kind in get_args(Kind)}
    return {
        "officers": brought,
        "liaison": country.liaison.model_dump(mode="json"),
        "plan": {"officers": sum(brought.values()), **kinds},
        **({"profile": country.profile.written()} if country.profile is not None else {}),
    }


def posts(theatre: Scenario, codes: set[str]) -> dict[str, Any]:
    """Posts of those who take part, as the theatre has them."""
    known = {**reference.posts(), **theatre.facts.crossings()}
    active = theatre.active_posts()
    there = {key for key, post in known.items() if codes & set(post.sides)}
    dumped = theatre.posts.model_dump(mode="json")
    return {
        "exclude": [post for post in dumped["exclude"] if post in there],
        "traffic": {
            post: scale for post, scale in dumped["traffic"].items() if post in there and post not in dumped["exclude"]
        },
        "added": {key: post for key, post in dumped["added"].items() if codes & set(post["countries"])},
        "lanes": {
            post: lanes
            for post, lanes in theatre.posts.lanes.items()
            if codes & set(active[post].sides) and post not in dumped["exclude"]
        },
    }
