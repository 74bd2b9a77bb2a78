"""Sections on how compared plans differ: what was changed, and how results follow the number of officers."""

from collections.abc import Mapping
from typing import Any

from sim.present import wording
from sim.present.markup import join, paragraph, table
from sim.present.overlay import named_variants
from sim.present.page import ReportSection
from sim.present.protocols import Comparison
from sim.scenario.diff import difference

_TITLES = ("name", "description")


def changes(compared: Comparison) -> ReportSection:
    """What each variant changes in the base."""
    base = compared.base.scenario
    parts = [
        table(
            f"What {name} changes",
            ["Value", base.name, name],
            [
                [change.path, change.before, change.after]
                for change in difference(base, variant.run.scenario)
                if change.path not in _TITLES
            ],
            text_columns=3,
        )
        for name, variant in named_variants(compared)
    ]
    return ReportSection("changes", "Changes", "What was changed", join(parts))


def elasticity(compared: Comparison) -> ReportSection:
    """How checks and arrests follow the number of officers, where it differs."""
    found = [(name, variant.elasticity) for name, variant in named_variants(compared) if variant.elasticity]
    if not found:
        body = paragraph("The plans have the same number of officers, so nothing can be said of it here.")
        return ReportSection("elasticity", "Elasticity", "Results and officers", body)
    rows = [[name, wording.words(of), *_cells(known)] for name, parts in found for of, known in parts.items()]
    varied = {path: ends for _, parts in found for path, ends in parts["checks"].get("assumptions", {}).items()}
    told = "; ".join(
        f"{path} from {wording.number(low)} to {wording.number(high)}" for path, (low, high) in varied.items()
    )
    text = paragraph(
        "An elasticity of 0.5 means: 10 % more officers give about 5 % more. How checks grow with officers is not "
        "published; it follows from assumptions. The two ends are what the plans would give if these assumptions lay "
        f"anywhere in their plausible ranges: {told or 'none is varied'}."
    )
    columns = ["Plan", "Of", "In these runs", "Low end", "High end"]
    numbers = table("Elasticity to the number of officers", columns, rows, text_columns=2)
    return ReportSection("elasticity", "Elasticity", "Results and officers", join([text, numbers]))


def _cells(known: Mapping[str, Any]) -> list[str]:
    """Value and, where it is known, the ends between which the assumptions leave it."""
    ends = [wording.number(known[end]) if end in known else "" for end in ("low", "high")]
    return [wording.number(known.get("value")), *ends]
