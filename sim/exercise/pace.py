"""How time of play becomes time of the scenario: a whole second for each moment, at the speed that holds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Pace:
    """Since a moment of play (thousandths of a second), a second of the scenario and a speed.

    A pause takes no time of play, so nothing that is due by it moves.
    """

    t: int
    speed: int
    played: int = 0

    def second(self, played: int) -> int:
        """Second of the scenario at a moment of play."""
        return self.t + (played - self.played) * self.speed // 1000

    def moment(self, t: int) -> int:
        """First moment of play at which a second of the scenario has come."""
        return self.played - (self.t - t) * 1000 // self.speed

    def change(self, played: int, speed: int) -> None:
        """Go on at another speed from a moment of play on."""
        self.t, self.played, self.speed = self.second(played), played, speed
