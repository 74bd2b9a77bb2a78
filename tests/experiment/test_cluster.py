"""A real cluster on this machine: a scheduler, and workers that are processes of their own."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import dask
import pytest
from click.testing import CliRunner
from distributed import LocalCluster

from sim.cli import main
from sim.errors import ClusterError
from sim.experiment import cluster as clusters
from sim.experiment.executors import do_all
from tests.cli.test_going_on import contents
from tests.experiment import plans
from tests.experiment.test_executors import dead, fail, kill_oneself, kill_oneself_once, square
from tests.theatre import SCENARIOS

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    """Two workers; a task is given up by the scheduler with the worker that it kills, and tried again by itself."""
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0, "distributed.comm.timeouts.connect": "5s"}),
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as local,
    ):
        yield local


def test_every_task_is_done_once(cluster: LocalCluster) -> None:
    done = list(do_all(square, range(40), cluster.scheduler_address, died=dead))
    assert sorted(done) == [(task, task * task) for task in range(40)]


def test_a_deadly_task_is_isolated_and_all_others_are_done(cluster: LocalCluster) -> None:
    done = dict(do_all(partial(kill_oneself, deadly=5), range(12), cluster.scheduler_address, died=dead))
    assert done == {task: -5 if task == 5 else task * task for task in range(12)}


def test_a_worker_that_died_by_accident_costs_nothing(cluster: LocalCluster, tmp_path: Path) -> None:
    done = dict(do_all(partial(kill_oneself_once, folder=tmp_path), range(8), cluster.scheduler_address, died=dead))
    assert done == {task: task * task for task in range(8)}


def test_an_error_that_the_job_did_not_catch_comes_through(cluster: LocalCluster) -> None:
    with pytest.raises(ValueError, match="task"):
        list(do_all(fail, range(3), cluster.scheduler_address, died=dead))


def test_results_have_the_bytes_of_one_process(cluster: LocalCluster, tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text(plans.SMALL)
    for name, option in {"here": ["--workers", "1"], "there": ["--cluster", cluster.scheduler_address]}.items():
        words = ["run", str(tmp_path / "plan.yaml"), "-n", "8", "--out", str(tmp_path / name), *option]
        assert CliRunner().invoke(main, words, catch_exceptions=False).exit_code == 0
    assert contents(tmp_path / "here") == contents(tmp_path / "there")


def test_workers_that_would_give_other_results_give_none(
    cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "made_with", lambda: {"jadsim": "0", "model": "another"})
    with pytest.raises(ClusterError, match=r"a worker on .* would give other results: .*jadsim, .*model"):
        list(do_all(square, range(3), cluster.scheduler_address, died=dead))


def test_a_cluster_that_is_not_there_is_told_in_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "PATIENCE_S", 1)
    told = CliRunner().invoke(
        main, ["run", str(SCENARIOS / "cyber-patrol-week.yaml"), "--cluster", "tcp://127.0.0.1:9"]
    )
    assert told.exit_code == 6
    assert told.stderr.startswith("the cluster tcp://127.0.0.1:9 cannot be used")
    assert len(told.stderr.splitlines()) == 1


@pytest.mark.parametrize("wrong", [["--cluster", "tcp://a:1", "--workers", "2"], ["--cluster", "nowhere"]])
def test_what_is_no_cluster_is_refused(wrong: list[str]) -> None:
    told = CliRunner().invoke(main, ["run", str(SCENARIOS / "cyber-patrol-week.yaml"), *wrong])
    assert told.exit_code == 2 and "--cluster" in told.stderr
