"""Result folders: a manifest, and tables as Parquet files. A folder is there as a whole or not at all."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sim.errors import StoreError
from sim.outcome import records
from sim.outcome.tables import Tables

MANIFEST = "manifest.json"
LOG = "log.json"
FORMAT = "jadsim results 1"
"""What a manifest says of its folder's layout; a folder that says anything else is refused."""

_ROWS_PER_GROUP = 200_000


@dataclass(frozen=True, slots=True)
class Stored:
    """Tables in a result folder."""

    folder: Path

    @property
    def names(self) -> Sequence[str]:
        """Tables that there are, in the order of their declaration."""
        return [name for name in records.TABLES if (self.folder / f"{name}.parquet").exists()]

    def read(self, name: str) -> Iterator[pa.Table]:
        """Yield a table in parts, replications in order.

        Raises
        ------
        StoreError
            If the folder has no such table.
        """
        path = self.folder / f"{name}.parquet"
        with _readable(path), pq.ParquetFile(path) as file:
            for group in range(file.num_row_groups):
                yield file.read_row_group(group)


def check_free(folder: Path, *, force: bool) -> None:
    """Refuse a folder that is in use: any that exists, or with `force` any that is not a result of ours.

    Raises
    ------
    StoreError
        If results must not be written there.
    """
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    if not force:
        raise StoreError(f"{folder} exists; choose another folder, or replace results there with --force")
    read_manifest(folder)


@contextmanager
def new_folder(folder: Path, *, force: bool = False) -> Iterator[Path]:
    """Give a temporary folder beside `folder` to write in, and put it in its place when all is written.

    If anything goes wrong on the way, nothing is left behind, and what was there before stays.
    """
    check_free(folder, force=force)
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        yield temporary
        temporary.chmod(0o755)
        _sync(temporary)
        _replace(temporary, folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write a JSON file; undefined numbers must be None already."""
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")


def write_table(path: Path, table: pa.Table) -> None:
    """Write one table as a Parquet file."""
    pq.write_table(table, path, compression="zstd")


def write_tables(folder: Path, tables: Tables) -> None:
    """Write every table that there is, without ever holding more of it than one group of rows."""
    for name in tables.names:
        parts = tables.read(name)
        first = next(parts)
        with pq.ParquetWriter(folder / f"{name}.parquet", first.schema, compression="zstd") as writer:
            for group in _groups(first, parts):
                writer.write_table(group, row_group_size=len(group) or None)


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
    """Read one Parquet file of a result folder.

    Raises
    ------
    StoreError
        If it is not there, or not readable.
    """
    path = folder / f"{name}.parquet"
    with _readable(path):
        return pq.read_table(path)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, pa.ArrowException) as error:
        raise StoreError(f"{path} cannot be read: {error}") from error


def _groups(first: pa.Table, rest: Iterator[pa.Table]) -> Iterator[pa.Table]:
    held, rows = [first], len(first)
    for part in rest:
        held.append(part)
        rows += len(part)
        if rows >= _ROWS_PER_GROUP:
            yield pa.concat_tables(held).combine_chunks()
            held, rows = [], 0
    if held:
        yield pa.concat_tables(held).combine_chunks()


def _sync(folder: Path) -> None:
    for path in [*folder.rglob("*"), folder]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _replace(temporary: Path, folder: Path) -> None:
    """Put the new folder in its place; an old one steps aside first and is deleted last."""
    if not folder.exists():
        temporary.rename(folder)
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-old-", dir=folder.parent))
    folder.rename(aside / folder.name)
    temporary.rename(folder)
    shutil.rmtree(aside)
