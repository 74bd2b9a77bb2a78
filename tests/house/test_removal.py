"""An institution can be taken out: its folder and its line, and whatever does not use it stays as it was."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from sim.registry import INSTITUTIONS
from tests.house.copies import copy_to, python, take_out

CONTENTS = Path(__file__).with_name("contents.py")
SAMPLE = ("channels", "special_units")
"""One that opens channels, and one with events and a table."""
PLAN = """\
name: Three neighbours
start: "2024-11-25 00:00"
days: 2
crime_areas: {migrant_smuggling: 2, drugs: 2, firearms: 1}
countries:
  BG:
    officers: {police: 120, border_guard: 120, customs: 60}
    plan: {officers: 300, person: 2400, vehicle: 1200, parcel: 60, premises: 10}
  GR:
    officers: {police: 120, border_guard: 120}
    plan: {officers: 240, person: 2400, vehicle: 1200}
  RS:
    officers: {police: 120, border_guard: 120, special_intervention: 40}
    plan: {officers: 280, person: 2400, vehicle: 1200, premises: 10}
counting: {thorough_person: 0.3, thorough_vehicle: 0.3, thorough_parcel: 0.5}
centre: {place: Sofia, lat: 42.7, lon: 23.3, desks: 6}
europol: {analysts: 6, centre: {open: false}}
cooperation:
  baseline: standard
  frameworks: {eu: close}
  europol: {member: close, operational_agreement: close}
preparation: {prepared_targets: 10, prior_traces: 8, trained: 0.2, jits: [[BG, RS]]}
networks: {count: 16}
behaviour:
  prevalence:
    person: {wanted_home: 0.002, wanted_abroad: 0.004, notice: 0.003, false_document: 0.003, drugs: 0.002,
              firearms: 0.001, suspect: 0.006, associate: 0.003}
    vehicle: {notice: 0.002, drugs: 0.003, firearms: 0.002, migrants: 0.003, victims: 0.001, suspect: 0.004,
               associate: 0.003, goods: 0.003}
  selection: {referral_brief: 0.02}
  crime: {movements: 4.0}
"""
"""A full action of those who are always there; no institution takes part."""
WRITTEN = {"arrests", "cases", "decisions", "messages", "movements", "operations", "packages", "searches", "seizures"}

type Contents = Mapping[str, str]


def contents(project: Path) -> Contents:
    """What a package holds and what it makes of the plan: a digest of each table, by name."""
    (project / "plan.yaml").write_text(PLAN, encoding="utf-8")
    made: Contents = json.loads(python(project, str(CONTENTS), "plan.yaml").splitlines()[-1])
    return made


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the whole package."""
    return copy_to(tmp_path_factory.mktemp("house"))


@pytest.fixture(scope="module")
def whole(house: Path) -> Contents:
    """What the whole package makes of the plan."""
    return contents(house)


def test_the_plan_is_full_and_uses_no_institution(whole: Contents) -> None:
    empty = {name for name, rows in whole.items() if rows.startswith("0 rows")}
    assert whole.keys() >= WRITTEN
    assert not empty & WRITTEN


@pytest.mark.parametrize(
    "institution",
    [name if name in SAMPLE else pytest.param(name, marks=pytest.mark.slow) for name in INSTITUTIONS],
)
def test_without_an_institution_all_else_is_the_same(
    institution: str, house: Path, whole: Contents, tmp_path: Path
) -> None:
    project = copy_to(tmp_path, house / "sim")
    take_out(project, institution)
    without = contents(project)
    brought = whole.keys() - without.keys()
    assert {name: rows for name, rows in whole.items() if name not in brought} == without
    assert all(whole[name].startswith("0 rows") for name in brought)
