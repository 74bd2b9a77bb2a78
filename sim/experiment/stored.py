"""A run as a folder: written replication by replication, opened with its tables left on the disk."""

import dataclasses
import math
import shlex
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from sim.errors import ScenarioError, StoreError
from sim.experiment.remarks import fates_in
from sim.experiment.summary import Failure, Run
from sim.outcome import store
from sim.outcome.scopes import Floats
from sim.outcome.tables import tidy, untidy, with_identity
from sim.scenario.load import load_text

_FAILURE = pa.schema(
    {
        "scenario_hash": pa.string(),
        "seed": pa.int64(),
        "replication": pa.int64(),
        "error": pa.string(),
        "traceback": pa.string(),
    }
)
_VALUES_PER_GROUP = 50_000
DRAWN = "drawn"
"""Table of the measures of runs in which what is assumed was drawn as well."""
_AGAIN = "make them again, by the command in log.json of their folder"
OTHER_VERSION = f"these results were made with other defaults or reference data; {_AGAIN}"


def run_folders(plans: int) -> list[str]:
    """Where the runs of an experiment are in its folder: the base and the variants, or the folder itself for one."""
    return ["."] if plans == 1 else ["base", *(f"variant-{at}" for at in range(1, plans))]


def write_run(run: Run, path: Path) -> Run:
    """Write a run to a folder, and give the same run with its tables there."""
    store.write_json(path / store.MANIFEST, run.manifest)
    store.write_groups(path / "measures.parquet", _measures(run, run.completed, run.values))
    if run.drawn:
        store.write_groups(path / f"{DRAWN}.parquet", _measures(run, [*run.drawn], np.stack([*run.drawn.values()])))
    failures = [dataclasses.asdict(failure) for failure in run.failures]
    store.write_groups(path / "failures.parquet", iter([pa.Table.from_pylist(failures, schema=_FAILURE)]))
    store.write_tables(path, run.tables, run.completed)
    write_log(path, run.wall_s)
    store.seal(path)
    return dataclasses.replace(run, tables=store.Stored(path))


def write_log(path: Path, wall_s: float) -> None:
    """Write what may differ between two runs of the same identity."""
    created = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    store.write_json(path / store.LOG, {"created": created, "command": shlex.join(sys.argv), "wall_s": wall_s})


def read_run(folder: Path) -> Run:
    """Open the folder of one run.

    Raises
    ------
    StoreError
        If it holds none, or not as it was written.
    """
    manifest = store.read_manifest(folder)
    tables = store.Stored(folder)
    try:
        numbers, values = _values(folder, "measures", manifest["countries"])
        there = (folder / f"{DRAWN}.parquet").exists()
        drawn = dict(zip(*_values(folder, DRAWN, manifest["countries"]), strict=True)) if there else {}
        failures = store.read_table(folder, "failures").to_pylist()
        scenario = load_text(manifest["text"], f"{folder / store.MANIFEST}")
        run = Run(
            scenario=scenario,
            seed=manifest["seed"],
            requested=manifest["replications"],
            completed=tuple(numbers),
            values=values,
            tables=tables,
            failures=tuple(Failure(**failure) for failure in failures),
            manifest=manifest,
            wall_s=wall_s(folder),
            fates=fates_in(tables, manifest, scenario),
            drawn=drawn,
        )
    except (KeyError, ValueError, TypeError, AttributeError, ScenarioError) as error:
        raise unreadable(folder, error) from error
    if run.scenario.hash == manifest.get("scenario_hash"):  # else it is of another version, and `check_current` says so
        store.check_whole(folder, store.MANIFEST)
    return run


def unreadable(folder: Path, error: Exception) -> StoreError:
    """Results that were changed, or that another version wrote in a form of its own, and what to do about it."""
    return StoreError(
        f"{folder} holds results that cannot be read: they are damaged, or of another version of jadsim; {_AGAIN} "
        f"({error!r})"
    )


def wall_s(folder: Path) -> float:
    """How long a run took, from its log."""
    wall_s = store.read_json(folder / store.LOG).get("wall_s")
    if not isinstance(wall_s, int | float) or not math.isfinite(wall_s):
        raise StoreError(f"{folder / store.LOG} cannot be read: it does not say how long the run took")
    return float(wall_s)


def check_current(run: Run) -> None:
    """Refuse a run of a version with other defaults or reference data: its scenario means something else now.

    Raises
    ------
    StoreError
        If the scenario of the run no longer has the hash that it had.
    """
    if run.scenario.hash != run.manifest["scenario_hash"]:
        raise StoreError(OTHER_VERSION)


def _measures(run: Run, completed: Sequence[int], values: Floats) -> Iterator[pa.Table]:
    """Measures in the long form of `Run.tidy`, in groups of replications; at least one group."""
    each = values.shape[1] * values.shape[2]
    several = max(1, _VALUES_PER_GROUP // each)
    for begin in range(0, max(len(values), 1), several):
        part = slice(begin, begin + several)
        numbers = np.repeat(np.array(completed[part], dtype=np.int64), each)
        yield with_identity(tidy(values[part], run.countries), run.manifest["scenario_hash"], run.seed, numbers)


def _values(folder: Path, name: str, countries: list[str]) -> tuple[list[int], Floats]:
    """Numbers of the replications in a table of a folder, and their measures."""
    numbers: list[int] = []
    values = []
    for group in store.read_groups(folder, name):
        part = untidy(group, countries)
        values.append(part)
        numbers += group.column("replication").to_numpy()[:: part.shape[1] * part.shape[2]].tolist()
    return numbers, np.concatenate(values)


def manifests(folder: Path, plans: int) -> list[Mapping[str, Any]]:
    """The manifests of the runs in a folder.

    Raises
    ------
    StoreError
        If one cannot be read.
    """
    return [store.read_manifest(folder / name) for name in run_folders(plans)]
