"""The report in other forms: files where they are named, nothing replaced unasked, what is missing said."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from sim.cli import main
from sim.experiment import replicate
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


def test_without_a_browser_it_is_said_what_is_missing(
    results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    told = report(results, "--pdf", tmp_path / "out.pdf")
    assert told.exit_code == 2 and "chromium" in told.stderr and not (tmp_path / "out.pdf").exists()


@pytest.mark.browser
@needs_chromium
def test_a_brief_prints_on_two_sheets(results: Path, tmp_path: Path) -> None:
    told = report(results, "--brief", tmp_path / "brief.html", "--pdf", tmp_path / "out.pdf")
    assert told.exit_code == 0, told.output
    content = (tmp_path / "out.pdf").read_bytes()
    assert content[:5] == b"%PDF-"
    assert 1 <= content.count(b"/Type /Page\n") + content.count(b"/Type /Page/") + content.count(b"/Type /Page ") <= 2
