"""Customs beyond checks: laboratory, sanctions (ODD 7.18)."""

from __future__ import annotations

from sim.domain.institution import Institution


class Customs(Institution):
    """Customs of all countries."""
