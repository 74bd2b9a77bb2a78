"""Several runs in one table: a column `plan` says whose row it is. A single run needs none."""

from collections.abc import Callable, Sequence
from typing import Final

import pandas as pd

from sim.present.protocols import Comparison, Run, Variant

FEW: Final = 4
"""Up to so many variants have a sentence each; more stand in one table."""


def plan_names(runs: Sequence[Run]) -> list[str]:
    """Names of a base and its variants, no two alike: variants carry their number, unless there is one of its own name.

    What a variant's name repeats of the base's in front is left out. Only a variant ends with a number, and only a base
    that needs it with the word, whatever the files call them.
    """
    base, *whole = [run.scenario.name for run in runs]
    others = [_own_part(name, base) for name in whole]
    if len(others) < 2 and base not in others:
        return [base, *others]
    numbered = [f"{name} ({at})" for at, name in enumerate(others, start=1)]
    return [f"{base} (base)" if base in (*others, *numbered) else base, *numbered]


def _own_part(name: str, base: str) -> str:
    """The part of a variant's name that is not the base's: of 'Danube, twice the officers' or 'Danube (days=3)'."""
    for head, tail in ((f"{base}, ", ""), (f"{base} (", ")")):
        if name.startswith(head) and name.endswith(tail):
            return name.removeprefix(head).removesuffix(tail) or name
    return name


def listed(names: Sequence[str]) -> str:
    """Some plans in a heading: by name, or how many where names would fill it."""
    if len(names) > FEW:
        return f"{len(names)} plans"
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


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
    """The tables of several runs one below the other, with a column `plan`; the table of a single run as it is.

    Times are those of the first run: what happens in another that has its own start stands at the same hour of the
    action.
    """
    if len(runs) == 1:
        return table_of(runs[0])
    parts = [table_of(run).assign(plan=name) for run, name in zip(runs, plan_names(runs), strict=True)]
    for run, part in zip(runs, parts, strict=True):
        if "time" in part:
            part["time"] += runs[0].scenario.start - run.scenario.start
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
