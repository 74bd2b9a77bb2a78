"""A plan as a function, in the hands of the tools that it is made for."""

import math
import pickle
from functools import partial
from typing import Any

import numpy as np
import pytest

import sim
from sim.errors import ReplicationError, ScenarioError
from sim.experiment import replicate
from sim.outcome.measures import MEASURES
from tests.conftest import ROOT
from tests.experiment import plans

SMALL = plans.small()


def arrests(officers: float, cooperation: float, seed: int = 1) -> float:
    values = {"officers_scale": officers, "cooperation.scale": cooperation}
    return sim.evaluate(values, seed, scenario=SMALL)["arrests"]


def test_a_plan_is_a_function_of_its_keys_and_a_seed() -> None:
    one = sim.evaluate({"cooperation.scale": 0.5}, 3, scenario=SMALL)
    varied = sim.vary(SMALL, {"cooperation.scale": 0.5})
    total = sim.run(varied, 1, seed=3, workers=1, parameters="best").values[0, 0]
    assert list(one) == list(MEASURES)
    assert np.array_equal([*one.values()], np.where(np.isposinf(total), SMALL.hours, total), equal_nan=True)


def test_it_can_be_pickled_and_gives_the_same_again() -> None:
    asked = partial(sim.evaluate, {"officers_scale": np.float64(2.0)}, 5, scenario=SMALL)
    assert repr(pickle.loads(pickle.dumps(asked))()) == repr(asked())


def test_the_mean_of_several_runs_is_over_those_in_which_a_measure_is_defined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replicate, "replay", plans.replay)
    run = sim.run(SMALL, 4, workers=1, parameters="best", keep=False)
    values = np.where(np.isposinf(run.values[:, 0]), SMALL.hours, run.values[:, 0])
    means = [column[~np.isnan(column)] for column in values.T]
    found = sim.evaluate({}, scenario=SMALL, replications=4)
    assert np.allclose(
        list(found.values()), [one.mean() if len(one) else math.nan for one in means], equal_nan=True, rtol=1e-12
    )


def test_without_a_scenario_it_is_the_reference_action(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replicate, "replay", plans.replay)
    few = {"officers_scale": 0.01}
    assert repr(sim.evaluate(few)) == repr(sim.evaluate(few, scenario=ROOT / "scenarios" / "jad-see-2024.yaml"))
    with pytest.raises(ScenarioError, match="cooperation"):
        sim.evaluate({"cooperation.scal": 0.5})


def test_a_run_that_fails_is_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError("no such thing")

    monkeypatch.setattr(replicate, "replay", broken)
    with pytest.raises(ReplicationError, match="replication 0 of Three countries failed: ValueError: no such thing"):
        sim.evaluate({}, scenario=SMALL)


def test_optuna_searches_a_plan() -> None:
    optuna = pytest.importorskip("optuna")
    optuna.logging.set_verbosity(optuna.logging.WARNING)

    def objective(trial: Any) -> float:
        return arrests(trial.suggest_float("officers", 0.5, 2.0), trial.suggest_float("cooperation", 0.0, 1.0))

    study = optuna.create_study(direction="maximize", sampler=optuna.samplers.RandomSampler(seed=1))
    study.optimize(objective, n_trials=4)
    best = study.best_params
    assert study.best_value == arrests(best["officers"], best["cooperation"])


@pytest.mark.filterwarnings("ignore")
def test_ema_workbench_experiments_with_a_plan() -> None:
    workbench = pytest.importorskip("ema_workbench")
    model = workbench.Model("jadsim", function=lambda **values: {"arrests": arrests(**values)})
    model.uncertainties = [workbench.RealParameter("cooperation", 0.0, 1.0)]
    model.levers = [workbench.RealParameter("officers", 0.5, 2.0)]
    model.outcomes = [workbench.ScalarOutcome("arrests")]
    experiments, outcomes = workbench.perform_experiments(model, scenarios=2, policies=2)
    assert len(experiments) == len(outcomes["arrests"]) == 4
    for row, found in zip(experiments.to_dict("records"), outcomes["arrests"], strict=True):
        assert found == arrests(row["officers"], row["cooperation"])
