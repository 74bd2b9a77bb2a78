import json
from pathlib import Path

import numpy as np
import pytest

from sim.errors import StoreError
from sim.outcome import records, store
from sim.outcome.measures import MEASURES, measure
from sim.outcome.tables import IDENTITY, Packed, frame, pack, tidy, untidy, with_identity
from tests.outcome import synthetic


def packed(runs: int = 3) -> Packed:
    outcomes = {number: synthetic.outcome(7, replication=number) for number in range(runs)}
    parts = {number: {name: pack(name, one[name]) for name in records.TABLES} for number, one in outcomes.items()}
    return Packed(scenario_hash="0123456789abcdef", seed=7, parts=parts)


def save(folder: Path, tables: Packed, *, force: bool = False) -> None:
    with store.new_folder(folder, force=force) as path:
        store.write_json(path / store.MANIFEST, {"format": store.FORMAT})
        store.write_tables(path, tables)


def test_a_packed_table_comes_back_with_its_identity() -> None:
    table = frame(packed(), "arrests")
    assert tuple(table.columns[:3]) == IDENTITY
    assert list(table.columns[3:]) == list(records.columns("arrests"))
    assert set(table["scenario"]) == {"0123456789ab"}
    for number in range(3):
        rows = table[table["replication"] == number]
        written = synthetic.outcome(7, replication=number)["arrests"]
        assert list(rows["arrest"]) == written.text("arrest")
        assert list(rows["needs_abroad"]) == written.numbers("needs_abroad").tolist()


def test_a_table_without_rows_has_its_columns() -> None:
    table = frame(Packed(scenario_hash="0" * 64, seed=1, parts={}), "cases")
    assert len(table) == 0
    assert list(table.columns) == [*IDENTITY, *records.columns("cases")]


def test_stored_tables_equal_packed_ones(tmp_path: Path) -> None:
    tables = packed()
    save(tmp_path / "run", tables)
    stored = store.Stored(tmp_path / "run")
    assert stored.names == tables.names == list(records.TABLES)
    for name in tables.names:
        assert frame(stored, name).equals(frame(tables, name)), name


def test_rows_are_written_in_groups_and_none_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_ROWS_PER_GROUP", 50)
    tables = packed(5)
    save(tmp_path / "run", tables)
    stored = store.Stored(tmp_path / "run")
    assert len(list(stored.read("cases"))) > 1
    assert frame(stored, "cases").equals(frame(tables, "cases"))


def test_the_same_tables_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        save(tmp_path / name, packed())
    first, second = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("a", "b"))
    assert first == second


def test_measures_survive_the_tidy_form() -> None:
    values = np.stack([measure(synthetic.outcome(7, replication=number)).values for number in range(3)])
    table = tidy(values, synthetic.COUNTRIES)
    assert len(table) == values.size
    np.testing.assert_array_equal(untidy(table, synthetic.COUNTRIES), values)
    assert table.column("value").null_count == np.isnan(values).sum() > 0
    row = table.to_pylist()[len(MEASURES) + 1]
    assert (row["scope"], row["country"], row["measure"]) == ("country", "AT", list(MEASURES)[1])


def test_no_replications_survive_the_tidy_form() -> None:
    values = np.empty((0, 1 + len(synthetic.COUNTRIES), len(MEASURES)))
    assert untidy(tidy(values, synthetic.COUNTRIES), synthetic.COUNTRIES).shape == values.shape


def test_measures_of_another_version_are_refused() -> None:
    table = tidy(np.zeros((1, 2, len(MEASURES))), ["AT"])
    with pytest.raises(ValueError, match="not those of this version"):
        untidy(table.slice(1), ["AT"])
    with pytest.raises(ValueError, match="not those of this version"):
        untidy(table, ["AT", "BG"])


def test_identity_may_differ_from_row_to_row() -> None:
    table = with_identity(
        tidy(np.zeros((2, 1, len(MEASURES))), []), "abc", 1, [4] * len(MEASURES) + [9] * len(MEASURES)
    )
    assert set(table.column("replication").to_pylist()) == {4, 9}


def test_an_interrupted_folder_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), store.new_folder(tmp_path / "run") as path:
        store.write_json(path / store.MANIFEST, {"format": store.FORMAT})
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_an_existing_folder_is_refused_and_kept(tmp_path: Path) -> None:
    save(tmp_path / "run", packed(1))
    before = (tmp_path / "run" / "arrests.parquet").read_bytes()
    with pytest.raises(StoreError, match="--force"):
        save(tmp_path / "run", packed(2))
    assert (tmp_path / "run" / "arrests.parquet").read_bytes() == before


def test_force_replaces_results_only(tmp_path: Path) -> None:
    save(tmp_path / "run", packed(1))
    (tmp_path / "run" / "old").write_text("x")
    save(tmp_path / "run", packed(2), force=True)
    assert not (tmp_path / "run" / "old").exists()
    assert {path.name for path in tmp_path.iterdir()} == {"run"}

    photos = tmp_path / "photos"
    photos.mkdir()
    (photos / "dog.jpg").write_text("woof")
    with pytest.raises(StoreError, match="no result folder"):
        save(photos, packed(1), force=True)
    assert (photos / "dog.jpg").read_text() == "woof"


def test_an_interrupted_replacement_keeps_what_was_there(tmp_path: Path) -> None:
    save(tmp_path / "run", packed(1))
    before = (tmp_path / "run" / "arrests.parquet").read_bytes()
    with pytest.raises(RuntimeError, match="stop"), store.new_folder(tmp_path / "run", force=True):
        raise RuntimeError("stop")
    assert (tmp_path / "run" / "arrests.parquet").read_bytes() == before


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": "something else"}'])
def test_what_is_no_result_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / store.MANIFEST).write_text(content)
    with pytest.raises(StoreError):
        store.read_manifest(tmp_path)


def test_a_broken_table_is_refused(tmp_path: Path) -> None:
    save(tmp_path / "run", packed(1))
    (tmp_path / "run" / "arrests.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(StoreError, match=r"arrests\.parquet"):
        frame(store.Stored(tmp_path / "run"), "arrests")
    with pytest.raises(StoreError, match=r"nonsense\.parquet"):
        frame(store.Stored(tmp_path / "run"), "nonsense")


def test_json_never_holds_nan(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        store.write_json(tmp_path / "x.json", {"value": float("nan")})
    store.write_json(tmp_path / "y.json", {"value": None})
    assert json.loads((tmp_path / "y.json").read_text()) == {"value": None}
