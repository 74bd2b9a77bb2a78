"""What each channel is for: arrests that wait for an answer from abroad, in a theatre where they are many."""

from __future__ import annotations

import pytest

from tests.institutions.channels.questions import MEMBERS
from tests.institutions.purposes import Purpose
from tests.institutions.scenes import merged
from tests.theatre import COUNTRIES, event

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


WANTED = {
    **SUSPECTS,
    "behaviour.prevalence.person.suspect": "0",
    "behaviour.prevalence.person.wanted_abroad": "0.01",
    "behaviour.close_cooperation.siena_urgent": "11 h",
    "behaviour.exchange.variation": "1.2",
}
"""People wanted in a country that is not in SIS, or from one that is not: it must confirm that in lawful time."""
BOUND = ("BG", "GR", "HU", "RO")
"""Countries between which the Directive sets deadlines."""


def only(*codes: str) -> dict[str, str]:
    """Checks in no other countries than these, and hardly anything known elsewhere."""
    plans = {code: "{officers: 340, person: 2400}" if code in codes else "{officers: 10}" for code in COUNTRIES}
    return {f"countries.{code}.plan": plan for code, plan in plans.items()}


def officers(seat: str, *codes: str) -> dict[str, str]:
    """Officers of some countries at a seat."""
    return {f"countries.{code}.liaison.{seat}": "6" for code in codes}


PURPOSES = {
    "SIENA": Purpose(SUSPECTS, event("{kind: siena_down, at: 0 h, lasts: 48 h}"), {}, 60.0, {"cooperation.scale": "0"}),
    "deadlines": Purpose(
        merged(LATE, only(*BOUND)), {}, {"channels.deadlines": "true"}, 5.0, only(*{*COUNTRIES}.difference(BOUND))
    ),
    "SELEC": Purpose(
        merged(SUSPECTS, LOOSE, officers("selec", *MEMBERS)), {}, {"channels.selec": "true"}, 5.0, only("XK")
    ),
    "officers side by side": Purpose(
        merged(SUSPECTS, LOOSE, {"centre.open": "true"}, officers("centre", *COUNTRIES)),
        {"cooperation.liaison": "false"},
        {},
        10.0,
        {"cooperation.scale": "0"},
    ),
    "centres at the border": Purpose(
        merged(WANTED, only("BG", "MK", "RS")),
        {},
        {"channels.pccc": "all"},
        3.0,
        {"behaviour.prevalence.person.wanted_abroad": "0"},
    ),
    "INTERPOL's line": Purpose(
        merged(SUSPECTS, event("{kind: siena_down, at: 0 h, lasts: 48 h}")),
        {},
        {"channels.interpol": "true"},
        30.0,
        {"cooperation.scale": "0"},
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
    PURPOSES[name].assert_there(RUNS)
