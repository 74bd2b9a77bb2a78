"""A plan in the order of names, so that the order in which a file says things changes nothing in a run."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from sim.scenario.part import Timed


def by_name[P: BaseModel](part: P) -> P:
    """A plan, or a part of one, with mappings in the order of their keys and lists of entries in that of their text.

    Lists of words keep their order, which may say who leads or which language is first; so do events, of which those of
    one moment come as they are written.
    """
    before = {name: getattr(part, name) for name in type(part).model_fields}
    after = {name: _in_order(value) for name, value in before.items()}
    changed = {name: value for name, value in after.items() if value is not before[name]}
    return part.model_copy(update=changed) if changed else part


def _in_order(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return by_name(value)
    if isinstance(value, dict):
        return {key: _in_order(value[key]) for key in sorted(value)}
    if isinstance(value, tuple) and any(
        isinstance(entry, BaseModel) and not isinstance(entry, Timed) for entry in value
    ):
        return tuple(sorted(map(_in_order, value), key=repr))
    return value
