"""A scenario from totals: what is given is kept, the rest follows the rule, and the rule is tried."""

import math
import re
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.errors import ScenarioError
from sim.scenario import allocation, reference
from sim.scenario.assumptions import assumptions
from sim.scenario.load import load, load_text, vary
from sim.scenario.schema import Scenario
from sim.scenario.shipped import shipped
from sim.scenario.totals import Totals, draft, new

ALONE = [name for name in shipped() if not name.startswith("jad-see-2024-") and name != "empact-year.yaml"]
"""Files that extend no other."""
ASKED = {"officers": 28_000, "start": "2025-11-10", "days": 5, "centre": "Tirana"}


def made(**more: object) -> Scenario:
    return load_text(draft(Totals(name="JAD SEE 2025", **{"countries": 27, **ASKED, **more})))  # type: ignore[arg-type]


def error(trials: tuple[allocation.LeftOut, ...], which: str) -> float:
    """Root of the mean square of what was missed, on the scale of factors."""
    return math.sqrt(sum(math.log(getattr(one, which) / one.published) ** 2 for one in trials) / len(trials))


def test_the_rule_beats_the_earlier_one_on_countries_that_it_has_not_seen() -> None:
    trials = allocation.left_out()
    seen = [(one.year, one.country) for one in trials]
    assert seen == [(2022, "ME"), (2023, "RS"), (2023, "BA"), (2023, "ME"), (2023, "MD"), (2024, "ES")]
    assert error(trials, "predicted") < error(trials, "earlier")
    assert sum(one.missed_by < math.exp(abs(math.log(one.earlier / one.published))) for one in trials) >= 5


@pytest.mark.parametrize(
    ("year", "country", "published", "predicted"),
    [
        (2022, "ME", 300, 309),
        (2023, "RS", 4368, 2796),
        (2023, "BA", 3485, 753),
        (2023, "MD", 120, 50),
        (2024, "ES", 2700, 2020),
    ],
)
def test_what_it_predicts_is_known(year: int, country: str, published: int, predicted: int) -> None:
    trial = next(one for one in allocation.left_out() if (one.year, one.country) == (year, country))
    assert (trial.published, round(trial.predicted)) == (published, predicted)


def test_a_prediction_does_not_see_the_country_that_it_predicts(monkeypatch: pytest.MonkeyPatch) -> None:
    before = {one.country: one.predicted for one in allocation.left_out() if one.year == 2023}
    changed = tuple(
        row
        if row.country != "BA"
        else type(row)(**{name: getattr(row, name) for name in row.__slots__} | {"officers": 900})
        for row in reference.past_shares()
    )
    monkeypatch.setattr(reference, "past_shares", lambda: changed)
    allocation.left_out.cache_clear()
    after = {one.country: one.predicted for one in allocation.left_out() if one.year == 2023}
    allocation.left_out.cache_clear()
    assert after["BA"] == before["BA"]
    assert after["RS"] != before["RS"]


def test_a_country_that_has_published_gets_its_own_share() -> None:
    countries = reference.past_actions()[2023].countries
    divided = allocation.officers(22_488, countries, {})
    assert sum(divided.values()) == 22_488
    assert divided["RS"] / divided["AL"] == pytest.approx(4368 / divided["AL"], rel=0.5)
    assert divided["BA"] > 3 * divided["ME"]


@pytest.mark.parametrize("total", [1, 7, 100, 99_999])
def test_parts_sum_to_the_whole(total: int) -> None:
    parts = allocation.apportioned(total, {"a": 1.0, "b": 2.5, "c": 0.0, "d": 1.0})
    assert sum(parts.values()) == total and parts["c"] == 0
    assert all(abs(parts[key] - total * weight / 4.5) < 1 for key, weight in {"a": 1, "b": 2.5, "d": 1}.items())


@pytest.mark.parametrize("like", [None, *ALONE])
def test_every_scenario_can_be_followed(like: str | None) -> None:
    plan = made(like=like)
    assert (len(plan.countries), plan.days, plan.centre.place) == (27, 5, "Tirana")
    assert sum(plan.officers(code) for code in plan.countries) == 28_000
    assert load_text(plan.text).hash == plan.hash


def test_institutions_are_off_unless_another_scenario_has_them() -> None:
    alone, like = made(), made(like="jad-see-2024.yaml")
    assert alone.justice.prosecutors == () and like.justice.prosecutors == "all"  # type: ignore[attr-defined]
    assert like.published.arrests is None and like.events == ()


def test_countries_that_are_not_there_are_gone_from_what_is_taken() -> None:
    plan = made(countries=["AL", "ME", "MK", "EL", "UK"], like="jad-see-2024.yaml", officers=2_000)
    assert list(plan.countries) == ["AL", "ME", "MK", "GR", "GB"]
    assert not re.search(r"\b(RS|BA|BG|HU)\b", plan.text)


def test_a_number_of_countries_takes_those_that_took_part_most_often() -> None:
    plan = made(like="jad-see-2024.yaml")
    assert set(reference.past_actions()[2024].countries) < set(plan.countries)
    assert set(plan.countries) - set(reference.past_actions()[2024].countries) == {"GB", "LU"}
    assert "27 countries given" in plan.notes["countries"].source


def test_what_is_known_is_kept_and_the_rest_shared() -> None:
    known = {"RS": {"officers": 5000, "person": 77_000}, "ES": {"police": 300, "customs": 100}}
    plan = made(known=known, checks={"person": 400_000, "vehicle": 90_000})
    assert plan.officers("RS") == 5000 and plan.countries["RS"].plan.person == 77_000
    assert plan.countries["ES"].officers == {"police": 300, "customs": 100}
    assert sum(one.plan.person for one in plan.countries.values()) == 400_000
    assert sum(one.plan.vehicle for one in plan.countries.values()) == 90_000
    assert plan.notes["countries.RS.plan.officers"].trust == "expert"
    assert plan.notes["countries.AL.plan.officers"].range is not None


def test_a_total_of_checks_divides_over_kinds() -> None:
    plan = made(checks=500_000)
    kinds = [sum(getattr(one.plan, kind) for one in plan.countries.values()) for kind in allocation.CHECK_KINDS]
    assert sum(kinds) == 500_000 and kinds == sorted(kinds[:2], reverse=True) + kinds[2:]


def test_every_invented_number_is_assumed_with_rule_and_range() -> None:
    plan = made(known={"RS": {"officers": 5000}})
    numbers = [
        path for path in plan.notes if path.startswith("countries.") and path.split(".")[2] in ("officers", "plan")
    ]
    for path in numbers:
        note = plan.notes[path]
        assert note.trust == "expert" or (note.source.startswith("allocation rule") and note.range is not None), path
    listed = {row.path for row in assumptions(plan)}
    assert "countries.AL.plan.person" in listed and "europol" in listed


def test_a_year_alone_is_a_start_and_its_day_is_assumed() -> None:
    plan = made(start="2025")
    assert f"{plan.start:%Y-%m-%d}" == "2025-10-20"
    assert plan.notes["start"].trust == "assumed"


def test_crime_areas_follow_the_cycle_of_the_day() -> None:
    named = {
        area for row in reference.priorities() if row.first_year <= 2027 <= row.last_year for area in row.crime_areas
    }
    assert set(made(start="2027-05-03").crime_areas) <= named


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"centre": "Tirane"}, "Did you mean 'Tirana'"),
        ({"centre": "Nowhere, far"}, "is no place"),
        ({"start": "soon"}, "is no day"),
        ({"countries": 99}, "Write a number from 1 to"),
        ({"countries": ["AL", "AL"]}, "named twice"),
        ({"countries": ["Sebria"]}, "Did you mean 'RS'"),
        ({"known": {"RS": {"officers": 30_000}}}, "30,000 officers of single countries, 28,000 in all"),
        ({"known": {"RS": {"soldiers": 3}}}, "'soldiers' is no figure"),
        ({"known": {"RS": {"officers": 3, "police": 4}}}, "3 officers, and 4 by service"),
        ({"countries": ["RS"], "known": {"RS": {"officers": 3}}}, "the countries bring 3 officers"),
        ({"countries": ["RS"], "known": {"AL": {"officers": 3}}}, "AL has figures and takes no part"),
        ({"known": {"RS": {"person": 9}}, "checks": {"person": 8}}, "9 of single countries, 8 in all"),
        ({"like": "jad-see-2042.yaml"}, "there is no such file"),
    ],
)
def test_what_cannot_be_is_told(more: dict[str, object], said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        made(**more)


POST = "id,name,kind,lat,lon,countries,persons_per_day,vehicles_per_day\nmy-post,Mine,road,42.5,23.1,BG,100,50\n"
EVENT = "kind,at,lasts\nsiena_down,6 h,4 h\n"
TIES = "network,from,to\nring,1,2\nring,2,3\n"


def tables(folder: Path, **texts: str) -> dict[str, Path]:
    for what, text in texts.items():
        (folder / f"{what}.csv").write_text(text)
    return {what: folder / f"{what}.csv" for what in texts}


@pytest.mark.parametrize("like", [None, "jad-see-2024.yaml"])
def test_posts_events_and_networks_of_tables_become_part_of_the_plan(like: str | None, tmp_path: Path) -> None:
    plan = made(like=like, tables=tables(tmp_path, posts=POST, events=EVENT, networks=TIES))
    assert plan.posts.added["my-post"].persons_per_day == 100
    assert [event.kind for event in plan.events] == ["siena_down"]
    assert plan.networks.own["ring"].edges == [(0, 1), (1, 2)]
    assert plan.networks.count == made(like=like).networks.count
    assert sum(map(plan.officers, plan.countries)) == ASKED["officers"]


def test_what_is_wrong_in_a_table_is_told_at_its_line(tmp_path: Path) -> None:
    wrong = tables(tmp_path, posts=POST.replace("road", "raod"), networks=TIES.replace("3", "Ana"))
    with pytest.raises(ScenarioError, match=r"networks.csv:3  to: 'Ana'"):
        made(tables=wrong)
    with pytest.raises(ScenarioError, match=r"posts.csv:2  posts.added.my-post.kind: 'raod'"):
        made(tables={"posts": wrong["posts"]})
    with pytest.raises(ScenarioError, match=r"posts.csv  'post' is nothing that a plan takes"):
        made(tables={"post": wrong["posts"]})
    with pytest.raises(ScenarioError, match="the file holds no networks"):
        made(tables={"networks": tmp_path / "networks.yaml"})


def test_from_python() -> None:
    plan = new("Two", officers=300, start="2025-05-05", days=2, centre="Shkodra, 42.07, 19.51", countries=["AL", "ME"])
    assert plan.centre.lat == 42.07 and plan.name == "Two"


def test_past_actions_keep_what_was_published_and_divide_the_rest_by_the_rule() -> None:
    plans = {int(plan.name[-4:]): plan for plan in map(load, (shipped()[name] for name in ALONE if name[:4] == "jad-"))}
    for share in reference.past_shares():
        assert plans[share.year].officers(share.country) == share.officers
    for year, action in reference.past_actions().items():
        plan = plans[year]
        assert set(plan.countries) == set(action.countries)
        assert sum(plan.officers(code) for code in plan.countries) == action.officers
        known = {code: round(plan.officers(code)) for code in plan.countries if is_known(plan, code)}
        divided = allocation.officers(action.officers, list(plan.countries), known)
        assert divided == {code: plan.officers(code) for code in plan.countries}
    assert (len(plans[2019].countries), len(plans[2023].countries)) == (29, 26)
    assert plans[2019].officers("US") == 10 and not any(plans[2019].planned_checks("US").values())
    assert f"{plans[2024].start:%Y-%m-%d}" == "2024-10-20"


def is_known(plan: Scenario, code: str) -> bool:
    """Whether the number of officers of a country is given, and does not follow from the rule."""
    return not plan.notes[f"countries.{code}.plan.officers"].source.startswith("allocation rule")


def test_numbers_and_days_of_other_libraries_are_numbers_and_days() -> None:
    given: dict[str, Any] = {
        "officers": np.int64(900),
        "days": np.int64(2),
        "countries": np.int64(3),
        "centre": "Tirana",
    }
    known: dict[str, Any] = {"BG": {"officers": np.int64(500)}}
    plan = new("Numbers", start=date(2025, 11, 10), known=known, **given)
    assert (plan.days, len(plan.countries), plan.officers("BG")) == (2, 3, 500)
    assert vary(plan, {"start": np.datetime64("2025-11-11")}).start.day == 11
    with pytest.raises(ValueError, match=r"the number of officers is a whole number, 1 or more, not 900\.5"):
        new("Numbers", start="2025-11-10", **(given | {"officers": 900.5}))
    with pytest.raises(ScenarioError, match="new:3  name: empty text"):
        new("", start="2025-11-10", **given)
