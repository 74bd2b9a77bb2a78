"""Files that are written: each is there whole or not at all, and what the system refuses is said with its place."""

import errno
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from sim.errors import RefusedError, StoreError

_REFUSALS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EACCES, errno.EPERM, errno.EROFS, errno.EIO, errno.EMFILE}
"""What the machine refuses; whatever else goes wrong, another place mends."""


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """Turn what the file system refuses into an error that names the place.

    Raises
    ------
    StoreError
        If something cannot be written there: no such place, or (`RefusedError`) no space or no right.
    """
    try:
        yield
    except OSError as error:
        where = "" if error.filename in (None, str(place)) else f": {error.filename}"
        kind = RefusedError if error.errno in _REFUSALS else StoreError
        raise kind(f"{place} cannot be written{where}: {error.strerror or error}") from error


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file; what was there before stays until all of it is on the disk.

    A device or a pipe is written to as it stands. A link stays a link.

    Raises
    ------
    StoreError
        If it cannot be written, with its name.
    """
    write_together({path: content})


def write_together(contents: Mapping[Path, str | bytes]) -> None:
    """Write files that belong together, each as `write_whole` does; all are on the disk before one takes its place.

    Raises
    ------
    StoreError
        If one cannot be written, with its name; then all are as they were.
    """
    fresh: dict[Path, tuple[Path, Path]] = {}
    try:
        for at, (path, content) in enumerate(contents.items()):
            with _writing_it(path):
                target = path.resolve()
                beside = target.with_name(f".jadsim-{os.getpid()}-{threading.get_ident()}-{at}")
                in_place = target.exists() and not target.is_file()
                fresh |= {} if in_place else {path: (beside, target)}
                (target if in_place else beside).write_bytes(content.encode() if isinstance(content, str) else content)
        for path, (beside, target) in fresh.items():
            with _writing_it(path):
                beside.replace(target)
    finally:
        for beside, _ in fresh.values():
            with suppress(OSError):
                beside.unlink(missing_ok=True)


@contextmanager
def _writing_it(path: Path) -> Iterator[None]:
    """As `writing`, of a file whose name is all that is said: not how it is written."""
    with writing(path):
        try:
            yield
        except OSError as error:
            raise OSError(error.errno, error.strerror) from error
