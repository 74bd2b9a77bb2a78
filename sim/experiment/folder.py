"""Results on disk: a run is a folder, a comparison a folder of runs."""

import dataclasses
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pyarrow as pa

from sim.errors import ScenarioError, StoreError
from sim.experiment.allocation.result import Recommendation
from sim.experiment.allocation.written import read_allocation
from sim.experiment.compare import Comparison, comparison
from sim.experiment.design import Design
from sim.experiment.points import read_measured
from sim.experiment.sensitivity import Sensitivity
from sim.experiment.sequential import Precision
from sim.experiment.stored import OTHER_VERSION, check_current, read_run, run_folders, unreadable, write_log, write_run
from sim.experiment.summary import Run
from sim.experiment.sweep import Sweep
from sim.experiment.verdicts import smallest
from sim.experiment.years import ProgrammeRun, read_programme
from sim.files import write_whole
from sim.outcome import store
from sim.outcome.shards import KIND as SHARD
from sim.outcome.workplace import Workplace, workplace
from sim.scenario.load import load_text

__all__ = [
    "check_current",
    "keep_comparison",
    "keep_run",
    "open_results",
    "open_run",
    "save_comparison",
    "save_run",
    "write_report",
]


type Result = Run | Comparison | Sweep | Sensitivity | ProgrammeRun | Recommendation

NOTHING: Mapping[str, str] = {}


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


def keep_comparison(
    compared: Comparison, place: Workplace, report: Callable[[Comparison], str], beside: Mapping[str, str] = NOTHING
) -> Comparison:
    """Write a comparison to the place that is held for it, and give the same one with its tables there.

    `beside` holds the text of further files, by name.
    """
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
        for name, text in {**beside, store.REPORT: report(_with_runs(compared, runs))}.items():
            (path / name).write_text(text, encoding="utf-8")
        write_log(path, compared.base.wall_s)

    place.finish(write)
    stored = [dataclasses.replace(run, tables=store.Stored(place.folder / name)) for name, run in named]
    return _with_runs(compared, stored)


def _with_runs(compared: Comparison, runs: list[Run]) -> Comparison:
    """The same comparison, with its runs as they are stored."""
    variants = [dataclasses.replace(one, run=run) for one, run in zip(compared.variants, runs[1:], strict=True)]
    return dataclasses.replace(compared, base=runs[0], variants=tuple(variants))


def open_results(folder: str | Path) -> Result:
    """Open a result folder, of whatever kind of experiment; tables are read when they are asked for.

    Raises
    ------
    StoreError
        If the folder holds no results, or they cannot be read; or a share of an experiment.
    """
    folder = Path(folder)
    kind = str(store.read_manifest(folder).get("kind"))
    if kind == SHARD:
        raise StoreError(f"{folder} holds a share of an experiment; jadsim merge puts shares together")
    if kind not in KINDS:
        raise StoreError(f"{folder / store.MANIFEST} cannot be read: it is of no kind of experiment ({kind!r})")
    return KINDS[kind](folder)


def open_run(folder: str | Path) -> Run | Comparison:
    """Open a result folder, of a run or of a comparison; tables are read when they are asked for.

    Raises
    ------
    StoreError
        If the folder holds no results, others, or they cannot be read.
    """
    result = open_results(folder)
    if isinstance(result, Run | Comparison):
        return result
    kind = result.manifest["kind"]
    raise StoreError(f"{folder} holds a {kind}, not a run: sim.open_results opens it, jadsim report tells it")


def _read_points(folder: Path, kind: type[Sweep] | type[Sensitivity]) -> Sweep | Sensitivity:
    found = read_measured(folder)
    manifest = found.manifest
    if lacking := {"text", "design", "measures", "hours", "scenario_hash"} - manifest.keys():
        raise unreadable(folder, KeyError(*sorted(lacking)))
    try:
        base = load_text(manifest["text"], f"{folder / store.MANIFEST}")
        design, measures = Design.known(manifest["design"]), tuple(manifest["measures"])
    except (KeyError, TypeError, ValueError, ScenarioError) as error:
        raise unreadable(folder, error) from error
    if base.hash != manifest["scenario_hash"]:
        raise StoreError(OTHER_VERSION)
    return kind(base=base, design=design, measures=measures, measured=found)


def _read_comparison(folder: Path) -> Comparison:
    store.check_whole(folder, store.MANIFEST)
    manifest = store.read_manifest(folder)
    names = run_folders(len(manifest["scenarios"]))
    for name in names:
        store.check_whole(folder, f"{name}/{store.CHECKSUMS}")
    runs = [read_run(folder / name) for name in names]
    return comparison(*runs, matters=smallest(manifest["matters"]), precision=Precision.known(manifest))


KINDS: Mapping[str, Callable[[Path], Result]] = {
    "run": read_run,
    "comparison": _read_comparison,
    "sweep": partial(_read_points, kind=Sweep),
    "sensitivity": partial(_read_points, kind=Sensitivity),
    "programme": read_programme,
    "allocation": read_allocation,
}
"""How folders of each kind of experiment are opened."""


def write_report(folder: Path, text: str) -> Path:
    """Replace the report of a result folder, and return where it is."""
    write_whole(folder / store.REPORT, text)
    return folder / store.REPORT
