"""What a plan does not inherit: figures that were published of another plan, and totals made for other days."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from sim.scenario.removal import Gone
from sim.scenario.tree import Node, child, plain

PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Heritage:
    """What is told of a plan that changes another: entries that are gone, and what is right but probably not meant."""

    gone: list[Gone] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def own(before: Node, after: Node, heritage: Heritage) -> Node:
    """A plan without what it may not inherit from the one that it changes; what is to be told joins `heritage`.

    Published figures belong to the plan of which they were published, so they go where officers, countries, days or the
    start differ, unless the plan gives its own. Planned checks are totals for the whole action, so a plan with other
    days and the same checks is doubtful.
    """
    if plain(after) == plain(before):
        return after
    heritage.doubts.extend(_same_totals(before, after))
    return _own_figures(before, after, heritage)


def _own_figures(before: Node, after: Node, heritage: Heritage) -> Node:
    theirs, figures = _mapping(before, PUBLISHED), _mapping(after, PUBLISHED)
    kept = {key: node for key, node in figures.items() if node is not theirs.get(key)}
    differs = [*_differing(before, after)] if len(kept) < len(figures) else []
    if not differs:
        return after
    heritage.gone.append(Gone(path=PUBLISHED, what=f"of a plan with other {' and '.join(differs)}"))
    sections = {key: node for key, node in _mapping(after).items() if key != PUBLISHED}
    if kept:
        sections[PUBLISHED] = Node(value=kept, file=after.file, line=after.line)
    return replace(after, value=sections)


def _differing(before: Node, after: Node) -> Iterator[str]:
    """In which of officers, countries, days and start two plans differ."""
    here, there = _mapping(before, "countries"), _mapping(after, "countries")
    if _scaled(before) != _scaled(after) or any(
        _scaled(here[code]) != _scaled(there[code]) for code in here.keys() & there.keys()
    ):
        yield "officers"
    if here.keys() != there.keys():
        yield "countries"
    for key in ("days", "start"):
        if _value(before, key) != _value(after, key):
            yield key


def _same_totals(before: Node, after: Node) -> Iterator[str]:
    """That days differ and the checks planned do not."""
    days = [_value(plan, "days") for plan in (before, after)]
    plans = [
        {code: _value(country, "plan") for code, country in _mapping(plan, "countries").items()}
        for plan in (before, after)
    ]
    common = plans[0].keys() & plans[1].keys()
    if days[0] != days[1] and common and all(plans[0][code] == plans[1][code] for code in common):
        yield (
            f"days is {days[1]}, where the plan that it changes has {days[0]}, and the planned checks stay as they "
            "are: they are totals for the whole action"
        )


def _scaled(node: Node) -> tuple[object, object]:
    """Officers and their scale, of a country or of all."""
    scale = _value(node, "officers_scale")
    return _value(node, "officers"), 1 if scale is None else scale


def _value(node: Node, key: str) -> object:
    below = child(node, key)
    return None if below is None else plain(below)


def _mapping(node: Node, *path: str) -> dict[str, Node]:
    below: Node | None = node
    for key in path:
        below = None if below is None else child(below, key)
    return below.value if below is not None and isinstance(below.value, dict) else {}
