"""Result folders: a manifest, tables as Parquet files, and checksums by which damage is noticed."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.errors import StoreError
from sim.outcome import records
from sim.outcome.tables import Tables

MANIFEST = "manifest.json"
LOG = "log.json"
REPORT = "report.html"
CHECKSUMS = "checksums.json"
FORMAT = "jadsim results 2"
"""What a manifest says of its folder's layout; a folder that says anything else is refused."""
UNFINISHED = "jadsim unfinished 1"
"""What it says where an experiment is not finished."""

_LOOSE = {LOG, REPORT, CHECKSUMS}
"""Files without a checksum: the log differs from run to run, and a report can be made again."""
_ROWS_PER_GROUP = 100_000
"""Rows of all tables together that are written at a time."""
_APART = 32
"""Replications that are held one by one: tables of a few rows need a hundred times the memory of what is in them."""


def spare_memory() -> None:
    """Let tables give back their memory at once: reading and writing many of them then takes a third less of it."""
    pa.set_memory_pool(pa.system_memory_pool())


@dataclass(frozen=True, slots=True)
class Stored:
    """Tables in a result folder."""

    folder: Path

    @property
    def names(self) -> Sequence[str]:
        """Tables that there are, in the order of their declaration."""
        there = _checksums(self.folder)
        return [name for name in records.TABLES if f"{name}.parquet" in there]

    def read(self, name: str, columns: Sequence[str] = ()) -> Iterator[pa.Table]:
        """Yield a table in parts, replications in order; all columns, or those that are named.

        Raises
        ------
        StoreError
            If the folder has no such table, or not as it was written.
        """
        yield from read_groups(self.folder, name, columns)

    def each(self, replications: Sequence[int]) -> Iterator[tuple[int, dict[str, pa.Table]]]:
        """Yield some replications, in ascending order, each with its tables by name."""
        split = [_split(self.read(name), replications) for name in self.names]
        for replication, *tables in zip(replications, *split, strict=True):
            yield replication, dict(zip(self.names, tables, strict=True))


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write a JSON file; undefined numbers must be None already."""
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")


def write_table(path: Path, table: pa.Table) -> None:
    """Write one table as a Parquet file."""
    pq.write_table(table, path, compression="zstd")


def write_tables(folder: Path, tables: Tables, replications: Sequence[int]) -> None:
    """Write the tables of some replications, without ever holding more of them than `_ROWS_PER_GROUP` and one."""
    with ExitStack() as stack:
        writers: dict[str, pq.ParquetWriter] = {}
        for batch in _batches(tables.each(replications)):
            for name, group in batch.items():
                if name not in writers:
                    writer = pq.ParquetWriter(folder / f"{name}.parquet", group.schema, compression="zstd")
                    writers[name] = stack.enter_context(writer)
                writers[name].write_table(group, row_group_size=len(group) or None)


def write_groups(path: Path, groups: Iterator[pa.Table]) -> None:
    """Write one table as a Parquet file, group by group; at least one is needed."""
    first = next(groups)
    with pq.ParquetWriter(path, first.schema, compression="zstd") as writer:
        for group in chain([first], groups):
            writer.write_table(group.combine_chunks(), row_group_size=len(group) or None)


def seal(folder: Path) -> None:
    """Write down the checksums of all files of a folder, and of the folders of results in it."""
    for inner in sorted(path for path in folder.iterdir() if path.is_dir()):
        seal(inner)
    files = [*folder.glob("*"), *folder.glob(f"*/{CHECKSUMS}")]
    known = {path.relative_to(folder).as_posix(): _digest(path) for path in files if path.is_file()}
    write_json(folder / CHECKSUMS, {name: known[name] for name in sorted(known.keys() - _LOOSE)})


def check_whole(folder: Path, name: str) -> None:
    """Refuse a file of a result folder that is not as it was written.

    Raises
    ------
    StoreError
        If it is missing, damaged or changed.
    """
    known = _checksums(folder).get(name)
    path = folder / name
    with _readable(path):
        if known is None or not path.is_file():
            raise ValueError("it is missing" if known else "the folder had no such file")
        if _digest(path) != known:
            raise ValueError("it is damaged, or was changed after it was written")


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of a result folder.

    Raises
    ------
    StoreError
        If it is not there, not readable, or of another version.
    """
    if not (folder / MANIFEST).is_file():
        raise StoreError(f"{folder} is no result folder: it has no {MANIFEST}")
    manifest = read_json(folder / MANIFEST)
    if manifest.get("format") != FORMAT:
        raise StoreError(f"{folder} is no result folder that this version can read")
    return manifest


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object.

    Raises
    ------
    StoreError
        If it is not there, or not readable.
    """
    with _readable(path):
        content = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(content, dict):
        raise StoreError(f"{path} cannot be read: it holds no object")
    return content


def read_table(folder: Path, name: str) -> pa.Table:
    """Read one table of a result folder.

    Raises
    ------
    StoreError
        If it is not there, or not as it was written.
    """
    return pa.concat_tables(read_groups(folder, name))


def read_groups(folder: Path, name: str, columns: Sequence[str] = ()) -> Iterator[pa.Table]:
    """Yield one table of a result folder group by group; all columns, or those that are named.

    Raises
    ------
    StoreError
        If it is not there, or not as it was written.
    """
    path = folder / f"{name}.parquet"
    check_whole(folder, path.name)
    with _readable(path), pq.ParquetFile(path) as file:
        for group in range(file.num_row_groups):
            yield file.read_row_group(group, columns=list(columns) or None)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, pa.ArrowException) as error:
        raise StoreError(f"{path} cannot be read: {error}") from error


def _checksums(folder: Path) -> dict[str, Any]:
    return read_json(folder / CHECKSUMS)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _batches(each: Iterator[tuple[int, dict[str, pa.Table]]]) -> Iterator[dict[str, pa.Table]]:
    """Tables of replications, so many together as have `_ROWS_PER_GROUP` rows."""
    held: list[dict[str, pa.Table]] = []
    rows = 0
    for _, tables in each:
        held.append(tables)
        rows += sum(map(len, tables.values()))
        if rows >= _ROWS_PER_GROUP:
            yield _joined(held)
            held, rows = [], 0
        elif len(held) > _APART:
            held = [_joined(held)]
    if held:
        yield _joined(held)


def _joined(several: Sequence[Mapping[str, pa.Table]]) -> dict[str, pa.Table]:
    """Tables of the same names, each one piece."""
    return {name: pa.concat_tables([one[name] for one in several]).combine_chunks() for name in several[0]}


def _split(groups: Iterator[pa.Table], replications: Sequence[int]) -> Iterator[pa.Table]:
    """The rows of some replications, which are ascending, from a table in which they are ascending too."""
    held = next(groups)
    for replication in replications:
        rows = []
        while True:
            numbers = held.column("replication").to_numpy()
            begin, end = np.searchsorted(numbers, [replication, replication + 1])
            rows.append(held.slice(begin, end - begin))
            following = next(groups, None) if end == len(held) else None
            if following is None:
                break
            held = following
        yield pa.concat_tables(rows)
