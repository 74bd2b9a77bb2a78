"""Rows of numbers that come one by one and survive an interruption, in parts that belong to one folder."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import StoreError
from sim.files import writing
from sim.outcome.parts import Parts, packed

Row = NDArray[Any]
_OF, _NUMBERS, _ROWS = "of", "numbers", "rows"


def stored(folder: Path) -> dict[int, Row]:
    """Rows that a folder holds, by number; the folder is made if it is not there.

    Raises
    ------
    StoreError
        If the folder cannot be made, or if a part is damaged or belongs to another folder.
    """
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    parts = Parts(folder)
    rows: dict[int, Row] = {}
    for key in parts.there():
        part = parts.get(key)
        if part.get(_OF) != folder.name.encode():
            raise StoreError(f"{parts.path(key)} cannot be read: it belongs to another folder; delete it")
        numbers, values = (np.load(io.BytesIO(part[name])) for name in (_NUMBERS, _ROWS))
        rows |= dict(zip(numbers.tolist(), values, strict=True))
    return rows


def store(folder: Path, rows: Mapping[int, Row]) -> None:
    """Put rows into a part; none make no part."""
    if not rows:
        return
    contents = {_OF: folder.name.encode()}
    for name, array in ((_NUMBERS, np.array(list(rows))), (_ROWS, np.array(list(rows.values())))):
        buffer = io.BytesIO()
        np.save(buffer, array)
        contents[name] = buffer.getvalue()
    Parts(folder).put(f"{min(rows):06d}-{len(rows)}", packed(contents))
