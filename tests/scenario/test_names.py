"""What stands in plans and results as a code, an id or a key has a name for readers."""

import re
from pathlib import Path

import pytest

from sim.scenario.leaves import leaves
from sim.scenario.levers import levers
from sim.scenario.load import load
from sim.scenario.names import in_names, key_name, place_name
from sim.scenario.resources import resources
from sim.scenario.tree import dotted

SCENARIOS = Path(__file__).parents[2] / "scenarios"
PLAN = load(SCENARIOS / "jad-see-2024.yaml")


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("BG", "Bulgaria"),
        ("XK", "Kosovo*"),
        ("BG/centre", "Bulgaria, at the coordination centre"),
        ("roszke-horgos/HU", "Röszke motorway - Horgoš, Hungary side"),
        ("EUROPOL", "Europol"),
    ],
)
def test_a_place_has_a_name(place: str, name: str) -> None:
    assert place_name(PLAN, place) == name


def test_every_place_of_every_resource_has_a_name() -> None:
    places = {place for one in resources().values() for place in one.places(PLAN)}
    assert len(places) > 100
    assert not {place for place in places if place_name(PLAN, place) == place}


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("cooperation.scale", "factor on all cooperation"),
        ("countries.BG.officers_scale", "factor on the officers of this country (Bulgaria)"),
        ("posts.lanes.roszke-horgos.HU", "lanes of ordinary control at a post (Röszke motorway - Horgoš, Hungary)"),
        ("cooperation.pairs.BG-TR", "level of single pairs (Bulgaria and Türkiye)"),
        ("behaviour.staffing.on_checks", "Share of a unit's officers who make checks"),
        ("no.such_key", "no.such_key"),
    ],
)
def test_a_key_says_what_it_means(key: str, name: str) -> None:
    assert key_name(PLAN, key) == name


def test_every_number_that_can_be_varied_says_what_it_means() -> None:
    plan = load(SCENARIOS / "danube.yaml")
    numbers = [one.key for one in levers(plan) if one.key.split(".")[0] in ("cooperation", "europol", "networks")]
    assert len(numbers) > 10
    assert not [key for key in numbers if key_name(plan, key) == key]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("drugs at RS/bajakovo-batrovci (vehicle)", "drugs at Bajakovo - Batrovci (Serbia) (vehicle)"),
        ("RS/prosecutors", "prosecutors (Serbia)"),
        ("MD/spoc", "contact point (Moldova)"),
        ("to RO/division-06", "to division 06 (Romania)"),
        ("N21", "network N21"),
        ("against network N21", "against network N21"),
        ("prosecutors of AT GR", "prosecutors of Austria, Greece"),
        ("report to EUROPOL by siena: open", "report to Europol by SIENA: open"),
        ("an ID card", "an ID card"),
    ],
)
def test_a_text_calls_all_by_their_names(text: str, told: str) -> None:
    assert in_names(PLAN, text) == told


LEANING = re.compile(
    r"^The same\b|\bthe same;|\b[Tt]hese (?!are)|\bthat (time|series)\b|\b(shows|meets|lent) it\b|^How much it\b"
)
"""Words of a meaning that lean on what stands before it."""


def test_every_meaning_stands_by_itself() -> None:
    """It is read out of its place: in a sentence about what moves a difference, in a tornado, in a table of changes."""
    behaviour = [leaf for leaf in leaves(PLAN) if leaf.path[0] == "behaviour"]
    meanings = {dotted(leaf.path): leaf.field.description or "" for leaf in behaviour}
    assert len(meanings) > 300
    assert not {key: meaning for key, meaning in meanings.items() if LEANING.search(meaning)}
