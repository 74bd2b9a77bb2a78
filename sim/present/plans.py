"""Sections on how compared plans differ: what was changed, and how results follow the number of officers."""

from collections.abc import Mapping
from typing import Any

from sim.present import wording
from sim.present.comparison import Comparison
from sim.present.markup import join, paragraph, table
from sim.present.page import Section
from sim.scenario.diff import difference


def changes(compared: Comparison) -> Section:
    """What each variant changes in the base."""
    base = compared.base.scenario
    parts = [
        table(
            f"What {variant.run.scenario.name} changes",
            ["Value", base.name, variant.run.scenario.name],
            [[change.path, change.before, change.after] for change in difference(base, variant.run.scenario)],
            text_columns=3,
        )
        for variant in compared.variants
    ]
    return Section("changes", "Changes", "What was changed", join(parts))


def elasticity(compared: Comparison) -> Section:
    """How checks and arrests follow the number of officers, where it differs."""
    rows = [
        [variant.run.scenario.name, wording.words(key), *_ends(value)]
        for variant in compared.variants
        for key, value in (variant.elasticity or {}).items()
    ]
    if not rows:
        body = paragraph("The plans have the same number of officers, so nothing can be said of it here.")
        return Section("elasticity", "Elasticity", "Results and officers", body)
    text = paragraph(
        "An elasticity of 0.5 means: 10 % more officers give 5 % more. How checks grow with officers follows from the "
        "share of the plan that is set per officer and not per post, which is an assumption; the range shows how far "
        "it carries."
    )
    columns = ["Plan", "Elasticity to officers", "Value", "Low end", "High end"]
    numbers = table("Elasticities", columns, rows, text_columns=2)
    return Section("elasticity", "Elasticity", "Results and officers", join([text, numbers]))


def _ends(value: Any) -> list[str]:
    known = value if isinstance(value, Mapping) else {"value": value}
    return [wording.number(known.get(key)) for key in ("value", "low", "high")]
