"""Where arrests come from: each from one origin, and its crime area found or drawn."""

import math

import pandas as pd
import pytest

from sim.outcome.origins import ARREST_COLUMNS, CASE_COLUMNS, GROUPS, ORIGINS, arrest_origins, origins
from sim.outcome.outcome import Outcome
from tests.theatre import operate, rows, small

CASES = pd.DataFrame(
    [
        (0, "drugs", "thorough", "drugs", ""),
        (0, "wanted", "brief", "wanted_home", ""),
        (0, "home", "premises", "firearms", ""),
        (0, "van", "movement", "drugs", "movement-1"),
        (0, "target", "target", "wanted_home", ""),
        (0, "address", "search", "suspect", "drugs"),
        (0, "second", "search", "suspect", "address"),
        (0, "far", "search", "suspect", "wanted"),
        (1, "drugs", "movement", "drugs", "movement-2"),
        (1, "address", "search", "suspect", "drugs"),
    ],
    columns=list(CASE_COLUMNS),
)


@pytest.mark.parametrize(
    ("replication", "case", "path", "abroad", "origin", "found"),
    [
        (0, "drugs", "caught_in_the_act", False, "checks", True),
        (0, "wanted", "database_hit", False, "checks", False),
        (0, "wanted", "database_hit", True, "abroad", False),
        (0, "home", "caught_in_the_act", False, "premises", True),
        (0, "van", "caught_in_the_act", False, "networks", False),
        (0, "van", "pursuit", True, "pursuit", False),
        (0, "target", "prepared_target", False, "targets", False),
        (0, "target", "network_operation", True, "operations", False),
        (0, "address", "follow_up_search", False, "follow_up", True),
        (0, "second", "follow_up_search", True, "follow_up", True),
        (0, "far", "follow_up_search", False, "follow_up", False),
        (1, "address", "follow_up_search", False, "follow_up", False),
        (0, "nowhere", "financial_lead", False, "leads", False),
    ],
)
def test_an_arrest_has_one_origin(
    replication: int, case: str, path: str, abroad: bool, origin: str, found: bool
) -> None:
    arrests = pd.DataFrame([(replication, case, path, abroad)], columns=list(ARREST_COLUMNS))
    row = origins(arrests, CASES).iloc[0]
    assert (row["replication"], row["origin"], row["area_found"]) == (replication, origin, found)


def _frame(run: Outcome, table: str, columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame([{"replication": 0, **row} for row in rows(run, table)])[[*columns]]


def test_all_arrests_of_a_run_are_told_once_and_shares_are_of_all() -> None:
    run = operate(small())[1]
    arrests = _frame(run, "arrests", ARREST_COLUMNS)
    known = arrest_origins([(arrests, _frame(run, "cases", CASE_COLUMNS))], [0])
    assert known.numbers.mean.sum() == len(arrests) > 0
    assert sum(known.share(*of) for of in GROUPS.values()) == pytest.approx(1)
    assert known.share("checks") > 0 < known.share("follow_up", "operations", "networks")
    assert 0 < known.area_found < 1
    assert known.document()["by_origin"]["targets"]["mean"] == (arrests["path"] == "prepared_target").sum()


def test_runs_may_come_in_parts_and_arrests_without_cases() -> None:
    keys = [
        (0, "address", "follow_up_search", False),
        (1, "address", "follow_up_search", False),
        (7, "x", "pursuit", True),
    ]
    arrests = pd.DataFrame(keys, columns=list(ARREST_COLUMNS))
    parts = [tuple(table[table["replication"] == number] for table in (arrests, CASES)) for number in (1, 7, 0)]
    whole, split = (arrest_origins(blocks, [0, 1, 7]) for blocks in ([(arrests, CASES)], parts))
    assert split.document() == whole.document()
    assert whole.numbers.mean.sum() == pytest.approx(1)


def test_runs_without_arrests_count() -> None:
    arrests = pd.DataFrame([(0, "drugs", "caught_in_the_act", False)] * 3, columns=list(ARREST_COLUMNS))
    known = arrest_origins([(arrests, CASES)], [0, 1, 2])
    assert known.numbers.mean[ORIGINS.index("checks")] == 1
    assert known.numbers.runs[0] == 3


def test_nothing_is_told_where_nobody_was_arrested() -> None:
    none = pd.DataFrame(columns=list(ARREST_COLUMNS))
    known = arrest_origins([(none, CASES)], [0, 1])
    assert math.isnan(known.share("checks"))
    assert known.document()["area_found"] is None


def test_every_origin_belongs_to_one_group() -> None:
    assert sorted(origin for of in GROUPS.values() for origin in of) == sorted(ORIGINS)
