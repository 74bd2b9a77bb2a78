"""What each channel is for: arrests that wait for an answer from abroad, in a theatre where they are many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pytest

from tests.institutions.channels.questions import MEMBERS
from tests.institutions.paired import assert_above
from tests.institutions.scenes import merged
from tests.theatre import COUNTRIES, Floats, event, operate, small, total

RUNS = 8
SUSPECTS = {
    "name": "Held for an answer",
    "days": "2",
    "networks.scale": "0",
    "preparation": "{}",
    "deployments": "[]",
    "centre.open": "false",
    "europol.mobile_offices": "[]",
    "europol.centre.open": "false",
    "cooperation.baseline": "close",
    "behaviour.cases.foreign_evidence": "1",
    "behaviour.prevalence.person.suspect": "0.02",
    "behaviour.selection.referral_offender": "0.9",
    **{f"countries.{code}.plan": "{officers: 340, person: 1200}" for code in COUNTRIES},
}
"""Nobody sits beside anybody; what is known of suspects is known abroad, and they are held while it is asked for."""
LOOSE = {"cooperation.baseline": "standard", "cooperation.frameworks": "{}"}
"""No two countries work closely together: answers by a line are slow."""
LATE = {
    **SUSPECTS,
    **LOOSE,
    "behaviour.cases.hold_unarrested": "12 h",
    "behaviour.prevalence.person.suspect": "0.05",
    "behaviour.channels.heeded": "0.95",
    "behaviour.exchange.urgent_handling": "3 min",
}
"""Half of the urgent answers come after the 8 h that the Directive allows, and suspects may be held for longer."""


BOUND = ("BG", "GR", "HU", "RO")
"""Countries between which the Directive sets deadlines."""


def only(*codes: str) -> dict[str, str]:
    """Checks in no other countries than these, and hardly anything known elsewhere."""
    plans = {code: "{officers: 340, person: 2400}" if code in codes else "{officers: 10}" for code in COUNTRIES}
    return {f"countries.{code}.plan": plan for code, plan in plans.items()}


def officers(seat: str, *codes: str) -> dict[str, str]:
    """Officers of some countries at a seat."""
    return {f"countries.{code}.liaison.{seat}": "6" for code in codes}


class Purpose(NamedTuple):
    """Something that brings arrests: at least so many in two days, and none where what it works on is absent."""

    scene: Mapping[str, str]
    without: Mapping[str, str]
    present: Mapping[str, str]
    least: float
    absent: Mapping[str, str]

    def brings(self, *absent: Mapping[str, str], runs: int) -> Floats:
        """Arrests that it brings in each run."""
        pairs = [[small(merged(self.scene, change, *absent)) for change in (self.without, self.present)]] * runs
        made = [[total(operate(side, number)[1], "arrests") for side in pair] for number, pair in enumerate(pairs)]
        return np.array([after - before for before, after in made])


PURPOSES = {
    "SIENA": Purpose(SUSPECTS, event("{kind: siena_down, at: 0 h, lasts: 48 h}"), {}, 60.0, {"cooperation.scale": "0"}),
    "deadlines": Purpose(
        merged(LATE, only(*BOUND)), {}, {"channels.deadlines": "true"}, 5.0, only(*{*COUNTRIES}.difference(BOUND))
    ),
    "SELEC": Purpose(
        merged(SUSPECTS, LOOSE, officers("selec", *MEMBERS)), {}, {"channels.selec": "true"}, 5.0, only("XK")
    ),
    "Europol's centre": Purpose(
        merged(SUSPECTS, officers("europol", *COUNTRIES)),
        {},
        {"europol.centre.open": "true"},
        5.0,
        {"cooperation.scale": "0"},
    ),
}


@pytest.mark.parametrize("name", PURPOSES)
def test_it_brings_arrests_and_none_where_what_it_works_on_is_absent(name: str) -> None:
    purpose = PURPOSES[name]
    brought = purpose.brings(runs=RUNS)
    assert_above(brought)
    assert brought.mean() > purpose.least
    assert not purpose.brings(purpose.absent, runs=2).any()
