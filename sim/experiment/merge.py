"""Shares of an experiment put together: the experiment again, of which all is there already."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.errors import StoreError
from sim.experiment.compare import Comparison, comparison
from sim.experiment.design import Design
from sim.experiment.manifest import read_event, versions
from sim.experiment.parameters import known
from sim.experiment.programme import run_programme
from sim.experiment.replicate import run_all
from sim.experiment.sensitivity import Sensitivity, at_points
from sim.experiment.summary import Run
from sim.experiment.sweep import Sweep, sweep
from sim.experiment.verdicts import Matters
from sim.experiment.years import ProgrammeRun
from sim.outcome.shards import gathered, put_together
from sim.outcome.workplace import Workplace
from sim.scenario.load import load_text
from sim.scenario.programme import programme_of

WORKERS = 2
"""A replication that failed is tried again; if it kills its worker, this process goes on."""

type Merged = Run | Comparison | Sweep | Sensitivity | ProgrammeRun


def merged(folders: Sequence[Path], place: Workplace, matters: Matters) -> Merged:
    """Put the shares of an experiment together; replications that failed are tried again.

    Parameters
    ----------
    matters
        The smallest differences that matter, by measure: of a comparison alone.

    Raises
    ------
    StoreError
        With everything that is wrong with the shares; or if there is nothing to which something could matter.
    """
    now = versions()
    asked = gathered(folders, {name: now[name] for name in ("versions", "model")})
    if matters and asked["kind"] != "comparison":
        raise StoreError(f"differences matter between plans; {folders[0]} is a share of a {asked['kind']}")
    place.begin(asked)
    put_together(folders, place.parts.folder)
    if asked["kind"] in ("run", "comparison"):
        base, *variants = _runs(asked, place)
        return comparison(base, *variants, matters=matters) if variants else base
    return _AGAIN[asked["kind"]](asked, place)


def _runs(asked: Mapping[str, Any], place: Workplace) -> tuple[Run, ...]:
    return run_all(
        [load_text(plan["text"], plan["scenario"]) for plan in asked["scenarios"]],
        asked["replications"],
        seed=asked["seed"],
        workers=WORKERS,
        detail=asked["detail"],
        events=[read_event(event) for event in asked["events"]],
        parameters=known(asked["parameters"]),
        keep=place,
        assumptions="drawn" if "assumptions" in asked else "fixed",
    )


def _at_points[R](repeat: Callable[..., R]) -> Callable[[Mapping[str, Any], Workplace], R]:
    """An experiment at many points, from what was asked of it."""

    def again(asked: Mapping[str, Any], place: Workplace) -> R:
        return repeat(
            load_text(asked["text"], asked["scenario"]),
            Design.known(asked["design"]),
            asked["replications"],
            measures=asked["measures"],
            seed=asked["seed"],
            workers=WORKERS,
            parameters=known(asked["parameters"]),
            keep=place,
        )

    return again


def _programme(asked: Mapping[str, Any], place: Workplace) -> ProgrammeRun:
    name = asked["programme"]
    programme = programme_of(asked["text"], load_text(asked["theatre_text"], name), name)
    return run_programme(programme, asked["replications"], seed=asked["seed"], workers=WORKERS, keep=place)


_AGAIN: Mapping[str, Callable[[Mapping[str, Any], Workplace], Sweep | Sensitivity | ProgrammeRun]] = {
    "sweep": _at_points(sweep),
    "sensitivity": _at_points(at_points),
    "programme": _programme,
}
