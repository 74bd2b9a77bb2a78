"""Two posts of Bulgaria to which teams and officers are sent, in a theatre of three neighbours."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from sim.scenario.schema import Scenario
from tests.institutions.paired import is_higher
from tests.institutions.scenes import THREE, merged
from tests.theatre import small

BUSY, QUIET = "malko-tarnovo-derekoy", "makaza-nymfaia"
"""Posts without a scanner; the second has little traffic in this theatre."""
AT_BUSY, AT_QUIET = f"BG/{BUSY}", f"BG/{QUIET}"
"""Their Bulgarian sides."""
DRUGS = {"behaviour.prevalence.vehicle.drugs": "0.4", "behaviour.selection.referral_offender": "1"}
"""Drugs hidden in vehicles."""

rises = partial(is_higher, runs=12)
"""Whether a figure is higher in the second scenario than in the first."""


def theatre(*changes: Mapping[str, str]) -> Scenario:
    """Three neighbours, changed."""
    return small(merged(THREE, DRUGS, *changes))
