"""Results on disk: a run is a folder, a comparison a folder of runs."""

import dataclasses
import shlex
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from sim.errors import ScenarioError, StoreError
from sim.experiment.compare import Comparison, comparison
from sim.experiment.summary import Failure, Run
from sim.experiment.verdicts import smallest
from sim.outcome import store
from sim.outcome.tables import untidy
from sim.scenario.load import load_text

REPORT = "report.html"

_FAILURE = pa.schema(
    {
        "scenario_hash": pa.string(),
        "seed": pa.int64(),
        "replication": pa.int64(),
        "error": pa.string(),
        "traceback": pa.string(),
    }
)


def save_run(run: Run, folder: Path, report: Callable[[Run], str], *, force: bool = False) -> None:
    """Write a run to a folder of its own.

    Parameters
    ----------
    run
        The run.
    folder
        Must not exist, unless `force` is set and it holds results.
    report
        Makes the HTML text of the report.
    force
        Replace results that are there.

    Raises
    ------
    StoreError
        If the folder is in use.
    """
    with store.new_folder(folder, force=force) as path:
        _write_run(run, path)
        (path / REPORT).write_text(report(run), encoding="utf-8")
        _write_log(path, run.wall_s)


def save_comparison(
    compared: Comparison, folder: Path, report: Callable[[Comparison], str], *, force: bool = False
) -> None:
    """Write a comparison to a folder that holds a run folder for the base and each variant; otherwise as `save_run`."""
    with store.new_folder(folder, force=force) as path:
        for name, run in zip(_run_folders(compared.manifest), compared.runs, strict=True):
            (path / name).mkdir()
            _write_run(run, path / name)
            _write_log(path / name, run.wall_s)
        store.write_json(path / store.MANIFEST, compared.manifest)
        store.write_json(path / "comparison.json", compared.document() | {"wall_s": None})
        store.write_table(
            path / "differences.parquet", pa.Table.from_pandas(compared.differences(), preserve_index=False)
        )
        (path / REPORT).write_text(report(compared), encoding="utf-8")
        _write_log(path, compared.base.wall_s)


def open_run(folder: str | Path) -> Run | Comparison:
    """Open a result folder, of a run or of a comparison; tables are read when they are asked for.

    Raises
    ------
    StoreError
        If the folder holds no results, or they cannot be read.
    """
    folder = Path(folder)
    manifest = store.read_manifest(folder)
    if manifest.get("kind") == "programme":
        raise StoreError(
            f"{folder} holds a programme, not a run: read its {REPORT}, evaluation.json or actions.parquet"
        )
    if manifest.get("kind") == "comparison":
        runs = (_open(folder / name, store.read_manifest(folder / name)) for name in _run_folders(manifest))
        return comparison(*runs, matters=smallest(manifest.get("matters", {})))
    return _open(folder, manifest)


def check_current(run: Run) -> None:
    """Refuse a run of a version with other defaults or reference data: its scenario means something else now.

    Raises
    ------
    StoreError
        If the scenario of the run no longer has the hash that it had.
    """
    if run.scenario.hash != run.manifest["scenario_hash"]:
        raise StoreError("these results were made with other defaults or reference data; run the scenario again")


def write_report(folder: Path, text: str) -> Path:
    """Replace the report of a result folder, and return where it is."""
    temporary = folder / f".{REPORT}"
    temporary.write_text(text, encoding="utf-8")
    return temporary.replace(folder / REPORT)


def _run_folders(manifest: Mapping[str, Any]) -> list[str]:
    return ["base", *(f"variant-{at}" for at in range(1, len(manifest["scenarios"])))]


def _write_run(run: Run, path: Path) -> None:
    store.write_json(path / store.MANIFEST, run.manifest)
    store.write_table(path / "measures.parquet", run.tidy())
    failures = [dataclasses.asdict(failure) for failure in run.failures]
    store.write_table(path / "failures.parquet", pa.Table.from_pylist(failures, schema=_FAILURE))
    store.write_tables(path, run.tables)


def _write_log(path: Path, wall_s: float) -> None:
    """What may differ between two runs of the same identity."""
    created = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    store.write_json(path / "log.json", {"created": created, "command": shlex.join(sys.argv), "wall_s": wall_s})


def _open(folder: Path, manifest: Mapping[str, Any]) -> Run:
    measures = store.read_table(folder, "measures")
    completed = tuple(dict.fromkeys(measures.column("replication").to_pylist()))
    failures = store.read_table(folder, "failures").to_pylist()
    try:
        return Run(
            scenario=load_text(manifest["text"], f"{folder / store.MANIFEST}"),
            seed=manifest["seed"],
            requested=manifest["replications"],
            completed=completed,
            values=untidy(measures, manifest["countries"]),
            tables=store.Stored(folder),
            failures=tuple(Failure(**failure) for failure in failures),
            manifest=manifest,
            wall_s=store.read_json(folder / "log.json")["wall_s"],
        )
    except (KeyError, ValueError, TypeError, ScenarioError) as error:
        raise StoreError(f"{folder} cannot be read by this version: {error!r}") from error
