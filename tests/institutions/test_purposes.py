"""What each institution is for: it raises what it must, by so much at the least, and nothing where nothing is to do.

Channels have such a table of their own (`channels/test_arrests.py`).
"""

from __future__ import annotations

import pytest

from sim.outcome.outcome import Outcome
from sim.scenario.behaviour import Behaviour
from tests.institutions.cross_border.test_pursuits import AWAY, MET
from tests.institutions.cyber.test_cyber import ONLINE
from tests.institutions.europol.test_in_the_field import ASKING, guests
from tests.institutions.finance.test_finance import FOLLOWED
from tests.institutions.justice.test_justice import EUROJUST, PROSECUTORS
from tests.institutions.paired import measured
from tests.institutions.purposes import Purpose
from tests.institutions.scenes import SEARCHES, TRADE, cases, found_in, marked, merged
from tests.institutions.special_units.test_crises import QUICK, crisis
from tests.institutions.support.test_support import SUPPORT
from tests.institutions.systems.test_systems import ALERTS, OTHERS, in_database
from tests.theatre import event

RUNS = 8
PARTNERS = ("AL", "XK", "MK", "RS")


CARRIED = {
    "person": ("drugs", "firearms", "false_document"),
    "vehicle": ("drugs", "firearms", "migrants", "goods", "excise", "waste", "sanctioned"),
    "parcel": ("drugs", "firearms", "goods", "excise", "waste", "sanctioned"),
}


def nobody_with(*marks: str) -> dict[str, str]:
    """No traveller, vehicle or parcel with these marks."""
    return {
        f"behaviour.prevalence.{kind}.{mark}": "0" for kind, known in CARRIED.items() for mark in known if mark in marks
    }


def moved(run: Outcome) -> float:
    """Movements that were not made."""
    return -measured("movements")(run)


PURPOSES = {
    "cyber patrols": Purpose(
        ONLINE,
        {"cyber.patrols": "[]"},
        {},
        8.0,
        {"behaviour.cyber.target": "0.000001", "behaviour.cyber.parcel": "0.000001", "networks.count": "0"},
    ),
    "financial intelligence and asset recovery": Purpose(
        FOLLOWED, {"finance": "{fiu: [], aro: []}"}, {}, 50.0, {"networks.count": "0"}, moved
    ),
    "hot pursuit": Purpose(AWAY, {}, {"cross_border.pursuit": "true"}, 5.0, {"behaviour.cases.escape": "0"}),
    "surveillance": Purpose(MET, {}, {"cross_border.surveillance": "true"}, 3.0, {"networks.count": "0"}),
    "Eurojust": Purpose(
        merged(SEARCHES, PROSECUTORS), {}, EUROJUST, 2.0, {"networks.count": "0"}, measured("operations")
    ),
    "guest officers": Purpose(ASKING, {}, guests(10), 15.0, {"cooperation.scale": "0"}, measured("hits_europol")),
    "mobile offices": Purpose(
        ASKING, {"europol.mobile_offices": "[]"}, {}, 3.0, {"cooperation.scale": "0"}, measured("hits_europol")
    ),
    "CEPOL": Purpose(
        TRADE,
        {},
        {"support": "{cepol: {trained: 1, countries: [BG]}}"},
        4.0,
        {
            f"behaviour.detection.{by}.{mark}": "0"
            for by in ("officer", "search")
            for mark in getattr(Behaviour().detection, by)
        },
        found_in("BG", "officer"),
    ),
    "UNODC": Purpose(
        TRADE,
        {},
        SUPPORT,
        4.0,
        nobody_with(*CARRIED["parcel"]),
        cases(lambda row: row["checkpoint"] == "GR/athens-postal-centre"),
    ),
    "EMCDDA": Purpose(TRADE, {}, SUPPORT, 3.0, nobody_with("drugs"), marked("RO", "drugs")),
    "EASO": Purpose(
        TRADE, {}, SUPPORT, 6.0, nobody_with("false_document", "migrants"), marked("HU", "false_document", "migrants")
    ),
    "SEESAC": Purpose(
        TRADE,
        {},
        SUPPORT,
        5.0,
        nobody_with("firearms"),
        cases(lambda row: row["country"] in PARTNERS and row["mark"] == "firearms"),
    ),
    "special intervention units of others": Purpose(
        merged(QUICK, event(crisis(5))),
        {"special_units.assistance": "[]"},
        {},
        1.0,
        event(crisis(2)),
        lambda run: -min(measured("crisis_response_h")(run), run.hours),
    ),
    "SIS": Purpose(
        ALERTS,
        {"systems.separate": "true"},
        {},
        80.0,
        {f"behaviour.prevalence.person.{mark}": "0" for mark in ("wanted_abroad",)},
        in_database("wanted_abroad", OTHERS),
    ),
}


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", PURPOSES)
def test_it_does_what_it_is_for_and_nothing_where_there_is_nothing_to_do(name: str) -> None:
    PURPOSES[name].assert_there(RUNS)
