"""Tables out of a plan: what is written reads back as the same plan."""

from dataclasses import replace
from pathlib import Path

import pytest

from sim.errors import StoreError
from sim.scenario.exports import export
from sim.scenario.load import load, load_text, vary
from sim.scenario.reference import Post
from sim.scenario.schema import Scenario
from tests.scenario.minimal import TEXT, written

EVENTS = (
    "[{at: 90 min, kind: surge, posts: [kalotina-gradina, sofia-airport], traffic: 1.125, lasts: 4 h},"
    " {when: {measure: arrests, country: BG, at_least: 3}, kind: siena_down, lasts: 0.1 h, id: the-line},"
    " {at: 2 h, kind: reassign, country: BG, from: kalotina-gradina, to: sofia-airport, officers: 10},"
    " {at: 3 h, kind: jit_proposed, countries: [BG, RS], europol: true},"
    " {at: 5 h, kind: lift, event: the-line}]"
)
CHANGED = {
    "events": EVENTS,
    "posts.lanes.kalotina-gradina.RS": "9",
    "posts.per_day.kalotina-gradina.persons": "1234",
    "posts.traffic.kalotina-gradina": "2",
}


def kept(post: Post) -> Post:
    """A post without what a table does not hold: where the data have it from."""
    return replace(post, trust="", source="", note="", since=None, until=None, control_since=None, control_until=None)


def taken_in(folder: Path, place: str, name: str) -> Scenario:
    """The plan that extends the changed one and takes a table in."""
    written(folder, vary(load_text(TEXT), CHANGED).text, "plan.yaml")
    value = f"{{added: {name}}}" if place == "posts" else name
    return load(written(folder, f"extends: plan.yaml\nname: Again\n{place}: {value}\n", "again.yaml"))


@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_events_read_back(tmp_path: Path, suffix: str, separator: str) -> None:
    plan = vary(load_text(TEXT), CHANGED)
    export(plan, "events", tmp_path / f"events{suffix}", separator=separator)
    assert taken_in(tmp_path, "events", f"events{suffix}").events == plan.events


@pytest.mark.parametrize("name", ["posts.csv", "posts.xlsx", "posts.geojson"])
@pytest.mark.parametrize("separator", [",", ";"])
def test_posts_read_back(tmp_path: Path, name: str, separator: str) -> None:
    plan = vary(load_text(TEXT), CHANGED)
    export(plan, "posts", tmp_path / name, separator=separator)
    again = taken_in(tmp_path, "posts", name)
    assert set(again.posts.added) == set(plan.active_posts()), "every post is in the table"
    assert {key: kept(post) for key, post in again.active_posts().items()} == {
        key: kept(post) for key, post in plan.active_posts().items()
    }


def test_a_place_that_will_not_do_is_refused(tmp_path: Path) -> None:
    plan = load_text(TEXT)
    for what, name in (("events", "events.geojson"), ("posts", "posts.txt"), ("countries", "countries.yaml")):
        with pytest.raises(StoreError, match="ends in none of"):
            export(plan, what, tmp_path / name)
    export(plan, "posts", tmp_path / "posts.csv")
    with pytest.raises(StoreError, match="is there already"):
        export(plan, "posts", tmp_path / "posts.csv")
    export(plan, "posts", tmp_path / "posts.csv", force=True)
    with pytest.raises(StoreError, match="cannot be written"):
        export(plan, "posts", tmp_path / "nowhere" / "posts.csv")
