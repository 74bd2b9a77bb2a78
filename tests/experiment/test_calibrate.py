"""Calibration on a model that is known: it finds the parameters, resumes, and says how far to trust it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from sim.cli import main
from sim.errors import ReplicationError, StoreError
from sim.experiment.calibration import check, design, emulator, holdout, posterior, recovery, results, rows
from sim.experiment.calibration.design import Floats, ModelJob, Point, Simulated
from sim.experiment.calibration.pipeline import Calibration, Settings
from sim.experiment.calibration.space import Prior, Space, priors
from sim.experiment.calibration.targets import Target, measured, targets
from sim.outcome.measures import MEASURES
from sim.scenario.load import load
from tests.experiment import plans
from tests.theatre import SCENARIOS

SPACE = Space((Prior("a", "lognormal", 2.0, 0.5, 0.1, 40.0), Prior("b", "logitnormal", 0.5, 0.8, 0.0, 1.0)))
NAMES = ("one/arrests", "one/weapons", "two/arrests")
TRUE = (3.0, 0.3)
CHANCE = 0.05
TOY = (
    Target("one", "arrests", 100 * TRUE[0], 0.02),
    Target("one", "weapons", 50 * TRUE[0] * TRUE[1], 0.02),
    Target("two", "arrests", 200 * TRUE[0] ** 0.5, 0.02),
)


@dataclass(frozen=True)
class Toy:
    """A model in one line; fails where it is told to."""

    fails: tuple[int, ...] = ()

    def __call__(self, point: Point) -> Floats:
        if point.replication in self.fails:
            raise RuntimeError("no")
        a, b = point.values
        rng = np.random.default_rng(point.replication)
        return np.array([100 * a, 50 * a * b, 200 * a**0.5]) * np.exp(CHANCE * rng.standard_normal(3))


def simulated(folder: Path, points: int = 40, toy: Toy | None = None) -> Simulated:
    z = design.sobol(points, 2, 1)
    return design.simulate(toy or Toy(), z, SPACE.values(z), NAMES, folder, replications=3, workers=1)


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> emulator.Emulator:
    return emulator.fit(simulated(tmp_path_factory.mktemp("toy")), TOY, NAMES)[0]


def test_priors_have_their_median_and_keep_to_their_range() -> None:
    for prior in priors().priors:
        ends = prior.value(np.array([-8.0, 8.0]))
        assert prior.low <= ends[0] < ends[1] <= prior.high
        assert prior.value(np.array([prior.coordinate(prior.median)]))[0] == pytest.approx(prior.median)
        assert prior.source


def test_the_design_fills_the_prior() -> None:
    z = design.sobol(256, 3, 1)
    assert np.abs(z.mean(axis=0)).max() < 0.05
    assert np.abs(z.std(axis=0) - 1.0).max() < 0.05


def test_the_emulator_knows_the_model_and_its_chance(fitted: emulator.Emulator) -> None:
    z = design.sobol(20, 2, 5)
    a, b = SPACE.values(z).T
    true = np.log(np.stack([100 * a, 50 * a * b, 200 * a**0.5], axis=1))
    assert np.abs(fitted.mean(z) - true)[np.abs(z).max(axis=1) < 2].max() < 0.1
    assert fitted.chance(np.zeros((1, 2))) == pytest.approx(CHANCE, rel=0.4)


@pytest.mark.parametrize("rough", [True, False])
def test_known_parameters_are_found(tmp_path: Path, rough: bool) -> None:
    known, quality = emulator.fit(simulated(tmp_path), TOY, NAMES, rough=rough)
    found = posterior.sample(posterior.posterior_of(known, TOY), 2, 400, 400, 1)
    values = SPACE.values(found.z)
    assert len(quality) == len(TOY)
    for at, true in enumerate(TRUE):
        low, high = np.quantile(values[:, at], [0.005, 0.995])
        assert low < true < high
        assert high - low < 0.5 * true
    assert 0.1 < found.accepted < 0.9


def test_less_is_known_without_a_year(fitted: emulator.Emulator) -> None:
    both, one = (posterior.posterior_of(fitted, TOY, without=year) for year in ("", "one"))
    widths = [posterior.sample(known, 2, 400, 300, 1).z.std(axis=0) for known in (both, one)]
    assert widths[1][1] > 3 * widths[0][1]


def test_what_is_impossible_is_ruled_out(fitted: emulator.Emulator) -> None:
    known = posterior.posterior_of(fitted, TOY)
    near, far = (known.implausibility(np.array([z]))[0] for z in (SPACE.coordinates(TRUE), [-2.0, 2.0]))
    assert near < posterior.IMPOSSIBLE < far


def test_ranks_are_uniform_and_resumed(fitted: emulator.Emulator, tmp_path: Path) -> None:
    trial = recovery.Trial(posterior.posterior_of(fitted, TOY), 2, 300, 1)
    first = recovery.recover(trial, 20, tmp_path, workers=1)
    told: list[tuple[int, int]] = []
    ranks = recovery.recover(trial, 40, tmp_path, workers=1, on_progress=lambda done, all_: told.append((done, all_)))
    assert told[0] == (21, 40)
    assert np.array_equal(ranks[:20], first)
    assert all(one.ecdf_p > 1e-3 and one.chi_square_p > 1e-4 for one in recovery.uniformity(ranks, SPACE.paths))


def test_what_the_model_itself_makes_is_found_again_by_an_emulator_that_never_saw_it(tmp_path: Path) -> None:
    made = simulated(tmp_path / "toy", points=60)
    known, _ = emulator.fit(made, TOY, NAMES)
    trial = recovery.ModelTrial(posterior.posterior_of(known, TOY), made, TOY, NAMES, 300, 1)
    ranks = recovery.recover(trial, 60, tmp_path / "ranks", workers=1)
    assert all(one.ecdf_p > 1e-3 and one.chi_square_p > 1e-4 for one in recovery.uniformity(ranks, SPACE.paths))
    sure = replace(known, spread=known.spread - np.array([[2.0], [0.0], [0.0]]), error=known.error / 10.0)
    sure_of_all = replace(trial.posterior, emulator=sure, error=trial.posterior.error / 10.0)
    ranks = recovery.recover(replace(trial, posterior=sure_of_all), 60, tmp_path / "sure", workers=1)
    assert min(one.ecdf_p for one in recovery.uniformity(ranks, SPACE.paths)) < 1e-3, "whoever is too sure is found out"
    wrong = replace(trial.posterior.emulator, means=lambda z: known.mean(z) + 0.5)
    unseen = emulator.without(wrong, made, TOY, NAMES, 0)
    assert not np.allclose(unseen.mean(made.z), known.mean(made.z) + 0.5), "means are learned anew"
    assert not np.allclose(unseen.mean(made.z), known.mean(made.z)), "without the point"


def test_ranks_that_are_not_uniform_are_told() -> None:
    same = np.full((60, 1), 90)
    (one,) = recovery.uniformity(same, ["a"])
    assert one.ecdf_p < 1e-6 and one.chi_square_p < 1e-6
    assert one.coverage == (0.0, 0.0, 1.0)


def test_a_design_is_resumed_where_it_was_left(tmp_path: Path) -> None:
    def stop(done: int, _: int) -> None:
        if done == 70:
            raise KeyboardInterrupt

    z = design.sobol(40, 2, 1)
    with pytest.raises(KeyboardInterrupt):
        design.simulate(Toy(), z, SPACE.values(z), NAMES, tmp_path, replications=3, workers=1, on_progress=stop)
    told: list[int] = []
    again = design.simulate(
        Toy(),
        z,
        SPACE.values(z),
        NAMES,
        tmp_path,
        replications=3,
        workers=1,
        on_progress=lambda done, _: told.append(done),
    )
    assert told == list(range(71, 121))
    assert np.array_equal(again.rows, simulated(tmp_path / "other").rows)


def test_single_failures_are_left_out_and_many_are_refused(tmp_path: Path) -> None:
    assert len(simulated(tmp_path / "few", toy=Toy(fails=(4, 5))).rows) == 118
    with pytest.raises(ReplicationError, match="20 of 120"):
        simulated(tmp_path / "many", toy=Toy(fails=tuple(range(20))))


def test_another_scenario_or_design_is_another_calibration() -> None:
    base, more = plans.small(), plans.small({"officers_scale": "2"})
    assert design.fingerprint([base], 1) == design.fingerprint([base], 1)
    assert len({design.fingerprint([base], 1), design.fingerprint([more], 1), design.fingerprint([base], 2)}) == 3


def test_the_model_is_simulated_at_the_point(tmp_path: Path) -> None:
    plan, paths = plans.small(), priors().paths
    job = ModelJob((plan,), paths, 1)
    z = np.zeros((1, len(paths)))
    middle = tuple(priors().values(z)[0].tolist())
    row = job(Point(0, 3, middle))
    assert row.shape == (len(MEASURES),)
    assert np.array_equal(row, job(Point(7, 3, middle)), equal_nan=True)
    assert not np.array_equal(row, job(Point(0, 3, tuple(priors().values(z + 2.0)[0].tolist()))), equal_nan=True)


def test_every_target_is_known_to_the_model() -> None:
    scenarios = [load(path) for path in sorted(SCENARIOS.glob("jad-*.yaml"))]
    names = {scenario.name for scenario in scenarios}
    for target in targets():
        assert target.scenario in names
        assert set(target.measure.split("/")) <= set(MEASURES)
        assert target.error > 0 and target.source
    for scenario in scenarios:
        printed = scenario.published
        for target in targets():
            if target.scenario == scenario.name and target.measure in type(printed).model_fields:
                assert getattr(printed, target.measure) == target.value, target.name


def test_a_miss_is_called_a_miss() -> None:
    rows = np.full((200, len(MEASURES)), 100.0) * np.exp(0.05 * np.random.default_rng(1).standard_normal((200, 1)))
    names = measured(["x"])
    verdicts = [check.fits(rows, names, [Target("x", "arrests", value, 0.1)])[0].verdict for value in (101, 118, 200)]
    assert verdicts == ["inside", "inside with its counting error", "MISS"]


def test_naive_forecasts_and_the_table() -> None:
    forecast = holdout.Forecast("x", "arrests", 100.0, 90.0, 80.0, 95.0, 110.0, 50.0)
    told = holdout.table([forecast])
    assert "MISSED" in told and "-10%" in told and "+10%" in told and "-50%" in told
    assert "cannot show" in told


def test_the_rates_of_other_years_are_those_of_their_officers() -> None:
    scenarios = [load(SCENARIOS / f"{name}.yaml") for name in ("jad-wb-2019", "jad-see-2022", "jad-see-2023")]
    wanted = [target for target in targets() if target.measure == "arrests" and target.scenario != "JAD SEE 2024"]
    rates = [holdout._naive(wanted[0], wanted, scenarios, days) for days in (False, True)]
    assert rates[0] == pytest.approx((382 + 566) / (16000 + 22488) * 6708)
    assert rates[1] == pytest.approx((382 + 566) / (16000 * 4 + 22488 * 6) * 6708 * 4)


def test_a_scenario_without_totals_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no published totals"):
        Calibration((plans.small(),), tmp_path, Settings(), workers=1).run()


def test_what_is_not_complete_is_not_adopted(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"lacks posterior\.csv"):
        results.adopt(tmp_path)


def test_who_interrupts_is_told_what_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan, out = tmp_path / "small.yaml", tmp_path / "out"
    plan.write_text(plans.SMALL, encoding="utf-8")

    def interrupted(calibration: Calibration) -> None:
        if out.exists():
            rows.store(out, {0: np.zeros(2)})
        raise KeyboardInterrupt

    monkeypatch.setattr(Calibration, "run", interrupted)
    told = CliRunner().invoke(main, ["calibrate", str(plan), "--out", str(out)])
    assert (told.exit_code, told.stderr) == (130, "interrupted; nothing was written\n")
    out.mkdir()
    told = CliRunner().invoke(main, ["calibrate", str(plan), "--out", str(out)])
    assert told.exit_code == 130
    assert told.stderr.endswith(f"complete are kept in {out}; the same command goes on\n")


@pytest.mark.slow
def test_the_command_does_all_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On one small plan that stands for a year; the numbers mean nothing, the way is the whole way."""
    plan = tmp_path / "small.yaml"
    plan.write_text(plans.SMALL, encoding="utf-8")
    own = (Target("Three countries", "arrests", 8.0, 0.2), Target("Three countries", "weapons", 5.0, 0.5))
    monkeypatch.setattr("sim.experiment.calibration.pipeline.targets", lambda: own)
    much = {"points": 24, "more": 8, "replications": 2, "draws": 6, "trials": 2, "steps": 120, "workers": 1}
    options = [part for name, number in much.items() for part in (f"--{name}", str(number))]
    arguments = ["calibrate", str(plan), "--out", str(tmp_path / "out"), *options]
    told = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert told.exit_code == 0, told.output
    assert "crime.movements" in told.output and "cannot show" in told.output
    written = {path.name: path.read_bytes() for path in (tmp_path / "out").glob("*.csv")}
    assert set(written) == {"posterior.csv", "calibrated.csv", *results.TABLES}
    again = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert again.exit_code == 0
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").glob("*.csv")} == written
    only = CliRunner().invoke(main, [*arguments, "--hold-out"], catch_exceptions=False)
    assert only.exit_code == 0 and only.stdout.startswith("| left out") and "crime.movements" not in only.stdout
    assert CliRunner().invoke(main, [*arguments, "--hold-out", "--adopt"]).exit_code == 2
