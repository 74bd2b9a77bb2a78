"""Sections on how compared plans differ: what was changed, and how results follow the number of officers."""

from collections.abc import Mapping
from typing import Any

from sim.outcome import amounts
from sim.present.markup import join, paragraph, table
from sim.present.overlay import base_name, named_variants
from sim.present.page import ReportSection
from sim.present.protocols import Comparison


def changes(compared: Comparison) -> ReportSection:
    """What each variant changes in the base."""
    base = base_name(compared)
    parts = [
        table(
            f"What {name} changes",
            ["Value", base, name],
            [[change.path, change.before, change.after] for change in variant.changes],
            text_columns=3,
        )
        for name, variant in named_variants(compared)
    ]
    return ReportSection("changes", "Changes", "What was changed", join(parts))


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
    told = "; ".join(
        f"{path} from {amounts.number(low)} to {amounts.number(high)}" for path, (low, high) in varied.items()
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
