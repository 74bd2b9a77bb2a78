"""What all tests share: the project's folder, fixed examples, and notebooks that run as a reader would run them."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]

# The same examples each time: a failure is never a matter of luck, nor of how busy the machine is.
settings.register_profile("fixed", derandomize=True, deadline=None, database=None)
settings.load_profile("fixed")

QUICK = (
    "tests/engine/test_arrivals.py",
    "tests/engine/test_clock.py",
    "tests/engine/test_distributions.py",
    "tests/engine/test_journal.py",
    "tests/engine/test_keys.py",
    "tests/engine/test_streams.py",
    "tests/house/test_contracts.py",
    "tests/house/test_names.py",
    "tests/house/test_odd.py",
    "tests/house/test_packaging.py",
    "tests/house/test_readme.py",
    "tests/house/test_rooms.py",
    "tests/house/test_sizes.py",
    "tests/house/test_writes.py",
    "tests/joint_action/test_golden.py",
    "tests/outcome/",
    "tests/present/test_wording.py",
    "tests/scenario/test_broken.py",
    "tests/scenario/test_part.py",
    "tests/scenario/test_programme.py",
    "tests/scenario/test_reference.py",
    "tests/scenario/test_units.py",
    "tests/world/analysis/",
    "tests/world/casework/",
    "tests/world/checks/",
    "tests/world/contract/",
    "tests/world/exchange/",
    "tests/world/officers/",
    "tests/world/crime/test_graphs.py",
    "tests/world/test_network_operations.py",
    "tests/world/test_odds.py",
    "tests/world/theatre/test_places.py",
    "tests/world/theatre/test_shifts.py",
    "tests/joint_action/test_locality.py::test_lever_changes_records_where_it_acts_and_nowhere_else[officers of a",
)
"""What guards daily work, in a minute or so: folders, files and a sample of locality."""

LONGEST = (
    "tests/present/web/",
    "tests/exercise/test_debrief.py",
    "tests/joint_action/test_direction.py",
    "tests/joint_action/test_parameters.py",
    "tests/present/test_report.py",
    "tests/cli/test_going_on.py",
)
"""What takes longest."""


def _leave_samples(items: list[pytest.Item]) -> None:
    """Mark as slow all cases of a test that is `sampled`, but for the first and every so many after it."""
    seen: Counter[str] = Counter()
    for item in items:
        sampled = item.get_closest_marker("sampled")
        if sampled is not None:
            test = item.nodeid.partition("[")[0]
            if seen[test] % sampled.args[0]:
                item.add_marker(pytest.mark.slow)
            seen[test] += 1


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is quick, by its place, and begin with what takes longest, so that no process waits for another."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))
    _leave_samples(items)
    for item in items:
        if item.nodeid.startswith(QUICK) and item.get_closest_marker("slow") is None:
            item.add_marker(pytest.mark.quick)


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project."""
    return ROOT


@pytest.fixture
def execute_notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Execute a notebook from top to bottom, beside the scenarios; nothing is written to the project."""
    import nbformat
    from nbclient import NotebookClient

    folder = tmp_path / "notebooks"
    folder.mkdir()
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios", target_is_directory=True)
    (tmp_path / "CONTRIBUTING.md").symlink_to(ROOT / "CONTRIBUTING.md")
    monkeypatch.setenv("PLOTLY_RENDERER", "json")  # figures are made, no browser is asked for
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")

    def execute(path: Path) -> None:
        notebook = nbformat.read(path, as_version=4)
        client = NotebookClient(
            notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
        )
        client.execute()

    return execute
