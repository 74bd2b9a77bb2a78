"""The site of guide and reference pages: what stands in the sources, laid out; `make docs` builds it."""

import re
from importlib import import_module
from pathlib import Path

from sphinx.application import Sphinx

import sim
from sim.registry import INSTITUTIONS

FOLDERS = {
    "notebooks": "/docs/notebooks.md",
    "scenarios/exercises": "/scenarios/exercises/README.md",
    "exercises": "exercises/README.md",
    "sim/institutions": "/docs/institutions.md",
}
"""Pages that stand for folders to which texts lead."""
HEADING = re.compile(r"^(\w+)\n-+$", re.MULTILINE)

project = "jadsim"
author = copyright = "The jadsim developers"
release = sim.__version__
root_doc = "docs/index"
include_patterns = ["*.md", "docs/*", "notebooks/*.ipynb", "scenarios/*.md", "scenarios/exercises/*.md"]
include_patterns += ["sim/*/*.md", "sim/scenario/data/*.md"]

extensions = ["myst_nb", "sphinx.ext.autodoc", "numpydoc"]
nb_execution_mode = "off"
suppress_warnings = ["mystnb.unknown_mime_type"]  # figures that move: beside each stands its picture
myst_enable_extensions: list[str] = []
myst_heading_anchors = 4
default_role = "code"
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
maximum_signature_line_length = 100
numpydoc_show_class_members = False

html_theme = "furo"
html_title = f"jadsim {release}"
html_extra_path = [str(Path(__file__).parent / "root")]
html_static_path = ["static"]
html_css_files = ["notebooks.css"]
html_copy_source = False
html_show_sphinx = False


def section_of(institution: str) -> str:
    """What an institution says of itself, as a section of a page."""
    title, _, text = (import_module(f"sim.institutions.{institution}").__doc__ or "").partition("\n")
    return f"\n## {title.removesuffix('.')}\n\nFolder: `sim/institutions/{institution}`\n{HEADING.sub(r'### \1', text)}"


def completed(_: Sphinx, page: str, source: list[str]) -> None:
    """Add to a page what the sources hold, and turn its links to folders to pages."""
    if page == "docs/institutions":
        source[0] += "".join(map(section_of, INSTITUTIONS))
    for folder, instead in FOLDERS.items():
        source[0] = source[0].replace(f"]({folder})", f"]({instead})")


def unsigned(_: Sphinx, what: str, name: str, *_more: object) -> tuple[str, str] | None:
    """Nobody makes a scenario, a run or a comparison by its class: functions give them, so no page shows how."""
    return ("", "") if what == "class" and name.startswith("sim.") and name.count(".") == 1 else None


def setup(app: Sphinx) -> None:
    """Let pages be completed before they are read, and classes shown without their making."""
    app.connect("source-read", completed)
    app.connect("autodoc-process-signature", unsigned)
