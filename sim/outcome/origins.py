"""Where arrests come from: products of inputs, answers from abroad, or what emerged in the run (ODD 7.7).

An arrest at a check whose proof lies at home is a product of numbers that go in: checks, how common the finding is, how
often it is seen. So is one on premises that a plan says are searched, and that of a prepared target. The others needed
somebody abroad, or came out of what networks, analysts and officers did to each other.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from sim.outcome.intervals import Integers, Mean, confidence
from sim.words import AREA_OF_MARK, Selection

if TYPE_CHECKING:
    import pandas as pd

Origin = Literal["checks", "premises", "targets", "abroad", "networks", "operations", "follow_up", "pursuit", "leads"]
ORIGINS: tuple[Origin, ...] = get_args(Origin)
TITLES: Mapping[Origin, str] = MappingProxyType(
    {
        "checks": "checks that needed no answer from abroad",
        "premises": "searches of premises that the plan names",
        "targets": "prepared targets",
        "abroad": "checks that needed an answer from abroad or Europol",
        "networks": "movements of networks that met a control",
        "operations": "operations against networks",
        "follow_up": "follow-up searches",
        "pursuit": "pursuit and surveillance",
        "leads": "leads of cyber and financial units",
    }
)
GROUPS: Mapping[str, tuple[Origin, ...]] = MappingProxyType(
    {
        "products of inputs": ("checks", "premises", "targets"),
        "needed an answer from abroad": ("abroad",),
        "emerged in the run": ("networks", "operations", "follow_up", "pursuit", "leads"),
    }
)
"""What origins have in common, as programs read it; each belongs to one."""
WORDS: Mapping[str, str] = MappingProxyType(
    {
        "products of inputs": "checks, searches and targets of the plan itself",
        "needed an answer from abroad": "checks that needed an answer from abroad",
        "emerged in the run": "what came about during the action",
    }
)
"""The same for readers."""

_BY_PATH: Final[Mapping[str, str]] = {
    "prepared_target": "targets",
    "network_operation": "operations",
    "follow_up_search": "follow_up",
    "pursuit": "pursuit",
    "surveillance": "pursuit",
    "cyber_lead": "leads",
    "financial_lead": "leads",
}
_BY_SELECTION: Final[Mapping[str, str]] = {
    "premises": "premises",
    "target": "targets",
    "search": "follow_up",
    "lead": "leads",
    "movement": "networks",
}
"""Of arrests at a finding; those at ordinary checks are left."""
_FOUND: Final[tuple[Selection, ...]] = ("thorough", "brief", "premises")
"""How somebody was selected from whom a mark is found, and not drawn with a network or a target."""

_CASE: Final = ["replication", "case"]
CASE_COLUMNS: Final = (*_CASE, "selection", "mark", "cause")
"""What is read of the table of cases."""
ARREST_COLUMNS: Final = (*_CASE, "path", "needs_abroad")
"""What is read of the table of arrests."""


@dataclass(frozen=True, slots=True)
class ArrestOrigins:
    """Where the arrests of many runs come from.

    Attributes
    ----------
    numbers : Mean
        Arrests of a run by origin, in the order of `ORIGINS`, with the confidence of the mean.
    area_found : float
        Share of arrests whose crime area follows from what was found; nan where there is no arrest.
    """

    numbers: Mean
    area_found: float

    def share(self, *of: Origin) -> float:
        """Share of all arrests that come from some origins; nan where there is no arrest."""
        every = float(self.numbers.mean.sum())
        return sum(float(self.numbers.mean[ORIGINS.index(one)]) for one in of) / every if every else math.nan

    def document(self) -> dict[str, Any]:
        """Return it in plain values, ready for JSON; what is undefined is None."""
        rows = zip(ORIGINS, *(column.tolist() for column in self.numbers[2:]), strict=True)
        return {
            "by_origin": {
                origin: {
                    "mean": mean,
                    "ci95": None if math.isnan(low) else [low, high],
                    "share": _known(self.share(origin)),
                }
                for origin, mean, low, high in rows
            },
            "shares": {group: _known(self.share(*of)) for group, of in GROUPS.items()},
            "area_found": _known(self.area_found),
        }


def arrest_origins(
    blocks: Iterable[tuple[pd.DataFrame, ...]], completed: Sequence[int], sets: Integers | None = None
) -> ArrestOrigins:
    """Where the arrests of some runs come from; `completed` are their numbers, `sets` which parameters each had.

    In each block are tables of arrests and of cases as `origins` takes them, of the same whole replications; a run
    without arrests counts as one.
    """
    import pandas as pd

    counts, found = [], 0
    for arrests, cases in blocks:
        known = origins(arrests, cases)
        counts.append(known.groupby(["replication", "origin"]).size())
        found += int(known["area_found"].sum())
    of_run = pd.concat(counts).unstack(fill_value=0)
    numbers = of_run.reindex(index=[*completed], columns=[*ORIGINS], fill_value=0).to_numpy(dtype=float)
    return ArrestOrigins(confidence(numbers, sets), found / numbers.sum() if numbers.any() else math.nan)


def origins(arrests: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """Where each arrest comes from.

    Parameters
    ----------
    arrests, cases
        The tables of these names, with `ARREST_COLUMNS` and `CASE_COLUMNS`.

    Returns
    -------
    DataFrame
        One row an arrest: `replication`, `origin`, and `area_found`: whether its crime area follows from what was
        found, at the arrest or at the case that led to it; else it was drawn from weights of the plan.
    """
    known = cases[[*CASE_COLUMNS]].drop_duplicates(_CASE)
    rows = arrests[[*ARREST_COLUMNS]].merge(known, on=_CASE, how="left")
    at_checks = rows["needs_abroad"].map({True: "abroad", False: "checks"})
    by_path, by_selection = rows["path"].map(_BY_PATH), rows["selection"].map(_BY_SELECTION)
    origin = by_path.where(by_path.notna(), by_selection.where(by_selection.notna(), at_checks))
    first = _first_cases(rows, known)
    found = first["selection"].isin(_FOUND) & first["mark"].isin(AREA_OF_MARK)
    return rows[["replication"]].assign(origin=origin, area_found=found.to_numpy())


def _first_cases(rows: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """The case with which each began: a follow-up search takes its crime area from the case before it."""
    by_name = cases.rename(columns={"case": "before"})
    first = rows[[*CASE_COLUMNS]]
    while (followed := first["selection"] == "search").any():
        here = first[["replication", "cause"]].rename(columns={"cause": "before"})
        back = here.merge(by_name, on=["replication", "before"], how="left").rename(columns={"before": "case"})
        first = first.where(~followed, back[[*CASE_COLUMNS]])
    return first


def _known(share: float) -> float | None:
    return None if math.isnan(share) else share
