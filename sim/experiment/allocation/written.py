"""An allocation in its folder, and the recommended plan as a scenario file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow as pa

from sim.errors import ScenarioError, StoreError
from sim.experiment.allocation.result import Allocation, Recommendation, told
from sim.experiment.stored import OTHER_VERSION, unreadable, write_log
from sim.outcome import store
from sim.outcome.workplace import Workplace
from sim.scenario import yaml_text
from sim.scenario.load import load_text
from sim.scenario.overrides import overridden
from sim.scenario.shipped import shipped
from sim.scenario.tree import OVERRIDE, Node, plain

RESULT = "result.json"


def plan_text(result: Allocation, base: Path | None = None, beside: Path | None = None) -> str:
    """The text of a file that holds the recommended plan.

    Parameters
    ----------
    base, beside
        The file of the plan as it stands, and the folder of the new one: where the new file can, it extends that one,
        and says only what it changes. By default it holds everything.
    """
    if base is None or not _extends(base, beside):
        return result.recommended.text
    return yaml_text.write({"extends": base.name, **_nested(_described(result))})


def keep_allocation(result: Allocation, place: Workplace, report: Callable[[Recommendation], str]) -> None:
    """Write an allocation to the place that is held for it: measures, result, tables, recommended plan, and report."""

    def write(path: Path) -> None:
        kept = result.told
        store.write_json(path / store.MANIFEST, kept.manifest)
        tables = {"measures": result.laboratory.table}
        tables |= {"marginal": pa.Table.from_pandas(kept.marginal), "plans": pa.Table.from_pandas(kept.front)}
        for name, table in tables.items():
            store.write_groups(path / f"{name}.parquet", iter([table]))
        store.write_json(path / RESULT, kept.document)
        (path / "recommended.yaml").write_text(plan_text(result), encoding="utf-8")
        (path / store.REPORT).write_text(report(kept), encoding="utf-8")
        write_log(path, result.wall_s)

    place.finish(write)


def read_allocation(folder: Path) -> Recommendation:
    """Open the folder of an allocation.

    Raises
    ------
    StoreError
        If it holds none, or not as it was written.
    """
    for name in (store.MANIFEST, RESULT):
        store.check_whole(folder, name)
    manifest = store.read_manifest(folder)
    try:
        base = load_text(manifest["text"], f"{folder / store.MANIFEST}")
        if base.hash != manifest["scenario_hash"]:
            raise StoreError(OTHER_VERSION)
    except (KeyError, TypeError, ScenarioError) as error:
        raise unreadable(folder, error) from error
    return Recommendation(
        base=base,
        document=store.read_json(folder / RESULT),
        marginal=store.read_table(folder, "marginal").to_pandas(),
        front=store.read_table(folder, "plans").to_pandas(),
        manifest=manifest,
    )


def _described(result: Allocation) -> Mapping[str, object]:
    about = f"What 'jadsim allocate' recommends for {result.measure}: {told(result.division, result.base)}"
    return {"name": f'"{result.recommended.name}"', "description": yaml_text.on_one_line(about), **result.made}


def _nested(overrides: Mapping[str, object]) -> dict[str, object]:
    """Overrides as the mapping of a file."""
    found = plain(overridden(Node(value={}, file=OVERRIDE, line=None), overrides, []))
    assert isinstance(found, dict)
    return found


def _extends(base: Path, beside: Path | None) -> bool:
    """Whether a file in a folder can extend another: it lies there, or comes with jadsim."""
    here = beside is not None and base.resolve().parent == beside.resolve()
    return here or (base.name in shipped() and base.resolve() == shipped()[base.name].resolve())
