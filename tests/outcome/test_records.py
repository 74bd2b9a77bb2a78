from typing import get_args

import numpy as np
import pytest

from sim.engine.journal import Journal
from sim.outcome import records
from sim.outcome.records import Arrest, Case, Release
from sim.words import ArrestPath, CrimeArea, Detector, Mark, Selection
from tests.outcome import synthetic


@pytest.mark.parametrize("table", records.TABLES)
def test_every_column_has_a_type_a_unit_and_a_meaning(table: str) -> None:
    types, described = records.columns(table), records.describe(table)
    assert types.keys() == described.keys() == set(records.TABLES[table]._fields)
    assert set(types.values()) <= {str, int, float, bool}
    assert all(column.meaning for column in described.values())
    assert all(described[name].unit for name, kind in types.items() if kind in (int, float))


def test_a_cause_is_in_every_table_of_a_chain() -> None:
    for table in ("cases", "arrests", "investigations", "operations", "searches"):
        assert "cause" in records.columns(table)


def test_journal_keeps_the_order_and_keeps_classes_apart() -> None:
    journal = Journal()
    first, second = Release("a", 1.0, "AT", "cleared"), Release("b", 0.5, "BG", "no_answer")
    journal.add(first)
    journal.add(second)
    assert list(journal.rows(Release)) == [first, second]
    assert not journal.rows(Case)


def test_a_dense_table_is_given_once() -> None:
    journal = Journal()
    journal.put("queries", {"country": ["AT"]})
    with pytest.raises(ValueError, match="queries"):
        journal.put("queries", {"country": ["BG"]})


def test_frozen_tables_hold_what_was_written() -> None:
    journal = Journal()
    synthetic.give_dense(journal)
    arrest = Arrest("AT/x/arrest-1", 2.5, "AT", "database_hit", "drugs", "AT/x", "AT/x", "", True, "AT/x")
    journal.add(arrest)
    outcome = synthetic.frozen(journal, ("AT",), 6)
    assert outcome["arrests"].rows() == [arrest._asdict()]
    assert outcome["arrests"].numbers("needs_abroad").dtype == np.bool_
    assert len(outcome["cases"]) == 0
    assert outcome["cases"].numbers("time_h").dtype == np.float64
    assert outcome.tables.keys() == records.TABLES.keys()


def test_frozen_columns_cannot_be_written_to() -> None:
    numbers = synthetic.outcome()["hourly"].numbers("wait_h")
    with pytest.raises(ValueError, match="read-only"):
        numbers[0] = 1.0


def test_text_and_numbers_are_not_mixed_up() -> None:
    table = synthetic.outcome()["cases"]
    with pytest.raises(TypeError, match="time_h"):
        table.text("time_h")
    with pytest.raises(TypeError, match="mark"):
        table.numbers("mark")


def test_a_missing_dense_table_is_refused() -> None:
    with pytest.raises(ValueError, match="'hourly' was not given"):
        synthetic.frozen(Journal(), ("AT",), 6)


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"country": ["AT"], "submitted": [1]}, "missing or too many"),
        ({name: [1] * (2 if name == "country" else 1) for name in records.columns("queries")}, "differ in length"),
    ],
)
def test_wrong_columns_are_refused(columns: dict[str, list[str]], told: str) -> None:
    journal = Journal()
    synthetic.give_dense(journal, "queries")
    journal.put("queries", columns)
    with pytest.raises(ValueError, match=told):
        synthetic.frozen(journal, ("AT",), 6)


def test_choices_are_spelled_as_identifiers() -> None:
    for choices in (Mark, Selection, Detector, ArrestPath, CrimeArea):
        assert all(word.isidentifier() and word.islower() for word in get_args(choices))


def test_an_unknown_word_is_refused() -> None:
    journal = Journal()
    synthetic.give_dense(journal)
    journal.add(Release("a", 1.0, "AT", "tired"))
    with pytest.raises(ValueError, match=r"table 'releases', column 'reason': unknown words \['tired'\]"):
        synthetic.frozen(journal, ("AT",), 6)
