"""The report of results, as a page, as a brief for whoever decides, as a workbook, and on paper."""

import shutil
import subprocess
import tempfile
from pathlib import Path

import click

from sim.cli.ending import tell
from sim.cli.place import check_new
from sim.errors import StoreError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
PATIENCE_S = 120

_file = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("folder", metavar="RUN", type=click.Path(path_type=Path))
@click.option("--brief", type=_file, metavar="FILE.html", help="One page for whoever decides, of two sheets of A4.")
@click.option(
    "--xlsx", type=_file, metavar="FILE.xlsx", help="A workbook: summary, differences, countries, assumptions."
)
@click.option(
    "--pdf", type=_file, metavar="FILE.pdf", help="On paper, by a headless chromium; with --brief, the brief."
)
@click.option("--force", is_flag=True, help="Replace files.")
def report(folder: Path, brief: Path | None, xlsx: Path | None, pdf: Path | None, force: bool) -> None:
    """Make the report of a result folder again, or give it other forms."""
    for path in filter(None, (brief, xlsx, pdf)):
        check_new(path, force=force)
    browser = _browser() if pdf else ""
    from sim.cli import reports
    from sim.experiment.compare import Comparison
    from sim.experiment.folder import check_current, open_results, write_report
    from sim.experiment.summary import Run
    from sim.outcome.store import spare_memory

    spare_memory()
    result = open_results(folder)
    if isinstance(result, Run | Comparison):
        for one in result.runs:
            check_current(one)
        if brief:
            _written(brief, reports.brief(result).encode())
        if xlsx:
            _written(xlsx, reports.workbook(result))
    elif brief or xlsx:
        raise StoreError(f"{folder} holds many points of a plan: --brief and --xlsx are of a run or a comparison")
    if pdf:
        _printed(pdf, brief.read_text(encoding="utf-8") if brief else reports.html(result), browser)
    if not (brief or xlsx or pdf):
        tell(str(write_report(folder, reports.html(result))))


def _browser() -> str:
    """The browser that prints.

    Raises
    ------
    StoreError
        If there is none, with what is missing.
    """
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise StoreError("--pdf needs chromium, which is not there; install it, or print report.html from any browser")
    return found


def _printed(path: Path, page: str, browser: str) -> None:
    """Print a page to a PDF file, by a browser that asks the network for nothing."""
    with tempfile.TemporaryDirectory() as folder:
        source, printed = Path(folder) / "page.html", Path(folder) / "page.pdf"
        source.write_text(page, encoding="utf-8")
        words = [browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile"]
        words += ["--no-pdf-header-footer", "--virtual-time-budget=10000", f"--print-to-pdf={printed}", source.as_uri()]
        try:
            done = subprocess.run(words, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
        except subprocess.TimeoutExpired as error:
            raise StoreError(f"{browser} did not print within {PATIENCE_S} s") from error
        if not printed.is_file():
            raise StoreError(f"{browser} did not print: {done.stderr.strip().splitlines()[-1:] or done.returncode}")
        _written(path, printed.read_bytes())


def _written(path: Path, content: bytes) -> None:
    from sim.outcome.parts import writing

    with writing(path):
        path.write_bytes(content)
    tell(str(path))
