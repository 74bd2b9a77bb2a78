import json
import math
import sys
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.experiment import compare as comparing
from sim.experiment import replicate
from sim.experiment.compare import ALPHA, _difference, _holm, _Paired, comparison
from sim.experiment.summary import Run
from sim.outcome.measures import MEASURES
from sim.outcome.tables import Packed
from sim.scenario.schema import Scenario
from tests.experiment import plans

ARRESTS, WAIT, CHECKS, SHARE = (
    MEASURES[name] for name in ("arrests", "wait_mean_min", "checks_total", "answered_share")
)


@pytest.fixture(autouse=True)
def elasticity(monkeypatch: pytest.MonkeyPatch) -> None:
    """The elasticity is worked out elsewhere; here it only matters when it is asked for."""
    module = ModuleType("sim.experiment.elasticity")
    monkeypatch.setattr(module, "elasticity", lambda base, variant: {"arrests": 0.5}, raising=False)
    monkeypatch.setitem(sys.modules, "sim.experiment.elasticity", module)


def told(measure: Any, left: list[float], right: list[float], level: float = ALPHA) -> comparing.Difference:
    paired = _Paired.of(np.array(left, dtype=float), np.array(right, dtype=float))
    return _difference(measure, paired, paired.p < level, level)


def made(scenario: Scenario, values: np.ndarray[Any, Any], *, seed: int = 1, completed: tuple[int, ...] = ()) -> Run:
    numbers = completed or tuple(range(len(values)))
    return Run(
        scenario=scenario,
        seed=seed,
        requested=max(numbers) + 1,
        completed=numbers,
        values=values,
        tables=Packed(scenario_hash=scenario.hash, seed=seed, parts={}),
        failures=(),
        manifest={
            "scenario_hash": scenario.hash,
            "format": "x",
            "seed": seed,
            "replications": 1,
            "versions": {},
            "platform": "",
        },
        wall_s=0.0,
    )


def noise(seed: int, runs: int, countries: int = 3) -> np.ndarray[Any, Any]:
    return np.random.default_rng(seed).normal(100, 10, (runs, 1 + countries, len(MEASURES)))


@given(st.lists(st.tuples(st.floats(0, 1e4), st.floats(0, 1e4)), min_size=3, max_size=30))
def test_the_interval_is_that_of_the_paired_t_test(pairs: list[tuple[float, float]]) -> None:
    left, right = (np.array(side) for side in zip(*pairs, strict=True))
    one = _Paired.of(left, right)
    if one.deviation > 1e-6:
        expected = stats.ttest_rel(right, left)
        interval = expected.confidence_interval()
        assert one.p == pytest.approx(expected.pvalue, rel=1e-6, abs=1e-12)
        assert one.difference - one.half == pytest.approx(interval.low, rel=1e-6, abs=1e-6)
        assert one.difference + one.half == pytest.approx(interval.high, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(
    ("measure", "right", "verdict", "effect"),
    [
        (ARRESTS, [5, 6, 8], "more arrests: +4.33 [2.9, 5.77] (better)", "better"),
        (ARRESTS, [1, 2, 3], "identical in every run", "identical"),
        (ARRESTS, [2, 3, 4], "more arrests: +1 [1, 1] (better)", "better"),
        (ARRESTS, [math.nan] * 3, "undefined", "undefined"),
        (WAIT, [5, 6, 8], "higher mean wait: +4.33 [2.9, 5.77] min (worse)", "worse"),
        (CHECKS, [5, 6, 8], "more checks: +4.33 [2.9, 5.77]", "changed"),
        (SHARE, [5, 6, 8], "higher requests answered: +433 [290, 577] points (better)", "better"),
    ],
)
def test_a_verdict_says_what_the_numbers_say(measure: Any, right: list[float], verdict: str, effect: str) -> None:
    one = told(measure, [1, 2, 3], right)
    assert (one.verdict, one.effect) == (verdict, effect)


def test_what_cannot_be_told_says_how_many_runs_could() -> None:
    left, right = noise(1, 50)[:, 0, 0], noise(2, 50)[:, 0, 0] + 2
    one = told(ARRESTS, list(left), list(right))
    assert one.effect == "unclear"
    assert one.verdict.startswith("cannot tell with 50 runs; about ")
    needed = int(one.verdict.split("about ")[1].split()[0].replace(",", ""))
    deviation = (right - left).std(ddof=1)
    assert needed == pytest.approx((2.8016 * deviation / one.difference) ** 2, rel=0.1)


@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [
        ([1], [2], "cannot tell with 1 run; 2 are the least"),
        ([0, 0], [1, -1], "cannot tell with 2 runs: no difference on average"),
        ([0, 0, 0], [1e6, -1e6, 1], "cannot tell with 3 runs; more than 100,000 would be needed"),
    ],
)
def test_what_cannot_be_told_is_said_so(left: list[float], right: list[float], verdict: str) -> None:
    assert told(ARRESTS, left, right).verdict == verdict


def test_rounding_is_no_difference() -> None:
    assert told(ARRESTS, [0.1 + 0.2, 1.0], [0.3, 1.0]).effect == "identical"


def test_undefined_pairs_are_dropped_and_counted() -> None:
    one = told(ARRESTS, [1, math.nan, 3, 4], [2, 3, math.nan, 6])
    assert (one.pairs, one.dropped, one.base, one.variant) == (2, 2, 2.5, 4.0)


def test_pairing_gains_what_the_luck_in_common_was() -> None:
    luck = np.random.default_rng(3).normal(0, 10, 4000)
    own = np.random.default_rng(4).normal(0, 1, (2, 4000))
    one = _Paired.of(luck + own[0], luck + own[1] + 1)
    assert one.reduction == pytest.approx((101 + 101) / 2, rel=0.1)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_holm_lies_between_bonferroni_and_no_adjustment(p: list[float]) -> None:
    tests = _holm(p)
    for value, (clear, level) in zip(p, tests, strict=True):
        assert clear or value >= ALPHA / len(p)
        assert not clear or value < ALPHA
        assert ALPHA / len(p) <= level <= ALPHA
    assert sum(clear for clear, _ in tests) == sum(_holm_by_definition(p))


def _holm_by_definition(p: list[float]) -> list[bool]:
    ordered = sorted(p)
    return [
        all(before < ALPHA / (len(p) - rank) for rank, before in enumerate(ordered[: at + 1])) for at in range(len(p))
    ]


def test_where_nothing_differs_countries_rarely_seem_to() -> None:
    scenario = plans.small()
    false_alarms = 0
    for experiment in range(40):
        compared = comparison(made(scenario, noise(2 * experiment, 20)), made(scenario, noise(2 * experiment + 1, 20)))
        rows = [compared.variants[0].by_country[code]["arrests"].effect for code in scenario.countries]
        false_alarms += any(effect != "unclear" for effect in rows)
    assert false_alarms <= 6  # at 5 %, more than 6 of 40 come in 1 of 70 such tests; this seed is fixed


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


def test_countries_are_matched_by_their_code() -> None:
    base = plans.small()
    fewer = Scenario.model_validate(
        base.model_dump(by_alias=True, exclude={"countries", "behaviour", "events"})
        | {"countries": {code: base.countries[code] for code in ("HU", "AT")}}
    )
    values = noise(1, 5)
    (one,) = comparison(made(base, values), made(fewer, values[:, [0, 3, 1]] + 1)).variants
    assert list(one.by_country) == ["AT", "HU"]
    assert (one.only_in_base, one.only_in_variant) == (("BG",), ())
    assert one.by_country["HU"]["arrests"].difference == pytest.approx(1.0)


def test_elasticity_comes_with_another_number_of_officers_only() -> None:
    base, more = plans.small(), plans.small({"officers_scale": "1.5"})
    values = noise(1, 3)
    compared = comparison(made(base, values), made(base, values), made(more, values))
    assert [variant.elasticity for variant in compared.variants] == [None, {"arrests": 0.5}]


def test_compare_runs_all_scenarios_with_the_same_luck(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replicate, "replay", plans.replay)
    base = plans.small()
    compared = comparing.compare(base, [base, plans.small({"officers_scale": "2"})], 4, workers=1)
    same, more = compared.variants
    assert {one.effect for one in same.differences.values()} <= {"identical", "undefined"}
    assert more.differences["arrests"].difference > 0
    table = compared.differences()
    assert len(table) == 2 * 4 * len(MEASURES)
    document = json.loads(json.dumps(compared.document(), allow_nan=False))
    assert document["variants"][1]["differences"]["arrests"]["verdict"] == more.differences["arrests"].verdict
    assert "Holm" in document["adjustment"]


def test_there_is_something_to_compare() -> None:
    with pytest.raises(ValueError, match="at least one variant"):
        comparing.compare(plans.small(), [])
