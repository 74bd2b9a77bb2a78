"""What only a process of its own shows: what is imported, pipes, signals, workers."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from sim.cli.ending import Application, interruptible
from tests.experiment import plans

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {"numpy", "pandas", "mesa", "numba", "scipy", "plotly", "simpy", "pyarrow", "networkx"}
REFERENCE = str(ROOT / "scenarios" / "jad-see-2024.yaml")
COMMAND = [sys.executable, "-m", "sim.cli"]
SPY = """
import sys
from sim.cli import main
try:
    main(sys.argv[1:])
finally:
    print(*{name.partition(".")[0] for name in sys.modules}, file=sys.stderr)
"""


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    (tmp_path / "small.yaml").write_text(plans.SMALL)
    return tmp_path / "small.yaml"


@pytest.mark.parametrize(
    "words",
    [["--help"], ["--version"], ["run", "--help"], ["check", REFERENCE], ["diff", REFERENCE, REFERENCE], ["schema"],
     ["assumptions", REFERENCE], ["assumptions", REFERENCE, "--json"], ["run", "nowhere.yaml"]],
)  # fmt: skip
def test_light_commands_import_nothing_heavy(words: list[str]) -> None:
    done = subprocess.run([sys.executable, "-c", SPY, *words], env=environment(), capture_output=True, text=True)
    imported = set(done.stderr.splitlines()[-1].split())
    assert "click" in imported
    assert not imported & HEAVY


def test_the_package_itself_imports_nothing_heavy() -> None:
    script = "import sim, sys; assert not {'numpy', 'pydantic', 'click'} & set(sys.modules); print(*dir(sim))"
    done = subprocess.run([sys.executable, "-c", script], env=environment(), capture_output=True, text=True, check=True)
    assert {"load", "run", "compare", "open_run"} <= set(done.stdout.split())


def test_a_reader_who_has_seen_enough_is_no_error() -> None:
    process = subprocess.Popen(
        [*COMMAND, "schema"], env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait(timeout=10) == 0


@pytest.mark.slow
def test_results_do_not_depend_on_the_number_of_workers_nor_on_the_hash_seed(plan: Path) -> None:
    for workers in (1, 2, 3):
        command = [
            *COMMAND,
            "run",
            str(plan),
            "-n",
            "6",
            "--workers",
            str(workers),
            "--out",
            str(plan.parent / f"w{workers}"),
        ]
        subprocess.run(command, env=environment() | {"PYTHONHASHSEED": str(workers)}, check=True, capture_output=True)
    first, *others = (
        {path.name: path.read_bytes() for path in (plan.parent / f"w{workers}").iterdir() if path.name != "log.json"}
        for workers in (1, 2, 3)
    )
    assert "arrests.parquet" in first
    for other in others:
        assert {name for name in first if first[name] != other[name]} == set()


INTERRUPTED_IN_EXECUTED_TEXT = """
import click
from sim.cli.ending import Application

@click.group(cls=Application)
@click.option("--debug", is_flag=True)
def main(debug): ...

@main.command()
def go():
    exec("raise KeyboardInterrupt")

main()
"""


def test_an_interrupt_of_what_python_executes_as_text_has_the_same_code(tmp_path: Path) -> None:
    """As named tuples and data classes are while modules are loaded."""
    (tmp_path / "interrupted.py").write_text(INTERRUPTED_IN_EXECUTED_TEXT)
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    command = [sys.executable, "-m", "interrupted", "go"]
    done = subprocess.run(command, env=environment() | {"PYTHONPATH": path}, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (130, "interrupted; nothing was written\n")


def test_what_is_to_be_ignored_when_the_terminal_goes_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with interruptible():
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
            assert signal.getsignal(signal.SIGTERM) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_every_command_ends_as_on_an_interrupt(number: signal.Signals) -> None:
    """Also one that keeps nothing, and has no workers."""
    heard = signal.getsignal(number)
    go = click.Command("go", callback=lambda: signal.raise_signal(number))
    told = CliRunner().invoke(Application(commands=[go]), ["go"])
    assert (told.exit_code, told.stderr) == (130, "interrupted; nothing was written\n")
    assert signal.getsignal(number) is heard


REPEATING = {
    "run": ["run", "small.yaml"],
    "compare": ["compare", "small.yaml", "--set", "networks.count=6"],
    "sweep": ["sweep", "small.yaml", "--vary", "officers_scale=0.5..1.5:5"],
    "allocate": ["allocate", "small.yaml", "--officers", "500"],
}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "to_group"),
    [(signal.SIGINT, True), (signal.SIGINT, False), (signal.SIGTERM, False), (signal.SIGHUP, True)],
)
@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("command", REPEATING)
def test_what_repeats_ends_at_once_and_keeps_what_is_complete(
    plan: Path, command: str, workers: str, to_group: bool, number: signal.Signals
) -> None:
    words = [*COMMAND, *REPEATING[command], "-n", "10000", "--workers", workers, "--out", "out", "--json"]
    process = subprocess.Popen(
        words,
        cwd=plan.parent,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    parts = plan.parent / "out.part" / "parts"
    while not list(parts.glob("*.part")):
        assert process.poll() is None
        time.sleep(0.1)
    os.killpg(process.pid, number) if to_group else process.send_signal(number)
    printed, told = process.communicate(timeout=20)
    assert (process.returncode, printed) == (130, "")
    assert "interrupted; " in told and told.endswith("the same command with --resume goes on\n")
    assert {path.name for path in plan.parent.iterdir()} == {"small.yaml", "out.part"}


@pytest.mark.slow
def test_an_arrest_of_the_model_is_traced(plan: Path) -> None:
    out, more = plan.parent / "out", "preparation.prepared_targets=20"
    command = [*COMMAND, "run", str(plan), "-n", "2", "--json", "--out", str(out), "--set", more]
    done = subprocess.run(command, env=environment(), check=True, capture_output=True, text=True)
    assert json.loads(done.stdout)["measures"]["arrests"]["mean"] > 0
    command = [*COMMAND, "trace", str(out), "--arrest", "0"]
    told = subprocess.run(command, env=environment(), check=True, capture_output=True, text=True)
    assert "arrest" in told.stdout and "case:" in told.stdout
