"""The report in other forms: files where they are named, nothing replaced unasked, what is missing said."""

import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from sim.cli import main, reports
from sim.experiment import replicate
from sim.present.pictures import figures_of
from tests.browser import needs_chromium
from tests.experiment import plans


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("results")
    (home / "small.yaml").write_text(plans.SMALL)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(replicate, "replay", plans.replay)
        words = ["compare", str(home / "small.yaml"), "--set", "officers_scale=2", "-n", "3", "--workers", "1"]
        assert CliRunner().invoke(main, [*words, "--out", str(home / "out")]).exit_code == 0
    return home / "out"


def report(folder: Path, *words: object) -> Any:
    return CliRunner().invoke(main, ["report", str(folder), *map(str, words)])


def test_a_brief_and_a_workbook_are_written_and_not_replaced_unasked(results: Path, tmp_path: Path) -> None:
    brief, book = tmp_path / "brief.html", tmp_path / "out.xlsx"
    assert report(results, "--brief", brief, "--xlsx", book).stdout.split() == [str(brief), str(book)]
    assert "What was not looked at" in brief.read_text() and book.read_bytes()[:2] == b"PK"
    again = report(results, "--xlsx", book)
    assert again.exit_code == 2 and "--force replaces it" in again.stderr
    assert report(results, "--xlsx", book, "--force").exit_code == 0
    nowhere = report(results, "--xlsx", tmp_path / "nowhere" / "out.xlsx")
    assert nowhere.exit_code == 2 and "cannot be written" in nowhere.stderr


@pytest.mark.parametrize("words", [("--pdf", "out.pdf"), ("--figures", "png"), ("--figures", "svg")])
def test_without_a_browser_it_is_said_what_is_missing(
    results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    told = report(results, *words)
    assert told.exit_code == 2 and f"{words[0]} needs chromium" in told.stderr
    assert not (tmp_path / "out.pdf").exists() and not (results / "figures").exists()


def test_without_the_library_that_draws_it_is_said_what_is_missing(
    results: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "kaleido", None)
    told = report(results, "--figures", "png")
    assert told.exit_code == 2 and "jadsim[figures]" in told.stderr and not (results / "figures").exists()


@pytest.mark.browser
@needs_chromium
def test_figures_are_files_by_their_titles_and_not_replaced_unasked(
    results: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "figures_of", lambda page, manifest: dict([*figures_of(page, manifest).items()][:2]))
    told = report(results, "--figures", "svg")
    assert told.exit_code == 0, told.output
    made = [Path(line) for line in told.stdout.split()]
    assert made and all(path.parent == results / "figures" for path in made)
    first = made[0].read_text()
    assert first.startswith("<svg") and "scenario" in first and "Difference to the base" in first
    again = report(results, "--figures", "svg")
    assert again.exit_code == 2 and "--force replaces it" in again.stderr


def test_a_browser_that_does_not_draw_leaves_nothing(
    results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    told = report(results, "--figures", "png")
    assert told.exit_code == 2 and "did not draw" in told.stderr, told.stderr
    assert not [*results.rglob("*.png"), *results.glob(".figures*")]


@pytest.mark.browser
@needs_chromium
def test_a_brief_prints_on_two_sheets(results: Path, tmp_path: Path) -> None:
    told = report(results, "--brief", tmp_path / "brief.html", "--pdf", tmp_path / "out.pdf")
    assert told.exit_code == 0, told.output
    content = (tmp_path / "out.pdf").read_bytes()
    assert content[:5] == b"%PDF-"
    assert 1 <= content.count(b"/Type /Page\n") + content.count(b"/Type /Page/") + content.count(b"/Type /Page ") <= 2
