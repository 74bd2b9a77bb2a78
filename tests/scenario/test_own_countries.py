"""A country that the reference data do not have: what a plan must say of it, what is assumed, what is refused."""

from collections.abc import Mapping

import pytest

from sim.errors import ScenarioError
from sim.joint_action import JointAction
from sim.scenario.assumptions import assumptions
from sim.scenario.load import load_text, vary
from sim.scenario.schema import Scenario
from sim.scenario.totals import new
from tests.scenario.minimal import TEXT

OWN: Mapping[str, object] = {
    "profile": {"name": "Examplia", "neighbours": ["BG"], "frameworks": ["selec"]},
    "officers": {"police": 60},
    "liaison": {"selec": 1},
    "plan": {"officers": 60, "person": 300},
}
BASE = load_text(TEXT, "minimal")
PLAN = vary(BASE, {"countries.XA": OWN, "cooperation.pairs.XA-RS": "close", "events": "[]"})


def faults(overrides: Mapping[str, object]) -> str:
    """What is said of the plan so changed."""
    with pytest.raises(ScenarioError) as caught:
        vary(PLAN, overrides)
    return str(caught.value)


def from_totals(known: Mapping[str, Mapping[str, int]]) -> Scenario:
    """A plan of two countries of the reference data and one that is not there."""
    return new(
        "Three",
        officers=1_000,
        start="2025-11-10",
        days=2,
        centre="Tirana",
        countries=["AL", "BG"],
        own={"XA": {"name": "Examplia", "neighbours": ["BG"]}},
        known=known,
    )


def test_it_has_a_road_to_each_neighbour_which_can_be_set_like_any_other() -> None:
    post = PLAN.active_posts()["bg-xa"]
    assert (post.sides, post.lanes_a, post.persons_per_day) == (("XA", "BG"), 2, 7500)
    wider = vary(PLAN, {"posts.lanes.bg-xa.XA": 6, "countries.XA.profile.crossing.persons_per_day": 900})
    post = wider.active_posts()["bg-xa"]
    assert (post.lanes_a, post.lanes_b, post.persons_per_day) == (6, 2, 900)


def test_two_countries_of_the_plans_own_share_one_road() -> None:
    other = {**OWN, "profile": {"name": "Samplonia", "neighbours": ["XA", "BG"]}, "liaison": {}}
    plan = vary(PLAN, {"countries.XB": other, "countries.XA.profile.neighbours": ["XB", "BG"]})
    assert {"xa-xb", "bg-xa", "bg-xb"} <= plan.active_posts().keys()


def test_it_belongs_where_its_profile_says() -> None:
    facts = PLAN.facts
    assert "XA" in facts.members("selec") and "XA" not in facts.members("eu")
    assert "XA" in facts.connected("interpol") and "XA" not in facts.connected("siena")
    assert facts.standing("XA") == "none" and facts["XA"].detention_limit_h == 48.0
    assert (facts["XA"].lat, facts["XA"].lon) == (facts["BG"].lat, facts["BG"].lon)
    assert "countries.XA.liaison.selec" in faults({"countries.XA.profile.frameworks": []})


def test_it_acts_in_a_run_and_others_ask_it() -> None:
    outcome = JointAction(PLAN, 1, 0).run()
    checked = {row["country"] for row in outcome["posts"].rows() if row["checks_person"]}
    assert {"XA", "BG", "RS"} <= checked
    assert PLAN.hash != BASE.hash and load_text(PLAN.text, "again").hash == PLAN.hash


def test_what_its_profile_does_not_say_is_called_assumed() -> None:
    row = next(row for row in assumptions(PLAN) if row.path == "countries.XA.profile")
    assert "detention_limit" in str(row.value) and "neighbours" not in str(row.value)
    assert row.trust == "assumed"


def test_it_goes_as_any_other_country_does() -> None:
    gone = vary(PLAN, {"countries.XA": None})
    assert "bg-xa" not in gone.active_posts() and "XA-RS" not in gone.cooperation.pairs


@pytest.mark.parametrize(
    ("overrides", "key", "said"),
    [
        (
            {"countries.XB": {"officers": {"police": 1}, "plan": {"officers": 1}}},
            "countries.XB",
            "countries.XB.profile",
        ),
        ({"countries.UK": OWN}, "countries.UK", "'GB'"),
        ({"countries.RS.profile": {"name": "Mine"}}, "countries.RS.profile", "is in the reference data"),
        ({"countries.XA.profile.neighbours": ["BG", "XQ"]}, "profile.neighbours.1", "'XQ' is not a country"),
        ({"countries.XA.profile.neighbours": ["BG", "BG"]}, "profile.neighbours.1", "Name each other country once"),
        ({"countries.XA.profile.lat": 40.0}, "countries.XA.profile", "one coordinate"),
        ({"countries.XA.profile.frameworks": ["nato"]}, "profile.frameworks.0", "'nato'"),
        ({"countries.XA.profile.detention_limit": 48}, "profile.detention_limit", "has no unit"),
        ({"countries.XA.profile.neighbours": []}, "countries.XA", "no post where it could check"),
        ({"countries.XA.profile": {"languages": ["en"]}}, "countries.XA.profile.name", "missing"),
    ],
)
def test_what_does_not_fit_is_told_at_its_place(overrides: dict[str, object], key: str, said: str) -> None:
    text = faults(overrides)
    assert key in text and said in text


def test_from_totals_it_needs_its_officers_and_the_rest_is_marked_assumed() -> None:
    plan = from_totals({"XA": {"officers": 100}})
    assert list(plan.countries) == ["AL", "BG", "XA"] and plan.officers("XA") == 100
    assert plan.planned_checks("XA")["person"] > 0
    assert plan.notes["countries.XA.profile.name"].trust == "expert"
    assert plan.notes["countries.XA.profile.detention_limit"].trust == "assumed"
    with pytest.raises(ScenarioError, match="how many officers XA brings"):
        from_totals({})
