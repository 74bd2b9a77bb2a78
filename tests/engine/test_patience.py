"""Long work of compiled code can be interrupted, and gives what it gives without a thread."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from sim.engine import patience
from sim.engine.patience import do_patiently
from sim.outcome.tables import pack
from tests.theatre import operate, small

ROOT = Path(__file__).resolve().parents[2]
FOR_EVER = """
    import sys, numba
    from sim.engine.patience import LONG, do_patiently

    @numba.njit(nogil=True)
    def turn(rounds):
        for i in range(rounds):
            for j in range(rounds):
                if i * j == -1:
                    return

    turn(1)
    try:
        do_patiently(lambda: (print("ready", flush=True), turn(10**9)), LONG)
    except KeyboardInterrupt:
        sys.exit(130)
"""


def test_an_interrupt_ends_the_wait_for_compiled_code_that_would_take_for_ever() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(FOR_EVER)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        try:
            assert process.wait(timeout=60) == 130
        finally:
            process.kill()


@pytest.mark.parametrize("candidates", [0, patience.LONG])
def test_work_is_done_when_the_call_returns(candidates: int) -> None:
    done: list[int] = []
    do_patiently(lambda: done.append(1), candidates)
    assert done == [1]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_work_that_fails_on_its_thread_is_no_success() -> None:
    with pytest.raises(RuntimeError, match="failed"):
        do_patiently(lambda: 1 // 0, patience.LONG)


def test_an_action_is_the_same_with_a_thread_for_each_window(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = operate(small())[1]
    monkeypatch.setattr(patience, "LONG", 0)
    threaded = operate(small())[1]
    assert [pack(*table) for table in plain.tables.items()] == [pack(*table) for table in threaded.tables.items()]
