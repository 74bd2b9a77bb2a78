"""Shares of an experiment that is divided over a batch of jobs: each its own folder, put together afterwards.

The folder of a share holds ``manifest.json``, with what was asked of the whole and which share it is, and ``parts``,
one file for each replication that ended well.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.errors import StoreError
from sim.outcome import store

KIND = "shard"
PARTS = "parts"
MOST_NAMED = 20
"""Missing shares that are named one by one."""
_SHARD = re.compile(r"(\d{1,6})/(\d{1,6})")


@dataclass(frozen=True, slots=True)
class Shard:
    """Share `number` (from 1) of `of` shares of the tasks of an experiment."""

    number: int
    of: int

    @classmethod
    def read(cls, text: str) -> Shard:
        """Read ``3/10``.

        Raises
        ------
        ValueError
            If it is no share.
        """
        said = _SHARD.fullmatch(text.strip())
        if said is None or not 1 <= int(said[1]) <= int(said[2]):
            raise ValueError(f"{text!r} is no share: write NUMBER/OF, such as 3/10, from 1/10 to 10/10")
        return cls(int(said[1]), int(said[2]))

    def __str__(self) -> str:
        """As it is read."""
        return f"{self.number}/{self.of}"

    def its[T](self, tasks: Sequence[T]) -> Sequence[T]:
        """The tasks of this share: every so many-th one."""
        return tasks[self.number - 1 :: self.of]


def write_shard(path: Path, parts: Path, shard: Shard, asked: Mapping[str, Any], failed: int) -> None:
    """Write a share to a folder: what was asked, and the parts that ended well."""
    kept = {"format": store.FORMAT, "kind": KIND, "replications": asked["replications"]}
    share = {"shard": [shard.number, shard.of], "failed": failed, "asked": dict(asked)}
    store.write_json(path / store.MANIFEST, kept | share)
    shutil.copytree(parts, path / PARTS)


def gathered(folders: Sequence[Path], current: Mapping[str, Any]) -> dict[str, Any]:
    """What was asked of an experiment whose shares are put together, after all of them were looked at.

    Parameters
    ----------
    current
        What must be now as it was asked then: versions and model.

    Raises
    ------
    StoreError
        With everything that is wrong: what is no share, belongs to another experiment or version, is there twice, is
        missing, or damaged.
    """
    faults: list[str] = []
    known = {folder: found for folder in folders for found in [_read(folder, faults)] if found}
    if known:
        first = next(iter(known))
        faults += [fault for folder, one in known.items() for fault in _unlike(folder, one, first, known[first])]
        faults += _of_another_version(first, known[first]["asked"], current)
        faults += _uncounted(known, known[first]["shard"][1])
    faults += [fault for folder in known for fault in _damaged(folder)]
    if faults:
        raise StoreError("\n".join(faults))
    asked: dict[str, Any] = known[first]["asked"]
    return asked


def put_together(folders: Sequence[Path], parts: Path) -> None:
    """Put the parts of all shares into the folder of an experiment under way."""
    for folder in folders:
        for part in (folder / PARTS).glob("*.part"):
            shutil.copyfile(part, parts / part.name)


def _read(folder: Path, faults: list[str]) -> dict[str, Any] | None:
    try:
        manifest = store.read_manifest(folder)
        if manifest.get("kind") != KIND:
            raise StoreError(f"{folder} holds a {manifest.get('kind')}, not a share of an experiment")
        store.check_whole(folder, store.MANIFEST)
    except StoreError as error:
        faults.append(str(error))
        return None
    return manifest


def _unlike(folder: Path, one: Mapping[str, Any], first: Path, wanted: Mapping[str, Any]) -> Iterator[str]:
    asked, of_first = one["asked"], wanted["asked"]
    other = sorted(key for key in asked.keys() | of_first.keys() if asked.get(key) != of_first.get(key))
    if other:
        yield f"{folder} belongs to another experiment than {first}: {', '.join(other)} differ"
    if one["shard"][1] != wanted["shard"][1]:
        yield f"{folder} is one of {one['shard'][1]} shares, {first} one of {wanted['shard'][1]}"


def _of_another_version(first: Path, asked: Mapping[str, Any], current: Mapping[str, Any]) -> Iterator[str]:
    other = sorted(key for key in current if asked.get(key) != current[key])
    if other:
        yield f"{first} was made by another version ({', '.join(other)} differ): put it together with that one"


def _uncounted(known: Mapping[Path, Mapping[str, Any]], of: int) -> Iterator[str]:
    """Shares that are there twice, and those that are missing."""
    seen: dict[int, Path] = {}
    for folder, one in known.items():
        number = one["shard"][0]
        if number in seen:
            yield f"{folder} is share {number}/{of} a second time: {seen[number]} is the same"
        seen.setdefault(number, folder)
    missing = [f"{number}/{of}" for number in range(1, of + 1) if number not in seen]
    if missing:
        yield f"missing: {', '.join(missing[:MOST_NAMED])}" + (
            f" and {len(missing) - MOST_NAMED} more" if len(missing) > MOST_NAMED else ""
        )


def _damaged(folder: Path) -> Iterator[str]:
    """What of the parts of a share is not as it was written."""
    listed = f"{PARTS}/{store.CHECKSUMS}"
    fault = _fault(folder, listed)
    names = [] if fault else store.read_json(folder / listed)
    yield from filter(None, [fault, *(_fault(folder / PARTS, name) for name in names)])


def _fault(folder: Path, name: str) -> str:
    try:
        store.check_whole(folder, name)
    except StoreError as error:
        return str(error)
    return ""
