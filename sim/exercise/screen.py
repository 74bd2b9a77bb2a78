"""What an owner's screen shows: what came of each thing of which the owner was told, notice by notice.

What waits, what was asked, who is held and what was heard come from the owner's notices and from nothing else, so the
screen of now, the replay, and what somebody could know at a moment are the same table.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sim.scenario.exercise import SECONDS
from sim.world.seats.notices import Notice

HEARD = 60
"""How many things of which an owner heard are shown, the last ones."""
CAME = ("answered", "refused", "lost")
"""What may come of one's own request."""
ASKED = ("asked", "jit_proposed")
"""What waits for an answer of people."""


@dataclass(slots=True)
class Screen:
    """The screen of an owner.

    Attributes
    ----------
    waiting, held, operations
        What waits for an answer, who is held, which operations wait to be launched: the notice of each, by number.
    own
        Own requests by number: the notice that they were sent, and the one of what came of them.
    packages
        Notices of packages.
    heard
        The last notices, newest last.
    counts
        How often each kind of thing happened.
    """

    read: int = 0
    waiting: dict[str, Notice] = field(default_factory=dict)
    held: dict[str, Notice] = field(default_factory=dict)
    operations: dict[str, Notice] = field(default_factory=dict)
    own: dict[str, tuple[Notice, Notice | None]] = field(default_factory=dict)
    packages: list[Notice] = field(default_factory=list)
    heard: deque[Notice] = field(default_factory=lambda: deque(maxlen=HEARD))
    counts: Counter[str] = field(default_factory=Counter)

    def take(self, notices: Iterable[Notice]) -> None:
        """Take in what came since the screen was looked at last."""
        for notice in notices:
            self.read += 1
            self.counts[notice.kind] += 1
            self.heard.append(notice)
            self._place(notice)

    def _place(self, notice: Notice) -> None:
        """Put what a notice tells where it belongs."""
        match notice.kind:
            case "asked" | "jit_proposed":
                self.waiting[notice.subject] = notice
            case "replied":
                self.waiting.pop(notice.subject, None)
            case "sent":
                self.own[notice.subject] = notice, None
            case "answered" | "refused" | "lost" if notice.subject in self.own:
                self.own[notice.subject] = self.own[notice.subject][0], notice
            case "held":
                self.held[notice.subject] = notice
            case "arrest" | "release":
                self.held.pop(notice.subject, None)
            case "operation":
                self.operations[notice.subject] = notice
            case "strike":
                self.operations.pop(notice.subject, None)
            case "package":
                self.packages.append(notice)

    def pending(self, t: int) -> Iterator[Notice]:
        """What waits at a second of the scenario: persons still held first, by the time that is left."""
        now = t / SECONDS
        rows = [row for row in self.waiting.values() if row.kind != "jit_proposed" or row.until_h > now]
        return iter(sorted(rows, key=lambda row: (0, row.until_h) if row.until_h > now else (1, row.time_h)))

    def launchable(self, t: int) -> Iterator[Notice]:
        """Operations that wait for a word at a second of the scenario."""
        return (row for row in self.operations.values() if row.until_h * SECONDS > t)
