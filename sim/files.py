"""Files that are written: each is there whole or not at all, and what the system refuses is said with its place."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.errors import StoreError


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """Turn what the file system refuses into an error that names the place.

    Raises
    ------
    StoreError
        If something cannot be written there: no space, no right, no such place.
    """
    try:
        yield
    except OSError as error:
        where = "" if error.filename in (None, str(place)) else f": {error.filename}"
        raise StoreError(f"{place} cannot be written{where}: {error.strerror or error}") from error


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file; what was there before stays until all of it is on the disk.

    A device or a pipe is written to as it stands. A link stays a link.

    Raises
    ------
    StoreError
        If it cannot be written, with its name.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    with writing(path):
        target = path.resolve()
        if target.exists() and not target.is_file():
            target.write_bytes(data)
            return
        fresh = target.with_name(f".jadsim-{os.getpid()}-{threading.get_ident()}")
        try:
            fresh.write_bytes(data)
            fresh.replace(target)
        except OSError as error:
            fresh.unlink(missing_ok=True)
            raise OSError(error.errno, error.strerror) from error
