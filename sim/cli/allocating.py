"""The command that says where more, or moved, officers, lanes, analysts and teams would bring most."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from sim.cli.changes import Amount, PlanChanges, amount, given, loaded
from sim.cli.ending import say_failures, tell
from sim.cli.options import echo_json, json_option, parameters_option, progress, seed_option, workers_option
from sim.cli.place import Where, check_new, held, place_options
from sim.cli.surfaces import refusing
from sim.words import Asset

if TYPE_CHECKING:
    from sim.experiment.allocation.pool import Limits
    from sim.experiment.allocation.result import Allocation
    from sim.experiment.parameters import Choice

ADDED = {
    "officers": "More officers.",
    "lanes": "More lanes of ordinary control.",
    "analysts": "More analysts at Europol.",
    "liaison": "More liaison officers.",
    **{asset: f"More {asset.replace('_', ' ')} teams." for asset in get_args(Asset)},
}
"""What can be added, each by an option of its name."""


def _amounts[R](command: Callable[..., R]) -> Callable[..., R]:
    """A command with one option for each thing that can be added."""
    for name, told in reversed(ADDED.items()):
        command = click.option(f"--{name.replace('_', '-')}", name, type=Amount(1), help=told)(command)
    return command


@click.command()
@click.argument("file")
@_amounts
@click.option("--movable", type=Amount(1), help="Move so many of those who are there, instead of adding any.")
@click.option("--of", "kind", type=click.Choice([*ADDED]), default="officers", show_default=True, help="What is moved.")
@click.option("--at-least", multiple=True, metavar="PLACE=NUMBER", help="A place keeps or gets so many, as BG=400.")
@click.option("--at-most", multiple=True, metavar="PLACE=NUMBER", help="A place has no more, as roszke-horgos/HU=9.")
@click.option("--fixed", multiple=True, metavar="PLACE", help="A place, or all of a country, stays as it is.")
@click.option("--measure", default="arrests", show_default=True, help="What is sought.")
@click.option("--places", type=click.IntRange(1), default=30, show_default=True, help="Places of a kind, the busiest.")
@click.option("--trials", type=click.IntRange(1), default=24, show_default=True, help="Divisions that are searched.")
@click.option("--plan", type=click.Path(path_type=Path, dir_okay=False), help="File for the recommended plan.")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="Another value, as cooperation.scale=0.5.")
@place_options(20, "Pairs of runs of each plan in the search; the test has five times as many.", shared=False)
@seed_option
@workers_option
@parameters_option
@json_option
def allocate(
    file: str,
    movable: int | None,
    kind: str,
    at_least: tuple[str, ...],
    at_most: tuple[str, ...],
    fixed: tuple[str, ...],
    measure: str,
    places: int,
    trials: int,
    plan: Path | None,
    settings: tuple[str, ...],
    seed: int,
    workers: int | None,
    parameters: "Choice",
    as_json: bool,
    where: Where,
    **added: int | None,
) -> None:
    """Say where more, or moved, officers, lanes, analysts or teams bring most; needs the extra 'allocate'."""
    _check_extra()
    from sim.experiment.allocation.allocate import allocate as allocated
    from sim.experiment.allocation.pool import pools

    amounts = {name: number for name, number in added.items() if number}
    if movable and amounts:
        raise click.UsageError("--movable moves what is there, the others add; give one")
    base = loaded(file, PlanChanges(settings=settings))
    limits, wanted = _limits(at_least, at_most, fixed), {kind: movable} if movable else amounts
    divided = pools(base, wanted, moved=bool(movable), limits=limits)
    _check_plan(plan, where.force)
    with held(where, 20) as (place, count):
        _tell_budget(divided, places, count, trials)
        with progress() as on_progress, refusing():
            result = allocated(
                base,
                wanted,
                count,
                moved=bool(movable),
                limits=limits,
                measure=measure,
                places=places,
                trials=trials,
                seed=seed,
                workers=workers,
                parameters=parameters,
                on_progress=on_progress,
                keep=place,
            )
        if place is not None:
            from sim.cli.reports import save_allocation

            save_allocation(result, place)
    if plan is not None:
        _write(result, plan, None if settings else Path(file))
    _show(result, where.out, as_json)


def _check_extra() -> None:
    from importlib.util import find_spec

    if find_spec("optuna") is None:
        raise click.UsageError("Optuna not installed; install 'jadsim[allocate]'")


def _check_plan(plan: Path | None, force: bool) -> None:
    if plan is not None:
        check_new(plan, force=force)


def _limits(at_least: tuple[str, ...], at_most: tuple[str, ...], fixed: tuple[str, ...]) -> "Limits":
    from sim.experiment.allocation.pool import Limits

    return Limits(at_least=_numbers(at_least, "--at-least"), at_most=_numbers(at_most, "--at-most"), fixed=fixed)


def _numbers(texts: tuple[str, ...], option: str) -> dict[str, int]:
    return {name: amount(text, option) for name, text in given(texts, option).items()}


def _tell_budget(divided: Any, places: int, count: int, trials: int) -> None:
    """Say how many runs there will be before they begin; how long they take is measured, and told while they run."""
    from sim.experiment.allocation.allocate import budget

    left = sum(max(0, len(pool.open) - places) for pool in divided)
    tell(f"At most {budget(divided, places, count, trials):,} runs.", err=True)
    if left:
        tell(f"{left} less busy places are not tried; --places tries more.", err=True)


def _write(result: "Allocation", plan: Path, base: Path | None) -> None:
    from sim.experiment.allocation.written import plan_text
    from sim.files import write_whole

    write_whole(plan, plan_text(result, base, plan.parent))
    tell(f"Recommended plan: {plan}", err=True)


def _show(result: "Allocation", out: Path | None, as_json: bool) -> None:
    """Print the answer, the best places and the test; say which runs failed."""
    if as_json:
        echo_json(result.document())
    else:
        from sim.cli.show import new_table
        from sim.cli.terminal import console
        from sim.outcome.measures import MEASURES
        from sim.present.allocation import BRIEF, TEST, marginal_rows, test_rows

        title = f"What the next ones bring: {MEASURES[result.measure].title}"
        for heads, name, rows in (
            (BRIEF, title, (row[: len(BRIEF)] for row in marginal_rows(result.marginal, result.measure, result.base))),
            (TEST, "The recommended plan on fresh luck", test_rows(result.document())),
        ):
            table = new_table(name, *heads)
            for row in rows:
                table.add_row(*row)
            console().print(table)
        tell(result.answer)
        tell(
            f"Results: {out} (open {out / 'report.html'})" if out else "Nothing was kept; --out DIR keeps all results."
        )
    failures = [(result.base.name, failure) for failure in result.laboratory.failures]
    say_failures(failures, result.laboratory.table.num_rows + len(failures))
