"""Hot pursuit, cross-border surveillance, joint patrols (ODD 7.21)."""

from __future__ import annotations

from sim.domain.institution import Institution


class Pursuits(Institution):
    """What goes on across a border."""
