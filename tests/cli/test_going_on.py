"""Whatever is broken off is gone on with: the same bytes, nothing lost, nobody left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sim.cli import main
from sim.experiment import replicate
from tests.experiment import plans
from tests.experiment.test_programme import write as write_programme

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = {
    "run": ["run", "small.yaml", "--detail", "checks"],
    "compare": ["compare", "small.yaml", "other.yaml"],
    "programme": ["programme", "year.yaml"],
    "sweep": ["sweep", "small.yaml", "--vary", "officers_scale=0.5..1.5:2", "--measure", "arrests"],
    "sensitivity": [
        *("sensitivity", "small.yaml", "--vary", "officers_scale=0.5..1.5", "--vary", "networks.scale=0.5..2"),
        *("--points", "2", "--measure", "arrests"),
    ],
}
REPLICATIONS = {"run": 40, "compare": 20, "programme": 16, "sweep": 14, "sensitivity": 7}
FEW = 6
KILLS = {"run": 17, "compare": 17, "programme": 16, "sweep": 6, "sensitivity": 6}
"""In the long test; a sweep and a sensitivity analysis keep their parts in the same way."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    write_programme(tmp_path)
    (tmp_path / "small.yaml").write_text(plans.SMALL)
    (tmp_path / "other.yaml").write_text("extends: small.yaml\nname: More networks\nnetworks: {count: 6}\n")
    return tmp_path


def jadsim(home: Path, *words: object) -> Result:
    given = [
        str(home / word) if word.endswith(".yaml") or word in ("out", "whole") else word for word in map(str, words)
    ]
    return CliRunner().invoke(main, [*given, "--workers", "1"])


def contents(folder: Path) -> dict[str, bytes]:
    """All files of a result folder, but the log."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "log.json"]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def check_same(home: Path) -> None:
    """The folder of going on is that of one piece, and there is nothing else."""
    whole, out = contents(home / "whole"), contents(home / "out")
    assert whole.keys() == out.keys()
    assert {name for name in whole if whole[name] != out[name]} == set()
    assert not [path for path in home.iterdir() if path.name.endswith(".part") or path.name.startswith(".")]


def interrupted_at(number: int) -> Callable[..., Any]:
    """A model that is interrupted in one replication."""

    def replay(scenario: Any, seed: int, replication: int, *more: Any) -> Any:
        if replication == number:
            signal.raise_signal(signal.SIGHUP)
        return plans.replay(scenario, seed, replication, *more)

    return replay


@pytest.mark.parametrize("command", ["run", "compare"])
def test_an_interrupted_command_is_resumed(command: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = [*COMMANDS[command], "-n", "4", "--out"]
    monkeypatch.setattr(replicate, "replay", plans.replay)
    assert jadsim(home, *words, "whole").exit_code == 0
    monkeypatch.setattr(replicate, "replay", interrupted_at(2))
    told = jadsim(home, *words, "out")
    assert told.exit_code == 130
    done, asked = {"run": (2, 4), "compare": (4, 8)}[command]
    assert told.stderr == (
        f"interrupted; {done} of {asked} runs are kept in {home / 'out'}.part; the same command with --resume goes on\n"
    )
    assert not (home / "out").exists()
    monkeypatch.setattr(replicate, "replay", lambda s, seed, number, *more: plans.replay(s, seed, max(number, 2)))
    assert jadsim(home, *words, "out", "--resume").exit_code == 0
    check_same(home)


def test_more_are_the_continuation(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replicate, "replay", plans.replay)
    words = COMMANDS["compare"]
    assert jadsim(home, *words, "-n", 4, "--out", "whole").exit_code == 0
    assert jadsim(home, *words, "-n", 2, "--out", "out").exit_code == 0
    assert jadsim(home, *words, "--more", 1, "--out", "out").exit_code == 0
    assert jadsim(home, *words, "-n", 4, "--resume", "--out", "out").exit_code == 0
    check_same(home)


def test_a_programme_is_resumed_and_continued(home: Path) -> None:
    words = COMMANDS["programme"]
    assert jadsim(home, *words, "-n", 3, "--out", "whole").exit_code == 0
    assert jadsim(home, *words, "-n", 1, "--out", "out").exit_code == 0
    assert jadsim(home, *words, "--more", 2, "--out", "out").exit_code == 0
    check_same(home)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--seed", "2", "--resume"], "seed differ"),
        (["--parameters", "best", "--resume"], "parameters differ"),
        (["--set", "networks.count=5", "--resume"], "scenarios differ"),
        (["-n", "1", "--resume"], "2 replications already"),
        (["-n", "5"], "exists; choose another folder"),
        (["--more", "2", "-n", "4"], "give one"),
        (["--more", "2", "--force"], "exclude each other"),
        (["--resume", "--force"], "exclude each other"),
    ],
)
def test_what_does_not_continue_is_refused(
    words: list[str], told: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replicate, "replay", plans.replay)
    jadsim(home, "run", "small.yaml", "-n", 2, "--out", "out")
    before = contents(home / "out")
    monkeypatch.setattr(replicate, "replay", None)
    refused = jadsim(home, "run", "small.yaml", "--out", "out", *words)
    assert refused.exit_code == 2 and told in refused.stderr
    assert contents(home / "out") == before
    assert not (home / "out.part").exists()


@pytest.mark.parametrize("words", [["--resume"], ["--more", "2"], ["--force"]])
def test_what_is_about_a_folder_needs_one(words: list[str], home: Path) -> None:
    refused = jadsim(home, "run", "small.yaml", *words)
    assert refused.exit_code == 2 and "--out" in refused.stderr


def test_another_kind_of_results_is_not_continued(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replicate, "replay", plans.replay)
    jadsim(home, "run", "small.yaml", "-n", 2, "--out", "out")
    for command in ("compare", "programme"):
        refused = jadsim(home, *COMMANDS[command], "--resume", "--out", "out")
        assert refused.exit_code == 2 and "unexpected" not in refused.stderr
    assert (home / "out" / "measures.parquet").exists()


def started(home: Path, command: str, workers: int, count: int, out: str = "out") -> "subprocess.Popen[bytes]":
    """A process that goes on with a folder."""
    words = [*COMMANDS[command], "-n", count, "--workers", workers, "--resume", "--out", out]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-m", "sim.cli", *map(str, words)],
        cwd=home,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def below(pid: int) -> set[int]:
    """Processes that a process has begun, and those that they have."""
    try:
        children = {int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}
    except OSError:
        return set()
    return children | {far for child in children for far in below(child)}


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def waited(for_what: Callable[[], bool], seconds: float = 60.0) -> bool:
    until = time.monotonic() + seconds
    while not for_what() and time.monotonic() < until:
        time.sleep(0.02)
    return for_what()


def moments(kills: int) -> Iterator[tuple[int, float, bool]]:
    """Numbers of workers, seconds after the first fresh part, and whether a worker dies before the process does."""
    for at in range(kills):
        yield 1 + at % 2, 0.6 * (at * 0.618 % 1.0), at % 4 == 3


def kill_once(home: Path, command: str, workers: int, count: int, later: float, *, worker_first: bool) -> None:
    parts = home / "out.part" / "parts"
    before = len(list(parts.glob("*.part"))) if parts.exists() else 0
    process = started(home, command, workers, count)
    waited(lambda: process.poll() is not None or len(list(parts.glob("*.part"))) > before)
    time.sleep(later)
    family = below(process.pid)
    if worker_first and family:
        os.kill(max(family), signal.SIGKILL)
        time.sleep(0.3)
    process.kill()
    process.wait()
    assert waited(lambda: not any(alive(pid) for pid in family)), "somebody was left behind"
    assert not (home / "out").exists() or (home / "out" / "checksums.json").exists()
    assert not parts.exists() or len(list(parts.glob("*.part"))) >= before or (home / "out").exists()


def check_kills(home: Path, command: str, kills: int, count: int) -> None:
    """After any number of kills a command ends with the bytes of one piece."""
    assert started(home, command, 2, count, "whole").wait() == 0
    for workers, later, worker_first in moments(kills):
        kill_once(home, command, workers, count, later, worker_first=worker_first)
    assert started(home, command, 2, count).wait() == 0
    check_same(home)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are found by /proc")
@pytest.mark.parametrize("command", ["run", "sweep"])
def test_a_kill_loses_nothing(home: Path, command: str) -> None:
    check_kills(home, command, 1, FEW)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are found by /proc")
@pytest.mark.parametrize("command", COMMANDS)
def test_fifty_kills_lose_nothing(home: Path, command: str) -> None:
    check_kills(home, command, KILLS[command], REPLICATIONS[command])
