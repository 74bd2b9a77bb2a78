"""Years of a programme: what each replication gave, what they say together, and how they are kept."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sim.errors import ScenarioError, StoreError
from sim.experiment.manifest import versions
from sim.experiment.stored import OTHER_VERSION, unreadable, wall_s, write_log
from sim.experiment.summary import Failure, summarise
from sim.outcome import store
from sim.outcome.parts import packed
from sim.outcome.workplace import Workplace, check_same, workplace
from sim.scenario.doubts import of_programme
from sim.scenario.load import load_text
from sim.scenario.programme import Programme, programme_of

if TYPE_CHECKING:
    import pandas as pd

SHARES = ("known_share", "compactness_at_first", "compactness_at_last", "trust_first", "trust_last")
"""Figures of a year that are shares."""
COMPARED = ("arrests", "investigations")
"""Measures that stand beside what was published of a year."""
NOT_COMPARABLE = (
    "the published year covers all crime areas of the European Union, the theatre six areas and the countries named",
    "published actions include joint investigations, training and prevention; here all are days of checks",
    "published arrests also come from investigations of many months, of which here only the beginning counts",
    "which country leads, who takes part and how large actions are is assumed",
)
"""Why a year as simulated cannot be held against a year as published, beyond its order of magnitude."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Year:
    """One replication of a programme: a row for each action, and figures of the whole year."""

    table: pa.Table
    figures: Mapping[str, float]

    @property
    def rows(self) -> tuple[Row, ...]:
        """The actions in plain values."""
        return tuple(self.table.to_pylist())

    def packed(self) -> bytes:
        """Return it as a part of an experiment under way."""
        buffer = io.BytesIO()
        with pa.ipc.new_stream(buffer, self.table.schema) as stream:
            stream.write_table(self.table)
        return packed({"actions": buffer.getvalue(), "figures": json.dumps(dict(self.figures)).encode()})

    @classmethod
    def unpacked(cls, part: Mapping[str, bytes]) -> Year:
        """Read the contents of a part."""
        return cls(pa.ipc.open_stream(part["actions"]).read_all(), json.loads(part["figures"]))


@dataclass(frozen=True, kw_only=True)
class ProgrammeRun:
    """Replications of a programme.

    Attributes
    ----------
    identity : Mapping
        Both files, seed, replications and versions, in plain values.
    """

    programme: Programme
    seed: int
    requested: int
    years: Mapping[int, Year]
    failures: tuple[Failure, ...]
    identity: Mapping[str, Any]
    wall_s: float

    @cached_property
    def table(self) -> pa.Table:
        """One row for each replication and action."""
        return _numbered({number: year.table for number, year in self.years.items()})

    @cached_property
    def yearly(self) -> pa.Table:
        """One row for each replication: the figures of its year."""
        return _numbered({number: pa.Table.from_pylist([dict(year.figures)]) for number, year in self.years.items()})

    def actions(self) -> pd.DataFrame:
        """The same as a data frame."""
        frame: pd.DataFrame = self.table.to_pandas()
        return frame

    @cached_property
    def evaluation(self) -> dict[str, Any]:
        """The year in figures: each with its mean, the confidence of the mean and the spread of years."""
        names = list(next(iter(self.years.values())).figures) if self.years else []
        values = np.array([[year.figures[name] for name in names] for year in self.years.values()])
        most = np.array([1.0 if name in SHARES else math.inf for name in names])
        found = summarise(values, most=most) if names else None
        figures = {name: found.document((at,)) for at, name in enumerate(names) if found is not None}
        published = self.programme.published
        return {
            "figures": figures,
            "published": {name: getattr(published, name) for name in COMPARED} | {"source": published.source},
            "cautions": [*of_programme(self.programme)],
            "not_comparable": list(NOT_COMPARABLE),
        }

    @property
    def manifest(self) -> dict[str, Any]:
        """The identity, and what failed."""
        failures = [{"replication": failure.replication, "error": failure.error} for failure in self.failures]
        return {**self.identity, "failures": failures}

    def document(self) -> dict[str, Any]:
        """Return the result in plain values, ready for JSON; what is undefined is None."""
        return {
            "programme": self.programme.name,
            "theatre": self.programme.scenario.name,
            "actions": len(self.programme.actions),
            "seed": self.seed,
            "replications": self.requested,
            "failed": len(self.failures),
            "wall_s": round(self.wall_s, 3),
            **self.evaluation,
        }


def years_there(place: Workplace, known: Mapping[str, Any]) -> dict[int, Year]:
    """Years that are there already when the experiment of an identity begins, finished before or under way."""
    wanted = _asked(known)
    years = {}
    manifest = place.earlier
    if manifest is not None:
        check_same(place.folder, _asked(manifest), wanted)
        store.check_whole(place.folder, store.MANIFEST)
        years = _stored(place.folder)
    place.begin(wanted)
    return {int(key): Year.unpacked(part) for key, part in place.parts.sound()} | years


def read_programme(folder: Path) -> ProgrammeRun:
    """Open the folder of a programme.

    Raises
    ------
    StoreError
        If it holds none, or not as it was written.
    """
    store.check_whole(folder, store.MANIFEST)
    manifest = store.read_manifest(folder)
    file = str(folder / store.MANIFEST)
    try:
        failed = manifest.pop("failures")
        programme = programme_of(manifest["text"], load_text(manifest["theatre_text"], file), file)
        theatre, seed = programme.scenario.hash, manifest["seed"]
        failures = [Failure(scenario_hash=theatre, seed=seed, traceback="", **one) for one in failed]
        requested = manifest["replications"]
    except (KeyError, TypeError, ScenarioError) as error:
        raise unreadable(folder, error) from error
    if theatre != manifest["theatre_hash"]:
        raise StoreError(OTHER_VERSION)
    return ProgrammeRun(
        programme=programme,
        seed=seed,
        requested=requested,
        years=_stored(folder),
        failures=tuple(failures),
        identity=manifest,
        wall_s=wall_s(folder),
    )


def _stored(folder: Path) -> dict[int, Year]:
    """The years of a result folder."""
    actions, figures = (store.read_table(folder, name) for name in ("actions", "years"))
    return {
        row.pop("replication"): Year(of.drop_columns("replication"), row)
        for row in figures.to_pylist()
        for of in [actions.filter(pc.equal(actions.column("replication"), row["replication"]))]
    }


def identity(programme: Programme, seed: int, replications: int) -> dict[str, Any]:
    """What a run of a programme is, in plain values."""
    return {
        "format": store.FORMAT,
        "kind": "programme",
        "programme": programme.name,
        "theatre_hash": programme.scenario.hash,
        "seed": seed,
        "replications": replications,
        **versions(),
        "text": programme.text,
        "theatre_text": programme.scenario.text,
    }


def _asked(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What must agree to go on with a programme."""
    return {key: value for key, value in manifest.items() if key not in ("failures", "platform")} | {"plans": 1}


def _numbered(tables: Mapping[int, pa.Table]) -> pa.Table:
    """Tables of replications one below the other, after a column with their numbers."""
    numbers = [number for number, table in tables.items() for _ in range(len(table))]
    whole = pa.concat_tables(tables.values()) if tables else pa.table({})
    return whole.add_column(0, "replication", pa.array(numbers, pa.int64())) if tables else whole


def save_programme(
    run: ProgrammeRun, folder: Path, report: Callable[[ProgrammeRun], str], *, force: bool = False
) -> None:
    """Write a run of a programme to a folder of its own: the table of actions, the evaluation, its page, the identity.

    Raises
    ------
    StoreError
        If the folder is in use.
    """
    with workplace(folder, force=force) as place:
        keep_programme(run, place, report)


def keep_programme(run: ProgrammeRun, place: Workplace, report: Callable[[ProgrammeRun], str]) -> None:
    """Write a run of a programme to the place that is held for it."""

    def write(path: Path) -> None:
        store.write_json(path / store.MANIFEST, run.manifest)
        store.write_groups(path / "actions.parquet", iter([run.table]))
        store.write_groups(path / "years.parquet", iter([run.yearly]))
        store.write_json(path / "evaluation.json", {"programme": run.programme.name, **run.evaluation})
        (path / store.REPORT).write_text(report(run), encoding="utf-8")
        write_log(path, run.wall_s)

    place.finish(write)
