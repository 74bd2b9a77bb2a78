"""What of a scenario is not measured: behavioural parameters, values of the file, and reference data that it uses."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import cast

from sim.scenario import reference
from sim.scenario.behaviour import Behaviour
from sim.scenario.diff import note_for
from sim.scenario.facts import PROFILE
from sim.scenario.leaves import Leaf, leaves
from sim.scenario.programme import Programme
from sim.scenario.schema import TELLING, Scenario
from sim.scenario.tree import dotted

NO_SOURCE = "assumed by the scenario, which names no source"
NOT_ASSUMED = (*TELLING, "behaviour")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """One value, or one summarised group of values, that is not measured.

    `value` is in `unit` ("h" are hours, "" where it has none), and so are `low` and `high`, its plausible range.
    """

    path: str
    value: str | float
    unit: str
    low: float | None
    high: float | None
    trust: str
    source: str
    meaning: str


def assumptions(scenario: Scenario) -> list[Assumption]:
    """Everything that is not measured: first parameters, then the file, then reference data."""
    of_scenario = (rows(scenario) for rows in (_behaviour, _noted, _unnoted, _posts, _countries))
    return [row for row in chain.from_iterable(of_scenario) if row.trust != "measured"]


def of_programme(programme: Programme) -> list[Assumption]:
    """Everything that is not measured in a programme: what happens between actions, its actions, its theatre."""
    rows = [_parameter(leaf, str(leaf.known("trust")), str(leaf.known("source"))) for leaf in _between(programme)]
    said = f"{len(programme.actions)} actions in {len(programme.templates)} templates"
    actions = _row("actions", said, NO_SOURCE, "Who leads and takes part, when, and how large actions are")
    return [*rows, actions, *assumptions(programme.scenario)]


def _between(programme: Programme) -> Iterator[Leaf]:
    return leaves(programme.between, ("between",))


def _value(leaf: Leaf) -> str | float:
    return leaf.value if isinstance(leaf.value, int | float) and not isinstance(leaf.value, bool) else str(leaf)


def _behaviour(scenario: Scenario) -> Iterator[Assumption]:
    defaults = {leaf.path: leaf.value for leaf in leaves(Behaviour(), ("behaviour",))}
    for leaf in leaves(scenario.behaviour, ("behaviour",)):
        note = note_for(scenario.notes, leaf.path)
        trust, source = str(leaf.known("trust")), str(leaf.known("source"))
        if note is not None:
            trust, source = note.trust, note.source or NO_SOURCE
        elif leaf.value != defaults.get(leaf.path):
            trust, source = "assumed", NO_SOURCE
        yield _parameter(leaf, trust, source, note.range if note is not None else None)


def _parameter(leaf: Leaf, trust: str, source: str, bounds: tuple[float, float] | None = None) -> Assumption:
    """A parameter with the range that the scenario gives, or else its declaration."""
    low, high = bounds or (leaf.known("low"), leaf.known("high"))
    return Assumption(
        path=dotted(leaf.path),
        value=_value(leaf),
        unit=str(leaf.known("unit")),
        low=cast(float, low),
        high=cast(float, high),
        trust=trust,
        source=source,
        meaning=leaf.field.description or "",
    )


def _noted(scenario: Scenario) -> Iterator[Assumption]:
    """Values of the file that carry a note, outside the behaviour."""
    values = {dotted(leaf.path): leaf for leaf in leaves(scenario)}
    for path, note in scenario.notes.items():
        if path.split(".")[0] in NOT_ASSUMED:
            continue
        leaf = values.get(path)
        held = sum(key.startswith(f"{path}.") for key in values)
        yield Assumption(
            path=path,
            value=_value(leaf) if leaf else f"{held} values",
            unit=str(leaf.known("unit") or "") if leaf else "",
            low=note.range[0] if note.range else None,
            high=note.range[1] if note.range else None,
            trust=note.trust,
            source=note.source or NO_SOURCE,
            meaning="Noted in the scenario",
        )


def _unnoted(scenario: Scenario) -> Iterator[Assumption]:
    """One row for each part of the scenario, counting its values without a note."""
    bare = Counter(
        str(leaf.path[0])
        for leaf in leaves(scenario)
        if leaf.path[0] not in NOT_ASSUMED and note_for(scenario.notes, leaf.path) is None
    )
    for part, number in bare.items():
        yield _row(part, f"{number} value{'s' * (number > 1)}", NO_SOURCE, "Values of the plan without a note")


def _posts(scenario: Scenario) -> Iterator[Assumption]:
    kinds = Counter((post.kind, post.trust) for post in scenario.active_posts().values())
    for (kind, trust), number in kinds.items():
        if trust != "measured":
            meaning = f"Posts of kind {kind} whose traffic is not measured"
            yield _row(
                f"reference.posts.{kind}",
                f"{number} post{'s' * (number > 1)}",
                "reference data, posts.csv",
                meaning,
                trust,
            )


def _countries(scenario: Scenario) -> Iterator[Assumption]:
    rows = [reference.countries()[code] for code in scenario.countries if code not in scenario.facts.profiles]
    strengths = [row.code for row in rows if row.trust != "measured"]
    limits = [row.code for row in rows if row.detention_source.startswith("assumed")]
    source = "reference data, countries.csv"
    for code, profile in scenario.facts.profiles.items():
        left = ", ".join(sorted(type(profile).model_fields.keys() - profile.model_fields_set))
        if left:
            yield _row(
                f"countries.{code}.{PROFILE}", left, "defaults of a profile", f"What {code} does not say of itself"
            )
    if strengths:
        meaning = "Strengths of police that are stand-ins"
        yield _row("reference.countries.police_officers", " ".join(strengths), source, meaning)
    if limits:
        meaning = "Legal limits of detention before release or a judge"
        yield _row("reference.countries.detention_limit_h", " ".join(limits), source, meaning)


def _row(path: str, value: str | float, source: str, meaning: str, trust: str = "assumed") -> Assumption:
    """A summarised row, which has no range."""
    return Assumption(path=path, value=value, unit="", low=None, high=None, trust=trust, source=source, meaning=meaning)
