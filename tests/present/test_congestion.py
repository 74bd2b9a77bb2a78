"""Where travellers wait longest, in words that a planner can act on."""

from dataclasses import replace

import pytest

from sim.present.congestion import longest_wait
from sim.present.report import run_report
from sim.scenario.load import load_text
from tests.present import synthetic
from tests.scenario import minimal


@pytest.fixture
def run() -> synthetic.Run:
    return synthetic.run(synthetic.scenario(), replications=2)


def _waiting(run: synthetic.Run, minutes: dict[tuple[str, str], float]) -> synthetic.Run:
    """The run with the mean waits of some sides of posts, and none elsewhere."""
    posts = run.tables["posts"]
    waits = [minutes.get(key, 0.0) for key in zip(posts["post"], posts["country"], strict=True)]
    return replace(run, tables={**run.tables, "posts": posts.assign(travellers=1.0, wait_mean_min=waits)})


def test_the_side_with_the_longest_wait_is_told_with_the_change_that_adds_lanes(run: synthetic.Run) -> None:
    waits = {("roszke-horgos", "RS"): 25.0, ("roszke-horgos", "HU"): 43.0, ("kalotina-gradina", "BG"): 42.0}
    told = longest_wait(_waiting(run, waits))
    assert told.startswith("Longest mean wait: roszke-horgos (")
    assert "Hungary side" in told
    assert "43 min" in told
    lanes = run.scenario.active_posts()["roszke-horgos"]
    has = dict(zip(lanes.sides, (lanes.lanes_a, lanes.lanes_b), strict=True))["HU"]
    assert f"{has} lanes" in told
    assert told.endswith(f"--set posts.lanes.roszke-horgos.HU={has + 2}")


def test_the_change_that_is_told_gives_that_side_two_lanes_more_and_the_other_none() -> None:
    plan = load_text(minimal.TEXT)
    key, _, value = "posts.lanes.kalotina-gradina.RS=9".partition("=")
    before = plan.active_posts()["kalotina-gradina"]
    after = load_text(minimal.TEXT, overrides={key: value}).active_posts()["kalotina-gradina"]
    sides = dict(zip(after.sides, (after.lanes_a, after.lanes_b), strict=True))
    other = dict(zip(before.sides, (before.lanes_a, before.lanes_b), strict=True))
    assert (sides["RS"], sides["BG"]) == (9, other["BG"])


def test_nothing_is_told_where_nobody_waits(run: synthetic.Run) -> None:
    assert longest_wait(_waiting(run, {})) == ""
    assert longest_wait(synthetic.empty_run(replications=2)) == ""


def test_the_report_tells_it(run: synthetic.Run) -> None:
    page = run_report(_waiting(run, {("roszke-horgos", "HU"): 43.0}))
    assert "--set posts.lanes.roszke-horgos.HU=" in page
