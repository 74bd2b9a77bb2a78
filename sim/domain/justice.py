"""Prosecutors, Eurojust, joint investigation teams (ODD 7.16)."""

from __future__ import annotations

from sim.domain.institution import Institution


class Justice(Institution):
    """Prosecutors of all countries, and Eurojust."""
