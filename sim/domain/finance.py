"""Financial intelligence units and asset recovery offices (ODD 7.19)."""

from __future__ import annotations

from sim.domain.institution import Institution


class Finance(Institution):
    """Tracing and freezing of the money of networks."""
