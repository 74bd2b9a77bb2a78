"""Every behavioural parameter does something: at the far end of its range it changes some table of a full run."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from sim.outcome.records import ArrestPath, Channel, CrimeArea, Detector, Mark
from sim.scenario import reference
from sim.scenario.leaves import Leaf, leaves
from tests.domain.theatre import changed_tables, changes, in_parallel, operate, outcome, small


def posts_of(code: str) -> list[reference.Post]:
    """The posts of a country."""
    return [post for post in small().active_posts().values() if code in post.sides]


RICH = {
    "name": "Everything happens",
    "start": "2024-11-22 00:00",  # a Friday
    "days": "2",
    "countries.FR": "{officers: {police: 60, customs: 99}, plan: {officers: 159, person: 600, parcel: 999}}",
    "countries.HR": "{officers: {police: 80, customs: 60}, plan: {officers: 140, person: 800, vehicle: 300}}",
    "cooperation.pairs": "{AL-XK: none}",
    "deployments": "["
    "{asset: canine, post: gyueshevo-deve-bair, country: BG}, "
    "{asset: concealment_expert, post: presevo-tabanovce, country: MK}, "
    "{asset: concealment_expert, post: roszke-horgos, country: RS}, "
    "{asset: concealment_expert, post: tompa-kelebija, country: RS}, "
    "{asset: concealment_expert, post: tovarnik-sid, country: RS}, "
    "{asset: scanner, post: presevo-tabanovce, country: RS}, "
    "{asset: document_expert, post: presevo-tabanovce, country: RS}]",
    "events": "["
    "{kind: siena_down, at: 20 h, lasts: 2 h}, "
    "{kind: intelligence, at: 2 h, country: RS, traces: 20}, "
    "{kind: tip_off, at: 20 h, networks: 0.3}, "
    "{kind: reassign, at: 20 h, country: GR, from: athens-airport, to: kakavije-ktismata, officers: 20}]",
    "preparation.prior_traces": "5",
    "behaviour.prevalence.parcel.drugs": "0.02",
    "behaviour.prevalence.parcel.goods": "0.02",
    "behaviour.prevalence.parcel.firearms": "0.02",
    "behaviour.prevalence.person.irregular_entry": "0.01",
    "behaviour.prevalence.vehicle.goods": "0.04",
    "behaviour.prevalence.vehicle.firearms": "0.02",
    "behaviour.prevalence.vehicle.drugs": "0.02",
    "behaviour.prevalence.vehicle.migrants": "0.02",
    "behaviour.prevalence.vehicle.suspect": "0.01",
    "behaviour.prevalence.vehicle.notice": "0.01",
    "behaviour.prevalence.person.suspect": "0.02",
    "behaviour.selection.referral_offender": "0.7",
}
"""The small theatre with three more countries, all special units, postal centres with laboratories, and events."""

NEEDED = {
    "checks.second_backlog": {"behaviour.selection.referral_clean": "0.8"},
    "interventions.without_centre": {"centre.open": "false"},
    "interventions.corruption": {"behaviour.interventions.leak": "1"},
    "staffing.lanes_taken": {"behaviour.staffing.lane_share": "0.5"},
    "selection.most_taken": {f"posts.traffic.{post.id}": "0.001" for post in posts_of("RS")},
    "crime.replaced": {"behaviour.fusion.gain": "1", "behaviour.crime.replacement": "1 h"},
    "crime.largest": {"behaviour.crime.members_median": "60"},
    "crime.unpaid": {"behaviour.fusion.gain": "1", "behaviour.crime.replacement": "12 h"},
}
"""What else some parameters need to show an effect: they matter only where something is scarce, absent or extreme."""

BASE = small(RICH)
PARAMETERS = {".".join(map(str, leaf.path)): leaf for leaf in leaves(BASE.behaviour)}


def moved(leaf: Leaf) -> str:
    """The end of the plausible range that is farther away, as a scenario would write it."""
    low, high, value = leaf.known("low"), leaf.known("high"), leaf.value
    assert isinstance(low, float) and isinstance(high, float) and isinstance(value, int | float)
    end = low if value - low > high - value else high
    if isinstance(value, int):
        return str(round(end))
    return f"{end!r} h" if leaf.known("unit") == "h" else repr(end)


UNUSED_BY_DATA = {"detection.non_compliant"}
"""What no country of the reference data has: its effect is shown with a country that is given it."""


USED = [name for name in PARAMETERS if name not in UNUSED_BY_DATA]


@pytest.fixture(scope="module")
def effects() -> dict[str, list[str]]:
    """By parameter, the tables that it changes."""
    pairs = []
    for name in USED:
        needed = {**RICH, **NEEDED.get(name, {})}
        pairs.append((small(needed), small({**needed, f"behaviour.{name}": moved(PARAMETERS[name])})))
    return dict(zip(USED, in_parallel(changes, pairs), strict=True))


@pytest.mark.parametrize("name", USED)
def test_parameter_has_an_effect(name: str, effects: dict[str, list[str]]) -> None:
    assert effects[name]


def test_a_failed_evaluation_has_an_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    known = reference.countries()
    assert all(country.schengen_rating != "non_compliant" for country in known.values())
    failed = {**known, "BG": replace(known["BG"], schengen_rating="non_compliant")}
    monkeypatch.setattr(reference, "countries", lambda: failed)
    changed = small(behaviour__detection__non_compliant="1.0")
    assert changed_tables(operate(small())[1], operate(changed)[1])


def test_rich_theatre_has_something_of_everything() -> None:
    words = [
        ("cases", "mark", Mark),
        ("cases", "channel", Detector),
        ("messages", "channel", Channel),
        ("arrests", "path", ArrestPath),
        ("arrests", "crime_area", CrimeArea),
    ]
    for table, column, vocabulary in words:
        assert set(outcome(BASE)[table].text(column)) == set(get_args(vocabulary)), (table, column)
