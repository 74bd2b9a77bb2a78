"""Taking away: what `null` removes from an inherited plan, and what goes with a country or a post that is removed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sim.scenario import reference
from sim.scenario.facts import PROFILE, crossing_id
from sim.scenario.part import institutions
from sim.scenario.tree import Node, Path, child, dotted, merged, plain

KEPT = frozenset({"name", "description", "start", "days", "published", "crime_areas", "countries", "behaviour"})
"""Sections that name no country and no post but as their own keys."""
OWNERS = ("country", "by", "leader")
"""Keys of an item of a list without whose country the item makes no sense."""
PLACES = ("post", "from", "to")
"""Keys of an item of a list without whose post the item makes no sense."""
LEAST = {"members": 2, "countries": 2, "participants": 2, "posts": 1}
"""Lists within an item of a list, and how many they must name for the item to stay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """An entry that went because a country or a post was taken away: where it stood, and what it was."""

    path: str
    what: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what}" if self.what else self.path


def laid(lower: Node, upper: Node, gone: list[Gone]) -> Node:
    """`upper` laid over `lower`, in which `null` takes away what is inherited; what goes with it joins `gone`."""
    return merged(without(lower, _nulls(upper, "countries"), _nulls(upper, "posts", "added"), gone), upper)


def without(root: Node, codes: frozenset[str], posts: frozenset[str], gone: list[Gone]) -> Node:
    """A plan without all that names some of its countries and added posts, which themselves stay; see `laid`.

    Teams, pairs, patrols and lists lose the country; what is left of a team of one goes as well, and so do posts at
    which nobody takes part any more, with all that stood there, and projects with too few of their members.
    """
    codes &= _keys(root, "countries")
    posts &= _keys(root, "posts", "added")
    if not isinstance(root.value, dict) or not codes | posts:
        return root
    gone += [Gone(path=f"countries.{code}", what="") for code in sorted(codes)]
    sweep = _Sweep(root, codes, posts, gone)
    swept = {key: below if key in KEPT else sweep.section(below, (key,)) for key, below in root.value.items()}
    return _restricted(replace(root, value=swept), _keys(root, "countries") - codes, gone)


def _nulls(node: Node, *path: str) -> frozenset[str]:
    """Keys of a mapping at a path that are null."""
    below = _at(node, path)
    values = below.value if below is not None else None
    return frozenset(key for key, one in values.items() if one.takes_away) if isinstance(values, dict) else frozenset()


def _keys(node: Node, *path: str) -> frozenset[str]:
    below = _at(node, path)
    return frozenset(below.value) if below is not None and isinstance(below.value, dict) else frozenset()


def _at(node: Node, path: tuple[str, ...]) -> Node | None:
    below: Node | None = node
    for part in path:
        below = child(below, part) if below is not None else None
    return below


def _deserted(root: Node, left: frozenset[str]) -> frozenset[str]:
    """Posts, of the reference data or added, at which none of those who are left has a side."""
    sides = {key: set(post.sides) for key, post in reference.posts().items()}
    added = _at(root, ("posts", "added"))
    for key in _keys(root, "posts", "added"):
        named = _at(added, (key, "countries")) if added is not None else None
        values = plain(named) if named is not None else None
        sides[key] = set(values) if isinstance(values, list) else set()
    for code in _keys(root, "countries"):
        named = _at(root, ("countries", code, PROFILE, "neighbours"))
        values = plain(named) if named is not None else None
        for other in values if isinstance(values, list) else ():
            sides[crossing_id(code, str(other))] = {code, str(other)}
    return frozenset(key for key, codes in sides.items() if not codes & left)


class _Sweep:
    """Goes through a plan and leaves out what names a country, post or border centre that is no longer there."""

    def __init__(self, root: Node, codes: frozenset[str], posts: frozenset[str], gone: list[Gone]) -> None:
        left = _keys(root, "countries") - codes
        deserted = _deserted(root, left)
        closed = {key for key, centre in reference.centres().items() if len(left & set(centre.countries)) < 2}
        self._codes, self._posts, self._asked = codes, posts | deserted, posts
        self._names, self._gone = codes | posts | deserted | closed, gone

    def section(self, node: Node, path: Path) -> Node:
        """What is left of a mapping or list that itself stays."""
        if isinstance(node.value, dict):
            added = path == ("posts", "added")
            return replace(node, value=dict(self._entries(node.value, path, whole=added)))
        return replace(node, value=[*self._items(node.value, path)]) if isinstance(node.value, list) else node

    def _entries(self, values: dict[str, Node], path: Path, *, whole: bool) -> Iterator[tuple[str, Node]]:
        for key, below in values.items():
            if self._is_gone(key) and not (whole and key in self._asked):
                self._note((*path, key), below)
            else:
                yield key, below if whole else self.section(below, (*path, key))

    def _items(self, values: list[Node], path: Path) -> Iterator[Node]:
        for at, item in enumerate(values):
            before = len(self._gone)
            left = self.section(item, (*path, at))
            if self._is_gone(item.value) or self._loses_sense(item, left):
                del self._gone[before:]
                self._note((*path, at), item)
            else:
                yield left

    def _loses_sense(self, item: Node, left: Node) -> bool:
        """Whether an item of a list cannot stay: a team of one, an event of a country that is not there."""
        if isinstance(item.value, list) and isinstance(left.value, list):
            return len(left.value) < min(2, len(item.value))
        if not isinstance(item.value, dict):
            return False
        values = {key: below.value for key, below in item.value.items()}
        when = child(item, "when")
        return (
            any(values.get(key) in self._codes for key in OWNERS if isinstance(values.get(key), str))
            or any(values.get(key) in self._posts for key in PLACES if isinstance(values.get(key), str))
            or (when is not None and self._loses_sense(when, when))
            or any(_size(left, key) < min(least, _size(item, key)) for key, least in LEAST.items())
        )

    def _is_gone(self, name: object) -> bool:
        if not isinstance(name, str):
            return False
        return name in self._names or (len(name) == 5 and not self._codes.isdisjoint(name.split("-")))

    def _note(self, path: Path, node: Node) -> None:
        self._gone.append(Gone(path=dotted(path), what=_briefly(plain(node))))


def _size(node: Node, key: str) -> int:
    below = child(node, key)
    return len(below.value) if below is not None and isinstance(below.value, list) else 0


def _briefly(value: object) -> str:
    """A value in one line, as a list of what it names."""
    if isinstance(value, dict):
        return ", ".join(f"{key} {_briefly(below)}" for key, below in value.items())
    return " ".join(_briefly(below) for below in value) if isinstance(value, list) else str(value)


def _restricted(root: Node, left: frozenset[str], gone: list[Gone]) -> Node:
    """The plan without what institutions cannot do with those who are left."""
    start, sections = child(root, "start"), root.value
    try:
        day = date.fromisoformat(str(start.value if start is not None else "")[:10])
    except ValueError:
        return root
    assert isinstance(sections, dict)
    values: Any = {key: dict(section.value) for key, section in sections.items() if isinstance(section.value, dict)}
    for part in institutions():
        part.restrict(values, set(left), day)
    for key, kept in values.items():
        before = sections[key].value
        assert isinstance(before, dict)
        gone += [Gone(path=f"{key}.{one}", what=_briefly(plain(before[one]))) for one in before if one not in kept]
    return replace(root, value={key: replace(one, value=values.get(key, one.value)) for key, one in sections.items()})
