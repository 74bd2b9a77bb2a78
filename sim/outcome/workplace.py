"""Where results grow: an unfinished folder beside the one that is to hold them.

While an experiment goes on, `OUT.part` stands beside `OUT`. It holds

``manifest.json``
    what was asked: the identity of the experiment, and how many replications;
``parts``
    one file for each replication that ended well;
``results.new``, ``results``
    the result folder while it is written, and when all of it is on the disk;
``old``
    what `OUT` held before, while it is replaced.

Whatever is interrupted in whatever way, `OUT` is whole or not there, and `OUT.part` can be gone on with. A process that
works there holds the folder against all others.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.errors import StoreError
from sim.files import writing
from sim.outcome import store
from sim.outcome.parts import DRAWN, Parts, held
from sim.outcome.shards import KIND as SHARD
from sim.outcome.shards import PARTS, Shard, write_shard

UNFINISHED = ".part"
"""What the name of an unfinished folder ends with."""

_FRESH, _RESULTS, _OLD = "results.new", "results", "old"
_OURS = {store.MANIFEST, f"{store.MANIFEST}.new", PARTS, _FRESH, _RESULTS, _OLD}
SHARE = "share"
"""What is asked of a share alone: which one it is."""
_COUNTED = "replications"
"""The one thing in which what is asked may differ from what was asked before."""


@dataclass(slots=True)
class Workplace:
    """The place of an experiment under way, held by this process.

    Attributes
    ----------
    folder : Path
        Where the results are to be.
    force : bool
        Replace results that are there, and forget an unfinished experiment.
    resume : bool
        Go on with what is there, finished or not.
    shard : Shard
        Which share of the experiment is done here; None for all of it.
    """

    folder: Path
    force: bool = False
    resume: bool = False
    shard: Shard | None = None
    asked: Mapping[str, Any] = field(default_factory=dict)
    finished: bool = False

    @property
    def path(self) -> Path:
        """The unfinished folder."""
        return self.folder.with_name(self.folder.name + UNFINISHED)

    @property
    def parts(self) -> Parts:
        """What is complete of the experiment under way."""
        return Parts(self.path / PARTS)

    @property
    def earlier(self) -> dict[str, Any] | None:
        """The manifest of finished results that are gone on with; None if there are none."""
        if not (self.resume and _used(self.folder)):
            return None
        manifest = store.read_manifest(self.folder)
        if manifest.get("kind") == SHARD:
            raise StoreError(f"{self.folder} holds a share that is done; jadsim merge puts shares together")
        _check_counted(self.folder, manifest)
        return manifest

    def replications(self, given: int | None, more: int | None, usual: int) -> int:
        """How many replications the folder is to hold: so many more than now, as many as asked, or as before.

        Raises
        ------
        StoreError
            If there are no results to which more could be added, or more of them than are asked for.
        """
        earlier = self.earlier
        done = int(earlier[_COUNTED]) if earlier else 0
        if more is not None:
            if not done:
                raise StoreError(f"{self.folder} holds no results to which replications could be added")
            return done + more
        if given is not None and given < done:
            raise StoreError(f"{self.folder} holds {done} replications already; fewer need another folder")
        before = _unfinished(self.path) if self.resume else None
        return given or (int(before["asked"][_COUNTED]) if before else done or usual)

    def begin(self, asked: Mapping[str, Any]) -> None:
        """Say what is asked, in plain values; parts of the same experiment are kept, others refused.

        It may be said again, with more replications.

        Raises
        ------
        StoreError
            If the folder belongs to another experiment.
        """
        if self.shard:
            asked = {**asked, SHARE: str(self.shard)}
        before = None if self.force else _unfinished(self.path)
        if before is not None:
            check_same(self.path, before["asked"], asked)
        anew = self.force and not self.asked
        self.asked = asked
        with writing(self.path):
            if anew:
                shutil.rmtree(self.parts.folder, ignore_errors=True)
            self.parts.folder.mkdir(exist_ok=True)
            for torn in self.parts.folder.glob("*.new"):
                torn.unlink()
            fresh = self.path / f"{store.MANIFEST}.new"
            how = "unfinished: the same command with --resume goes on"
            store.write_json(fresh, {"format": store.UNFINISHED, "what": how, "asked": dict(asked)})
            fresh.replace(self.path / store.MANIFEST)

    def finish_shard(self, failed: int) -> None:
        """Put a share of the experiment in its place: what was asked of the whole, and the parts that ended well."""
        assert self.shard is not None
        shard, asked = self.shard, {key: value for key, value in self.asked.items() if key != SHARE}
        self.finish(lambda path: write_shard(path, self.parts.folder, shard, asked, failed))

    def finish(self, write: Callable[[Path], None]) -> None:
        """Write the results to a folder that is given, and put it in its place when all is on the disk."""
        fresh = self.path / _FRESH
        with writing(self.folder):
            shutil.rmtree(fresh, ignore_errors=True)
            fresh.mkdir()
            write(fresh)
            store.seal(fresh)
            _sync(fresh)
            fresh.rename(self.path / _RESULTS)
            _put_in_place(self.path, self.folder)
        self.finished = True

    @property
    def complete(self) -> int:
        """Runs that were asked for and are left when an experiment is broken off."""
        return 0 if self.finished else sum(not key.endswith(DRAWN) for key in self.parts.there())

    def kept(self) -> str:
        """In words: what is left of an experiment that was broken off; empty if it is nothing, or was never begun."""
        if not (self.asked and self.complete):
            return ""
        runs = range(self.asked[_COUNTED] * self.asked["plans"])
        of = f"{self.complete} of {len(self.shard.its(runs) if self.shard else runs)} runs are kept"
        return f"{of} in {self.path}; the same command with --resume goes on"


@contextmanager
def workplace(
    folder: Path, *, force: bool = False, resume: bool = False, shard: Shard | None = None
) -> Iterator[Workplace]:
    """Try and hold the place of results; it is left with results, with an unfinished folder, or as it was.

    Parameters
    ----------
    folder
        Where results are to be; a link is followed.
    force
        Replace results that are there.
    resume
        Go on with results that are there, or with an unfinished folder.
    shard
        Do this share of the experiment alone.

    Raises
    ------
    StoreError
        If nothing can be written there, it is in use, or it holds anything else.
    KeyboardInterrupt
        With what is kept, in words.
    """
    with writing(folder):
        place = Workplace(folder.resolve(), force, resume, shard)
        if os.path.ismount(place.folder):
            raise StoreError(f"{folder} is a file system of its own; name a folder inside it")
        place.folder.parent.mkdir(parents=True, exist_ok=True)
        handle = _held(place.path, folder)
    try:
        with writing(folder):
            _recover(place.path, place.folder)
        _check_free(place)
        yield place
    except KeyboardInterrupt as interrupt:
        raise KeyboardInterrupt(place.kept()) from interrupt
    except StoreError as error:
        kept = place.kept()
        raise StoreError(f"{error}\n{kept}" if kept else str(error)) from error
    finally:
        if not place.complete:
            _clear(place.path)
        os.close(handle)


def check_same(path: Path, before: Mapping[str, Any], asked: Mapping[str, Any]) -> None:
    """Refuse to go on with another experiment: what was asked before, what is asked now, each in plain values.

    Raises
    ------
    StoreError
        If they differ in more than the number of replications.
    """
    other = sorted(key for key in before.keys() | asked.keys() if before.get(key) != asked.get(key))
    differing = [key for key in other if key != _COUNTED]
    if differing:
        raise StoreError(
            f"{path} belongs to another experiment ({', '.join(differing)} differ); finish that one, "
            "choose another folder, or begin anew with --force"
        )


def _held(path: Path, folder: Path) -> int:
    """Make and hold an unfinished folder; whoever held it before may have taken it away meanwhile."""
    while True:
        path.mkdir(exist_ok=True)
        strangers = {one.name for one in path.iterdir()} - _OURS
        if strangers:
            raise StoreError(f"{path} stands in the way: it holds {min(strangers)}")
        handle = held(path)
        if handle is None:
            raise StoreError(f"another process is writing results to {folder}")
        if path.exists() and os.path.samestat(os.fstat(handle), path.stat()):
            return handle
        os.close(handle)


def _recover(path: Path, folder: Path) -> None:
    """Finish what was interrupted between the last byte of results and their place; clear what is no use."""
    if (path / _RESULTS).exists():
        _put_in_place(path, folder)
    if not (path / store.MANIFEST).exists():
        _clear_inside(path)


def _put_in_place(path: Path, folder: Path) -> None:
    """Move finished results to where they belong; what was there steps aside first, and goes last."""
    (path / store.MANIFEST).unlink(missing_ok=True)
    if _used(folder):
        folder.rename(path / _OLD)
    (path / _RESULTS).rename(folder)
    _sync_one(folder.parent)


def _check_free(place: Workplace) -> None:
    """Refuse a folder that is in use, unless its results are to be replaced or gone on with."""
    if not _used(place.folder):
        return
    if not (place.force or place.resume):
        raise StoreError(
            f"{place.folder} exists; choose another folder, go on with results there with --resume or --more, "
            "or replace them with --force"
        )
    store.read_manifest(place.folder)


def _used(folder: Path) -> bool:
    """Whether something is there that is no empty folder."""
    return folder.exists() and not (folder.is_dir() and not any(folder.iterdir()))


def _unfinished(path: Path) -> dict[str, Any] | None:
    """What an unfinished folder says of itself; None if it is none."""
    if not (path / store.MANIFEST).is_file():
        return None
    manifest = store.read_json(path / store.MANIFEST)
    asked = manifest.get("asked")
    if manifest.get("format") != store.UNFINISHED or not isinstance(asked, dict):
        raise StoreError(f"{path} stands in the way: it is no unfinished folder of this version")
    _check_counted(path, asked)
    return manifest


def _check_counted(path: Path, asked: Mapping[str, Any]) -> None:
    """Refuse a manifest that does not say how much was asked."""
    if not isinstance(asked.get(_COUNTED), int):
        raise StoreError(f"{path / store.MANIFEST} cannot be read: it does not say how many replications were asked")


def _clear(path: Path) -> None:
    _clear_inside(path)
    path.rmdir()


def _clear_inside(path: Path) -> None:
    for one in path.iterdir():
        if one.is_dir():
            shutil.rmtree(one)
        else:
            one.unlink()


def _sync(folder: Path) -> None:
    for path in [*folder.rglob("*"), folder]:
        _sync_one(path)


def _sync_one(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
