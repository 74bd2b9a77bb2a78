"""Several runs in one table: a column `plan` says whose row it is. A single run needs none."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pandas as pd

from sim.present.protocols import Comparison, Run, Variant


def plan_names(runs: Sequence[Run]) -> list[str]:
    """Names of a base and its variants, no two alike: variants carry their number, unless there is one of its own name.

    Only a variant ends with a number, and only a base that needs it with the word, whatever the files call them.
    """
    base, *others = [run.scenario.name for run in runs]
    if len(others) < 2 and base not in others:
        return [base, *others]
    numbered = [f"{name} ({at})" for at, name in enumerate(others, start=1)]
    return [f"{base} (base)" if base in (*others, *numbered) else base, *numbered]


def runs_of(compared: Comparison) -> list[Run]:
    """The base and the variants."""
    return [compared.base, *(variant.run for variant in compared.variants)]


def named_variants(compared: Comparison) -> list[tuple[str, Variant]]:
    """The variants, by names that tell them apart."""
    return list(zip(plan_names(runs_of(compared))[1:], compared.variants, strict=True))


def base_name(compared: Comparison) -> str:
    """The name of the base, which no variant has."""
    return plan_names(runs_of(compared))[0]


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
