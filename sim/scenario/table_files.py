"""Tables as offices keep them: rows of CSV and xlsx, and posts (GeoJSON as well) and events that they hold.

What is wrong in a table is told with its line.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sim.errors import Fault, ScenarioError
from sim.scenario.codes import OTHER_CODES, likely
from sim.scenario.sheets import content_of, read_rows
from sim.scenario.tree import Node, Scalar

MOST_ROWS = 10_000
THOUSANDS = {";": ".", ",": ",", "\t": " "}
"""What may stand between thousands beside a space, by what separates columns: with semicolons decimals have commas."""
NUMBER = re.compile(r"[+-]?\d{1,12}(?:[.,]\d*)?")
WORDS = {"true": True, "false": False, "yes": True, "no": False}
LISTS = frozenset({"countries", "posts", "members", "without"})
"""Columns whose cells hold several words, with a space or a sign between."""
NAMES = frozenset({"id", "name", "kind", "post", "posts", "from", "to", "event", "operation", "message"})
"""Columns whose cells are words, also where they look like numbers."""
DEGREES = frozenset({"lat", "lon"})
"""Columns whose numbers have no sign between thousands."""
CODED = frozenset({"country", "countries", "members", "by", "without"})
"""Columns that name countries, where EL and UK are understood."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row below the header: its line in the file, and its cells by column."""

    line: int
    cells: Mapping[str, str]


def table(
    path: Path, columns: Sequence[str], needed: str, others: Mapping[str, str] | None = None
) -> tuple[list[Row], str]:
    """The rows of a CSV or xlsx file, and the sign between its columns (a comma for xlsx).

    Parameters
    ----------
    columns
        The columns that are known; any if there are none.
    needed
        The column that must be there.
    others
        Other names of columns.

    Raises
    ------
    ScenarioError
        If the file is no such table, cannot be read, or has other columns.
    """
    lines, separator = read_rows(path, MOST_ROWS)
    filled = [(at, [cell.strip() for cell in cells]) for at, cells in enumerate(lines, 1) if any(cells)]
    begin = "Begin with: " + ", ".join(columns or (needed,))
    if not filled:
        raise ScenarioError((fault(path, 1, "", "the table is empty", begin),))
    (first, header), *below = filled
    names = [(others or {}).get(name.casefold(), name.casefold()) for name in header]
    faults = [*_unknown(path, first, names, columns)]
    if needed not in names:
        faults.append(fault(path, first, "", f"there is no column '{needed}'", begin))
    if faults:
        raise ScenarioError(tuple(faults))
    return [Row(line=at, cells=dict(zip(names, cells, strict=False))) for at, cells in below], separator


def bare_number(text: str, separator: str) -> str | None:
    """A number as Python reads it, from one as offices write it; None for what is none."""
    bare = text.replace("\u00a0", " ").replace("\u202f", " ").strip()
    sign = THOUSANDS[separator]
    point = re.escape(sign)
    if re.fullmatch(rf"[+-]?\d{{1,3}}(?:[{point} ]\d{{3}})+(?:(?!{point})[.,]\d*)?", bare):
        bare = bare.replace(" ", "").replace(sign, "")
    return bare.replace(",", ".") if NUMBER.fullmatch(bare) else None


def fault(path: Path, line: int | None, column: str, found: str, wanted: str) -> Fault:
    """A fault of a table."""
    return Fault(file=str(path), line=line, key=column, found=found, wanted=wanted)


def posts(path: Path) -> Node:
    """Added posts by id, from a table or from the points of a GeoJSON file; raises `ScenarioError` as `table` does."""
    rows = _points(path) if path.suffix.lower() == ".geojson" else _row_nodes(path, "id")
    posts: dict[str, Node] = {}
    faults = []
    for row in rows:
        values = dict(row.value) if isinstance(row.value, dict) else {}
        name = str(values.pop("id", row).value)
        if name in posts:
            faults.append(fault(path, row.line, "id", f"{name} stands in an earlier row", "Give each its own id"))
        posts[name] = replace(row, value=values)
    if faults:
        raise ScenarioError(tuple(faults))
    return Node(value=posts, file=str(path), line=1)


def events(path: Path) -> Node:
    """Events in their order, from a table; raises `ScenarioError` as `table` does."""
    return Node(value=[*_row_nodes(path, "kind")], file=str(path), line=1)


def _row_nodes(path: Path, needed: str) -> Iterator[Node]:
    """Each row as a mapping; a column such as ``when.measure`` is a key within a key, an empty cell says nothing."""
    rows, separator = table(path, (), needed)
    for row in rows:
        node = Node(value={}, file=str(path), line=row.line)
        for column, text in row.cells.items():
            if column and text:
                node = put(node, tuple(column.split(".")), _cell(node, column.rpartition(".")[2], text, separator))
        yield node


def _cell(row: Node, column: str, text: str, separator: str) -> Node:
    if column in LISTS:
        words = re.split(r"[\s,;+/|]+", text.strip("[] "))
        return replace(row, value=[replace(row, value=_word(column, word, separator)) for word in words])
    return replace(row, value=_word(column, text, separator))


def _word(column: str, text: str, separator: str) -> Scalar:
    if column in CODED:
        return OTHER_CODES.get(text.upper(), text)
    if column in NAMES:
        return text
    number = text.replace(",", ".") if column in DEGREES and NUMBER.fullmatch(text) else bare_number(text, separator)
    if number is None:
        return WORDS.get(text.casefold(), text)
    return int(float(number)) if float(number).is_integer() else float(number)


def _points(path: Path) -> Iterator[Node]:
    """The points of a GeoJSON file, each with its properties and its place."""
    content = content_of(path)
    try:
        features = json.loads(content.decode("utf-8-sig"))["features"]
        found = [(one["geometry"]["coordinates"], one["properties"]) for one in features]
        values = [{**properties, "lon": float(place[0]), "lat": float(place[1])} for place, properties in found]
    except (ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        wanted = "Write a FeatureCollection of points, each with its properties"
        raise ScenarioError((fault(path, None, "", "this is no GeoJSON of points", wanted),)) from error
    for at, properties in enumerate(values):
        if "id" not in properties:
            raise ScenarioError((fault(path, None, f"features.{at}", "a point without an id", "Give it one"),))
        yield _json_node(properties, path)


def _json_node(value: object, path: Path) -> Node:
    if isinstance(value, dict):
        return Node(value={str(key): _json_node(one, path) for key, one in value.items()}, file=str(path), line=None)
    if isinstance(value, list):
        return Node(value=[_json_node(one, path) for one in value], file=str(path), line=None)
    return Node(value=value if isinstance(value, str | int | float) else None, file=str(path), line=None)


def put(node: Node, place: Sequence[str], value: Node) -> Node:
    """A mapping with a value at a place; mappings on the way are made."""
    first, *rest = place
    values = dict(node.value) if isinstance(node.value, dict) else {}
    inner = values.get(first, replace(node, value={}, note=None))
    values[first] = put(inner, rest, value) if rest else value
    return replace(node, value=values)


def _unknown(path: Path, line: int, names: Sequence[str], columns: Sequence[str]) -> Iterator[Fault]:
    for name in names:
        if name and columns and name not in columns:
            meant = likely(name, list(columns))
            wanted = f"Did you mean '{meant}'?" if meant else "Known here: " + ", ".join(columns)
            yield fault(path, line, name, "unknown column", wanted)
