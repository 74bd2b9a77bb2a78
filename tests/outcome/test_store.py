import json
import weakref
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import numpy as np
import pyarrow as pa
import pytest

from sim.errors import StoreError
from sim.outcome import records, store
from sim.outcome.measures import MEASURES, measure
from sim.outcome.tables import IDENTITY, Continued, Packed, frame, pack, side_by_side, tidy, untidy, with_identity
from tests.outcome import synthetic


def packed(runs: int = 3, empty: Sequence[int] = ()) -> Packed:
    outcomes = {
        number: synthetic.outcome(7, replication=number, cases=0 if number in empty else 40) for number in range(runs)
    }
    parts = {number: {name: pack(name, one[name]) for name in records.TABLES} for number, one in outcomes.items()}
    return Packed(scenario_hash="0123456789abcdef", seed=7, parts=parts)


def save(folder: Path, tables: Packed) -> None:
    folder.mkdir()
    store.write_json(folder / store.MANIFEST, {"format": store.FORMAT})
    store.write_tables(folder, tables, list(tables.parts))
    store.seal(folder)


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


class Watched(Packed):
    """Tables of which is known how many replications are held at a time."""

    held: ClassVar[set[int]]
    most: ClassVar[int]

    def each(self, replications: Sequence[int]) -> Iterator[tuple[int, dict[str, pa.Table]]]:
        for number, found in Packed.each(self, replications):
            self.held.add(number)
            weakref.finalize(found["cases"], self.held.discard, number)
            Watched.most = max(self.most, len(self.held))
            yield number, found


def test_few_replications_are_held_however_few_rows_they_have(tmp_path: Path) -> None:
    (part,) = packed(1).parts.values()
    tables = Watched(scenario_hash="0" * 64, seed=7, parts=dict.fromkeys(range(200), part))
    Watched.held, Watched.most = set(), 0
    save(tmp_path / "run", tables)
    assert 0 < Watched.most < 50
    assert len(frame(store.Stored(tmp_path / "run"), "cases")) == len(frame(tables, "cases"))


@pytest.mark.parametrize("rows", [1, 50, 200_000])
def test_stored_tables_are_told_replication_by_replication(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    monkeypatch.setattr(store, "_ROWS_PER_GROUP", rows)
    tables = packed(4)
    save(tmp_path / "run", tables)
    stored = store.Stored(tmp_path / "run")
    for wanted in ([0, 1, 2, 3], [1, 3], []):
        for (number, found), (_, given) in zip(stored.each(wanted), tables.each(wanted), strict=True):
            assert found.keys() == given.keys()
            assert all(found[name].to_pandas().equals(given[name].to_pandas()) for name in given), number


def test_what_is_continued_gives_the_bytes_of_one_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_ROWS_PER_GROUP", 300)
    whole = packed(5)
    first, second = {0, 2, 3}, {1, 4}
    save(tmp_path / "whole", whole)
    save(tmp_path / "first", replace(whole, parts={at: whole.parts[at] for at in sorted(first)}))
    since = replace(whole, parts={at: whole.parts[at] for at in sorted(second)})
    both = Continued(store.Stored(tmp_path / "first"), since)
    (tmp_path / "both").mkdir()
    store.write_tables(tmp_path / "both", both, range(5))
    for name in whole.names:
        written = [(tmp_path / folder / f"{name}.parquet").read_bytes() for folder in ("whole", "both")]
        assert written[0] == written[1], name


@pytest.mark.parametrize(("rows_of", "parts_of"), [(50, 500), (50_000, 2)])
def test_tables_come_side_by_side_in_blocks_of_the_same_replications(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows_of: int, parts_of: int
) -> None:
    """Those that are stored, those that are not yet, and both in turn; where nobody was arrested too."""
    monkeypatch.setattr(store, "_ROWS_PER_GROUP", 300)
    monkeypatch.setattr("sim.outcome.tables._BLOCK", rows_of)
    monkeypatch.setattr("sim.outcome.tables._PARTS", parts_of)
    whole = packed(8, empty=[0, 1, 4, 7])
    save(tmp_path / "whole", whole)
    save(tmp_path / "some", replace(whole, parts={at: whole.parts[at] for at in (0, 2, 3, 4)}))
    since = replace(whole, parts={at: whole.parts[at] for at in (1, 5, 6, 7)})
    wanted = {"arrests": ["replication", "arrest"], "cases": ["replication", "case"], "desks": ["replication"]}
    rows = {name: frame(whole, name, columns) for name, columns in wanted.items()}
    for known in (whole, store.Stored(tmp_path / "whole"), Continued(store.Stored(tmp_path / "some"), since)):
        seen: list[int] = []
        for block in side_by_side(known, wanted):
            numbers = block[-1]["replication"].unique().tolist()
            seen += numbers
            for name, table in zip(wanted, block, strict=True):
                expected = rows[name][rows[name]["replication"].isin(numbers)]
                told = table.sort_values("replication", kind="stable", ignore_index=True)
                assert told.equals(expected.reset_index(drop=True)), name
        assert sorted(seen) == list(range(8))
        assert 0 < len(numbers) < 8


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
    table = with_identity(tidy(np.zeros((2, 1, len(MEASURES))), []), "abc", 1, np.repeat([4, 9], len(MEASURES)))
    assert set(table.column("replication").to_pylist()) == {4, 9}


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
    (tmp_path / "run" / "cases.parquet").unlink()
    with pytest.raises(StoreError, match=r"cases\.parquet"):
        frame(store.Stored(tmp_path / "run"), "cases")
    with pytest.raises(KeyError, match="nonsense"):
        frame(store.Stored(tmp_path / "run"), "nonsense")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)


def swap(path: Path) -> None:
    path.write_bytes((path.parent / "cases.parquet").read_bytes())


@pytest.mark.parametrize("damage", [cut, flip, swap, Path.unlink])
@pytest.mark.parametrize("name", ["arrests", "hourly"])
def test_damage_is_noticed_and_named(tmp_path: Path, damage: Callable[[Path], None], name: str) -> None:
    save(tmp_path / "run", packed(1))
    damage(tmp_path / "run" / f"{name}.parquet")
    with pytest.raises(StoreError, match=rf"{name}\.parquet cannot be read"):
        frame(store.Stored(tmp_path / "run"), name)
    assert len(frame(store.Stored(tmp_path / "run"), "cases"))


def test_checksums_that_are_gone_are_named(tmp_path: Path) -> None:
    save(tmp_path / "run", packed(1))
    (tmp_path / "run" / store.CHECKSUMS).unlink()
    with pytest.raises(StoreError, match=store.CHECKSUMS):
        frame(store.Stored(tmp_path / "run"), "arrests")


def test_some_columns_are_read_alone(tmp_path: Path) -> None:
    tables = packed(2)
    save(tmp_path / "run", tables)
    wanted = ["replication", "time_h"]
    for one in (tables, store.Stored(tmp_path / "run")):
        assert frame(one, "arrests", wanted).equals(frame(tables, "arrests")[wanted])


def test_json_never_holds_nan(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        store.write_json(tmp_path / "x.json", {"value": float("nan")})
    store.write_json(tmp_path / "y.json", {"value": None})
    assert json.loads((tmp_path / "y.json").read_text()) == {"value": None}
