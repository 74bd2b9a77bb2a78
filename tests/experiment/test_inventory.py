"""Which results there are, and in what state."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import sim
from sim.cli import main
from sim.experiment import replicate
from sim.experiment.inventory import Holding, inventory
from sim.outcome.parts import held
from tests.cli.test_going_on import COMMANDS, contents, interrupted_at
from tests.cli.test_merging import home, jadsim
from tests.experiment import plans

__all__ = ["home"]
RUN = [*COMMANDS["run"], "-n", 4, "--workers", "1"]
EVERY = COMMANDS | {
    "allocate": ["allocate", "small.yaml", "--analysts", "2", "--trials", "1"],
    "explain": ["explain", "small.yaml", "other.yaml"],
}
"""What each command that keeps results is given."""


def report(folder: Path, *more: str) -> Result:
    return CliRunner().invoke(main, ["report", str(folder), *more])


def found(home: Path) -> dict[str, Holding]:
    return {str(one.folder.relative_to(home)): one for one in inventory(home)}


def test_each_kind_of_experiment_is_told(home: Path) -> None:
    for name, words in EVERY.items():
        ended = jadsim(home, *words, "-n", 2, "--workers", "1", "--out", f"out/{name}")
        assert ended.exit_code == 0, ended.stderr
    assert jadsim(home, *RUN, "--shard", "1/3", "--out", "out/shares/1").exit_code == 0
    (home / "notes").mkdir()
    (home / "notes" / "manifest.json").write_text("{}")
    told = {name: (one.what, one.plans, one.done, one.asked, one.state) for name, one in found(home).items()}
    name = plans.small().name
    assert told == {
        "out/allocate": ("allocation", name, 24, 24, "complete"),
        "out/explain": ("comparison", f"{name}, More networks", 4, 4, "complete"),
        "out/programme": ("programme", "A short year", 2, 2, "complete"),
        "out/run": ("run", name, 2, 2, "complete"),
        "out/compare": ("comparison", f"{name}, More networks", 4, 4, "complete"),
        "out/sweep": ("sweep", name, 6, 6, "complete"),
        "out/sensitivity": ("sensitivity", name, 12, 12, "complete"),
        "out/shares/1": ("share 1/3 of a run", name, 2, 2, "complete"),
    }
    assert list(told) == sorted(told)
    listed = jadsim(home, "runs", "out")
    assert listed.exit_code == 0 and "More networks" in listed.stdout and "4 of 4" in listed.stdout
    rows = json.loads(jadsim(home, "runs", "out", "--json").stdout)["results"]
    assert [row["folder"] for row in rows] == [str(home / name) for name in told]
    size = {Path(row["folder"]).name: row["size"] for row in rows}
    assert size["compare"] == sum(path.stat().st_size for path in (home / "out/compare").rglob("*") if path.is_file())
    for folder in (home / "out" / name for name in EVERY):
        before = contents(folder)
        assert report(folder).exit_code == 0
        assert contents(folder) == before
        assert sim.open_results(folder).manifest == json.loads((folder / "manifest.json").read_text())
    share = report(home / "out" / "shares" / "1")
    assert share.exit_code == 2 and "jadsim merge" in share.stderr
    book = report(home / "out" / "allocate", "--xlsx", str(home / "list.xlsx"))
    assert book.exit_code == 2 and "kind 'allocation': --brief and --xlsx are of a run" in book.stderr


def test_an_interrupted_one_says_how_far_it_came(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replicate, "replay", interrupted_at(3))
    assert jadsim(home, *RUN, "--out", "out").exit_code == 130
    assert jadsim(home, *RUN, "--shard", "2/2", "--out", "out-2").exit_code == 130
    told = {name: (one.what, one.done, one.asked, one.state) for name, one in found(home).items()}
    assert told == {"out.part": ("run", 3, 4, "interrupted"), "out-2.part": ("run", 1, 2, "interrupted")}
    assert held(home / "out.part") is not None
    assert found(home)["out.part"].state == "under way"


def test_failed_runs_are_not_counted_as_done(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(scenario: Any, seed: int, replication: int, *more: Any) -> Any:
        if replication == 1:
            raise ValueError("one")
        return plans.replay(scenario, seed, replication, *more)

    monkeypatch.setattr(replicate, "replay", broken)
    for at, command in enumerate(("run", "compare", "sweep")):
        assert jadsim(home, *COMMANDS[command], "-n", 3, "--workers", "1", "--out", f"out-{at}").exit_code == 3
    assert [(one.done, one.asked) for one in inventory(home)] == [(2, 3), (4, 6), (6, 9)]


def _torn(folder: Path) -> None:
    path = folder / "measures.parquet"
    path.write_bytes(path.read_bytes()[:-1])


def _lost(folder: Path) -> None:
    (folder / "failures.parquet").unlink()


def _without_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def _no_json(folder: Path) -> None:
    (folder / "manifest.json").write_text("{")


def _without_checksums(folder: Path) -> None:
    (folder / "checksums.json").unlink()


def _of_another_version(folder: Path) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": "jadsim results 1"}))


@pytest.mark.parametrize("spoil", [_torn, _lost, _without_manifest, _no_json, _without_checksums, _of_another_version])
def test_what_is_not_as_it_was_written_is_said(spoil: Callable[[Path], None], home: Path) -> None:
    assert jadsim(home, *RUN, "--out", "out").exit_code == 0
    spoil(home / "out")
    wanted = "of another version" if spoil is _of_another_version else "damaged"
    assert [one.state for one in inventory(home)] == [wanted]
    assert jadsim(home, "runs", "out").exit_code == 0


def test_where_nothing_is_nothing_is_told(tmp_path: Path) -> None:
    assert "no results" in CliRunner().invoke(main, ["runs", str(tmp_path)]).stdout
    assert CliRunner().invoke(main, ["runs", str(tmp_path / "nowhere")]).exit_code == 2
