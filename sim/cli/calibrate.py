"""The command that calibrates parameters to published totals, and shows how far that can be trusted."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.ending import tell

if TYPE_CHECKING:
    from sim.experiment.calibration.pipeline import Calibrated


def _option[F: Callable[..., Any]](name: str, default: int, told: str, least: int = 1) -> Callable[[F], F]:
    return click.option(name, type=click.IntRange(least, 1_000_000), default=default, show_default=True, help=told)


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("out/calibration"),
    show_default=True,
    help="Folder for all results; what it holds is not done again.",
)
@_option("--points", 128, "Points of the first design, over the whole prior.", 10)
@_option("--more", 96, "Points of the second design, where totals do not rule them out.")
@_option("--replications", 3, "Simulations of each point; one alone does not tell chance from parameters.", 2)
@_option("--draws", 200, "Draws of the posterior, each simulated for the check.")
@_option("--trials", 200, "Data sets from known parameters.")
@_option("--steps", 5000, "Steps of the sampler.", 10)
@click.option("--seed", type=click.IntRange(0, 2**31), default=1, show_default=True, help="Fixes all chance.")
@click.option("--workers", type=click.IntRange(1, 1024), help="Processes; by default as many as pay.")
@click.option("--hold-out", is_flag=True, help="Only predict each year from the others, and print the table.")
@click.option("--adopt", is_flag=True, help="Put the results into the package, so that runs use them.")
def calibrate(files: tuple[str, ...], out: Path, hold_out: bool, adopt: bool, workers: int | None, **much: int) -> None:
    """Calibrate parameters to the published totals of past actions; needs the extra 'calibrate'.

    FILES are scenarios of past actions whose totals are in sim/experiment/targets.csv.
    """
    if hold_out and adopt:
        raise click.UsageError("--adopt needs all results, not --hold-out alone")
    _check_extra()
    with _kept(out):
        from sim.experiment.calibration import holdout, results
        from sim.experiment.calibration.pipeline import Calibration, Settings
        from sim.experiment.calibration.space import priors
        from sim.scenario.load import load

        scenarios = tuple(load(file) for file in files)
        with _bar() as on_progress:
            work = Calibration(
                scenarios, out, Settings(**much), workers, lambda told: tell(told, err=True), on_progress
            )
            if hold_out:
                space = priors()
                fitted, _ = work.learn(work.designs(space)[1])
                tell(holdout.table(work.hold_out(space, fitted)))
                return
            found = work.run()
        _show(found)
        if adopt:
            tell("Adopted: " + ", ".join(path.name for path in results.adopt(out)))


@contextmanager
def _kept(out: Path) -> Iterator[None]:
    """Say to whoever interrupts what is kept."""
    try:
        yield
    except KeyboardInterrupt as interrupt:
        some = any(out.rglob("*.part"))
        told = f"simulations that are complete are kept in {out}; the same command goes on" if some else ""
        raise KeyboardInterrupt(told) from interrupt


def _check_extra() -> None:
    from importlib.util import find_spec

    missing = [
        name
        for name, module in (("scikit-learn", "sklearn"), ("emcee", "emcee"), ("threadpoolctl", "threadpoolctl"))
        if find_spec(module) is None
    ]
    if missing:
        raise click.UsageError(f"{' and '.join(missing)} not installed; install 'jadsim[calibrate]'")


@contextmanager
def _bar() -> Iterator[Any]:
    """A progress bar on the standard error stream, if a person is there to see it."""
    import sys

    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = TextColumn("simulations"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _show(found: "Calibrated") -> None:
    """Tables in Markdown: parameters, published totals beside runs, years from the others, recovery."""
    from sim.experiment.calibration import holdout
    from sim.outcome.amounts import interval, number

    lines = ["| parameter | prior: median (95 %) | posterior: median (95 %) | best |", "|---|---|---|---|"]
    for one in found.estimates:
        ranges = [f"{number(middle)} ({interval(low, high)})" for low, middle, high in (one.prior, one.posterior)]
        lines.append(f"| `{one.parameter}` | {ranges[0]} | {ranges[1]} | {number(one.best)} |")
    lines += ["", "| action | total | published | runs: median (95 %) | |", "|---|---|---|---|---|"]
    lines += [
        f"| {fit.scenario} | {fit.measure} | {number(fit.published)} "
        f"| {number(fit.median)} ({interval(fit.low, fit.high)}) | {fit.verdict} |"
        for fit in found.fits
    ]
    lines += ["", holdout.table(found.forecasts)]
    for by, tests in (("emulator", found.uniformity), ("model", found.uniformity_of_model)):
        lines += [
            "",
            f"| known parameters, data by the {by} | chi-square p | ECDF p | inside 50 % | inside 80 % | inside 95 % |",
            "|---|---|---|---|---|---|",
        ]
        for test in tests:
            inside = " | ".join(f"{share:.0%}" for share in test.coverage)
            lines.append(f"| `{test.parameter}` | {test.chi_square_p:.2f} | {test.ecdf_p:.2f} | {inside} |")
    tell("\n".join(lines))
