"""Experiments that are divided over a batch of jobs, and put together again."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sim.cli import main
from sim.experiment import manifest, replicate
from sim.outcome.shards import Shard
from tests.cli.test_going_on import COMMANDS, contents, interrupted_at
from tests.experiment import plans
from tests.experiment.test_programme import write as write_programme


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(replicate, "replay", plans.replay)
    write_programme(tmp_path, starts=("2024-02-01", "2024-04-01"))
    (tmp_path / "small.yaml").write_text(plans.SMALL)
    (tmp_path / "other.yaml").write_text("extends: small.yaml\nname: More networks\nnetworks: {count: 6}\n")
    return tmp_path


def jadsim(home: Path, *words: object) -> Result:
    there = [str(home / word) if word.endswith(".yaml") or word.startswith("out") else word for word in map(str, words)]
    return CliRunner().invoke(main, there)


def shares(home: Path, command: str, of: int, *words: str, runs: int = 4) -> list[str]:
    """Do an experiment in shares; the folders."""
    for number in range(1, of + 1):
        share = ["--shard", f"{number}/{of}", "--out", f"out-{number}", "--workers", "1", *words]
        assert jadsim(home, *COMMANDS[command], "-n", runs, *share).exit_code == 0
    return [f"out-{number}" for number in range(1, of + 1)]


@pytest.mark.parametrize("command", COMMANDS)
def test_shares_put_together_have_the_bytes_of_one_piece(command: str, home: Path) -> None:
    assert jadsim(home, *COMMANDS[command], "-n", 4, "--workers", "1", "--out", "out-whole").exit_code == 0
    folders = shares(home, command, 3)
    told = jadsim(home, "merge", *reversed(folders), "--out", "out-merged")
    assert told.exit_code == 0, told.stderr
    assert contents(home / "out-merged") == contents(home / "out-whole")


def test_changes_of_a_programme_are_in_its_shares(home: Path) -> None:
    changes = ["--set", "officers_scale=2", "--set", "networks.count=5", "--workers", "1"]
    assert jadsim(home, *COMMANDS["programme"], "-n", 2, *changes, "--out", "out-whole").exit_code == 0
    folders = shares(home, "programme", 2, *changes[:4], runs=2)
    told = jadsim(home, "merge", *folders, "--out", "out-merged")
    assert told.exit_code == 0, told.stderr
    assert contents(home / "out-merged") == contents(home / "out-whole")


def test_what_matters_is_said_when_shares_are_put_together(home: Path) -> None:
    matters = ["--matters", "arrests=3"]
    whole = [*COMMANDS["compare"], "-n", 4, "--workers", "1", *matters]
    assert jadsim(home, *whole, "--out", "out-whole").exit_code == 0
    assert jadsim(home, *whole, "--shard", "1/2", "--out", "out-1").exit_code == 2
    assert jadsim(home, "merge", *shares(home, "compare", 2), *matters, "--out", "out-merged").exit_code == 0
    assert contents(home / "out-merged") == contents(home / "out-whole")
    told = jadsim(home, "merge", *shares(home, "run", 2, "--force"), *matters, "--out", "out-run")
    assert (told.exit_code, (home / "out-run").exists()) == (2, False)


def test_a_share_that_is_broken_off_is_gone_on_with(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = [*COMMANDS["run"], "-n", 8, "--workers", "1", "--shard", "2/2", "--out", "out-2"]
    monkeypatch.setattr(replicate, "replay", interrupted_at(5))
    told = jadsim(home, *words)
    assert told.exit_code == 130 and "2 of 4 runs are kept" in told.stderr
    monkeypatch.setattr(replicate, "replay", plans.replay)
    other = [word if word != "2/2" else "1/2" for word in words]
    assert "(share differ)" in jadsim(home, *other, "--resume").stderr
    assert jadsim(home, *words, "--resume").exit_code == 0
    assert "jadsim merge" in jadsim(home, *words, "--resume").stderr
    assert len(contents(home / "out-2" / "parts")) == 4 + 1


def test_a_replication_that_fails_is_told_and_tried_again(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(scenario: Any, seed: int, replication: int, *more: Any) -> Any:
        if replication == 2:
            raise ValueError("two")
        return plans.replay(scenario, seed, replication, *more)

    monkeypatch.setattr(replicate, "replay", broken)
    share = [*COMMANDS["run"], "-n", 4, "--workers", "1", "--shard", "1/1", "--out", "out-1"]
    assert jadsim(home, *share).exit_code == 3
    monkeypatch.setattr(replicate, "replay", plans.replay)
    assert jadsim(home, "merge", "out-1", "--out", "out-merged").exit_code == 0


def _another_seed(home: Path) -> None:
    shutil.rmtree(home / "out-2")
    assert jadsim(home, *COMMANDS["run"], "-n", 4, "--seed", 2, "--shard", "2/3", "--out", "out-2").exit_code == 0


def _another_division(home: Path) -> None:
    shutil.rmtree(home / "out-2")
    assert jadsim(home, *COMMANDS["run"], "-n", 4, "--shard", "2/4", "--out", "out-2").exit_code == 0


def _no_share(home: Path) -> None:
    shutil.rmtree(home / "out-2")
    assert jadsim(home, *COMMANDS["run"], "-n", 2, "--out", "out-2").exit_code == 0


def _missing(home: Path) -> None:
    shutil.rmtree(home / "out-2")


def _twice(home: Path) -> None:
    shutil.rmtree(home / "out-2")
    shutil.copytree(home / "out-1", home / "out-2")


def _damaged(home: Path) -> None:
    part = min((home / "out-2" / "parts").glob("*.part"))
    part.write_bytes(part.read_bytes()[:-1])


def _lost(home: Path) -> None:
    min((home / "out-2" / "parts").glob("*.part")).unlink()


def _changed(home: Path) -> None:
    path = home / "out-2" / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"failed": 1}))


WRONG: dict[Callable[[Path], None], str] = {
    _another_seed: r"out-2 belongs to another experiment than .*out-1: seed differ",
    _another_division: r"out-2 is one of 4 shares, .*out-1 one of 3",
    _no_share: r"out-2 holds a run, not a share",
    _missing: r"out-2 is no result folder",
    _twice: r"out-2 is share 1/3 a second time: .*out-1",
    _damaged: r"out-2/parts/0-1.part cannot be read: it is damaged",
    _lost: r"out-2/parts/0-1.part cannot be read: it is missing",
    _changed: r"out-2/manifest.json cannot be read: it is damaged, or was changed",
}


@pytest.mark.parametrize("spoil", WRONG, ids=lambda spoil: spoil.__name__)
def test_shares_that_do_not_belong_together_are_refused(spoil: Callable[[Path], None], home: Path) -> None:
    folders = shares(home, "run", 3)
    spoil(home)
    (home / "out-3" / "parts" / "checksums.json").unlink()
    told = jadsim(home, "merge", *folders, "--out", "out-merged")
    assert told.exit_code == 2
    assert re.search(WRONG[spoil], told.stderr), told.stderr
    assert "out-3/parts/checksums.json" in told.stderr  # all that is wrong at once
    assert not (home / "out-merged").exists() and not (home / "out-merged.part").exists()


def test_shares_of_another_version_are_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders = shares(home, "run", 2)
    monkeypatch.setattr(manifest, "model", lambda: "another")
    told = jadsim(home, "merge", *folders, "--out", "out-merged")
    assert told.exit_code == 2 and "another version (model differ)" in told.stderr


@pytest.mark.parametrize("text", ["0/3", "4/3", "1", "a/b", "1/0", "-1/3", "1/2/3", ""])
def test_what_is_no_share_is_refused(text: str, home: Path) -> None:
    told = jadsim(home, *COMMANDS["run"], "--shard", text, "--out", "out")
    assert told.exit_code == 2 and "is no share" in told.stderr


def test_a_share_needs_a_folder_and_no_more_runs(home: Path) -> None:
    assert "--out" in jadsim(home, *COMMANDS["run"], "--shard", "1/2").stderr
    assert "exclude" in jadsim(home, *COMMANDS["run"], "--shard", "1/2", "--more", "3", "--out", "out").stderr


@pytest.mark.parametrize("of", [1, 2, 3, 7, 20])
def test_every_task_is_in_one_share(of: int) -> None:
    tasks = range(13)
    divided = [task for number in range(1, of + 1) for task in Shard(number, of).its(tasks)]
    assert sorted(divided) == [*tasks]


def test_draws_of_what_is_assumed_are_divided_gone_on_with_and_read_again(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = [*COMMANDS["compare"], "--assumptions", "drawn", "--workers", "1"]
    monkeypatch.setattr(replicate, "replay", plans.replay)
    whole = jadsim(home, *words, "-n", 12, "--out", "out-whole", "--json")
    assert whole.exit_code == 0, whole.stderr
    known = json.loads(whole.stdout)["variants"][0]["differences"]["arrests"]
    assert (known["widths"]["draws"], known["leading"]) == (3, [])
    for number in (1, 2):
        assert jadsim(home, *words, "-n", 12, "--shard", f"{number}/2", "--out", f"out-{number}").exit_code == 0
    assert jadsim(home, "merge", "out-2", "out-1", "--out", "out-merged").exit_code == 0
    assert jadsim(home, *words, "-n", 8, "--out", "out-more").exit_code == 0
    assert jadsim(home, *words, "--more", 4, "--out", "out-more").exit_code == 0
    for folder in ("out-merged", "out-more"):
        assert contents(home / folder) == contents(home / "out-whole")
    held = jadsim(home, *COMMANDS["compare"], "-n", 12, "--out", "out-whole", "--resume")
    assert held.exit_code == 2 and "assumptions" in held.stderr
    few = jadsim(home, *words, "-n", 7, "--out", "out-few")
    assert (few.exit_code, (home / "out-few").exists()) == (2, False)
    assert "8 replications or more; 7 are asked for" in few.stderr
