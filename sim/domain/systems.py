"""Databases and their outages (ODD 7.22)."""

from __future__ import annotations

from sim.domain.institution import Institution


class Systems(Institution):
    """Which databases answer now."""
