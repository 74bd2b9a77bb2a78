"""What null takes away, in files and by override, and what goes with a country or a post."""

from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario.doubts import doubts
from sim.scenario.leaves import leaves
from sim.scenario.load import load, load_text, vary
from sim.scenario.schema import Scenario
from tests.scenario.minimal import TEXT, with_change, written

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "scenarios" / "jad-see-2024.yaml"


def over(folder: Path, text: str, base: str = TEXT) -> Scenario:
    written(folder, base)
    return load(written(folder, f"extends: danube.yaml\n{text}", "variant.yaml"))


def names(scenario: Scenario, code: str) -> list[str]:
    """Paths of all values that name a country, itself or in a pair."""
    found = []
    for leaf in leaves(scenario):
        words = [str(part) for part in leaf.path] + [str(leaf.value)]
        if leaf.path[0] != "description" and any(code in word.split("-") for word in words):
            found.append(".".join(map(str, leaf.path)))
    return found


def test_a_country_is_gone_everywhere(tmp_path: Path) -> None:
    plan = over(tmp_path, "countries: {RS: null}\n")
    assert list(plan.countries) == ["BG", "NO"]
    assert names(plan, "RS") == []
    assert plan.gone == (
        "countries.RS",
        "deployments.0: asset canine, post kalotina-gradina, country RS",
        "cooperation.pairs.BG-RS: full",
        "preparation.jits.0: BG RS",
    )


@pytest.mark.parametrize("code", ["RS", "BA", "BG", "AL", "MD", "TR", "UA", "HU", "DE"])
def test_every_country_of_the_reference_action_can_go(code: str) -> None:
    plan = load(REFERENCE, {f"countries.{code}": "null"})
    assert code not in plan.countries
    assert names(plan, code) == []
    assert plan.gone[0] == f"countries.{code}"
    again = load_text(plan.text)
    assert again.hash == plan.hash and again.gone == ()


def test_what_does_not_name_the_country_stays() -> None:
    base, plan = load(REFERENCE), load(REFERENCE, {"countries.UA": "null"})
    assert len(plan.deployments) == len(base.deployments) - 1  # type: ignore[attr-defined]
    assert plan.cooperation == base.cooperation
    assert plan.preparation == base.preparation
    assert plan.posts == base.posts


def test_posts_without_a_side_go_with_all_that_stood_there(tmp_path: Path) -> None:
    plan = over(tmp_path, "countries: {BG: null}\n")
    assert list(plan.posts.traffic) == []
    assert [event.kind for event in plan.events] == ["surge"]
    assert list(plan.posts.added) == ["oslo-mail"]
    gone = over(tmp_path, 'countries: {"NO": null}\n')
    assert gone.posts.added == {}
    assert "posts.added.oslo-mail" in " ".join(gone.gone)


def test_a_post_pair_team_and_event_can_go(tmp_path: Path) -> None:
    text = """\
posts: {traffic: {sofia-airport: null}}
cooperation: {pairs: {BG-RS: null}}
preparation: {jits: {"0": null}}
events: {"0": null, "2": null}
"""
    plan = over(tmp_path, text)
    assert plan.posts.traffic == {} and plan.cooperation.pairs == {} and plan.preparation.jits == ()
    assert [event.kind for event in plan.events] == ["reassign"]
    assert plan.gone == ()


def test_an_added_post_goes_with_what_names_it(tmp_path: Path) -> None:
    base = with_change("sofia-airport: 1.5", "oslo-mail: 1.5").replace("to: sofia-airport", "to: oslo-mail")
    base = base.replace("countries: [NO]", "countries: [BG]")
    base = base.replace('  "NO":\n    officers: {customs: 20}\n    plan: {officers: 20, parcel: 300}\n', "")
    plan = over(tmp_path, "posts: {added: {oslo-mail: null}}\n", base)
    assert plan.posts.added == {} and plan.posts.traffic == {}
    assert [event.kind for event in plan.events] == ["surge", "siena_down"]


def test_published_and_behaviour_go_back_to_what_holds_without_them(tmp_path: Path) -> None:
    base = with_change("days: 2", "days: 2\npublished: {arrests: 9}")
    plan = over(tmp_path, "published: null\nbehaviour: {checks: null}\n", base)
    assert plan.published.arrests is None
    assert plan.given == frozenset()


def test_places_of_overrides_are_those_before_anything_is_taken(tmp_path: Path) -> None:
    base = load_text(TEXT)
    plan = vary(base, {"events.0": "null", "events.2": "null", "countries.RS": "null"})
    assert [event.kind for event in plan.events] == ["reassign"]
    assert list(plan.countries) == ["BG", "NO"]


def test_a_variant_may_bring_a_country_back(tmp_path: Path) -> None:
    over(tmp_path, "countries: {RS: null}\n")
    text = "extends: variant.yaml\ncountries:\n  RS: {officers: {police: 5}, plan: {officers: 5}}\n"
    assert list(load(written(tmp_path, text, "again.yaml")).countries) == ["BG", "NO", "RS"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("countries: {AT: null}\n", "countries.AT: an empty value is not a mapping"),
        ("countries:\n  RS:\n", "countries.RS: an empty value is not a mapping"),
        ("days: null\n", "2  days: null takes away what every plan needs"),
        ('events: {"7": null}\n', "events: the list has no such place"),
        ("countries: {RS: null}\npreparation: {jits: [[BG, RS]]}\n", "preparation.jits.0.1: RS takes no part"),
    ],
)
def test_what_cannot_be_taken_away_is_told(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        over(tmp_path, text)
    assert said in str(refused.value)


def test_a_scale_of_nothing_is_doubted() -> None:
    base = load_text(TEXT)
    assert "without an officer" not in " ".join(doubts(base))
    assert "RS takes part without an officer" in " ".join(doubts(vary(base, {"countries.RS.officers_scale": "0"})))


def test_scales_are_numbers_and_percentages_and_cooperation_cannot_be_more_than_full() -> None:
    base = load_text(TEXT)
    half = vary(base, {"officers_scale": "50%"})
    assert half.officers_scale == 0.5 and half.hash == vary(base, {"officers_scale": "0.5"}).hash
    assert vary(base, {"cooperation.scale": "80 %"}).cooperation.scale == 0.8
    with pytest.raises(ScenarioError, match="is not between 0 and 1"):
        vary(base, {"cooperation.scale": "1.1"})


def test_trust_adds_to_every_level() -> None:
    base = load_text(TEXT)
    assert base.cooperation.scale == 1.0
    trusting = vary(base, {"cooperation.trust": "0.2", "cooperation.scale": "0.5"})
    assert trusting.cooperation.scale == pytest.approx(0.6)


@pytest.mark.parametrize("path", ["centre", "days", "countries.RS.plan", "countries.RS.officers", "europol.analysts"])
def test_what_every_plan_needs_is_not_taken_away_and_the_null_is_named(tmp_path: Path, path: str) -> None:
    """Not the line at which the key would stand, where it does stand."""
    *above, key = path.split(".")
    nested = "".join(f"{name}: {{" for name in above) + f"{key}: null" + "}" * len(above)
    with pytest.raises(ScenarioError) as refused:
        over(tmp_path, f"name: Less\n{nested}\n")
    (fault,) = refused.value.faults
    assert (fault.line, fault.key) == (3, path) and fault.file.endswith("variant.yaml")
    assert fault.found == "null takes away what every plan needs"
    with pytest.raises(ScenarioError) as by_hand:
        vary(load_text(TEXT), {path: None})
    assert [(one.file, one.key, one.found) for one in by_hand.value.faults] == [("--set", path, fault.found)]


def test_an_event_is_taken_away_by_its_place_as_a_number_or_as_text(tmp_path: Path) -> None:
    left = [over(tmp_path, f"events: {{{place}: null}}\n").events for place in ("1", '"1"')]
    assert [event.kind for event in left[0]] == ["surge", "siena_down"] and left[0] == left[1]
    with pytest.raises(ScenarioError, match="the list has no such place"):
        over(tmp_path, "events: {7: null}\n")


@pytest.mark.parametrize("code", ["EL", "XX"])
def test_nothing_more_is_said_of_a_country_that_is_none(tmp_path: Path, code: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        over(tmp_path, f"countries: {{{code}: null}}\n")
    assert len(refused.value.faults) == 1
