"""What can be changed in a plan: each value with its unit, its range, what it is now, and what it means."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Annotated, Any, get_args, get_origin

from sim.scenario.codes import OTHER_CODES
from sim.scenario.leaves import Leaf, leaves
from sim.scenario.reference import Post
from sim.scenario.schema import TELLING, Counted, CountryPlan, PostChoice, Scenario
from sim.scenario.tree import Path, dotted
from sim.units import spoken


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """One value that can be changed, by the key that ``--set`` takes; the range of a parameter is a plausible one."""

    key: str
    value: str
    unit: str
    range: str
    meaning: str


TRAFFIC, FACTOR, LANES = Counted.model_fields, PostChoice.model_fields["traffic"], PostChoice.model_fields["lanes"]
SERVED = CountryPlan.model_fields["shifts"]
OF_ANY = (
    Leaf(path=("shifts",), value="[]", field=SERVED),
    Leaf(path=("countries", "COUNTRY", "shifts"), value="[]", field=SERVED),
    Leaf(path=("posts", "shifts", "POST", "SIDE"), value="[]", field=SERVED),
    Leaf(path=("posts", "traffic", "POST"), value=1.0, field=FACTOR),
    Leaf(path=("posts", "lanes", "POST", "SIDE"), value=0, field=LANES),
    *(Leaf(path=("posts", "per_day", "POST", what), value=0, field=field) for what, field in TRAFFIC.items()),
)
"""What can be set for the action, any of its countries and any post that `jadsim posts` lists, by its id and sides; the
values give the type alone."""


def levers(scenario: Scenario, word: str = "") -> list[Lever]:
    """The levers of a scenario of which the key, the value or the meaning holds all words of a text."""
    wanted = word.casefold().split()
    plain = (leaf for leaf in leaves(scenario) if leaf.path[0] not in TELLING)
    known = [*map(_lever, _lists_whole(plain)), *(replace(_lever(leaf), value="") for leaf in OF_ANY)]
    return [one for one in known if all(part in f"{one.key} {one.value} {one.meaning}".casefold() for part in wanted)]


def _lists_whole(plain: Iterable[Leaf]) -> Iterator[Leaf]:
    """The values, those of a list of single values as one: such a list is only replaced as a whole."""
    for (path, is_item), group in groupby(plain, key=lambda leaf: _place(leaf.path)):
        items = [*group]
        if is_item:
            yield replace(items[0], path=path, value=f"[{', '.join(map(str, items))}]")
        else:
            yield from items


def _place(path: Path) -> tuple[Path, bool]:
    return (path[:-1], True) if isinstance(path[-1], int) else (path, False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPost:
    """A post as a planner looks for it; traffic a day with the factor of the scenario, lanes by side."""

    id: str
    name: str
    kind: str
    sides: str
    persons_per_day: float
    vehicles_per_day: float
    lanes: str
    equipment: str
    trust: str


def post_rows(scenario: Scenario, word: str = "") -> list[ListedPost]:
    """The posts that take part of which id, name, kind or equipment hold all words of a text.

    Two capital letters are a country, sought among the sides alone.
    """
    rows = [_post(post, scenario.posts.traffic.get(key, 1.0)) for key, post in scenario.active_posts().items()]
    return [row for row in rows if all(_is_meant(row, part) for part in word.split())]


def _post(post: Post, factor: float) -> ListedPost:
    lanes = zip(post.sides, (post.lanes_a, post.lanes_b), strict=False)
    return ListedPost(
        id=post.id,
        name=post.name,
        kind=post.kind,
        sides=" ".join(post.sides),
        persons_per_day=post.persons_per_day * factor,
        vehicles_per_day=post.vehicles_per_day * factor,
        lanes=" ".join(f"{side} {number}" for side, number in lanes),
        equipment=" ".join(post.equipment),
        trust=post.trust,
    )


def _is_meant(row: ListedPost, part: str) -> bool:
    if len(part) == 2 and part.isupper():  # "RS" stands in "Bors", too
        return OTHER_CODES.get(part, part) in row.sides.split()
    return part.casefold() in f"{row.id} {row.name} {row.kind} {row.sides} {row.equipment}".casefold()


def _lever(leaf: Leaf) -> Lever:
    if leaf.path[0] == "behaviour":
        bounds, unit = (leaf.known("low"), leaf.known("high")), str(leaf.known("unit"))
        return _row(leaf, unit, bounds, leaf.field.description or "")
    low, high, unit = _limits(leaf)
    return _row(leaf, unit, (low, high), meaning(tuple(map(str, leaf.path))))


def _row(leaf: Leaf, unit: str, bounds: tuple[object, object], said: str) -> Lever:
    low, high = (_end(end, unit) for end in bounds)
    spread = f"{low} to {high}" if low and high else f"{low} or more" if low else ""
    return Lever(key=dotted(leaf.path), value=str(leaf), unit=unit, range=spread, meaning=said)


def _end(value: object, unit: str) -> str:
    """An end of a range as a person would write it; nothing where it is no number."""
    if not isinstance(value, int | float):
        return ""
    return spoken(value) if unit == "h" else f"{value:,.10g}"


def described(leaf: Leaf | None, path: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """What a key of a plan means, from the nearest key above it that is described, and what that leaves of the key.

    A country is no part of the description: it is left. `leaf` is the value itself, which says it of a parameter.
    """
    if leaf is not None and path[0] == "behaviour":
        return leaf.field.description or "", ()
    for length in range(len(path), 0, -1):
        part = path[:length]
        whose = part[1:2] if part[0] == "countries" and length > 1 else ()
        starred = ("countries", "*", *part[2:]) if whose else part
        if said := meanings().get(".".join(starred)):
            return said, (*whose, *path[length:])
    return "", ()


def meaning(path: tuple[str, ...]) -> str:
    """What a key of a plan means, from the nearest key above it that is described."""
    return described(None, path)[0]


@cache
def meanings() -> dict[str, str]:
    """What the keys of a plan mean, by dotted path, ``*`` standing for any country."""
    text = (files("sim.scenario") / "data" / "levers.csv").read_text(encoding="utf-8")
    return {row["key"]: row["meaning"] for row in csv.DictReader(text.splitlines(), strict=True)}


def _limits(leaf: Leaf) -> tuple[float | None, float | None, str]:
    """Lowest and highest value that a plan may hold, and the unit, from the type that the field declares."""
    if isinstance(leaf.value, bool):
        return None, None, "true or false"
    if not isinstance(leaf.value, int | float):
        return None, None, "list" if str(leaf.value).startswith("[") else "word"
    limits = [*leaf.field.metadata, *_constraints(leaf.field.annotation)]
    low = next((one.ge for one in limits if getattr(one, "ge", None) is not None), None)
    high = next((one.le for one in limits if getattr(one, "le", None) is not None), None)
    unit = str(leaf.known("unit") or ("number" if isinstance(leaf.value, int) else "share" if high == 1 else "factor"))
    return low, high, unit


def _constraints(kind: Any) -> Iterator[Any]:
    """Constraints within a type: of what a mapping or a list holds, or of one of several."""
    if get_origin(kind) is Annotated:
        for one in kind.__metadata__:
            yield from getattr(one, "metadata", [one])
    for part in get_args(kind):
        yield from _constraints(part)
