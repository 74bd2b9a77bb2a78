"""What each owner is told, and when (ODD 7.28).

An owner is who may sit at a seat: a country, Europol, the coordination centre, Frontex. Whoever does something writes
down who hears of it, at that moment. A notice names nothing as the model does: what it is about has a number of the
owner's own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from math import nan
from typing import NamedTuple

from sim.engine.clock import Clock
from sim.words import AGENCIES, AT_EUROPOL, EUROPOL

AT_CENTRE, AT_FRONTEX = AGENCIES[1:]


class Notice(NamedTuple):
    """One thing that an owner was told.

    Attributes
    ----------
    number
        Counts the owner's notices, from 1.
    kind
        A word of `KINDS`.
    subject
        The owner's number of what it is about, as in ``RS-0012``; empty where nothing needs one.
    other
        The country or agency on the other side, or empty.
    place
        Post, or empty.
    channel
        Way that a message takes, or empty.
    until_h, due_h
        Hour until which somebody is held or something waits; hour by which law wants an answer; nan where none is.
    """

    number: int
    time_h: float
    kind: str
    subject: str
    other: str = ""
    detail: str = ""
    place: str = ""
    channel: str = ""
    until_h: float = nan
    due_h: float = nan


type _Written = tuple[float, str, str, str, str, str, str, float, float]
"""A notice as it is written: with the model's name of what it is about."""


class Notices:
    """All notices of a run.

    Numbers are given in the order in which the model writes, never in that in which anybody looks: a replay gives the
    same.

    Attributes
    ----------
    heard
        Whether somebody may look: nothing is written for a run in which nobody can.
    """

    def __init__(self, clock: Clock) -> None:
        self.heard = True
        self._clock = clock
        self._written: defaultdict[str, list[_Written]] = defaultdict(list)
        """What was written and not read yet: most runs are never looked at."""
        self._told: defaultdict[str, list[Notice]] = defaultdict(list)
        self._counts: Counter[tuple[str, str]] = Counter()
        self._numbers: defaultdict[str, dict[str, str]] = defaultdict(dict)

    def hear(self, heard: bool) -> None:
        """Say whether somebody may look at what is told from now on."""
        self.heard = heard

    def tell(
        self,
        owner: str,
        kind: str,
        subject: str = "",
        *,
        other: str = "",
        detail: str = "",
        place: str = "",
        channel: str = "",
        until_h: float = nan,
        due_h: float = nan,
    ) -> None:
        """Tell an owner something now; `subject` is the model's name of what it is about."""
        if self.heard:
            now = self._clock.now
            self._written[owner].append((now, kind, subject, other, detail, place, channel, until_h, due_h))

    def tell_all(
        self, owners: Iterable[str], kind: str, subject: str = "", *, detail: str = "", until_h: float = nan
    ) -> None:
        """Tell several owners the same; each has a number of its own for it."""
        for owner in owners:
            self.tell(owner, kind, subject, detail=detail, until_h=until_h)

    def count(self, owner: str, kind: str) -> int:
        """How often an owner was told something of a kind."""
        self._read(owner)
        return self._counts[owner, kind]

    def of(self, owner: str, after: int = 0) -> tuple[Notice, ...]:
        """What an owner was told so far, beyond the first so many."""
        return tuple(self._read(owner)[after:])

    def number(self, owner: str, subject: str) -> str:
        """The owner's number of something; a new one if it has none."""
        self._read(owner)
        return self._number(owner, subject)

    def _read(self, owner: str) -> list[Notice]:
        """All notices of an owner, with numbers in the order in which they were written."""
        told = self._told[owner]
        for time_h, kind, subject, other, detail, place, channel, until_h, due_h in self._written.pop(owner, ()):
            number = self._number(owner, subject) if subject else ""
            told.append(Notice(len(told) + 1, time_h, kind, number, other, detail, place, channel, until_h, due_h))
            self._counts[owner, kind] += 1
        return told

    def _number(self, owner: str, subject: str) -> str:
        known = self._numbers[owner]
        return known.setdefault(subject, f"{owner.upper()}-{len(known) + 1:04d}")

    def identity(self, owner: str, number: str) -> str:
        """The model's own name of what an owner knows by a number.

        Raises
        ------
        KeyError
            If the owner knows nothing by this number.
        """
        self._read(owner)
        for subject, known in self._numbers[owner].items():
            if known == number:
                return subject
        raise KeyError(number)


def owner_of(name: str) -> str:
    """The owner whom a message names as its sender or receiver."""
    return AT_EUROPOL if name == EUROPOL else name
