"""Parts of libraries that are loaded when they are asked for, and not because something beside them is wanted."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import spec_from_file_location
from threading import RLock
from types import ModuleType
from typing import Any


def load_later(*names: str) -> None:
    """Run some modules when something in them is first asked for, whoever imports them."""
    sys.meta_path.insert(0, _Finder(names))


class _Finder(MetaPathFinder):
    """Finds some modules where others are found."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        found = PathFinder.find_spec(fullname, path, target) if fullname in self._names else None
        if found is None or found.loader is None:
            return found
        inside = found.submodule_search_locations
        return spec_from_file_location(
            fullname, found.origin, loader=_Later(found.loader), submodule_search_locations=inside
        )


class _Later(Loader):
    """Runs a module when it is asked for a name that it has not yet.

    Unlike that of Python, it leaves alone a module of which only the file is asked, as Mesa does of all when it loads.
    """

    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def exec_module(self, module: ModuleType) -> None:
        names, loading = vars(module), RLock()
        begun: list[str] = []

        def run(name: str) -> Any:
            with loading:  # others wait until all of the module is there
                if names.get("__getattr__") is run:
                    if begun:
                        raise AttributeError(f"module {module.__name__!r} has no {name!r} yet", name=name, obj=module)
                    begun.append(name)
                    try:
                        self._loader.exec_module(module)
                    except BaseException:
                        begun.clear()
                        raise
                    if names.get("__getattr__") is run:
                        del names["__getattr__"]
            return getattr(module, name)

        names["__getattr__"] = run
