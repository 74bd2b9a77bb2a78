"""Tables of many runs: packed small while an experiment goes on, read as tidy tables with the identity on each row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pyarrow as pa

from sim.outcome import records
from sim.outcome.measures import MEASURES
from sim.outcome.outcome import Table
from sim.outcome.scopes import Floats

if TYPE_CHECKING:
    import pandas as pd

type Part = bytes | Path
"""A packed table: in memory, or in a file."""

IDENTITY: tuple[str, ...] = ("scenario", "seed", "replication")
"""Columns that come first in every table."""

_TYPES = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
_PACKING = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)


class Tables(Protocol):
    """Where the tables of an experiment are."""

    @property
    def names(self) -> Sequence[str]:
        """Tables that there are."""

    def read(self, name: str) -> Iterator[pa.Table]:
        """Yield a table in parts, replications in order, with the identity on each row."""


@dataclass(frozen=True, slots=True, kw_only=True, weakref_slot=True)
class Packed:
    """Tables that are not in a result folder yet: of one scenario and seed, by replication and name."""

    scenario_hash: str
    seed: int
    parts: Mapping[int, Mapping[str, Part]]

    @property
    def names(self) -> Sequence[str]:
        """Tables that there are, in the order of their declaration."""
        given = {name for tables in self.parts.values() for name in tables}
        return [name for name in records.TABLES if name in given]

    def read(self, name: str) -> Iterator[pa.Table]:
        """Yield a table replication by replication."""
        for replication, tables in self.parts.items():
            yield with_identity(_unpack(tables[name]), self.scenario_hash, self.seed, replication)


def pack(name: str, table: Table) -> bytes:
    """Pack a table of one run."""
    buffer = pa.BufferOutputStream()
    packed = pa.table(dict(table.columns), schema=_schema(name))
    with pa.ipc.new_stream(buffer, packed.schema, options=_PACKING) as stream:
        stream.write_table(packed)
    content: bytes = buffer.getvalue().to_pybytes()
    return content


def with_identity(table: pa.Table, scenario_hash: str, seed: int, replication: int | Sequence[int]) -> pa.Table:
    """Put the identity first: 12 digits of the hash, the seed, the replication (one for all rows, or one for each)."""
    replications = [replication] * len(table) if isinstance(replication, int) else replication
    columns = {
        "scenario": pa.repeat(scenario_hash[:12], len(table)),
        "seed": pa.repeat(pa.scalar(seed, pa.int64()), len(table)),
        "replication": pa.array(replications, pa.int64()),
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


def frame(tables: Tables, name: str) -> "pd.DataFrame":
    """Return a table of all replications; the columns of `IDENTITY` come first."""
    parts = list(tables.read(name))
    empty = with_identity(_schema(name).empty_table(), "", 0, 0)
    result: pd.DataFrame = pa.concat_tables(parts or [empty]).to_pandas()
    return result


@cache
def _schema(name: str) -> pa.Schema:
    return pa.schema([(key, _TYPES[kind]) for key, kind in records.columns(name).items()])


def _unpack(part: Part) -> pa.Table:
    source = pa.py_buffer(part) if isinstance(part, bytes) else pa.memory_map(str(part))
    return pa.ipc.open_stream(source).read_all()
