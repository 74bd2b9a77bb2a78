"""What a scenario file takes in from tables and graphs beside it.

``posts: {added: posts.csv}``, ``events: events.xlsx`` and ``networks: {own: ties.csv}`` name a file of the same folder.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sim.scenario import graph_files, table_files
from sim.scenario.sheets import SUFFIXES, refused
from sim.scenario.tree import Node, child, merged
from sim.scenario.tree import Path as Place
from sim.units import shown

READERS: dict[tuple[str, ...], tuple[tuple[str, ...], Callable[[Path], Node]]] = {
    ("posts", "added"): ((*SUFFIXES, ".geojson"), table_files.posts),
    ("events",): (SUFFIXES, table_files.events),
    ("networks", "own"): ((*SUFFIXES, ".graphml"), graph_files.networks),
}
"""Keys that may name a file: how its name ends, and what reads it."""


PLACES = {place[0]: place for place in READERS}
"""Where posts, events and networks stand in a scenario."""


def included(root: Node, what: str, path: Path) -> Node:
    """The tree of a scenario file with the posts, events or networks of a file, beside posts and networks of its own.

    Raises
    ------
    ScenarioError
        If the file cannot be read, or there is no such thing to read.
    """
    if what not in PLACES:
        raise refused(path, f"{shown(what)} is nothing that a plan takes from a file", f"Write {', '.join(PLACES)}")
    suffixes, read = READERS[PLACES[what]]
    if path.suffix.lower() not in suffixes:
        raise refused(path, f"the file holds no {what}", f"Name a file that ends in {' or '.join(suffixes)}")
    there, brought = _at(root, PLACES[what]), read(path)
    return table_files.put(root, PLACES[what], brought if there is None else merged(there, brought))


def with_tables(root: Node, beside: Callable[[Node, Place], Path]) -> Node:
    """The tree of a scenario file with the posts, events and networks that it takes from files.

    Parameters
    ----------
    beside
        The file that a value names under a key.

    Raises
    ------
    ScenarioError
        If a file is not there or cannot be read.
    """
    for place, (suffixes, read) in READERS.items():
        named = _at(root, place)
        if named is not None and isinstance(named.value, str) and named.value.lower().endswith(suffixes):
            root = table_files.put(root, place, replace(read(beside(named, place)), note=named.note))
    return root


def _at(node: Node, place: Place) -> Node | None:
    below: Node | None = node
    for key in place:
        below = child(below, key) if below is not None else None
    return below
