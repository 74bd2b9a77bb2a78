"""What the pages ask of a play."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol


class Play(Protocol):
    """A play of an exercise: acts go in, what each seat may know comes out."""

    @property
    def state(self) -> str:
        """Whether it is ready, running, paused or ended."""

    @property
    def alone(self) -> str | None:
        """The seat of somebody who plays alone."""

    @property
    def played(self) -> int:
        """Milliseconds of play so far, without pauses."""

    def act(self, seat: str, act: Mapping[str, Any], number: str | None = None) -> str:
        """Do what a seat asks for, once for each `number`, and say what was done.

        Raises
        ------
        ActRefusedError
            If the seat has no right to it, or it cannot be done; nothing has changed then.
        """

    def branch(self, folder: Path, lines: int) -> Play:
        """A new play in a folder, with the first lines of this one.

        Raises
        ------
        StoreError
            If there is something in the folder.
        """

    def tick(self, played: int) -> None:
        """Go on to so many milliseconds of play."""

    def view(self, seat: str) -> dict[str, Any]:
        """All that a seat may know now, as parts that can be written as JSON."""

    def preview(self, seat: str, act: Mapping[str, Any]) -> str:
        """When an act would take effect, in words.

        Raises
        ------
        ActRefusedError
            If it would be refused.
        """
