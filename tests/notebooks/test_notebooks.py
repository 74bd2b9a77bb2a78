"""Each notebook runs from top to bottom on what is installed, and holds no model code."""

import ast
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import nbformat
import pytest

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def test_the_folder_of_notebooks_has_one() -> None:
    assert NOTEBOOKS


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_runs_from_top_to_bottom(path: Path, execute_notebook: Callable[[Path], None]) -> None:
    execute_notebook(path)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_names_what_is_there(path: Path) -> None:
    """Every module that is imported, and every name that is asked of one, exists."""
    cells = nbformat.read(path, as_version=4).cells
    tree = ast.parse("\n".join(cell.source for cell in cells if cell.cell_type == "code"))
    known: dict[str, object] = {}
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    exec(compile(ast.Module(body=[*imports], type_ignores=[]), path.name, "exec"), known)
    modules = {name: value for name, value in known.items() if isinstance(value, ModuleType)}
    asked = [
        (node.value.id, node.attr)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules
    ]
    assert asked
    assert [pair for pair in asked if not hasattr(modules[pair[0]], pair[1])] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_holds_no_model_code(path: Path) -> None:
    code = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    for words in (
        "class ",
        "import mesa",
        "import simpy",
        "sim.world",
        "sim.institutions",
        "sim.joint_action",
        "sim.engine",
    ):
        assert not any(words in source for source in code), words


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_is_stored_with_its_outputs_and_a_picture_of_each_figure(path: Path) -> None:
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    outputs = [output for cell in cells for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error"]
    figures = [output.data for output in outputs if "application/vnd.plotly.v1+json" in output.get("data", {})]
    assert figures
    assert all("image/png" in data for data in figures)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_is_small_and_names_no_place_on_a_machine(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text) < 1_500_000
    assert not re.search(r"/(?:home|tmp|Users|usr|opt|work|root)/", text)
