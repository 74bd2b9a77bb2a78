"""The report of results, as a page, as a brief for whoever decides, as a workbook, and on paper."""

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from sim.cli.ending import tell
from sim.cli.place import check_new
from sim.errors import StoreError
from sim.words import PictureForm

if TYPE_CHECKING:
    from sim.experiment.folder import Result

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
@click.option(
    "--figures",
    "form",
    type=click.Choice(get_args(PictureForm)),
    help="The figures as pictures, in RUN/figures; needs the extra 'figures', and chromium.",
)
@click.option("--force", is_flag=True, help="Replace files.")
def report(
    folder: Path, brief: Path | None, xlsx: Path | None, pdf: Path | None, form: PictureForm | None, force: bool
) -> None:
    """Make the report of a result folder again, or give it other forms."""
    for path in filter(None, (brief, xlsx, pdf)):
        check_new(path, force=force)
    if form:
        _check_extra()
    browser = _browser("--pdf" if pdf else "--figures") if pdf or form else ""
    from sim.cli import reports
    from sim.experiment.folder import open_results, write_report
    from sim.outcome.store import spare_memory

    spare_memory()
    result = open_results(folder)
    _told(result, folder, brief, xlsx)
    if form:
        _drawn(result, folder / "figures", form, browser, force=force)
    if pdf:
        _printed(pdf, brief.read_text(encoding="utf-8") if brief else reports.html(result), browser)
    if not (brief or xlsx or pdf or form):
        tell(str(write_report(folder, reports.html(result))))


def _told(result: "Result", folder: Path, brief: Path | None, xlsx: Path | None) -> None:
    """Write the brief and the workbook of results, where they are asked for."""
    from sim.cli import reports
    from sim.experiment.compare import Comparison
    from sim.experiment.folder import check_current
    from sim.experiment.summary import Run

    if isinstance(result, Run | Comparison):
        for one in result.runs:
            check_current(one)
        if brief:
            _written(brief, reports.brief(result).encode())
        if xlsx:
            _written(xlsx, reports.workbook(result))
    elif brief or xlsx:
        kind = result.manifest["kind"]
        raise StoreError(f"{folder} holds a result of kind {kind!r}: --brief and --xlsx are of a run or a comparison")


def _check_extra() -> None:
    from importlib.util import find_spec

    if find_spec("kaleido") is None:
        raise click.UsageError("Kaleido not installed; install 'jadsim[figures]'")


def _drawn(result: "Result", folder: Path, form: PictureForm, browser: str, *, force: bool) -> None:
    """Draw all figures of a report, and write them to a folder when all are drawn."""
    from sim.cli import reports
    from sim.files import writing
    from sim.present.pictures import pictures

    figures = reports.figures(result)
    paths = {name: folder / f"{name}.{form}" for name in figures}
    for path in paths.values():
        if path.exists() and not force:
            raise StoreError(f"{path} is there already; --force replaces it")
    made = pictures(figures, form, browser)
    with writing(folder), tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as fresh:
        for name, path in paths.items():
            (Path(fresh) / path.name).write_bytes(made[name])
        folder.mkdir(exist_ok=True)
        for path in paths.values():
            (Path(fresh) / path.name).replace(path)
            tell(str(path))


def _browser(wanted: str) -> str:
    """The browser that prints and draws, which an option wanted.

    Raises
    ------
    StoreError
        If there is none, with what is missing.
    """
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        otherwise = ", or print report.html from any browser" if wanted == "--pdf" else ""
        raise StoreError(f"{wanted} needs chromium, which is not there; install it{otherwise}")
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
    from sim.files import write_whole

    write_whole(path, content)
    tell(str(path))
