"""The command line: parse, call, print. What is slow to import is imported by the command that needs it."""

from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from sim import __version__
from sim.cli.allocating import allocate
from sim.cli.calibrate import calibrate
from sim.cli.changes import PlanChanges, changeable, lessened, loaded, programme_loaded
from sim.cli.ending import Application, end_runs, end_years, say_kept, tell
from sim.cli.events_list import events_list
from sim.cli.exercise import exercise
from sim.cli.explaining import explain
from sim.cli.folders import merge, runs
from sim.cli.options import (
    echo_json,
    json_option,
    matters_option,
    parameters_option,
    progress,
    seed_option,
    smallest_of,
    workers_option,
)
from sim.cli.place import Where, held, place_options
from sim.cli.planning import export, levers, new, posts, scenarios
from sim.cli.rehearsing import debrief, rehearse
from sim.cli.reporting import report
from sim.cli.scoring import score
from sim.cli.surfaces import sensitivity, sweep
from sim.errors import Fault, ScenarioError
from sim.words import Detail

if TYPE_CHECKING:
    from sim.experiment.compare import Comparison
    from sim.experiment.parameters import Choice
    from sim.experiment.replicate import Assumptions
    from sim.experiment.sequential import Precision
    from sim.experiment.summary import Run

TOLD = ("arrests", "cases", "posts", "timeline")
"""Tables that the terminal tells from."""


@click.group(cls=Application, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="jadsim")
@click.option("--debug", is_flag=True, envvar="JADSIM_DEBUG", help="Show where an unexpected error comes from.")
def main(debug: bool) -> None:
    """Simulation of police joint action days: what a plan would achieve, and what another plan would change."""


@main.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
def check(files: tuple[str, ...]) -> None:
    """Say whether files of scenarios, programmes and exercises are right, and everything that is wrong with them."""
    from sim.cli.checking import told

    faults: list[Fault] = []
    for file in files:
        try:
            tell(f"{file}: right. {told(file)}")
        except ScenarioError as error:
            faults += error.faults
    if faults:
        raise ScenarioError(tuple(faults))


@main.command()
@click.argument("file")
@json_option
def assumptions(file: str, as_json: bool) -> None:
    """List what in a scenario or a programme is not measured, with its source or the word assumed."""
    import dataclasses

    from sim.scenario.assumptions import assumptions as not_measured
    from sim.scenario.assumptions import of_programme
    from sim.scenario.programme import is_programme, load_programme

    if is_programme(file):
        year = load_programme(file)
        name, rows = year.name, of_programme(year)
    else:
        scenario = loaded(file, PlanChanges())
        name, rows = scenario.name, not_measured(scenario)
    if as_json:
        echo_json({"scenario": name, "assumptions": [dataclasses.asdict(row) for row in rows]})
        return
    from sim.cli import show

    show.assumptions(name, rows)


@main.command()
@click.argument("a")
@click.argument("b")
def diff(a: str, b: str) -> None:
    """Show what scenario B does differently from scenario A."""
    from sim.cli import show
    from sim.scenario.diff import difference

    show.changes(a, b, difference(loaded(a, PlanChanges()), loaded(b, PlanChanges())))


@main.command()
def schema() -> None:
    """Print the format of a scenario file as JSON Schema."""
    from sim.scenario.editor import json_schema

    echo_json(json_schema())


@main.command()
@click.argument("file")
@place_options(100, "How many runs.")
@seed_option
@workers_option
@changeable
@parameters_option
@json_option
@click.option(
    "--detail", type=click.Choice(get_args(Detail)), default="cases", show_default=True, help="Keep every check?"
)
def run(
    file: str,
    seed: int,
    workers: int | None,
    where: Where,
    changes: PlanChanges,
    parameters: "Choice",
    as_json: bool,
    detail: Detail,
) -> None:
    """Run a scenario many times and say what it achieves."""
    scenario = loaded(file, changes, warned=as_json)
    if detail == "checks" and where.out is None:
        raise click.UsageError("--detail checks keeps every check in a folder: name it with --out")
    with held(where, 100) as (place, count):
        from sim.experiment.replicate import run as repeat

        with progress() as on_progress:
            result = repeat(
                scenario,
                count,
                seed=seed,
                workers=workers,
                detail=detail,
                parameters=parameters,
                on_progress=on_progress,
                keep=place or TOLD,
            )
        if place is not None:
            from sim.cli import reports

            result = reports.save_run(result, place)
    _show(result, where.out, as_json)
    end_runs([result])


@main.command()
@click.argument("base")
@click.argument("variants", nargs=-1, metavar="[VARIANT...]")
@place_options(200, "How many pairs of runs.")
@seed_option
@workers_option
@changeable
@parameters_option
@matters_option
@click.option(
    "--assumptions",
    type=click.Choice(["fixed", "drawn"]),
    default="fixed",
    show_default=True,
    help="Drawn: half as many pairs more, under draws of all that is assumed, say how far differences rest on it.",
)
@click.option(
    "--without",
    "left_out",
    multiple=True,
    metavar="KEY",
    help="A variant in which that is not there, such as justice or channels.selec; 'each': one for each institution.",
)
@click.option("--anyway", is_flag=True, help="Compare plans that have no country in common as well.")
@click.option(
    "--precision",
    metavar="[MEASURE=]SIZE",
    help="Run until plans are known so well against each other, such as 2% (of arrests); -n is then the most.",
)
@json_option
def compare(
    base: str,
    variants: tuple[str, ...],
    seed: int,
    workers: int | None,
    where: Where,
    changes: PlanChanges,
    parameters: "Choice",
    matters: tuple[str, ...],
    assumptions: "Assumptions",
    left_out: tuple[str, ...],
    anyway: bool,
    precision: str | None,
    as_json: bool,
) -> None:
    """Run a base and variants of it with the same luck, and say what differs.

    Changes (--set, --officers, --move) are those of the variants; without a VARIANT, of the base as its own variant.
    """
    if not (variants or changes or left_out):
        raise click.UsageError("name a VARIANT, or change something with --set, --officers, --move or --without")
    own = () if variants or not changes else (base,)
    changed = [loaded(file, changes, renamed=True, warned=as_json) for file in variants or own]
    first = loaded(base, PlanChanges(), warned=as_json)
    plans = [first, *changed, *lessened(first, left_out)]
    least, wanted = smallest_of(matters), _precision(precision, where.more)
    if where.shard and (wanted or least):
        raise click.UsageError("a share is not judged: --precision needs all runs, --matters goes to jadsim merge")
    usual = 1000 if wanted else 200
    with held(where, usual) as (place, count):
        from sim.experiment.compare import compare as run_and_compare

        with progress() as on_progress:
            result = run_and_compare(
                plans[0],
                plans[1:],
                count,
                seed=seed,
                workers=workers,
                parameters=parameters,
                matters=least,
                anyway=anyway,
                precision=wanted,
                on_progress=on_progress,
                keep=place or TOLD,
                assumptions=assumptions,
            )
        if place is not None:
            from sim.cli import reports

            result = reports.save_comparison(result, place)
    _show(result, where.out, as_json, ranked=bool(changed) or len(plans) == 2)
    end_runs(result.runs)


main.add_command(calibrate)
main.add_command(score)
main.add_command(events_list)
main.add_command(exercise)
for _command in (
    allocate,
    explain,
    new,
    export,
    scenarios,
    levers,
    posts,
    rehearse,
    debrief,
    report,
    sensitivity,
    sweep,
    merge,
    runs,
):
    main.add_command(_command)


@main.command()
@click.argument("file")
@place_options(20, "How many years.")
@seed_option
@workers_option
@changeable
@json_option
def programme(
    file: str,
    seed: int,
    workers: int | None,
    where: Where,
    changes: PlanChanges,
    as_json: bool,
) -> None:
    """Run the actions of a year one after another, over the same networks, and evaluate the year."""
    plan = programme_loaded(file, changes)
    with held(where, 20) as (place, count):
        from sim.experiment.programme import run_programme

        with progress() as on_progress:
            result = run_programme(plan, count, seed=seed, workers=workers, on_progress=on_progress, keep=place)
        if place is not None:
            from sim.cli import reports

            reports.save(result, place)
    if as_json:
        echo_json(result.document())
    else:
        from sim.cli import show

        show.programme(result)
        say_kept(where.out)
    end_years(result)


@main.command()
@click.argument("folder", metavar="RUN", type=click.Path(path_type=Path))
@click.option("--arrest", help="REPLICATION:ID, or the ID alone if only one replication has it, or a number of --list.")
@click.option("--list", "list_them", is_flag=True, help="List arrests of the run.")
def trace(folder: Path, arrest: str | None, list_them: bool) -> None:
    """Walk from an arrest back to the checks, messages and decisions that led to it; the run is repeated for it."""
    if (arrest is None) != list_them:
        raise click.UsageError("give either --arrest ID or --list")
    from sim.cli import show
    from sim.experiment import trace as traces

    run = traces.open_stored_run(folder)
    if arrest is None:
        show.arrests(run)
    else:
        show.steps(run.scenario.start, traces.trace(folder, arrest))


def _precision(text: str | None, more: int | None) -> "Precision | None":
    """How well differences are to be known, where it is given."""
    from sim.experiment.sequential import Precision

    if text is None:
        return None
    if more is not None:
        raise click.UsageError("--precision says how long runs go on, --more how many are added; give one")
    try:
        return Precision.read(text)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--precision") from error


def _show(result: "Run | Comparison", out: Path | None, as_json: bool, *, ranked: bool = False) -> None:
    if as_json:
        echo_json(result.document())
        return
    from sim.cli import show
    from sim.experiment.summary import Run

    if isinstance(result, Run):
        show.run(result)
    else:
        show.comparison(result, ranked=ranked)
    say_kept(out)
