"""A programme is accepted only if each of its actions can be run as a scenario; what is wrong is told at its lines."""

from datetime import date
from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario.programme import load_programme, scenario_of
from tests.experiment.plans import SMALL

YEAR = """\
kind: programme
name: A short year
theatre: theatre.yaml
templates:
  border: {days: 2, officers: 50 %, checks: 0.1, analysts: 3}
  large: {days: 1, officers: 1, checks: 0.5, prepared_targets: 3}
actions:
  - {name: OA-1, template: border, start: "2024-03-04", areas: [firearms], leader: BG, participants: [HU]}
  - {name: OA-2, template: large, start: "2024-02-01", areas: [firearms], leader: AT, co_leaders: [BG], days: 3}
"""


def written(folder: Path, old: str = "", new: str = "", theatre: str = SMALL) -> Path:
    assert old in YEAR
    (folder / "theatre.yaml").write_text(theatre)
    path = folder / "year.yaml"
    path.write_text(YEAR.replace(old, new, 1) if old else YEAR, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "name",
    [
        "OA_1",
        "Opération « Éclair »",
        "Ναυτίλος: φάση 2",
        "Дунав/2024",
        "O'Neill & Co. (II)",
        "第一次",
        "a" * 80,
        "!",
        "№ 7",
    ],
)
def test_an_action_is_called_what_people_call_it(name: str, tmp_path: Path) -> None:
    quoted = name.replace("'", "''")
    programme = load_programme(written(tmp_path, "name: OA-1", f"name: '{quoted}'"))
    assert programme.actions[0].name == name
    scenario = scenario_of(programme, programme.actions[0], 0.1)
    assert scenario.name == name and [action.name for action in scenario.actions] == [f"{name}: firearms"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ('""', "empty text"),
        ('" OA"', "begins or ends with a space"),
        ('"   "', "begins or ends with a space"),
        ('"O\\nA"', "holds a sign that breaks a line"),
        ('"O\\u2028A"', "holds a sign that breaks a line"),
        ("a" * 81, "is too long"),
    ],
)
def test_what_cannot_be_a_name_is_refused(name: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as refused:
        load_programme(written(tmp_path, "name: OA-1", f"name: {name}"))
    assert [fault.key for fault in refused.value.faults] == ["actions.0.name"] and told in str(refused.value)


def test_one_name_written_in_two_ways_is_one_name(tmp_path: Path) -> None:
    path = written(tmp_path, "name: OA-1", "name: Éclair")
    path.write_text(path.read_text("utf-8").replace("OA-2", "E\u0301clair"), encoding="utf-8")
    with pytest.raises(ScenarioError, match="two actions are called"):
        load_programme(path)


SETTING = "analysts: 3}"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (SETTING, "analysts: 3, settings: {no.such.key: 1}}", "5  templates.border.settings.no.such.key: unknown key"),
        (
            SETTING,
            "analysts: 3, settings: {behaviour.checks.backlog: 9999}}",
            "5  templates.border.settings.behaviour.checks.backlog: 9999 is too large. Write 1,000 or less",
        ),
        (
            SETTING,
            'analysts: 3, settings: {behaviour.checks.briefing: "7 min"}}',
            "5  templates.border.settings.behaviour.checks.briefing: the time between two briefings",
        ),
        (SETTING, "analysts: 1001}", "5  templates.border.analysts: 1001 is too large. Write 1,000 or less"),
        ("prepared_targets: 3", "prepared_targets: 100001", "6  templates.large.prepared_targets: 100001 is too large"),
        (
            "[firearms], leader: BG",
            "[drugs], leader: BG",
            "8  actions.0.areas.0: drugs has no weight under crime_areas",
        ),
        ("[firearms], leader: BG", "[firearms, firearms], leader: BG", "8  actions.0.areas.1: firearms is named twice"),
        ("2024-03-04", "0001-01-01", "8  actions.0.start: 1 is far from any action. Write a year from 1950 to 2100"),
        ("2024-03-04", "9999-12-31", "8  actions.0.start: 9999 is far from any action"),
        ("templates:", "between: {replacement: 0 h}\ntemplates:", "4  between.replacement: '0 h' is too short"),
        ("templates:", "between: {forgetting: 0}\ntemplates:", "4  between.forgetting: 0 is too short"),
        ("templates:", "between: {most_trust: 101}\ntemplates:", "4  between.most_trust: 101 is too large"),
        ("templates:", "between: {most_trust: 100}\ntemplates:", "4  between.most_trust: 'OA-1' as a scenario, coop"),
    ],
)
def test_what_fails_when_an_action_is_made_is_told_at_its_line(old: str, new: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as refused:
        load_programme(written(tmp_path, old, new))
    assert str(refused.value).startswith(f"{tmp_path}/year.yaml:{told}")
    assert all(fault.file.endswith("year.yaml") and fault.line for fault in refused.value.faults)


def test_an_action_too_large_to_run_is_told_with_its_cost(tmp_path: Path) -> None:
    theatre = SMALL.replace("officers: 20, person: 300", "officers: 20, person: 90000000")
    with pytest.raises(ScenarioError) as refused:
        load_programme(written(tmp_path, theatre=theatre))
    assert "theatre.yaml" in str(refused.value) and "a run would take about" in str(refused.value)


def test_areas_that_are_no_priority_of_the_cycle_are_said_at_once(tmp_path: Path) -> None:
    theatre = SMALL.replace("firearms: 1}", "firearms: 1, document_fraud: 1}")
    path = written(tmp_path, "[firearms], leader: BG", "[document_fraud], leader: BG", theatre)
    programme = load_programme(path)
    assert programme.actions[0].areas == ("document_fraud",)
    path.write_text(path.read_text("utf-8").replace('"2024-', '"2026-'))
    with pytest.raises(ScenarioError) as refused:
        load_programme(path)
    (fault,) = refused.value.faults
    assert (fault.line, fault.key) == (8, "actions.0.areas.0")
    assert fault.found == "document_fraud was no priority of the EMPACT cycle 2026-29, in which the action lies"


def test_the_shipped_year_moved_to_another_cycle_needs_other_areas_and_nothing_else(root: Path, tmp_path: Path) -> None:
    for name in ("empact-year.yaml", "jad-see-2024.yaml"):
        text = (root / "scenarios" / name).read_text("utf-8")
        if name.startswith("empact"):
            text = text.replace("2024-02-29", "2024-03-01").replace('"2024-', '"2026-')
        (tmp_path / name).write_text(text, encoding="utf-8")
    year = tmp_path / "empact-year.yaml"
    with pytest.raises(ScenarioError) as refused:
        load_programme(year)
    assert {fault.found.split()[0] for fault in refused.value.faults} == {"document_fraud", "property_crime"}
    kept = year.read_text("utf-8").replace("document_fraud", "drugs").replace("property_crime", "human_trafficking")
    year.write_text(kept, encoding="utf-8")
    programme = load_programme(year)
    action = next(action for action in programme.actions if action.start >= date(2026, 6, 1))
    scenario = scenario_of(programme, action, 0.0)
    assert scenario.crime_areas["document_fraud"] == 0.0 and scenario.start.year == 2026
