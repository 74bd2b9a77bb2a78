"""Names in place of codes, ids and keys: of countries, posts, seats, and what a key of a plan means, in a few words."""

import re
from collections.abc import Mapping
from typing import Final

from sim.scenario.leaves import leaves
from sim.scenario.levers import described
from sim.scenario.schema import Scenario
from sim.scenario.tree import dotted
from sim.words import CHANNEL_TITLES, EUROPOL

_SEATS: Final[Mapping[str, str]] = {"centre": "the coordination centre", "europol": "Europol", "selec": "SELEC"}
_OFFICES: Final[Mapping[str, str]] = {"spoc": "contact point", "bureau": "national bureau"}
_WORDS: Final[Mapping[str, str]] = {
    EUROPOL: "Europol",
    "FRONTEX": "Frontex",
    **{name: CHANNEL_TITLES[name] for name in ("siena", "jit", "pccc", "selec", "interpol")},
}
_FURTHER: Final = re.compile(r"[:;(]|, (?:such as|as|at|in place of|by|which|or \w+ that|from) |\. ")
"""Where the meaning of a key begins to explain itself."""
_NAMED: Final = re.compile(
    r"\b(?P<codes>[A-Z]{2}(?: [A-Z]{2})+)\b(?!/)|\b(?P<code>[A-Z]{2})\b(?:/(?P<rest>[\w-]+(?:/[\w-]+)*))?"
    rf"|(?<!network )\b(?P<network>N\d+)\b|\b(?P<word>{'|'.join(_WORDS)})\b"
)
"""Several countries, one with a post or an office of its, a network, an agency or a channel."""


def country(code: str, name: str = "") -> str:
    """A country's name, with the asterisk that leads to the footnote for Kosovo."""
    label = (name or code).rstrip("*")
    return f"{label}*" if code == "XK" else label


def country_name(scenario: Scenario, code: str) -> str:
    """A country's name; with an asterisk for the footnote where it is Kosovo; a code that is no country as it is."""
    return country(code, scenario.facts[code].name) if code in scenario.facts else code


def side_name(scenario: Scenario, post: str, code: str) -> str:
    """A side of a post: 'Röszke - Horgoš, Hungary side'."""
    posts = scenario.active_posts()
    name = posts[post].name if post in posts else post
    return f"{name}, {country_name(scenario, code)} side"


def place_name(scenario: Scenario, place: str) -> str:
    """Where something of a plan can stand: a country, a seat of its liaison officers, a side of a post, or Europol."""
    first, _, second = place.partition("/")
    if first in scenario.facts:
        name = country_name(scenario, first)
        return f"{name}, at {_SEATS.get(second, second)}" if second else name
    return side_name(scenario, first, second) if second else "Europol" if place == EUROPOL else place


def key_name(scenario: Scenario, key: str) -> str:
    """What a key of a plan means in a few words, and whose it is; the key itself where nothing says it."""
    leaf = next((one for one in leaves(scenario) if dotted(one.path) == key), None)
    said, rest = described(leaf, tuple(key.split(".")))
    name = _FURTHER.split(said)[0].strip().rstrip(",")
    whose = ", ".join(_part(scenario, part) for part in rest)
    return f"{name} ({whose})" if name and whose else name or key


def in_names(scenario: Scenario, text: str) -> str:
    """A text in which countries, their offices, posts and networks are called by their names."""
    return _NAMED.sub(lambda found: _named(scenario, found), text)


def _part(scenario: Scenario, part: str) -> str:
    posts = scenario.active_posts()
    if part in posts:
        return posts[part].name
    pair = part.split("-")
    if all(code in scenario.facts for code in pair):
        return " and ".join(country_name(scenario, code) for code in pair)
    return part.replace("_", " ")


def _named(scenario: Scenario, found: re.Match[str]) -> str:
    codes, code, rest, network, word = found.group("codes", "code", "rest", "network", "word")
    if network:
        return f"network {network}"
    if word:
        return _WORDS[word]
    if codes:
        return ", ".join(country_name(scenario, one) for one in codes.split())
    if code not in scenario.facts:
        return found[0]
    name, (first, *more) = country_name(scenario, code), (rest or "").split("/")
    if not first:
        return name
    posts = scenario.active_posts()
    office = posts[first].name if first in posts else _OFFICES.get(first, first.replace("-", " ").replace("_", " "))
    return " ".join([f"{office} ({name})", *(part.replace("-", " ").replace("_", " ") for part in more)])
