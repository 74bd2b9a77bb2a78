"""What each mechanism costs: the reference action with everything on, with one part off, and with all of them off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median
from time import process_time

from sim.scenario.schema import Scenario

SECTIONS = (
    "channels",
    "national",
    "justice",
    "frontex",
    "customs",
    "support",
    "cyber",
    "finance",
    "special_units",
    "cross_border",
    "systems",
    "actions",
)
"""Parts of a scenario that switch mechanisms on; what they do not say is off."""
ROUNDS = 7


def without(scenario: Scenario, sections: Sequence[str]) -> Scenario:
    """The scenario as if it did not say anything in some sections."""
    fields = type(scenario).model_fields
    return scenario.model_copy(update={name: fields[name].default for name in sections})


def costs(scenario: Scenario, once: Callable[[Scenario], object], row: Callable[[str, float, str, str], None]) -> None:
    """What each section costs: a replication with everything against one without it, by turns in one process."""
    named = [name for name in SECTIONS if getattr(scenario, name) != type(scenario).model_fields[name].default]
    pairs = by_turns(scenario, without(scenario, named), once)
    row("everything on", median(on for on, _ in pairs), "s", f"median of {ROUNDS} turns, one core")
    row("  everything on / all off", median(on / off for on, off in pairs), "times", "paired")
    for name in named:
        pairs = by_turns(scenario, without(scenario, [name]), once)
        row(f"  {name}", median(on - off for on, off in pairs) * 1e3, "ms", "everything less everything but this")


def by_turns(one: Scenario, other: Scenario, once: Callable[[Scenario], object]) -> list[tuple[float, float]]:
    """Processor seconds of two scenarios, run by turns; the first turn, which makes their theatres, is left out."""
    pairs = []
    for _ in range(ROUNDS + 1):
        begin = process_time()
        once(one)
        between = process_time()
        once(other)
        pairs.append((between - begin, process_time() - between))
    return pairs[1:]
