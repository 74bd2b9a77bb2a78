"""Several runs in one table: a column `plan` says whose row it is. A single run needs none."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pandas as pd

from sim.present.protocols import Comparison, Run, Variant


def plan_names(runs: Sequence[Run]) -> list[str]:
    """Names of the plans in their order; plans of the same name are numbered."""
    names = [run.scenario.name for run in runs]
    often, seen = Counter(names), Counter[str]()
    told = []
    for name in names:
        seen[name] += 1
        told.append(f"{name} ({seen[name]})" if often[name] > 1 else name)
    return told


def runs_of(compared: Comparison) -> list[Run]:
    """The base and the variants."""
    return [compared.base, *(variant.run for variant in compared.variants)]


def named_variants(compared: Comparison) -> list[tuple[str, Variant]]:
    """The variants, by names that tell them apart."""
    return list(zip(plan_names(runs_of(compared))[1:], compared.variants, strict=True))


def overlay(runs: Sequence[Run], table_of: Callable[[Run], pd.DataFrame]) -> pd.DataFrame:
    """The tables of several runs one below the other, with a column `plan`; the table of a single run as it is."""
    if len(runs) == 1:
        return table_of(runs[0])
    parts = [table_of(run).assign(plan=name) for run, name in zip(runs, plan_names(runs), strict=True)]
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)


def side_by_side(table: pd.DataFrame, by: str = "label") -> Iterator[tuple[list[str], dict[str, Any]]]:
    """Rows of a table in the order of `by` and the plans: text of the leading cells (label, and plan), and the row."""
    labels = list(dict.fromkeys(table[by]))
    ordered = table.assign(place=table[by].map(labels.index)).sort_values("place", kind="stable")
    for row in ordered.to_dict("records"):
        cells = {str(key): value for key, value in row.items()}
        yield [str(row[key]) for key in (by, "plan") if key in row], cells


def columns(table: pd.DataFrame, first: str, *others: str) -> list[str]:
    """Heads of a table of `side_by_side` rows."""
    return [first, *["Plan"] * ("plan" in table), *others]
