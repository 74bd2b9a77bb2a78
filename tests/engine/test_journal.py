"""The journal: records in their order, dense tables once, and counts that may be asked for while a run goes on."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine.journal import Journal


class Find(NamedTuple):
    """A record."""

    name: str


class Loss(NamedTuple):
    """Another record, with the same fields."""

    name: str


def test_records_stay_in_their_order_and_apart_by_kind() -> None:
    journal = Journal()
    for record in (Find("a"), Loss("b"), Find("c"), Find("a")):
        journal.add(record)
    assert journal.rows(Find) == [Find("a"), Find("c"), Find("a")]
    assert [type(row) for row in journal.rows(Loss)] == [Loss]


def test_a_dense_table_is_given_once() -> None:
    journal = Journal()
    assert journal.columns("hourly") is None
    journal.put("hourly", {"hour": np.arange(3)})
    with pytest.raises(ValueError, match="table 'hourly' was already given"):
        journal.put("hourly", {"hour": np.arange(4)})
    given = journal.columns("hourly")
    assert given is not None and given["hour"].tolist() == [0, 1, 2]  # type: ignore[union-attr]


def test_what_was_never_counted_is_0() -> None:
    journal = Journal()
    assert journal.counted("arrests") == journal.counted("arrests", "BG") == 0
    assert journal.counted("arrests") == 0, "to ask counts nothing"


def test_counts_are_of_one_country_or_of_all() -> None:
    journal = Journal()
    journal.count("arrests", "BG")
    journal.count("arrests", "BG", 3)
    journal.count("arrests", "RS", 2)
    journal.count("hits", "RS")
    assert [journal.counted("arrests", code) for code in ("BG", "RS", "GR")] == [4, 2, 0]
    assert journal.counted("arrests") == 6
    assert (journal.counted("hits"), journal.counted("hits", "BG")) == (1, 0)


def test_counts_are_no_records() -> None:
    journal = Journal()
    journal.count("arrests", "BG")
    assert not journal.rows(Find) and journal.columns("arrests") is None


@given(st.lists(st.tuples(st.sampled_from(["arrests", "hits"]), st.sampled_from("ABC"), st.integers(0, 5))))
def test_the_count_of_all_is_the_sum_of_the_countries(counts: list[tuple[str, str, int]]) -> None:
    journal = Journal()
    for what, country, number in counts:
        journal.count(what, country, number)
    for what in ("arrests", "hits"):
        by_country = [sum(n for w, c, n in counts if (w, c) == (what, code)) for code in "ABC"]
        assert [journal.counted(what, code) for code in "ABC"] == by_country
        assert journal.counted(what) == sum(by_country)
