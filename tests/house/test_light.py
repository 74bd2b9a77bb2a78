"""Who reads a plan or a table loads no model: rooms and libraries that a command loads."""

import subprocess
import sys

import pytest

from tests.house.sources import ROOT

PLAN = str(ROOT / "scenarios" / "danube.yaml")
EXERCISE = str(ROOT / "scenarios" / "exercises" / "night-shift.yaml")
HEAVY = ("mesa", "networkx", "numba", "numpy", "pandas", "plotly", "pyarrow", "scipy", "simpy")
RUN = ("sim.engine", "sim.experiment", "sim.joint_action", "sim.outcome", "sim.world")
COMMANDS: dict[str, list[str]] = {
    "help": ["--help"],
    "check": ["check", PLAN],
    "check of an exercise": ["check", EXERCISE],
    "diff": ["diff", PLAN, PLAN],
    "schema": ["schema"],
    "assumptions": ["assumptions", PLAN, "--json"],
}


def loaded(code: str, *arguments: str) -> set[str]:
    """Modules that some code loads in a process of its own."""
    spy = f"import sys\ntry:\n    {code}\nfinally:\n    print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", spy, *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stderr.splitlines()[-1].split())


def below(modules: set[str], *names: str) -> list[str]:
    """Those of the modules that belong to some packages."""
    return sorted(one for one in modules if any(one == name or one.startswith(f"{name}.") for name in names))


def parts_of_institutions(modules: set[str]) -> set[str]:
    """Which parts of institutions are among the modules."""
    return {one.split(".")[3] for one in below(modules, "sim.institutions") if one.count(".") == 3}


@pytest.mark.parametrize("name", COMMANDS)
def test_light_command_stays_light(name: str) -> None:
    modules = loaded("from sim.cli import main; main(sys.argv[1:])", *COMMANDS[name])
    assert "sim.cli" in modules
    assert below(modules, *HEAVY, *RUN) == []
    assert parts_of_institutions(modules) == (set() if name == "help" else {"plan"})


def test_a_run_that_is_told_as_numbers_loads_nothing_to_show_it_with() -> None:
    modules = loaded("from sim.cli import main; main(sys.argv[1:])", "run", PLAN, "-n", "1", "--json")
    assert "sim.joint_action" in modules
    shows = ("sim.present", "sim.cli.show", "plotly", "rich", "openpyxl", "jinja2")
    searches = ("scipy.stats", "scipy.optimize", "SALib", "optuna", "dask", "sim.exercise", "sim.experiment.compare")
    brought_along = (
        "scipy.linalg.lapack",
        "scipy.sparse",
        "scipy.spatial",
        "scipy.special",
        "mesa.discrete_space.grid",
    )
    assert below(modules, *shows, *searches, *brought_along) == []


def test_what_is_loaded_later_is_there_when_it_is_asked_for() -> None:
    asked = "print(mesa.discrete_space.Grid.__name__, scipy.linalg.eigh.__name__, scipy.linalg.cython_blas.__name__)"
    modules = loaded(f"import sim.world, mesa, scipy.linalg.cython_blas; {asked}")
    assert {"mesa.discrete_space.grid", "scipy.linalg.lapack", "scipy.spatial"} <= modules


def test_tables_and_measures_load_no_model() -> None:
    modules = loaded("import sim.outcome.measures")
    assert below(modules, "sim.joint_action", "sim.world", "mesa", "simpy", "numba") == []
    assert "records" in parts_of_institutions(modules) <= {"plan", "records"}
