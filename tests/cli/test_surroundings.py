"""What the machine does not give: characters, space, a terminal, memory. Nothing of it is called a fault of jadsim."""

import errno
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from sim.cli import ending, main
from sim.experiment import replicate
from tests.experiment import plans

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "sim.cli"]
REFERENCE = str(ROOT / "scenarios" / "jad-see-2024.yaml")
NAMED = plans.SMALL.replace("Three countries", "Größe − Đerdap “drei” 🛃 …")


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    (tmp_path / "small.yaml").write_text(NAMED, encoding="utf-8")
    return tmp_path / "small.yaml"


def process(*words: str, **more: Any) -> subprocess.CompletedProcess[bytes]:
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), **more.pop("env", {})}
    return subprocess.run([*COMMAND, *words], env=surroundings, stdin=subprocess.DEVNULL, check=False, **more)


@pytest.mark.parametrize("charset", ["ascii", "latin-1", "cp1250", "utf-8"])
def test_a_console_of_few_characters_costs_no_result(plan: Path, charset: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replicate, "replay", plans.replay)
    for words in (
        ["check", str(plan)],
        ["run", str(plan), "-n", "2", "--workers", "1"],
        ["compare", str(plan), str(plan), "-n", "2", "--workers", "1"],
        ["assumptions", str(plan)],
    ):
        told = CliRunner(charset=charset).invoke(main, words)
        assert told.exit_code == 0, told.output
        shown = told.stdout_bytes.decode(charset)
        assert "Gr" in shown
        assert ("Größe − Đerdap “drei” 🛃 …" in shown) == (charset == "utf-8")


def test_characters_that_are_missing_have_a_likeness_or_an_escape(plan: Path) -> None:
    told = CliRunner(charset="ascii").invoke(main, ["check", str(plan)])
    assert 'Gro\\xdfe - \\u0110erdap "drei" \\U0001f6c3 ...' in told.stdout_bytes.decode("ascii")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1:strict"])
def test_the_encoding_of_the_surroundings_costs_nothing(encoding: str) -> None:
    done = process("assumptions", REFERENCE, env={"PYTHONIOENCODING": encoding}, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "Not measured in JAD SEE 2024" in done.stdout.decode(encoding.partition(":")[0])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
@pytest.mark.parametrize("words", [["--help"], ["schema"]])
def test_an_output_without_space_is_said_in_a_line(words: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = process(*words, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == ending.SURROUNDINGS
    assert done.stderr == b"the system refuses: No space left on device\n"


def test_a_workbook_without_space_is_said_in_a_line(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the library that writes it leaves half done."""
    monkeypatch.setattr(replicate, "replay", plans.replay)
    out, book = str(plan.parent / "out"), str(plan.parent / "book.xlsx")
    told = CliRunner().invoke(main, ["run", str(plan), "-n", "2", "--workers", "1", "--out", out])
    assert told.exit_code == 0, told.output
    little = (4096, resource.RLIM_INFINITY)
    done = process(
        "report",
        out,
        "--xlsx",
        book,
        capture_output=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, little),
    )
    assert (done.returncode, done.stdout, done.stderr) == (
        ending.SURROUNDINGS,
        b"",
        b"the system refuses: File too large\n",
    )


@pytest.mark.parametrize("closed", [">&-", ">&- 2>&-"])
def test_no_output_at_all_is_no_error(closed: str) -> None:
    script = f"exec {' '.join(COMMAND)} check {REFERENCE} {closed}"
    done = subprocess.run(["sh", "-c", script], env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False)
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "the system refuses: No space left on device"),
        (PermissionError(errno.EACCES, "Permission denied", "/x/o"), "the system refuses /x/o: Permission denied"),
        (OSError(errno.EMFILE, "Too many open files"), "the system refuses: Too many open files"),
        (MemoryError(), "this machine has not enough memory for it; ask for fewer runs, or for fewer workers"),
    ],
)
def test_what_the_machine_refuses_is_no_fault_of_the_model(
    plan: Path, error: Exception, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> Any:
        raise error

    monkeypatch.setattr(replicate, "run", refuse)
    told = CliRunner().invoke(main, ["run", str(plan), "-n", "2"])
    assert (told.exit_code, told.stdout, told.stderr) == (ending.SURROUNDINGS, "", f"{said}\n")
