"""The cash of a criminal network, counted in movements that it can pay for (ODD 7.19)."""

from __future__ import annotations

import math
from collections.abc import Callable


def _nothing() -> None:
    """Nobody wants to hear that a network ran out of money."""


class Purse:
    """The cash of a network, counted in movements: a movement costs 1.

    Cash is without limit unless somebody follows the money of the network. A purse is empty when it does not pay for
    one more movement. The network then sends movements on credit for a while, so its cash may fall below 0. What it
    owes counts against what it earns later.

    Parameters
    ----------
    cash
        Movements that it can pay for.
    earning
        What a movement that arrives brings in, in movements.
    credit_h
        Hours for which an empty purse still has credit.
    ran_dry
        Called when the purse becomes empty.

    Attributes
    ----------
    credit_until_h
        Hour at which credit ends; without limit while the purse is not empty.
    loans
        How often the network looked for a lender.
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
        """Whether the cash does not pay for one more movement."""
        return self.cash < 1.0

    def begin(self, now_h: float) -> None:
        """Begin an action. A purse that is empty from the start has credit, as if it had become empty now."""
        if self.empty:
            self._run_dry(now_h)

    def pay(self, now_h: float) -> bool:
        """Pay for a movement; returns whether there was cash or credit."""
        if self.empty and now_h >= self.credit_until_h:
            return False
        self._spend(1.0, now_h)
        return True

    def freeze(self, share: float, now_h: float) -> float:
        """Lose a share of the cash; returns the amount, in movements."""
        frozen = max(0.0, self.cash) * share
        self._spend(frozen, now_h)
        return frozen

    def borrow(self) -> int:
        """Look for a lender; returns how often that was done before."""
        self.loans += 1
        return self.loans - 1

    def earn(self) -> None:
        """Take in what a movement that arrived brings."""
        self.gain(self._earning)

    def gain(self, amount: float) -> None:
        """Take in an amount, in movements."""
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
