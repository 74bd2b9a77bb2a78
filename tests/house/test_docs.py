"""The site of `make docs`: holds every page, builds without a warning, and loads nothing from a network."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim.registry import INSTITUTIONS
from tests.house.sources import ROOT

LOADED = re.compile(r"<(?:script|img|iframe)\b[^>]*\bsrc=\"([^\"]*)\"|<link\b[^>]*\bhref=\"([^\"]*)\"|url\(([^)]*)\)")
NO_PAGES = {"docs/index.md", "sim/present/web/static/lit/README.md"}
"""The front page, which leads to the others, and a note about a library of others."""


def led_to() -> set[str]:
    """Pages to which the tables of contents lead, by their names without endings; stars are resolved."""
    found: set[str] = set()
    for page in (ROOT / "docs").glob("*.md"):
        for block in re.findall(r"^```\{toctree\}\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S):
            entries = [line for line in block.splitlines() if line and not line.startswith(":")]
            for name in (re.sub(r".*<(.*)>", r"\1", entry) for entry in entries):
                place, pattern = (ROOT, name[1:]) if name.startswith("/") else (page.parent, name)
                matched = [path for path in place.glob(f"{pattern}.*") if path.suffix in {".md", ".rst", ".ipynb"}]
                assert matched, f"{page.name} leads to {name}, which is not there"
                found |= {path.relative_to(ROOT).as_posix() for path in matched}
    return found


def test_every_page_of_the_project_is_in_the_site() -> None:
    tops = ("docs", "notebooks", "scenarios", "sim")
    pages = [path for top in tops for ending in ("md", "rst", "ipynb") for path in (ROOT / top).rglob(f"*.{ending}")]
    named = {path.relative_to(ROOT).as_posix() for path in [*pages, *ROOT.glob("*.md")]}
    assert led_to() == named - NO_PAGES


def loaded(site: Path) -> set[str]:
    """What pages and style sheets fetch by themselves."""
    files = [path for path in site.rglob("*") if path.suffix in {".html", ".css"}]
    return {"".join(found) for path in files for found in LOADED.findall(path.read_text(encoding="utf-8"))}


@pytest.mark.slow
def test_site_is_whole_and_needs_no_network(tmp_path: Path) -> None:
    site = tmp_path / "site"
    places = ["-c", "docs", "-d", str(tmp_path / "read"), ".", str(site)]
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", *places]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert [address for address in loaded(site) if re.match(r"['\"]?(?:https?:)?//", address)] == []
    described = set(re.findall(r'id="sim\.(\w+)"', (site / "docs" / "python.html").read_text(encoding="utf-8")))
    assert set(sim.__all__) - described == {"MEASURES", "__version__", "figures"}
    institutions = (site / "docs" / "institutions.html").read_text(encoding="utf-8")
    assert all(f"sim/institutions/{key}" in institutions for key in INSTITUTIONS)
    front = re.search(r'url=([^"]+)"', (site / "index.html").read_text(encoding="utf-8"))
    assert front
    assert (site / front.group(1)).exists()
