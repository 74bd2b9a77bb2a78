"""The single values of a scenario, each with its path and what its declaration says about it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.scenario.tree import Path
from sim.units import spoken


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One value: where it stands, what it is, and the field that declares it, or the table or list that holds it."""

    path: Path
    value: object
    field: FieldInfo

    def known(self, key: str) -> object:
        """What the declaration says: unit, low, high, trust or source, or None."""
        extra = self.field.json_schema_extra
        return extra.get(key) if isinstance(extra, dict) else None

    def __str__(self) -> str:
        """The value as a person would write it."""
        if isinstance(self.value, int | float) and not isinstance(self.value, bool):
            return spoken(self.value) if self.known("unit") == "h" else f"{self.value:.10g}"
        return f"{self.value:%Y-%m-%d %H:%M}" if isinstance(self.value, datetime) else str(self.value)


def leaves(model: BaseModel, path: Path = ()) -> Iterator[Leaf]:
    """All single values below a part of a scenario, in the order of their declaration."""
    for name, field in type(model).model_fields.items():
        yield from _below(getattr(model, name), field, (*path, field.alias or name))


def _below(value: object, field: FieldInfo, path: Path) -> Iterator[Leaf]:
    if isinstance(value, BaseModel):
        yield from leaves(value, path)
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _below(part, field, (*path, key))
    elif isinstance(value, tuple):
        for at, part in enumerate(value):
            yield from _below(part, field, (*path, at))
    elif value is not None:
        yield Leaf(path=path, value=value, field=field)
