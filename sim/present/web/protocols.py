"""What the pages ask of a play."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol, Self


class Play(Protocol):
    """A play of an exercise: acts go in, what each seat may know comes out."""

    @property
    def seats(self) -> tuple[str, ...]:
        """The seats at which people can sit."""

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

    def branch(self, folder: Path, lines: int) -> Self:
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


class Debrief(Protocol):
    """What is told of a play that has ended; some of it takes long to work out."""

    def begin(self) -> None:
        """Begin to work out what takes long, in the background."""

    def page(self, *, served: bool) -> str:
        """The debrief as far as it is known: a page of the server, or one that stands alone."""

    def book(self) -> bytes:
        """Its tables as a spreadsheet."""
