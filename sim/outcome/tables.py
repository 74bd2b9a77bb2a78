"""Tables of many runs: packed small while an experiment goes on, read as tidy tables with the identity on each row."""

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pyarrow as pa

from sim.errors import StoreError
from sim.outcome import records
from sim.outcome.intervals import Integers
from sim.outcome.measures import MEASURES
from sim.outcome.outcome import Table
from sim.outcome.parts import Parts
from sim.outcome.scopes import Floats

if TYPE_CHECKING:
    import pandas as pd

IDENTITY: tuple[str, ...] = ("scenario", "seed", "replication")
"""Columns that come first in every table."""

_TYPES = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
_BLOCK = 50_000
"""Rows after which a block of a table is given."""
_PARTS = 500
"""Parts after which it is given: those of a few rows need a hundred times the memory of what is in them."""
_PACKING = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)


class Tables(Protocol):
    """Where the tables of an experiment are."""

    @property
    def names(self) -> Sequence[str]:
        """Tables that there are."""

    def read(self, name: str, columns: Sequence[str] = ()) -> Iterator[pa.Table]:
        """Yield a table in parts, with the identity on each row; all columns, or those named.

        Parts are of whole replications, and the same ones in every table.
        """

    def each(self, replications: Sequence[int]) -> Iterator[tuple[int, dict[str, pa.Table]]]:
        """Yield some replications, in ascending order, each with its tables by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """Tables that are not in a result folder yet: of one scenario and seed, by replication and name."""

    scenario_hash: str
    seed: int
    parts: Mapping[int, Mapping[str, bytes]]

    @property
    def names(self) -> Sequence[str]:
        """Tables that there are, in the order of their declaration."""
        given = next((self.parts[replication] for replication in self.parts), {})
        return [name for name in records.TABLES if name in given]

    def read(self, name: str, columns: Sequence[str] = ()) -> Iterator[pa.Table]:
        """Yield a table replication by replication."""
        for replication in self.parts:
            table = self._table(replication, self.parts[replication][name])
            yield table.select(list(columns)) if columns else table

    def each(self, replications: Sequence[int]) -> Iterator[tuple[int, dict[str, pa.Table]]]:
        """Yield some replications, each with its tables by name."""
        for replication in replications:
            part = self.parts.get(replication, {})
            yield replication, {name: self._table(replication, part[name]) for name in records.TABLES if name in part}

    def _table(self, replication: int, part: bytes) -> pa.Table:
        return with_identity(_unpack(part), self.scenario_hash, self.seed, replication)


@dataclass(frozen=True, slots=True)
class OnDisk(Mapping[int, Mapping[str, bytes]]):
    """Packed tables in a folder of parts: replications in order, and the key of each."""

    parts: Parts
    keys_of: Mapping[int, str]

    def __getitem__(self, replication: int) -> Mapping[str, bytes]:
        return self.parts.get(self.keys_of[replication])

    def __iter__(self) -> Iterator[int]:
        return iter(self.keys_of)

    def __len__(self) -> int:
        return len(self.keys_of)


@dataclass(frozen=True, slots=True)
class Continued:
    """Tables of results that were finished before, and of replications that came since."""

    before: Tables
    since: Packed

    @property
    def names(self) -> Sequence[str]:
        """Tables that there are, in the order of their declaration."""
        return self.before.names or self.since.names

    def read(self, name: str, columns: Sequence[str] = ()) -> Iterator[pa.Table]:
        """Yield a table in parts: those of before, then those since."""
        yield from self.before.read(name, columns)
        yield from self.since.read(name, columns)

    def each(self, replications: Sequence[int]) -> Iterator[tuple[int, dict[str, pa.Table]]]:
        """Yield some replications, in ascending order, each with its tables by name."""
        before = self.before.each([number for number in replications if number not in self.since.parts])
        since = self.since.each([number for number in replications if number in self.since.parts])
        yield from heapq.merge(before, since, key=itemgetter(0))


class NotKept:
    """Tables that nobody asked to keep."""

    names: Sequence[str] = ()

    def read(self, name: str, columns: Sequence[str] = ()) -> Iterator[pa.Table]:
        """Say so.

        Raises
        ------
        StoreError
            Always.
        """
        raise StoreError(f"table {name!r} was not kept in this run")

    def each(self, replications: Sequence[int]) -> Iterator[tuple[int, dict[str, pa.Table]]]:
        """Say so, as `read` does."""
        raise StoreError("the tables were not kept in this run")


def pack(name: str, table: Table) -> bytes:
    """Pack a table of one run."""
    buffer = pa.BufferOutputStream()
    packed = pa.table(dict(table.columns), schema=_schema(name))
    with pa.ipc.new_stream(buffer, packed.schema, options=_PACKING) as stream:
        stream.write_table(packed)
    content: bytes = buffer.getvalue().to_pybytes()
    return content


def with_identity(table: pa.Table, scenario_hash: str, seed: int, replication: int | Integers) -> pa.Table:
    """Put the identity first: 12 digits of the hash, the seed, the replication (one for all rows, or one for each)."""
    columns = {
        "scenario": pa.repeat(scenario_hash[:12], len(table)),
        "seed": pa.repeat(pa.scalar(seed, pa.int64()), len(table)),
        "replication": pa.array(np.full(len(table), replication, dtype=np.int64)),
    }
    return pa.table(columns | {key: table.column(key) for key in table.column_names})


def tidy(values: Floats, countries: Sequence[str]) -> pa.Table:
    """Measures in long form: `scope` (total or country), `country` (empty for the total), `measure`, `value`, `unit`.

    Parameters
    ----------
    values : array, shape (replications, 1 + countries, measures)
        Undefined values are nan, and null in the table.
    countries
        Codes, in the order of the scopes.

    Returns
    -------
    table
        The last axis changes fastest: row by row in the order of `values`.
    """
    runs, scopes, measures = values.shape
    places = ["", *countries]
    block = {
        "scope": [scope for place in places for scope in ["country" if place else "total"] * measures],
        "country": [place for place in places for _ in range(measures)],
        "measure": list(MEASURES) * scopes,
        "unit": [measure.unit for measure in MEASURES.values()] * scopes,
    }
    columns: dict[str, Any] = {key: pa.array(texts * runs, pa.string()) for key, texts in block.items()}
    columns["value"] = pa.array(values.ravel(), pa.float64(), from_pandas=True)
    return pa.table(columns).select(["scope", "country", "measure", "value", "unit"])


def untidy(table: pa.Table, countries: Sequence[str]) -> Floats:
    """Turn the table of `tidy` back to values, shape (replications, 1 + countries, measures).

    Raises
    ------
    ValueError
        If the table does not hold the measures and countries in their order.
    """
    shape = len(table) // ((1 + len(countries)) * len(MEASURES)), 1 + len(countries), len(MEASURES)
    names = ["country", "measure"]
    if not table.select(names).equals(tidy(np.zeros(shape), countries).select(names)):
        raise ValueError("the measures are not those of this version")
    values: Floats = table.column("value").to_numpy(zero_copy_only=False).astype(np.float64)
    return values.reshape(shape)


def frame(tables: Tables, name: str, columns: Sequence[str] = ()) -> "pd.DataFrame":
    """Return a table of all replications: all columns, those of `IDENTITY` first, or those that are named."""
    if name not in records.TABLES:
        raise KeyError(f"there is no table {name!r}; sim.tables() lists those that there are")
    return _whole(name, columns, list(tables.read(name, columns)))


def frames(tables: Tables, name: str, columns: Sequence[str] = ()) -> "Iterator[pd.DataFrame]":
    """Yield the same block by block, whole replications in each and at least one, so that few runs are in memory."""
    for (block,) in side_by_side(tables, {name: columns}):
        yield block


def side_by_side(tables: Tables, wanted: Mapping[str, Sequence[str]]) -> "Iterator[tuple[pd.DataFrame, ...]]":
    """Yield several tables, each with the columns that are wanted, in such blocks of the same replications."""
    held: list[tuple[pa.Table, ...]] = []
    rows = 0
    for parts in zip(*(tables.read(name, columns) for name, columns in wanted.items()), strict=True):
        if rows >= _BLOCK or len(held) >= _PARTS:
            yield _blocks(wanted, held)
            held, rows = [], 0
        held.append(parts)
        rows += sum(map(len, parts))
    yield _blocks(wanted, held)


def _blocks(wanted: Mapping[str, Sequence[str]], held: list[tuple[pa.Table, ...]]) -> "tuple[pd.DataFrame, ...]":
    each = zip(*held, strict=True) if held else ((),) * len(wanted)
    return tuple(
        _whole(name, columns, list(parts)) for (name, columns), parts in zip(wanted.items(), each, strict=True)
    )


def _whole(name: str, columns: Sequence[str], parts: list[pa.Table]) -> "pd.DataFrame":
    empty = with_identity(_schema(name).empty_table(), "", 0, 0)
    whole = pa.concat_tables(parts or [empty.select(list(columns)) if columns else empty])
    result: pd.DataFrame = whole.to_pandas(split_blocks=True, self_destruct=True)
    return result


def tables() -> "pd.DataFrame":
    """Return all columns of all tables: `table`, `column`, `unit`, `meaning`; `IDENTITY` comes before them in each."""
    import pandas as pd

    rows = [
        {"table": name, "column": key, "unit": column.unit, "meaning": column.meaning}
        for name in records.TABLES
        for key, column in records.describe(name).items()
    ]
    return pd.DataFrame(rows)


@cache
def _schema(name: str) -> pa.Schema:
    return pa.schema([(key, _TYPES[kind]) for key, kind in records.columns(name).items()])


def _unpack(part: bytes) -> pa.Table:
    return pa.ipc.open_stream(pa.py_buffer(part)).read_all()
