"""The institutions by name, in the order of their sections in a scenario file; this is the one place that names them.

An institution is a folder of `sim.institutions` with the same name. Its parts are modules of the folder and are loaded
when somebody first asks for them, so that reading a scenario loads no model.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

INSTITUTIONS: tuple[str, ...] = (
    "channels",
    "national",
    "justice",
    "deployments",
    "europol",
    "customs",
    "support",
    "cyber",
    "finance",
    "special_units",
    "cross_border",
    "systems",
    "actions",
)


@cache
def parts(kind: str, *, beside: str = "") -> tuple[ModuleType, ...]:
    """Load one part of every institution that has it.

    Parameters
    ----------
    kind
        Name of the module: ``plan``, ``records``, ``tables`` or ``processes``.
    beside
        Another part: then of institutions that have both.
    """
    folders = [f"sim.institutions.{name}" for name in INSTITUTIONS]
    wanted = {kind, beside or kind}
    having = (path for path in folders if all(find_spec(f"{path}.{part}") for part in wanted))
    return tuple(import_module(f"{path}.{kind}") for path in having)
