"""Results on disk: a run is a folder, a comparison a folder of runs."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from sim.errors import StoreError
from sim.experiment.compare import Comparison, comparison
from sim.experiment.sequential import Precision
from sim.experiment.stored import check_current, read_run, run_folders, write_log, write_run
from sim.experiment.summary import Run
from sim.experiment.verdicts import smallest
from sim.outcome import store
from sim.outcome.workplace import Workplace, workplace

__all__ = ["check_current", "keep_comparison", "keep_run", "open_run", "save_comparison", "save_run", "write_report"]


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
    with workplace(folder, force=force) as place:
        keep_run(run, place, report)


def keep_run(run: Run, place: Workplace, report: Callable[[Run], str]) -> Run:
    """Write a run to the place that is held for it, and give the same run with its tables there."""

    def write(path: Path) -> None:
        (path / store.REPORT).write_text(report(write_run(run, path)), encoding="utf-8")

    place.finish(write)
    return dataclasses.replace(run, tables=store.Stored(place.folder))


def save_comparison(
    compared: Comparison, folder: Path, report: Callable[[Comparison], str], *, force: bool = False
) -> None:
    """Write a comparison to a folder that holds a run folder for the base and each variant; otherwise as `save_run`."""
    with workplace(folder, force=force) as place:
        keep_comparison(compared, place, report)


def keep_comparison(compared: Comparison, place: Workplace, report: Callable[[Comparison], str]) -> Comparison:
    """Write a comparison to the place that is held for it, and give the same one with its tables there."""
    named = [*zip(run_folders(len(compared.runs)), compared.runs, strict=True)]

    def write(path: Path) -> None:
        runs = []
        for name, run in named:
            (path / name).mkdir()
            runs.append(write_run(run, path / name))
        store.write_json(path / store.MANIFEST, compared.manifest)
        store.write_json(path / "comparison.json", compared.document() | {"wall_s": None})
        differences = pa.Table.from_pandas(compared.differences(), preserve_index=False)
        store.write_groups(path / "differences.parquet", iter([differences]))
        (path / store.REPORT).write_text(report(_with_runs(compared, runs)), encoding="utf-8")
        write_log(path, compared.base.wall_s)

    place.finish(write)
    stored = [dataclasses.replace(run, tables=store.Stored(place.folder / name)) for name, run in named]
    return _with_runs(compared, stored)


def _with_runs(compared: Comparison, runs: list[Run]) -> Comparison:
    """The same comparison, with its runs as they are stored."""
    variants = [dataclasses.replace(one, run=run) for one, run in zip(compared.variants, runs[1:], strict=True)]
    return dataclasses.replace(compared, base=runs[0], variants=tuple(variants))


def open_run(folder: str | Path) -> Run | Comparison:
    """Open a result folder, of a run or of a comparison; tables are read when they are asked for.

    Raises
    ------
    StoreError
        If the folder holds no results, or they cannot be read.
    """
    folder = Path(folder)
    manifest = store.read_manifest(folder)
    if manifest.get("kind") == "run":
        return read_run(folder)
    store.check_whole(folder, store.MANIFEST)
    if manifest["kind"] == "programme":
        raise StoreError(
            f"{folder} holds a programme, not a run: read its {store.REPORT}, evaluation.json or actions.parquet"
        )
    names = run_folders(len(manifest["scenarios"]))
    for name in names:
        store.check_whole(folder, f"{name}/{store.CHECKSUMS}")
    runs = [read_run(folder / name) for name in names]
    return comparison(*runs, matters=smallest(manifest["matters"]), precision=Precision.known(manifest))


def write_report(folder: Path, text: str) -> Path:
    """Replace the report of a result folder, and return where it is."""
    temporary = folder / f".{store.REPORT}"
    temporary.write_text(text, encoding="utf-8")
    return temporary.replace(folder / store.REPORT)
