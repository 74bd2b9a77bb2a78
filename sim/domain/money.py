"""The cash of criminal networks (ODD 7.19)."""

from __future__ import annotations

import math
from collections.abc import Callable


def _nothing() -> None:
    """Nobody waits to hear that a network ran out of money."""


class Purse:
    """The cash of a network, in movements that it can pay for; without limit unless it is said.

    A network whose cash does not pay for one more movement still has credit for a while. What it owes counts against
    what it earns.

    Parameters
    ----------
    cash
        Movements that it can pay for.
    earning
        What a movement that arrives brings, in movements.
    credit_h
        Hours for which it still sends movements on credit.
    ran_dry
        Is called when its cash no longer pays for one movement.
    """

    __slots__ = ("_earning", "_ran_dry", "cash", "credit_h", "credit_until_h", "loans")

    def __init__(
        self,
        cash: float = math.inf,
        earning: float = 0.0,
        credit_h: float = 0.0,
        ran_dry: Callable[[], None] = _nothing,
    ) -> None:
        self.cash = cash
        self.credit_h = credit_h
        self.credit_until_h = math.inf
        self.loans = 0
        self._earning = earning
        self._ran_dry = ran_dry

    @property
    def empty(self) -> bool:
        """Whether its cash does not pay for one movement."""
        return self.cash < 1.0

    def begin(self, now_h: float) -> None:
        """An action begins: who has no cash from the start has credit for a while, as if it had just run dry."""
        if self.empty:
            self._run_dry(now_h)

    def pay(self, now_h: float) -> bool:
        """Pay for a movement; returns whether there was money or credit."""
        if self.empty and now_h >= self.credit_until_h:
            return False
        self._spend(1.0, now_h)
        return True

    def freeze(self, share: float, now_h: float) -> float:
        """Lose a share of the cash; returns how much, in movements."""
        frozen = max(0.0, self.cash) * share
        self._spend(frozen, now_h)
        return frozen

    def earn(self) -> None:
        """A movement arrived."""
        self.gain(self._earning)

    def gain(self, amount: float) -> None:
        """Have more cash."""
        self.cash += amount
        if not self.empty:
            self.credit_until_h = math.inf

    def _spend(self, amount: float, now_h: float) -> None:
        before = self.empty
        self.cash -= amount
        if self.empty and not before:
            self._run_dry(now_h)

    def _run_dry(self, now_h: float) -> None:
        self.credit_until_h = now_h + self.credit_h
        self._ran_dry()
