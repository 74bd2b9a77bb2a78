"""What can be changed, and changes of officers as planners say them."""

from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario.leaves import leaves
from sim.scenario.levers import levers, meaning, meanings, post_rows
from sim.scenario.lineup import Move, lineup
from sim.scenario.load import load, load_text, vary
from sim.scenario.programme import is_programme, load_programme, scenario_of
from sim.scenario.schema import TELLING, Scenario
from tests.scenario.minimal import TEXT, with_change
from tests.scenario.test_programme import write

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = [path for path in sorted((ROOT / "scenarios").glob("*.yaml")) if not is_programme(path)]


def changed(base: Scenario, *changes: str, moves: tuple[Move, ...] = ()) -> dict[str, float]:
    plan = vary(base, lineup(base, changes, moves))
    return {code: plan.officers(code) for code in plan.countries}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_value_of_a_plan_has_a_meaning(path: Path) -> None:
    plain = [leaf.path for leaf in leaves(load(path)) if leaf.path[0] not in (*TELLING, "behaviour")]
    assert [path for path in plain if not meaning(tuple(map(str, path)))] == []


def test_meanings_are_of_keys_that_the_handbook_names() -> None:
    handbook = (ROOT / "scenarios" / "README.md").read_text(encoding="utf-8")
    missing = [key for key in meanings() if key.replace("*", "XX").split(".")[-1] not in handbook]
    assert missing == []


def test_a_lever_says_unit_range_value_and_meaning() -> None:
    found = {one.key: one for one in levers(load_text(TEXT))}
    assert found["cooperation.scale"].range == "0 to 1"
    assert found["days"].range == "1 to 31" and found["days"].value == "2"
    assert found["countries.BG.officers.police"].value == "120"
    assert found["behaviour.checks.person_thorough"].unit == "h"
    assert found["behaviour.checks.person_thorough"].value == "11 min"
    assert found["behaviour.checks.person_thorough"].range.endswith("min")
    assert found["europol.analysts"].range == "0 to 1,000"
    assert found["centre.open"].unit == "true or false"


def test_levers_can_be_set_by_their_keys_to_the_values_that_they_show() -> None:
    base = load_text(with_change("jits: [[BG, RS]]", "jits: [{members: [BG, RS]}]"))
    shown = {one.key: one.value for one in levers(base) if one.value and not one.key.startswith("behaviour.")}
    assert len(shown) > 60
    assert vary(base, shown).hash == base.hash


def test_words_find_levers_and_posts() -> None:
    base = load_text(TEXT)
    assert {one.key for one in levers(base, "LIAISON selec")} >= {"countries.BG.liaison.selec"}
    assert levers(base, "nothing of the kind") == []
    assert [row.id for row in post_rows(base, "oslo postal")] == ["oslo-mail"]
    assert {"BG", "RS"} <= set(post_rows(base, "kalotina-gradina")[0].sides.split())
    assert {"RS" in row.sides.split() for row in post_rows(base, "RS")} == {True}
    assert post_rows(base, "EL") == post_rows(base, "GR") != []
    airport = post_rows(base, "sofia-airport")[0]
    assert airport.persons_per_day == 1.5 * base.active_posts()["sofia-airport"].persons_per_day


def test_officers_in_all_are_shared_in_proportion() -> None:
    base = load_text(TEXT)  # BG 200, RS 100, NO 20
    assert changed(base, "+32") == {"BG": 220, "RS": 110, "NO": 22}
    assert changed(base, "-160") == {"BG": 100, "RS": 50, "NO": 10}
    assert changed(base, "640") == {"BG": 400, "RS": 200, "NO": 40}
    assert changed(base, "+10%") == {"BG": 220, "RS": 110, "NO": 22}
    assert sum(changed(base, "+1,001").values()) == 1321


def test_officers_of_one_country_keep_the_shares_of_services() -> None:
    base = load_text(TEXT)
    plan = vary(base, lineup(base, ["BG=+100"], ()))
    assert plan.countries["BG"].officers == {"police": 180, "border_guard": 120}
    assert plan.officers("RS") == 100
    assert plan.planned_checks("BG")["person"] == pytest.approx(4000 * (0.5 + 0.5 * 300 / 200))
    assert changed(base, "BG=50")["BG"] == 50
    assert changed(base, "BG=+100", "BG=-50")["BG"] == 250
    assert changed(base, "BG=1.200")["BG"] == changed(base, "BG=+1 000")["BG"] == 1200
    assert changed(base, "BG=−50")["BG"] == 150
    assert changed(base, "BG=+2,5 %")["BG"] == changed(base, "BG=+2.5%")["BG"] == 205


def test_officers_move() -> None:
    assert changed(load_text(TEXT), moves=((60, "BG", "RS"),)) == {"BG": 140, "RS": 160, "NO": 20}


def test_scales_of_the_plan_are_counted() -> None:
    base = load_text(with_change("days: 2", "days: 2\nofficers_scale: 0.5"))
    assert changed(base, "BG=+50") == {"BG": 150, "RS": 50, "NO": 10}


@pytest.mark.parametrize(
    ("changes", "moves", "said"),
    [
        (["more"], (), "is no number of officers"),
        (["50%"], (), "is no number of officers"),
        (["AT=+5"], (), "AT takes no part"),
        (["-9999"], (), "320 officers cannot become -9,679"),
        (["RS=-101"], (), "1 officers fewer than none"),
        ([], ((101, "RS", "BG"),), "1 officers fewer than none"),
        ([], ((1, "RS", "AT"),), "AT takes no part"),
    ],
)
def test_what_cannot_be_changed_is_told(changes: list[str], moves: tuple[Move, ...], said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        lineup(load_text(TEXT), changes, moves)


def test_lanes_of_a_reference_post_are_set_by_side() -> None:
    base = load_text(TEXT)
    plan = vary(base, {"posts.lanes.kalotina-gradina.BG": "7"})
    before, after = base.active_posts()["kalotina-gradina"], plan.active_posts()["kalotina-gradina"]
    assert (after.lanes_a, after.lanes_b) == (7, before.lanes_b)
    assert plan.hash != base.hash and load_text(plan.text).hash == plan.hash
    with pytest.raises(ScenarioError, match="NO has no side at 'kalotina-gradina'"):
        vary(base, {"posts.lanes.kalotina-gradina.NO": "7"})


def test_traffic_of_any_post_is_set_by_the_day() -> None:
    base = load_text(TEXT)
    plan = vary(base, {"posts.per_day.kalotina-gradina.persons": 30_000, "posts.per_day.oslo-mail.parcels": "900"})
    before, after = base.active_posts()["kalotina-gradina"], plan.active_posts()["kalotina-gradina"]
    assert (after.persons_per_day, after.vehicles_per_day) == (30_000, before.vehicles_per_day)
    assert plan.active_posts()["oslo-mail"].parcels_per_day == 900
    assert plan.hash != base.hash and load_text(plan.text).hash == plan.hash
    twice = vary(plan, {"posts.traffic.kalotina-gradina": 2})
    assert post_rows(twice, "kalotina-gradina")[0].persons_per_day == 60_000
    for wrong, said in (("kalotina", "is not a known post"), ("kalotina-gradina", "is negative|Write 0 or more")):
        with pytest.raises(ScenarioError, match=said):
            vary(base, {f"posts.per_day.{wrong}.vehicles": -1 if "-" in wrong else 1})


def test_what_can_be_set_for_any_post_is_listed_and_can_be_set() -> None:
    base = load_text(TEXT)
    places = {"POST": "kalotina-gradina", "SIDE": "RS"}
    found = [one for one in levers(base, "posts") if "POST" in one.key]
    assert len(found) == 6 and all((one.range or one.unit == "list") and one.meaning for one in found)
    for one in found:
        key = ".".join(places.get(part, part) for part in one.key.split("."))
        assert vary(base, {key: ["06:00-18:00"] if one.unit == "list" else 3}).hash != base.hash


def test_shifts_are_found_though_no_plan_names_them() -> None:
    found = {one.key for one in levers(load_text(TEXT), "officers shifts")}
    assert found >= {"shifts", "countries.COUNTRY.shifts", "posts.shifts.POST.SIDE"}


def test_a_post_of_the_reference_data_can_be_replaced() -> None:
    base = load_text(TEXT)
    reference = base.active_posts()["kalotina-gradina"]
    where = "name: K, kind: road, lat: 43, lon: 22.8, countries: [BG, RS]"
    post = f"{{{where}, persons_per_day: 9, vehicles_per_day: 3, lanes: 2}}"
    added = vary(base, {"posts.added.kalotina-gradina": post}).active_posts()["kalotina-gradina"]
    assert (added.persons_per_day, added.lanes_a, added.lanes_b) == (9, 2, 2)
    assert added.equipment == reference.equipment


def test_a_programme_takes_values_of_its_own_and_of_its_theatre(tmp_path: Path) -> None:
    path = write(tmp_path)
    base = load_programme(path)
    plan = load_programme(path, {"officers_scale": "0.5", "between.replacement": "90 d", "networks.count": "8"})
    assert plan.officers_scale == 0.5 and plan.between.replacement == 90 * 24
    assert plan.scenario.networks.count == 8 and plan.scenario.officers_scale == base.scenario.officers_scale
    assert "90 d" in plan.text
    with pytest.raises(ScenarioError, match="cuont: unknown key"):
        load_programme(path, {"networks.cuont": "8"})


def test_lanes_reach_the_actions_of_a_programme(tmp_path: Path) -> None:
    plan = load_programme(write(tmp_path), {"posts.lanes.kapitan-andreevo-kapikule.BG": "9"})
    action = next(one for one in plan.ordered() if "BG" in one.countries)
    post = scenario_of(plan, action, 0.0).active_posts()["kapitan-andreevo-kapikule"]
    assert 9 in (post.lanes_a, post.lanes_b)
