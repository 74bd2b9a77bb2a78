"""Sections on how compared plans differ: what was changed, and how results follow the number of officers."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sim.outcome import amounts
from sim.present import tables
from sim.present.markup import details, join, paragraph, table
from sim.present.overlay import base_name, named_variants, runs_of
from sim.present.page import ReportSection
from sim.present.protocols import Comparison, Run
from sim.scenario.names import key_name
from sim.scenario.schema import Scenario

_OFFICERS: Final = "Officers who take part"
_SEEN_AT_ONCE: Final = 12
"""Rows of what was changed that stand open; more are folded."""


def changes(compared: Comparison) -> ReportSection:
    """What each variant changes in the base: a value is a row, plans are columns."""
    named = named_variants(compared)
    before = {change.path: change.before for _, variant in named for change in variant.changes}
    after = [{change.path: change.after for change in variant.changes} for _, variant in named]
    rows = [[_OFFICERS, *officers_of(runs_of(compared))]]
    rows += [
        [_in_words(compared.base.scenario, path), value, *(one.get(path, "as in the base") for one in after)]
        for path, value in before.items()
    ]
    heads = ["Value", base_name(compared), *(name for name, _ in named)]
    told = table("What plans change", heads, rows, text_columns=len(heads))
    body = told if len(rows) <= _SEEN_AT_ONCE else details(f"{len(before):,} values differ", told)
    return ReportSection("changes", "Changes", "What was changed", body)


def _in_words(plan: Scenario, path: str) -> str:
    """What a key means, and the key."""
    name = key_name(plan, path)
    return f"{name} ({path})" if name != path else path


def officers_of(runs: Sequence[Run]) -> list[str]:
    """Officers who take part in each plan, and how many more or fewer than in the first."""
    first, *others = (round(tables.officers(run)) for run in runs)
    return [f"{first:,}", *(f"{number:,} ({_more(number - first)})" for number in others)]


def _more(officers: int) -> str:
    if not officers:
        return "as many officers"
    sign = "+" if officers > 0 else "−"
    return f"{sign}{abs(officers):,} officer{'s' * (abs(officers) > 1)}"


def elasticity(compared: Comparison) -> ReportSection:
    """How checks and arrests follow the number of officers, where nothing else differs."""
    found = [(name, variant.elasticity) for name, variant in named_variants(compared) if variant.elasticity]
    if not found:
        body = paragraph(
            "How results follow officers is told where plans differ in nothing but the number of officers; these plans "
            "have the same number of officers, or differ in more."
        )
        return ReportSection("elasticity", "Elasticity", "Results and officers", body)
    rows = [[name, of, *_cells(parts[of])] for name, parts in found for of in ("checks", "arrests")]
    varied = {path: ends for _, parts in found for path, ends in parts["checks"].get("assumptions", {}).items()}
    plan = compared.base.scenario
    told = "; ".join(
        f"{key_name(plan, path)} from {amounts.number(low)} to {amounts.number(high)}"
        for path, (low, high) in varied.items()
    )
    text = paragraph(
        "An elasticity of 0.5 means: 10 % more officers give about 5 % more. How checks grow with officers is not "
        "published; it follows from assumptions. The two ends are what the plans would give if these assumptions lay "
        f"anywhere in their plausible ranges: {told or 'none is varied'}. Nothing is told where these runs tell no "
        "difference."
    )
    columns = ["Plan", "Of", "In these runs", "Confidence (95 %)", "Low end", "High end"]
    numbers = table("Elasticity to the number of officers", columns, rows, text_columns=2)
    return ReportSection("elasticity", "Elasticity", "Results and officers", join([text, numbers]))


def _cells(known: Mapping[str, Any]) -> list[str]:
    """Value, its confidence and, where they are known, the ends between which the assumptions leave it."""
    if known["value"] is None:
        told = ["cannot tell", ""]
    else:
        ends = known["ci95"]
        told = [amounts.number(known["value"]), amounts.interval(*ends) if ends else amounts.NOT_DEFINED]
    return told + [amounts.number(known[end]) if end in known else "" for end in ("low", "high")]
