"""A browser opens the report without a network and draws every figure."""

import os
import re
import subprocess
from pathlib import Path

import plotly.offline
import pytest

from sim.present.brief import comparison_brief
from sim.present.page import BUNDLE
from sim.present.report import comparison_report, run_report
from tests.browser import CHROMIUM, OPTIONS, needs_chromium
from tests.present import synthetic

ASSETS = Path(__file__).parents[2] / "sim" / "present" / "assets"


def test_the_drawing_library_is_the_one_that_plotly_writes_for_and_names_its_licence() -> None:
    head = (ASSETS / BUNDLE).read_text(encoding="utf-8")[:400]
    assert f"v{plotly.offline.get_plotlyjs_version()}" in head
    assert "MIT license" in head


@pytest.mark.browser
@needs_chromium
@pytest.mark.parametrize(("kind", "width"), [("run", 1440), ("empty", 1280), ("comparison", 1280)])
def test_every_figure_is_drawn(kind: str, width: int, tmp_path: Path) -> None:
    text = {
        "run": lambda: run_report(synthetic.run(replications=5)),
        "empty": lambda: run_report(synthetic.empty_run()),
        "comparison": lambda: comparison_report(synthetic.comparison()),
    }[kind]()
    report = tmp_path / "report.html"
    report.write_text(text, encoding="utf-8")
    drawn = _dom(report, width, tmp_path / "profile")
    plots = len(re.findall(r'class="plot[ "]', drawn))
    assert plots == text.count('class="plot"') > 0
    assert len(re.findall(r'class="[^"]*\bsvg-container\b', drawn)) == plots
    assert len(re.findall(r'<svg class="main-svg"', drawn)) >= 2 * plots
    buttons = set(re.findall(r'data-title="([^"]*)"', drawn))
    assert buttons == {"Download plot as a PNG", "Zoom", "Pan", "Reset axes"}


@pytest.mark.browser
@needs_chromium
@pytest.mark.parametrize(("kind", "most"), [("brief", 2), ("run", 20)])
def test_a_page_prints_on_few_sheets(kind: str, most: int, tmp_path: Path) -> None:
    report, sheets = tmp_path / "page.html", tmp_path / "page.pdf"
    text = comparison_brief(synthetic.comparison()) if kind == "brief" else run_report(synthetic.run(replications=5))
    report.write_text(text, encoding="utf-8")
    assert CHROMIUM is not None
    options = ["--headless=new", *OPTIONS, f"--user-data-dir={tmp_path / 'profile'}", "--no-pdf-header-footer"]
    command = [CHROMIUM, *options, f"--print-to-pdf={sheets}", report.as_uri()]
    subprocess.run(command, capture_output=True, check=True, timeout=120, env={**os.environ, "HOME": str(tmp_path)})
    assert len(re.findall(rb"/Type\s*/Page\b", sheets.read_bytes())) in range(1, most + 1)


def _dom(report: Path, width: int, profile: Path) -> str:
    assert CHROMIUM is not None
    options = ["--headless=new", *OPTIONS, f"--user-data-dir={profile}"]
    options += [f"--window-size={width},2000", "--virtual-time-budget=8000", "--dump-dom"]
    command = [CHROMIUM, *options, report.as_uri()]
    done = subprocess.run(
        command, capture_output=True, check=True, timeout=120, env={**os.environ, "HOME": str(profile)}
    )
    return done.stdout.decode()
