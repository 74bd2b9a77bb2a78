import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from functools import partial
from pathlib import Path

import pytest

from sim.experiment.crew import WorkerDiedError, crew, first_to_answer
from sim.experiment.executors import default_workers, do_all

ROOT = Path(__file__).resolve().parents[2]


def square(task: int) -> int:
    return task * task


def kill_oneself(task: int, *, deadly: int) -> int:
    if task == deadly:
        os.kill(os.getpid(), signal.SIGKILL)
    return task * task


def kill_oneself_once(task: int, *, folder: Path) -> int:
    if task == 3 and not (folder / "died").exists():
        (folder / "died").touch()
        os._exit(9)
    return task * task


def fail(task: int) -> int:
    raise ValueError(f"task {task}")


def dead(task: int, error: WorkerDiedError) -> int:
    return -task


@pytest.mark.parametrize("workers", [1, 2])
def test_every_task_is_done_once(workers: int) -> None:
    done = list(do_all(square, range(20), workers, died=dead))
    assert sorted(done) == [(task, task * task) for task in range(20)]


def test_a_deadly_task_is_isolated_and_all_others_are_done() -> None:
    done = dict(do_all(partial(kill_oneself, deadly=5), range(12), 2, died=dead))
    assert done == {task: -5 if task == 5 else task * task for task in range(12)}


def test_a_worker_that_died_by_accident_costs_nothing(tmp_path: Path) -> None:
    done = dict(do_all(partial(kill_oneself_once, folder=tmp_path), range(8), 2, died=dead))
    assert done == {task: task * task for task in range(8)}


def test_an_error_that_the_job_did_not_catch_comes_through() -> None:
    with pytest.raises(ValueError, match="task"):
        list(do_all(fail, range(3), 2, died=dead))


def test_small_experiments_stay_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(8)), raising=False)
    assert [default_workers(tasks) for tasks in (1, 7, 8, 31, 32, 1000)] == [1, 1, 2, 7, 8, 8]


def where_the_model_is(task: int) -> tuple[str, bool]:
    return str(sys.modules["sim"].__file__), "sim.joint_action" in sys.modules


@pytest.mark.skipif(sys.platform == "win32", reason="no process forks there")
def test_a_worker_has_the_model_of_its_parent_before_its_first_task() -> None:
    """Also where only the parent knows the way to it."""
    script = textwrap.dedent("""
        import sys
        sys.path[:0] = [sys.argv[1], sys.argv[2]]
        from sim.experiment.executors import do_all
        from tests.experiment.test_executors import where_the_model_is
        if __name__ == "__main__":
            print(dict(do_all(where_the_model_is, [1], 2, died=None))[1])
    """)
    alone = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        shutil.copytree(ROOT / "sim", copy / "sim", ignore=shutil.ignore_patterns("__pycache__"))
        (copy / "script.py").write_text(script)
        told = subprocess.run(
            [sys.executable, str(copy / "script.py"), str(copy), str(ROOT)],
            env=alone | {"NUMBA_CACHE_DIR": str(ROOT / "sim" / "engine" / "__pycache__")},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    assert told.strip() == str((str(copy / "sim" / "__init__.py"), True))


def much(size: int) -> bytes:
    return bytes(size)


def test_a_worker_that_is_killed_in_the_middle_of_its_answer_blocks_nobody() -> None:
    others = set(multiprocessing.active_children())
    with crew(much, 1) as (hand,):
        hand.begin(50_000_000)
        assert first_to_answer([hand]) == [hand]
        (worker,) = set(multiprocessing.active_children()) - others
        worker.kill()
        with pytest.raises(WorkerDiedError):
            hand.answer()


SLEEPERS = """
    import os, sys, time
    from sim.experiment.executors import do_all

    def sleep(task):
        print(os.getpid(), os.getppid(), flush=True)
        time.sleep(60)

    if __name__ == "__main__":
        try:
            list(do_all(sleep, range(8), 2, died=None))
        except KeyboardInterrupt:
            sys.exit(130)
"""


@pytest.mark.parametrize("to_group", [True, False])
def test_an_interrupt_ends_all_at_once(tmp_path: Path, to_group: bool) -> None:
    with _sleepers(tmp_path) as process:
        workers = _workers(process)
        os.killpg(process.pid, signal.SIGINT) if to_group else os.kill(process.pid, signal.SIGINT)
        _, told = process.communicate(timeout=10)
        assert process.returncode == 130
        assert "Traceback" not in told
    assert _gone(workers)


def test_workers_leave_when_their_parent_is_killed(tmp_path: Path) -> None:
    with _sleepers(tmp_path) as process:
        workers = _workers(process)
        process.kill()
        process.communicate(timeout=10)
    assert _gone(workers)


def _sleepers(folder: Path) -> "subprocess.Popen[str]":
    script = folder / "sleepers.py"
    script.write_text(textwrap.dedent(SLEEPERS))
    return subprocess.Popen(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def _workers(process: "subprocess.Popen[str]") -> set[int]:
    """Two workers, and the process that forked them if it is not their parent."""
    assert process.stdout is not None
    return {int(pid) for _ in range(2) for pid in process.stdout.readline().split()} - {process.pid}


def _gone(processes: set[int]) -> bool:
    """Whether all end, after a while."""
    deadline = time.perf_counter() + 10
    while any(_alive(pid) for pid in processes) and time.perf_counter() < deadline:
        time.sleep(0.05)
    return not any(_alive(pid) for pid in processes)


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


SCRIPT = """
import os
from sim.experiment.executors import do_all

print("run once")
done = do_all(os.path.basename, ["a/b", "c/d"], 2, died=None)
print(sorted(done))
print(__file__.endswith("script.py"))
"""


def test_a_script_without_a_guard_is_run_once(tmp_path: Path) -> None:
    path = tmp_path / "script.py"
    path.write_text(SCRIPT, encoding="utf-8")
    surroundings = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    done = subprocess.run([sys.executable, str(path)], env=surroundings, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == ["run once", "[('a/b', 'b'), ('c/d', 'd')]", "True"]
