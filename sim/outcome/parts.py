"""Parts of an experiment under way: what one replication leaves behind is one file, which is there whole or not at all.

A part is an archive of named contents behind a checksum of its name and its bytes, so what was damaged, or put in the
place of another, is no part. Whoever repeats an experiment asks for the parts that there are, and does the others.
"""

import fcntl
import hashlib
import io
import os
import shutil
import tempfile
import weakref
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sim.errors import StoreError
from sim.files import writing

DRAWN = "-drawn"
"""End of the key of a part beside those of the runs that were asked for: their assumptions were drawn."""
_SUFFIX = ".part"
_TEMPORARY = "jadsim-tables-"
_CHECKSUM = hashlib.sha256().digest_size


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Parts:
    """A folder of parts, each under a key."""

    folder: Path

    def put(self, key: str, part: bytes) -> None:
        """Write a part; it has its name only when all of it is on the disk."""
        fresh = self.folder / f"{key}.new"
        with writing(self.folder):
            with fresh.open("wb") as file:
                file.write(_checksum(key, part) + part)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self.path(key))

    def get(self, key: str) -> dict[str, bytes]:
        """Read the contents of a part by name.

        Raises
        ------
        StoreError
            If it is not there, or damaged.
        """
        path = self.path(key)
        try:
            content = path.read_bytes()
        except OSError as error:
            raise StoreError(f"{path} cannot be read: {error.strerror or error}") from error
        checksum, part = content[:_CHECKSUM], content[_CHECKSUM:]
        if checksum != _checksum(key, part):
            raise StoreError(
                f"{path} cannot be read: it is damaged, or from elsewhere; delete it, and it is done again"
            )
        with zipfile.ZipFile(io.BytesIO(part)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    def there(self) -> list[str]:
        """Keys of the parts that there are, in order."""
        return sorted(path.name.removesuffix(_SUFFIX) for path in self.folder.glob(f"*{_SUFFIX}") if path.is_file())

    def sound(self) -> Iterator[tuple[str, dict[str, bytes]]]:
        """Yield keys and contents of the parts that there are; what is damaged is deleted and counts as not there."""
        for key in self.there():
            try:
                yield key, self.get(key)
            except StoreError:
                self.path(key).unlink()

    def path(self, key: str) -> Path:
        """Where a part is."""
        return self.folder / f"{key}{_SUFFIX}"


def packed(contents: Mapping[str, bytes]) -> bytes:
    """Put named contents into one part; the same contents give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in contents.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()


def _checksum(key: str, part: bytes) -> bytes:
    return hashlib.sha256(key.encode() + b"\0" + part).digest()


def temporary() -> Parts:
    """A folder of parts that goes when nobody refers to it any more.

    Folders that a process left behind because it was killed are cleared first.
    """
    place = Path(tempfile.gettempdir())
    with writing(place):
        _clear_abandoned(place)
        fresh = Path(tempfile.mkdtemp(prefix=f".{_TEMPORARY}"))
        handle = held(fresh)
        parts = Parts(fresh.rename(place / fresh.name.removeprefix(".")))  # held before anybody takes it for abandoned
    weakref.finalize(parts, _drop, parts.folder, handle)
    return parts


def held(folder: Path) -> int | None:
    """Hold a folder against other processes until the returned handle is closed; None if another process holds it."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle


def _clear_abandoned(place: Path) -> None:
    for folder in place.glob(f"{_TEMPORARY}*"):
        with suppress(OSError):  # another user's, or just gone
            handle = held(folder)
            if handle is not None:
                _drop(folder, handle)


def _drop(folder: Path, handle: int | None) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    if handle is not None:
        os.close(handle)
