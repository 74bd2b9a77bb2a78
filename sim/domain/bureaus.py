"""National bureaus that give tasks to territorial divisions (ODD 7.15)."""

from __future__ import annotations

from sim.domain.institution import Institution


class Bureaus(Institution):
    """All national bureaus and their divisions."""
