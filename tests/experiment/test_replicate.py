import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.errors import ModelError, ScenarioError, StoreError
from sim.experiment import replicate
from sim.experiment.compare import Comparison, compare
from sim.experiment.folder import open_run, save_comparison, save_run
from sim.experiment.manifest import read_event, written
from sim.experiment.replicate import run
from sim.experiment.summary import Run
from sim.outcome import records, store
from sim.outcome.measures import MEASURES, measure
from tests.experiment import plans


@pytest.fixture(autouse=True)
def synthetic_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replicate, "replay", plans.replay)


def fail_at(*numbers: int) -> Any:
    def replay(scenario: Any, seed: int, replication: int, *more: Any) -> Any:
        if replication in numbers:
            raise ModelError("more officers than there are", hour=3.0, subject="AT", seed=seed, replication=replication)
        return plans.replay(scenario, seed, replication, *more)

    return replay


def page(result: Any) -> str:
    return "<html></html>"


def test_a_run_keeps_measures_and_tables_of_every_replication() -> None:
    scenario = plans.small()
    result = run(scenario, 3, seed=5, workers=1)
    assert (result.replications, result.failed, result.completed) == (3, 0, (0, 1, 2))
    for number in range(3):
        outcome = plans.replay(scenario, 5, number)
        np.testing.assert_array_equal(result.values[number], measure(outcome).values)
        rows = result.table("arrests")
        assert rows[rows["replication"] == number]["arrest"].tolist() == outcome["arrests"].text("arrest")
    assert "checks" not in result.tables.names


def test_progress_is_told_after_each_replication() -> None:
    told: list[tuple[int, int]] = []
    run(plans.small(), 3, workers=1, on_progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_the_document_is_json_and_says_what_it_must() -> None:
    scenario = plans.small()
    document = json.loads(json.dumps(run(scenario, 4, workers=1).document(), allow_nan=False))
    assert list(document) == [
        "scenario", "scenario_hash", "seed", "replications", "failed", "parameters", "repeated", "cautions", "events",
        "spread95", "wall_s", "arrests_from", "measures", "by_country",
    ]  # fmt: skip
    assert list(document["measures"]) == list(MEASURES)
    assert list(document["by_country"]) == list(scenario.countries)
    arrests = document["measures"]["arrests"]
    assert list(arrests) == ["unit", "runs", "mean", "ci95", "spread95", "spread95_reason"]
    assert arrests["ci95"][0] <= arrests["mean"] <= arrests["ci95"][1]
    assert document["by_country"]["AT"]["networks_disrupted"] == {
        "unit": "1",
        "runs": 0,
        "mean": None,
        "ci95": None,
        "spread95": None,
        "ci95_reason": "defined in no run",
        "spread95_reason": "defined in no run",
    }


def test_summary_and_measures_are_tidy() -> None:
    result = run(plans.small(), 3, workers=1)
    summary, measures = result.summary, result.measures()
    assert list(summary.columns) == [
        "country", "measure", "unit", "runs", "independent", "unreached", "mean", "ci_low", "ci_high",
        "spread_low", "spread_high", "no_confidence", "no_prediction",
    ]  # fmt: skip
    total = measures[(measures["scope"] == "total") & (measures["measure"] == "arrests")]["value"]
    row = summary[(summary["country"] == "") & (summary["measure"] == "arrests")].iloc[0]
    assert total.mean() == pytest.approx(row["mean"])
    assert len(measures) == 3 * 4 * len(MEASURES)


def test_a_failed_replication_is_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replicate, "replay", fail_at(1))
    result = run(plans.small(), 3, seed=9, workers=1)
    (failure,) = result.failures
    assert result.completed == (0, 2)
    assert (failure.seed, failure.replication, failure.scenario_hash) == (9, 1, result.scenario.hash)
    assert failure.error == "ModelError: more officers than there are (hour 3.0, subject AT, seed 9, replication 1)"
    assert "fail_at" in failure.traceback or "replay" in failure.traceback


def test_all_may_fail(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(replicate, "replay", fail_at(0, 1))
    result = run(plans.small(), 2, workers=1)
    assert (result.replications, result.failed) == (0, 2)
    assert json.loads(json.dumps(result.document()))["measures"]["arrests"]["mean"] is None
    save_run(result, tmp_path / "run", page)
    opened = open_run(tmp_path / "run")
    assert isinstance(opened, Run)
    assert opened.failures == result.failures


def test_an_interrupt_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(replicate, "replay", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run(plans.small(), 2, workers=1)


@pytest.mark.parametrize("number", [0, -1, 2.5, True, "2", None])
@pytest.mark.parametrize("name", ["replications", "workers"])
def test_nothing_to_do_is_refused(name: str, number: Any) -> None:
    if (name, number) != ("workers", None):
        with pytest.raises(ValueError, match=f"the number of {name} is a whole number,"):
            run(plans.small(), **{"replications": 1, "workers": 1, name: number})


@pytest.mark.parametrize("seed", [-1, 1.0, "1", None, True, np.float64(3), np.int64(-4)])
def test_a_seed_is_a_whole_number_from_0(seed: Any) -> None:
    with pytest.raises(ValueError, match="a seed is a whole number, 0 or more"):
        run(plans.small(), 1, seed=seed, workers=1)


def test_a_seed_that_is_too_large_is_told_how_large_it_may_be() -> None:
    with pytest.raises(ValueError, match="9,223,372,036,854,775,807 or less, not 9223372036854775808"):
        run(plans.small(), 1, seed=2**63, workers=1)


def test_numbers_of_other_libraries_are_numbers(tmp_path: Path) -> None:
    given = run(plans.small(), np.int32(2), seed=np.int64(7), workers=np.uint8(1))
    plain = run(plans.small(), 2, seed=7, workers=1)
    assert json.dumps(given.manifest) == json.dumps(plain.manifest)
    np.testing.assert_array_equal(given.values, plain.values)


def test_a_file_can_be_run_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(plans.SMALL, encoding="utf-8")
    for name in (path, str(path)):
        assert run(name, 1, workers=1).scenario.hash == plans.small().hash
    with pytest.raises(ScenarioError, match="there is no such file"):
        run(tmp_path / "smal.yaml", 1)
    with pytest.raises(TypeError, match="not dict"):
        run({"name": "a plan"}, 1)  # type: ignore[arg-type]


def test_every_check_is_kept_when_asked_for_and_gone_with_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    result = run(plans.small(), 2, workers=1, detail="checks")
    assert "checks" in result.tables.names
    assert list(result.table("checks").columns[3:]) == list(records.columns("checks"))
    assert any(tmp_path.iterdir())
    del result
    assert not any(tmp_path.iterdir())


def test_a_run_comes_back_from_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replicate, "replay", fail_at(1))
    result = run(plans.small(), 3, seed=5, workers=1)
    save_run(result, tmp_path / "run", page)
    opened = open_run(tmp_path / "run")
    assert isinstance(opened, Run)
    assert opened.scenario.hash == result.scenario.hash
    assert (opened.seed, opened.requested, opened.completed) == (5, 3, (0, 2))
    assert opened.failures == result.failures
    np.testing.assert_array_equal(opened.values, result.values)
    assert opened.document() == result.document()
    for name in result.tables.names:
        assert opened.table(name).equals(result.table(name)), name


def test_folders_differ_in_the_log_alone(tmp_path: Path) -> None:
    for name in ("a", "b"):
        save_run(run(plans.small(), 2, workers=1), tmp_path / name, page)
        time.sleep(0.002)
    first, second = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("a", "b"))
    assert first.keys() == second.keys()
    assert {name for name in first if first[name] != second[name]} <= {"log.json"}
    assert {"manifest.json", "measures.parquet", "failures.parquet", "report.html", "arrests.parquet"} <= first.keys()
    assert "checks.parquet" not in first


def test_a_report_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def broken(result: Any) -> str:
        raise RuntimeError("no ink")

    with pytest.raises(RuntimeError, match="no ink"):
        save_run(run(plans.small(), 1, workers=1), tmp_path / "run", broken)
    assert list(tmp_path.iterdir()) == []


def test_a_comparison_comes_back_from_its_folder(tmp_path: Path) -> None:
    compared = compare(plans.small(), [plans.small({"networks.count": "3"})], 3, workers=1)
    save_comparison(compared, tmp_path / "both", page)
    opened = open_run(tmp_path / "both")
    assert isinstance(opened, Comparison)
    assert opened.document() == compared.document()
    assert isinstance(open_run(tmp_path / "both" / "variant-1"), Run)


@pytest.mark.parametrize("break_it", ["text", "countries", "seed"])
def test_a_folder_that_does_not_fit_is_refused(tmp_path: Path, break_it: str) -> None:
    save_run(run(plans.small(), 1, workers=1), tmp_path / "run", page)
    manifest = store.read_manifest(tmp_path / "run")
    broken = {"text": "name: [", "countries": ["AT"], "seed": None}[break_it]
    if broken is None:
        del manifest[break_it]
    else:
        manifest[break_it] = broken
    store.write_json(tmp_path / "run" / store.MANIFEST, manifest)
    with pytest.raises(StoreError, match="cannot be read"):
        open_run(tmp_path / "run")


@pytest.mark.parametrize("folder", ["nowhere", "."])
def test_what_is_no_result_folder_is_refused(tmp_path: Path, folder: str) -> None:
    with pytest.raises(StoreError, match="no result folder"):
        open_run(tmp_path / folder)


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "siena_down", "at": "0.1 h", "lasts": "90 min"},
        {
            "kind": "reassign",
            "at": "7 min",
            "country": "AT",
            "from": "spielfeld-sentilj",
            "to": "spielfeld-sentilj",
            "officers": 3,
        },
        {"kind": "tip_off", "when": {"measure": "arrests", "at_least": 5}, "networks": 0.25},
        {"kind": "jit_signed", "at": 0, "countries": ["AT", "HU"]},
    ],
)
def test_recorded_events_survive_the_manifest(values: dict[str, Any]) -> None:
    event = read_event(values)
    assert read_event(json.loads(json.dumps(written(event)))) == event


def test_an_unknown_event_is_refused() -> None:
    with pytest.raises(ValueError, match="no kind of event: 'earthquake'"):
        read_event({"kind": "earthquake"})
