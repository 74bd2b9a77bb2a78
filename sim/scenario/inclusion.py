"""What a scenario file takes in from tables and graphs beside it.

``posts: {added: posts.csv}``, ``events: events.xlsx`` and ``networks: {own: ties.csv}`` name a file of the same folder.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sim.scenario import graph_files, table_files
from sim.scenario.sheets import SUFFIXES
from sim.scenario.tree import Node, child
from sim.scenario.tree import Path as Place

READERS: dict[tuple[str, ...], tuple[tuple[str, ...], Callable[[Path], Node]]] = {
    ("posts", "added"): ((*SUFFIXES, ".geojson"), table_files.posts),
    ("events",): (SUFFIXES, table_files.events),
    ("networks", "own"): ((*SUFFIXES, ".graphml"), graph_files.networks),
}
"""Keys that may name a file: how its name ends, and what reads it."""


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
