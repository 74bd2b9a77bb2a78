"""Kernels: functions that are compiled, and whose compiled form is kept in files and never older than its sources.

numba by itself notices changes of the file in which a function stands, and of no other. Here the name of each file
carries a digest of all sources of the engine, and one of what compiled them and for which processor.
"""

from __future__ import annotations

import hashlib
import logging
import os
import pickle
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Any, cast

import llvmlite
import numba
import numpy as np
from numba.core import config
from numba.core.caching import _Cache
from numba.core.compiler import CompileResult
from numba.core.serialize import dumps
from numba.misc.appdirs import AppDirs

CHECKSUM_BYTES = 32
FOLDER = Path(__file__).parent
PACKAGE = FOLDER.parent
SOURCES = {
    path.relative_to(PACKAGE).as_posix(): path.read_bytes()
    for path in (*sorted(FOLDER.rglob("*.py")), PACKAGE / "words.py")
    if path.exists()
}
"""All that kernels are made of, the word lists included, as it was when the engine was loaded."""


def kernel[F: Callable[..., Any]](function: F) -> F:
    """Compile a function when it is first called, or take what was compiled before.

    With NUMBA_DISABLE_JIT it stays as it is: slow, but open to a debugger.
    """
    if _setting("DISABLE_JIT"):
        return np.errstate(over="ignore")(function)  # compiled words of 64 bits overflow silently
    return _compiled(function)


def inlined[F: Callable[..., Any]](function: F) -> F:
    """Make a function a part of each kernel that calls it.

    It makes no arrays, so it need not count who uses those that it is given: counting costs more than most draws.
    """
    return function if _setting("DISABLE_JIT") else _compiled(function, forceinline=True, _nrt=False)


def _compiled[F: Callable[..., Any]](function: F, **options: bool) -> F:
    njit: Any = numba.njit
    compiled = njit(nogil=True, **options)(function)
    compiled._cache = Kept(function)
    return cast(F, compiled)


def _setting(name: str) -> Any:
    """A setting of numba."""
    return getattr(config, name)


class Kept(_Cache):
    """Compiled forms of one kernel: for each signature a file, which begins with a checksum of the rest.

    Parameters
    ----------
    function
        What is compiled.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self._name = f"{function.__module__.rpartition('.')[2]}.{function.__qualname__}"
        self._on = bool(SOURCES)

    @property
    def cache_path(self) -> str:
        """The first folder in which it is looked for."""
        return str(next(_places()))

    def enable(self) -> None:
        """Use files."""
        self._on = True

    def disable(self) -> None:
        """Use none."""
        self._on = False

    def flush(self) -> None:
        """Remove all files of this kernel."""
        for place in _places():
            _remove(place, f"{self._name}.*", but="")

    def load_overload(self, sig: Any, target_context: Any) -> CompileResult | None:
        """Return what was compiled for a signature; None where it is not kept, or was damaged."""
        target_context.refresh()
        name = self._file(sig, target_context.codegen()) + _OF_SOURCES
        kept = (_read(place / name) for place in _places() if self._on)
        content = next((content for content in kept if content is not None), None)
        return None if content is None else CompileResult._rebuild(target_context, *pickle.loads(content))

    def save_overload(self, sig: Any, data: CompileResult) -> None:
        """Keep what was compiled for a signature, in the first folder that can be written to."""
        if self._on:
            _keep(self._file(sig, data.codegen), dumps(data._reduce()))

    def _file(self, signature: Any, codegen: Any) -> str:
        """Name of a file but for the digest of sources."""
        return f"{self._name}.{_digest(str(signature), *_compiler(), *codegen.magic_tuple())}."


def _digest(*parts: str | bytes) -> str:
    """A short digest of some parts."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


_OF_SOURCES = _digest(*SOURCES, *SOURCES.values())


@cache
def _compiler() -> tuple[str, ...]:
    """What compiles, in all that changes what comes out."""
    settings = [f"{name}={value}" for name, value in sorted(os.environ.items()) if name.startswith("NUMBA_")]
    versions = (sys.version, np.__version__, numba.__version__, llvmlite.__version__, f"SVML={_setting('USING_SVML')}")
    return *versions, *(setting for setting in settings if not setting.startswith("NUMBA_CACHE"))


def _places() -> Iterator[Path]:
    """Folders for compiled kernels, the best first: as the user says, beside the sources, in the home, for a while."""
    if _setting("CACHE_DIR"):
        yield Path(_setting("CACHE_DIR"))
    yield FOLDER / "__pycache__"
    home = Path(AppDirs("jadsim", appauthor=False).user_cache_dir)
    if home.is_absolute():
        yield home
    temporary = _temporary()
    if temporary is not None:
        yield temporary


def _temporary() -> Path | None:
    """One's own folder among the temporary ones; None where others could have put something into it."""
    user = os.getuid() if hasattr(os, "getuid") else 0
    with suppress(OSError):
        folder = Path(gettempdir(), f"jadsim-{user}")
        if not folder.exists() or os.name == "nt":
            return folder
        status = folder.lstat()
        if stat.S_ISDIR(status.st_mode) and status.st_uid == user and not status.st_mode & 0o022:
            return folder
    return None


def _read(path: Path) -> bytes | None:
    """What a file holds behind its checksum; None where there is no such file, or it is not whole."""
    try:
        stored = path.read_bytes()
    except OSError:
        return None
    content = stored[CHECKSUM_BYTES:]
    if hashlib.sha256(content).digest() == stored[:CHECKSUM_BYTES]:
        return content
    _note(f"{path} is damaged: it is compiled again.")
    return None


def _keep(name: str, content: bytes) -> None:
    """Write a file, whole or not at all, and remove those of other sources."""
    temporary = _temporary()
    for place in _places():
        try:
            place.mkdir(mode=0o700 if place == temporary else 0o777, parents=True, exist_ok=True)
            with TemporaryDirectory(dir=place) as folder:
                new = Path(folder, name)
                new.write_bytes(hashlib.sha256(content).digest() + content)
                new.replace(place / (name + _OF_SOURCES))
        except OSError:
            continue
        _remove(place, f"{name}*", but=name + _OF_SOURCES)
        if place == temporary:
            _note(f"Compiled kernels are kept in {place}: no better folder can be written to.")
        return
    _note("Compiled kernels are not kept: no folder can be written to. Each start compiles them again.")


def _remove(place: Path, pattern: str, but: str) -> None:
    """Remove files from a folder, as far as that is possible."""
    for path in place.glob(pattern):
        if path.name != but:
            with suppress(OSError):
                path.unlink()


@cache
def _note(text: str) -> None:
    """Tell those who look at the terminal, once."""
    logging.getLogger(__name__).warning(text)
