"""Runs go on until what was asked is known, and say how often was looked."""

import json
from pathlib import Path
from typing import Any

import pytest

from sim.errors import StoreError
from sim.experiment import compare as comparing
from sim.experiment import replicate, sequential
from sim.experiment.folder import keep_comparison, open_run
from sim.experiment.ranking import spent
from sim.experiment.sequential import Precision, looks, until
from sim.outcome.workplace import workplace
from tests.experiment import plans


@pytest.mark.parametrize(
    ("most", "taken"), [(10, [10]), (40, [40]), (100, [40, 60, 90, 100]), (135, [40, 60, 90, 135])]
)
def test_looks_are_planned(most: int, taken: list[int]) -> None:
    assert [*looks(most)] == taken


def test_nobody_looks_again_once_it_is_precise() -> None:
    seen = []

    def look(number: int, runs: int) -> int:
        seen.append((number, runs))
        return runs

    assert until(look, 1000, lambda runs: runs >= 60) == 60
    assert seen == [(1, 40), (2, 60)]


@pytest.mark.parametrize(
    ("text", "measure", "size"),
    [("2%", "arrests", "2 %"), ("wait_mean_min=0.5", "wait_mean_min", "0.5"), (" arrests = 3 ", "arrests", "3")],
)
def test_a_precision_is_read(text: str, measure: str, size: str) -> None:
    read = Precision.read(text)
    assert (read.measure, str(read.size)) == (measure, size)


@pytest.mark.parametrize("wrong", ["", "0", "many", "-2%", "arests=2%", "checks_total=2%", "2%%", "nan"])
def test_what_is_no_precision_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError):
        Precision.read(wrong)


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Stands for the model; lists the replications that it is asked for."""
    asked: list[int] = []

    def replay(scenario: Any, seed: int, replication: int, *more: Any) -> Any:
        asked.append(replication)
        return plans.replay(scenario, seed, replication)

    monkeypatch.setattr(replicate, "replay", replay)
    monkeypatch.setattr(sequential, "FIRST", FEW)
    return asked


FEW = 6
VARIANT = plans.small({"officers_scale": "1.2"})


def test_a_comparison_goes_on_until_it_is_precise_and_does_nothing_twice(model: list[int]) -> None:
    whole = comparing.compare(plans.small(), VARIANT, FEW, workers=1)
    width = whole.rankings[0].widest
    model.clear()
    coarse = comparing.compare(plans.small(), VARIANT, 9, workers=1, precision=f"{2 * width}")
    assert coarse.precise and coarse.base.requested == FEW and coarse.precision is not None
    assert coarse.precision.looks == 1
    model.clear()
    fine = comparing.compare(plans.small(), VARIANT, 10, workers=1, precision=f"{width / 100}")
    assert not fine.precise and fine.base.requested == 10 and fine.precision is not None
    assert fine.precision.looks == 3
    assert sorted(model) == sorted([*range(10)] * 2)
    alone = comparing.compare(plans.small(), VARIANT, 10, workers=1).rankings[0]
    assert fine.rankings[0].widest > alone.widest  # three looks cost something
    assert spent(3) < 0.05
    assert json.loads(json.dumps(fine.document()))["precision"] == {
        "measure": "arrests",
        "size": str(fine.precision.size),
        "looks": 3,
        "reached": False,
    }


def test_it_is_kept_opened_and_not_gone_on_with(model: list[int], tmp_path: Path) -> None:
    for force in (False, True):
        with workplace(tmp_path / "out", force=force) as place:
            done = comparing.compare(plans.small(), VARIANT, 7, workers=1, precision="0.001", keep=place)
            keep_comparison(done, place, lambda _: "")
    assert sorted(model) == sorted([*range(7)] * 4)
    opened = open_run(tmp_path / "out")
    assert isinstance(opened, comparing.Comparison)
    assert opened.precision == done.precision
    assert [one.document() for one in opened.rankings] == [one.document() for one in done.rankings]
    with workplace(tmp_path / "out", resume=True) as place, pytest.raises(StoreError, match="is finished"):
        comparing.compare(plans.small(), VARIANT, 9, workers=1, precision="0.001", keep=place)
