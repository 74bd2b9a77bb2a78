"""Where the next ones should go: limits are kept, the best place is found, and the test meets luck of its own."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.cli import main
from sim.errors import ScenarioError
from sim.experiment import replicate
from sim.experiment.allocation.allocate import allocate, budget
from sim.experiment.allocation.pool import Limits, Pool, pools
from sim.experiment.allocation.result import Allocation, told, usual
from sim.outcome.measures import MEASURES
from sim.outcome.outcome import Outcome
from sim.present.allocation import allocation_report, marginal_rows, marginal_values, pareto
from sim.present.allocation import test_rows as rows_of_test
from sim.scenario.load import load, vary
from sim.scenario.resource import Position, Resource
from sim.scenario.resources import resources
from sim.scenario.schema import Scenario
from tests.experiment import plans
from tests.outcome import synthetic
from tests.theatre import small

BASE = plans.small()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int, int]]:
    """Stands for a model in which officers of Bulgaria find most; lists the runs that it is asked for."""
    runs = []

    def replay(scenario: Scenario, seed: int, replication: int, *_: object) -> Outcome:
        runs.append((scenario.hash, seed, replication))
        found = sum(scenario.officers(code) * (4 if code == "BG" else 1) for code in scenario.countries)
        codes, hours = tuple(scenario.countries), int(scenario.hours)
        return synthetic.outcome(
            seed, replication=replication, countries=codes, hours=hours, cases=int(found), scenario_hash=scenario.hash
        )

    monkeypatch.setattr(replicate, "replay", replay)
    return runs


@st.composite
def divided(draw: st.DrawFn) -> tuple[Pool, dict[str, float]]:
    """Something to divide, within limits that leave room; and whom it should go to."""
    names = ["A", "B", "C", "D"][: draw(st.integers(1, 4))]
    moved = draw(st.booleans())
    places, ends = {}, {}
    for name in names:
        now = draw(st.integers(0, 50))
        places[name] = Position(country=name, now=now, most=99, share=draw(st.floats(0, 9)), busy=1.0)
        ends[name] = (draw(st.integers(0 if moved else now, now)), now + draw(st.integers(0, 40)))
    room = sum(ends[name][1] - places[name].now for name in names)
    pool = Pool(
        resource=resources()["officers"], amount=draw(st.integers(1, 30)), moved=moved, places=places, ends=ends
    )
    if not moved and room:
        pool = Pool(resource=pool.resource, amount=min(pool.amount, room), moved=False, places=places, ends=ends)
    return pool, {name: draw(st.floats(-1, 1)) for name in names}


@given(divided())
@settings(max_examples=200, deadline=None)
def test_every_division_keeps_the_limits(case: tuple[Pool, dict[str, float]]) -> None:
    pool, favour = case
    if [*pool.faults()]:
        return
    for changes in (pool.division(favour), pool.proportional):
        assert sum(changes.values()) == (0 if pool.moved else pool.amount)
        assert sum(change for change in changes.values() if change > 0) <= pool.amount
        for name, change in changes.items():
            low, high = pool.ends[name]
            assert low <= pool.places[name].now + change <= high


def test_limits_of_a_planner_are_kept_and_the_rest_goes_where_it_should() -> None:
    limits = Limits(at_least={"HU": 25}, at_most={"BG": 34}, fixed=("AT",))
    (pool,) = pools(BASE, {"officers": 10}, limits=limits)
    assert pool.division({"BG": 1.0}) == {"HU": 6, "BG": 4}
    (moved,) = pools(BASE, {"officers": 10}, moved=True, limits=limits)
    assert moved.division({"BG": -1.0}) == {"BG": -10, "HU": 10}
    assert pools(BASE, {"officers": 7})[0].proportional == {"AT": 2, "BG": 3, "HU": 2}


@pytest.mark.parametrize("name", ["officers", "lanes", "analysts", "liaison", "canine", "scanner"])
def test_what_is_put_somewhere_stands_there_and_can_be_taken_away(name: str) -> None:
    one: Resource = resources()[name]
    base = small()
    before = one.places(base)
    place = max(before, key=lambda key: before[key].busy if before[key].now < before[key].most else -1.0)
    more = vary(base, one.placed(base, {place: 1}))
    after = one.places(more)
    assert {key: after[key].now - there.now for key, there in before.items() if after[key].now != there.now} == {
        place: 1
    }
    assert one.places(vary(more, one.placed(more, {place: -1}))) == before


def test_all_that_is_wrong_is_said_at_once() -> None:
    limits = Limits(at_least={"BGG": 5, "HU": 900}, at_most={"HU": 3}, fixed=("XX",))
    with pytest.raises(ScenarioError) as refused:
        pools(BASE, {"officers": 10, "tanks": 3}, limits=limits)
    said = str(refused.value)
    for part in ("'tanks'", "BGG", "Did you mean 'BG'?", "XX", "at least 900, at most 3", "limits demand 880"):
        assert part in said, said
    with pytest.raises(ScenarioError, match="nothing is to be divided"):
        pools(BASE, {})
    with pytest.raises(ScenarioError, match="leave room for 0 of 5"):
        pools(BASE, {"officers": 5}, limits=Limits(at_least={}, at_most={}, fixed=("AT", "BG", "HU")))


def test_the_best_place_is_found_and_tested_on_luck_that_the_search_never_met(asked: list[Any]) -> None:
    found = allocate(BASE, {"officers": 30}, 2, trials=8, workers=1, parameters="best")
    assert found.marginal.iloc[0]["place"] == "BG" and found.division == (("officers", "BG", 30),)
    assert found.test["proportional"]["arrests"].effect == "better"
    assert found.recommended.officers("BG") == 60 and "It beats" in found.answer
    searched = {(seed, replication) for _, seed, replication in asked if seed == 1}
    fresh = {(seed, replication) for _, seed, replication in asked if seed != 1}
    assert len(fresh) == 10 and {one for _, one in searched}.isdisjoint(one for _, one in fresh)
    assert len(asked) == len({*asked}) <= budget(found.pools, 30, 2, 8)
    assert_front(found)


def assert_front(found: Allocation) -> None:
    """Nobody on the front is beaten in all, and everybody else is."""
    points = found.front[["arrests", "officer_hours", "wait_mean_min"]].to_numpy() * [1, -1, -1]
    for at, alone in enumerate(found.front["front"]):
        beaten = [(other >= points[at]).all() and (other > points[at]).any() for other in points]
        assert alone != any(beaten)


def test_pairs_behind_each_figure_are_said_where_they_are_fewer_than_all(asked: list[Any]) -> None:
    found = allocate(BASE, {"officers": 30}, 2, trials=8, workers=1, parameters="best")
    screened = tuple((corner, replace(one, pairs=1, dropped=1)) for corner, one in found.screened)
    at = [*MEASURES].index("arrests")
    tried = [(made, values.copy()) for made, values in found.tried]
    for _, values in tried[1:]:
        values[0, at] = np.nan
    test = {
        against: {name: replace(one, pairs=9, dropped=1) for name, one in known.items()}
        for against, known in found.test.items()
    }
    few = replace(found, screened=screened, tried=tuple(tried), test=test)
    document = few.document()
    assert {(row["pairs"], row["of"]) for row in document["marginal"]} == {(1, 2)}
    assert {(row["arrests_pairs"], row["arrests_of"]) for row in document["plans"][1:]} == {(1, 2)}
    assert "on fresh luck, 9 of 10 pairs" in few.answer
    assert all("(1 of 2 pairs)" in row[2] for row in marginal_rows(few.marginal, "arrests", BASE))
    assert all("(9 of 10 pairs)" in row[2] for row in rows_of_test(document))
    assert "(1 of 2 pairs)" in marginal_values(few.marginal, "arrests").to_json()
    assert "(1 of 2 pairs)" in pareto(few.front, "officer_hours", "arrests").to_json()
    page = allocation_report(document, few.marginal, few.front, {"seed": 1}, BASE)
    assert "(1 of 2 pairs)</span></td>" in page and "in 10 pairs of runs with another seed" in page
    assert " of 2 pairs" not in " ".join(row[2] for row in marginal_rows(found.marginal, "arrests", BASE))


def test_where_every_place_is_alike_nothing_is_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replicate, "replay", plans.replay)
    found = allocate(BASE, {"officers": 30}, 2, trials=8, workers=1, parameters="best")
    assert found.test["base"]["arrests"].effect == "better"
    assert "It beats" not in found.answer
    same = replace(found, division=usual(found.pools))
    assert same.answer.startswith("No division was found that does better than the one in proportion")
    assert same.document()["is_proportional"]
    assert {row[0] for row in rows_of_test(same.document())} == {"the plan as it stands"}


def test_the_answer_names_the_places_that_change_most() -> None:
    made = tuple(("officers", code, change) for code, change in zip(("AT", "BG", "HU"), (3, 90, -7), strict=True))
    assert told(made, BASE) == "officers: Austria +3, Bulgaria +90, Hungary -7"
    assert told(made, BASE, 2) == "officers: Bulgaria +90, Hungary -7, and 1 more"


def test_officers_are_moved_to_where_they_find_most(asked: list[Any]) -> None:
    found = allocate(BASE, {"officers": 8}, 2, moved=True, trials=8, workers=1, parameters="best")
    total = sum(found.base.officers(code) for code in found.base.countries)
    assert sum(found.recommended.officers(code) for code in found.base.countries) == total
    assert found.recommended.officers("BG") == 38
    assert found.test["proportional"] == found.test["base"], "where nothing moved is the usual way, it is one question"
    assert {*found.marginal["change"]} == {8, -8}


@pytest.mark.slow
def test_the_only_post_with_a_queue_gets_the_lanes() -> None:
    sides = resources()["lanes"].places(small())
    busy, other = "kalotina-gradina/BG", "gyueshevo-deve-bair/BG"
    quiet = {f"posts.traffic.{name.split('/')[0]}": "0.05" for name in sides}
    base = small(quiet | {"days": "1", "networks.scale": "0", "posts.traffic.kalotina-gradina": "2"})
    held = [name for name in sides if name not in (busy, other)]
    limits = Limits(at_least={}, at_most={}, fixed=tuple(held))
    found: Allocation = allocate(
        base, {"lanes": 4}, 2, limits=limits, measure="wait_mean_min", trials=8, workers=1, parameters="best"
    )
    assert {place: change for _, place, change in found.division}[busy] >= 3
    assert found.test["proportional"]["wait_mean_min"].difference < 0
    assert found.test["proportional"]["wait_mean_min"].effect == "better"


def allocate_in(home: Path, *words: str) -> Any:
    (home / "small.yaml").write_text(plans.SMALL)
    given = ["allocate", str(home / "small.yaml"), "--workers", "1", "--parameters", "best", "--trials", "8"]
    return CliRunner().invoke(main, [*given, *words])


def test_the_recommended_plan_is_a_file_that_extends_the_base(asked: list[Any], tmp_path: Path) -> None:
    plan, out = tmp_path / "more.yaml", tmp_path / "out"
    told = allocate_in(tmp_path, "--officers", "30", "-n", "2", "--plan", str(plan), "--out", str(out))
    assert told.exit_code == 0, told.output
    assert "At most" in told.stderr and "runs" in told.stderr and "fresh luck" in told.stdout
    assert plan.read_text().startswith("extends: small.yaml")
    assert load(plan).officers("BG") == 60 and load(out / "recommended.yaml").officers("BG") == 60
    done = len(asked)
    grown = allocate_in(tmp_path, "--officers", "30", "--resume", "--out", str(out))
    assert grown.exit_code == 0 and len(asked) == done, grown.output
    answer = json.loads(allocate_in(tmp_path, "--movable", "8", "-n", "2", "--json").stdout)
    assert answer["moved"] and np.isfinite(answer["marginal"][0]["value"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--officers", "5", "--movable", "5"], "give one"),
        (["--officers", "5", "--at-least", "BG=x"], "is not a whole number"),
        (["--officers", "5", "--at-least", "BX=40"], "there is no such place"),
        (["--officers", "5", "--measure", "arests"], "there is no measure"),
        ([], "nothing is to be divided"),
    ],
)
def test_what_cannot_be_divided_is_refused(words: list[str], said: str, tmp_path: Path) -> None:
    told = allocate_in(tmp_path, *words, "-n", "2", "--out", str(tmp_path / "out"))
    assert told.exit_code == 2 and said in told.stderr and not (tmp_path / "out").exists()
