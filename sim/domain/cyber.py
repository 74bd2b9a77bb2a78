"""Cyber patrols (ODD 7.10)."""

from __future__ import annotations

from sim.domain.institution import Institution


class CyberPatrols(Institution):
    """Teams that search online venues."""
