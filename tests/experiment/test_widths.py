"""Luck, fit and assumptions, on a made-up simulator of which the truth is known."""

import numpy as np
import pytest
from scipy.special import ndtr

from sim.experiment.assumed import BLOCK, Assumed, Span, TooFewRunsError, assumed, draws_for
from sim.experiment.leading import leading
from sim.experiment.parameters import posterior
from sim.experiment.widths import widths
from sim.scenario import consistency
from tests.theatre import full_scale, small

MEAN, LUCK, FIT = 10.0, 4.0, 2.0


def _answers(
    chance: np.random.Generator, assumptions: float, runs: int = 200
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Runs, their two calibrated parameters, and a draw of what is assumed for four of them, with two lucks."""
    fitted = chance.normal(size=(runs, 2))
    values = MEAN + FIT * fitted[:, 0] + LUCK * chance.normal(size=runs)
    under = MEAN + np.hypot(FIT, assumptions) * chance.normal(size=(runs // 4, 1))
    return values, fitted, under + LUCK * chance.normal(size=(runs // 4, 2))


def _held(ends: list[tuple[float, float]], spread: float) -> float:
    """Share of the answers, normal around their mean, that intervals hold on average."""
    low, high = (np.array(ends).T - MEAN) / spread
    return float(np.mean(ndtr(high) - ndtr(low)))


@pytest.mark.parametrize("assumptions", [0.0, 1.0, 4.0, 12.0])
@pytest.mark.parametrize("runs", [160, 400])
def test_intervals_hold_what_they_say(assumptions: float, runs: int) -> None:
    """Means of 150 experiments, with 1 % for chance; no interval is so wide that it says nothing."""
    chance = np.random.default_rng(3)
    known = [widths(*_answers(chance, assumptions, runs)) for _ in range(150)]
    spread = float(np.hypot(FIT, assumptions))
    assert 0.94 < _held([one.calibrated for one in known], FIT) < 0.995
    assert _held([one.assumed for one in known], spread) > 0.94
    half = np.mean([one.assumed[1] - one.assumed[0] for one in known]) / 2
    assert half < 1.96 * np.hypot(spread, LUCK / np.sqrt(2)) * 1.15  # never wider than the raw means of two runs


def test_luck_is_the_confidence_of_the_mean_with_parameters_at_their_values() -> None:
    chance = np.random.default_rng(8)
    fitted = chance.normal(size=(200, 2))
    truth = MEAN + FIT * fitted[:, 0].mean()
    values = MEAN + FIT * fitted[:, 0] + LUCK * chance.normal(size=(400, 200))
    ends = [widths(row, fitted, np.empty((0, 2))).luck for row in values]
    held = np.mean([low <= truth <= high for low, high in ends])
    assert 0.91 < held < 0.985  # a binomial of 400 at 0.95, beyond either once in 1,000


def test_shares_of_the_variance_are_those_of_the_truth() -> None:
    chance = np.random.default_rng(4)
    known = [widths(*_answers(chance, 12.0)) for _ in range(100)]
    whole = LUCK**2 / 200 + FIT**2 + 144
    assert np.mean([one.of_fit for one in known]) == pytest.approx(FIT**2 / whole, abs=0.02)
    assert np.mean([one.of_assumptions for one in known]) == pytest.approx(144 / whole, abs=0.03)


def test_more_runs_narrow_luck_and_nothing_else() -> None:
    chance = np.random.default_rng(9)
    few, many = (widths(*_answers(chance, 12.0, runs)) for runs in (200, 3200))
    assert np.diff(many.luck) == pytest.approx(np.diff(few.luck) / 4, rel=0.2)
    assert np.diff(many.calibrated) == pytest.approx(2 * 1.96 * FIT, rel=0.1)
    assert np.diff(many.assumed) == pytest.approx(2 * 1.96 * np.hypot(FIT, 12.0), rel=0.15)


def test_luck_is_not_taken_for_assumptions() -> None:
    """A difference that luck hides in two runs, and that nothing assumed moves, is not said to depend on it."""
    chance = np.random.default_rng(5)
    noise = [
        widths(2 + 20 * chance.normal(size=400), np.empty((400, 0)), 2 + 20 * chance.normal(size=(100, 2)))
        for _ in range(100)
    ]
    assert sum(one.rests == "loose" for one in noise) <= 12  # 5 of 100; more than 12 once in 1,000


@pytest.mark.parametrize(("centre", "rests"), [(1.0, "loose"), (60.0, "firm")])
def test_whether_a_sign_rests_on_assumptions_is_seen(centre: float, rests: str) -> None:
    chance = np.random.default_rng(6)
    values, fitted, drawn = _answers(chance, 15.0)
    found = widths(values - MEAN + centre, fitted, drawn - MEAN + centre)
    assert found.rests == rests
    assert (found.assumed[0] < 0 < found.assumed[1]) is (rests == "loose")


def test_the_sign_is_that_of_the_answer_that_is_told() -> None:
    chance = np.random.default_rng(7)
    found = widths(5 + chance.normal(size=200), np.empty((200, 0)), chance.normal(size=(50, 2)) - 20)
    assert found.same_sign == 0
    assert found.rests == "loose"


def test_too_few_runs_tell_no_range() -> None:
    chance = np.random.default_rng(10)
    values, fitted, drawn = _answers(chance, 12.0, 12)
    many = np.column_stack([fitted, chance.normal(size=(12, 11))])
    found = widths(values, many, drawn)
    assert np.isnan([*found.luck, *found.calibrated, *found.assumed]).all()
    alone = widths(values, fitted[:, :0], drawn)
    assert alone.luck[0] < MEAN < alone.luck[1]
    assert np.isnan([*alone.calibrated, *alone.assumed]).all()


def test_runs_that_are_all_alike_show_no_width() -> None:
    chance = np.random.default_rng(11)
    values, fitted, drawn = _answers(chance, 12.0)
    alike = widths(values, fitted, drawn * 0.0)
    assert np.isnan(alike.assumed).all() and not np.isnan([*alike.luck, *alike.calibrated]).any()
    assert np.isnan([*widths(values * 0.0, fitted, drawn).luck, *widths(values * 0.0, fitted, drawn).calibrated]).all()


def test_what_moves_an_answer_most_is_found_and_noise_is_not() -> None:
    spans = tuple(Span(f"behaviour.checks.p{at:03}", 1.0, 0.5, 2.0, False, "assumed") for at in range(300))
    design = Assumed(spans, 1)
    quantiles = design.quantiles(50)
    chance = np.random.default_rng(7)
    noise = chance.normal(size=(50, 2))
    moved = leading(design, 30 * quantiles[:, [7]] - 15 * quantiles[:, [250]] + noise)
    assert [one.path for one in moved[:2]] == ["behaviour.checks.p007", "behaviour.checks.p250"]
    assert moved[0].change == pytest.approx(30, abs=3)
    assert moved[1].change == pytest.approx(-15, abs=3)
    alone = [leading(Assumed(spans, seed), chance.normal(size=(50, 2))) for seed in range(20)]
    assert sum(map(bool, alone)) <= 5  # 20 at 5 %: more than 5 once in 3,000


def test_half_of_the_draws_lie_below_the_plan_and_all_within_the_range() -> None:
    plan = full_scale()
    design = assumed([plan], 1, posterior())
    assert len(design.spans) > 300
    quantiles = design.quantiles(BLOCK)
    for span, column in zip(design.spans, quantiles.T, strict=True):
        values = [span.at(u) for u in column]
        assert span.low - 1e-12 <= min(values) <= max(values) <= span.high + 1e-12
        assert sum(value <= span.value for value in values) >= BLOCK / 2
    assert not [*(finding for at in range(10) for finding in consistency.findings(design.plan(plan, posterior(), at)))]


def test_draws_belong_to_names() -> None:
    spans = [Span(name, 1.0, 0.5, 2.0, False, "assumed") for name in ("a", "b", "c")]
    every, two = Assumed(tuple(spans), 1).quantiles(60), Assumed((spans[0], spans[2]), 1).quantiles(60)
    assert (every[:, [0, 2]] == two).all()
    assert len(np.unique(every[:, 0])) == 60


def test_what_plans_have_otherwise_is_not_drawn() -> None:
    one, other = small(), small({"behaviour.cases.escape": "0.2"})
    paths = {span.path for span in assumed([one, other], 1, posterior()).spans}
    assert "behaviour.cases.escape" not in paths
    ranged = small({"counting.thorough_person": "{value: 0.3, range: [0.2, 0.4], source: a guess}"})
    assert "counting.thorough_person" in {span.path for span in assumed([ranged], 1, posterior()).spans}
    both = assumed([ranged, small({"counting.thorough_person": "0.25"})], 1, posterior())
    assert "counting.thorough_person" not in {span.path for span in both.spans}
    levels = assumed([small({"behaviour.close_cooperation.answered": "0.8"})], 1, posterior())
    drawn = {span.path for span in levels.spans if span.path.startswith("behaviour.close_cooperation.")}
    assert len(drawn) == 6 and "behaviour.close_cooperation.answered" not in drawn
    assert "behaviour.cases.escape" in {span.path for span in assumed([one], 1, posterior()).spans}


def test_one_draw_alone_is_not_made() -> None:
    assert [draws_for(runs) for runs in (8, 40, 200)] == [2, 10, 50]
    with pytest.raises(TooFewRunsError, match="8 replications or more; 7"):
        draws_for(7)
