"""Differences between plans in words and cells, for the terminal and the report."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sim.outcome import amounts
from sim.outcome.amounts import RowUnit, row_unit
from sim.outcome.measures import MEASURES
from sim.present import wording
from sim.present.overlay import named_variants, plan_names, runs_of
from sim.present.protocols import Comparison, Difference, Run

FEW = 3
"""Plans of which something is told by name; of more, their number stands for them."""


def cautions(compared: Comparison) -> Iterator[str]:
    """What must be known before plans are compared.

    That two are one plan, or unlike in more than what is varied, or that one could not be made.
    """
    for name, variant in named_variants(compared):
        if variant.same_as:
            yield f"{name} is the same plan as {variant.same_as}."
        if variant.unlike:
            differ = ", ".join(str(one) for one in variant.unlike)
            yield f"{name} and the base are unlike plans: {differ}. Differences come from all of this together."
    yield from _each_once(compared, lambda run: run.cautions)


def ends_of_events(compared: Comparison) -> Iterator[str]:
    """How the events of each plan ended."""
    yield from _each_once(compared, lambda run: map(str, run.fates))


def _each_once(compared: Comparison, told: Callable[[Run], Iterable[str]]) -> Iterator[str]:
    """What is told of some plans, each sentence once, with those of whom it holds."""
    runs = runs_of(compared)
    names = plan_names(runs)
    holds: dict[str, list[int]] = {}
    for plan, run in enumerate(runs):
        for text in dict.fromkeys(told(run)):
            holds.setdefault(text, []).append(plan)
    yield from (f"{_together(plans, names)}: {text}" for text, plans in holds.items())


def _together(plans: Sequence[int], names: Sequence[str]) -> str:
    """Some plans, of which the first may be the base: by name, or in number where names would be many."""
    if len(plans) == len(names):
        return "Both plans" if len(names) == 2 else f"All {len(names)} plans"
    if len(plans) <= FEW:
        return ", ".join(names[plan] for plan in plans)
    variants = [plan for plan in plans if plan]
    base = f"{names[0]} and " if len(variants) < len(plans) else ""
    return f"{base}{len(variants)} of {len(names) - 1} variants"


def assumed_range(known: Mapping[str, Any]) -> str:
    """In a sentence: that more checks from more officers are an assumption, and how far it leaves them."""
    checks = known["checks"]
    officers = f"Officers change by {_percent(known['officers'] - 1.0)}"
    if checks["change_low"] is None:
        return f"{officers}; how checks follow is not defined here."
    here = "" if checks["change"] is None else f"by {_percent(checks['change'])} here, but "
    low, high = (_percent(checks[end]) for end in ("change_low", "change_high"))
    return (
        f"{officers}. How checks follow is assumed: they change {here}by anything from {low} to {high} within the "
        "range of the assumptions, with all that follows from checks."
    )


def in_words(row: Difference, unit: str) -> str:
    """A difference with its interval, and in how many pairs it could be taken where that is not all."""
    shown = row_unit(unit, row.base, row.variant, row.difference, row.ci_low, row.ci_high)
    change = shown.change(row.difference, row.ci_low, row.ci_high)
    return wording.noted(change, wording.behind(row.pairs, row.pairs + row.dropped, "pairs"))


def numbers(name: str, row: Difference, known: Mapping[str, Difference] | None = None) -> list[str]:
    """Base, variant, difference and its confidence as cells, in one unit.

    `known` holds all measures, so that a time to an event is told with the share of cases in which it came.
    """
    unit = row_unit(MEASURES[name].unit, row.base, row.variant, row.difference, row.ci_low, row.ci_high)
    of, finished = (row.pairs, row.pairs + row.dropped), MEASURES[name].finished
    share = known[finished] if known and finished else None
    cells = [
        wording.estimate(unit, mean, of=of, unreached=late, finished=(finished, came))
        for mean, late, came in (
            (row.base, row.unreached_base, share.base if share else math.nan),
            (row.variant, row.unreached_variant, share.variant if share else math.nan),
        )
    ]
    return [*cells, unit.signed(row.difference), _ends(unit, row)]


def _ends(unit: RowUnit, row: Difference) -> str:
    if math.isfinite(row.ci_low):
        return unit.signed_interval(row.ci_low, row.ci_high)
    return "no pair differs" if row.effect == "identical" else amounts.NOT_DEFINED


def _percent(share: float) -> str:
    """A change as a percentage with its sign."""
    return f"{row_unit('').signed(round(100 * share, 1))} %"
