"""A difference is taken apart without rest, and examples are arrests that one world alone has."""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pyarrow as pa
import pytest
from click.testing import CliRunner

from sim.cli import main
from sim.errors import StoreError
from sim.experiment import replicate
from sim.experiment import trace as tracing
from sim.experiment.compare import compare
from sim.experiment.explanation import Explanation, explain, explained
from sim.experiment.partings import parting
from sim.experiment.ways import NO_ANSWER, PACKAGE, WAYS, kinds_of_place, sorted_arrests
from sim.outcome.measures import measure
from sim.outcome.outcome import Outcome
from sim.words import ArrestPath, Channel, Detector, PostKind
from tests import theatre
from tests.experiment import plans
from tests.experiment.test_trace import CASE, HOUSE, story

FEWER = {"countries.HU.officers.police": "5"}


@pytest.fixture(autouse=True)
def _stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replicate, "replay", plans.replay)
    monkeypatch.setattr(tracing, "replay", plans.replay)


def tables(outcome: Outcome) -> dict[str, pa.Table]:
    return {name: pa.table(dict(table.columns)) for name, table in outcome.tables.items()}


@pytest.fixture(scope="module")
def found() -> Explanation:
    with pytest.MonkeyPatch.context() as patch:
        for module in (replicate, tracing):
            patch.setattr(module, "replay", plans.replay)
        return explain(plans.small(), plans.small(FEWER), 12, workers=1)


@pytest.mark.parametrize("way", WAYS)
def test_the_parts_of_a_way_add_up_to_the_whole(way: str, found: Explanation) -> None:
    rows = found.frame()
    parts = rows[rows["way"] == way]
    for name in ("base", "variant", "difference"):
        assert parts[name].sum() == pytest.approx(getattr(found.whole, name), abs=1e-9)
    assert len(parts) == parts["part"].nunique()


def test_the_whole_is_the_difference_that_a_comparison_tells(found: Explanation) -> None:
    told = compare(plans.small(), plans.small(FEWER), 12, workers=1).variants[0].differences["arrests"]
    assert found.whole.difference == told.difference
    assert (found.whole.ci_low, found.whole.ci_high) == (told.ci_low, told.ci_high)
    assert found.whole.difference < 0


def test_an_example_is_in_one_plan_alone(found: Explanation) -> None:
    assert found.examples
    for one in found.examples:
        names = [{*run.table("arrests").query("replication == @one.replication")["arrest"]} for run in found.runs]
        assert one.arrest in names[one.plan]
        assert one.arrest not in names[1 - one.plan]
        last = next(step for step in reversed(one.story.steps) if step.id == one.arrest)
        assert one.story.where[one.story.steps.index(last)] == "here"
        assert one.story.parts_at_h <= last.time_h


def test_plans_that_are_the_same_leave_nothing_to_tell() -> None:
    same = explain(plans.small(), plans.small(), 2, workers=1)
    assert same.whole.effect == "identical"
    assert not same.examples
    assert {part.difference.difference for part in same.parts} == {0.0}


def test_every_word_has_its_part() -> None:
    posts = {kind: f"AT/{kind}" for kind in get_args(PostKind)}
    places = {kind: f"checks at {kind}" for kind in posts}
    for path in get_args(ArrestPath):
        for channel in (*get_args(Channel), ""):
            for detector in get_args(Detector):
                row = _sorted(path, channel, detector, posts["road"], places)
                assert all(row[way] for way in WAYS)


def _sorted(path: str, channel: str, detector: str, checkpoint: str, places: Mapping[str, str]) -> dict[str, Any]:
    arrest = {
        "arrest": "c/arrest-1",
        "case": "c",
        "time_h": 2.0,
        "country": "AT",
        "path": path,
        "checkpoint": checkpoint,
    }
    answer = {"case": "c", "status": "answered", "answered_h": 1.0, "channel": channel}
    none = pa.table({"operation": pa.array([], pa.string()), "cause": pa.array([], pa.string())})
    given = {
        "arrests": pa.Table.from_pylist([arrest]),
        "cases": pa.Table.from_pylist([{"case": "c", "detector": detector, "cause": ""}]),
        "messages": pa.Table.from_pylist([answer | {"status": "answered" if channel else "open"}]),
        "operations": none,
        "packages": pa.table({"package": pa.array([], pa.string())}),
    }
    return sorted_arrests(given, places).rows[0]


@pytest.mark.parametrize("kind", get_args(PostKind))
def test_checks_are_told_apart_by_where_they_are_made(kind: str) -> None:
    known = {post.kind: key for key, post in theatre.full_scale().active_posts().items()}
    names = kinds_of_place(theatre.full_scale())
    if kind in known:
        assert "checks" in names[known[kind]]
        assert (names[known[kind]] == "border checks") == (kind not in ("inland", "postal", "online"))


def test_a_search_rests_on_the_answer_to_the_case_before_it() -> None:
    rows = {row["arrest"]: row for row in sorted_arrests(tables(story()), {"kapitan": "border checks"}).rows}
    search = rows[f"{HOUSE}/arrest-1"]
    assert search["channel"] == "SIENA"
    assert search["country"] == "HU"
    assert search["case"] == HOUSE


def test_an_answer_that_came_later_is_none() -> None:
    given = tables(story())
    later = given["messages"].to_pandas()
    later["answered_h"] = 100.0
    given["messages"] = pa.Table.from_pandas(later, preserve_index=False)
    rows = {row["arrest"]: row for row in sorted_arrests(given, {}).rows}
    assert rows[f"{HOUSE}/arrest-1"]["channel"] == NO_ANSWER


def test_a_story_parts_where_the_other_world_goes_on_otherwise() -> None:
    here, there = story(), _without_arrest()
    told = parting(here, there, f"{HOUSE}/arrest-1")
    where = dict(zip([step.what for step in told.steps], told.where, strict=True))
    assert where["movement (firearms) begun from TR to AT"] == "both"
    assert where["urgent request to AT by siena: answered after 2.0 h"] == "both"
    assert where["follow up search: found"] == "here"
    assert where["follow up search: nothing"] == "there"
    assert told.parts_at_h == 7.0
    assert {step.id for step in told.steps} >= {CASE, HOUSE}


def _without_arrest() -> Outcome:
    other = story()
    searches = dict(other["searches"].columns) | {"outcome": ["nothing"]}
    arrests = {name: column[:1] for name, column in other["arrests"].columns.items()}
    cases = {name: column[:-1] for name, column in other["cases"].columns.items()}
    kind = type(other["arrests"])
    new = dict(other.tables) | {"searches": kind(searches), "arrests": kind(arrests), "cases": kind(cases)}
    return Outcome(**{name: getattr(other, name) for name in other.__slots__} | {"tables": new})


def test_where_nobody_answers_nothing_rests_on_an_answer() -> None:
    plan, quiet = theatre.small(), theatre.small(theatre.APART)
    known = [sorted_arrests(tables(theatre.outcome(one)), kinds_of_place(one)) for one in (plan, quiet)]
    channels = [Counter(row["channel"] for row in one.rows) for one in known]
    assert channels[0].keys() > {NO_ANSWER, PACKAGE}
    assert channels[1].keys() == {NO_ANSWER}
    assert {row["channel"] for row in known[0].rows if row["path"] == "network operation"} == {PACKAGE}
    assert sum(channels[0].values()) == measure(theatre.outcome(plan)).total["arrests"]
    alone = sorted(known[0].names - known[1].names)
    told = parting(theatre.outcome(plan), theatre.outcome(quiet), alone[0])
    assert np.isfinite(told.parts_at_h)
    assert "here" in told.where


def test_a_variant_that_is_not_there_is_refused() -> None:
    with pytest.raises(StoreError, match="no variant 2"):
        explained(compare(plans.small(), plans.small(FEWER), 2, workers=1), 2)


@pytest.fixture
def file(tmp_path: Path) -> str:
    (tmp_path / "plan.yaml").write_text(plans.SMALL, encoding="utf-8")
    return str(tmp_path / "plan.yaml")


def told(*words: str) -> Any:
    return CliRunner().invoke(main, ["explain", *words])


def test_a_folder_and_plans_are_explained_alike(file: str, tmp_path: Path) -> None:
    folder, page = tmp_path / "pairs", tmp_path / "why.html"
    first = told(
        file, "--set", "countries.HU.officers.police=5", "-n", "3", "--workers", "1", "--out", str(folder), "--json"
    )
    assert first.exit_code == 0, first.output
    document = json.loads(first.stdout)
    assert json.loads((folder / "explanation.json").read_text(encoding="utf-8")) == document
    assert told(str(folder), "--seed", "2").exit_code == 2
    again = told(str(folder), "--page", str(page), "--json")
    assert json.loads(again.stdout) == document
    assert page.read_text(encoding="utf-8") == (folder / "explanation.html").read_text(encoding="utf-8")
    text = page.read_text(encoding="utf-8")
    assert all(f'id="plot-by-{way}"' in text for way in WAYS)
    assert document["examples"][0]["arrest"] in text


def test_the_terminal_tells_the_whole_its_parts_and_a_story(file: str) -> None:
    said = told(file, "--set", "countries.HU.officers.police=5", "-n", "3", "--workers", "1")
    assert said.exit_code == 0, said.output
    for words in ("All arrests", "By path", "By country", "By channel", "By institution", "the stories part at hour"):
        assert words in said.output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "name a plan B"),
        (["--set", "days=2", "--variant", "1"], "--variant is of a folder"),
        (["missing.yaml"], "missing.yaml"),
        (["--set", "days=2", "--page", "plan.yaml"], "is there already; name another file"),
        (["--set", "days=2", "--page", "nowhere/why.html"], "cannot be written: there is no folder nowhere"),
    ],
)
def test_what_cannot_be_explained_is_refused(
    words: list[str], says: str, file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    refused = told(file, *words)
    assert refused.exit_code == 2
    assert says in refused.output
