"""Executes notebooks anew and stores their outputs, with a picture of each figure.

`python -m tests.notebooks.execute first-steps trust`; without a name all of them.
"""

import base64
import os
import sys
from pathlib import Path

import nbformat
import plotly.graph_objects as go
from nbclient import NotebookClient
from nbformat import NotebookNode

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
FIGURE = "application/vnd.plotly.v1+json"
WIDTH_PX = 1040
"""Of a picture; on 700, which is usual, long labels meet."""
PATIENCE_S = 900


def execute(path: Path) -> None:
    """Run a notebook from top to bottom, where it stands."""
    notebook = nbformat.read(path, as_version=4)
    os.environ["PLOTLY_RENDERER"] = "plotly_mimetype"
    place = {"metadata": {"path": str(path.parent)}}
    NotebookClient(notebook, timeout=PATIENCE_S, kernel_name="python3", resources=place).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # when it was
    draw(notebook)
    nbformat.write(notebook, path)


def draw(notebook: NotebookNode) -> None:
    """Put a picture beside each figure, for pages on which nothing moves."""
    for cell in notebook.cells:
        for data in (output.data for output in cell.get("outputs", ()) if FIGURE in output.get("data", {})):
            figure = go.Figure(data[FIGURE]["data"], data[FIGURE]["layout"])
            data["image/png"] = base64.b64encode(figure.to_image("png", width=WIDTH_PX)).decode()


if __name__ == "__main__":
    for name in sys.argv[1:] or sorted(path.stem for path in FOLDER.glob("*.ipynb")):
        execute(FOLDER / f"{name}.ipynb")
