"""A file as a tree that remembers, for every value, the file and the line it came from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from sim.errors import Fault
from sim.scenario.quantity import Note

Path = tuple[str | int, ...]
Scalar = str | int | float | bool | None
OVERRIDE = "--set"
MOST_FAULTS = 200
"""More faults than anybody reads: the search for them ends there."""
EXACT = 2.0**53
"""Below it a float knows the whole number that it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One value, with its place and what was noted about it; `line` is None for an override.

    `blank` tells a value that was left out after its key from one that was written as null; `pointed` a number that
    may have its point between thousands. `taken` are the nulls that took something away from a mapping or list.
    """

    value: "dict[str, Node] | list[Node] | Scalar"
    file: str
    line: int | None
    note: Note | None = None
    blank: bool = False
    pointed: bool = False
    taken: "tuple[tuple[str, Node], ...]" = ()

    @property
    def takes_away(self) -> bool:
        """Whether it is a written null, which takes away what it is laid over."""
        return self.value is None and not self.blank

    def fault(self, path: Path, found: str, wanted: str) -> Fault:
        """A fault of this value."""
        return Fault(file=self.file, line=self.line, key=dotted(path), found=found, wanted=wanted)


def dotted(path: Path) -> str:
    """A path as overrides and faults write it: ``countries.AT.officers``."""
    return ".".join(str(part) for part in path)


def child(node: Node, part: str | int) -> Node | None:
    """The value under a key or an index, or None."""
    if isinstance(node.value, dict):
        return node.value.get(str(part))
    if isinstance(node.value, list) and isinstance(part, int) and part < len(node.value):
        return node.value[part]
    return None


def nearest(root: Node, path: Path) -> Node:
    """The value at a path, or what took it away, or the last value on the way to it."""
    node = root
    for part in path:
        below = child(node, part) or dict(node.taken).get(str(part))
        if below is None:
            return node
        node = below
    return node


def node_of(value: object, file: str) -> Node:
    """Plain values as a tree that belongs to no line."""
    if isinstance(value, Mapping):
        return Node(value={str(key): node_of(below, file) for key, below in value.items()}, file=file, line=None)
    if isinstance(value, list | tuple):
        return Node(value=[node_of(below, file) for below in value], file=file, line=None)
    return Node(value=cast(Scalar, value), file=file, line=None)


def plain(node: Node) -> object:
    """The tree without places and notes; a number such as 80.0, but not 80.000, is the whole number that it equals."""
    if isinstance(node.value, dict):
        return {key: plain(below) for key, below in node.value.items()}
    if isinstance(node.value, list):
        return [plain(below) for below in node.value]
    if isinstance(node.value, float) and node.value.is_integer() and abs(node.value) < EXACT and not node.pointed:
        return int(node.value)
    return node.value


def annotated(node: Node) -> object:
    """The tree without places, its notes written out as a scenario writes them."""
    if isinstance(node.value, dict):
        bare: object = {key: annotated(below) for key, below in node.value.items()}
    elif isinstance(node.value, list):
        bare = [annotated(below) for below in node.value]
    else:
        bare = node.value
    if node.note is None:
        return bare
    note: dict[str, object] = {"value": bare, "source": node.note.source, "trust": node.note.trust}
    return note | ({"range": [*node.note.written]} if node.note.written else {})


def size(node: Node) -> int:
    """Keys and values that a tree takes when it is written out with its notes."""
    parts = _parts(node)
    keys = len(parts) if isinstance(node.value, dict) else 0
    noted = 0 if node.note is None else 6 + (2 + len(node.note.written)) * bool(node.note.written)
    return 1 + keys + noted + sum(size(below) for _, below in parts)


def notes(node: Node, path: Path = ()) -> Iterator[tuple[str, Note]]:
    """All notes of a tree, by dotted path."""
    if node.note is not None:
        yield dotted(path), node.note
    for part, below in _parts(node):
        yield from notes(below, (*path, part))


def _parts(node: Node) -> Sequence[tuple[str | int, Node]]:
    if isinstance(node.value, dict):
        return [*node.value.items()]
    return [*enumerate(node.value)] if isinstance(node.value, list) else []


def merged(lower: Node, upper: Node) -> Node:
    """`upper` laid over `lower`: mappings merge key by key, everything else replaces; null takes away what is there.

    A mapping whose keys are places in a list, such as ``{"0": null}``, changes single items of that list.
    """
    if isinstance(lower.value, list) and isinstance(upper.value, dict) and _are_places(upper.value, len(lower.value)):
        items = {str(at): item for at, item in enumerate(lower.value)}
        return replace(lower, value=[*_over(items, upper.value).values()], line=upper.line, file=upper.file)
    if not isinstance(lower.value, dict) or not isinstance(upper.value, dict):
        return upper
    taken = (*lower.taken, *((key, one) for key, one in upper.value.items() if one.takes_away and key in lower.value))
    return replace(upper, value=_over(lower.value, upper.value), note=upper.note or lower.note, taken=taken)


def _are_places(values: dict[str, Node], size: int) -> bool:
    return bool(values) and values.keys() <= {str(at) for at in range(size)}


def _over(lower: dict[str, Node], upper: dict[str, Node]) -> dict[str, Node]:
    values = dict(lower)
    for key, above in upper.items():
        if above.takes_away and key in values:
            del values[key]
        else:
            values[key] = merged(values[key], above) if key in values else above
    return values
