"""Which results there are: folders below a folder, what each holds, and in what state it is."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sim.errors import StoreError
from sim.experiment.stored import run_folders
from sim.outcome import store
from sim.outcome.parts import Parts, held
from sim.outcome.shards import KIND, PARTS, Shard
from sim.outcome.workplace import SHARE, UNFINISHED

type State = Literal["complete", "interrupted", "under way", "damaged", "of another version"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A result folder, finished or not.

    Attributes
    ----------
    what, plans : str
        Kind of experiment, and the names of its plans; empty where the folder does not say.
    done, asked : int
        Runs that ended well, and how many were asked for.
    changed : float
        When it was last changed, s since 1970.
    size : int
        Bytes on the disk.
    """

    folder: Path
    what: str
    plans: str
    done: int
    asked: int
    state: State
    changed: float
    size: int


def inventory(folder: Path) -> list[Holding]:
    """Result folders at and below a folder, in the order of their paths; every file of them is looked at.

    Raises
    ------
    StoreError
        If there is no such folder.
    """
    if not folder.is_dir():
        raise StoreError(f"{folder} is no folder")
    return [_holding(one) for one in _result_folders(folder)]


def _result_folders(folder: Path) -> Iterator[Path]:
    """Folders that hold results; what is inside them belongs to them."""
    for here, inside, files in os.walk(folder):
        inside.sort()
        if _ours(Path(here), files):
            inside.clear()
            yield Path(here)


def _ours(folder: Path, files: list[str]) -> bool:
    if store.MANIFEST not in files:
        return {store.CHECKSUMS, store.LOG} <= {*files}
    if store.CHECKSUMS in files or folder.name.endswith(UNFINISHED):
        return True
    try:
        return str(store.read_json(folder / store.MANIFEST).get("format")).startswith("jadsim ")
    except StoreError:
        return False


def _holding(folder: Path) -> Holding:
    files = [path.stat() for path in folder.rglob("*") if path.is_file()]
    what, plans, done, asked, state = _looked_at(folder)
    return Holding(
        folder=folder,
        what=what,
        plans=plans,
        done=done,
        asked=asked,
        state=state,
        changed=max(one.st_mtime for one in files),
        size=sum(one.st_size for one in files),
    )


def _looked_at(folder: Path) -> tuple[str, str, int, int, State]:
    """Kind, plans, runs that ended well and that were asked for, and the state of a folder."""
    try:
        manifest = store.read_json(folder / store.MANIFEST)
        if manifest.get("format") == store.UNFINISHED:
            return _unfinished(folder, manifest["asked"])
        if manifest.get("format") != store.FORMAT:
            return "", "", 0, 0, "of another version"
        told = _told(manifest)
        runs = _runs(manifest)
        return *told, runs - _failed(folder, manifest), runs, "complete" if _whole(folder) else "damaged"
    except (StoreError, KeyError, TypeError, ValueError):
        return "", "", 0, 0, "damaged"


def _unfinished(folder: Path, asked: Mapping[str, Any]) -> tuple[str, str, int, int, State]:
    runs = range(asked["replications"] * asked["plans"])
    its = Shard.read(asked[SHARE]).its(runs) if SHARE in asked else runs
    handle = held(folder)
    if handle is not None:
        os.close(handle)
    done = len(Parts(folder / PARTS).there())
    return *_told(asked), done, len(its), "interrupted" if handle is not None else "under way"


def _told(manifest: Mapping[str, Any]) -> tuple[str, str]:
    """Kind and plans of an experiment."""
    kind: str = manifest["kind"]
    if kind == KIND:
        what, plans = _told(manifest["asked"])
        return f"share {Shard(*manifest['shard'])} of a {what}", plans
    if "scenarios" in manifest:
        return kind, ", ".join(one.get("name", one.get("scenario", "")) for one in manifest["scenarios"])
    return kind, manifest["programme" if kind == "programme" else "scenario"]


def _runs(manifest: Mapping[str, Any]) -> int:
    """Runs that were asked for."""
    if manifest["kind"] == KIND:
        runs = range(manifest["asked"]["replications"] * manifest["asked"]["plans"])
        return len(Shard(*manifest["shard"]).its(runs))
    if "runs" in manifest:
        return int(manifest["runs"])
    plans: int = len(manifest["scenarios"]) if "scenarios" in manifest else manifest.get("plans", 1)
    return int(manifest["replications"]) * plans


def _failed(folder: Path, manifest: Mapping[str, Any]) -> int:
    if "failed" in manifest:
        return int(manifest["failed"])
    if "failures" in manifest:
        return len(manifest["failures"])
    runs = run_folders(len(manifest.get("scenarios", [0])))
    return sum(len(store.read_table(folder / name, "failures")) for name in runs)


def _whole(folder: Path) -> bool:
    """Whether every file is as it was written; raises `StoreError` at the first that is not."""
    for name in store.read_json(folder / store.CHECKSUMS):
        store.check_whole(folder, name)
        inner = folder / name
        if inner.name == store.CHECKSUMS:
            _whole(inner.parent)
    return True
