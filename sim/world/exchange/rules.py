"""How a request is answered and which channel it takes: pure functions without clock, chance or state (ODD 7.5)."""

from __future__ import annotations

from collections.abc import Sequence

from sim.world.theatre.cooperation import Terms


def known_answer(terms: Terms, answered: float, known: float) -> tuple[bool, bool]:
    """Whether a request is answered, and whether what matters is in the answer; both from uniforms."""
    is_answered = answered < terms.answered
    return is_answered, is_answered and known < terms.content


def fastest[Channel](channels: Sequence[tuple[Channel, float]]) -> Channel | None:
    """Of some channels and the hours that each is expected to take, the quickest (of equal ones the first)."""
    return min(channels, key=lambda channel: channel[1])[0] if channels else None


def hurried(hours: float, left_h: float, quickest: float) -> float:
    """How long an authority needs when it hurries to keep a deadline, but not below a share of its ordinary time."""
    return max(min(hours, left_h), quickest * hours)
