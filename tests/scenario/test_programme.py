"""A programme file: what is read, how an action becomes a scenario, and what is said of mistakes."""

from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario.doubts import of_programme
from sim.scenario.programme import is_programme, load_programme, scenario_of
from tests.experiment.plans import SMALL

YEAR = """\
kind: programme
name: A short year
theatre: theatre.yaml
templates:
  border: {days: 2, officers: 50 %, checks: 0.1, analysts: 3, settings: {centre.open: false}}
  large: {days: 1, officers: 1, checks: 0.5, prepared_targets: 3}
actions:
  - {name: OA-1, template: border, start: "2024-03-04", areas: [firearms], leader: BG, participants: [HU]}
  - {name: OA-2, template: large, start: "2024-02-01", areas: [firearms], leader: AT, co_leaders: [BG], days: 3}
"""
DOG = "deployments: [{asset: canine, post: kapitan-andreevo-kapikule, country: BG}]\n"


def write(folder: Path, text: str = YEAR) -> Path:
    (folder / "theatre.yaml").write_text(
        SMALL + "deployments: [{asset: canine, post: kapitan-andreevo-kapikule, country: BG}]\n"
    )
    path = folder / "year.yaml"
    path.write_text(text)
    return path


def test_actions_come_in_order_of_start_and_become_scenarios(tmp_path: Path) -> None:
    programme = load_programme(write(tmp_path))
    later, first = programme.actions
    assert programme.ordered() == [first, later]
    assert [programme.length(action) for action in programme.ordered()] == [3, 2]
    border = scenario_of(programme, later, 0.1)
    assert list(border.countries) == ["BG", "HU"] and border.days == 2 and not border.centre.open
    assert border.countries["BG"].officers == {"border_guard": 15} and border.countries["BG"].plan.person == 50
    assert border.cooperation.scale == pytest.approx(1.1) and border.europol.analysts == 3
    assert border.crime_areas["firearms"] == 1.0 > border.crime_areas["migrant_smuggling"]
    assert border.start.date() == later.start and border.networks.count == 4
    large = scenario_of(programme, first, 0.0)
    assert large.preparation.prepared_targets == 3 and large.countries["AT"].officers == {"police": 20}


def test_a_country_of_the_theatres_own_takes_part_with_its_profile(tmp_path: Path) -> None:
    path = write(tmp_path, YEAR.replace("participants: [HU]", "participants: [HU, XA]"))
    own = "  XA: {profile: {name: Examplia, detention_limit: 1 d}, officers: {police: 10}, plan: {officers: 10}}\n"
    theatre = path.with_name("theatre.yaml")
    theatre.write_text(theatre.read_text().replace("countries:\n", "countries:\n" + own, 1))
    programme = load_programme(path)
    border = scenario_of(programme, programme.actions[0], 0.0)
    assert set(border.countries) == {"BG", "HU", "XA"} and border.facts["XA"].detention_limit_h == 24.0


def test_a_null_of_a_template_takes_away_where_there_is_something(tmp_path: Path) -> None:
    null = "settings: {centre.open: false, countries.HU: null}"
    path = write(tmp_path, YEAR.replace("settings: {centre.open: false}", null).replace("[HU]", "[HU, AT]"))
    programme = load_programme(path)
    border = scenario_of(programme, programme.actions[0], 0.0)
    assert list(border.countries) == ["AT", "BG"] and not border.centre.open
    path.write_text(path.read_text().replace("countries.HU: null", "countries.RS: null"))
    with pytest.raises(ScenarioError, match=r"settings\.countries\.RS: there is nothing to take away"):
        load_programme(path)


def test_actions_that_overlap_in_days_and_countries_are_doubtful(tmp_path: Path) -> None:
    apart = load_programme(write(tmp_path))
    assert [*of_programme(apart)] == []
    (told,) = of_programme(load_programme(write(tmp_path, YEAR.replace("2024-02-01", "2024-03-02"))))
    assert told.startswith("actions overlap and use officers of the same countries twice: OA-2 and OA-1 (BG); ")
    assert told.endswith("most of BG on 2024-03-04, 150 % of its officers at once")
    elsewhere = YEAR.replace("2024-02-01", "2024-03-02").replace("co_leaders: [BG]", "co_leaders: [HU]")
    assert [
        *of_programme(load_programme(write(tmp_path, elsewhere.replace("participants: [HU]", "participants: [AT]"))))
    ]
    assert [*of_programme(load_programme(write(tmp_path, YEAR.replace("2024-02-01", "2024-03-06"))))] == []


def test_a_year_is_told_from_a_scenario(tmp_path: Path) -> None:
    path = write(tmp_path)
    assert is_programme(path)
    assert not is_programme(path.with_name("theatre.yaml")) and not is_programme(path.with_name("nowhere.yaml"))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("leader: BG, ", "leader: RS, ", "year.yaml:8  actions.0.leader: RS takes no part in the theatre"),
        ("participants: [HU]", "participants: [BG]", "year.yaml:8  actions.0.participants.0: BG is named twice"),
        (", participants: [HU]", "", "year.yaml:8  actions.0: an action of one country"),
        ("OA-2", "OA-1", "year.yaml:9  actions.1.name: two actions are called 'OA-1'"),
        ("template: large", "template: larg", "actions.1.template: there is no template 'larg'. Did you mean 'large'?"),
        ("2024-03-04", "2024-02-30", "actions.0.start: '2024-02-30' is no day of the calendar"),
        ("2024-03-04", "March", "actions.0.start: 'March' is not a date"),
        ("areas: [firearms], leader: BG", "areas: [fire], leader: BG", "actions.0.areas.0: 'fire' is not known here"),
        ("theatre.yaml", "theater.yaml", "year.yaml:3  theatre: there is no file 'theater.yaml'"),
        (
            "templates:",
            "between: {forgeting: 9 d}\ntemplates:",
            "between.forgeting: unknown key. Did you mean 'forgetting'?",
        ),
        ("checks: 0.1", "cheks: 0.1", "templates.border.cheks: unknown key. Did you mean 'checks'?"),
        ("kind: programme", "kind: program", "year.yaml:1  kind: 'program' is not known here"),
    ],
)
def test_mistakes_are_told_with_their_place(old: str, new: str, told: str, tmp_path: Path) -> None:
    assert old in YEAR
    with pytest.raises(ScenarioError) as refused:
        load_programme(write(tmp_path, YEAR.replace(old, new, 1)))
    assert told in str(refused.value)


def test_a_wrong_setting_of_a_template_is_told_at_its_line(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as refused:
        load_programme(write(tmp_path, YEAR.replace("centre.open", "center.open")))
    (fault,) = refused.value.faults
    assert fault.line == 5 and fault.key == "templates.border.settings.center.open" and "unknown key" in fault.found


def test_the_shipped_year_has_about_two_hundred_actions(root: Path) -> None:
    programme = load_programme(root / "scenarios" / "empact-year.yaml")
    assert len(programme.actions) == 200
    assert all(2 <= len(action.countries) <= 8 for action in programme.actions)
    assert {action.start.year for action in programme.actions} == {2024}
    assert {action.leader for action in programme.actions} <= set(programme.scenario.countries)
