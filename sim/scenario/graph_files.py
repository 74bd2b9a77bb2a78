"""Criminal networks as graphs in files: lists of ties (CSV, xlsx) and GraphML, in and out.

A file says of a member his number, his network, his country and his role, and nothing else: members are synthetic
persons, and a file about real ones is refused. How strong a tie is does not matter; one of weight 0 is none.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from sim.errors import Fault, ScenarioError
from sim.scenario.codes import OTHER_CODES
from sim.scenario.networks import OwnNetwork
from sim.scenario.sheets import Cells, content_of, refused
from sim.scenario.table_files import bare_number, fault, table
from sim.scenario.tree import MOST_FAULTS, Node, plain
from sim.units import shown

ENDS = ("from", "to")
OF_NETWORKS = ("crime_area", "countries")
"""What every line of a network may say of the whole of it."""
COLUMNS = ("network", *ENDS, "weight", "from_country", "to_country", "from_role", "to_role", *OF_NETWORKS)
OTHER_NAMES = {"source": "from", "target": "to"}
OF_NODES = ("network", "country", "role", *OF_NETWORKS)
"""What a GraphML file may say of a node."""
DRAWN = frozenset({"x", "y", "z", "r", "g", "b", "size", "color"})
"""What it may say beside that for drawings, which means nothing here."""
NUMBERED = re.compile(r"[A-Za-z]?[0-9]{1,6}")
SYNTHETIC = "Leave it out: members are synthetic persons, of whom a file says " + ", ".join(OF_NODES)


@dataclass(frozen=True, slots=True)
class _Said:
    """A tie with what is known of its two ends, or a member alone; a fault lies at a line, or at a node or an edge."""

    line: int | None
    at: str
    cells: Mapping[str, str]

    def key(self, column: str) -> str:
        """The key of a fault of one of the cells."""
        return f"{self.at} {column}".strip()


@dataclass(slots=True)
class _Part:
    """A network or a member as far as the file was read: where it stands first, and its values."""

    line: int | None
    values: dict[str, Node] = field(default_factory=dict)
    members: "dict[str, _Part]" = field(default_factory=dict)
    ties: list[Node] = field(default_factory=list)
    written: str = ""


def networks(path: Path) -> Node:
    """Networks by name, as `networks.own` has them.

    Raises
    ------
    ScenarioError
        With all faults of the file, each with its line or, in GraphML, with its node or edge.
    """
    said, separator = _of_graphml(path) if path.suffix.lower() == ".graphml" else _of_rows(path)
    reading = _Reading(path, separator)
    for one in said:
        reading.take(one)
    if reading.faults:
        raise ScenarioError(tuple(reading.faults[:MOST_FAULTS]))
    return reading.tree()


class _Reading:
    """Networks as far as a file was read, and what is wrong with it."""

    def __init__(self, path: Path, separator: str) -> None:
        self.faults: list[Fault] = []
        self._path, self._separator = path, separator
        self._networks: dict[str, _Part] = {}

    def take(self, said: _Said) -> None:
        """Take in what one line says."""
        name = said.cells.get("network", "") or _name_of(self._path)
        network = self._networks.setdefault(name, _Part(said.line))
        for what in OF_NETWORKS:
            self._note(said, network, what, what)
        first, second = (self._member(said, network, end) for end in ENDS)
        if first is None or second is None or not self._is_tie(said):
            return
        if first is second:
            self._fault(said, "to", "a tie of a member with himself", "Name another member")
        else:
            number = next(key for key, member in network.members.items() if member is second)
            first.ties.append(self._node(number, said.line))

    def tree(self) -> Node:
        """All networks, as a scenario file writes them."""
        return self._node({name: self._network(one) for name, one in self._networks.items()}, 1)

    def _network(self, network: _Part) -> Node:
        members = {number: self._as_node(member) for number, member in network.members.items()}
        return self._node({**network.values, "members": self._node(members, network.line)}, network.line)

    def _as_node(self, member: _Part) -> Node:
        ties = {"ties": self._node(member.ties, member.line)} if member.ties else {}
        return self._node({**member.values, **ties}, member.line)

    def _member(self, said: _Said, network: _Part, end: str) -> _Part | None:
        """The member at one end of a tie, with what the line says of him; None where there is none, or no number."""
        text = said.cells.get(end, "")
        if not text and end == "to" and not any(said.cells.get(f"to_{what}") for what in ("country", "role")):
            return None
        if not NUMBERED.fullmatch(text):
            self._fault(said, end, f"{shown(text)} is no number of a member", "Number them, such as 17 or m17")
            return None
        number = text.lower() if text[0].isalpha() else f"m{text}"
        number = number[0] + str(int(number[1:]))
        member = network.members.setdefault(number, _Part(said.line, written=text))
        if member.written != text:
            found = f"{shown(text)} and {shown(member.written)} are the same member"
            self._fault(said, end, found, "Write each number in one way")
        for what in ("country", "role"):
            self._note(said, member, what, f"{end}_{what}")
        return member

    def _note(self, said: _Said, part: _Part, what: str, column: str) -> None:
        """Note what a line says of a network or a member; no other line may say otherwise."""
        text = said.cells.get(column, "")
        if not text:
            return
        value = self._value(what, text, said.line)
        before = part.values.setdefault(what, value)
        if plain(before) != plain(value):
            self._fault(said, column, f"{shown(text)}, and {shown(plain(before))} before", "Say the same everywhere")

    def _value(self, what: str, text: str, line: int | None) -> Node:
        if what == "countries":
            codes = re.split(r"[\s,;+/|]+", text.strip("[] "))
            return self._node([self._value("country", code, line) for code in codes], line)
        code_or_word = OTHER_CODES.get(text.upper(), text) if what == "country" else text.replace(" ", "_").lower()
        return self._node(code_or_word, line)

    def _is_tie(self, said: _Said) -> bool:
        text = said.cells.get("weight", "")
        number = bare_number(text, self._separator) if text else "1"
        if number is None or float(number) < 0:
            self._fault(said, "weight", f"{shown(text)} is no weight", "Write a number from 0 upwards")
        return number is not None and float(number) > 0

    def _fault(self, said: _Said, column: str, found: str, wanted: str) -> None:
        self.faults.append(fault(self._path, said.line, said.key(column), found, wanted))

    def _node(self, value: Any, line: int | None) -> Node:
        return Node(value=value, file=str(self._path), line=line)


def _name_of(path: Path) -> str:
    """The name of a network in a file that names none: that of the file."""
    return "-".join(re.findall("[a-z0-9]+", path.stem.casefold())).lstrip("-0123456789") or "network"


def _of_rows(path: Path) -> tuple[Iterator[_Said], str]:
    rows, separator = table(path, COLUMNS, ENDS[0], OTHER_NAMES)
    return (_Said(row.line, "", row.cells) for row in rows), separator


# --- GraphML ----------------------------------------------------------------------------------------------------------


def _of_graphml(path: Path) -> tuple[Iterator[_Said], str]:
    graph = _graph(path)
    faults = [*_unfit(path, graph)][:MOST_FAULTS]
    if faults:
        raise ScenarioError(tuple(faults))
    return _said_by(graph), ","


def _graph(path: Path) -> Any:
    """The graph of a GraphML file; raises `ScenarioError` where it holds none."""
    content = content_of(path)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise refused(path, "the file declares entities", "Save it as plain GraphML")
    from networkx import NetworkXError, read_graphml

    try:
        return read_graphml(BytesIO(content))
    except ParseError as error:
        wanted = "Save the graph as GraphML"
        raise ScenarioError((fault(path, error.position[0], "", f"this is no XML: {error}", wanted),)) from error
    except (NetworkXError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise refused(path, f"this is no GraphML: {error}", "Save one graph without nested ones") from error


def _unfit(path: Path, graph: Any) -> Iterator[Fault]:
    """What a graph says of nodes and edges beside what a network has, and edges between two networks."""
    for node, values in graph.nodes(data=True):
        for name in values.keys() - {*OF_NODES, *DRAWN}:
            yield fault(path, None, f"node {node} {name}", "an attribute that no member has", SYNTHETIC)
    for first, second, values in graph.edges(data=True):
        at = f"edge {first} {second}"
        for name in values.keys() - {"weight", "id", *DRAWN}:
            yield fault(path, None, f"{at} {name}", "an attribute that no tie has", "Leave out all but weight")
        if len({graph.nodes[end].get("network") for end in (first, second)}) > 1:
            yield fault(path, None, at, "a tie between two networks", "Put both members into one network")
    if not graph:
        yield fault(path, None, "", "the graph has no node", "Write a node for each member")


def _said_by(graph: Any) -> Iterator[_Said]:
    """What a graph says of its members, and then of their ties."""
    names = {node: str(values.get("network", "")) for node, values in graph.nodes(data=True)}
    for node, values in graph.nodes(data=True):
        known = {f"from_{what}": str(values.get(what, "")) for what in ("country", "role")}
        whole = {"network": names[node], **{what: str(values.get(what, "")) for what in OF_NETWORKS}}
        yield _Said(None, f"node {node}", {"from": node, **known, **whole})
    for first, second, values in graph.edges(data=True):
        cells = {"from": first, "to": second, "weight": str(values.get("weight", "")), "network": names[first]}
        yield _Said(None, f"edge {first} {second}", cells)


# --- out --------------------------------------------------------------------------------------------------------------


def rows(networks: Mapping[str, OwnNetwork]) -> Iterator[Cells]:
    """Networks as a list of ties, with country and role of both ends; who has no tie stands alone."""
    yield [one for one in COLUMNS if one != "weight"]
    for name, network in networks.items():
        tied = {end for edge in network.edges for end in edge}
        alone = [(at,) for at in range(len(network.numbers)) if at not in tied]
        whole = (network.crime_area or "", " ".join(network.countries))
        for ends in (*network.edges, *alone):
            yield [name, *_of_ends(network, ends), *whole]


def _of_ends(network: OwnNetwork, ends: tuple[int, ...]) -> Iterator[str]:
    """Numbers, countries and roles of the members at both ends of a tie, or of one who stands alone."""
    numbers = [network.numbers[at] for at in ends]
    known = [network.members[number] for number in numbers]
    for pair in (numbers, [one.country for one in known], [one.role for one in known]):
        yield from (cell or "" for cell in (*pair, None)[:2])


def graphml(networks: Mapping[str, OwnNetwork]) -> bytes:
    """Networks as one GraphML file, in which all members are numbered anew."""
    from networkx import Graph, generate_graphml

    graph: Any = Graph()
    for name, network in networks.items():
        first = len(graph)
        for at, number in enumerate(network.numbers, first):
            member = network.members[number]
            known = {"network": name, "country": member.country, "role": member.role}
            known |= {"crime_area": network.crime_area, "countries": " ".join(network.countries)}
            graph.add_node(f"n{at}", **{what: value for what, value in known.items() if value})
        graph.add_edges_from((f"n{first + a}", f"n{first + b}") for a, b in network.edges)
    return "\n".join(generate_graphml(graph)).encode()
