"""Runs with the most plausible parameters, and with draws of the posterior."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.errors import StoreError
from sim.experiment import parameters as chosen
from sim.experiment.calibration.space import priors
from sim.experiment.compare import comparison
from sim.experiment.folder import open_run, save_run
from sim.experiment.parameters import THIS_ACTION, Parameters, posterior, value_of
from sim.experiment.replicate import run
from sim.experiment.summary import Run
from sim.experiment.trace import trace
from sim.scenario.behaviour import Behaviour
from sim.scenario.load import load_text
from sim.world.theatre.theatre import Theatre
from tests.experiment import plans

PATH = "prevalence.person.suspect"


def arrays(theatre: Theatre) -> dict[str, np.ndarray]:
    return {name: value for name, value in vars(theatre).items() if isinstance(value, np.ndarray)}


def test_the_posterior_lies_within_its_priors_and_varies() -> None:
    space, draws = priors(), np.array(posterior().draws)
    assert posterior().paths == (*space.paths, *THIS_ACTION.values())
    for at, prior in enumerate(space.priors):
        assert (draws[:, at] >= prior.low).all() and (draws[:, at] <= prior.high).all()
        assert np.abs([prior.coordinate(value) for value in draws[:, at]]).max() < 5.1
        assert draws[:, at].std() > 0.01 * draws[:, at].mean()


def test_every_calibrated_parameter_says_so_and_has_its_default_from_calibration() -> None:
    from sim.scenario import calibrated
    from sim.scenario.leaves import leaves
    from sim.scenario.tree import dotted

    declared = {dotted(leaf.path): leaf for leaf in leaves(Behaviour())}
    assert set(calibrated.values()) == set(priors().paths)
    for path, value in calibrated.values().items():
        assert declared[path].known("trust") == "calibrated"
        assert declared[path].value == value


def test_a_draw_belongs_to_a_replication_and_comes_again_after_the_last() -> None:
    some = Parameters("own", (PATH,), ((1e-4,), (2e-4,)))
    plan = plans.small()
    drawn = [some.behaviour(plan, replication) for replication in range(3)]
    assert [value_of(one, PATH) for one in drawn if one is not None] == [1e-4, 2e-4, 1e-4]
    assert Parameters().behaviour(plan, 0) is None


@pytest.mark.parametrize("value", ["2.6e-4", "1e-3"])
def test_what_a_scenario_gives_itself_is_kept(value: str) -> None:
    plan = plans.small({f"behaviour.{PATH}": value})
    drawn = Parameters("own", (PATH, "crime.movements"), ((1e-4, 3.0),)).behaviour(plan, 0)
    assert drawn is not None
    assert value_of(drawn, PATH) == float(value)
    assert value_of(drawn, "crime.movements") == 3.0
    assert plan.hash != plans.small().hash
    assert load_text(plan.text).given == plan.given == {f"behaviour.{PATH}"}
    assert load_text(plan.text).hash == plan.hash


def test_a_theatre_under_a_draw_is_the_theatre_of_that_behaviour() -> None:
    plan = plans.small()
    for replication in range(3):
        behaviour = posterior().behaviour(plan, replication)
        assert behaviour is not None
        anew = Theatre(plan.model_copy(update={"behaviour": behaviour}))
        under = Theatre(plan).under(behaviour)
        assert under.hash == plan.hash
        assert arrays(under).keys() == arrays(anew).keys()
        assert all(np.array_equal(value, arrays(anew)[name]) for name, value in arrays(under).items())


def test_a_theatre_is_made_anew_where_more_than_prevalence_differs() -> None:
    plan = plans.small()
    behaviour = chosen.changed(plan.behaviour, {"detection.brief_officer": 0.5})
    under, before = Theatre(plan).under(behaviour), Theatre(plan)
    assert not np.array_equal(under.reach, before.reach)
    assert under.hash == plan.hash


def values(result: Run) -> bytes:
    return result.values.tobytes()


def test_posterior_is_the_default_and_differs_from_best() -> None:
    plan = plans.small()
    assert values(run(plan, 2, workers=1)) == values(run(plan, 2, workers=1, parameters="posterior"))
    best = run(plan, 2, workers=1, parameters="best")
    drawn = run(plan, 2, workers=1)
    assert values(best) != values(drawn)
    assert (best.interval, drawn.interval) == ("spread of runs", "predictive interval")
    assert best.document()["spread95"] == "spread of runs (chance)"
    assert drawn.document()["spread95"] == "predictive interval (chance, calibrated parameters and how actions differ)"
    with pytest.raises(ValueError, match="different parameters"):
        comparison(best, drawn)
    with pytest.raises(ValueError, match="posterior or best"):
        run(plan, 1, workers=1, parameters="worst")  # type: ignore[arg-type]


def test_a_given_parameter_makes_posterior_and_best_agree() -> None:
    overrides = {f"behaviour.{path}": repr(value_of(Behaviour(), path)) for path in posterior().paths}
    plan = plans.small(overrides)
    assert values(run(plan, 2, workers=1)) == values(run(plan, 2, workers=1, parameters="best"))


@pytest.mark.slow
def test_the_number_of_workers_does_not_matter() -> None:
    one, two = (run(plans.small(), 4, workers=workers) for workers in (1, 2))
    assert values(one) == values(two)
    assert one.manifest == two.manifest


def test_a_trace_repeats_the_draw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = run(plans.small({"preparation.prepared_targets": "40"}), 3, workers=1)
    save_run(result, tmp_path / "run", lambda _: "")
    opened = open_run(tmp_path / "run")
    assert isinstance(opened, Run) and opened.parameters == "posterior"
    arrests = opened.table("arrests")
    last = arrests[arrests["replication"] == 2].iloc[0]["arrest"]
    assert trace(tmp_path / "run", f"2:{last}")[-1].id == last
    other = replace(posterior(), draws=posterior().draws[1:])
    monkeypatch.setattr(chosen, "posterior", lambda *_: other)
    with pytest.raises(StoreError, match="other calibrated parameters"):
        trace(tmp_path / "run", f"2:{last}")


def test_parameters_are_plain_values() -> None:
    assert [field.name for field in fields(Parameters)] == ["kind", "paths", "draws"]
    identity: dict[str, Any] = posterior().identity
    assert identity["draws"] == len(posterior().draws)
    assert len(identity["fingerprint"]) == 16
