"""Single values put over those of a file by dotted path, as ``--set countries.AT.officers.police=1200`` does."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from sim.errors import Fault, ScenarioError
from sim.scenario import yaml_text
from sim.scenario.annotation import stripped
from sim.scenario.removal import Gone, without
from sim.scenario.tree import OVERRIDE, Node, Path, child, dotted
from sim.units import shown

WANTED = "Write keys joined by dots, and the place in a list as a number from 0"
VALUES = "Write a number, a text, a date, true or false, None, a list or a mapping of these"


def overridden(root: Node, overrides: Mapping[str, object], gone: list[Gone]) -> Node:
    """The tree with each value put at its path; mappings on the way are made where they are missing.

    A text is read as YAML; a number, None, a list or a mapping, also one of numpy, and a date is what it is.

    A null takes away what is at its path, and what goes with it joins `gone`; places in a list are those before
    anything is taken away.

    Raises
    ------
    ScenarioError
        With the faults of every override that cannot be read or has no place.
    """
    faults: list[Fault] = []
    nulls: list[tuple[str, ...]] = []
    for key, value in overrides.items():
        path = tuple(str(key).split("."))
        try:
            node = stripped(yaml_text.read(_written(value, path), OVERRIDE), faults, path)
            if len(path) > yaml_text.DEEPEST:
                raise _refused(path[:1], f"a path of {len(path):,} keys")
            if node.takes_away and _at(root, path) is not None:
                nulls.append(path)
            else:
                root = _placed(root, path, node, ())
        except ScenarioError as error:
            faults.extend(replace(fault, key=fault.key or key) for fault in error.faults)
    if faults:
        raise ScenarioError(tuple(faults))
    return _taken(root, nulls, gone)


def _taken(root: Node, paths: list[tuple[str, ...]], gone: list[Gone]) -> Node:
    """The tree without what is at some paths, and without what goes with countries and added posts among them."""
    codes = frozenset(path[1] for path in paths if len(path) == 2 and path[0] == "countries")
    posts = frozenset(path[2] for path in paths if len(path) == 3 and path[:2] == ("posts", "added"))
    whole = {*(("countries", code) for code in codes), *(("posts", "added", post) for post in posts)}
    single = [path for path in paths if path not in whole]
    for path in sorted(single, key=lambda path: [(part.isdigit(), part.zfill(9)) for part in path], reverse=True):
        root = _lacking(root, path)
    root = without(root, codes, posts, gone)
    for path in sorted(whole):
        root = _lacking(root, path)
    return root


def _written(value: object, path: Path) -> str:
    """A value as YAML."""
    if isinstance(value, str):
        return value
    try:
        return json.dumps(value, ensure_ascii=False, default=_plain)
    except (TypeError, ValueError, RecursionError) as error:
        raise _refused(path, f"{shown(value)} cannot stand in a scenario", VALUES) from error


def _plain(value: object) -> object:
    """A value of another library as Python's own."""
    if isinstance(value, date):
        return f"{value:%Y-%m-%d %H:%M}"
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [*value]
    raise TypeError(type(value).__name__)


def _lacking(node: Node, path: tuple[str, ...]) -> Node:
    first, *rest = path
    if not rest:
        node = replace(node, taken=(*node.taken, (first, Node(value=None, file=OVERRIDE, line=None))))
    if isinstance(node.value, list):
        places = {str(at): item for at, item in enumerate(node.value)}
        return replace(node, value=[*_short_of(places, first, tuple(rest)).values()])
    assert isinstance(node.value, dict)
    return replace(node, value=_short_of(node.value, first, tuple(rest)))


def _short_of(values: dict[str, Node], key: str, rest: tuple[str, ...]) -> dict[str, Node]:
    if rest:
        return {**values, key: _lacking(values[key], rest)}
    return {name: below for name, below in values.items() if name != key}


def _at(root: Node, path: tuple[str, ...]) -> Node | None:
    node: Node | None = root
    for part in path:
        if node is None:
            return None
        node = child(node, int(part) if part.isdigit() and isinstance(node.value, list) else part)
    return node


def _placed(root: Node, path: tuple[str, ...], node: Node, above: Path) -> Node:
    if not path:
        return node
    part, *rest = path
    here = (*above, part)
    if not part:
        raise _refused(here, "an empty key")
    if isinstance(root.value, dict):
        below = root.value.get(part) or Node(value={}, file=OVERRIDE, line=None)
        return replace(root, value={**root.value, part: _placed(below, tuple(rest), node, here)})
    if isinstance(root.value, list):
        places = {str(at): at for at in range(len(root.value))}
        if part not in places:
            raise _refused(here, f"there is no {shown(part)} in a list of {len(places)}")
        values = [*root.value]
        values[places[part]] = _placed(values[places[part]], tuple(rest), node, here)
        return replace(root, value=values)
    raise _refused(here, f"there is no {shown(part)} in the value {shown(root.value)}")


def _refused(path: Path, found: str, wanted: str = WANTED) -> ScenarioError:
    return ScenarioError((Fault(file=OVERRIDE, line=None, key=dotted(path), found=found, wanted=wanted),))
