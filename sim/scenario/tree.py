"""A file as a tree that remembers, for every value, the file and the line it came from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from sim.errors import Fault
from sim.scenario.quantity import Note

Path = tuple[str | int, ...]
Scalar = str | int | float | bool | None
OVERRIDE = "--set"
MOST_FAULTS = 200
"""More faults than anybody reads: the search for them ends there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One value, with its place and what was noted about it; `line` is None for an override."""

    value: "dict[str, Node] | list[Node] | Scalar"
    file: str
    line: int | None
    note: Note | None = None

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
    """The value at a path, or the last one on the way to it."""
    node = root
    for part in path:
        below = child(node, part)
        if below is None:
            return node
        node = below
    return node


def plain(node: Node) -> object:
    """The tree without places and notes."""
    if isinstance(node.value, dict):
        return {key: plain(below) for key, below in node.value.items()}
    if isinstance(node.value, list):
        return [plain(below) for below in node.value]
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
    return note | ({"range": [_bound(node, end) for end in node.note.range]} if node.note.range else {})


def _bound(node: Node, end: float) -> float | str:
    is_duration = isinstance(node.value, str) and not node.value.strip().endswith("%")
    return f"{end!r} h" if is_duration else end


def notes(node: Node, path: Path = ()) -> Iterator[tuple[str, Note]]:
    """All notes of a tree, by dotted path."""
    if node.note is not None:
        yield dotted(path), node.note
    for part, below in _parts(node):
        yield from notes(below, (*path, part))


def _parts(node: Node) -> Iterable[tuple[str | int, Node]]:
    if isinstance(node.value, dict):
        return [*node.value.items()]
    return [*enumerate(node.value)] if isinstance(node.value, list) else []


def merged(lower: Node, upper: Node) -> Node:
    """`upper` laid over `lower`: mappings merge key by key, everything else replaces."""
    if not isinstance(lower.value, dict) or not isinstance(upper.value, dict):
        return upper
    values = dict(lower.value)
    for key, above in upper.value.items():
        values[key] = merged(values[key], above) if key in values else above
    return replace(upper, value=values, note=upper.note or lower.note)
