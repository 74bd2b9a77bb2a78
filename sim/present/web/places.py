"""What one can be in: a play with its seats, or the overview of several plays side by side."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final
from urllib.parse import urlsplit

from sim.errors import ActRefusedError, JadsimError
from sim.present.web.access import Codes
from sim.present.web.clock import Clock, Stopwatch, now
from sim.present.web.feed import Feed, written
from sim.present.web.limits import SOCKETS_A_CODE, Rate
from sim.present.web.printed import STATEMENTS
from sim.present.web.protocols import Debrief, Play
from sim.present.wording import KOSOVO_FOOTNOTE
from sim.words import CONTROLLER, EVALUATOR, STAFF, THIS_MACHINE

TRAINER: Final = "trainer"
"""Who sees the overview of several plays."""
TICKS_A_BEAT: Final = 8
NOBODY_ELSE: Final = (
    "Only this computer can open the links. To let a class in, end the program with Ctrl-C and start it again with "
    "--listen 0.0.0.0 added."
)


class Place(ABC):
    """Seats with codes, the pages that are open at them, and what these are sent.

    Parameters
    ----------
    key
        The first part of its addresses.
    codes
        Who may come in.
    base
        The address under which trainees reach the server, for links and cards.
    clock
        The clock on the wall.
    """

    def __init__(self, key: str, codes: Codes, base: str, clock: Clock = now) -> None:
        self.key = key
        self.codes = codes
        self._base = base
        self._rate = Rate(clock=clock)
        self._feeds: list[Feed] = []
        self._ticks = 0

    @abstractmethod
    def view(self, seat: str) -> dict[str, Any]:
        """What a seat may see now."""

    @abstractmethod
    def _do(self, seat: str, act: Mapping[str, Any], number: str | None) -> str: ...

    @abstractmethod
    def preview(self, seat: str, act: Mapping[str, Any]) -> str:
        """When an act would take effect."""

    def debrief(self, seat: str) -> Debrief | None:
        """What was decided and what came of it, if this seat may know it now."""
        return None

    @abstractmethod
    def pass_time(self) -> None:
        """Let the time on the wall pass here too."""

    @property
    def name(self) -> str:
        """What people call it: "Team 1"; nothing where there is only one play."""
        first, *again = self.key.split("-again-")
        named = first.replace("-", " ").capitalize() if "-" in first else ""
        return ", ".join(part for part in (named, *(f"again {number}" for number in again)) if part)

    def link(self, seat: str) -> str:
        """The way in to a seat."""
        return f"{self._base}/#{self.codes.of(seat)}"

    @property
    def open_pages(self) -> int:
        """How many pages are open."""
        return len(self._feeds)

    def in_hurry(self, seat: str) -> bool:
        """Whether a seat has acted too often in the last second."""
        return not self._rate.admits(seat)

    def full(self, code: str) -> bool:
        """Whether a code has all the pages open that it may have."""
        return sum(feed.code == code for feed in self._feeds) >= SOCKETS_A_CODE

    def may_see(self, code: str, seat: str) -> bool:
        """Whether who has the code of one seat may look at the page of another."""
        return seat == code

    def join(self, feed: Feed) -> None:
        """A page was opened."""
        self._feeds.append(feed)
        self.push()

    def leave(self, feed: Feed) -> None:
        """A page was closed."""
        self._feeds.remove(feed)
        self.push()

    def people(self) -> Counter[str]:
        """How many pages are open by seat, those who only look left out."""
        return Counter(feed.seat for feed in self._feeds if feed.seat == feed.code)

    def act(self, seat: str, act: Mapping[str, Any], number: str | None) -> str:
        """Do what a seat asks for, tell everybody, and say what was done."""
        self.pass_time()
        said = self._do(seat, act, number)
        self.push()
        return said

    def push(self) -> None:
        """Offer each open page the view of its seat, which is made once for all of its pages."""
        self._ticks += 1
        views = {seat: written(self.view(seat) | self._own(seat)) for seat in {feed.seat for feed in self._feeds}}
        for feed in self._feeds:
            feed.offer(views[feed.seat], beat=self._ticks % TICKS_A_BEAT == 0)

    def _own(self, seat: str) -> dict[str, Any]:
        return {"drawer": self.codes.drawer(seat)}

    def renew(self, seat: str) -> None:
        """Give a seat another code; whoever came in with the old one is out."""
        self.codes.renew(seat)
        for feed in self._feeds:
            if feed.code == seat:
                feed.end()


class Room(Place):
    """One play, the people at its seats, and its time.

    Parameters
    ----------
    play
        What is played here.
    debrief
        The debrief of the play, which begins when the play has ended; None where there is none.
    go_on
        Makes a new play of the first so many lines of this one, and gives the way in; None where it cannot.
    """

    def __init__(
        self,
        key: str,
        play: Play,
        codes: Codes,
        base: str,
        *,
        debrief: Debrief | None = None,
        go_on: Callable[[int], str] | None = None,
        clock: Clock = now,
    ) -> None:
        super().__init__(key, codes, base, clock)
        self.play = play
        self._debrief = debrief
        self._go_on = go_on
        self._went_on: dict[str | None, str] = {}
        self._watch = Stopwatch(clock)
        self._trouble = ""
        self._over = False

    def view(self, seat: str) -> dict[str, Any]:
        """What a seat may see now; the controller sees codes and who is there as well."""
        shown = self.play.view(seat) | {"trouble": self._trouble}
        if "XK" in shown["exercise"].get("terms", ()):
            shown["footnote"] = KOSOVO_FOOTNOTE
        if self.name:
            shown["exercise"] = {**shown["exercise"], "name": f"{shown['exercise']['name']} – {self.name}"}
        if self.play.state == "ended":
            shown["statements"] = STATEMENTS
        if seat == CONTROLLER:
            links = {one: self.link(one) for one in self.codes.seats}
            shown |= {"people": dict(sorted(self.people().items())), "links": links}
            shown["went_on"] = list(self._went_on.values())
            if self.play.state == "ready" and urlsplit(self._base).hostname in THIS_MACHINE:
                shown["problems"] = [*shown["problems"], NOBODY_ELSE]
        return shown

    def may_see(self, code: str, seat: str) -> bool:
        """The controller may look at every page, the evaluator at those of players; players see their own."""
        return seat == code or code == CONTROLLER or (code == EVALUATOR and seat not in STAFF)

    def debrief(self, seat: str) -> Debrief | None:
        """The debrief, which has the truth in it: after the end, for staff, and for somebody who plays alone."""
        may = self.play.state == "ended" and seat in (CONTROLLER, EVALUATOR, self.play.alone)
        return self._debrief if may else None

    def join(self, feed: Feed) -> None:
        """A page was opened: whoever opens that of his seat takes it from the model."""
        if feed.seat == feed.code and feed.seat not in STAFF:
            with suppress(ActRefusedError):  # somebody sits there already, or the play is over
                self.play.act(feed.seat, {"seat": feed.seat, "do": "take"})
        super().join(feed)

    def preview(self, seat: str, act: Mapping[str, Any]) -> str:
        """When an act would take effect."""
        return self.play.preview(seat, act)

    def pass_time(self) -> None:
        """Let the play go on by what has passed on the wall since the last time, if it runs."""
        lap = self._watch.lap_ms()
        if self.play.state == "running" and not self._trouble:
            try:
                self.play.tick(self.play.played + lap)
            except (JadsimError, OSError) as error:
                self._trouble = f"The play cannot go on: {error}"
        self._look_for_the_end()

    def _look_for_the_end(self) -> None:
        over, self._over = self._over, self.play.state == "ended"
        if self._over and not over and self._debrief is not None:
            self._debrief.begin()

    def _do(self, seat: str, act: Mapping[str, Any], number: str | None) -> str:
        match act:
            case {"seat": "evaluator" | "wall" as other, "do": "code"} if seat == CONTROLLER:
                self.renew(other)
                return f"The {other} has a new code."
            case {"go_on": int(lines)} if seat == CONTROLLER and self._go_on is not None:
                if number not in self._went_on:
                    self._went_on[number] = self._go_on(lines)
                return "A new play goes on from there."
        try:
            said = self.play.act(seat, act, number)
        except OSError as error:
            raise ActRefusedError((f"The play cannot be written to the disk: {error.strerror}.",)) from error
        match act:
            case {"seat": str() as other, "do": "code"} if other in self.codes.seats:
                self.renew(other)
        return said


class Overview(Place):
    """Several plays side by side: where each stands, and one clock for all."""

    def __init__(self, rooms: Sequence[Room], codes: Codes, base: str) -> None:
        super().__init__("overview", codes, base)
        self._rooms = rooms
        self._last = ""

    def view(self, seat: str) -> dict[str, Any]:
        """Each play with its clock, who is in, its last action, and the way in."""
        return {"plays": [self._row(room) for room in self._rooms], "last": self._last}

    def preview(self, seat: str, act: Mapping[str, Any]) -> str:
        """An act of the overview takes effect at once."""
        return "at once"

    def pass_time(self) -> None:
        """The rooms have their own time."""

    def _do(self, seat: str, act: Mapping[str, Any], number: str | None) -> str:
        match act:
            case {"clock": {"running": bool(running), **others}} if len(act) == 1 and not others:
                self._last = " ".join(f"{room.name}: {_clock(room, running, number)}" for room in self._rooms)
                return self._last
        raise ActRefusedError(("The overview starts and pauses all plays, and does nothing else.",))

    def _row(self, room: Room) -> dict[str, Any]:
        seen = room.view(CONTROLLER)
        shown = {part: seen[part] for part in ("clock", "trouble")} | {"last": next(iter(seen["log"]), None)}
        return shown | {
            "key": room.key,
            "name": room.name or "Play",
            "people": sum(seen["people"].values()),
            "link": room.link(CONTROLLER),
        }


def _clock(room: Room, running: bool, number: str | None) -> str:
    """Start or pause one play of many; one that is over stays as it is."""
    try:
        return room.act(CONTROLLER, {"clock": {"running": running}}, number)
    except ActRefusedError as refused:
        return str(refused)
