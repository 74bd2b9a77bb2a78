"""Values that carry their source: ``{value: 9 min, source: ..., range: [5 min, 20 min]}`` is 9 min and a note."""

from collections.abc import Iterator
from dataclasses import replace
from typing import cast

from sim.errors import Fault, UnitError
from sim.scenario.codes import likely
from sim.scenario.quantity import TRUST_WORDS, Note, Trust
from sim.scenario.tree import Node, Path, child, plain
from sim.units import SECONDS_IN, quantity, shown

KEYS = ("value", "source", "trust", "range", "unit")
UNITS = (*SECONDS_IN, "%")


def stripped(node: Node, faults: list[Fault], path: Path = ()) -> Node:
    """The tree with every annotated value replaced by the value itself and its note; what is wrong joins `faults`."""
    if isinstance(node.value, list):
        return replace(node, value=[stripped(below, faults, (*path, at)) for at, below in enumerate(node.value)])
    if not isinstance(node.value, dict):
        return node
    if "value" not in node.value:
        return replace(node, value={key: stripped(below, faults, (*path, key)) for key, below in node.value.items()})
    faults.extend(_unknown_keys(node.value, path))
    value = stripped(node.value["value"], faults, path)
    if value.note is not None:
        faults.append(value.fault(path, "an annotation inside an annotation", "Keep one 'value'"))
    value = _with_unit(value, node.value.get("unit"), faults, path)
    source, trust = child(node, "source"), child(node, "trust")
    if source is not None and not isinstance(source.value, str):
        faults.append(source.fault((*path, "source"), f"{shown(plain(source))} is not text", "Name the source"))
    if trust is not None and trust.value not in TRUST_WORDS:
        wanted = "Write one of " + ", ".join(TRUST_WORDS)
        faults.append(trust.fault((*path, "trust"), f"{shown(plain(trust))} is no word of trust", wanted))
    written = _written(node)
    bounds = _range(node, written, value, faults, path)
    note = Note(
        source=source.value if source is not None and isinstance(source.value, str) else "",
        trust=cast(Trust, trust.value) if trust is not None and trust.value in TRUST_WORDS else "assumed",
        range=bounds,
        written=written if bounds else (),
    )
    return replace(value, line=node.line, note=note)


def _unknown_keys(entries: dict[str, Node], path: Path) -> Iterator[Fault]:
    for key, below in entries.items():
        if key not in KEYS:
            meant = likely(key, list(KEYS))
            wanted = (
                f"Did you mean '{meant}'?" if meant else "Beside 'value' there may be source, trust, range and unit"
            )
            yield below.fault((*path, key), "unknown key beside 'value'", wanted)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _with_unit(value: Node, unit: Node | None, faults: list[Fault], path: Path) -> Node:
    if unit is None:
        return value
    if unit.value not in UNITS:
        wanted = "Write one of " + ", ".join(UNITS)
        faults.append(unit.fault((*path, "unit"), f"{shown(plain(unit))} is no unit", wanted))
    elif not _is_number(value.value):
        faults.append(unit.fault((*path, "unit"), "a unit beside a value that is no bare number", "Leave it out"))
    else:
        return replace(value, value=f"{value.value} {unit.value}")
    return value


def _written(node: Node) -> tuple[object, ...]:
    """The ends of a range, each with the unit that stands beside it."""
    bounds, unit = child(node, "range"), child(node, "unit")
    ends = [end.value for end in bounds.value] if bounds is not None and isinstance(bounds.value, list) else []
    return tuple(f"{end} {unit.value}" if unit is not None and _is_number(end) else end for end in ends)


def _range(
    node: Node, written: tuple[object, ...], value: Node, faults: list[Fault], path: Path
) -> tuple[float, float] | None:
    bounds, unit = child(node, "range"), child(node, "unit")
    if bounds is None:
        return None
    place = (*path, "range")
    if len(written) != 2:
        faults.append(bounds.fault(place, f"{shown(plain(bounds))} is not a pair", "Write [lowest, highest]"))
        return None
    if unit is not None and unit.value not in UNITS:
        return None
    try:
        (low, of_low), (high, of_high), (number, of_value) = (quantity(end) for end in (*written, value.value))
    except UnitError as error:
        faults.append(bounds.fault(place, error.found, error.wanted))
        return None
    if not of_low == of_high == of_value:
        faults.append(bounds.fault(place, "its units differ from those of the value", "Write all three in one unit"))
    elif not low <= number <= high:
        found = f"{shown(value.value)} lies outside {shown(written[0])} to {shown(written[1])}"
        faults.append(bounds.fault(place, found, "Widen the range, or mend the value"))
    return low, high
