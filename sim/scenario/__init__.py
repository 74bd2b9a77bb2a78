"""What is planned: scenario files, their validation, and the reference data beside them.

`load` lives in `sim.scenario.load`; nothing here is imported before it is asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.scenario.assumptions import Assumption
    from sim.scenario.diff import Change, difference
    from sim.scenario.editor import json_schema
    from sim.scenario.load import load_text, vary
    from sim.scenario.quantity import Note
    from sim.scenario.schema import Scenario

_HOME = {
    "Assumption": "assumptions",
    "Change": "diff",
    "Note": "quantity",
    "Scenario": "schema",
    "difference": "diff",
    "json_schema": "editor",
    "load_text": "load",
    "vary": "load",
}

__all__ = ["Assumption", "Change", "Note", "Scenario", "difference", "json_schema", "load_text", "vary"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
