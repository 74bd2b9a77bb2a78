"""A request or report under way, and what comes back (ODD 7.5)."""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, NamedTuple

from sim.words import NO_LINE

Process = Generator[Any, Any, Any]
"""What takes time: a process of the clock."""
URGENT, OTHER = 0, 1
NAN = math.nan


class Answer(NamedTuple):
    """What came back.

    Attributes
    ----------
    known
        Whether what matters was in the answer, given that it is true.
    """

    answered: bool
    known: bool
    status: str


NO_ANSWER = Answer(False, False, "lost")
REFUSED = Answer(False, False, "refused")


class MessageLuck(NamedTuple):
    """Chance of one request or report: each names what it decides."""

    answered: float
    known: float
    authority: float
    """How long whoever knows needs."""
    sending_desk: float
    in_systems: float
    receiving_desk: float
    own_desk_again: float
    lost: float


@dataclass(slots=True)
class Request:
    """A request or report under way: who asks whom what, how urgent, and with which luck.

    Attributes
    ----------
    in_systems
        Whether what is asked is in systems that an officer may query; otherwise another authority holds it.
    point
        Checkpoint from which it is asked, or -1.
    subject
        What is asked for, in a word.
    held_until_h
        Hour until which somebody is held for it; nan where nobody is.
    settled
        Whether somebody decided that it is answered, or refused.
    messages
        Physical messages once it is answered.
    """

    message: str
    case: str
    time_h: float
    sender: str
    receiver: str
    priority: int
    kind: str
    luck: MessageLuck
    channel: str = NO_LINE
    subject: str = "ask"
    in_systems: bool = False
    minor: bool = False
    point: int = -1
    deadline_h: float = NAN
    held_until_h: float = NAN
    settled: bool = False
    messages: int = 0

    @property
    def urgent(self) -> bool:
        """Whether it is urgent."""
        return self.priority == URGENT

    @property
    def about(self) -> str:
        """What it is about, in a word."""
        return "held" if self.held_until_h == self.held_until_h else self.subject

    def decide(self, *, answered: bool) -> None:
        """Settle whether it is answered, in place of luck."""
        self.settled = True
        self.luck = self.luck._replace(answered=0.0 if answered else 1.0)

    @property
    def urgency(self) -> str:
        """Class of priority, as the Directive has it."""
        if self.priority == OTHER:
            return "other"
        return "urgent" if self.in_systems else "urgent_indirect"

    def passed_on(self, messages: int) -> None:
        """It goes on by a further channel, which takes so many messages more."""
        self.messages += messages
