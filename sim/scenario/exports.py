"""Tables out of a scenario, as files of scenarios take them in again: countries, posts, events, networks."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sim.errors import StoreError
from sim.files import write_whole
from sim.scenario import country_table, graph_files
from sim.scenario.networks import OwnNetwork
from sim.scenario.schema import Scenario
from sim.scenario.sheets import SUFFIXES, Cells, write_rows

TABLES = {
    "countries": SUFFIXES,
    "posts": (*SUFFIXES, ".geojson"),
    "events": SUFFIXES,
    "networks": (*SUFFIXES, ".graphml"),
}
"""What can be written, and how its files may end."""
KNOWN = ("id", "name", "kind", "lat", "lon")
TRAFFIC = ("persons_per_day", "vehicles_per_day", "parcels_per_day")
"""Keys of a post that are the same in the data and in a file."""
HOURS = frozenset({"at", "lasts"})
"""Keys of an event that are hours, which a file writes with their unit."""


def export(scenario: Scenario, what: str, path: Path, *, separator: str = ",", force: bool = False) -> None:
    """Write a table of a scenario; of its networks, those whose graph it gives.

    Raises
    ------
    StoreError
        If the file is there and is not to be replaced, cannot be written, or its name ends in another way.
    """
    if what == "networks":
        export_networks(scenario.networks.own, path, separator=separator, force=force)
        return
    _check_place(path, what, force)
    if path.suffix.lower() == ".geojson":
        write_whole(path, json.dumps(_as_points(scenario), indent=1, ensure_ascii=False))
    else:
        write_rows(path, [*_rows(scenario, what)], what, separator)


def export_networks(
    networks: Mapping[str, OwnNetwork], path: Path, *, separator: str = ",", force: bool = False
) -> None:
    """Write networks as a list of their ties, or as GraphML; raises as `export` does."""
    _check_place(path, "networks", force)
    if path.suffix.lower() == ".graphml":
        write_whole(path, graph_files.graphml(networks))
    else:
        write_rows(path, [*graph_files.rows(networks)], "networks", separator)


def _check_place(path: Path, what: str, force: bool) -> None:
    if path.suffix.lower() not in TABLES[what]:
        raise StoreError(f"{path} ends in none of {', '.join(TABLES[what])}")
    if path.exists() and not force:
        raise StoreError(f"{path} is there already; --force replaces it")


def _rows(scenario: Scenario, what: str) -> Iterator[Cells]:
    if what == "countries":
        return country_table.exported(scenario)
    return _table([*_posts(scenario)] if what == "posts" else [*_events(scenario)], "id" if what == "posts" else "kind")


def _table(rows: list[dict[str, Any]], first: str) -> Iterator[Cells]:
    """Rows under all the columns that they have, a list in one cell."""
    columns = [*dict.fromkeys((first, *(name for row in rows for name in row)))]
    yield columns
    for row in rows:
        yield [_cell(row.get(name, "")) for name in columns]


def _cell(value: Any) -> str | int | float:
    if isinstance(value, bool):
        return str(value).lower()
    return " ".join(map(str, value)) if isinstance(value, list | tuple) else value


def _posts(scenario: Scenario) -> Iterator[dict[str, Any]]:
    """The posts that take part, as `posts.added` takes them; the factors of `posts.traffic` are left to that key."""
    for post in scenario.active_posts().values():
        known = {name: getattr(post, name) for name in KNOWN}
        traffic = {name: round(getattr(post, name)) for name in TRAFFIC}
        lanes = {"lanes": post.lanes_a} | ({"second_lanes": post.lanes_b} if post.lanes_b != post.lanes_a else {})
        yield {**known, "countries": list(post.sides), **traffic, **lanes}


def _events(scenario: Scenario) -> Iterator[dict[str, Any]]:
    for event in scenario.events:
        yield dict(_flat(event.model_dump(mode="json", by_alias=True, exclude_defaults=True)))


def _flat(values: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Values of a mapping and of those within it, by dotted key."""
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{key}.")
        elif value is not None:
            yield before + key, f"{value!r} h" if key in HOURS else value


def _as_points(scenario: Scenario) -> dict[str, Any]:
    """The posts as GeoJSON."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [post.pop("lon"), post.pop("lat")]},
            "properties": post,
        }
        for post in _posts(scenario)
    ]
    return {"type": "FeatureCollection", "features": features}
