"""Special assets, Frontex and guest officers (ODD 7.17)."""

from __future__ import annotations

from sim.domain.institution import Institution


class Assets(Institution):
    """What was sent to which post, on which shifts."""
