"""Each notebook runs from top to bottom on what is installed, and holds no model code."""

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def test_the_folder_of_notebooks_has_one() -> None:
    assert NOTEBOOKS or not FOLDER.exists()


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_runs_from_top_to_bottom(path: Path, execute_notebook: Callable[[Path], None]) -> None:
    execute_notebook(path)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_holds_no_model_code(path: Path) -> None:
    code = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    for words in ("class ", "import mesa", "import simpy", "sim.domain", "sim.engine"):
        assert not any(words in source for source in code), words
