"""Sections on how compared plans differ: what was changed, and how results follow the number of officers."""

from collections.abc import Mapping, Sequence
from typing import Any

from sim.present import wording
from sim.present.comparison import Comparison
from sim.present.markup import join, paragraph, table
from sim.present.page import Section
from sim.scenario.diff import difference

_TITLES = ("name", "description")


def changes(compared: Comparison) -> Section:
    """What each variant changes in the base."""
    base = compared.base.scenario
    parts = [
        table(
            f"What {variant.run.scenario.name} changes",
            ["Value", base.name, variant.run.scenario.name],
            [
                [change.path, change.before, change.after]
                for change in difference(base, variant.run.scenario)
                if change.path not in _TITLES
            ],
            text_columns=3,
        )
        for variant in compared.variants
    ]
    return Section("changes", "Changes", "What was changed", join(parts))


def elasticity(compared: Comparison) -> Section:
    """How checks and arrests follow the number of officers, where it differs."""
    rows = [
        [variant.run.scenario.name, wording.words(key), *_cells(value)]
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


def _cells(value: Any) -> list[str]:
    """Value, low end and high end of a number, a pair of ends, or a mapping of the three; text as it is."""
    if isinstance(value, Mapping):
        return [wording.number(value.get(key)) for key in ("value", "low", "high")]
    if isinstance(value, str):
        return [value, "", ""]
    if isinstance(value, Sequence):
        return ["", *(wording.number(end) for end in value)]
    return [wording.number(value), "", ""]
