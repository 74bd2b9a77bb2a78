"""Every behavioural parameter does something: moved to the far end of its range, it changes some table of a full run."""

from __future__ import annotations

import pytest

from sim.outcome.outcome import Outcome
from sim.scenario.leaves import Leaf, leaves
from tests.domain.theatre import changed_tables, outcome, small

RICH = {
    "name": "Everything happens",
    "countries.AT": "{officers: {police: 60, customs: 40}, plan: {officers: 100, person: 600, parcel: 60, premises: 5}}",
    "countries.FR": "{officers: {police: 60, customs: 60}, plan: {officers: 120, person: 600, vehicle: 60, parcel: 200}}",
    "countries.HR": "{officers: {police: 80, customs: 60}, plan: {officers: 140, person: 800, vehicle: 300}}",
    "deployments": "["
    "{asset: canine, post: gyueshevo-deve-bair, country: BG}, "
    "{asset: concealment_expert, post: presevo-tabanovce, country: MK}, "
    "{asset: concealment_expert, post: roszke-horgos, country: RS}, "
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
    "behaviour.prevalence.vehicle.goods": "0.02",
    "behaviour.prevalence.vehicle.suspect": "0.01",
    "behaviour.prevalence.vehicle.notice": "0.01",
    "behaviour.prevalence.person.suspect": "0.02",
}
"""The small theatre with three more countries, all special units, postal centres with laboratories, and events."""

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


@pytest.fixture(scope="module")
def base() -> Outcome:
    return outcome(BASE)


@pytest.mark.parametrize("name", PARAMETERS)
def test_parameter_has_an_effect(name: str, base: Outcome) -> None:
    run = outcome(small({**RICH, f"behaviour.{name}": moved(PARAMETERS[name])}))
    assert changed_tables(base, run)


def test_rich_theatre_has_something_of_everything(base: Outcome) -> None:
    from typing import get_args

    from sim.outcome.records import ArrestPath, Channel, CrimeArea, Detector, Mark

    words = [
        ("cases", "mark", Mark),
        ("cases", "channel", Detector),
        ("messages", "channel", Channel),
        ("arrests", "path", ArrestPath),
        ("arrests", "crime_area", CrimeArea),
    ]
    for table, column, vocabulary in words:
        assert set(base[table].text(column)) == set(get_args(vocabulary)), (table, column)
