"""Crises and special intervention units (ODD 7.20)."""

from __future__ import annotations

from sim.domain.institution import Institution


class Crises(Institution):
    """Hostage-takings and the like, and who comes to help."""
